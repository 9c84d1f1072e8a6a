"""Answers into the lines of a record's file: what is known as YAML, the rest as comments in the words of the model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from ..common.files.yaml_reader import quoted
from ..model.record import Record

REST = "…"
"""In an order of fields: here stand those that are not named in it, as the model has them."""


class Code(str):
    """An id or a word of a fixed list, which YAML takes without quotation marks."""


class Remarked(NamedTuple):
    """A value that an editor should be told something about, beside it."""

    value: object
    remark: str


def question(kind: type[Record], name: str, hint: str = "") -> str:
    """What to ask for a field: what the model calls it, up to the first comma, its example, and a hint for this moment.

    An editor types the names of records, not their ids, so that a field is asked for without the word 代号.
    """
    said = _fields(kind)[name].description
    named = re.sub("的?代号$", "", re.split("[，；：]", said)[0])
    example = re.search("例如“(.+?)”", said)
    hints = [part for part in (f"如 {example[1]}" if example and "如 " not in hint else "", hint) if part]
    return f"{named}（{'；'.join(hints)}）" if hints else named


def longest(kind: type[Record], name: str) -> int:
    """How many characters the model allows in a field. Raises StopIteration where it sets no limit."""
    return int(next(part.max_length for part in kind.model_fields[name].metadata if hasattr(part, "max_length")))


def record_lines(kind: type[Record], order: Sequence[str], values: Mapping[str, object]) -> Iterator[str]:
    """Every field of a record, in this order: with its value, or as a comment that says what could stand there."""
    fields = _fields(kind)
    rest = [name for name in fields if name not in order]
    for name in [part for place in order for part in (rest if place == REST else [place])]:
        if values.get(name):
            yield from _value_lines(name, values[name])
        elif hint := _hint(fields[name]):
            yield f"# {name}: {hint}"


def _value_lines(name: str, value: object) -> Iterator[str]:
    if isinstance(value, Remarked):
        yield f"{name}: {_spelt(value.value)}  # {value.remark}"
    elif isinstance(value, Mapping):
        yield f"{name}:"
        yield from (f"  {key}: {_spelt(part)}" for key, part in value.items() if part)
    elif isinstance(value, list) and isinstance(value[0], Mapping):
        yield f"{name}:"
        for item in value:
            lines = [f"{key}: {_spelt(part)}" for key, part in item.items() if part]
            yield from (f"  {'  ' if index else '- '}{line}" for index, line in enumerate(lines))
    else:
        yield f"{name}: {_spelt(value)}"


def _spelt(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_spelt, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, Code | date | int) else quoted(str(value))


class _Field(NamedTuple):
    description: str
    annotation: Any


def _fields(kind: type[Record]) -> dict[str, _Field]:
    """The fields an editor may fill in, by their names in the file."""
    fields = ((field.alias or name, field) for name, field in kind.model_fields.items())
    return {name: _Field(field.description, field.annotation) for name, field in fields if field.description}


def _hint(field: _Field) -> str:
    """What the model says of a field, in the form its value takes: a list, or the needed fields of a record."""
    parts = list(_parts(field.annotation))
    if any(get_origin(part) is tuple for part in parts):
        return f"[{field.description}]"
    if records := [part for part in parts if isinstance(part, type) and issubclass(part, Record)]:
        needed = (
            f"{name}: {it.description}" for name, it in _fields(records[0]).items() if _is_needed(records[0], name)
        )
        return f"{{{', '.join(needed)}}}  {field.description}"
    return field.description


def _is_needed(kind: type[Record], name: str) -> bool:
    return any(field.is_required() for key, field in kind.model_fields.items() if (field.alias or key) == name)


def _parts(annotation: Any) -> Iterator[Any]:
    """The types that an annotation allows."""
    if get_origin(annotation) in (Union, UnionType, Annotated):
        for part in get_args(annotation):
            yield from _parts(part)
    else:
        yield annotation
