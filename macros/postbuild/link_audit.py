"""A built site held against what every site must keep: no dead link, no page astray, no foreign request.

Made by hand: link checkers (lychee, linkchecker) know neither lines of our sources nor pages that nothing leads to.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from ..common.problems import Problem, Where
from ..common.text.web_links import danger
from .built_site import BuiltSite
from .html.built_page import BuiltPage
from .html.page_links import PageLink

HOME_FILE = "index.html"
BYWAYS = {"sitemap/index.html", "search/index.html"}
"""They lead everywhere, so a page that only they lead to is as good as lost."""

ASTRAY = {"404.html"}
"""Pages that nobody is meant to be led to."""

DANGEROUS = "链接的写法不安全"


def audit(site: BuiltSite, base: str = "/") -> list[Problem]:
    """Everything wrong with the built pages; paths are those in the site.

    `base` is the path the site is served under; only the 404 page uses it, since it can appear anywhere.
    """
    ways = _Ways(site, base)
    found = [problem for name, page in site.pages.items() for problem in _page_problems(name, page)]
    return sorted([*found, *_broken_links(site, ways), *_unreached(site.pages, ways)])


def _page_problems(name: str, page: BuiltPage) -> Iterator[Problem]:
    for line, fault in page.faults:
        yield Problem(Where(name, line), f"网页的写法不合 HTML 规则：{fault}")
    if not page.title.strip():
        yield Problem(Where(name), "页面没有标题")
    if not page.full:
        yield Problem(Where(name), "页面没有内容")
    for line, marker in page.markers:
        yield Problem(Where(name, line), f"页面里有没处理的标记“{marker}”")
    if len({*page.ids}) < len(page.ids):
        for id in sorted({id for id in page.ids if page.ids.count(id) > 1}):
            yield Problem(Where(name), f"id“{id}”在一页里出现 {page.ids.count(id)} 次")


def _broken_links(site: BuiltSite, ways: _Ways) -> Iterator[Problem]:
    """Links at fault, each at every line where it stands."""
    for name, page in site.pages.items():
        faults = {link: fault for link, end in ways.ends(name, page) if (fault := ways.fault(end, link.loaded))}
        lines = site.link_lines(name) if faults else {}
        for link, fault in faults.items():
            yield from (Problem(Where(name, line), f"{fault}：{link.href}") for line in lines.get(link) or (1,))


def _unreached(pages: dict[str, BuiltPage], ways: _Ways) -> Iterator[Problem]:
    """Pages that no chain of links from the home page leads to, other than through site map and search.

    One that only says where its contents went is left for those who know its address.
    """
    reached: set[str] = set()
    fresh = {HOME_FILE} & pages.keys()
    while fresh:
        reached |= fresh
        fresh = {
            target
            for name in fresh - BYWAYS
            for link, end in ways.ends(name, pages[name])
            if link.way and (target := ways.follow(*end).target) in pages and target not in reached
        }
    by_address = {name for name, page in pages.items() if page.found_by_address}
    for name in sorted(pages.keys() - reached - ASTRAY - by_address):
        message = f"从首页出发，没有链接能到“{pages[name].title.strip()}”这一页；请在有关的页面里给它加一个链接"
        yield Problem(Where(name), message)


class _End(NamedTuple):
    """The file of the site a link ends at, None when it leaves the site or is at fault; the id it names, decoded."""

    target: str | None
    fragment: str
    fault: str | None


_Ahead = tuple[str, str, bool]
"""A folder of the site and a link as it is written from there; or the page, where the link stays on it."""


class _Ways:
    """Where the links of a site lead; the same few stand on every page, so that each is followed once."""

    def __init__(self, site: BuiltSite, base: str) -> None:
        self.pages, self.files, self.base = site.pages, site.files, base
        self.follow = lru_cache(maxsize=None)(self._follow)
        self.fault = lru_cache(maxsize=None)(self._fault)
        self.ids = lru_cache(maxsize=None)(lambda name: {*self.pages[name].ids})

    def ends(self, name: str, page: BuiltPage) -> Iterator[tuple[PageLink, _Ahead]]:
        """The links of a page, each from the folder that it leaves upwards, where it is the same on many pages."""
        above = [name, name.rpartition("/")[0]]
        while above[-1]:
            above.append(above[-1].rpartition("/")[0])
        for link in page.links:
            ups, rest = _steps_up(link.href)
            if ups < len(above):
                yield link, (above[ups], rest, not ups)
            else:
                yield link, ("", "../" * (ups + 1 - len(above)) + rest, False)

    def _fault(self, end: _Ahead, loaded: bool) -> str | None:
        """What is wrong with a link of a page, or None."""
        if loaded and re.match("(https?:)?//", end[1], re.IGNORECASE):
            return "页面会向别的网站取文件"
        target, fragment, fault = self.follow(*end)
        if fault == DANGEROUS and loaded and end[1].startswith("data:"):
            return None
        if target in self.pages and fragment and fragment not in self.ids(target):
            return "链接指向的位置不存在"
        return fault

    def _follow(self, folder: str, link: str, stays: bool) -> _End:
        """Where a link ends."""
        if stays:
            return _End(folder, unquote(link.partition("#")[2]), None)
        if danger(link):
            return _End(None, "", DANGEROUS)
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            return _End(None, "", None)
        path = unquote(parts.path)
        if path.startswith("/"):
            path = path.removeprefix(self.base) if path.startswith(self.base) else path
        path = posixpath.normpath(posixpath.join(folder, path))
        if path.startswith(".."):
            return _End(None, "", "链接指到了网站外面")
        page = HOME_FILE if path == "." else f"{path}/{HOME_FILE}"
        target = next((name for name in (path, page) if name in self.files), None)
        return _End(target, unquote(parts.fragment), None if target else "链接指向的页面不存在")


@lru_cache(maxsize=100_000)
def _steps_up(link: str) -> tuple[int, str]:
    """How far a link goes up, and what it says from there: 0 is the page itself, 1 its folder, 2 the one above."""
    if not link or link[0] in "#?":
        return 0, link
    rest = link
    while rest.startswith("../") and ":" not in link and "//" not in link:
        rest = rest[3:]
    return 1 + (len(link) - len(rest)) // 3, rest
