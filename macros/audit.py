"""A built site held against what every site must keep: no dead link, no page astray, no foreign request."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .errors import Problem, Where
from .record import danger

LOADED = {("img", "src"), ("script", "src"), ("iframe", "src"), ("source", "src"), ("video", "src"), ("audio", "src")}
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
    pages = {
        path.relative_to(site).as_posix(): _read(path)
        for path in sorted(site.rglob("*.html"))
        if "pagefind" not in path.parts
    }
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    found = [problem for name, page in pages.items() for problem in _page_problems(name, page, pages, files, base)]
    return sorted([*found, *_unreached(pages, base)])


def _page_problems(name: str, page: _Page, pages: dict[str, _Page], files: set[str], base: str) -> Iterator[Problem]:
    if not page.title.strip():
        yield Problem(Where(name), "页面没有标题")
    if not page.words:
        yield Problem(Where(name), "页面没有内容")
    for line, marker in page.markers:
        yield Problem(Where(name, line), f"页面里有没处理的标记“{marker}”")
    for id in sorted(id for id, count in page.ids.items() if count > 1):
        yield Problem(Where(name), f"id“{id}”在一页里出现 {page.ids[id]} 次")
    for line, target, loaded in page.links:
        yield from _link_problems(Where(name, line), target, loaded, pages, files, base)


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


def _link_problems(
    where: Where, target: str, loaded: bool, pages: dict[str, _Page], files: set[str], base: str
) -> Iterator[Problem]:
    if loaded and re.match("(https?:)?//", target, re.IGNORECASE):
        yield Problem(where, f"页面会向别的网站取文件：{target}")
        return
    if danger(target) and not (loaded and target.startswith("data:")):
        yield Problem(where, f"链接的写法不安全：{target}")
        return
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return
    if _path(where.path, target, base).startswith(".."):
        yield Problem(where, f"链接指到了网站外面：{target}")
        return
    found = _target(where.path, target, base, files)
    if found is None:
        yield Problem(where, f"链接指向的页面不存在：{target}")
    elif parts.fragment and found in pages and unquote(parts.fragment) not in pages[found].ids:
        yield Problem(where, f"链接指向的位置不存在：{target}")


def _target(page: str, link: str, base: str, files: Container[str]) -> str | None:
    """The file a link on a page leads to, or None when there is no such file."""
    if danger(link):
        return None
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    path = _path(page, link, base)
    candidates = (path, posixpath.normpath(posixpath.join(path, "index.html")))
    return next((name for name in candidates if name in files), None)


def _path(page: str, link: str, base: str) -> str:
    """Where a link on a page leads, from the site's root; begins with .. when that is outside."""
    path = unquote(urlsplit(link).path)
    if path.startswith("/"):
        path = path.removeprefix(base) if path.startswith(base) else path
    else:
        path = posixpath.join(posixpath.dirname(page), path) if path else page
    return posixpath.normpath(path) if path else "."


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: dict[str, int] = {}
        self.links: list[tuple[int, str, bool]] = []
        self.ways: list[str] = []
        self.title = ""
        self.markers: list[tuple[int, str]] = []
        self.in_title = self.in_main = self.in_code = self.left = False
        self.words = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        line = self.getpos()[0]
        if id := values.get("id"):
            self.ids[id] = self.ids.get(id, 0) + 1
        self.in_title = self.in_title or tag == "title"
        self.in_main = self.in_main or tag == "main"
        self.left = self.left or (tag == "main" and "data-kx-left" in values)
        self.in_code = self.in_code or tag == "code"
        loaded = tag == "link" and bool(LOADED_LINKS.intersection((values.get("rel") or "").split()))
        for name, value in attrs:
            if value is not None and (tag, name) in (("a", "href"), ("form", "action")):
                self.ways.append(value)
            if value is not None and (name in ("href", "action") or (tag, name) in LOADED):
                self.links.append((line, value, loaded or (tag, name) in LOADED))

    def handle_endtag(self, tag: str) -> None:
        self.in_title = self.in_title and tag != "title"
        self.in_main = self.in_main and tag != "main"
        self.in_code = self.in_code and tag != "code"

    def handle_data(self, data: str) -> None:
        self.title += data if self.in_title else ""
        if self.in_main:
            self.words += len(data.strip())
        if not self.in_code:
            self.markers += [(self.getpos()[0], marker) for marker in MARKERS if marker in data]


def _read(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text("utf-8"))
    page.close()
    return page
