"""The form that a unit fills for a year: its measures, what it said last year, drop-downs; all else is locked."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ...common.dates import in_words
from ...model.plan import Member, Plan, Unit
from ...model.reports import STATES, Entry
from ...project.reporting import called, report_of
from ...queries.progress import form_cells as form
from ...queries.progress.standing import Standing, year_of_reports
from ...queries.progress.wording import entry_in_words
from ..tables.workbook import MADE, height, print_on_a4, sheet_name

FORM_WIDTHS = {
    form.CODE_COLUMN: 12, form.PLAN_COLUMN: 40, form.LAST_YEAR_COLUMN: 16, form.STATE_COLUMN: 11, form.DID_COLUMN: 32, form.DAYS_COLUMN: 12, form.COUNTS_COLUMN: 17,
    form.EVIDENCE_COLUMN: 26, form.WITHHELD_COLUMN: 9,
}  # fmt: skip
SMALL, LEAST_ROOM_TO_WRITE = 9, 60.0
"""The size of the plan's words, in points, and the height that every row has for somebody who fills it by hand."""

HINTS = {
    form.STATE_COLUMN: "从下拉单里选一项；没有要报的，整行空着",
    form.DID_COLUMN: "一两句话，写事实。已终止、不涉及的，写原因",
    form.DAYS_COLUMN: "2025-05-20；一段日子写 2025-05-20 至 2025-06-01",
    form.COUNTS_COLUMN: "一行一个：报告会 12 场。没有数量的写“无：原因”",
    form.EVIDENCE_COLUMN: "一行一条：名称和网址，或《文件》和文号，后面可以写日期",
    form.WITHHELD_COLUMN: "写“是”，这一行不收；写别的话，只丢这一格",
}
WAYS = (
    "填白格，灰格是锁住的；没有要报的行空着。写“本年已完成”要有日期、依据，和数量或没有数量的原因。",
    "报送要公开：不要写经办人姓名、手机号和身份证号。填好以后，照通知写的办法发回。",
)


def export_form(plan: Plan, unit: Unit | Member, year: int) -> bytes:
    """The workbook of a unit for a year, with what it has reported already. Raises KeyError where it has nothing to report."""
    found = year_of_reports(plan, year)
    if found is None or unit.id not in found.by_unit:
        raise KeyError(unit.id)
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        title = f"{unit.name} {year} 年报送表"
        book.set_properties({"title": title, "created": MADE})
        sheet = book.add_worksheet(sheet_name(f"{year}年报送"))
        _fill_head(book, sheet, plan, unit, year, title)
        before = report_of(plan, year - 1, unit.id)
        earlier = {entry.measure: entry for entry in before.entries} if before else {}
        _fill_rows(book, sheet, plan, found.by_unit[unit.id], earlier, title)
        sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
        hidden = book.add_worksheet(form.HIDDEN_SHEET)
        for row, words in enumerate((form.FORM_SIGN, str(year), unit.id, unit.name, found.period.id)):
            hidden.write_string(row, 0, words)
        hidden.hide()
    return content.getvalue()


def _fill_head(
    book: xlsxwriter.Workbook, sheet: Worksheet, plan: Plan, unit: Unit | Member, year: int, title: str
) -> None:
    call = called(plan, year).get(unit.id)
    asked = "没有这一年的报送通知" if call is None else f"{call.by}《{call.title}》"
    if call:
        asked += (f"（{call.number}）" if call.number else "") + f"，{in_words(call.due)}截止"
    plain, free = book.add_format(), _free(book)
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    for row, line in enumerate((asked, *WAYS), 1):
        sheet.write_string(row, 0, line, plain)
    report = report_of(plan, year, unit.id)
    by = report.received[-1].by if report else ""
    row = form.FORM_HEAD_ROW - 1
    sheet.write_string(row, 0, form.OFFICE_LABEL, plain)
    _text(sheet, row, 1, by, free)
    sheet.write_string(row, 2, form.NUMBER_LABEL, plain)
    sheet.write_blank(row, 4, None, free)


def _fill_rows(
    book: xlsxwriter.Workbook,
    sheet: Worksheet,
    plan: Plan,
    standings: list[Standing],
    earlier: dict[str, Entry],
    title: str,
) -> None:
    head = book.add_format({"bold": True, "bg_color": "#E6F1F0", "border": 1, "valign": "top", "text_wrap": True})
    locked = book.add_format(
        {"text_wrap": True, "border": 1, "valign": "top", "bg_color": "#EFEFEF", "font_size": SMALL}
    )
    free = _free(book)
    for column, name in enumerate(form.FORM_COLUMNS):
        sheet.set_column(column, column, FORM_WIDTHS[name])
        sheet.write_string(form.FORM_HEAD_ROW, column, name, head)
    first = last = form.FORM_HEAD_ROW + 1
    for last, one in enumerate(standings, first):
        words = _locked_words(plan, one, earlier.get(one.measure.id))
        said = form.cells_of(one.entry) if one.entry else {}
        for column, name in enumerate(form.FORM_COLUMNS):
            if name in words:
                sheet.write_string(last, column, words[name], locked)
            else:
                _text(sheet, last, column, said.get(name, ""), free)
        cells = {**said, **words}
        widths = [FORM_WIDTHS[name] * (11 / SMALL if name in words else 1) for name in form.FORM_COLUMNS]
        tall = height(widths, [cells.get(name, "") for name in form.FORM_COLUMNS])
        sheet.set_row(last, max(tall, LEAST_ROOM_TO_WRITE))
    _help_filling(sheet, first, last)
    sheet.freeze_panes(form.FORM_HEAD_ROW + 1, 1)
    print_on_a4(sheet, title, form.FORM_HEAD_ROW)


def _locked_words(plan: Plan, one: Standing, before: Entry | None) -> dict[str, str]:
    told = [word for word in entry_in_words(plan, before).values() if word] if before else []
    return {
        form.CODE_COLUMN: one.measure.id,
        form.PLAN_COLUMN: f"{one.measure.title}（{one.ways}）\n{one.measure.table or one.measure.body}",
        form.LAST_YEAR_COLUMN: "\n".join(told),
    }


def _help_filling(sheet: Worksheet, first: int, last: int) -> None:
    """Drop-downs, and a word about each column when a cell of it is chosen."""
    for column, name in enumerate(form.FORM_COLUMNS):
        if name not in HINTS:
            continue
        options: dict[str, Any] = {"validate": "any", "input_title": name[:32], "input_message": HINTS[name]}
        if name == form.STATE_COLUMN:
            error = {"error_title": "请从下拉单里选", "error_message": "、".join(STATES.values())}
            options |= {"validate": "list", "source": list(STATES.values()), **error}
        elif name == form.WITHHELD_COLUMN:
            options |= {"validate": "list", "source": ["是"], "error_type": "information"}
        sheet.data_validation(first, column, last, column, options)


def _free(book: xlsxwriter.Workbook) -> Format:
    """A cell to write in: what stands in it is text, no date and no formula."""
    return book.add_format(
        {"text_wrap": True, "border": 1, "valign": "top", "locked": False, "num_format": "@", "quote_prefix": True}
    )


def _text(sheet: Worksheet, row: int, column: int, words: str, free: Format) -> None:
    if words:
        sheet.write_string(row, column, words, free)
    else:
        sheet.write_blank(row, column, None, free)
