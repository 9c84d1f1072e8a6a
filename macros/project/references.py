"""The ids that records name, held against what there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from itertools import chain

from ..common.problems import Problem, nearest
from ..common.reads import NotedFolder, by_answer, reading, remembered
from ..model.events import Event
from ..model.plan import Member, Plan
from ..model.record import Record
from ..model.resources import Expert, Resource, Team, Venue
from ..model.site import Filed


def unknown_terms(plan: Plan, record: Filed) -> Iterator[Problem]:
    """Audiences, topics and measures that a record names and that do not exist."""
    audiences, topics, measures = _terms(plan)
    yield from unknown(record, "audiences", record.audiences, audiences, "人群")
    yield from unknown(record, "topics", record.topics, topics, "主题")
    yield from unknown(record, "measures", record.measures, measures, "措施")


@remembered(2)
def _terms(plan: Plan) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The ids of audiences, topics and measures that there are."""
    terms = plan.vocabulary
    audiences = frozenset(term.id for term in terms.audiences) if terms else frozenset[str]()
    topics = frozenset(term.id for term in terms.topics) if terms else frozenset[str]()
    return audiences, topics, frozenset(measure.id for period in plan.periods for measure in period.measures())


def unknown(
    record: Record, name: str, found: str | tuple[str, ...] | None, known: Collection[str], caption: str
) -> Iterator[Problem]:
    """Ids in the field `name` that are not among the known ones, each with its nearest neighbour."""
    for index, id in enumerate(found if isinstance(found, tuple) else (found,)):
        if id is not None and id not in known:
            where = record.where(name, index) if isinstance(found, tuple) else record.where(name)
            yield Problem(where, f"{caption}“{id}”不存在{nearest(id, known)}")


ORIGINS = {
    "article": "文章的文件名，不带 .md",
    "resource": "资源的文件名，不带 .yaml",
    "daily": "天天科普的文件名，不带 .yaml",
}


def one_origin(record: Record, first: str, other: str, words: str) -> Iterator[Problem]:
    """A record names what is behind its `words` in one of two fields of ORIGINS, and not in both."""
    named = [name for name in (first, other) if getattr(record, name)]
    if len(named) > 1:
        yield Problem(record.where(first), f"{first} 和 {other} 只能填一个，请删去一行")
    elif not named:
        message = f"没有写出自哪里，要填 {first}（{ORIGINS[first]}）或 {other}（{ORIGINS[other]}）"
        yield Problem(record.where(words), message)


def all_records(plan: Plan) -> Iterator[Record]:
    """Every record under plan/, whole: what lies inside others comes with them. What others wrote is not ours."""
    yield plan.site
    yield from plan.units.values()
    yield from (record for record in (plan.literacy, plan.vocabulary, plan.alert) if record)
    for period in plan.periods:
        yield from (period.document, *period.nodes_written())
    yield from chain(plan.observances.values(), plan.events.values(), plan.resources.values(), plan.daily.values())
    yield from plan.quiz.values()
    yield from chain(all_entries(plan), plan.alerts.values(), plan.sources, plan.reporting.records())


@remembered(4)
def dialled(plan: Plan) -> Mapping[str, Resource]:
    """The hotlines that can be dialled, by id."""
    return {id: line for id, line in plan.resources.items() if line.kind == "hotline" and line.phone}


@by_answer
def phones(plan: Plan) -> tuple[str, ...]:
    """Their numbers."""
    return tuple(line.phone for line in dialled(plan).values() if line.phone)


def all_entries(plan: Plan) -> Iterator[Expert | Team | Venue]:
    """All experts, teams and venues, valid or not."""
    yield from chain(plan.experts.values(), plan.teams.values(), plan.venues.values())


def township_name(plan: Plan, id: str | None) -> str | None:
    """The name of a township, None where none is named."""
    return townships(plan)[id].name if id else None


@remembered(4)
def townships(plan: Plan) -> Mapping[str, Member]:
    """The listed members of collectives by id."""
    return {member.id: member for unit in plan.units.values() for member in unit.members}


@lru_cache(maxsize=8)
def events_by_year(plan: Plan) -> NotedFolder[tuple[Event, ...]]:
    """The events that touch each year, by the year in figures."""
    found = defaultdict[str, list[Event]](list)
    with reading():  # whoever looks for a year has read it
        for event in plan.events.values():
            for year in range(event.start.year, event.last.year + 1):
                found[str(year)].append(event)
    return NotedFolder({year: tuple(events) for year, events in found.items()}, "events/year")
