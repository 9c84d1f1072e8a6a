"""The tables of a plan that say who answers for what, drawn as they were published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...model.plan import Period
from ...model.tree.document import Column, PlanTable
from ...model.tree.layout import column_of, table_of
from ...model.tree.node import Node, RowWords
from ..duties import named_in


@dataclass(frozen=True)
class DutyCell:
    """A cell: `name` leads to the record, `sign` parts it from the `rest`; a task's cell spans the rows of the task."""

    holds: str
    column: str
    name: str = ""
    sign: str = ""
    rest: str = ""
    span: int = 1


@dataclass(frozen=True)
class DutyRow:
    """A row about a measure."""

    measure: Node
    units: tuple[str, ...]
    cells: tuple[DutyCell, ...]


@dataclass(frozen=True)
class PublishedTable:
    """A table: its title, its columns, and its rows task by task."""

    title: str
    columns: tuple[Column, ...]
    groups: tuple[tuple[Node, tuple[DutyRow, ...]], ...]


def published_tables(period: Period) -> list[PublishedTable]:
    """The tables that have rows about tasks or measures, in the order of the text."""
    found = []
    for table in period.document.tables:
        groups = tuple((task, rows) for task in period.tasks if (rows := tuple(_rows(period, table, task))))
        if groups:
            title = "".join(period.document.words_at(table.title)) or "责任分工表"
            found.append(PublishedTable(title, table.columns, groups))
    return found


def _rows(period: Period, table: PlanTable, task: Node) -> Iterator[DutyRow]:
    heads = _in_table(period, table, task)
    bodies = [(measure, row) for measure in task.measures for row in _in_table(period, table, measure)]
    for index, (measure, row) in enumerate(bodies):
        cells = []
        for place, column in enumerate(table.columns):
            if place == column_of(table, measure):
                cells.append(_measure_cell(column, measure, row))
            elif column.holds == "task":
                if not index:
                    cells.append(_task_cell(column, task, heads[0] if heads else None, len(bodies)))
            else:
                cells.append(
                    DutyCell(column.holds, column.name, rest=row.cells[place] if place < len(row.cells) else "")
                )
        yield DutyRow(measure, named_in(measure), tuple(cells))


def _in_table(period: Period, table: PlanTable, node: Node) -> list[RowWords]:
    return [row for row in node.words.rows if table_of(period.document, row.at) is table]


def _task_cell(column: Column, task: Node, row: RowWords | None, span: int) -> DutyCell:
    if row is None:
        return DutyCell("task", column.name, name=task.title, span=span)
    return DutyCell("task", column.name, name=f"{row.label}{row.title}", rest=row.rest, span=span)


def _measure_cell(column: Column, measure: Node, row: RowWords) -> DutyCell:
    sign = row.rest.removesuffix(row.text).strip() if row.title else "："
    return DutyCell("measure", column.name, name=f"{row.label}{row.title}" or measure.title, sign=sign, rest=row.text)
