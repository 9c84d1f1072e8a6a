"""A built site read once by lexbor, an HTML parser in C: titles, ids, links and words of its pages, as a browser sees them.

Measured on the 453 pages of this site, in CPU seconds: lexbor parses them in 0.07, libxml2 (lxml) in 0.34, and reading
them token by token in Python took 1.5. Lexbor knows no line numbers, so these are asked for only where there is
something to say: `html_grammar` reads the page again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from html import unescape
from pathlib import Path
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from ..common.files.kept import Kept
from ..common.parallel import in_parallel
from .html_grammar import TagReader, grammar_faults
from .page_words import PageWords

LOADED = {("img", "src"), ("script", "src"), ("iframe", "src"), ("source", "src"), ("video", "src"), ("audio", "src")}
NAVIGATING = {("a", "href"), ("form", "action")}
LOADED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}
LATE_LINKS = {"icon", "manifest"}
"""Fetched when the page stands, and of several icons one (https://html.spec.whatwg.org/#rel-icon)."""

ADDRESSES = ("href", "action", "src")
MARKERS = ("{{", "{%", "Traceback (most recent call last)", "Macro Rendering Error", "Macro Syntax Error")
"""What a page shows when something on the way to it broke."""


class PageLink(NamedTuple):
    """Where a page leads or what it fetches: the address, and what a browser does with it."""

    href: str
    loaded: bool
    """It is fetched with the page."""
    lazy: bool
    """It is fetched when a reader comes near."""
    way: bool
    """A reader can go there."""


class BuiltPage:
    """A page as it was built: what it holds, and what is wrong with how it is written.

    `marked` and the like are as PageWords gives them; `main` are the attributes of its main part.
    """

    def __init__(self, html: str) -> None:
        tree = LexborHTMLParser(html)
        main = tree.css_first("main")
        self.size = len(html.encode())
        self.ids = [node.id or "" for node in tree.css("[id]")]
        self.links = [
            link for node in tree.css("[href], [action], [src]") for link in _links(node.tag or "", node.attributes)
        ]
        self.markers = _MarkerReader(html).found if any(marker in html for marker in MARKERS) else []
        self.faults = grammar_faults(html)
        self.title = "".join(node.text() for node in tree.css("head > title"))
        self.main: Mapping[str, str] = {name: value or "" for name, value in main.attributes.items()} if main else {}
        words = PageWords(main)
        self.full, self.marked = words.full, words.marked

    def facts(self) -> bytes:
        """Everything known of the page, as `of_facts` takes it."""
        return json.dumps(self.__dict__, ensure_ascii=False).encode()

    @classmethod
    def of_facts(cls, facts: bytes) -> BuiltPage:
        """The page whose facts these are, without reading it again."""
        page = cls.__new__(cls)
        page.__dict__ = json.loads(facts)
        page.links = [_kept_link(*link) for link in page.links]
        page.markers, page.faults = ([(line, said) for line, said in found] for found in (page.markers, page.faults))
        return page

    @property
    def found_by_address(self) -> bool:
        """Whether the page only says where its contents went, or what lies below it: nobody is sent there."""
        return "data-kx-left" in self.main or "data-kx-folder" in self.main


class BuiltSite:
    """A folder with a built site; its pages are read when the first is asked for, and once.

    A page that a build before has read is known by its bytes: `kept` then has its facts. `digests` are those of files
    that nobody has touched since they were written.
    """

    def __init__(self, folder: Path, kept: Kept | None = None, digests: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.kept = kept
        self.digests = digests or {}

    @cached_property
    def files(self) -> set[str]:
        """The paths of all files."""
        start = len(str(self.folder)) + 1
        return {
            f"{within}{os.sep}{name}"[start:].replace(os.sep, "/")
            for within, _, names in os.walk(self.folder)
            for name in names
        }

    @cached_property
    def pages(self) -> dict[str, BuiltPage]:
        """The pages by their paths, in order."""
        names = sorted(name for name in self.files if name.endswith(".html"))
        if self.kept is None:
            return dict(zip(names, in_parallel(self._page, names), strict=True))
        digests = {name: self.digest(name) for name in names}
        known = {name: BuiltPage.of_facts(facts) for name in names if (facts := self.kept.get(digests[name]))}
        fresh = [name for name in names if name not in known]
        for name, page in zip(fresh, in_parallel(self._page, fresh), strict=True):
            self.kept.put(digests[name], page.facts())
            known[name] = page
        self.kept.save()
        return {name: known[name] for name in names}

    def link_lines(self, name: str) -> dict[PageLink, list[int]]:
        """The lines at which each link of a page begins; `name` is the page's path."""
        return _LinkReader((self.folder / name).read_text("utf-8")).lines

    def digest(self, name: str) -> str:
        """SHA-256 of a file."""
        return self.digests.get(name) or hashlib.sha256((self.folder / name).read_bytes()).hexdigest()

    def _page(self, name: str) -> BuiltPage:
        return BuiltPage((self.folder / name).read_text("utf-8"))


_kept_link = lru_cache(maxsize=100_000)(PageLink)
"""The same few stand on every page."""


def _links(tag: str, values: Mapping[str, str | None]) -> Iterator[PageLink]:
    """The links of an element with these attributes."""
    for name in ADDRESSES:
        if name in values:
            link = _link(tag, name, values[name] or "", values.get("rel") or "", values.get("loading") or "")
            if link:
                yield link


@lru_cache(maxsize=100_000)
def _link(tag: str, attribute: str, href: str, rel: str, loading: str) -> PageLink | None:
    """The same few stand on every page, so each is made and kept once; None where nothing is fetched."""
    kinds = rel.split() if tag == "link" else ()
    loaded = not LOADED_LINKS.isdisjoint(kinds) or (tag, attribute) in LOADED
    if attribute == "src" and not loaded:
        return None
    lazy = loaded and (loading == "lazy" or not LATE_LINKS.isdisjoint(kinds))
    return PageLink(href, loaded, lazy, (tag, attribute) in NAVIGATING)


class _LinkReader(TagReader):
    """The lines at which each link of a page begins."""

    def __init__(self, html: str) -> None:
        super().__init__(html)
        self.lines: dict[PageLink, list[int]] = {}
        self.read()

    def element(self, place: int, name: str, values: dict[str, str]) -> None:
        values = {attribute: unescape(value) for attribute, value in values.items()}
        for link in _links(name, values):
            self.lines.setdefault(link, []).append(self.line(place))


class _MarkerReader(TagReader):
    """The markers that stand in the text of a page, each with its line; in code they are examples."""

    def __init__(self, html: str) -> None:
        super().__init__(html)
        self.found: list[tuple[int, str]] = []
        self.read()

    def words(self, place: int, text: str) -> None:
        if "code" not in self.open:
            self.found += [(self.line(place), marker) for marker in MARKERS if marker in text]
