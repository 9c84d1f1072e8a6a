"""Built pages held against the grammar of HTML, strictly: what we write is well formed, or we wrote it wrong.

Stricter than the standard, which forgives: every element that is opened is closed, in its turn, and every
`&` and `<` in a text is escaped. The tests ask html5lib for the rest. Made by hand, because parsers mend what they
read and say neither what they mended nor at which line.
"""

from __future__ import annotations

from collections.abc import Iterator

from .open_elements import NOTHING_OPEN, OpenElement, Step
from .tags import RAW, EndTag, StartTag, pieces_of, tag_of, unescaped

ONE_OF_EACH = ("html", "head", "title", "body", "main")


def grammar_faults(html: str) -> list[tuple[int, str]]:
    """Everything in a page that is not well formed: the line, and what is wrong there."""
    reader = TagReader(html)
    reader.read()
    faults = [(reader.line(place), fault) for place, fault in reader.faults]
    return faults if reader.stopped else [*faults, *_page_faults(reader)]


class TagReader:
    """Reads a page, or the part of one behind what is `open`; others take part through `start`, `end` and `words`.

    Afterwards `open` is what is still open, `ids` and `seen` what must be there once, `wanted` the ids that attributes
    name, each with its place and the attribute, and `faults` what is wrong. A reader that could not go on is `stopped`.
    """

    def __init__(self, html: str, open: OpenElement = NOTHING_OPEN) -> None:
        self.html = html
        self.open = open
        self.ids: list[str] = []
        self.seen: list[str] = []
        self.wanted: list[tuple[int, str, str]] = []
        self.faults: list[tuple[int, str]] = []
        self.stopped = False

    def line(self, place: int) -> int:
        """The line of a place in the text; the first is 1."""
        return self.html.count("\n", 0, place) + 1

    def read(self) -> None:
        place = 0
        for text, piece in pieces_of(self.html):
            if text:
                if "&" in text:
                    self.faults += [(place + at, fault) for at, fault in unescaped(text)]
                self.words(place, text)
                place += len(text)
            if not piece:
                return None
            tag = tag_of(piece)
            if isinstance(tag, StartTag):
                self._start(place, tag)
                if tag.shape[0] in RAW and self.html.find(f"</{piece[1 : len(tag.shape[0]) + 1]}", place) < 0:
                    return self._stop(place, f"<{piece[1 : len(tag.shape[0]) + 1]}> 没有结束")
            elif isinstance(tag, EndTag):
                step = self.open.end(tag.name)
                if step.faults:
                    self.faults += [(place, fault) for fault in step.faults]
                self.open = step.open
                self.end(step)
            elif tag is None:
                return self._stop(place, f"读不懂“{self.html[place : place + 20]}”")
            place += len(piece)
        return None

    def start(self, place: int, tag: StartTag, step: Step) -> None:
        """Told of every element that begins."""

    def end(self, step: Step) -> None:
        """Told of every element that ends."""

    def words(self, place: int, text: str) -> None:
        """Told of every text, as it is written; of a script, of as much white space."""

    def _start(self, place: int, tag: StartTag) -> None:
        step = self.open.start(tag.shape)
        if tag.shape[0] in ONE_OF_EACH:
            self.seen.append(tag.shape[0])
        if tag.faults or step.faults:
            self.faults += [(place, fault) for fault in (*step.faults, *tag.faults)]
        if tag.ids:
            self.ids += tag.ids
        if tag.wanted:
            self.wanted += [(place, *pair) for pair in tag.wanted]
        self.start(place, tag, step)
        self.open = step.open

    def _stop(self, place: int, fault: str) -> None:
        self.faults.append((place, fault))
        self.stopped = True


def begins_well(html: str) -> bool:
    """Whether a page names its type."""
    return html.lstrip()[:15].lower() == "<!doctype html>"


def _page_faults(reader: TagReader) -> Iterator[tuple[int, str]]:
    """What is wrong with a page as a whole: its first line, what is open at its end, what must be there once, ids."""
    if not begins_well(reader.html):
        yield 1, "第一行应当是 <!doctype html>"
    yield from ((1, f"<{name}> 没有结束") for name in [*reader.open.names()][::-1])
    for name in ONE_OF_EACH:
        if (count := reader.seen.count(name)) != 1:
            yield 1, f"<{name}> 应当有一个，有 {count} 个"
    ids = {*reader.ids}
    for place, name, id in reader.wanted:
        if id not in ids:
            yield reader.line(place), f"{name} 指的 id“{id}”不在这一页里"
