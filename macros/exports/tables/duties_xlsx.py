"""The responsibility table, whole and for each unit, as workbooks for Excel, WPS and LibreOffice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from urllib.parse import urljoin

from ...model.plan import Member, Period, Plan, Unit
from ...model.tree.node import Node
from ...queries import urls
from ...queries.duties import Charge, charges, text_places
from .duties_csv import DUTY_COLUMNS, rows
from .workbook import CellValue, Table, tables_as_workbook

UNIT_COLUMNS = (
    "规划期", "承担方式", "任务序号", "任务", "措施代号", "措施", "措施原文", "责任单位原文", "出处",
)  # fmt: skip
TABLE_COLUMNS = (*DUTY_COLUMNS, "措施原文", "出处")
WIDTHS = {
    "任务序号": 9,
    "任务": 26,
    "措施代号": 17,
    "措施": 30,
    "措施原文": 70,
    "责任单位原文": 36,
    "牵头单位": 24,
    "责任单位": 22,
    "责任单位代号": 20,
    "承担方式": 20,
    "出处": 16,
}


def export_duties_workbook(plan: Plan, today: date) -> bytes:
    """A row for each unit of each measure, as in duties.csv, with the words of the measure and where they stand."""
    found = (row for period in plan.periods for row in _rows(plan, period))
    lines = origin_lines(plan, today, urls.duties_url(plan.current), "责任分工")
    table = Table(
        f"{plan.site.place}{plan.current.document.names.tasks}责任分工全表", lines, TABLE_COLUMNS, found, WIDTHS
    )
    return tables_as_workbook({"责任分工": table})


def export_unit_workbook(plan: Plan, unit: Unit | Member, today: date) -> bytes:
    """A row for each measure a unit answers for, by task, saying how: as lead, named, or through a collective."""
    found = (_unit_row(period, charge) for period in reversed(plan.periods) for charge in charges(plan, period, unit))
    lines = origin_lines(plan, today, urls.url_of(unit), unit.name)
    return tables_as_workbook({unit.name: Table(f"{unit.name}责任清单", lines, UNIT_COLUMNS, found, WIDTHS)})


def origin_lines(plan: Plan, today: date, url: str, page: str) -> tuple[str, str]:
    """Of which plan and day the table is, and where it is kept up to date: by name while the site has no address."""
    document = plan.current.document
    newest = (
        f"最新的在 {urljoin(plan.site.url, url)}" if plan.site.url else f"最新的见“{plan.site.name}”网站的“{page}”页"
    )
    issued = " ".join(filter(None, (document.issuer, str(document.issued or ""))))
    return document.full_title + (f"，{issued} 印发" if issued else ""), f"生成于 {today}，{newest}"


def _rows(plan: Plan, period: Period) -> Iterator[list[CellValue]]:
    measures = {measure.id: measure for measure in period.measures()}
    for id, number, *rest in rows(plan, period):
        yield [id, int(number), *rest, *_words(period, measures[rest[2]])]


def _unit_row(period: Period, charge: Charge) -> list[CellValue]:
    measure, task = charge.measure, charge.measure.task
    text, place = _words(period, measure)
    how = "、".join(charge.ways)
    return [period.id, how, task.number, task.title, measure.id, measure.title, text, measure.units_text or "", place]


def _words(period: Period, measure: Node) -> tuple[str, str]:
    """The words of a measure, of the table where it has it, and the paragraph they stand in."""
    role = "table" if measure.table else "body"
    number = text_places(period).get((measure.id, role))
    return measure.table or measure.body or "", f"原文第 {number} 段" if number else ""
