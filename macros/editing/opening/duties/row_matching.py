"""Rows of a table of duties to the items of the text: by name, by their words, by what their neighbours are matched to."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..outlining.labels import labels_at
from ..outlining.outline import ROW, Outline, OutlineItem, name_and_stop
from .duty_tables import DutyTable, TableRow

ALIKE = 0.6
"""Names less alike than this are of two things."""


@dataclass(frozen=True)
class MatchedRow:
    """A row and the item it is about (None where the text has none), and how alike the two are, from 0 to 1."""

    row: TableRow
    item: OutlineItem | None
    likeness: float
    title: str
    """The row's own name for the item, empty where it has none."""
    rest: str
    """The words of the row behind its name."""


@dataclass(frozen=True)
class MatchedGroup:
    """A cell that stands over several rows, the item it is about, and its own name for it."""

    line: int
    cell: str
    name: str
    item: OutlineItem | None
    alike: bool
    """The names are the same, or one is the other with a verb before it."""


def matched_rows(table: DutyTable, outline: Outline, texts: Sequence[str]) -> list[MatchedRow]:
    """Every row with words of its own, and the item that it is about."""
    return _Matching(table, outline, texts).rows()


def matched_groups(rows: Sequence[MatchedRow], table: DutyTable, outline: Outline) -> list[MatchedGroup]:
    """Every cell over several rows, with the item most of them lie below."""
    found: dict[str, MatchedGroup] = {}
    for row in table.rows:
        if row.group and row.group not in found:
            below = [one for one in rows if one.row.group == row.group and one.item]
            name = bare_name(row.group)
            item = _by_name(name, outline) if not below else _over(below, outline, name)
            found[row.group] = MatchedGroup(row.line, row.group, name, item, bool(item and same_name(name, item.title)))
    return list(found.values())


def _over(rows: Sequence[MatchedRow], outline: Outline, name: str) -> OutlineItem | None:
    """The item that most of these rows' items lie below; of a single row that has the group's own name, its item."""
    items = [row.item for row in rows if row.item]
    if len(items) == 1 and likeness(name, items[0].title) > likeness(name, _title_over(items[0], outline)):
        return items[0]
    parents = Counter(item.parent for item in items)
    index = parents.most_common(1)[0][0]
    return None if index is None else outline.items[index]


def _title_over(item: OutlineItem, outline: Outline) -> str:
    return outline.items[item.parent].title if item.parent is not None else ""


def _by_name(name: str, outline: Outline) -> OutlineItem | None:
    best = max(outline.items, key=lambda item: likeness(name, item.title), default=None)
    return best if best and likeness(name, best.title) >= ALIKE else None


def bare_name(cell: str) -> str:
    """The name in a cell, without its number and what brackets say of units."""
    label = next(labels_at(cell), None)
    name = cell[label.end :] if label else cell
    return re.sub(r"[（(][^（()）]*(?:单位|部门|牵头|负责|配合)[^（()）]*[）)]", "", name).strip("。 ：:")


def folded_words(text: str) -> str:
    """Text to compare: signs of one width, no space."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def likeness(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1; a name within the other counts as more than its share."""
    one, other = folded_words(one), folded_words(other)
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    ratio = difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()
    shorter, longer = sorted((one, other), key=len)
    return max(ratio, 0.9) if len(shorter) > 3 and shorter in longer and len(shorter) * 2 > len(longer) else ratio


_VERBS = "(?:深入|全面|大力|积极|持续|着力|重点|加快|进一步)?(?:实施|开展|推进|推动|加强|建立|健全|完善|建设|强化|提升|落实|组织|抓好|做好|构建)?"


def same_name(one: str, other: str) -> bool:
    """Whether names differ at most by the verb before them: 青少年…行动 and 实施青少年…行动."""
    first, second = (re.sub(f"^{_VERBS}", "", folded_words(name)) for name in (one, other))
    return bool(first) and (first == second or folded_words(one) == folded_words(other))


_SIGNS = "[,。;:!?、，；：！？]"


def clauses(text: str) -> list[str]:
    """A text by its signs, as what of it can be looked for in another."""
    return [part for part in re.split(_SIGNS, folded_words(text)) if len(part) > 2]


class _Matching:
    def __init__(self, table: DutyTable, outline: Outline, texts: Sequence[str]) -> None:
        self.table, self.outline = table, outline
        self.words = {item.index: folded_words("".join(texts[line] for line in item.lines)) for item in outline.items}
        self.titles: dict[str, list[OutlineItem]] = {}
        for item in outline.items:
            self.titles.setdefault(folded_words(item.title), []).append(item)
        self.used: set[int] = set()

    def rows(self) -> list[MatchedRow]:
        """First those whose name is an item's, then by likeness what is left, so that no sure item is taken away."""
        rows = [row for row in self.table.rows if not row.alone]
        parts = {row.line: _parted_name(row.name) for row in rows}
        exact: dict[int, MatchedRow] = {}
        for row in rows:
            title, rest = parts[row.line]
            free = [item for item in self.titles.get(folded_words(title), []) if item.index not in self.used and title]
            if free:
                item = max(free, key=lambda item: (self._group_fit(row, item), -item.index))
                self.used.add(item.index)
                exact[row.line] = MatchedRow(row, item, 1.0, title, rest)
        return [exact.get(row.line) or self._likely(row, *parts[row.line]) for row in rows]

    def _group_fit(self, row: TableRow, item: OutlineItem) -> float:
        if not row.group:
            return 0.0
        name = bare_name(row.group)
        return max(likeness(name, item.title), likeness(name, _title_over(item, self.outline)))

    def _likely(self, row: TableRow, title: str, rest: str) -> MatchedRow:
        scored = [
            (self._score(row, title, rest, item), -item.index)
            for item in self.outline.items
            if item.index not in self.used
        ]
        score, index = max(scored, default=(0.0, 0))
        if score < ALIKE:
            return MatchedRow(row, None, score, title, rest)
        self.used.add(-index)
        return MatchedRow(row, self.outline.items[-index], score, title, rest)

    def _score(self, row: TableRow, title: str, rest: str, item: OutlineItem) -> float:
        parts = clauses(rest or title)
        within = sum(len(part) for part in parts if part in self.words[item.index]) / max(1, sum(map(len, parts)))
        name = likeness(title, item.title) if title and item.title else 0.0
        return max(name, within) + 0.05 * (self._group_fit(row, item) > ALIKE)


def _parted_name(words: str) -> tuple[str, str]:
    """The name at the beginning of a row's words, and the rest."""
    label = next(labels_at(words), None)
    start = label.end if label else 0
    title, stop = name_and_stop(words[start:])
    return title, words[start + len(title) + len(stop) :].strip()


def missing_rows(rows: Sequence[MatchedRow], outline: Outline) -> Iterator[OutlineItem]:
    """Items beside those that rows are about, which have no row."""
    matched = {row.item.index for row in rows if row.item}
    parents = Counter(row.item.parent for row in rows if row.item)
    for item in outline.items:
        if item.index not in matched and parents[item.parent] and not outline.children(item):
            yield item


def out_of_order(rows: Sequence[MatchedRow]) -> Iterator[MatchedRow]:
    """Rows whose item stands before that of a row above them."""
    last = -1
    for row in rows:
        if row.item and row.item.style != ROW:
            if row.item.index < last:
                yield row
            last = max(last, row.item.index)


def other_words(row: MatchedRow, words: str) -> list[str]:
    """What a row says that the item's words do not, clause by clause; also where only the signs between clauses differ."""
    folded, rest = folded_words(words), folded_words(row.rest)
    bare = re.sub(_SIGNS, "", folded)
    found = [part for part in clauses(row.rest) if part not in folded]
    pieces = re.split(f"({_SIGNS})", rest)
    for one, sign, other in zip(pieces[::2], pieces[1::2], pieces[2::2], strict=False):
        if (
            one
            and other
            and one + other in bare
            and f"{one}{sign}{other}" not in folded
            and one in folded
            and other in folded
        ):
            found.append(f"{one}{sign}{other}")
    return found
