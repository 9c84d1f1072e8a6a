"""A built site held against what every site must keep: no dead link, no page astray, no foreign request."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterator
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from .errors import Problem, Where
from .markup import Reader, line_at
from .record import danger

LOADED = {("img", "src"), ("script", "src"), ("iframe", "src"), ("source", "src"), ("video", "src"), ("audio", "src")}
WAYS = {("a", "href"), ("form", "action")}
LOADED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}
MARKERS = ("{{", "{%", "Traceback (most recent call last)", "Macro Rendering Error", "Macro Syntax Error")
"""What a page shows when something on the way to it broke."""

HOME = "index.html"
BYWAYS = {"sitemap/index.html", "search/index.html"}
"""They lead everywhere, so a page that only they lead to is as good as lost."""

ASTRAY = {"404.html"}
"""Pages that nobody is meant to be led to."""


def audit(site: Path, base: str = "/") -> list[Problem]:
    """Everything wrong with the built pages; paths are those in the site.

    `base` is the path the site is served under; only the 404 page uses it, since it can appear anywhere.
    """
    pages = {path.relative_to(site).as_posix(): _read(path) for path in sorted(site.rglob("*.html"))}
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    found = [problem for name, page in pages.items() for problem in _page_problems(name, page, pages, files, base)]
    return sorted([*found, *_unreached(pages, base)])


def _page_problems(name: str, page: _Page, pages: dict[str, _Page], files: set[str], base: str) -> Iterator[Problem]:
    for line, fault in page.unsound:
        yield Problem(Where(name, line), f"网页的写法不合 HTML 规则：{fault}")
    if not page.title.strip():
        yield Problem(Where(name), "页面没有标题")
    if not page.length:
        yield Problem(Where(name), "页面没有内容")
    for line, marker in page.markers:
        yield Problem(Where(name, line), f"页面里有没处理的标记“{marker}”")
    for id in sorted(id for id, count in page.ids.items() if count > 1):
        yield Problem(Where(name), f"id“{id}”在一页里出现 {page.ids[id]} 次")
    for line, link, loaded in page.links:
        if message := _link_fault(name, link, loaded, pages, files, base):
            yield Problem(Where(name, line), f"{message}：{link}")


def _unreached(pages: dict[str, _Page], base: str) -> Iterator[Problem]:
    """Pages that no chain of links from the home page leads to, other than through site map and search.

    One that only says where its contents went is left for those who know its address.
    """
    reached: set[str] = set()
    fresh = {HOME} & pages.keys()
    while fresh:
        reached |= fresh
        fresh = {
            target
            for name in fresh - BYWAYS
            for link in pages[name].ways
            if (target := _target(name, link, base, pages)) and target not in reached
        }
    left = {name for name, page in pages.items() if page.left}
    for name in sorted(pages.keys() - reached - ASTRAY - left):
        message = f"从首页出发，没有链接能到“{pages[name].title.strip()}”这一页；请在有关的页面里给它加一个链接"
        yield Problem(Where(name), message)


def _link_fault(page: str, link: str, loaded: bool, pages: dict[str, _Page], files: set[str], base: str) -> str | None:
    """What is wrong with a link, or None."""
    parts = _parts(link)
    if loaded and re.match("(https?:)?//", link, re.IGNORECASE):
        return "页面会向别的网站取文件"
    if parts.dangerous and not (loaded and link.startswith("data:")):
        return "链接的写法不安全"
    if parts.outside:
        return None
    path = _path(page, parts.path, base)
    if path.startswith(".."):
        return "链接指到了网站外面"
    found = _file(path, files)
    if found is None:
        return "链接指向的页面不存在"
    if parts.fragment and found in pages and parts.fragment not in pages[found].ids:
        return "链接指向的位置不存在"
    return None


class _Parts(NamedTuple):
    """A link: path and fragment decoded, whether it leads to another site, whether no browser should get it."""

    path: str
    fragment: str
    outside: bool
    dangerous: bool


@lru_cache(maxsize=100_000)
def _parts(link: str) -> _Parts:
    """The same few links stand on every page."""
    if danger(link):
        return _Parts("", "", outside=True, dangerous=True)
    parts = urlsplit(link)
    return _Parts(unquote(parts.path), unquote(parts.fragment), bool(parts.scheme or parts.netloc), dangerous=False)


def _target(page: str, link: str, base: str, files: Container[str]) -> str | None:
    """The file a link on a page leads to, or None when there is no such file."""
    parts = _parts(link)
    return None if parts.outside else _file(_path(page, parts.path, base), files)


def _file(path: str, files: Container[str]) -> str | None:
    if path in files:
        return path
    page = HOME if path == "." else f"{path}/{HOME}"
    return page if page in files else None


def _path(page: str, path: str, base: str) -> str:
    """Where a link on a page leads, from the site's root; begins with .. when that is outside."""
    if path.startswith("/"):
        path = path.removeprefix(base) if path.startswith(base) else path
    else:
        path = f"{page.rpartition('/')[0]}/{path}".lstrip("/") if path else page
    return posixpath.normpath(path) if path else "."


class _Page(Reader):
    """What a page is called, what it holds, and where it leads."""

    def __init__(self, html: str) -> None:
        super().__init__(html)
        self.links: list[tuple[int, str, bool]] = []
        self.ways: list[str] = []
        self.title = ""
        self.markers: list[tuple[int, str]] = []
        self.left = False
        self.length = self.counted = 0
        self.line = 1
        self.marked = any(marker in html for marker in MARKERS)
        self.read()
        self.unsound = [(line_at(html, place), fault) for place, fault in self.faults]
        self.html = ""  # of all pages together it would be too much

    def line_of(self, place: int) -> int:
        """The line of a place behind those asked for before."""
        self.line += self.html.count("\n", self.counted, place)
        self.counted = place
        return self.line

    def element(self, place: int, name: str, values: dict[str, str]) -> None:
        if name == "main":
            self.left = "data-kx-left" in values
        loaded = name == "link" and not LOADED_LINKS.isdisjoint(values.get("rel", "").split())
        for attribute in ("href", "action", "src"):
            if (value := values.get(attribute)) is None:
                continue
            value = unescape(value) if "&" in value else value
            if (name, attribute) in WAYS:
                self.ways.append(value)
            if attribute != "src" or (name, attribute) in LOADED:
                self.links.append((self.line_of(place), value, loaded or (name, attribute) in LOADED))

    def words(self, place: int, text: str) -> None:
        if self.open[-1:] == ["title"]:
            self.title += unescape(text)
        if "main" in self.open:
            self.length += len(text.strip())
        if self.marked and "code" not in self.open:
            self.markers += [(self.line_of(place), marker) for marker in MARKERS if marker in text]


def _read(path: Path) -> _Page:
    return _Page(path.read_text("utf-8"))
