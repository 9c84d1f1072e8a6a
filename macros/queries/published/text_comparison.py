"""Body and responsibility table held against each other, word by word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from ...model.plan import Period
from ...model.record import Note, Record
from ...model.tree.node import Node

_SENTENCE = re.compile("[^。；;]+")

Difference = Literal["changed", "shortened", "same", "named-only", "body-only", "table-only"]


@dataclass(frozen=True)
class Run:
    """A run of characters; `own` when the other side does not have it."""

    text: str
    own: bool


@dataclass(frozen=True)
class Contrast:
    """One measure on both sides.

    `changed`: the table has words or marks that the body has not; `named-only`: one side has nothing but the name.
    """

    measure: Node
    kind: Difference
    body: tuple[Run, ...]
    table: tuple[Run, ...]


def runs(one: str, other: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Two texts side by side: what each has that the other has not."""
    codes = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    left = tuple(Run(one[a:b], code != "equal") for code, a, b, _, _ in codes if a < b)
    right = tuple(Run(other[c:d], code != "equal") for code, _, _, c, d in codes if c < d)
    return left, right


def contrast(measure: Node) -> Contrast:
    """How the two texts of a measure relate."""
    if not (measure.body and measure.table):
        both = bool(measure.rows) and measure.at is not None
        kind: Difference = "named-only" if both else "table-only" if measure.rows else "body-only"
        return Contrast(measure, kind, (Run(measure.body or "", False),), (Run(measure.table or "", False),))
    left, right = runs(measure.body, measure.table)
    if any(run.own for run in right):
        return Contrast(measure, "changed", left, right)
    return Contrast(measure, "shortened" if any(run.own for run in left) else "same", left, right)


def contrasts(period: Period, kind: Difference) -> list[Contrast]:
    """The measures of a plan whose two texts relate in this way, in the plan's order."""
    return [found for measure in period.measures() if (found := contrast(measure)).kind == kind]


@dataclass(frozen=True)
class NameContrast:
    """A task under two names; `verb_only` when just the opening verb (实施、开展、推进) differs."""

    task: Node
    verb_only: bool


VERBS = ("实施", "开展", "推进")


def name_contrasts(period: Period) -> list[NameContrast]:
    """The tasks whose heading in the body and name in the table differ."""
    return [
        NameContrast(task, _bare(task.heading or task.title) == _bare(task.table_title))
        for task in period.tasks
        if (task.heading or task.title) != task.table_title
    ]


def _bare(name: str) -> str:
    return next((name.removeprefix(verb) for verb in VERBS if name.startswith(verb)), name)


def all_notes(period: Period) -> Iterator[tuple[Note, Record]]:
    """Every editor's note of a plan with the record it stands at, in the plan's order."""
    for note in period.document.notes:
        yield note, period.document
    for node in period.walk():
        for note in node.notes:
            yield note, node


@dataclass(frozen=True)
class Noted:
    """An editor's note, its anchor on the page of contrasts, and the numbers of the paragraphs that hold its words."""

    note: Note
    record: Record
    anchor: str
    places: tuple[int, ...]


def noted(period: Period) -> list[Noted]:
    """Every editor's note of a plan, in the plan's order; its anchor is made of its first paragraph."""
    lines, taken = period.text_lines, Counter[int]()
    found = []
    for note, record in all_notes(period):
        holding = [line for line in lines if note.quote in line.text]
        places = [line.number for line in holding if line.record is record] or [line.number for line in holding]
        first = places[0] if places else 0
        taken[first] += 1
        anchor = f"note-{first}" if taken[first] == 1 else f"note-{first}-{taken[first]}"
        found.append(Noted(note, record, anchor, tuple(places)))
    return found


def note_anchors(period: Period) -> dict[int, str]:
    """Paragraph number → anchor of the first note on it."""
    anchors: dict[int, str] = {}
    for item in noted(period):
        for place in item.places:
            anchors.setdefault(place, item.anchor)
    return anchors


@dataclass(frozen=True)
class Saying:
    """A sentence of a plan's text, to the letter, and the paragraph that it stands in."""

    words: str
    paragraph: int


def said_in_plan(period: Period, words: str) -> Saying | None:
    """The first sentence of the text that holds these words, or None."""
    for number, line in enumerate(period.source.split("\n"), 1):
        if words in line:
            sentence = next((found[0] for found in _SENTENCE.finditer(line) if words in found[0]), line)
            return Saying(sentence.strip(" |"), number)
    return None
