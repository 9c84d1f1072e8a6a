"""A question to the person who opens a plan: what was found where, what was taken for granted, what may be answered."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

AS_IS = "照录"
DONE = "已自己改"
"""The answers to what only needs to be seen: the text stays as it is, or the editor has changed the files."""


@dataclass(frozen=True)
class OpenQuestion:
    """One question. `line` counts from 0 and is None where the whole text is meant; the first of `choices` is assumed."""

    id: str
    about: str
    line: int | None
    found: str
    assumed: str
    ask: str
    choices: tuple[str, ...] = ()
    free: bool = False
    """Something else than the choices may be answered."""
    key: tuple[str, ...] = ()
    """What an answer is about, for the program: names of units, the path of an item."""
    scope: str = ""
    """More words that the answer depends on: the paragraph."""

    @property
    def mark(self) -> str:
        """Tells whether what the question is about has changed since it was answered."""
        words = "\n".join((self.about, self.found, self.assumed, self.scope))
        return hashlib.sha256(words.encode()).hexdigest()[:8]


@dataclass(frozen=True)
class GivenAnswer:
    """What somebody answered, and the mark of what the question was about then."""

    answer: str
    mark: str


def answer_of(question: OpenQuestion, given: Mapping[str, GivenAnswer]) -> str:
    """The answer to a question: its own, or that of the same question under another id; empty where the text has changed since."""
    own = given.get(question.id)
    if own and own.mark == question.mark:
        return own.answer
    moved = {one.answer for one in given.values() if one.mark == question.mark}
    return moved.pop() if len(moved) == 1 else ""
