"""The responsibility table, whole and for each unit, as workbooks for Excel and WPS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO

import xlsxwriter

from ..model import Measure, Member, Period, Plan, Task, Unit
from ..views import duties
from .duties_csv import COLUMNS, rows

MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""Workbooks carry the time they were made; a fixed one makes the same plan give the same bytes."""

UNIT_COLUMNS = ("规划期", "承担方式", "任务序号", "任务", "措施", "责任分工表原文", "责任单位原文")
WIDTHS = {
    "任务": 30,
    "措施": 34,
    "责任分工表原文": 70,
    "责任单位原文": 40,
    "牵头单位": 28,
    "责任单位": 24,
    "责任单位代号": 22,
    "承担方式": 22,
}


def export(plan: Plan) -> bytes:
    """A row for each unit of each measure, as in duties.csv."""
    return _workbook("责任分工", tuple(COLUMNS), (row for period in plan.periods for row in rows(plan, period)))


def export_unit(plan: Plan, unit: Unit | Member) -> bytes:
    """A row for each task a unit leads and each measure that names it or a collective it belongs to."""
    table = (row for period in reversed(plan.periods) for row in _unit_rows(plan, period, unit))
    return _workbook(unit.name, UNIT_COLUMNS, table)


def _unit_rows(plan: Plan, period: Period, unit: Unit | Member) -> Iterator[list[str]]:
    found = duties(plan, period, unit)
    for task in found.leads:
        yield _row(period, "牵头", task)
    for measure in found.takes_part:
        yield _row(period, "列名", measure.task, measure)
    for inherited in found.inherits:
        how = f"随“{inherited.collective.name}”" + ("（编者推定）" if inherited.presumed else "")
        for measure in inherited.measures:
            yield _row(period, how, measure.task, measure)


def _row(period: Period, how: str, task: Task, measure: Measure | None = None) -> list[str]:
    start = [period.id, how, str(task.number), task.title]
    if measure is None:
        return [*start, "", task.purpose or "", task.lead_text or ""]
    return [*start, measure.title, measure.table or measure.body or "", measure.units_text or ""]


def _workbook(title: str, columns: tuple[str, ...], table: Iterable[list[str]]) -> bytes:
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"title": title, "created": MADE})
        head = book.add_format({"bold": True, "bg_color": "#E6F1F0", "border": 1, "valign": "top"})
        cell = book.add_format({"text_wrap": True, "border": 1, "valign": "top"})
        sheet = book.add_worksheet(_sheet_name(title))
        for index, name in enumerate(columns):
            sheet.set_column(index, index, WIDTHS.get(name, 11))
            sheet.write_string(0, index, name, head)
        last = 0
        for last, row in enumerate(table, 1):
            for index, value in enumerate(row):
                sheet.write_string(last, index, value, cell)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, len(columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
    return content.getvalue()


def _sheet_name(title: str) -> str:
    """Excel allows 31 characters and none of these."""
    return "".join(char for char in title if char not in "[]:*?/\\'")[:31]
