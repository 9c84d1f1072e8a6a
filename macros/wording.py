"""The records of words that are often mistyped."""

from __future__ import annotations

from pydantic import Field

from .record import Line, Record


class Typo(Record):
    """A word that is always wrong, and what was meant."""

    wrong: Line = Field(pattern=r"^.{2,}$", description="错的写法，至少两个字，要在哪里都算错，例如“防犯”")
    right: Line = Field(description="对的写法，例如“防范”")
    contexts: tuple[Line, ...] = Field((), alias="except", description="碰巧有这几个字、但没有错的，例如“防犯罪”")


class Typos(Record):
    """The list of words that are often mistyped."""

    words: tuple[Typo, ...] = Field(min_length=1, description="常见的错字，每个一行")
