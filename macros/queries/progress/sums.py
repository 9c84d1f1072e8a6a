"""What units say they did, added up: an event counts once, however many units name it. These are no statistics."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ...common.reads import by_answer
from ...model.events import EVENT_KINDS, Event
from ...model.plan import Plan
from .standing import Standing

NO_STATISTICS = "各单位报送相加，同一活动只算一次，不是统计数据"
DRAFT = "从公开活动算出，不是统计报表"


@dataclass(frozen=True)
class Sum:
    """So much of one thing."""

    what: str
    number: int
    unit: str


@dataclass(frozen=True)
class Tally:
    """What events add up to; `uncounted` are those of which nobody wrote how many came."""

    events: int
    sessions: int
    people: int
    online: int
    uncounted: int


def sums(plan: Plan, standings: Iterable[Standing]) -> list[Sum]:
    """The numbers of all entries, the same things together, then the events that they name, each once."""
    found: dict[tuple[str, str], int] = {}
    entries = [standing.entry for standing in standings if standing.entry]
    for count in (count for entry in entries for count in entry.counts):
        found[count.what, count.unit] = found.get((count.what, count.unit), 0) + count.number
    named = dict.fromkeys(id for entry in entries for id in entry.events if id in plan.events)
    held = tally(plan.events[id] for id in named)
    events = [
        Sum("日历上的活动", held.events, "个"),
        Sum("日历上的活动场数", held.sessions, "场"),
        Sum("日历上的活动现场", held.people, "人次"),
        Sum("日历上的活动线上", held.online, "人次"),
    ]
    return [Sum(what, number, unit) for (what, unit), number in found.items()] + [one for one in events if one.number]


def counted_events(plan: Plan, standings: Iterable[Standing]) -> list[tuple[Standing, list[Event]]]:
    """Every pair with the events that count with it: the first pair that names an event has it."""
    seen: set[str] = set()
    found = []
    for standing in standings:
        ids = [id for id in (standing.entry.events if standing.entry else ()) if id in plan.events and id not in seen]
        seen |= set(ids)
        found.append((standing, [plan.events[id] for id in ids]))
    return found


def tally(events: Iterable[Event]) -> Tally:
    """Events by number, sessions and people."""
    held = list(events)
    return Tally(
        len(held),
        sum(event.sessions or 0 for event in held),
        sum(event.people or 0 for event in held),
        sum(event.online or 0 for event in held),
        sum(event.people is None and event.online is None for event in held),
    )


def shared_with(plan: Plan, standing: Standing, others: Iterable[Standing]) -> list[str]:
    """The other units whose entries name an event of this one, by name."""
    mine = set(standing.entry.events) if standing.entry else set[str]()
    found = [one.unit for one in others if one.entry and one.unit is not standing.unit and mine & {*one.entry.events}]
    return list(dict.fromkeys(unit.name for unit in found))


@by_answer
def events_by_kind(plan: Plan, today: date) -> list[tuple[int, list[tuple[str, Tally]]]]:
    """For every year, newest first, what its public events that are over add up to by kind; those without one come last.

    Nothing while no event says of what kind it is or how many came.
    """
    held = [event for event in plan.events.values() if event.last < today and event.status != "cancelled"]
    if not any(event.kind or event.sessions or event.people or event.online for event in held):
        return []
    kinds = [*EVENT_KINDS.items(), (None, "没有写种类")]
    return [
        (
            year,
            [
                (name, tally(event for event in held if event.start.year == year and event.kind == kind))
                for kind, name in kinds
                if any(event.start.year == year and event.kind == kind for event in held)
            ],
        )
        for year in sorted({event.start.year for event in held}, reverse=True)
    ]
