"""A project into one zip that a new computer needs and nothing else, and out of it again, every byte held against its digest.

No keys, no site, no caches: keys are made anew on the new computer, the rest is built there.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import re
import shutil
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from ...common.dates import build_date
from ...common.files.atomic_write import write_whole
from ...common.files.overrides import engine_overrides
from ...common.os_errors import passed_over
from ...model.record import DEVICE_NAME
from .saving import finish_interrupted
from .snapshots import EDITED_FOLDERS, HISTORY_FOLDER

PACKED_SUMS, LETTER = "SHA256SUMS", "怎样搬.txt"
MOST_MOVED_FILES, MOST_MOVED_BYTES = 100_000, 2_000_000_000
"""Files and bytes of a project when it is unpacked: twenty times what the largest has."""

_FOLDERS = (*EDITED_FOLDERS, "overrides", HISTORY_FOLDER)
_FILES = ("mkdocs.yml",)
_DAY = (1980, 1, 1, 0, 0, 0)
"""The first that a zip knows: the same project gives the same file."""
_PASSING = re.compile(r"saving\.(lock|json)$")

_WORDS = """\
这个压缩包是整个项目：方案数据、文章、草稿、保存过的每一版。里面没有发布用的钥匙，没有做好的网站。

在新电脑上：
1. 照编辑指南装好程序。
2. 在命令窗口里运行：kepu unpack 这个压缩包 放到哪个文件夹
   （Windows 也可以把压缩包拖到 deploy\\windows 里的“搬进来.cmd”上。）
   它先逐个文件核对，对不上就一个也不写。
3. 在新文件夹里运行 kepu check，再打开编辑台。
4. 发布要用的 ssh 钥匙在新电脑上重新做，把公钥交给管服务器的同事；旧电脑不用了，请他把旧的那一把删去。
"""


class NotMovable(Exception):
    """A zip that is no project of ours, or was damaged; says why."""


def packed_project(root: Path) -> bytes:
    """Everything that a new computer needs, as a zip; the same project gives the same bytes."""
    finish_interrupted(root)
    files = dict(_files(root))
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in {**files, PACKED_SUMS: sums.encode(), LETTER: _WORDS.encode()}.items():
            archive.writestr(zipfile.ZipInfo(name, _DAY), content, zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def _files(root: Path) -> Iterator[tuple[str, bytes]]:
    for name in _FILES:
        if (root / name).is_file():
            yield name, (root / name).read_bytes()
    for folder in _FOLDERS:
        if folder == "overrides" and (root / folder).resolve() == engine_overrides().resolve():
            continue  # part of the program, which is installed there
        for place, folders, names in os.walk(root / folder):
            folders.sort()
            for name in sorted(names):
                path = Path(place, name)
                if not (passed_over(name) or path.is_symlink() or _PASSING.match(name)):
                    yield path.relative_to(root).as_posix(), path.read_bytes()


def unpack_project(content: bytes, folder: Path) -> int:
    """Write a packed project into a new or empty folder; how many files. Raises NotMovable, and then nothing is there."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotMovable(f"{folder} 里已有别的东西；请给一个新的或空的文件夹")
    try:
        files = dict(_unpacked(zipfile.ZipFile(io.BytesIO(content))))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise NotMovable("压缩包不完整或者坏了；请从旧电脑再拷一次") from None
    _hold_against_sums(files)
    part = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        for name, data in files.items():
            (part / name).parent.mkdir(parents=True, exist_ok=True)
            (part / name).write_bytes(data)
        if folder.exists():
            folder.rmdir()
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return len(files)


def _unpacked(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Each file; what the list says of its size is not believed. Raises NotMovable."""
    parts = [part for part in archive.infolist() if part.filename != LETTER]
    names = [part.filename.lower() for part in parts]
    if len(parts) > MOST_MOVED_FILES or sum(part.file_size for part in parts) > MOST_MOVED_BYTES:
        raise NotMovable("压缩包展开以后太大，不像一个项目，没有打开")
    if len(set(names)) < len(names):
        raise NotMovable("压缩包里有两个同名的文件，没有打开")
    left = MOST_MOVED_BYTES
    for part in parts:
        if not _is_ours(part):
            raise NotMovable(f"压缩包里的“{part.filename[:60]}”不是项目里的文件，没有打开")
        with archive.open(part) as file:
            data = file.read(left + 1)
        left -= len(data)
        if left < 0:
            raise NotMovable("压缩包展开以后太大，不像一个项目，没有打开")
        yield part.filename, data


def _is_ours(part: zipfile.ZipInfo) -> bool:
    """Whether a member lies where a project has files: no way out, no link, no name that some system cannot have."""
    names = part.filename.split("/")
    if part.external_attr >> 28 == 0xA or set(part.filename) & set('\\:*?"<>|\0'):  # a link; what no file can be called
        return False
    if any(name in ("", ".", "..") or name != name.rstrip(" .") or DEVICE_NAME.fullmatch(name) for name in names):
        return False
    return part.filename in (*_FILES, PACKED_SUMS) or (len(names) > 1 and names[0] in _FOLDERS)


def _hold_against_sums(files: dict[str, bytes]) -> None:
    """Take the list of digests out, and hold every file against it. Raises NotMovable."""
    lines = files.pop(PACKED_SUMS, b"").decode("utf-8", "replace").splitlines()
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    if not sums or "plan/site.yaml" not in sums:
        raise NotMovable("这不是 kepu pack 做的压缩包")
    if missing := sorted(sums.keys() ^ files.keys()):
        raise NotMovable(f"压缩包里缺了或多了文件：{'、'.join(missing[:5])}；请从旧电脑再拷一次")
    wrong = [name for name, data in files.items() if hashlib.sha256(data).hexdigest() != sums[name]]
    if wrong:
        raise NotMovable(f"这些文件与打包时不一样：{'、'.join(sorted(wrong)[:5])}；请从旧电脑再拷一次")


def packed_name(name: str) -> str:
    """What the file of a site's project is called."""
    return f"搬家-{re.sub(r'[^0-9A-Za-z一-鿿]', '', name)}-{build_date()}.zip"


def move_project(options: argparse.Namespace) -> int:
    """`kepu pack`: write the zip; `kepu unpack`: read it back, 1 where it is not to be used."""
    if options.command == "pack":
        file: Path = options.file or options.root / packed_name(options.root.resolve().name)
        content = packed_project(options.root)
        write_whole(file, content)
        print(f"已装好：{file}，{len(content) / 1e6:.1f} MB。拷到新电脑，运行 kepu unpack。里面没有发布用的钥匙。")
        return 0
    try:
        count = unpack_project(options.file.read_bytes(), options.folder)
    except NotMovable as error:
        print(f"{error}。", file=sys.stderr)
        return 1
    print(f"{count} 个文件逐个核对过，放在 {options.folder}。接着在那里运行 kepu check；发布用的 ssh 钥匙要重新做。")
    return 0
