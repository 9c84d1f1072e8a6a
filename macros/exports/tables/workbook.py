"""Tables as workbooks for Excel, WPS and LibreOffice: cells wrapped and seen whole, printed on A4, the same bytes each time."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""Workbooks carry the time they were made; a fixed one makes the same plan give the same bytes."""

OTHER_WIDTH = 11
LINE, HIGHEST = 17.0, 409.0
"""Points that a line of Chinese at 11 points takes, with room for the fonts of LibreOffice; the most a row may have."""

HAN_WIDTH = 2.2
"""The width of a Han character in digits, the unit of column widths."""

CellValue = str | int


@dataclass(frozen=True)
class Table:
    """What a sheet holds: what stands over the table, the columns with their widths, the rows."""

    title: str
    lines: tuple[str, ...]
    columns: tuple[str, ...]
    rows: Iterable[Sequence[CellValue]]
    widths: Mapping[str, float] = field(default_factory=dict)

    @property
    def head(self) -> int:
        """The row of the columns' names, from 0."""
        return 1 + len(self.lines)


def tables_as_workbook(sheets: Mapping[str, Table]) -> bytes:
    """A workbook with a sheet for each table, by the sheets' names; no text becomes a formula."""
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"title": next(iter(sheets.values())).title, "created": MADE})
        bold = book.add_format({"bold": True, "font_size": 14})
        head = book.add_format({"bold": True, "bg_color": "#E6F1F0", "border": 1, "valign": "top"})
        cell = book.add_format({"text_wrap": True, "border": 1, "valign": "top"})
        for name, table in sheets.items():
            sheet = book.add_worksheet(sheet_name(name))
            sheet.write_string(0, 0, table.title, bold)
            for row, line in enumerate(table.lines, 1):
                sheet.write_string(row, 0, line)
            _fill(sheet, table, head, cell)
            print_on_a4(sheet, table.title, table.head)
    return content.getvalue()


def _fill(sheet: Worksheet, table: Table, head: Format, cell: Format) -> None:
    for index, name in enumerate(table.columns):
        sheet.set_column(index, index, table.widths.get(name, OTHER_WIDTH))
        sheet.write_string(table.head, index, name, head)
    widths = [table.widths.get(name, OTHER_WIDTH) for name in table.columns]
    last = table.head
    for last, row in enumerate(table.rows, table.head + 1):
        sheet.set_row(last, height(widths, row))
        for index, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(last, index, value, cell)
            else:
                sheet.write_string(last, index, value, cell)
    sheet.freeze_panes(table.head + 1, 0)
    sheet.autofilter(table.head, 0, last, len(table.columns) - 1)


def print_on_a4(sheet: Worksheet, title: str, head: int) -> None:
    """Landscape, as wide as the paper, the columns' names on every page, the title and the page's number below."""
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.set_footer(f"&L{title.replace('&', '&&')}&R第 &P 页，共 &N 页")


def height(widths: Iterable[float], row: Iterable[CellValue]) -> float:
    """Points a row needs so that every cell is seen whole: LibreOffice and previews of mail do not work it out."""
    lines = max(_lines(str(value), width) for width, value in zip(widths, row, strict=True))
    slack = 1 if lines > 2 else 0  # a line may end early, before a mark that cannot begin the next
    return min(LINE * (lines + slack) + 3, HIGHEST)


def _lines(text: str, width: float) -> int:
    """Lines a text takes in a column; a unit of the width is lost to its margins."""
    return sum(max(1, math.ceil(_width(line) / (width - 1))) for line in text.split("\n"))


@lru_cache(maxsize=10_000)
def _width(text: str) -> float:
    return sum(HAN_WIDTH if unicodedata.east_asian_width(char) in "WFA" else 1.1 for char in text)


def sheet_name(title: str) -> str:
    """Excel allows 31 characters and none of these."""
    return "".join(char for char in title if char not in "[]:*?/\\'")[:31]
