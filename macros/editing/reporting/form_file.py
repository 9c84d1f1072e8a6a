"""A workbook that came back into what a unit wrote: of which unit and year it is, and the cells of each measure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ...common.office.cells import CellContent, cell_words, column_letter, plain_digits
from ...common.office.office_file import UnusableFile, open_package
from ...common.office.workbook_reader import WorkbookSheet, read_workbook
from ...queries.progress.form_cells import (
    CODE_COLUMN,
    FILLED_COLUMNS,
    FORM_SIGN,
    HIDDEN_SHEET,
    NUMBER_LABEL,
    OFFICE_LABEL,
    STATE_COLUMN,
    WITHHELD_COLUMN,
)

MOST_FORM_BYTES = 5_000_000
"""A form has a few dozen rows; what is larger has pictures in it."""

NOT_A_FORM = "这不是本站的报送表（没有找到表里的标记）；请在发出去的那份表里填写，或用 kepu form 重新做一份"
_FORMULA = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^>]*>\s*<f[ />]')


@dataclass(frozen=True)
class FormRow:
    """What a unit wrote of one measure, by column; `places` are the cells."""

    code: str
    words: dict[str, str]
    places: dict[str, str]

    @property
    def empty(self) -> bool:
        return not any(self.words[name] for name in (*FILLED_COLUMNS, WITHHELD_COLUMN))


@dataclass(frozen=True)
class FormFile:
    """A form as it came back."""

    year: int
    unit: str
    unit_name: str
    office: str
    office_place: str
    number: str
    rows: list[FormRow]
    faults: list[str] = field(default_factory=list)


def read_form(content: bytes, name: str) -> FormFile:
    """A form from the bytes of a workbook. Raises UnusableFile for what is none, or cannot be trusted."""
    if len(content) > MOST_FORM_BYTES:
        raise UnusableFile(f"文件有 {len(content) / 1e6:.0f} MB，报送表不该超过 5 MB；请删去贴进去的图片，另存一份")
    sheets = read_workbook(content, name)
    year, unit, unit_name = _marked(sheets)
    for sheet in sheets:
        if sheet.name != HIDDEN_SHEET and (head := _head_of(sheet)) is not None:
            return _form(sheet, head, year, unit, unit_name, list(_formulas(content)))
    raise UnusableFile(f"找不到表头（{CODE_COLUMN}、{STATE_COLUMN}……那一行）；请在发出去的那份表里填写，不要删去表头")


def _marked(sheets: tuple[WorkbookSheet, ...]) -> tuple[int, str, str]:
    """Year, id and name of the unit, as the form was made for them."""
    hidden = next((sheet for sheet in sheets if sheet.name == HIDDEN_SHEET), None)
    marks = [cell_words(row[0]) for row in hidden.rows if row] if hidden else []
    if len(marks) < 4 or marks[0] != FORM_SIGN or not marks[1].isdigit():
        raise UnusableFile(NOT_A_FORM)
    year, unit, unit_name = int(marks[1]), marks[2], marks[3]
    title = f"{unit_name} {year} 年报送表"
    shown = {cell_words(row[0]) for sheet in sheets if sheet is not hidden for row in sheet.rows[:5] if row}
    told = next((words for words in shown if words.endswith("年报送表")), title)
    if told != title:
        raise UnusableFile(f"表头写的是“{told}”，这份表却是给“{title}”做的；请用这个单位、这一年自己的那份表")
    return year, unit, unit_name


def _head_of(sheet: WorkbookSheet) -> int | None:
    for number, row in enumerate(sheet.rows):
        words = [cell_words(cell) for cell in row]
        if CODE_COLUMN in words and STATE_COLUMN in words:
            return number
    return None


def _form(
    sheet: WorkbookSheet, head: int, year: int, unit: str, unit_name: str, formulas: list[str]
) -> FormFile:  # fmt: skip
    columns = {cell_words(cell): index for index, cell in enumerate(sheet.rows[head])}
    faults = [f"{place}：是公式，请改成文字再发来" for place in formulas]
    wanted = (CODE_COLUMN, *FILLED_COLUMNS, WITHHELD_COLUMN)
    if lacking := [name for name in wanted if name not in columns]:
        raise UnusableFile(f"表头里少了{'、'.join(lacking)}；请在发出去的那份表里填写，不要删去列")
    office, office_place = _beside(sheet, head, OFFICE_LABEL)
    number, _ = _beside(sheet, head, NUMBER_LABEL)
    rows = []
    for index, row in enumerate(sheet.rows[head + 1 :], head + 2):
        code = plain_digits(_cell(row, columns[CODE_COLUMN]))
        words = {name: _cell(row, columns[name]) for name in wanted[1:]}
        places = {name: f"{column_letter(columns[name])}{index}" for name in wanted}
        if code or any(words.values()):
            rows.append(FormRow(code, words, places))
    return FormFile(year, unit, unit_name, office, office_place, number, rows, faults)


def _cell(row: list[CellContent], index: int) -> str:
    return cell_words(row[index]) if index < len(row) else ""


def _beside(sheet: WorkbookSheet, head: int, label: str) -> tuple[str, str]:
    """What stands behind a label above the table, and in which cell."""
    for number, row in enumerate(sheet.rows[:head], 1):
        words = [cell_words(cell) for cell in row]
        if label not in words:
            continue
        at = words.index(label)
        for index in range(at + 1, len(words)):
            if words[index] in (OFFICE_LABEL, NUMBER_LABEL):
                break
            if words[index]:
                return words[index], f"{column_letter(index)}{number}"
        return "", f"{column_letter(at + 1)}{number}"
    return "", "A1"


def _formulas(content: bytes) -> Iterator[str]:
    """The cells that hold a formula: what it comes to is nobody's word."""
    if not content.startswith(b"PK"):
        return
    package = open_package(content)
    for name in package.namelist():
        if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
            yield from (place.decode() for place in _FORMULA.findall(package.read(name)))
        elif name == "content.xml" and b"table:formula=" in package.read(name):
            yield "表里"
