"""Records as JSON and back, just as they were read, so that what was validated once need not be validated again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from pydantic_core import PydanticUndefined

from ...model.record import Record

_KIND, _DAY, _UNSAID = "\0", "\0day", "\0unsaid"
"""What no field and no key in an editor's file is called: a record's kind, a date, fields that the file does not fill in."""

_PLAIN = (str, int, float, bool, type(None), date)


class _Shape(NamedTuple):
    """What all fresh records of a kind share."""

    kind: type[Record]
    fields: Mapping[str, object]
    private: Mapping[str, object]


def packed(record: Record) -> str:
    """A record that has just been validated, as one line of JSON. Raises TypeError or ValueError for what JSON cannot tell."""
    return _ENCODER.encode(record)


def unpacked(text: str) -> Record:
    """The same record again, not yet told where it stands. Raises LookupError or ValueError for what was not packed here."""
    record = _DECODER.decode(text)
    if not isinstance(record, Record):
        raise ValueError(text)
    return record


def _told(value: object) -> Mapping[str, object]:
    if type(value) is date:
        return {_DAY: value.isoformat()}
    if not isinstance(value, Record):
        raise TypeError(value)
    shape, said = _shape(_name_of(type(value))), value.__pydantic_fields_set__
    told: dict[str, object] = {_KIND: _name_of(type(value))}
    if unsaid := [name for name in shape.fields if name not in said and not _goes_without_saying(value, name, shape)]:
        told[_UNSAID] = unsaid
    told |= {name: value.__dict__[name] for name in shape.fields if name in said or name in unsaid}
    return told


def _goes_without_saying(record: Record, name: str, shape: _Shape) -> bool:
    """Whether a field that the file does not fill in holds what all records of the kind hold then."""
    value = record.__dict__[name]
    return value is shape.fields[name] and (type(value) in _PLAIN or value == ())


def _made(told: dict[str, Any]) -> object:
    if (day := told.get(_DAY)) is not None:
        return date.fromisoformat(day)
    for name, value in told.items():
        if value.__class__ is list:
            told[name] = _tuple(value)
    if (kind := told.pop(_KIND, None)) is None:
        return told
    shape, unsaid = _shape(kind), told.pop(_UNSAID, ())
    record = shape.kind.__new__(shape.kind)
    give = object.__setattr__  # as pydantic does it
    give(record, "__dict__", {**shape.fields, **told})
    give(record, "__pydantic_fields_set__", {*told} - {*unsaid} if unsaid else {*told})
    give(record, "__pydantic_extra__", None)
    give(record, "__pydantic_private__", {**shape.private})
    return record


def _tuple(values: list[Any]) -> tuple[Any, ...]:
    return tuple([_tuple(value) if value.__class__ is list else value for value in values])


_ENCODER = json.JSONEncoder(default=_told, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
_DECODER = json.JSONDecoder(object_hook=_made)


@cache
def _name_of(kind: type[Record]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


@cache
def _shape(name: str) -> _Shape:
    """Raises LookupError where no kind of record goes by this name."""
    if name not in _KNOWN:
        _KNOWN.update((_name_of(kind), kind) for kind in _kinds(Record))
    kind = _KNOWN[name]
    fields = {name: field.default for name, field in kind.model_fields.items()}
    private = {name: value.default for name, value in kind.__private_attributes__.items()}
    return _Shape(kind, fields, {name: value for name, value in private.items() if value is not PydanticUndefined})


_KNOWN: dict[str, type[Record]] = {}


def _kinds(kind: type[Record]) -> Iterator[type[Record]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)
