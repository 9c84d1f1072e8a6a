"""Values as digests of what they say: the same one for the same words, whoever read them and when."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any

_PLACES = {"_file", "_location"}
"""Where a record stands in its file: no page says it."""


class Describer:
    """Describes values of one run; what cannot change is described once. Of the kinds `by_id` the id says all there is."""

    def __init__(self, by_id: tuple[type, ...] = ()) -> None:
        self.by_id = by_id
        self._known: dict[int, tuple[object, str]] = {}
        self._ways: dict[type, Callable[[Any], str]] = dict.fromkeys(_PLAIN, repr)

    def digest(self, value: object) -> str:
        """Raises TypeError for what holds something that nobody here can describe."""
        return hashlib.sha256(self.described(value).encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def described(self, value: object) -> str:
        """All that a value says, in one line; no two values that say something else have the same one."""
        kind = value.__class__
        way = self._ways.get(kind)
        if way is None:
            way = self._ways[kind] = self._way(kind, value)
        return way(value)

    def _way(self, kind: Any, value: object) -> Callable[[Any], str]:
        """How values of a kind are described."""
        name = kind.__name__
        if issubclass(kind, self.by_id):
            return lambda value: f"{name}:{getattr(value, 'base', '')}:{value.id!r}"
        if hasattr(kind, "model_fields"):
            return lambda record: self._once(record, self._of_record)
        if issubclass(kind, str):
            return lambda text: f"{name}{str(text)!r}"
        if issubclass(kind, Enum):
            return lambda one: f"{name}.{one.name}"
        if issubclass(kind, Mapping):
            return self._of_mapping
        if issubclass(kind, tuple | list):
            return lambda row: f"{name}({','.join([self.described(one) for one in row])})"
        if issubclass(kind, set | frozenset):
            return lambda found: f"set({','.join(sorted(map(self.described, found)))})"
        if shape := getattr(kind, "__dataclass_params__", None):
            return (lambda value: self._once(value, self._of_fields)) if shape.frozen else self._of_fields
        raise TypeError(value)

    def _of_mapping(self, mapping: Mapping[object, object]) -> str:
        return f"{{{','.join([f'{self.described(key)}:{self.described(item)}' for key, item in mapping.items()])}}}"

    def _of_fields(self, value: object) -> str:
        kind: Any = type(value)
        return f"{kind.__name__}({','.join([self.described(getattr(value, name)) for name in _field_names(kind)])})"

    def _of_record(self, record: object) -> str:
        private = getattr(record, "__pydantic_private__", None) or {}
        hidden = {name: value for name, value in private.items() if name not in _PLACES}
        fields = hidden.pop("_digest", "") or self.described(record.__dict__)
        return f"{type(record).__name__}{fields}{self.described(hidden)}"

    def _once(self, value: object, tell: Callable[[Any], str]) -> str:
        known = self._known.get(id(value))
        if known is None:
            said = tell(value).encode("utf-8", "surrogatepass")
            known = value, f"#{hashlib.sha256(said).hexdigest()}"
            self._known[id(value)] = known  # with the value, so that no other one gets its id
        return known[1]


_PLAIN = {str, int, float, bool, NoneType, bytes, date, datetime, time, range}


@cache
def _field_names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
