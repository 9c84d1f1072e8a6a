"""A built site read once: its pages against the grammar of HTML, their ids and links, the words that search shall know.

Pages are alike for the most part: header, footer, a card that stands on fifty lists. So a page is cut into pieces,
at ends of lines between elements, and a piece read before, with the same elements open around it, is not read again.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from html import unescape
from pathlib import Path
from typing import NamedTuple

from .html_grammar import ONE_OF_EACH, VOID, Reader

ADDRESSES = {"href", "action", "src"}
LOADED = {("img", "src"), ("script", "src"), ("iframe", "src"), ("source", "src"), ("video", "src"), ("audio", "src")}
NAVIGATING = {("a", "href"), ("form", "action")}
LOADED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}
MARKERS = ("{{", "{%", "Traceback (most recent call last)", "Macro Rendering Error", "Macro Syntax Error")
"""What a page shows when something on the way to it broke."""

PASSED_OVER = {"script", "style", "noscript", "template", "form", "title", "desc"}
UNSEEN = {"kx-printed", "kx-hidden", "kx-poster__foot"}
INLINE = {"a", "abbr", "b", "code", "em", "i", "mark", "q", "s", "span", "strong", "sub", "sup", "time", "u"}
"""Whose words run on from the words before; every other element begins and ends a line."""

BREAK = "¶"
ANCHOR = re.compile("\ue000(.*?)\ue001")
"""In the words of a page: the end of a line, and the id of the element that begins here."""

_SIGNS = {ord(sign): None for sign in f"{BREAK}\ue000\ue001"}

UNHEARD, TRAIL, HUB = 1, 2, 4
"""Marks of open elements: search does not know their words; they are the way from the home page; the page is a list of others.

What stands in `data-kx-others` are cards of other records, and only a hub, which is nothing but such cards, is found by them.
"""

_STEP = "\n"
"""Before each step of the way from the home page."""

_ANCHORS_FIRST = re.compile(rf"((?:\ue000[^\ue001]*\ue001)+)([\s{BREAK}]+)")
_BREAKS, _SPACES = re.compile(rf"\s*{BREAK}[\s{BREAK}]*"), re.compile(r"\s+")
_SEAM = re.compile(r"(?<=>)(?=\n<)")


class PageLink(NamedTuple):
    """Where a page leads or what it fetches: the line within its piece, the address, and what a browser does with it."""

    line: int
    href: str
    loaded: bool
    """It is fetched with the page."""
    lazy: bool
    """It is fetched when a reader comes near."""
    way: bool
    """A reader can go there."""


class HtmlPiece(NamedTuple):
    """What a piece of a page holds; lines count from its first, which is 0."""

    open: tuple[str, ...]
    marks: tuple[int, ...]
    stopped: bool
    lines: int
    faults: tuple[tuple[int, str], ...]
    seen: tuple[str, ...]
    ids: tuple[str, ...]
    wanted: tuple[tuple[int, str, str], ...]
    links: tuple[PageLink, ...]
    markers: tuple[tuple[int, str], ...]
    title: str
    full: bool
    main: Mapping[str, str] | None
    description: str | None
    heading: str
    trail: str
    words: str


class BuiltPage:
    """A page as it was built; `links` are those of each piece with the line its count begins at."""

    def __init__(self, html: str) -> None:
        self.size = len(html.encode())
        self.ids: list[str] = []
        self.links: list[tuple[int, tuple[PageLink, ...]]] = []
        self.markers: list[tuple[int, str]] = []
        self.faults: list[tuple[int, str]] = []
        self.title = self.heading = self.description = ""
        self.main: Mapping[str, str] = {}
        self.full = False
        steps, words, seen = "", list[str](), list[str]()
        wanted: list[tuple[int, str, str]] = []
        line, last = 1, None
        for last in _pieces(html):
            if last.faults:
                self.faults += [(line + offset, fault) for offset, fault in last.faults]
            if last.links:
                self.links.append((line, last.links))
            if last.ids:
                self.ids += last.ids
            if last.wanted:
                wanted += [(line + offset, name, id) for offset, name, id in last.wanted]
            if last.markers:
                self.markers += [(line + offset, marker) for offset, marker in last.markers]
            if last.seen:
                seen += last.seen
            if last.words:
                words.append(last.words)
            self.full = self.full or last.full
            self.title += last.title
            self.heading += last.heading
            steps += last.trail
            self.main = self.main or last.main or {}
            self.description = self.description or last.description or ""
            line += last.lines
        self.trail = steps.split(_STEP)[1:]
        self.marked = _squeezed("".join(words))
        if last is None or not last.stopped:
            self.faults += _whole(html, last.open if last else (), seen, wanted, {*self.ids})

    @property
    def found_by_address(self) -> bool:
        """Whether the page only says where its contents went, or what lies below it: nobody is sent there."""
        return "data-kx-left" in self.main or "data-kx-folder" in self.main


class BuiltSite:
    """A folder with a built site; each page is read when it is first asked for, and once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

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
        return {name: BuiltPage((self.folder / name).read_text("utf-8")) for name in names}


def _pieces(html: str) -> Iterator[HtmlPiece]:
    """The pieces of a page; of one that cannot be read in pieces, the whole."""
    found: list[HtmlPiece] = []
    open: tuple[str, ...] = ()
    marks: tuple[int, ...] = ()
    for text in _SEAM.split(html):
        piece = _piece(text, open, marks)
        if piece.stopped:
            return iter([_read(html, (), ())])
        found.append(piece)
        open, marks = piece.open, piece.marks
    return iter(found)


def _read(text: str, open: tuple[str, ...], marks: tuple[int, ...]) -> HtmlPiece:
    reader = _PieceReader(text, open, marks)
    reader.read()
    return reader.piece()


_piece = lru_cache(maxsize=30_000)(_read)


def _whole(
    html: str, open: tuple[str, ...], seen: list[str], wanted: list[tuple[int, str, str]], ids: set[str]
) -> Iterator[tuple[int, str]]:
    """What only the whole page tells."""
    if not html.lstrip()[:15].lower().startswith("<!doctype html>"):
        yield 1, "第一行应当是 <!doctype html>"
    yield from ((1, f"<{name}> 没有结束") for name in open)
    if sorted(seen) != sorted(ONE_OF_EACH):
        yield from (
            (1, f"<{name}> 应当有一个，有 {seen.count(name)} 个") for name in ONE_OF_EACH if seen.count(name) != 1
        )
    yield from ((line, f"{name} 指的 id“{id}”不在这一页里") for line, name, id in wanted if id not in ids)


def _squeezed(text: str) -> str:
    """One space for any run of white space, one break for any run of breaks, both before an anchor, not after it."""
    text = _ANCHORS_FIRST.sub(r"\2\1", text)
    return _SPACES.sub(" ", _BREAKS.sub(BREAK, text)).strip(f" {BREAK}")


class _PieceReader(Reader):
    """Gathers what a Piece holds; `marks` are those of the open elements, each with those of the elements around it."""

    def __init__(self, text: str, open: tuple[str, ...], marks: tuple[int, ...]) -> None:
        super().__init__(text, open)
        self.marks = list(marks)
        self.links: list[PageLink] = []
        self.markers: list[tuple[int, str]] = []
        self.title = self.heading = self.trail = ""
        self.full = False
        self.main: Mapping[str, str] | None = None
        self.description: str | None = None
        self.heard: list[str] = []
        self.line = self.counted = 0
        self.marked = any(marker in text for marker in MARKERS)

    def piece(self) -> HtmlPiece:
        faults = tuple((self.html.count("\n", 0, place), fault) for place, fault in self.faults)
        wanted = tuple((self.html.count("\n", 0, place), name, id) for place, name, id in self.wanted)
        return HtmlPiece(
            tuple(self.open), tuple(self.marks), self.stopped, self.html.count("\n"), faults, tuple(self.seen),
            tuple(self.ids), wanted, tuple(self.links), tuple(self.markers), self.title, self.full, self.main,
            self.description, self.heading, self.trail, "".join(self.heard),
        )  # fmt: skip

    def line_of(self, place: int) -> int:
        """The line of a place behind those asked for before."""
        self.line += self.html.count("\n", self.counted, place)
        self.counted = place
        return self.line

    def element(self, place: int, name: str, values: dict[str, str], *, stays: bool) -> None:
        if name == "meta" and values.get("name") == "description":
            self.description = unescape(values.get("content", ""))
        for attribute in ADDRESSES.intersection(values):
            self._leads(place, name, attribute, values)
        if "main" in self.open or name == "main":
            self._heard(name, values, stays=stays)
        elif stays:
            self.marks.append(0)

    def _leads(self, place: int, name: str, attribute: str, values: dict[str, str]) -> None:
        rel = values.get("rel", "").split() if name == "link" else ()
        loaded = not LOADED_LINKS.isdisjoint(rel) or (name, attribute) in LOADED
        if attribute != "src" or loaded:
            lazy = loaded and (values.get("loading") == "lazy" or "manifest" in rel)
            link = unescape(values[attribute])
            self.links.append(PageLink(self.line_of(place), link, loaded, lazy, (name, attribute) in NAVIGATING))

    def _heard(self, name: str, values: dict[str, str], *, stays: bool) -> None:
        around = self.marks[-1] if self.marks else 0
        classes = values["class"].split() if "class" in values else ()
        if name == "main":
            self.main = {attribute: unescape(value) for attribute, value in values.items()}
            around |= HUB if "data-kx-hub" in values else 0
        marks = around | (TRAIL if "kx-crumbs" in classes else 0)
        others = (name == "nav" and not marks & TRAIL) or ("data-kx-others" in values and not marks & HUB)
        if others or name in PASSED_OVER or "hidden" in values or not UNSEEN.isdisjoint(classes):
            marks |= UNHEARD
        if name == "a" and marks & TRAIL:
            self.trail += _STEP
        if not marks & UNHEARD:
            self.heard.append("" if name in INLINE else BREAK)
            if (id := values.get("id")) and name != "main":
                self.heard.append(f"\ue000{unescape(id)}\ue001")
        if stays:
            self.marks.append(marks)
        elif name not in VOID and name not in INLINE:
            self.heard.append(BREAK)

    def ended(self, name: str) -> None:
        self.marks.pop()
        if "main" in self.open:
            if name not in INLINE:
                self.heard.append(BREAK)
            if name == "h1":
                self.heard.append("\ue000main\ue001")  # the text proper begins here

    def words(self, place: int, text: str) -> None:
        if self.open[-1:] == ["title"]:
            self.title += unescape(text)
        if self.marked and "code" not in self.open:
            line = self.line_of(place)
            self.markers += [(line, marker) for marker in MARKERS if marker in text]
        if "main" not in self.open:
            return
        self.full = self.full or not text.isspace()
        marks = self.marks[-1]
        if marks & UNHEARD:
            return
        data = unescape(text) if "&" in text else text
        self.heard.append(data.translate(_SIGNS))
        if "h1" in self.open:
            self.heading += data
        if marks & TRAIL and "a" in self.open:
            self.trail += data.strip()
