"""A built site into one zip for a stick: its pages open by a double click, without a server, a network or a program.

Browsers let a page that is a file fetch nothing: links name files, and what scripts fetch lies there as scripts.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from ..common.files.atomic_write import write_whole
from ..queries import urls
from ..render.assets import ASSETS_FOLDER, script_of
from ..render.layout import LOST
from ..render.service_worker import WORKER
from ..render.site_files import SITEMAP_FILE
from .manifest import MANIFEST

COPY_SCRIPT = f"{ASSETS_FOLDER}portable.js"
"""The script that takes the place of the network."""

LEFT_OUT = (LOST, WORKER, SITEMAP_FILE, MANIFEST, urls.FEDERATED)
"""What a server or other machines ask for."""

FETCHED = re.compile(rf"(?:search/.+|{urls.DAILY}\d\d)\.json")
"""What scripts fetch."""

_DAY = (1980, 1, 1, 0, 0, 0)
"""The first that a zip knows: the same site gives the same file."""

_WAY = re.compile(r'(?P<name> (?:href|action|data-kx-map|data-kx-rest)=")(?P<path>[^"#?:]*)(?P<rest>[#?][^"]*)?"')
_REST = re.compile(r' data-kx-rest="([^"]+)"')
"""Where a page names another that a filter fetches."""

_SITE_NAME = re.compile(r'<meta name="SiteName" content="([^"]+)">')

DOOR = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{name}</title>
<meta http-equiv="refresh" content="0; url={folder}/index.html"></head>
<body><p><a href="{folder}/index.html">打开{name}</a></p></body></html>
"""


def write_portable_copy(root: Path, site: Path, file: Path) -> None:
    """Write the zip of a built site: a page to begin with, and a folder that must stay beside it."""
    found = _SITE_NAME.search((site / "index.html").read_text("utf-8"))
    assert found, site
    folder = re.sub(r'[\\/:*?"<>|]', "", unescape(found[1]))
    members = [(f"打开{folder}.html", DOOR.format(name=found[1], folder=folder).encode())]
    members += [(f"{folder}/{path}", data) for path, data in _members(root, site)]
    whole = BytesIO()
    with ZipFile(whole, "w") as packed:
        for path, data in members:
            packed.writestr(ZipInfo(path, _DAY), data, ZIP_DEFLATED)
    write_whole(file, whole.getvalue())


def _members(root: Path, site: Path) -> Iterator[tuple[str, bytes]]:
    """Path and content of every file of the copy, in order."""
    pages: dict[str, str] = {}
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        name = path.relative_to(site).as_posix()
        if name.startswith(LEFT_OUT):
            continue
        data = path.read_bytes()
        if name.endswith(".html"):
            pages[name] = _page(data.decode(), name)
            yield name, pages[name].encode()
        elif FETCHED.fullmatch(name):
            yield f"{name}.js", _taken(name, data.decode())
        else:
            yield name, data
    for rest in sorted({rest for name, page in pages.items() for rest in _rests(name, page)}):
        yield f"{rest}.js", _taken(rest, json.dumps(pages[rest], ensure_ascii=False))
    yield COPY_SCRIPT, f"(function () {{\n{script_of(root, ['portable'])}}})();\n".encode()


def _taken(name: str, data: str) -> bytes:
    """What scripts fetch, as a script."""
    return f"kxTake({json.dumps(name)},{data});\n".encode()


def _rests(name: str, page: str) -> Iterator[str]:
    """The pages that a page fetches, by their paths in the copy."""
    for target in _REST.findall(page):
        yield posixpath.normpath(posixpath.join(posixpath.dirname(name), target))


def _page(html: str, name: str) -> str:
    """A page whose ways lead to files, and which begins with our script."""
    html = _WAY.sub(lambda found: f'{found["name"]}{file_meant(found["path"])}{found["rest"] or ""}"', html)
    script = f'<script src="{urls.relative(COPY_SCRIPT, name.removesuffix("index.html"))}"></script>'
    return html.replace('<script src="', f'{script}\n<script src="', 1)


def file_meant(path: str) -> str:
    """A path in a page with the file it means: `../units/` is ../units/index.html."""
    last = path.rpartition("/")[2]
    if path and last in (".", ".."):
        path += "/"
    return f"{path}index.html" if path.endswith("/") else path
