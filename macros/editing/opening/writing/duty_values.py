"""The duties of an item as its node states them: role, units, and their words verbatim from one place of the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...record_file import Code
from ..duties.item_duties import ItemDuty
from ..duties.unit_names import NamedUnit
from ..outlining.outline import OutlineItem
from ..plan_reading import PlanReading

_SIGNS = ("以及", "、", "，", ",", "；", ";", "和", "及", "与", "等", " ", "\u3000")
"""What may stand between two units in words that are quoted as one."""


def duty_values(reading: PlanReading, item: OutlineItem, only_groups: bool) -> Iterator[dict[str, object]]:
    """The duties of an item; of one that is a task and its own measure, those that the table's group names, or the others."""
    groups = {group.line for table in reading.duties.tables for group in table.groups if group.item == item}
    rows = {row.row.line for table in reading.duties.tables for row in table.rows if row.item == item}
    said: set[tuple[str, tuple[str, ...]]] = set()
    starts: dict[int, int] = {}
    for duty in reading.duties_of.get(item.index, ()):
        of_group = duty.row is None and duty.line in groups
        if groups and rows and not reading.outline.children(item) and of_group != only_groups:
            continue
        for role, units in _by_convention(reading, duty):
            for run, words in _runs(reading, duty.line, units, starts):
                ids = tuple(reading.unit_of[unit.words].id for unit in run)
                if (role, ids) not in said:
                    said.add((role, ids))
                    yield {"role": role, "units": [Code(id) for id in ids], "words": words}


def _by_convention(reading: PlanReading, duty: ItemDuty) -> Iterator[tuple[str, Sequence[NamedUnit]]]:
    """A duty's role and units; where the text says that the first unit leads, the first of them apart."""
    units = duty.part.units
    if duty.part.role == "责任" and reading.first_leads(duty.line) and units:
        yield "牵头", units[:1]
        units = units[1:]
    if units:
        yield duty.part.role, units


def _runs(
    reading: PlanReading, line: int, units: Sequence[NamedUnit], starts: dict[int, int]
) -> Iterator[tuple[Sequence[NamedUnit], str]]:
    """Units as far as nothing but signs stands between them, none twice, with their words in the text."""
    text, run = reading.texts[line], list[NamedUnit]()
    begin = end = starts.get(line, 0)
    for unit in units:
        place = text.find(unit.words, end)
        if place < 0:
            place = text.find(unit.words)
        if place < 0:
            continue
        ids = {reading.unit_of[one.words].id for one in run}
        if run and (not _only_signs(text[end:place]) or place < end or reading.unit_of[unit.words].id in ids):
            yield tuple(run), text[begin:end]
            run = []
        if not run:
            begin = place
        run.append(unit)
        end = place + len(unit.words)
    if run:
        yield tuple(run), text[begin:end]
    starts[line] = end


def _only_signs(words: str) -> bool:
    while sign := next((sign for sign in _SIGNS if words.startswith(sign)), ""):
        words = words.removeprefix(sign)
    return not words
