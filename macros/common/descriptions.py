"""Values as digests of what they say: the same one for the same words, whoever read them and when."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any

_PLACES = {"_file", "_location"}
"""Where a record stands in its file: no page says it."""


class Describer:
    """Describes values of one run; a record is described once. Of the kinds `by_id` the id says all that is to be known."""

    def __init__(self, by_id: tuple[type, ...] = ()) -> None:
        self.by_id = by_id
        self._records: dict[int, tuple[object, str]] = {}

    def digest(self, value: object) -> str:
        """Raises TypeError for what holds something that nobody here can describe."""
        return hashlib.sha256(self.described(value).encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def described(self, value: object) -> str:
        """All that a value says, in one line; no two values that say something else have the same one."""
        kind: Any = type(value)
        if kind in _PLAIN:
            return repr(value)
        if issubclass(kind, self.by_id):
            return f"{kind.__name__}:{getattr(value, 'base', '')}:{getattr(value, 'id')!r}"  # noqa: B009
        if hasattr(kind, "model_fields"):
            return self._record(value)
        if isinstance(value, str):
            return f"{kind.__name__}{str(value)!r}"
        if isinstance(value, Enum):
            return f"{kind.__name__}.{value.name}"
        if isinstance(value, Mapping):
            return f"{{{','.join([f'{self.described(key)}:{self.described(item)}' for key, item in value.items()])}}}"
        if isinstance(value, tuple | list):
            return f"{kind.__name__}({','.join(map(self.described, value))})"
        if isinstance(value, set | frozenset):
            return f"set({','.join(sorted(map(self.described, value)))})"
        if is_dataclass(value):
            said = (self.described(getattr(value, name)) for name in _field_names(kind))
            return f"{kind.__name__}({','.join(said)})"
        raise TypeError(value)

    def _record(self, record: object) -> str:
        if (known := self._records.get(id(record))) is None:
            private = getattr(record, "__pydantic_private__", None) or {}
            hidden = {name: value for name, value in private.items() if name not in _PLACES}
            fields = hidden.pop("_digest", "") or self.described(record.__dict__)
            said = f"{type(record).__name__}{fields}{self.described(hidden)}"
            known = record, f"#{hashlib.sha256(said.encode('utf-8', 'surrogatepass')).hexdigest()}"
            self._records[id(record)] = known  # with the record, so that no other one gets its id
        return known[1]


_PLAIN = {str, int, float, bool, NoneType, bytes, date, datetime, time, range}


@cache
def _field_names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
