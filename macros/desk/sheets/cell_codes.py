"""What a form knows of a field into the words of a cell, and what an office has written into a cell back into the form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from ...common.office.cells import CellContent, cell_words, plain_digits, written_clock, written_day
from ...common.problems import nearest
from ..forms.choosing import NamedChoice
from ..forms.fields import FormField
from .columns import SheetColumn

BETWEEN = "；"
"""What parts several names in one cell."""

TOO_LONG = "（太长，请在编辑台里看和改）"
LONGEST_CELL = 32_767
"""Excel cuts off what is longer."""

WORD_LISTS = ("aliases", "keywords")
"""Lists of single words, which an office writes one behind the other; other lists hold sentences, one a line."""

_YES, _NO = {"是", "有", "对", "√", "1", "true", "yes"}, {"", "否", "无", "不是", "×", "0", "false", "no"}
_FAILED = re.compile(r"#[A-Z/0!?]+!?\??")
_MOST_SHORT_NUMBER = 99_999_999


class BadCell(Exception):
    """A cell that cannot be read as what its column is for; says why."""


class CellCodes:
    """The words of the cells of one project; `choices` gives what an id may stand for."""

    def __init__(self, choices: Callable[[str], Sequence[NamedChoice]]) -> None:
        self.choices = choices
        self.known: dict[str, tuple[dict[str, str], dict[str, str]]] = {}

    def names(self, field: FormField) -> list[str]:
        """What may be chosen for a field, by name, in its order."""
        return list(self._names(field)[0].values())

    def _names(self, field: FormField) -> tuple[dict[str, str], dict[str, str]]:
        """The name of each id, and the id of each name; where two share a name, the id stands behind it."""
        key = field.refers or repr(field.choices)
        if key not in self.known:
            pairs = [(it.id, it.name) for it in self.choices(field.refers)] if field.refers else list(field.choices)
            names = [name for _, name in pairs]
            shown = {id: name if names.count(name) == 1 else f"{name}（{id}）" for id, name in pairs}
            self.known[key] = shown, {name: id for id, name in shown.items()}
        return self.known[key]

    def words(self, field: FormField, values: Sequence[str]) -> str:
        """What a cell says of a field."""
        if field.widget == "yes":
            return "是" if any(values) else ""
        if field.widget in ("choice", "pick", "picks"):
            names = self._names(field)[0]
            return BETWEEN.join(names.get(it, it) for it in values if it)
        said = next(iter(values), "").replace("\r\n", "\n").strip()
        return said if len(said) <= LONGEST_CELL else TOO_LONG

    def values(self, column: SheetColumn, cell: CellContent) -> list[str]:
        """What the form would be sent for a cell. Raises BadCell."""
        field, words = column.field, cell_words(cell)
        if _FAILED.fullmatch(words):
            raise BadCell(f"公式没有算出结果（{words}），请改成算好的字")
        match field.widget:
            case "yes":
                if words.lower() in _YES | _NO:
                    return ["true"] if words.lower() in _YES else []
                raise BadCell(f"写着“{words}”，应当是“是”，不是就空着")
            case "choice" | "pick":
                return [self._id_of(field, words)] if words else [""]
            case "picks":
                return list(self._ids_of(field, words))
            case "day":
                return [_day(cell, words)]
            case "day-of-year":
                return [_day_of_year(cell, words)]
            case "clock":
                return [written_clock(words) or words]
            case "number":
                return [plain_digits(words)]
            case "lines" if field.name in WORD_LISTS:
                return ["\n".join(it.strip() for it in re.split("[\n；;、，,]", words) if it.strip())]
            case "line" if field.name == "phone":
                return [_phone(cell, words)]
        return [words]

    def _id_of(self, field: FormField, words: str) -> str:
        """The id of a name, or of what is called so otherwise and nothing else is."""
        names, ids = self._names(field)
        if words in ids or words in names:
            return ids.get(words, words)
        called = self._called(field, words)
        if len(called) == 1:
            return called[0]
        offered = "、".join(names.values()) if len(names) <= 12 else ""
        raise BadCell(
            f"没有“{words[:40]}”这一个{nearest(words, ids)}"
            + (f"；可以写{offered}" if offered else "；名单在“名单”那一页")
        )

    def _called(self, field: FormField, words: str) -> list[str]:
        if not field.refers:
            return []
        wanted = f" {words.lower()} "
        return [it.id for it in self.choices(field.refers) if wanted in f" {it.found_by} "]

    def _ids_of(self, field: FormField, words: str) -> Iterable[str]:
        """The ids of several names; a name may hold the very marks that others are parted by."""
        known = {**self._names(field)[1], **{id: id for id in self._names(field)[0]}}
        for part in filter(None, map(str.strip, re.split("[；;\n]", words))):
            if part in known:
                yield known[part]
                continue
            pieces = [it.strip() for it in re.split("[、，,]", part) if it.strip()]
            if field.choices:  # months: “6 月”
                pieces = [plain_digits(it).removesuffix("月").strip() for it in pieces]
            yield from (self._id_of(field, it) for it in pieces)


def _day(cell: CellContent, words: str) -> str:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        found = written_day(words)
        if not found:
            raise BadCell(f"写的是数字 {words}，不是日期；请写成 2025-09-20 这样")
        return str(found)
    return str(written_day(words) or words)


def _day_of_year(cell: CellContent, words: str) -> str:
    if isinstance(cell, date):
        return f"{cell:%m-%d}"
    found = re.fullmatch(r"([0-9]{1,2})[-/.月]([0-9]{1,2})日?", plain_digits(words))
    return f"{int(found[1]):02}-{int(found[2]):02}" if found else words


def _phone(cell: CellContent, words: str) -> str:
    """Excel takes the zero at the front of a number away, and cannot tell us that there was one."""
    if isinstance(cell, int | float) and cell > _MOST_SHORT_NUMBER:
        raise BadCell(
            f"电话变成了数字 {words}，前面的 0 和短横线可能丢了；请先把这一格设为“文本”，再写一次，如 0715-8312345"
        )
    return re.sub(r"\s|(?<=[0-9])[－—–](?=[0-9])", lambda it: "" if it[0].isspace() else "-", plain_digits(words))
