"""Who does what, from everywhere in a text: brackets and lines of the items, cells of the tables, each with its place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from ..outlining.outline import Outline, OutlineItem
from ..reading.source_text import SourceLine
from .duty_places import DutyPlace, duty_places
from .duty_tables import ROLE_COLUMNS, DutyTable, TableRow, duty_tables
from .duty_words import DutyPart
from .row_matching import MatchedGroup, MatchedRow, matched_groups, matched_rows
from .unit_names import NamedUnit, known_names


@dataclass(frozen=True)
class ItemDuty:
    """Units with one role at an item, and the line that says so; `row` where it is a table's."""

    item: OutlineItem
    part: DutyPart
    line: int
    row: MatchedRow | None = None
    start: int = 0
    """Where in the line the words begin that say so."""


@dataclass(frozen=True)
class ReadTable:
    """A table of duties with what its rows and groups are about."""

    table: DutyTable
    rows: tuple[MatchedRow, ...]
    groups: tuple[MatchedGroup, ...]

    @property
    def stands_alone(self) -> bool:
        """The table is the plan itself: its rows are about no items of the text."""
        return sum(row.item is not None for row in self.rows) * 3 < len(self.rows)


@dataclass(frozen=True)
class ReadDuties:
    """All duties of a plan, the places that were read for them, and the tables."""

    duties: tuple[ItemDuty, ...]
    places: tuple[DutyPlace, ...]
    tables: tuple[ReadTable, ...]

    def units(self) -> Iterator[NamedUnit]:
        """Every name of a unit, as often as it stands in the text."""
        for place in self.places:
            if place.way != "doubtful":
                for part in place.said.parts:
                    yield from part.units
        for table in self.tables:
            for row in table.rows:
                for part in row.row.duties:
                    yield from part.units


def read_duties(lines: Sequence[SourceLine], outline: Outline) -> ReadDuties:
    """All duties; read twice, so that names which stand alone somewhere part those that are run together elsewhere."""
    first = _read(lines, outline, ())
    known = known_names({unit.words for unit in first.units() if not unit.doubt and not unit.collective})
    return _read(lines, outline, known)


def _read(lines: Sequence[SourceLine], outline: Outline, known: Collection[str]) -> ReadDuties:
    texts = [line.text for line in lines]
    tables = tuple(_tables(lines, outline, texts, known))
    places: list[DutyPlace] = []
    duties: list[ItemDuty] = []
    for item in outline.items:
        for line in item.lines:
            for place in duty_places(line, texts[line], item.body_start if line == item.line else 0, known):
                places.append(place)
                if place.way != "doubtful":
                    duties += [ItemDuty(item, part, line, None, place.start) for part in place.said.parts]
    for table in tables:
        for group in table.groups:
            for place in duty_places(group.line, group.cell, 0, known):
                places.append(place)
                if group.item and place.way != "doubtful":
                    start = max(0, texts[group.line].find(group.cell)) + place.start
                    duties += [ItemDuty(group.item, part, group.line, None, start) for part in place.said.parts]
        for row in table.rows:
            if row.item:
                duties += [
                    ItemDuty(row.item, part, row.row.line, row, cell_start(table.table, row.row, part, texts))
                    for part in row.row.duties
                ]
    return ReadDuties(tuple(duties), tuple(places), tables)


def cell_start(table: DutyTable, row: TableRow, part: DutyPart, texts: Sequence[str]) -> int:
    """Where in a row's line the cell begins that names these units: the last that names them all."""
    names = [unit.words for unit in part.units]
    cells = [cell for kind, cell in zip(table.kinds, row.cells, strict=False) if kind in ROLE_COLUMNS and cell]
    starts = [texts[row.line].rfind(cell) for cell in cells if all(name in cell for name in names)]
    by_role = [
        texts[row.line].find(cell, texts[row.line].find(row.name) + len(row.name))
        for kind, cell in zip(table.kinds, row.cells, strict=False)
        if kind == part.role and all(name in cell for name in names)
    ]
    return max(0, (by_role or starts or [0])[0])


def _tables(
    lines: Sequence[SourceLine], outline: Outline, texts: Sequence[str], known: Collection[str]
) -> Iterator[ReadTable]:
    for table in duty_tables(lines, known):
        rows = matched_rows(table, outline, texts)
        yield ReadTable(table, tuple(rows), tuple(matched_groups(rows, table, outline)))
