"""Built pages held against what a slow line can carry: each page, and each with all it loads at once."""

from __future__ import annotations

import gzip
import posixpath
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ..common.problems import Problem, Where
from .built_site import BuiltSite
from .html.built_page import BuiltPage

MOST_HTML = 60 * 1024
MOST_IN_ALL = 80 * 1024
"""Bytes after gzip, as a server sends them."""

_PACKED = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".mp3", ".mp4", ".woff2"}
"""gzip makes these no smaller, and servers do not try."""


def check_weight(site: BuiltSite) -> list[Problem]:
    """Pages over the budget, each with its weight and the limit; paths are those in the site."""
    return [problem for name, page in site.pages.items() for problem in _page_problems(site.folder, name, page)]


def eager(page: BuiltPage, name: str) -> set[str]:
    """The files of the site that a page loads at once, without waiting for a reader's scrolling; `name` is its path."""
    folder = posixpath.dirname(name)
    return {
        posixpath.normpath(posixpath.join(folder, unquote(parts.path)))
        for link in page.links
        if link.loaded and not link.lazy
        if (parts := urlsplit(link.href)).path and not parts.scheme and not parts.netloc
    }


def _page_problems(site: Path, name: str, page: BuiltPage) -> Iterator[Problem]:
    files = [f"{site}/{target}" for target in eager(page, name)]
    extra = sum(map(_packed, files))
    if page.size <= MOST_HTML and page.size + extra <= MOST_IN_ALL:  # light enough even unpacked
        return
    own = len(gzip.compress((site / name).read_bytes(), mtime=0))
    if own > MOST_HTML:
        yield Problem(Where(name), f"网页压缩后有 {_kb(own)}，上限是 {_kb(MOST_HTML)}；请把内容分成几页")
    if own + extra > MOST_IN_ALL:
        heaviest = Path(max(files, key=_packed, default=f"{site}/{name}"))
        message = f"网页连同它一打开就要取的文件压缩后有 {_kb(own + extra)}，上限是 {_kb(MOST_IN_ALL)}"
        yield Problem(
            Where(name),
            f"{message}；其中最大的是 {heaviest.relative_to(site).as_posix()}（{_kb(_packed(str(heaviest)))}）",
        )


@lru_cache(maxsize=4096)
def _packed(name: str) -> int:
    """The bytes of a file as it is sent, none where there is no such file."""
    path = Path(name)
    if not path.is_file():
        return 0
    data = path.read_bytes()
    return len(data) if path.suffix.lower() in _PACKED else len(gzip.compress(data, mtime=0))


def _kb(size: int) -> str:
    return f"{size / 1024:.1f} KB"
