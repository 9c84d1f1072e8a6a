"""The numbers down a text into levels: which paragraph begins an item, how deep it stands, and which numbers are odd."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .labels import SURE, Label, labels_at


@dataclass(frozen=True)
class Numbered:
    """A paragraph that begins an item: its number, how many items it lies in, and what is odd about its number."""

    line: int
    label: Label
    depth: int
    oddity: str = ""


_WHOLE = ("bare", "digit", "chapter")
"""Ways to number what 1.1 may stand under."""


@dataclass
class _Open:
    style: str
    number: int
    points: tuple[int, ...]


class Numbering:
    """Reads number after number; knows which series are open, and where each way of numbering had come to."""

    def __init__(self) -> None:
        self.open: list[_Open] = []
        self.running: dict[str, int] = {}
        self.last_points: tuple[int, ...] = ()

    def restart(self) -> None:
        """An annex begins: all its numbers start anew."""
        self.open, self.running, self.last_points = [], {}, ()

    def read(self, line: int, text: str) -> Numbered | None:
        """What a paragraph begins, or None when it only goes on."""
        candidates = list(labels_at(text))
        for label in candidates:
            if (level := self._fits(label)) is not None:
                return self._enter(line, label, level)
        for label in candidates:
            if (found := self._odd(line, label, text)) is not None:
                return found
        return None

    def _fits(self, label: Label) -> int | None:
        """The level at which a number goes on or begins a series as it should; None where it does neither."""
        if label.points and not self._points_fit(label):
            return None
        for level, series in enumerate(self.open):
            if series.style == label.style:
                same = label.points[:-1] == series.points[:-1]
                if label.number == series.number + 1 and same:
                    return level
                return level if label.points and label.number == 1 and not same else None
        if label.style == "bare" and not self.open and label.number != 1:
            return None
        goes_on = label.number == self.running.get(label.style, 0) + 1
        return len(self.open) if label.number == 1 or goes_on else None

    def _points_fit(self, label: Label) -> bool:
        """Whether 1.2 follows a 1.1 or stands under a 1; a 1.1 or 2.1 may also be the first of its kind, under whatever there is."""
        whole = [series.points or (series.number,) for series in self.open if series.points or series.style in _WHOLE]
        if any(label.points[:-1] in (points, points[:-1]) for points in whole):
            return True
        first = self.last_points[0] if self.last_points else 0
        return label.number == 1 and len(label.points) == 2 and label.points[0] in (1, first + 1)

    def _enter(self, line: int, label: Label, level: int, oddity: str = "") -> Numbered:
        self.open[level:] = [_Open(label.style, label.number, label.points)]
        self.running[label.style] = label.number
        self.last_points = label.points or self.last_points
        return Numbered(line, label, level, oddity)

    def _odd(self, line: int, label: Label, text: str) -> Numbered | None:
        """A number that is surely one, though out of its order; or nothing."""
        known = {series.style: level for level, series in enumerate(self.open)}
        level = known.get(label.style, len(self.open))
        last = self.open[level].number if level < len(self.open) else self.running.get(label.style, 0)
        if label.style in SURE or (label.style in known and self._near(label, last, text)):
            return self._enter(line, label, level, _said(label, last))
        return None

    def _near(self, label: Label, last: int, text: str) -> bool:
        """Whether digits are a number rather than an amount: not far from the last, before words that make a name."""
        after = text[label.end : label.end + 1]
        close = 0 <= label.number - last <= 4 or label.number == 1
        return close and label.style != "bare" and not label.points and (after >= "\u4e00" or after in "“《")


def _said(label: Label, last: int) -> str:
    if label.number == last:
        return f"编号“{label.text}”与上一个重复"
    if label.number == 1:
        return f"编号在这里从“{label.text}”重新开始"
    if not last:
        return f"编号从“{label.text}”开始，前面没有更小的"
    return f"编号不连续：上一个是第 {last}，这里是“{label.text}”"


def numbered(texts: Sequence[str], passed: set[int], restarts: set[int]) -> dict[int, Numbered]:
    """The paragraphs that begin items, by line; lines in `passed` are not looked at, before those in `restarts` all begins anew."""
    numbering, found = Numbering(), dict[int, Numbered]()
    for line, text in enumerate(texts):
        if line in restarts:
            numbering.restart()
        if line not in passed and (item := numbering.read(line, text)):
            found[line] = item
    return found
