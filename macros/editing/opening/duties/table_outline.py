"""A table that is the plan itself: its rows and what stands over them, as items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..outlining.labels import labels_at
from ..outlining.outline import ROW, Outline, OutlineItem, name_and_stop
from .duty_places import brackets
from .duty_words import says_duty
from .item_duties import ItemDuty, ReadDuties, ReadTable, cell_start
from .row_matching import MatchedGroup, MatchedRow


def outline_with_rows(
    outline: Outline, duties: ReadDuties, alone: Sequence[ReadTable], texts: Sequence[str]
) -> tuple[Outline, ReadDuties]:
    """The outline with items for the rows of these tables, and the duties told which items they are."""
    items = list(outline.items)
    kept = [duty for duty in duties.duties if not any(duty.line in table.table.lines for table in alone)]
    tables: list[ReadTable] = []
    for table in duties.tables:
        if table not in alone:
            tables.append(table)
            continue
        made = _with_items(table, items)
        tables.append(made)
        kept += [
            ItemDuty(row.item, part, row.row.line, row, cell_start(table.table, row.row, part, texts))
            for row in made.rows
            if row.item
            for part in row.row.duties
        ]
        kept += [
            ItemDuty(group.item, part, place.line, None, max(0, texts[group.line].find(group.cell)) + place.start)
            for group in made.groups
            for place in duties.places
            if group.item and place.line == group.line and place.way != "doubtful" and place.words in group.cell
            for part in place.said.parts
        ]
    return Outline(tuple(items), outline.roles), replace(duties, duties=tuple(kept), tables=tuple(tables))


def with_leftover_rows(outline: Outline, duties: ReadDuties, texts: Sequence[str]) -> tuple[Outline, ReadDuties]:
    """The outline with items for rows that are about none of the text, below the item that their group is about."""
    items, kept, tables = list(outline.items), list(duties.duties), list[ReadTable]()
    for table in duties.tables:
        over = {group.cell: group.item for group in table.groups}
        rows: list[MatchedRow] = []
        for row in table.rows:
            if row.item is None and row.row.name and row.row.duties:
                item = _item(items, row.row.line, row.row.name, over.get(row.row.group))
                row = MatchedRow(row.row, item, 1.0, item.title, item.body)
                kept += [
                    ItemDuty(item, part, row.row.line, row, cell_start(table.table, row.row, part, texts))
                    for part in row.row.duties
                ]
            rows.append(row)
        tables.append(replace(table, rows=tuple(rows)))
    return Outline(tuple(items), outline.roles), replace(duties, duties=tuple(kept), tables=tuple(tables))


def _with_items(table: ReadTable, items: list[OutlineItem]) -> ReadTable:
    groups: dict[str, OutlineItem] = {}
    rows: list[MatchedRow] = []
    for group in table.groups:
        groups[group.cell] = _item(items, group.line, group.cell, None)
    for row in table.rows:
        over = groups.get(row.row.group)
        item = _item(items, row.row.line, row.row.name, over) if row.row.name else None
        rows.append(MatchedRow(row.row, item, 1.0, item.title if item else "", item.body if item else ""))
    return replace(
        table,
        rows=tuple(rows),
        groups=tuple(MatchedGroup(one.line, one.cell, one.name, groups[one.cell], True) for one in table.groups),
    )


def _item(items: list[OutlineItem], line: int, cell: str, over: OutlineItem | None) -> OutlineItem:
    label = next(labels_at(cell), None)
    start = label.end if label else 0
    end = next((begin for begin, stop in brackets(cell, start) if says_duty(cell[begin + 1 : stop - 1])), len(cell))
    title, stop = name_and_stop(cell[start:end])
    item = OutlineItem(
        len(items), over.index if over else None, over.depth + 1 if over else 0, line, label.text if label else "", ROW,
        cell[len(label.text) : start] if label else "", title, stop, cell[start + len(title) + len(stop) :],
    )  # fmt: skip
    items.append(item)
    return item
