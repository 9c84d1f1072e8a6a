"""Places in a published text, and what the text says there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError


def _one_place(place: object) -> int | str:
    if isinstance(place, str) and (match := re.fullmatch(r"([1-9][0-9]{0,5})-([1-9][0-9]{0,5})", place)):
        if int(match[1]) < int(match[2]):
            return place
        raise PydanticCustomError("told", "段号的后一个数应当比前一个大，例如 12-15")
    if type(place) is int and place > 0:
        return place
    said = f"段号写成 12、12-15 或 [12, 15-16]，从 1 数起，写的是“{place}”"
    raise PydanticCustomError("told", "{said}", {"said": said})


def _some_places(places: object) -> int | str | tuple[int | str, ...]:
    return tuple(map(_one_place, places)) if isinstance(places, tuple) else _one_place(places)


_PLACE_SCHEMA = {
    "anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": "^[1-9][0-9]*-[1-9][0-9]*$"}]
}
TextPlaces = Annotated[
    int | str | tuple[int | str, ...],
    PlainValidator(_some_places),
    WithJsonSchema({"anyOf": [*_PLACE_SCHEMA["anyOf"], {"type": "array", "items": _PLACE_SCHEMA}]}),
]
"""Paragraphs of the published text, counted from 1: 12, or 12-15, or several of these."""


def numbers_of(places: TextPlaces | None) -> tuple[int, ...]:
    """The paragraphs that places name, one by one."""
    if places is None:
        return ()
    found: list[int] = []
    for place in places if isinstance(places, tuple) else (places,):
        first, _, last = str(place).partition("-")
        found += range(int(first), int(last or first) + 1)
    return tuple(found)


@dataclass(frozen=True)
class RowWords:
    """A row as far as it speaks of a node: `label` and `title` begin its cell, `rest` is what follows, `text` without the sign between."""

    at: int
    label: str
    title: str
    rest: str
    text: str
    cells: tuple[str, ...]
    found: bool


@dataclass(frozen=True)
class TextSpan:
    """A piece of a paragraph: from one character to another."""

    line: int
    start: int
    end: int


@dataclass(frozen=True)
class NodeWords:
    """What the text says at a node: where it stands, its own words after label and heading, and its rows."""

    head: TextSpan | None = None
    own: tuple[TextSpan, ...] = ()
    rows: tuple[RowWords, ...] = ()
