"""A built page read once: title, ids, links and words, and what is wrong with how it is written.

Read in parts, from one tag that begins a line to the next: the same few stand on thousands of pages, and what a part
holds depends on nothing but its text and what is open before it, so that it is read once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from .html_grammar import ONE_OF_EACH, TagReader, begins_well, grammar_faults
from .open_elements import NOTHING_OPEN, OpenElement, Step
from .page_links import PageLink
from .page_words import IN_MAIN, UNHEARD, anchor, own_words, squeezed
from .tags import RAW, StartTag

MARKERS = ("{{", "{%", "Traceback (most recent call last)", "Macro Rendering Error", "Macro Syntax Error")
"""What a page shows when something on the way to it broke."""


class BuiltPage:
    """A page as it was built: what it holds, and what is wrong with how it is written.

    `main` are the attributes of its main part, `full`: there is any text in it; `marked`: its words as a reader sees
    them, with BREAK at ends of lines and each id as ANCHOR matches it.
    """

    def __init__(self, html: str) -> None:
        self.size = len(html.encode())
        self.ids: list[str] = []
        self.links: list[PageLink] = []
        self.title, self.full = "", False
        self.main: Mapping[str, str] = {}
        self.markers = _MarkerReader(html).found if any(marker in html for marker in MARKERS) else []
        words, wanted, seen = list[str](), list[str](), list[str]()
        sound, open = begins_well(html), NOTHING_OPEN
        for part in _parts(html):
            words.append(part.words)
            open, sound = part.open, sound and part.sound
            self.full = self.full or part.full
            self.links += part.links
            if part.told:
                self.ids += part.told.ids
                wanted += part.told.wanted
                seen += part.told.seen
                self.title += part.told.title
                self.main = self.main or part.told.main
        self.marked = squeezed("".join(words))
        whole = open is NOTHING_OPEN and sorted(seen) == sorted(ONE_OF_EACH) and {*self.ids}.issuperset(wanted)
        self.faults = [] if sound and whole else grammar_faults(html)

    @property
    def found_by_address(self) -> bool:
        """Whether the page only says where its contents went, or what lies below it: nobody is sent there."""
        return "data-kx-left" in self.main or "data-kx-folder" in self.main


class _Told(NamedTuple):
    """What few parts of a page hold."""

    title: str
    main: Mapping[str, str]
    ids: Sequence[str]
    wanted: Sequence[str]
    seen: Sequence[str]


class _Part(NamedTuple):
    """What a part of a page holds: `open` is what is open behind it; what begins in one that is `stopped` ends further on."""

    open: OpenElement
    sound: bool
    stopped: bool
    words: str
    full: bool
    links: Sequence[PageLink]
    told: _Told | None


def _parts(html: str) -> Iterator[_Part]:
    open, texts = NOTHING_OPEN, html.split("\n<")
    for number, text in enumerate(texts):
        part = _part(f"\n<{text}" if number else text, open)
        if part.stopped:
            rest = "\n<".join(texts[number:])
            yield _read(f"\n<{rest}" if number else rest, open)
            return
        yield part
        open = part.open


def _read(text: str, open: OpenElement) -> _Part:
    return _PartReader(text, open).part()


_part = lru_cache(maxsize=3000)(_read)


class _PartReader(TagReader):
    """Reads a part of a page from what is open before it."""

    def __init__(self, text: str, open: OpenElement) -> None:
        super().__init__(text, open)
        self.heard: list[str] = []
        self.links: list[PageLink] = []
        self.title, self.full = "", False
        self.main: Mapping[str, str] = {}

    def part(self) -> _Part:
        self.read()
        told = _Told(self.title, self.main, self.ids, [id for _, _, id in self.wanted], self.seen)
        sound, words = not self.faults, "".join(self.heard)
        return _Part(self.open, sound, self.stopped, words, self.full, self.links, told if any(told) else None)

    def start(self, place: int, tag: StartTag, step: Step) -> None:
        self.heard.append(step.before)
        if step.anchored and tag.ids:
            self.heard.append(anchor(tag.ids[0]))
        self.heard.append(step.after)
        if tag.links:
            self.links += tag.links
        if tag.shape[0] == "main" and not self.main:
            self.main = {attribute: unescape(value) for attribute, value in tag.values.items()}

    def end(self, step: Step) -> None:
        self.heard.append(step.before)

    def words(self, place: int, text: str) -> None:
        open = self.open
        if open.marks & IN_MAIN:
            if open.name not in RAW:
                said = unescape(text) if "&" in text else text
                self.full = self.full or not said.isspace()
                if not open.marks & UNHEARD:
                    self.heard.append(own_words(said))
        elif open.name == "title" and "body" not in open.within:
            self.title += unescape(text)


def link_lines(html: str) -> dict[PageLink, list[int]]:
    """The lines at which each link of a page begins."""
    return _LinkReader(html).lines


class _LinkReader(TagReader):
    """The lines at which each link of a page begins."""

    def __init__(self, html: str) -> None:
        super().__init__(html)
        self.lines: dict[PageLink, list[int]] = {}
        self.read()

    def start(self, place: int, tag: StartTag, step: Step) -> None:
        for link in tag.links:
            self.lines.setdefault(link, []).append(self.line(place))


class _MarkerReader(TagReader):
    """The markers that stand in the text of a page, each with its line; in code they are examples."""

    def __init__(self, html: str) -> None:
        super().__init__(html)
        self.found: list[tuple[int, str]] = []
        self.read()

    def words(self, place: int, text: str) -> None:
        if "code" not in self.open.within:
            self.found += [(self.line(place), marker) for marker in MARKERS if marker in text]
