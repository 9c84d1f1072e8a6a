"""The tables of a plan that say who answers for what, drawn as they were published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...model.plan import Period, Plan
from ...model.tree.document import Column, PlanTable
from ...model.tree.layout import column_of, placed_cells, table_of
from ...model.tree.node import Node
from ...model.tree.words import RowWords, numbers_of
from ..duties import named_in, roles_of


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


@dataclass(frozen=True)
class FreeTable:
    """A table, or the part of one, that speaks of no task or measure."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def free_tables(period: Period) -> list[FreeTable]:
    """What the tables of a plan say of no task or measure, in the order of the text."""
    found = []
    for table in period.document.tables:
        names = tuple(column.name for column in table.columns)
        lines = [period.lines[number - 1] for number in numbers_of(table.rows)]
        rows = tuple(
            (*cells, *[""] * (len(names) - len(cells))) for line in lines if (cells := placed_cells(line, len(names)))
        )
        if rows:
            found.append(FreeTable("".join(period.document.words_at(table.title)) or names[0], names, rows))
    return found


def plain_table(plan: Plan, period: Period) -> PublishedTable:
    """The duties of a plan that has no table of them, in the order of its text; empty where it names no unit."""
    names = period.document.names
    columns = (
        Column(name=names.tasks, holds="task"),
        Column(name=names.measures, holds="measure"),
        Column(name="责任单位", holds="duties"),
    )
    groups = tuple((task, tuple(_plain_rows(plan, columns, task))) for task in period.tasks)
    return PublishedTable("逐条分工", columns, groups if any(named_in(m) for m in period.measures()) else ())


def _plain_rows(plan: Plan, columns: tuple[Column, ...], task: Node) -> Iterator[DutyRow]:
    for index, measure in enumerate(task.measures):
        head = [DutyCell("task", columns[0].name, name=task.title, span=len(task.measures))] if not index else []
        said = DutyCell(
            "measure", columns[1].name, name=measure.title, sign="：" if measure.body else "", rest=measure.body or ""
        )
        who = "；".join(f"{role}：{'、'.join(plan.units[id].name for id in ids)}" for role, ids in roles_of(measure))
        yield DutyRow(measure, named_in(measure), (*head, said, DutyCell("duties", columns[2].name, rest=who)))


def tabled(period: Period) -> frozenset[str]:
    """The tasks that have rows in the tables, by their ids."""
    return frozenset(task.id for table in published_tables(period) for task, _ in table.groups)


def other_cells(period: Period, node: Node) -> list[tuple[str, str]]:
    """What the rows of a node say beside task, measure and units, under the names of the columns."""
    found = []
    for row in node.words.rows:
        table = table_of(period.document, row.at)
        for column, cell in zip(table.columns if table else (), row.cells, strict=False):
            if column.holds == "other" and cell:
                found.append((column.name, cell))
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
