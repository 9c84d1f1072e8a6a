"""A plan's text with what a person has decided → everything that is read from it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from .decisions import Decisions
from .duties.duty_places import DutyPlace
from .duties.duty_words import FIRST_LEADS, DutyPart
from .duties.item_duties import ItemDuty, ReadDuties, ReadTable, read_duties
from .duties.merged_cells import with_merged_units
from .duties.table_outline import outline_with_rows, with_leftover_rows
from .duties.unit_names import NamedUnit, inner_seam
from .duties.unit_register import ProposedUnit, registered
from .outlining.document_facts import DocumentFacts, document_facts
from .outlining.indicators import ProposedIndicator, proposed_indicators
from .outlining.outline import Outline, OutlineItem, outlined
from .reading.source_text import SourceText


@dataclass(frozen=True)
class PlanReading:
    """A plan as it was read: its text, its items, who does what, its units, what it says of itself."""

    source: SourceText
    decisions: Decisions
    outline: Outline
    duties: ReadDuties
    units: tuple[ProposedUnit, ...]
    facts: DocumentFacts
    indicators: tuple[ProposedIndicator, ...]

    @cached_property
    def texts(self) -> tuple[str, ...]:
        return tuple(line.text for line in self.source.lines)

    @cached_property
    def unit_of(self) -> dict[str, ProposedUnit]:
        """Each spelling's unit."""
        return {spelling: unit for unit in self.units for spelling in unit.spellings}

    def path(self, item: OutlineItem) -> str:
        """An item by its places: 2-1-3 is the third below the first below the second chapter."""
        siblings = self.outline.children(None if item.parent is None else self.outline.items[item.parent])
        place = str(1 + next(index for index, other in enumerate(siblings) if other.index == item.index))
        return place if item.parent is None else f"{self.path(self.outline.items[item.parent])}-{place}"

    @cached_property
    def duties_of(self) -> dict[int, list[ItemDuty]]:
        """The duties of each item by its index."""
        found: dict[int, list[ItemDuty]] = {}
        for duty in self.duties.duties:
            found.setdefault(duty.item.index, []).append(duty)
        return found

    def first_leads(self, line: int) -> bool:
        """Whether the text says that the first unit named in this line leads."""
        for place in self.duties.places:
            sentence = "，".join(place.said.conventions)
            holds = place.line == line or ("下同" in sentence and place.line < line)
            if holds and place.way != "doubtful" and FIRST_LEADS.search(sentence):
                return self.decisions.conventions.get(place.line, True)
        heads = [table.table for table in self.duties.tables if table.table.first_leads]
        return any(self.decisions.conventions.get(table.head, True) for table in heads if line in table.lines)

    def pairs(self) -> set[tuple[int, str]]:
        """Every item with every unit that answers for it, whatever the role."""
        return {
            (duty.item.index, self.unit_of[unit.words].name) for duty in self.duties.duties for unit in duty.part.units
        }


def read_plan(source: SourceText, decisions: Decisions = Decisions()) -> PlanReading:  # noqa: B008  # frozen
    """Everything in a plan's text, as far as it can be read."""
    source = with_merged_units(source)
    texts = [line.text for line in source.lines]
    outline = outlined(source.lines)
    duties = _settled(read_duties(source.lines, outline), decisions)
    alone = [table for table in duties.tables if table.stands_alone]
    if alone:
        outline, duties = outline_with_rows(outline, duties, alone, texts)
    outline, duties = with_leftover_rows(outline, duties, texts)
    facts = document_facts(source, outline)
    last = facts.end.year if facts.end else None
    indicators = tuple(
        one for one in proposed_indicators(texts, outline, last) if one.quote not in decisions.no_indicators
    )
    units = registered(duties.units(), decisions.apart, decisions.same, decisions.known_units)
    return PlanReading(source, decisions, outline, duties, units, facts, indicators)


def _settled(duties: ReadDuties, decisions: Decisions) -> ReadDuties:
    """The duties after what a person has said of names that were run together, strange, or no units at all."""

    def part(one: DutyPart) -> DutyPart:
        return replace(one, units=tuple(_units(one.units, decisions)))

    def kept(line: int) -> bool:
        return line not in decisions.refused_lines and line not in decisions.plain_lines

    def place(one: DutyPlace) -> DutyPlace:
        said = replace(one.said, parts=tuple(map(part, one.said.parts)))
        return replace(one, said=said, way=one.way if one.line not in decisions.plain_lines else "doubtful")

    def table(one: ReadTable) -> ReadTable:
        rows = tuple(
            replace(
                row,
                row=replace(row.row, duties=tuple(map(part, row.row.duties))),
                item=row.item if kept(row.row.line) else None,
            )
            for row in one.rows
        )
        groups = tuple(replace(group, item=group.item if kept(group.line) else None) for group in one.groups)
        return replace(one, rows=rows, groups=groups)

    return ReadDuties(
        tuple(replace(duty, part=part(duty.part)) for duty in duties.duties if kept(duty.line)),
        tuple(map(place, duties.places)), tuple(map(table, duties.tables)),
    )  # fmt: skip


def _units(units: Sequence[NamedUnit], decisions: Decisions) -> Iterator[NamedUnit]:
    whole: Collection[str] = decisions.one_unit
    said: set[str] = set()
    for unit in units:
        if unit.words in decisions.no_units:
            continue
        if unit.whole in whole and unit.whole:
            if unit.whole not in said:
                said.add(unit.whole)
                yield NamedUnit(unit.whole)
        elif unit.words in decisions.several_units:
            seam = inner_seam(unit.words)
            pieces = unit.words.split("、") if "、" in unit.words else [unit.words[:seam], unit.words[seam:]]
            yield from (NamedUnit(piece) for piece in pieces)
        else:
            yield unit
