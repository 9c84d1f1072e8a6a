"""The responsibility table, whole and for each unit, as workbooks for Excel, WPS and LibreOffice."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from urllib.parse import urljoin

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ..model.plan import Measure, Member, Period, Plan, Unit
from ..queries import urls
from ..queries.duties import Charge, charges, text_places
from .duties_csv import DUTY_COLUMNS, rows

MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""Workbooks carry the time they were made; a fixed one makes the same plan give the same bytes."""

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
OTHER_WIDTH = 11
LINE, HIGHEST = 17.0, 409.0
"""Points that a line of Chinese at 11 points takes, with room for the fonts of LibreOffice; the most a row may have."""

HAN_WIDTH = 2.2
"""The width of a Han character in digits, the unit of column widths."""

CellValue = str | int


@dataclass(frozen=True)
class Table:
    """What a workbook holds: what stands over the table, the columns, the rows."""

    title: str
    lines: tuple[str, ...]
    columns: tuple[str, ...]
    rows: Iterable[list[CellValue]]

    @property
    def head(self) -> int:
        """The row of the columns' names, from 0."""
        return 1 + len(self.lines)


def export_duties_workbook(plan: Plan, today: date) -> bytes:
    """A row for each unit of each measure, as in duties.csv, with the words of the measure and where they stand."""
    found = (row for period in plan.periods for row in _rows(plan, period))
    lines = _origin(plan, today, urls.duties_url(plan.current), "责任分工")
    return _workbook("责任分工", Table(f"{plan.site.place}重点任务责任分工全表", lines, TABLE_COLUMNS, found))


def export_unit_workbook(plan: Plan, unit: Unit | Member, today: date) -> bytes:
    """A row for each measure a unit answers for, by task, saying how: as lead, named, or through a collective."""
    found = (_unit_row(period, charge) for period in reversed(plan.periods) for charge in charges(plan, period, unit))
    lines = _origin(plan, today, urls.url_of(unit), unit.name)
    return _workbook(unit.name, Table(f"{unit.name}责任清单", lines, UNIT_COLUMNS, found))


def _origin(plan: Plan, today: date, url: str, page: str) -> tuple[str, str]:
    """Of which plan and day the table is, and where it is kept up to date: by name while the site has no address."""
    document = plan.current.document
    newest = (
        f"最新的在 {urljoin(plan.site.url, url)}" if plan.site.url else f"最新的见“{plan.site.name}”网站的“{page}”页"
    )
    return f"{document.full_title}，{document.issuer} {document.issued} 印发", f"生成于 {today}，{newest}"


def _rows(plan: Plan, period: Period) -> Iterator[list[CellValue]]:
    measures = {measure.id: measure for measure in period.measures()}
    for id, number, *rest in rows(plan, period):
        yield [id, int(number), *rest, *_words(period, measures[rest[2]])]


def _unit_row(period: Period, charge: Charge) -> list[CellValue]:
    measure, task = charge.measure, charge.measure.task
    text, place = _words(period, measure)
    how = "、".join(charge.ways)
    return [period.id, how, task.number, task.title, measure.id, measure.title, text, measure.units_text or "", place]


def _words(period: Period, measure: Measure) -> tuple[str, str]:
    """The words of a measure, of the table where it has it, and the paragraph they stand in."""
    role = "table" if measure.table else "body"
    number = text_places(period).get((measure.id, role))
    return measure.table or measure.body or "", f"原文第 {number} 段" if number else ""


def _workbook(sheet_name: str, table: Table) -> bytes:
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"title": table.title, "created": MADE})
        bold = book.add_format({"bold": True, "font_size": 14})
        head = book.add_format({"bold": True, "bg_color": "#E6F1F0", "border": 1, "valign": "top"})
        cell = book.add_format({"text_wrap": True, "border": 1, "valign": "top"})
        sheet = book.add_worksheet(_sheet_name(sheet_name))
        sheet.write_string(0, 0, table.title, bold)
        for row, line in enumerate(table.lines, 1):
            sheet.write_string(row, 0, line)
        _fill(sheet, table, head, cell)
        _set_up_printing(sheet, table)
    return content.getvalue()


def _fill(sheet: Worksheet, table: Table, head: Format, cell: Format) -> None:
    for index, name in enumerate(table.columns):
        sheet.set_column(index, index, WIDTHS.get(name, OTHER_WIDTH))
        sheet.write_string(table.head, index, name, head)
    last = table.head
    for last, row in enumerate(table.rows, table.head + 1):
        sheet.set_row(last, height(table.columns, row))
        for index, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(last, index, value, cell)
            else:
                sheet.write_string(last, index, value, cell)
    sheet.freeze_panes(table.head + 1, 0)
    sheet.autofilter(table.head, 0, last, len(table.columns) - 1)


def _set_up_printing(sheet: Worksheet, table: Table) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(table.head)
    sheet.set_footer(f"&L{table.title.replace('&', '&&')}&R第 &P 页，共 &N 页")


def height(columns: Iterable[str], row: Iterable[CellValue]) -> float:
    """Points a row needs so that every cell is seen whole: LibreOffice and previews of mail do not work it out."""
    lines = max(
        _lines(str(value), WIDTHS.get(name, OTHER_WIDTH)) for name, value in zip(columns, row, strict=True)
    )  # fmt: skip
    slack = 1 if lines > 2 else 0  # a line may end early, before a mark that cannot begin the next
    return min(LINE * (lines + slack) + 3, HIGHEST)


def _lines(text: str, width: float) -> int:
    """Lines a text takes in a column; a unit of the width is lost to its margins."""
    return sum(max(1, math.ceil(_width(line) / (width - 1))) for line in text.split("\n"))


def _width(text: str) -> float:
    return sum(HAN_WIDTH if unicodedata.east_asian_width(char) in "WFA" else 1.1 for char in text)


def _sheet_name(title: str) -> str:
    """Excel allows 31 characters and none of these."""
    return "".join(char for char in title if char not in "[]:*?/\\'")[:31]
