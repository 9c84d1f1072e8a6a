"""The sheets of a workbook into rows of cells under the columns of a kind, each with the place that messages name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ...common.office.cells import CellContent, cell_words, column_letter
from ...common.office.office_file import UnusableFile
from ...common.office.workbook_reader import WorkbookSheet
from ...common.problems import nearest
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


@dataclass(frozen=True)
class SheetRow:
    """A row that holds something: its cells by column, its number, and what the hidden columns say."""

    sheet: str
    number: int
    cells: Mapping[SheetColumn, CellContent]
    letters: Mapping[SheetColumn, str]
    file: str = ""
    version: str = ""
    item: str = ""
    of: str = ""

    def place(self, column: SheetColumn | None = None) -> str:
        """Where a message points: 第 5 行 C 列“电话”."""
        where = f"“{self.sheet}”第 {self.number} 行"
        return f"{where} {self.letters[column]} 列“{column.head}”" if column and column in self.letters else where


@dataclass(frozen=True)
class SheetRows:
    """What a workbook has of a kind: the rows of its records, and those of each list."""

    records: list[SheetRow]
    items: Mapping[str, list[SheetRow]] = field(default_factory=dict)


def sheet_rows(form: SheetForm, sheets: Sequence[WorkbookSheet], captions: Sequence[str]) -> SheetRows:
    """The rows of a workbook; `captions` are those of all kinds, for who opens it at the wrong place.

    Raises UnusableFile where a column is not known, or none is.
    """
    named = {sheet.name: sheet for sheet in sheets}
    main = named.get(form.caption)
    if main is None:
        if other := next((it for it in captions if it in named), None):
            raise UnusableFile(f"这是“{other}”的表，请到“{other}”那一页导入")
        main = next((it for it in sheets if not it.hidden and it.name not in (LISTS_SHEET, HELP_SHEET)), None)
    if main is None or not main.rows:
        raise UnusableFile("表是空的")
    faults: list[str] = []
    records = list(_rows(main, form.columns, faults))
    items = {
        it.field.name: list(_rows(named[it.caption], it.columns, faults)) for it in form.items if it.caption in named
    }
    if faults:
        raise UnusableFile("；".join(faults))
    return SheetRows(records, items)


_HIDDEN = (FILE_HEAD, VERSION_HEAD, ITEM_HEAD, OF_HEAD)


def _rows(sheet: WorkbookSheet, columns: Sequence[SheetColumn], faults: list[str]) -> Iterator[SheetRow]:
    heads = [cell_words(cell).replace("\n", "") for cell in sheet.rows[0]] if sheet.rows else []
    known = {it.head: it for it in columns}
    twice = [head for head, count in Counter(filter(None, heads)).items() if count > 1]
    unknown = [head for head in heads if head and head not in known and head not in _HIDDEN]
    said = f"“{sheet.name}”"
    if len(unknown) > max(4, len(heads) // 2):
        faults.append(f"{said}第 1 行不是列名，或者不是这一种表；列名要与导出的表一样，写在第 1 行")
    elif unknown:
        faults += [f"{said}有不认得的列“{it[:40]}”{nearest(it, known)}" for it in unknown]
    faults += [f"{said}有两列都叫“{it[:40]}”" for it in twice]
    stray = [
        column_letter(at) for at in range(len(heads)) if not heads[at] and any(row[at] != "" for row in sheet.rows)
    ]
    faults += [f"{said}{letter} 列没有列名，下面却写了字" for letter in stray]
    if not unknown and not any(it in known for it in heads):
        faults.append(f"{said}没有一列是认得的；列名要与导出的表一样，写在第 1 行")
    places = {head: index for index, head in enumerate(heads) if head}
    letters = {known[head]: column_letter(index) for head, index in places.items() if head in known}
    for number, row in enumerate(sheet.rows[1:], 2):
        cells = {known[head]: row[index] for head, index in places.items() if head in known}
        if any(cell_words(cell) for cell in cells.values()):
            hidden = (cell_words(row[places[it]]) if it in places else "" for it in _HIDDEN)
            yield SheetRow(sheet.name, number, cells, letters, *hidden)


def item_sheet(form: SheetForm, name: str) -> ItemSheet:
    """The sheet of a list."""
    return next(it for it in form.items if it.field.name == name)
