"""The files of content/: only kinds that a browser shows without running them, under names that work everywhere."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from ....common.files.media_files import media_fault
from ....common.os_errors import passed_over
from ....common.problems import Problem, Where, listed
from ....model.record import DEVICE_NAME, ID_PATTERN

MEDIA = (
    *(".png", ".jpg", ".jpeg", ".webp", ".gif"),
    *(".pdf", ".mp3", ".mp4", ".docx", ".xlsx", ".pptx"),
)  # fmt: skip
MOST_FILE_BYTES = 20_000_000
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif"})
MOST_IN_PICTURE = 300 * 1024
"""A picture loads only when a reader comes near it, so it has a limit of its own beside that of the page."""

_NAME = re.compile(r"\w[\w.-]*(?<!\.)")


def check_files(root: Path) -> Iterator[Problem]:
    """Every file below content/ stays inside it, is of a known kind and size, and has a name of its own."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    for path in published(root / "content"):
        shown = path.relative_to(root).as_posix()
        for message in _faults(path):
            yield Problem(Where(shown), f"{message}{_shown_in(root, path)}")
        names[_address(shown)].append(shown)
    for first, *others in names.values():
        for other in others:
            message = f"与 {first} 在网站上是同一个网址，请换一个文件名"
            yield Problem(Where(other), message)


def published(folder: Path) -> Iterator[Path]:
    """What MkDocs would publish: all but what begins with a dot. Links are named and not followed."""
    for path in sorted(folder.iterdir()) if folder.is_dir() and not folder.is_symlink() else []:
        if not passed_over(path.name):
            yield path
            if path.is_dir():
                yield from published(path)


def _faults(path: Path) -> Iterator[str]:
    if path.is_symlink():
        yield "这是一个链接，不能用；请把文件本身放进来"
        return
    is_page = path.suffix == ".md" or path.is_dir()
    if is_page and not re.fullmatch(ID_PATTERN, path.name.removesuffix(".md")):
        yield "文件名就是网址，只能用小写字母、数字和短横线"
    elif not _NAME.fullmatch(path.name):
        yield "文件名只能用汉字、字母、数字、短横线、下划线和点"
    if DEVICE_NAME.fullmatch(path.name):
        yield f"“{path.name}”是 Windows 给设备留的名字，那里建不了这样的文件，请换一个"
    if path.is_dir():
        return
    if not path.is_file():
        yield "这不是普通文件"
    elif path.suffix.lower() == ".svg":
        yield "这里不放 .svg（它可以带程序）；照片和图请存成 .png、.jpg 或 .webp，示意图请交给做图的人"
    elif path.suffix != ".md" and path.suffix.lower() not in MEDIA:
        yield f"这里不放 {path.suffix or '没有后缀'} 的文件；可以放 .md、{listed(MEDIA, 20)}"
    elif path.suffix.lower() in PICTURES and path.stat().st_size > MOST_IN_PICTURE:
        yield (
            f"这张图有 {path.stat().st_size / 1024:.0f} KB，一张图的上限是 {MOST_IN_PICTURE // 1024} KB；"
            "请把长边缩到 1280 像素以内，存成 .webp 或 .jpg"
        )
    elif path.stat().st_size > MOST_FILE_BYTES:
        yield f"文件有 {path.stat().st_size / 1e6:.0f} MB，超过 {MOST_FILE_BYTES // 1_000_000} MB 的上限"
    elif path.suffix != ".md" and (fault := media_fault(path.read_bytes(), path.suffix.lower()[1:])):
        yield fault


def _shown_in(root: Path, path: Path) -> str:
    """For a picture, the pages and events that show it, with their lines: there an editor knows it from."""
    if path.suffix.lower() not in PICTURES:
        return ""
    pages = [page for page in published(root / "content") if page.suffix == ".md" and page.is_file()]
    pages += sorted((root / "plan" / "events").rglob("*.yaml"))
    places = [
        f"{page.relative_to(root).as_posix()}:{number}"
        for page in pages
        for number, line in enumerate(page.read_text("utf-8", errors="replace").split("\n"), 1)
        if path.name in unquote(line)
    ]
    return f"（用在 {listed(places)}）" if places else ""


def _address(shown: str) -> str:
    """What must be unique: the address, whatever the case, since Windows and macOS tell no cases apart."""
    path = PurePosixPath(shown.casefold())
    if path.suffix != ".md":
        return str(path)
    return str(path.parent if path.name == "index.md" and path.parent.name != "content" else path.with_suffix("")) + "/"
