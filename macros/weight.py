"""Built pages held against what a slow line can carry: each page, and each with all it loads at once."""

from __future__ import annotations

import gzip
import posixpath
import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .errors import Problem, Where

MOST_HTML = 60 * 1024
MOST_IN_ALL = 80 * 1024
"""Bytes after gzip, as a server sends them."""

_TAG = re.compile(r"<(link|script|img|source|video|audio|iframe)\s([^>]*)>", re.IGNORECASE)
_VALUE = re.compile(r"""([\w-]+)=(?:"([^"]*)"|'([^']*)')""")
_LOADED_LINKS = {"stylesheet", "icon", "preload", "modulepreload"}
_PACKED = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".mp3", ".mp4", ".woff2"}
"""gzip makes these no smaller, and servers do not try."""


def check_weight(site: Path) -> list[Problem]:
    """Pages over the budget, each with its weight and the limit; paths are those in the site."""
    return [problem for path in sorted(site.rglob("*.html")) for problem in _page_problems(site, path)]


def eager(html: str, page: str) -> set[str]:
    """The files of the site that a page loads at once, without waiting for a reader's scrolling; `page` is its path."""
    found = set()
    for tag, text in _TAG.findall(html):
        values = {name.lower(): unescape(double or single) for name, double, single in _VALUE.findall(text)}
        linked = bool(_LOADED_LINKS.intersection(values.get("rel", "").split()))
        target = values.get("href") if tag.lower() == "link" and linked else values.get("src")
        parts = urlsplit(target or "")
        if parts.path and not parts.scheme and not parts.netloc and values.get("loading") != "lazy":
            found.add(posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path))))
    return found


def _page_problems(site: Path, path: Path) -> Iterator[Problem]:
    data = path.read_bytes()
    name = path.relative_to(site).as_posix()
    files = [site / target for target in eager(data.decode(), name)]
    extra = sum(_packed(file) for file in files if file.is_file())
    if len(data) <= MOST_HTML and len(data) + extra <= MOST_IN_ALL:  # light enough even unpacked
        return
    own = len(gzip.compress(data, mtime=0))
    if own > MOST_HTML:
        yield Problem(Where(name), f"网页压缩后有 {_kb(own)}，上限是 {_kb(MOST_HTML)}；请把内容分成几页")
    if own + extra > MOST_IN_ALL:
        heaviest = max((file for file in files if file.is_file()), key=_packed, default=path)
        message = f"网页连同它一打开就要取的文件压缩后有 {_kb(own + extra)}，上限是 {_kb(MOST_IN_ALL)}"
        yield Problem(
            Where(name), f"{message}；其中最大的是 {heaviest.relative_to(site).as_posix()}（{_kb(_packed(heaviest))}）"
        )


@lru_cache(maxsize=4096)
def _packed(path: Path) -> int:
    data = path.read_bytes()
    return len(data) if path.suffix.lower() in _PACKED else len(gzip.compress(data, mtime=0))


def _kb(size: int) -> str:
    return f"{size / 1024:.1f} KB"
