"""The model of a record into the fields of a form: what each is called, what may stand in it, and how it is asked for.

Nothing is said here that the model says already: a new field of a record is in its form without another line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from ...editing.record_file import question
from ...model.record import Record, is_of_program, may_break_lines, refers_to


@dataclass(frozen=True)
class FormField:
    """A field as a form asks for it; `parts` are the fields of a group or of each item of a list of groups."""

    name: str
    caption: str
    hint: str
    widget: str
    required: bool = False
    longest: int | None = None
    choices: tuple[tuple[str, str], ...] = ()
    refers: str = ""
    parts: tuple[FormField, ...] = ()
    default: Any = None


@cache
def form_fields(kind: type[Record], first: tuple[str, ...] = ()) -> tuple[FormField, ...]:
    """The fields of a record: those named first, then the others as the model has them.

    Raises LookupError for a record with a field that no form can ask for.
    """
    named = {(info.alias or name): info for name, info in kind.model_fields.items() if not is_of_program(info)}
    names = [*(name for name in first if name in named), *(name for name in named if name not in first)]
    return tuple(_field(kind, name, named[name]) for name in names)


def _field(kind: type[Record], name: str, info: Any) -> FormField:
    base, many, limits = _shape(info.annotation, info.metadata)
    said, refers = info.description or "", refers_to(info)
    choices: tuple[tuple[str, str], ...] = ()
    parts: tuple[FormField, ...] = ()
    if isinstance(base, _OneOf):
        widget, parts = "group", _parts_of_one(base.records)
    elif isinstance(base, tuple):
        widget, choices = "choice", _choices(base, said)
    elif isinstance(base, type) and issubclass(base, Record):
        widget, parts = ("blocks" if many else "group"), form_fields(base)
    elif refers:
        widget = "picks" if many else "pick"
    elif many and base is int and limits.get("le", 99) <= 12:
        widget, choices = "picks", tuple((str(n), f"{n}") for n in range(limits["ge"], limits["le"] + 1))
    elif many and base is str:
        widget = "lines"
    elif not many and base in _WIDGETS:
        widget = _WIDGETS[base]
        if base is str:
            pattern = str(limits.get("pattern"))
            named = next((name for sign, name in _PATTERNS if sign in pattern), widget)
            widget = "text" if may_break_lines(info) else named
    else:
        raise LookupError(f"{kind.__name__}.{name}")
    caption = question(kind, name)
    caption = re.sub("（如 .*", "", caption) or "网址里的名字"
    hint = _hint(said, caption, widget)
    default = None if info.is_required() else info.get_default(call_default_factory=True)
    longest = limits.get("max_length") if not many else None
    return FormField(name, caption, hint, widget, info.is_required(), longest, choices, refers, parts, default)


@dataclass(frozen=True)
class _OneOf:
    """A value that is a record of one of several kinds, which its field `type` tells apart."""

    records: tuple[type[Record], ...]


def _parts_of_one(records: Sequence[type[Record]]) -> tuple[FormField, ...]:
    """The fields of all the kinds that a value may be, the kind first: which of them belong together the model says."""
    named: dict[str, FormField] = {}
    kinds: list[tuple[str, str]] = []
    needed: dict[str, list[str]] = {}
    for record in records:
        caption = record.model_fields["type"].description or ""
        kinds.append((get_args(record.model_fields["type"].annotation)[0], caption))
        for field in form_fields(record):
            if field.name != "type":
                named.setdefault(field.name, field)
                needed.setdefault(field.name, []).append(caption.split("，")[0])
    first = FormField("type", "怎么定", "", "choice", True, choices=tuple(kinds))
    hinted = (
        replace(it, required=False, hint="；".join(filter(None, (it.hint, f"只有“{'”“'.join(needed[name])}”才填"))))
        for name, it in named.items()
    )
    return (first, *hinted)


_WIDGETS: Mapping[Any, str] = {str: "line", date: "day", bool: "yes", int: "number", float: "number"}


def _shape(annotation: Any, metadata: Sequence[Any]) -> tuple[Any, bool, dict[str, Any]]:
    """A type, or the choices it is one of; whether there may be several; and the limits it is held to."""
    limits: dict[str, Any] = {}
    for part in metadata:
        for deeper in (part, *getattr(part, "metadata", ())):
            limits |= {name: getattr(deeper, name) for name in _LIMITS if getattr(deeper, name, None) is not None}
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        base, many, more = _shape(inner[0], inner[1:])
    elif origin in (Union, UnionType):
        known = [part for part in inner if part is not type(None)]
        if len(known) > 1 and all(isinstance(part, type) and issubclass(part, Record) for part in known):
            base, many, more = _OneOf(tuple(known)), False, {}
        else:
            base, many, more = _shape(known[0], ()) if len(known) == 1 else (None, False, {})
    elif origin is tuple:
        (base, _, more), many = _shape(inner[0], ()), True
    elif origin is Literal:
        base, many, more = inner, False, {}
    else:
        base, many, more = annotation, False, {}
    return base, many, {**more, **limits}


_PATTERNS = (("[0-5][0-9]$", "clock"), ("webp", "picture"), ("-(0[1-9]|[12]", "day-of-year"))
"""What is known by the pattern it is held to."""

_LIMITS = ("ge", "le", "max_length", "pattern")


def _choices(codes: tuple[Any, ...], said: str) -> tuple[tuple[str, str], ...]:
    """Each code with the Chinese that the description has for it."""
    captions = dict(re.findall("(-?[a-z0-9]+[a-z-]*) 是?([^、：；，（]+)", said))
    return tuple((str(code), captions.get(str(code), str(code))) for code in codes)


def _hint(said: str, caption: str, widget: str) -> str:
    """What the description says beyond the caption, without what only who types YAML has to know."""
    clauses = re.split("(?<=[，；：。])", said.replace('"', ""))
    kept = [clause for clause in clauses[1:] if not _FOR_TYPISTS.search(clause)]
    if not re.search("[，；：]", said) and said != caption:
        kept = [] if _FOR_TYPISTS.search(said) else [said]
    words = "".join(kept).strip("，；：")
    listed = "一行一个" if widget == "lines" and "一行" not in words else ""
    return "；".join(filter(None, (words, listed)))


_FOR_TYPISTS = re.compile(
    r"代号|引号|true|false|yaml|\.md|文件名|写成|plan/|\[|(?<![A-Za-z])[a-z][a-z_-]+ |填 [a-z]|例如 [a-z]|kepu"
)
