"""Records of one kind into a workbook: names for codes, drop-down lists, every cell a text, so that Excel changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from ...exports.tables.workbook import MADE, height
from ..forms.answers import Answers, block_numbers
from .cell_codes import BETWEEN, CellCodes
from .columns import (
    FILE_HEAD,
    HELP_SHEET,
    ITEM_HEAD,
    LISTS_SHEET,
    OF_HEAD,
    VERSION_HEAD,
    ItemSheet,
    SheetColumn,
    SheetForm,
)

COLUMN_WIDTHS = {"text": 42, "lines": 30, "picks": 30, "pick": 24, "line": 24, "choice": 11, "yes": 8}
NARROW_COLUMN = 12
TEXT_FORMAT = 49
"""The number of the format @ (ECMA-376 §18.8.30): what is typed stays what was typed."""

HIGHEST_ROW = 72.0
"""Points, four lines."""

SPARE_ROWS = 2_000
"""So many rows below the last have drop-down lists."""

HELP = (
    "一行是一条。要加一条，就在最后一行下面接着写；照抄一行再改也可以，改了名称就当作新的一条。",
    "绿色的格子要填。没有核实的空着。",
    "单位、人群、乡镇等写名称，有下拉单的从下拉单里选；一格里可以写几个的，中间用“；”隔开，名单在“名单”那一页。",
    "日期写成 2025-09-20、2025.9.20、2025年9月20日都可以；时刻写成 09:00。",
    "要分几行写的（如照抄的原话），在格子里按 Alt 和回车换行，一行一个。",
    "删去一行，网站上的那一条不会被删；要撤下一条，请在编辑台打开它，点“撤下”。",
    "不认得的列不要加，列名不要改；用不着的列可以整列删去，那些项就不动。",
    "填好保存，在编辑台同一个地方点“导入”。先看改了什么，再存；有一格不对，整张表都不存。",
)


@dataclass(frozen=True)
class SheetRecord:
    """A record as it is written out: its id, the digest of its file, and what its form shows."""

    id: str
    version: str
    name: str
    answers: Answers


def write_workbook(form: SheetForm, records: Sequence[SheetRecord], codes: CellCodes) -> bytes:
    """The workbook of a kind."""
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"title": form.caption, "created": MADE})
        _Sheets(book, form, codes).write(records)
    return content.getvalue()


class _Sheets:
    def __init__(self, book: xlsxwriter.Workbook, form: SheetForm, codes: CellCodes) -> None:
        self.book, self.form, self.codes = book, form, codes
        # a text that begins with = stays one, also when somebody opens the cell and leaves it again
        self.cell = book.add_format(
            {"num_format": TEXT_FORMAT, "quote_prefix": True, "text_wrap": True, "valign": "top"}
        )
        self.empty = book.add_format({"num_format": TEXT_FORMAT, "text_wrap": True, "valign": "top"})
        head = {"bold": True, "text_wrap": True, "valign": "top", "border": 1, "num_format": TEXT_FORMAT}
        self.head = book.add_format({**head, "bg_color": "#F2F2F2"})
        self.needed = book.add_format({**head, "bg_color": "#CDE7E3"})
        self.lists: dict[tuple[str, ...], str] = {}

    def write(self, records: Sequence[SheetRecord]) -> None:
        sheet = self.book.add_worksheet(self.form.caption)
        columns = self.form.columns
        self.heads(sheet, columns, [FILE_HEAD, VERSION_HEAD])
        for row, record in enumerate(records, 1):
            words = [self.codes.words(it.field, record.answers.get(it.name, ())) for it in columns]
            self.row(sheet, row, [*words, record.id, record.version], columns, 0)
        sheet.autofilter(0, 0, max(1, len(records)), len(columns) + 1)
        sheets = [(it, self.book.add_worksheet(it.caption)) for it in self.form.items]
        for item, its_sheet in sheets:
            self.items(its_sheet, item, records)
        lists = self.book.add_worksheet(LISTS_SHEET)
        self.choices(lists, [(sheet, columns, 0), *((it, item.columns, 1) for item, it in sheets)])
        told = self.book.add_worksheet(HELP_SHEET)
        told.set_column(0, 0, 100, self.empty)
        for row, line in enumerate(HELP):
            told.write_string(row, 0, line, self.empty)

    def heads(self, sheet: Worksheet, columns: Sequence[SheetColumn], hidden: Iterable[str], before: str = "") -> None:
        first = int(bool(before))
        if before:
            sheet.set_column(0, 0, 30, self.empty)
            sheet.write_string(0, 0, before, self.needed)
        for index, it in enumerate(columns, first):
            sheet.set_column(index, index, COLUMN_WIDTHS.get(it.field.widget, NARROW_COLUMN), self.empty)
            sheet.write_string(0, index, it.head, self.needed if it.required else self.head)
            if note := _note(it):
                sheet.write_comment(0, index, note, {"x_scale": 2})
        for index, words in enumerate(hidden, first + len(columns)):
            sheet.set_column(index, index, NARROW_COLUMN, self.empty, {"hidden": True})
            sheet.write_string(0, index, words, self.head)
        sheet.freeze_panes(1, 1)

    def row(
        self, sheet: Worksheet, row: int, cells: Sequence[str], columns: Sequence[SheetColumn], before: int
    ) -> None:
        """A row, at most so high that others are still seen beside it."""
        shown = zip(columns, cells[before:], strict=False)
        widths = [(COLUMN_WIDTHS.get(it.field.widget, NARROW_COLUMN), words) for it, words in shown]
        sheet.set_row(row, min(height(*zip(*widths, strict=True)), HIGHEST_ROW))
        for index, words in enumerate(cells):
            if words:
                sheet.write_string(row, index, words, self.cell if words[0] in "=+-@" else self.empty)

    def items(self, sheet: Worksheet, item: ItemSheet, records: Iterable[SheetRecord]) -> None:
        self.heads(sheet, item.columns, [FILE_HEAD, ITEM_HEAD], OF_HEAD)
        row = 0
        for record in records:
            for number in block_numbers(record.answers, item.field.name)[item.begins :]:
                within = f"{item.field.name}/{number}/"
                answers = record.answers
                words = [self.codes.words(it.field, answers.get(within + it.name, ())) for it in item.columns]
                row += 1
                self.row(sheet, row, [record.name, *words, record.id, str(number + 1)], item.columns, 1)

    def choices(self, lists: Worksheet, sheets: Iterable[tuple[Worksheet, Sequence[SheetColumn], int]]) -> None:
        """A sheet with every list of names, and from it the drop-down lists; several names in a cell cannot have one."""
        for sheet, columns, first in sheets:
            for index, it in enumerate(columns, first):
                if not (names := list(self.offered(it))):
                    continue
                place = self.listed(lists, it.field.caption, names)
                if it.field.widget != "picks":
                    told = {"error_title": "不在名单里", "error_message": "请从下拉单里选，或空着。"}
                    sheet.data_validation(
                        1, index, SPARE_ROWS, index, {"validate": "list", "source": place, "ignore_blank": True, **told}
                    )

    def offered(self, column: SheetColumn) -> Iterator[str]:
        if column.field.widget == "yes":
            yield "是"
        elif column.field.widget in ("choice", "pick", "picks"):
            yield from self.codes.names(column.field)

    def listed(self, lists: Worksheet, caption: str, names: list[str]) -> str:
        key = tuple(names)
        if key not in self.lists:
            index = len(self.lists)
            lists.set_column(index, index, 28, self.empty)
            lists.write_string(0, index, caption, self.head)
            for row, name in enumerate(names, 1):
                lists.write_string(row, index, name, self.empty)
            letter = xlsxwriter.utility.xl_col_to_name(index)
            self.lists[key] = f"={LISTS_SHEET}!${letter}$2:${letter}${len(names) + 1}"
        return self.lists[key]


def _note(column: SheetColumn) -> str:
    """What is said of a column when one points at its head."""
    field, said = column.field, []
    if column.required:
        said.append("要填。")
    if field.hint:
        said.append(f"{field.hint.rstrip('。')}。")
    if field.longest:
        said.append(f"最多 {field.longest} 个字。")
    said.append(_HOW.get(field.widget, ""))
    return "".join(said)


_HOW: Mapping[str, str] = {
    "picks": f"可以写几个，中间用“{BETWEEN}”隔开，名单在“{LISTS_SHEET}”那一页。",
    "pick": "从下拉单里选。",
    "choice": "从下拉单里选。",
    "yes": "写“是”，或者空着。",
    "day": "如 2025-09-20。",
    "clock": "如 09:00。",
}
