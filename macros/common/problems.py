"""What is wrong with the plan, said to the person who will mend it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

Say = Callable[[str], None]
"""Where a command tells an editor something: one line, without its end."""


@dataclass(frozen=True, order=True)
class Where:
    """A place in a file: path relative to the project, line from 1, field as the editor wrote it."""

    path: str
    line: int = 1
    field: str = ""


@dataclass(frozen=True, order=True)
class Problem:
    """One finding, told on one line. A warning looks odd but leaves the plan usable; the strict build stops at both."""

    where: Where
    message: str
    warning: bool = False

    def __post_init__(self) -> None:
        if "\n" in self.message:  # it quotes a value that runs over lines
            object.__setattr__(self, "message", " ".join(self.message.split()))

    def __str__(self) -> str:
        field = f" {self.where.field}：" if self.where.field else " "
        mark = "（提醒）" if self.warning else ""
        return f"{self.where.path}:{self.where.line}:{field}{mark}{self.message}"


class PlanError(Exception):
    """The plan cannot be used; carries every problem found, in the order of files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like this one as “，是否指 X？”, or nothing when none is near."""
    match = closest(word, known)
    return f"，是否指 {match}？" if match else ""


def closest(word: str, known: Iterable[str]) -> str:
    """The known word most like this one, or an empty one."""
    matches = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return matches[0] if matches else ""


def listed(words: Sequence[str], limit: int = 8) -> str:
    """Some of the words for a message: “甲、乙、丙 等 12 个”."""
    shown = "、".join(words[:limit])
    return shown if len(words) <= limit else f"{shown} 等 {len(words)} 个"
