"""What every reader hands on: a plan's paragraphs and table rows in their order, and what reading changed or guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ....common.text.characters import hidden_in, visible

CELL_MARK = "|"
"""Stands between the cells of a table row; a row whose last cells are empty ends in it."""

_BREAKS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")


class CannotRead(Exception):
    """The file is none that a plan can be read from; says why in one sentence for an editor."""


@dataclass(frozen=True)
class SourceLine:
    """One paragraph, or one row of a table with its cells by column (None where it is not known which column is which).

    A cell that continues the one above it is empty; the columns in `merged` are known to do so.
    """

    text: str
    cells: tuple[str, ...] | None = None
    exact: bool = False
    merged: frozenset[int] = frozenset()


@dataclass(frozen=True)
class SourceText:
    """A plan's text: its lines, what lines before it said of it, and remarks an editor should know."""

    lines: tuple[SourceLine, ...]
    facts: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "".join(f"{line.text}\n" for line in self.lines)


def broken(text: str, strip: bool = True) -> list[str]:
    """A text by its line ends, whichever system wrote them, without the space around each line unless it is asked for."""
    return [line.strip() if strip else line for line in _BREAKS.split(text)]


def seen(text: str) -> str:
    """Text without what nobody sees; with the usual characters in the place of those that only look like them."""
    return visible(text) if hidden_in(text) else text


def row_text(cells: Iterable[str]) -> str:
    """A table row as one line of the text: empty cells keep their place."""
    return f" {CELL_MARK} ".join(cells).strip()


def row_cells(text: str) -> tuple[str, ...] | None:
    """The cells of a line that is a table row, or None."""
    if CELL_MARK in text:
        return tuple(cell.strip() for cell in text.split(CELL_MARK))
    return tuple(cell.strip() for cell in text.split("\t")) if text.count("\t") > 1 else None
