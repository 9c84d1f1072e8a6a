"""The fields of a form into the columns of a sheet: one sheet for the records, one for each list that stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from ..forms.fields import FormField
from ..kinds import DeskKind

FILE_HEAD, VERSION_HEAD, ITEM_HEAD = "文件（不要改）", "版本（不要改）", "第几个（不要改）"
"""Hidden columns: which record a row is, which version of it was written out, and which item of a list."""

OF_HEAD, LISTS_SHEET, HELP_SHEET = "属于哪一条", "名单", "怎么填"

CELL_WIDGETS = (
    "line",
    "text",
    "lines",
    "day",
    "day-of-year",
    "clock",
    "picture",
    "yes",
    "number",
    "choice",
    "pick",
    "picks",
)
"""What fits into one cell; a field that is asked for otherwise is changed in its form only."""


@dataclass(frozen=True)
class SheetColumn:
    """A column: the input of the form that it stands for, and what is written over it."""

    name: str
    head: str
    field: FormField
    required: bool


@dataclass(frozen=True)
class ItemSheet:
    """A sheet of its own for a list; `begins` is the number of its first item there, the ones before stand with the record."""

    field: FormField
    columns: tuple[SheetColumn, ...]
    begins: int

    @property
    def caption(self) -> str:
        """What the sheet is called: Excel allows 31 characters and none of these."""
        words = self.field.caption + ("（第二个起）" if self.begins else "")
        return re.sub(r"[\[\]:*?/\\']", "", words)[:31]


@dataclass(frozen=True)
class SheetForm:
    """All the sheets of a kind."""

    caption: str
    columns: tuple[SheetColumn, ...]
    items: tuple[ItemSheet, ...]


@cache
def sheet_form(kind: DeskKind) -> SheetForm:
    """The columns of a kind in the order of its form; what must be there of a list has its first item among them."""
    columns = list(_distinct(_columns(kind.fields, first_items=True)))
    items = [
        ItemSheet(it, tuple(_distinct(_columns(it.parts))), int(it.required))
        for it in kind.fields
        if it.widget == "blocks"
    ]
    return SheetForm(kind.caption, tuple(columns), tuple(items))


def _columns(
    fields: Iterable[FormField], within: str = "", over: str = "", needed: bool = True, first_items: bool = False
) -> Iterator[SheetColumn]:
    for it in fields:
        name, head = within + it.name, f"{over}{it.caption}"
        if it.widget in CELL_WIDGETS:
            yield SheetColumn(name, head, it, it.required and needed)
        elif it.widget == "group":
            yield from _columns(it.parts, f"{name}/", f"{head}：", it.required and needed)
        elif it.widget == "blocks" and it.required and first_items:
            yield from _columns(it.parts, f"{name}/0/", f"{head}：")


def _distinct(columns: Iterable[SheetColumn]) -> Iterator[SheetColumn]:
    """Two columns of one name are told apart by a number."""
    seen: dict[str, int] = {}
    for it in columns:
        seen[it.head] = number = seen.get(it.head, 0) + 1
        yield it if number == 1 else SheetColumn(it.name, f"{it.head}（{number}）", it.field, it.required)
