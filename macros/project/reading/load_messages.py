"""What the model finds wrong with a file, in words for an editor: what was found, and what would be right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from ...common.files.yaml.yaml_file import YamlFile
from ...common.problems import Problem, listed, nearest
from ...model.events import RULE_TYPES
from ...model.record import Record, refers_to


def explain(detail: ErrorDetails, file: YamlFile, kind: type[Record], unit_ids: Mapping[str, str]) -> Problem:
    """One finding of the model in words for an editor, at the line it is about."""
    tags = _tags(kind)
    location = tuple(part for part in detail["loc"] if part != "[key]" and part not in tags)
    where = file.where(location)
    if detail["loc"][-1:] == ("[key]",) and detail["type"] == "id":
        return Problem(where, f"“{_short(detail['input'])}”不能用，{detail['msg']}")
    if detail["loc"][-1:] == ("[key]",):
        return Problem(where, f"没有“{where.field}”这一项，应当是 {_choices(detail)}")
    while isinstance(location[-1], int):
        location = location[:-1]
    chosen = next((tags[part] for part in detail["loc"] if part in tags), None)
    fields = _named(chosen) if chosen else fields_at(kind, location[:-1])
    info = fields.get(where.field)
    if detail["type"] == "id" and info and refers_to(info) == "unit":
        return Problem(where, _unknown_unit(detail["input"], unit_ids))
    return Problem(where, _explanation(detail, info, fields))


def _explanation(detail: ErrorDetails, info: FieldInfo | None, fields: Mapping[str, FieldInfo]) -> str:
    kind, found, context = detail["type"], detail["input"], detail.get("ctx") or {}
    name = str(detail["loc"][-1]) if detail["loc"] else ""
    meaning = f"（{info.description}）" if info and info.description else ""
    if kind == "missing":
        return f"缺少这一项{meaning}"
    if kind == "extra_forbidden":
        return f"没有“{name}”这个字段{nearest(name, fields) or f'；可用的有 {listed(list(fields), 20)}'}"
    if kind == "empty" or found is None:
        optional = not (info and info.is_required()) or isinstance(detail["loc"][-1], int)
        return f"没有填内容{meaning}" + ("；不需要这一项就整行删去" if optional else "；这一项必须填")
    if type(found) in (int, float) and kind == "string_type" and (fault := _unquoted_fault(str(found), info)):
        return f"{fault}{meaning}"
    if kind in _LIMITS:
        return f"{found} 超出范围，应当{_LIMITS[kind]} {next(iter(context.values())):g}{meaning}"
    match kind:
        case "literal_error":
            meant = re.search(rf"([a-z-]+) [^a-z、，]{{0,2}}{re.escape(str(found))}(?![\\w])", meaning)
            return f"“{_short(found)}”不在可选范围，" + (f"请写 {meant[1]}" if meant else f"应当是 {_choices(detail)}")
        case "string_pattern_mismatch":
            return f"“{_short(found)}”的格式不对{_right_form(found, context['pattern']) or meaning}"
        case "string_too_long":
            return f"写了 {len(found)} 个字，最多 {context['max_length']} 个字{meaning}"
        case "too_short":
            return f"写了 {context['actual_length']} 项，至少要有 {context['min_length']} 项{meaning}"
        case "too_long":
            return f"写了 {context['actual_length']} 项，最多 {context['max_length']} 项{meaning}"
        case "union_tag_invalid" | "union_tag_not_found":
            return f"要写明 type，应当是 {'、'.join(RULE_TYPES)} 之一"
        case "link" | "told":
            return detail["msg"]
        case "id" | "moment":
            return f"“{_short(found)}”不能用，{detail['msg']}"
    expected = next(said for sign, said in _EXPECTED.items() if kind.startswith(sign))
    return f"应当是{expected}，写的是{_short_of(found)}{_hint(kind, found) or meaning}"


_LIMITS = {"greater_than": "大于", "greater_than_equal": "不小于", "less_than": "小于", "less_than_equal": "不大于"}
_EXPECTED = {
    "string": "文字",
    "int": "整数",
    "float": "数字",
    "bool": " true 或 false",
    "date": "日期，写成 2026-09-19 这样",
    "tuple": "列表，每项一行，以“- ”开头",
    "model": "“字段: 内容”的形式",
    "dict": "“字段: 内容”的形式",
    "mapping": "“字段: 内容”的形式",
}
"""By how pydantic's types of error begin; `test_load.py` tries every wrong value in every field."""


def _right_form(found: str, pattern: str) -> str:
    """The value in the form that is asked for, where only the width of the characters or a zero is wrong."""
    half = unicodedata.normalize("NFKC", found).strip()
    padded = re.sub(r"(?<![0-9])([0-9])(?![0-9])", r"0\1", half) if re.search(r"[0-9][:-]", half) else half
    for form in (half, padded):
        if form != found and re.fullmatch(pattern, form):
            return f"，请改为 {form}"
    return ""


def _unquoted_fault(written: str, info: FieldInfo | None) -> str:
    """What would be wrong with a number even in quotes: else an editor adds them and is told only then."""
    pattern = _pattern(info) or _pattern(info.annotation) if info else None
    return f"“{written}”的格式不对" if pattern and not re.fullmatch(pattern, written) else ""


def _pattern(declared: Any) -> str | None:
    """The pattern that a type or one of its parts is held against: it may stand deep in `Clock | None`."""
    own = (getattr(part, "pattern", None) for part in _metadata(declared))
    return next(filter(None, [*own, *map(_pattern, getattr(declared, "__args__", ()))]), None)


def _metadata(declared: Any) -> list[Any]:
    parts = [*getattr(declared, "metadata", ()), *getattr(declared, "__metadata__", ())]
    return [*parts, *(deeper for part in parts for deeper in getattr(part, "metadata", ()))]


def _choices(detail: ErrorDetails) -> str:
    return str(detail["ctx"]["expected"]).replace(", ", "、").replace(" or ", " 或 ").replace("'", "")


def _unknown_unit(found: str, unit_ids: Mapping[str, str]) -> str:
    if known := unit_ids.get(found):
        return f"这里写代号，不写名称：“{found}”的代号是 {known}"
    if found.strip() in unit_ids.values():
        return f"“{found.strip()}”前后有空格，请删去"
    if re.search("[，、,；;]", found):
        return f"“{_short(found)}”要拆成几项，各项之间用英文逗号“,”隔开"
    return f"“{_short(found)}”不是代号；代号是 plan/units 里的文件名，只用小写字母、数字和短横线{nearest(found, unit_ids.values())}"


def _hint(kind: str, found: Any) -> str:
    """What most likely happened, given what was found instead."""
    if kind.startswith("string"):
        if isinstance(found, dict):
            return "；文字里有“: ”或以 { 开头时，请给整句加引号"
        # what a decimal or true looked like in the file is not known here: 1.50, True
        written = f'，写成 "{found}"' if type(found) in (int, date) else ""
        return "；请去掉“- ”或方括号" if isinstance(found, tuple) else f"；请加引号{written}"
    if isinstance(found, (dict, tuple)):
        return ""
    half = unicodedata.normalize("NFKC", str(found)).strip()
    if kind.startswith("date") and (day := _OFFICE_DATE.fullmatch(half)):
        year, month, number = (part for part in day.groups() if part)
        half = f"{year}-{int(month):02}-{int(number):02}"
    elif kind.startswith(("int", "float")) and (amount := _AMOUNT.fullmatch(half)):
        half = amount[1]
        if kind.startswith("int"):
            if "." in half:
                return ""
            half = str(int(half))
    elif not (kind.startswith("bool") and half in ("true", "false")):
        return ""
    return f"；请去掉引号，写成 {half}" if half == found else f"；请改为 {half}"


_AMOUNT = re.compile(r"(-?[0-9]{1,9}(?:\.[0-9]{1,9})?)(?:%|年)?")
_OFFICE_DATE = re.compile(r"([0-9]{4})(?:[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([01][0-9])([0-3][0-9]))")


def _short_of(value: Any) -> str:
    if isinstance(value, dict):
        return f"一组字段（{_short('、'.join(value))}）"
    return f"有 {len(value)} 项的列表" if isinstance(value, tuple) else f"“{_short(_plain(value))}”"


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _short(text: Any) -> str:
    """The text, on one line."""
    text = " ".join(str(text).split())
    return text if len(text) <= 30 else f"{text[:30]}…"


def fields_at(kind: type[Record], location: tuple[str | int, ...]) -> dict[str, FieldInfo]:
    """The fields, by the names an editor writes, of the record at a location."""
    current: type[Record] | None = kind
    keyed = False  # what follows is a key, not a field
    for part in location:
        if current is None or not isinstance(part, str) or keyed:
            keyed = False
            continue
        info = current.model_fields.get(part)
        current = _record_in(info.annotation) if info else None
        keyed = info is not None and get_origin(info.annotation) is Mapping
    if current is None:
        return {}
    return _named(current)


def _named(record: type[Record]) -> dict[str, FieldInfo]:
    return {info.alias or name: info for name, info in record.model_fields.items()}


def _tags(kind: type[Record]) -> Mapping[Any, type[Record]]:
    """The values of `type` by which the kinds of rule are told apart; pydantic puts them into its locations."""
    return RULE_TYPES if "rule" in kind.model_fields else {}


def _record_in(annotation: Any) -> type[Record] | None:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    return next((found for part in getattr(annotation, "__args__", ()) if (found := _record_in(part))), None)
