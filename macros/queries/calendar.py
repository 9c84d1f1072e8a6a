"""What is on and when: observances and events of the plan as dated items, sorted and sifted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from ..common.reads import by_answer, remembered
from ..model.events import Event, Observance, YearEntry
from ..model.plan import Member, Plan, Unit
from ..model.site import Filed
from ..model.tree.node import Node
from ..project.references import events_by_year
from .duties import charges, collectives_of, leads_of, named_in, unit_pages
from .recurrence import Days, awaited, dated, days_in, entry_for


@dataclass(frozen=True)
class Item:
    """One appearance in the calendar: an event, or an observance in one year. Without days: not announced yet."""

    record: Observance | Event
    year: int
    days: Days | None

    @property
    def title(self) -> str:
        return self.record.title if isinstance(self.record, Event) else self.record.name

    @property
    def is_event(self) -> bool:
        return isinstance(self.record, Event)

    @cached_property
    def entry(self) -> YearEntry | None:
        return entry_for(self.record, self.year) if isinstance(self.record, Observance) else None

    @property
    def theme(self) -> str | None:
        return self.entry.theme if self.entry else None

    @property
    def unverified(self) -> bool:
        return bool(self.entry and self.entry.unverified)

    @property
    def township(self) -> str | None:
        place = self.record.place if isinstance(self.record, Event) else None
        return place.township if place else None

    @property
    def key(self) -> tuple[date, date, str]:
        days = self.days or Days(date.max, date.max)
        return days.first, days.last, self.record.id

    @property
    def long(self) -> bool:
        """Too long to stand in the cells of a month: more than ten days."""
        return self.days is not None and (self.days.last - self.days.first).days >= 10


@by_answer
@remembered(256)
def items_in(plan: Plan, year: int) -> tuple[Item, ...]:
    """Everything on in a year, soonest first; what waits for its date comes last.

    What runs over New Year is in both years, as an item of the year in which it starts.
    """
    observances = plan.observances.values()
    items = [Item(o, near, days_in(o, near)) for o in observances for near in (year - 1, year, year + 1)]
    found = [item for item in items if item.days and item.days.first.year <= year <= item.days.last.year]
    found += [Item(e, e.start.year, Days(e.start, e.last)) for e in events_by_year(plan).get(str(year), ())]
    found += [Item(o, year, None) for o in observances if awaited(o, year)]
    return tuple(sorted(found, key=lambda item: item.key))


@by_answer
def items_between(plan: Plan, first: date, last: date) -> list[Item]:
    """Dated items that touch the days from first to last, soonest first, each once."""
    found = {}
    for year in range(first.year, last.year + 1):
        for item in items_in(plan, year):
            if item.days and item.days.first <= last and item.days.last >= first:
                found[item.record.id, item.days.first] = item
    return sorted(found.values(), key=lambda item: item.key)


@by_answer
@remembered(8)
def years(plan: Plan, today: date) -> range:
    """The years the calendar shows: last year to next year, and every year that has an event."""
    held = [year for event in plan.events.values() for year in (event.start.year, event.last.year)]
    return range(min([today.year - 1, *held]), max([today.year + 1, *held]) + 1)


AHEAD = timedelta(days=400)
"""The agenda reaches so far, so that a site that nobody rebuilds stays right for a year."""


@by_answer
@remembered(4)
def coming(plan: Plan, today: date) -> tuple[Item, ...]:
    """What is on now or in the next 400 days, soonest end first counted by start."""
    return tuple(items_between(plan, today, today + AHEAD))


FIRST_DAYS, FEWEST = timedelta(days=60), 40


def firsts(items: Sequence[Item], today: date) -> Sequence[Item]:
    """Of what is coming, soonest first, what a list shows at once: so many days, and at least so many items."""
    return items[: max(FEWEST, sum(item.key[0] <= today + FIRST_DAYS for item in items))]


def far_off(plan: Plan, today: date) -> list[Item]:
    """What the lists of events and of observances leave out."""
    kinds = ([item for item in coming(plan, today) if item.is_event is kind] for kind in (True, False))
    return [item for items in kinds for item in items[len(firsts(items, today)) :]]


def soon(plan: Plan, today: date) -> list[Item]:
    """The first of what is coming, for the first page: local events till Sunday, till the end of next week, then all."""
    sunday = today + timedelta(days=6 - today.weekday())

    def rank(item: Item) -> tuple[int, object]:
        near = 2 if not item.is_event else 0 if item.key[0] <= sunday and not item.long else 1
        return near if item.key[0] <= sunday + timedelta(days=7) else 2, item.key

    return sorted(firsts(coming(plan, today), today), key=rank)


def waiting(plan: Plan, today: date) -> list[Item]:
    """Observances whose date this year or next an authority has yet to announce, each once."""
    found: dict[str, Item] = {}
    for year in (today.year, today.year + 1):
        for item in items_in(plan, year):
            if item.days is None and not any(
                later.days and later.days.last >= today
                for later in items_in(plan, year + 1)
                if later.record.id == item.record.id
            ):
                found.setdefault(item.record.id, item)
    return list(found.values())


def series(plan: Plan) -> list[Observance]:
    """Series of activities without a day of their own."""
    return [observance for observance in plan.observances.values() if not dated(observance)]


def ended(plan: Plan, today: date) -> list[Observance]:
    """Observances that came round for the last time in a year that is over."""
    return [one for one in plan.observances.values() if one.until and one.until < today.year]


@dataclass(frozen=True)
class Organisers:
    """Whose duty an occasion is: who leads, who takes part."""

    leads: tuple[Unit, ...]
    others: tuple[Unit, ...]

    @cached_property
    def unit_ids(self) -> frozenset[str]:
        return frozenset(unit.id for unit in (*self.leads, *self.others))


def duty(plan: Plan, record: Observance | Event) -> Organisers:
    """For an event its host and supporters; for an observance the plan names, the leads and units of those measures.

    What the plan does not name it gives to nobody.
    """
    known, name = _duties(plan), (type(record).__name__, record.id)
    return known[name] if name in known else known.setdefault(name, _duty(plan, record))


@remembered(4)
def _duties(plan: Plan) -> dict[tuple[str, str], Organisers]:
    """Kept by `duty`, which is asked again and again; of the plan itself it looks at what stands in its tree."""
    return {}


def _duty(plan: Plan, record: Observance | Event) -> Organisers:
    if isinstance(record, Event):
        leads, others = [record.host] if record.host else [], list(record.supporters)
    else:
        measures = measures_served(plan, record) if record.plan_name else []
        leads = [id for measure in measures for id in leads_of(measure)]
        others = [id for measure in measures for id in named_in(measure)]
    first = dict.fromkeys(leads)
    rest = [id for id in dict.fromkeys(others) if id not in first]
    return Organisers(tuple(plan.units[id] for id in first), tuple(plan.units[id] for id in rest))


def measures_served(plan: Plan, record: Filed) -> list[Node]:
    """The measures of the current plan that an occasion or a listing serves, in the plan's order."""
    return [measure for measure in plan.current.measures() if measure.id in record.serves]


Bond = Literal["own", "collective", "measure"]
BONDS: Mapping[Bond, str] = {"own": "", "collective": "随集体", "measure": "所承担的措施涉及的"}
"""How an occasion concerns a unit, the closest first, and what stands over such occasions on the unit's page."""


def by_bond(plan: Plan, items: Iterable[Item], unit: Unit | Member) -> list[tuple[str, list[Item]]]:
    """The items that concern a unit, in groups under their captions, the closest first; no group is empty."""
    found: dict[Bond | None, list[Item]] = {}
    for item in items:
        found.setdefault(bond(plan, item, unit), []).append(item)
    return [(caption, found[name]) for name, caption in BONDS.items() if name in found]


def bond(plan: Plan, item: Item, unit: Unit | Member) -> Bond | None:
    """How an item concerns a unit: it leads, takes part or is the township; through a collective; or by a measure."""
    concerned, (members, answering) = unit_ids(plan, item.record), _bound(plan)
    if unit.id in concerned or item.township == unit.id:
        return "own"
    if any(unit.id in members.get(id, ()) for id in concerned):
        return "collective"
    return "measure" if any(unit.id in answering.get(id, ()) for id in item.record.serves) else None


def bound_units(plan: Plan, item: Item) -> frozenset[str]:
    """The units that an item concerns in any of these ways, by their ids."""
    concerned, (members, answering) = unit_ids(plan, item.record), _bound(plan)
    through = [members.get(id, ()) for id in concerned] + [answering.get(id, ()) for id in item.record.serves]
    return concerned.union((item.township,) if item.township else (), *through)


@remembered(4)
def _bound(plan: Plan) -> tuple[Mapping[str, set[str]], Mapping[str, set[str]]]:
    """The units in each collective, and those that answer for each measure of the current plan, all by their ids."""
    members, answering = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for unit in unit_pages(plan):
        for collective in collectives_of(plan, plan.current, unit):
            members[collective.id].add(unit.id)
        for charge in charges(plan, plan.current, unit):
            answering[charge.measure.id].add(unit.id)
    return members, answering


def unit_ids(plan: Plan, record: Observance | Event) -> frozenset[str]:
    """Who leads and who takes part."""
    return duty(plan, record).unit_ids


def items_for_audience(items: Iterable[Item], audience: str) -> list[Item]:
    """Items for an audience; what names no audience is for everybody."""
    return [item for item in items if not item.record.audiences or audience in item.record.audiences]


def items_for_topic(items: Iterable[Item], topic: str) -> list[Item]:
    return [item for item in items if topic in item.record.topics]


def items_for_measure(items: Iterable[Item], measure: str) -> list[Item]:
    return [item for item in items if measure in item.record.serves]


def items_for_task(items: Iterable[Item], task: Node) -> list[Item]:
    """Items that serve any measure of a task."""
    return [item for item in items if any(measure.id in item.record.serves for measure in task.measures)]


@by_answer
def events_of(plan: Plan, observance: Observance) -> list[Event]:
    """The events held under an observance, newest first."""
    return _events_by_observance(plan).get(observance.id, [])


@remembered(4)
def _events_by_observance(plan: Plan) -> dict[str | None, list[Event]]:
    held: dict[str | None, list[Event]] = {}
    for event in sorted(plan.events.values(), key=lambda event: (event.start, event.id), reverse=True):
        held.setdefault(event.observance, []).append(event)
    return held


def appearances(plan: Plan, observance: Observance, today: date) -> list[Item]:
    """An observance in every year the calendar shows and every year something is recorded of, newest first.

    Of a year that is over, only what is known: its days or its theme.
    """
    known = {*years(plan, today), *(entry.year for entry in observance.years)}
    items = [Item(observance, year, days_in(observance, year)) for year in sorted(known, reverse=True)]
    return [
        item
        for item in items
        if item.days or item.theme or (item.year >= today.year and (item.entry or awaited(observance, item.year)))
    ]


def known(plan: Plan, observance: Observance, today: date) -> list[Item]:
    """The appearances whose days are known, oldest first."""
    return [item for item in reversed(appearances(plan, observance, today)) if item.days]
