"""The outline and its duties into the tree of a plan: which items are chapters, tasks, measures and parts, in YAML values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ....model.tree.layout import LABEL, placed_cells
from ...record_file import Code
from ..asking.about_items import has_pages, provisional_name
from ..duties.duty_tables import TableRow as DutyTableRow
from ..duties.item_duties import ReadTable
from ..duties.row_matching import MatchedGroup, MatchedRow, bare_name
from ..outlining.outline import ROW, OutlineItem
from ..plan_reading import PlanReading
from .duty_values import duty_values

KINDS_BY_NAME = (
    (re.compile("行动$"), "action", "行动", "actions"),
    (re.compile("工程$"), "project", "工程", "projects"),
    (re.compile("保障|组织领导|组织实施|机制$"), "safeguard", "保障", "safeguards"),
    (re.compile(""), "task", "任务", "tasks"),
)
"""What a task is called by how its name ends; the last one holds for all."""


@dataclass(frozen=True)
class TreeFile:
    """A file of the tree: its name, which is the id of its node, and the node."""

    id: str
    node: dict[str, object]


class PlanTree:
    """The tree of a plan as the files will have it."""

    def __init__(self, reading: PlanReading) -> None:
        self.reading, self.outline = reading, reading.outline
        self.rows: dict[int, list[tuple[ReadTable, MatchedRow]]] = {}
        self.groups: dict[int, list[tuple[ReadTable, MatchedGroup]]] = {}
        self.claimed: set[int] = set()
        self.kinds: dict[str, dict[str, object]] = {}
        for table in reading.duties.tables:
            for row in table.rows:
                if row.item:
                    self.rows.setdefault(row.item.index, []).append((table, row))
            for group in table.groups:
                if group.item:
                    self.groups.setdefault(group.item.index, []).append((table, group))
        self.measure_depth = {top.index: self._measure_depth(top) for top in self.outline.children(None)}

    def files(self) -> list[TreeFile]:
        """A file for each item that stands below none."""
        return [
            TreeFile(f"c{number}", self._node(item, item)) for number, item in enumerate(self.outline.children(None), 1)
        ]

    def id_of(self, item: OutlineItem) -> str:
        """The id that an item has in the tree."""
        return f"c{self.reading.path(item)}"

    def rank_of(self, item: OutlineItem) -> str:
        """Whether an item is a chapter, a task, a measure or a part."""
        return self._rank(item, self._top(item))

    def above(self, item: OutlineItem) -> Iterator[OutlineItem]:
        """What an item stands below, the nearest first."""
        while item.parent is not None:
            item = self.outline.items[item.parent]
            yield item

    def measure_id(self, item: OutlineItem) -> str:
        """The id of a measure; of one that is a task as well, that of the measure in it."""
        stands_alone = item.index in self.groups and item.index in self.rows and not self.outline.children(item)
        return f"{self.id_of(item)}-1" if stands_alone else self.id_of(item)

    def measures(self) -> Iterator[OutlineItem]:
        """The items with pages of measures."""
        for item in self.outline.items:
            if self.rank_of(item) == "measure":
                yield item

    def _measure_depth(self, top: OutlineItem) -> int:
        """How deep the measures of a chapter lie: where the deepest duties hang, else two below it."""
        below = list(self._walk(top))
        depths = [item.depth for item in below if item.index in self.reading.duties_of]
        return max(depths) if depths else min(2, max((item.depth for item in below), default=0))

    def _walk(self, item: OutlineItem) -> Iterator[OutlineItem]:
        yield item
        for child in self.outline.children(item):
            yield from self._walk(child)

    def _top(self, item: OutlineItem) -> OutlineItem:
        while item.parent is not None:
            item = self.outline.items[item.parent]
        return item

    def _rank(self, item: OutlineItem, top: OutlineItem) -> str:
        depth, children = self.measure_depth[top.index], self.outline.children(item)
        if item.parent is None:
            if item.style == ROW:
                return "task" if children or item.index in self.groups else "measure"
            return "chapter" if children or item.index not in self.reading.duties_of else "measure"
        if not has_pages(self.reading, top):
            return "part"
        if item.depth > depth or any(self._rank(above, top) == "measure" for above in self.above(item)):
            return "part"
        if item.depth == depth or not children:
            return "measure"
        return "task" if item.depth == depth - 1 else "chapter"

    def _kind(self, rank: str, item: OutlineItem) -> Code:
        if rank == "task":
            top = self._top(item)
            words = item.title + ("保障" if re.search("保障|组织", top.title) else "")
            _, id, name, folder = next(kind for kind in KINDS_BY_NAME if kind[0].search(words))
            self.kinds[id] = {"name": name, "rank": Code("task"), "folder": Code(folder)}
            return Code(id)
        if rank == "measure":
            self.kinds["measure"] = {"name": "措施", "rank": Code("measure"), "folder": Code("measures")}
        else:
            self.kinds[rank] = {"name": {"chapter": "章", "part": "项"}[rank], "rank": Code(rank)}
        return Code(rank)

    def _node(self, item: OutlineItem, top: OutlineItem) -> dict[str, object]:
        rank, children = self._rank(item, top), self.outline.children(item)
        groups, rows = self.groups.get(item.index, []), self.rows.get(item.index, [])
        alone = rank == "measure" and groups and rows and not children
        node: dict[str, object] = {"kind": self._kind("task" if alone else rank, item)}
        node |= self._head(item)
        if item.style != ROW:
            node["at"] = paragraph_places(item.lines)
            self.claimed |= set(item.lines)
        own = [] if alone else rows
        shown = "task" if alone else rank
        node["rows"] = [*self._group_rows(item, groups, shown), *self._rows(item, own, shown)]
        node["duties"] = list(duty_values(self.reading, item, only_groups=bool(alone)))
        if alone:
            node["children"] = [self._measure_within(item, rows)]
        node["notes"] = [] if alone else self._notes(item)
        if children:
            node["children"] = [self._node(child, top) for child in children]
        return {name: value for name, value in node.items() if value}

    def _head(self, item: OutlineItem) -> dict[str, object]:
        in_cell = item.style == ROW
        label = None if in_cell or not item.label else item.label
        name = self.reading.decisions.names.get(self.reading.path(item)) or provisional_name(item)
        return {"label": label, "heading": item.title} if item.title else {"label": label, "short": name}

    def _measure_within(self, item: OutlineItem, rows: Sequence[tuple[ReadTable, MatchedRow]]) -> dict[str, object]:
        """The measure of a task that has none of its own in the text, but a row of its own in the table."""
        node: dict[str, object] = {"kind": self._kind("measure", item)}
        node |= {name: value for name, value in self._head(item).items() if name != "label" or not item.title}
        node |= {"at": paragraph_places(item.lines), "rows": list(self._rows(item, rows, "measure"))}
        node["duties"] = list(duty_values(self.reading, item, only_groups=False))
        node["notes"] = self._notes(item)
        return {name: value for name, value in node.items() if value}

    def _group_rows(
        self, item: OutlineItem, groups: Sequence[tuple[ReadTable, MatchedGroup]], rank: str
    ) -> Iterator[dict[str, object]]:
        for table, group in groups:
            self.claimed.add(group.line)
            name = bare_name(group.cell) if item.style != ROW else item.title
            value = self._row(item, group.line, group.cell, name)
            row = next(row for row in table.table.rows if row.line == group.line)
            yield self._placed(value, table, row, "group", rank)

    def _rows(
        self, item: OutlineItem, rows: Sequence[tuple[ReadTable, MatchedRow]], rank: str
    ) -> Iterator[dict[str, object]]:
        for table, row in rows:
            self.claimed.add(row.row.line)
            yield self._placed(self._row(item, row.row.line, row.row.name, row.title), table, row.row, "name", rank)

    def _row(self, item: OutlineItem, line: int, cell: str, name: str) -> dict[str, object]:
        value: dict[str, object] = {"at": line + 1}
        start = match.end() if (match := LABEL.match(cell)) else 0
        if not name or not (cell.startswith(name) or cell.startswith(name, start)):
            return {**value, "bare": True}
        return value if name == item.title else {**value, "title": name}

    def _placed(
        self, value: dict[str, object], table: ReadTable, row: DutyTableRow, kind: str, rank: str
    ) -> dict[str, object]:
        """A row's value with the column of its first cell, where counting from the last would not find the right one."""
        width, kinds = len(table.table.columns), table.table.kinds
        wanted = kinds.index(kind) if kind in kinds else 0
        speaks = "group" if rank in ("task", "chapter") and "group" in kinds else "name"
        if speaks != kind:  # a chapter that a row of measures is about: its cell is another's
            return {"at": value["at"], "bare": True}
        for first in (None, *range(1, width + 1)):
            cells = placed_cells(self.reading.texts[row.line], width, first)
            if wanted < len(cells) and cells[wanted] == row.cells[wanted]:
                return value if first is None else {**value, "first": first}
        return {"at": value["at"], "bare": True}

    def _notes(self, item: OutlineItem) -> list[dict[str, object]]:
        lines = {*item.lines, *(row.row.line for _, row in self.rows.get(item.index, []))}
        return [{"quote": quote, "text": text} for line, quote, text in self.reading.decisions.notes if line in lines]


def paragraph_places(lines: Sequence[int]) -> object:
    """Lines from 0 as paragraphs from 1: 12, "12-15", or a list of both."""
    runs: list[list[int]] = []
    for line in sorted(lines):
        if runs and runs[-1][-1] == line - 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    written = [run[0] + 1 if len(run) == 1 else Code(f"{run[0] + 1}-{run[-1] + 1}") for run in runs]
    return written[0] if len(written) == 1 else written
