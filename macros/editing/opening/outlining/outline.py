"""A plan's lines into its outline: items of any depth with title and body kept apart, and the lines around them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..reading.source_text import SourceLine
from .front_matter import annex_heading, annex_mention, roles_after, roles_before
from .labels import Label
from .numbering import Numbered, numbered

ROW = "row"
"""The style of an item that stands in a table alone."""
MAX_NAME = 30
MAX_TWO_PART_NAME = 44
_IN_CONTENTS = re.compile(r"(?:\.{4,}|…{2,}|·{4,}|\t)\s*[0-9]{1,3}$")
"""How a line of a table of contents ends: dots, and the number of a page."""
_STOPS = "。：:；;！？"
_RUNNING = re.compile("^(?:到|截至|自|从)?[0-9]{4}年|^(?:以|在).{8,}(?:为|下)")


@dataclass(frozen=True)
class OutlineItem:
    """Something that the text numbers or names: number, space, title, stop and body are its first line, letter for letter."""

    index: int
    parent: int | None
    depth: int
    line: int
    label: str
    style: str
    gap: str
    title: str
    stop: str
    body: str
    more: tuple[int, ...] = ()
    """Lines after the first that belong to it and to no item below it."""
    oddity: str = ""

    @property
    def lines(self) -> tuple[int, ...]:
        return (self.line, *self.more)

    @property
    def body_start(self) -> int:
        """Where in its first line the body begins."""
        return len(self.label) + len(self.gap) + len(self.title) + len(self.stop)


@dataclass(frozen=True)
class Outline:
    """All items in the order of the text, and for every line what it is: `item`, `body`, `table`, or a part of the document."""

    items: tuple[OutlineItem, ...]
    roles: Mapping[int, str]

    def children(self, item: OutlineItem | None) -> list[OutlineItem]:
        index = None if item is None else item.index
        return [other for other in self.items if other.parent == index]

    def lines_as(self, *roles: str) -> list[int]:
        return [line for line, role in self.roles.items() if role in roles]


def outlined(lines: Sequence[SourceLine]) -> Outline:
    """The outline of a plan's lines; every line has a place in it."""
    texts = [line.text for line in lines]
    contents = {index for index, text in enumerate(texts) if _IN_CONTENTS.search(text)}
    tables = {index for index, line in enumerate(lines) if line.cells is not None} - contents
    annexes = _annexes(texts, tables)
    found = numbered(texts, tables | _mentions(texts) | contents, annexes)
    return _Builder(texts, tables, annexes, found, contents).outline()


def _annexes(texts: Sequence[str], tables: set[int]) -> set[int]:
    return {line for line, text in enumerate(texts) if line not in tables and annex_heading(text)}


def _mentions(texts: Sequence[str]) -> set[int]:
    """Lines that name the annexes, which often are numbered."""
    found: set[int] = set()
    for line, text in enumerate(texts):
        follows = line - 1 in found and re.match(r"[0-9０-９]{1,2}[.．、][^。]{2,60}$", text)
        if annex_mention(text) or follows:
            found.add(line)
    return found


class _Builder:
    def __init__(
        self,
        texts: Sequence[str],
        tables: set[int],
        annexes: set[int],
        found: Mapping[int, Numbered],
        contents: set[int],
    ) -> None:
        self.texts, self.tables, self.annexes, self.found = texts, tables, annexes, found
        self.roles: dict[int, str] = {**dict.fromkeys(tables, "table"), **dict.fromkeys(contents, "meta")}
        self.items: list[OutlineItem] = []
        self.more: dict[int, list[int]] = {}

    def outline(self) -> Outline:
        starts = [*sorted(self.annexes), len(self.texts)]
        self._part(0, starts[0])
        for start, end in itertools.pairwise(starts):
            self.roles[start] = "annex"
            self._annex(start + 1, end)
        items = [OutlineItem(**{**vars(item), "more": tuple(self.more.get(item.index, ()))}) for item in self.items]
        return Outline(tuple(items), {line: self.roles[line] for line in range(len(self.texts))})

    def _part(self, start: int, end: int) -> None:
        first = next((line for line in range(start, end) if line in self.found or line in self.tables), end)
        if first not in self.found:
            first = next((line for line in range(start, end) if line in self.found), first)
        head = [line for line in range(start, first) if line not in self.roles]
        for line, role in roles_before([self.texts[line] for line in head]).items():
            self.roles[head[line]] = role
        tail = [line for line in range(first, end) if line not in self.roles]
        after = {tail[line]: role for line, role in roles_after([self.texts[line] for line in tail]).items()}
        self.roles.update(self._mentioned(after, first, end))
        self._items(first, end)
        self._close()

    def _close(self) -> None:
        """What follows the units of the last item is about the whole plan."""
        if not self.items or not self.more.get(last := max(self.items, key=lambda item: item.line).index):
            return
        lines = self.more[last]
        own = [next(item.line for item in self.items if item.index == last), *lines]
        ends = [place for place, line in enumerate(own) if _ends_in_duty(self.texts[line])]
        if ends and ends[-1] < len(own) - 1:
            for line in own[ends[-1] + 1 :]:
                self.roles[line] = "closing"
            self.more[last] = own[1 : ends[-1] + 1]

    def _mentioned(self, after: dict[int, str], first: int, end: int) -> dict[int, str]:
        """What names an annex, also over two lines as it was set."""
        for line in range(first, end):
            if line not in after and line not in self.tables and annex_mention(self.texts[line]):
                after[line] = "mention"
                following = line + 1
                short = following < end and following not in self.found and len(self.texts[following]) < 30
                if short and following not in self.tables and not re.search("[。：:]", self.texts[following]):
                    after.setdefault(following, "mention")
        return after

    def _annex(self, start: int, end: int) -> None:
        first = next((line for line in range(start, end) if line in self.found or line in self.tables), end)
        for line in range(start, first):
            short = len(self.texts[line]) <= 60 and not re.search("[。；]", self.texts[line])
            self.roles[line] = "annex-title" if short else "annex-text"
        self._items(first, end, "annex-text")

    def _items(self, first: int, end: int, loose: str = "preamble") -> None:
        """The items between two lines; `loose` is what stands before the first of them."""
        stack: list[OutlineItem] = []
        last: OutlineItem | None = None
        for line in range(first, end):
            if line in self.roles:
                continue
            if line in self.found:
                number = self.found[line]
                del stack[number.depth :]
                last = self._add(line, number.label, stack[-1] if stack else None, number.depth, number.oddity)
                stack.append(last)
                self.roles[line] = "item"
            elif last is None:
                self.roles[line] = loose
            else:
                self.more.setdefault(last.index, []).append(line)
                self.roles[line] = "body"
        self._name_unnumbered()

    def _add(
        self, line: int, label: Label | None, parent: OutlineItem | None, depth: int, oddity: str = ""
    ) -> OutlineItem:
        text = self.texts[line]
        start = label.end if label else 0
        title, stop = name_and_stop(text[start:])
        written = label.text if label else ""
        body = text[start + len(title) + len(stop) :]
        item = OutlineItem(
            len(self.items), parent.index if parent else None, depth, line, written, label.style if label else "",
            text[len(written) : start], title, stop, body, (), oddity,
        )  # fmt: skip
        self.items.append(item)
        return item

    def _name_unnumbered(self) -> None:
        """Paragraphs that each begin with a name, below an item that is only a heading, are items; so are headings without a number."""
        for item in list(self.items):
            lines = self.more.get(item.index, [])
            if not item.body and len(lines) > 1 and all(_has_name(self.texts[line]) for line in lines):
                del self.more[item.index]
                for line in lines:
                    self.roles[line] = "item"
                    self._add(line, None, item, item.depth + 1)
            elif len(heads := [line for line in lines if self._is_heading(line, lines)]) > 1:
                self.more[item.index] = [line for line in lines if line < heads[0]]
                for head, following in zip(heads, [*heads[1:], lines[-1] + 1], strict=True):
                    self.roles[head] = "item"
                    below = self._add(head, None, item, item.depth + 1)
                    self.more[below.index] = [line for line in lines if head < line < following]
        self._in_order()

    def _is_heading(self, line: int, lines: Sequence[int]) -> bool:
        """Whether a line is a heading without a number: short, without a sign at its end, over a paragraph."""
        text = self.texts[line]
        short = 3 < len(text) <= 26 and not re.search("[。；：:，,、）)]$", text) and not _DUTY_LINE.match(text)
        return short and line + 1 in lines and len(self.texts[line + 1]) > 26

    def _in_order(self) -> None:
        """Items by line, with the numbers that this gives them."""
        order = sorted(self.items, key=lambda item: item.line)
        places = {item.index: place for place, item in enumerate(order)}
        self.more = {places[index]: lines for index, lines in self.more.items()}
        self.items = [
            OutlineItem(**{
                **vars(item), "index": places[item.index],
                "parent": None if item.parent is None else places[item.parent],
            })
            for item in order
        ]  # fmt: skip


def name_and_stop(text: str) -> tuple[str, str]:
    """The name at the beginning of an item's words and the sign after it; no name where the first sentence is too long for one."""
    end = _name_end(text)
    name = text[:end]
    stop = text[end : end + 1] if text[end : end + 1] and text[end] in _STOPS + "\u3000" else ""
    if stop == "\u3000":
        stop = text[end : len(text) - len(text[end:].lstrip())]
    return (name, stop) if name and _is_name(name, bool(text[end + len(stop) :])) else ("", "")


def _name_end(text: str) -> int:
    """Where the first sentence ends: at a full stop, at a wide space, or where brackets name the units."""
    depth = 0
    for place, sign in enumerate(text):
        if sign in "（(“《〔[【":
            if depth == 0 and sign in "（(【[" and _DUTY_BRACKET.match(text, place):
                return place
            depth += 1
        elif sign in "）)”》〕]】":
            depth = max(0, depth - 1)
        elif depth == 0 and (sign in "。！？\u3000" or (sign in "：:" and place <= 20)):
            return place
    return len(text)


_DUTY_LINE = re.compile(
    "[^：:]{0,6}(?:单位|部门|主体|机构|地区|时限|时间|责任人|领导)\\s*[：:]|(?:牵头|配合|责任)[：:]"
)


def _ends_in_duty(text: str) -> bool:
    return bool(
        re.search("[（(【\\[][^（(【\\[]*(?:单位|部门|负责|牵头|配合|参与|指导|落实)[^（(【\\[]*[）)】\\]]。?$", text)
    )


_DUTY_BRACKET = re.compile(
    "[（(【\\[][^（(）)】\\]]{0,200}(?:单位|部门|负责|牵头|配合|参与|指导|落实)[^（(）)】\\]]{0,400}[）)】\\]]"
)


def _is_name(words: str, more: bool) -> bool:
    if _RUNNING.match(words) or "；" in words:
        return False
    parts = re.split("[，,]", words)
    if len(parts) == 1:
        return len(words) <= MAX_NAME
    return (
        len(parts) <= 3
        and len(words) <= MAX_TWO_PART_NAME
        and all(len(part) <= 24 for part in parts)
        and (more or len(words) <= MAX_NAME)
    )


def _has_name(text: str) -> bool:
    """Whether a paragraph without a number begins with a short name and goes on after it."""
    name, stop = name_and_stop(text)
    if _DUTY_LINE.match(text):
        return False
    return bool(name) and stop in ("。", "：", ":", "\u3000") and len(text) > len(name) + 1 and len(name) <= 26


def walk(outline: Outline, parent: OutlineItem | None = None) -> Iterator[OutlineItem]:
    """Every item below another, depth first."""
    for child in outline.children(parent):
        yield child
        yield from walk(outline, child)
