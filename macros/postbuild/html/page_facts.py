"""A built page into what the rest of the site must know of it: where it leads, what it loads, and whether it is sound."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from ...common.text.web_links import danger
from .built_page import BuiltPage
from .page_links import PageLink

DANGEROUS = "链接的写法不安全"

FROM_ROOT = "//"
"""Between a folder and a path as it is written, where that begins at the root of the host."""


class PageFacts(NamedTuple):
    """What is kept of a page.

    `sound`: nothing is wrong in it, whatever the rest of the site is like; `left`: it only says where its contents went, or
    what lies below it; `size`: bytes; `ends`: paths from the site's root, each with the ids named there, those where a
    reader can go first, of which there are so many `ways`; `eager`: the files it loads at once.
    """

    sound: bool
    left: bool
    size: int
    ids: list[str]
    ends: dict[str, list[str]]
    ways: int
    eager: list[str]

    def packed(self) -> bytes:
        return json.dumps(self, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def unpacked(cls, facts: bytes) -> PageFacts:
        return cls(*json.loads(facts))

    def leads(self) -> list[str]:
        """Where a reader can go from it."""
        return [*self.ends][: self.ways]


class LinkEnd(NamedTuple):
    """Where a link leads: a path from the site's root, None when it leaves the site; the id it names; what is wrong."""

    path: str | None
    anchor: str
    fault: str | None


def facts_of(name: str, page: BuiltPage) -> PageFacts:
    """The facts of a page; `name` is its path in the site."""
    ids = {*page.ids}
    sound = (
        not page.faults and not page.markers and bool(page.title.strip()) and page.full and len(ids) == len(page.ids)
    )
    ways, others = dict[str, set[str]](), dict[str, set[str]]()
    for link, end in ends_of(name, page.links):
        if end.fault or (end.path == name and end.anchor and end.anchor not in ids):
            sound = False
        elif end.path is not None and end.path != name:
            (ways if link.way else others).setdefault(end.path, set()).add(end.anchor)
    ends = {path: sorted({*named, *others.pop(path, ())} - {""}) for path, named in ways.items()}
    ends |= {path: sorted(named - {""}) for path, named in others.items()}
    return PageFacts(sound, page.found_by_address, page.size, page.ids, ends, len(ways), sorted(eager(page, name)))


def eager(page: BuiltPage, name: str) -> set[str]:
    """The files of the site that a page loads at once, without waiting for a reader's scrolling; `name` is its path."""
    folder = posixpath.dirname(name)
    return {
        path
        for link in page.links
        if link.loaded and not link.lazy and (path := _loaded(folder, link.href)) is not None
    }


@lru_cache(maxsize=5000)
def _loaded(folder: str, href: str) -> str | None:
    parts = urlsplit(href)
    if not parts.path or parts.scheme or parts.netloc:
        return None
    return posixpath.normpath(posixpath.join(folder, unquote(parts.path)))


def ends_of(name: str, links: Iterable[PageLink]) -> Iterator[tuple[PageLink, LinkEnd]]:
    """The links of a page, each once, with where it leads; `name` is the path of the page."""
    above = [name, name.rpartition("/")[0]]
    while above[-1]:
        above.append(above[-1].rpartition("/")[0])
    for link in dict.fromkeys(links):
        ups, rest = _steps_up(link.href)
        if not ups:
            yield link, LinkEnd(name, unquote(rest.partition("#")[2]), None)
        elif ups < len(above):
            yield link, _end(above[ups], rest, link.loaded)
        else:
            yield link, _end("", "../" * (ups + 1 - len(above)) + rest, link.loaded)


@lru_cache(maxsize=5000)
def _end(folder: str, link: str, loaded: bool) -> LinkEnd:
    """Where a link leads from a folder; one that goes up leaves the highest it can, where it is the same on many pages."""
    if loaded and re.match("(https?:)?//", link, re.IGNORECASE):
        return LinkEnd(None, "", "页面会向别的网站取文件")
    if danger(link):
        return LinkEnd(None, "", None if loaded and link.startswith("data:") else DANGEROUS)
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return LinkEnd(None, "", None)
    path, anchor = unquote(parts.path), unquote(parts.fragment)
    if path.startswith("/"):
        return LinkEnd(f"{folder}{FROM_ROOT}{path[1:]}", anchor, None)
    path = posixpath.normpath(posixpath.join(folder, path))
    return LinkEnd(path, anchor, "链接指到了网站外面" if path.startswith("..") else None)


@lru_cache(maxsize=5000)
def _steps_up(link: str) -> tuple[int, str]:
    """How far a link goes up, and what it says from there: 0 is the page itself, 1 its folder, 2 the one above."""
    if not link or link[0] in "#?":
        return 0, link
    rest = link
    while rest.startswith("../") and ":" not in link and "//" not in link:
        rest = rest[3:]
    return 1 + (len(link) - len(rest)) // 3, rest
