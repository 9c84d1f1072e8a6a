"""Who can be asked and where one can go: experts, volunteer teams and venues, as long as their entries are valid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ..model.plan import Member, Plan, Unit
from ..model.resources import Expert, Team, Venue
from ..project.references import townships
from . import urls
from .page_kinds import PageKind

DirectoryEntry = Expert | Team | Venue


@dataclass(frozen=True)
class Directory:
    """All entries of one kind that are valid: the list's address and name, and what search calls an entry."""

    url: str
    name: str
    kind: PageKind
    about: str
    records: tuple[DirectoryEntry, ...]

    @property
    def first_day_after(self) -> date:
        """From this day on nothing is left in it."""
        return last_day(self.records) + timedelta(days=1)


def directories(plan: Plan, today: date) -> list[Directory]:
    """The pool of experts, the teams and the venues; what has no valid entry is not there."""
    found = (
        _directory(
            urls.EXPERTS, "专家库", PageKind.EXPERT, "能请教的专家：专长、所属单位和联系办公室", plan.experts, today
        ),
        _directory(
            urls.TEAMS, "志愿服务队", PageKind.TEAM, "能请来的志愿服务队：做什么、归谁管、怎么联系", plan.teams, today
        ),
        _directory(
            urls.VENUES, "科普阵地", PageKind.VENUE, "能去的科普场所：在哪里、什么时候开、怎么联系", plan.venues, today
        ),
    )
    return [directory for directory in found if directory.records]


def valid_entries(plan: Plan, today: date) -> list[DirectoryEntry]:
    """Every valid entry: experts, then teams, then venues, each in order of name."""
    return [record for directory in directories(plan, today) for record in directory.records]


def valid(record: DirectoryEntry, today: date) -> bool:
    """Whether an entry is shown; on its last day it still is."""
    return record.valid_until >= today


def first_invalid_day(record: DirectoryEntry) -> date:
    return record.valid_until + timedelta(days=1)


def last_day(records: Iterable[DirectoryEntry]) -> date:
    """The last day on which one of the entries is valid."""
    return max(record.valid_until for record in records)


def entries_for_unit(records: Iterable[DirectoryEntry], unit: Unit | Member) -> list[DirectoryEntry]:
    """A unit's own entries, and those that lie in a township."""
    return [record for record in records if unit.id in (record.unit, _township(record))]


def groups(plan: Plan, records: Sequence[DirectoryEntry]) -> list[tuple[str, str, list[DirectoryEntry]]]:
    """Id, caption and entries of each group of a list: venues by township, the others by topic, the rest last."""
    if any(_township(record) for record in records):
        known = {id: member.name for id, member in townships(plan).items()}
        keys = {record.id: [_township(record)] for record in records}
    else:
        known = {term.id: term.name for term in plan.vocabulary.topics} if plan.vocabulary else {}
        keys = {record.id: list(record.topics) for record in records}
    found = [(id, name, [record for record in records if id in keys[record.id]]) for id, name in known.items()]
    rest = [record for record in records if not known.keys() & set(keys[record.id])]
    return [group for group in [*found, ("rest", "其他", rest)] if group[2]]


def _directory(
    url: str, name: str, kind: PageKind, about: str, records: Mapping[str, DirectoryEntry], today: date
) -> Directory:
    current = [record for record in records.values() if valid(record, today)]
    return Directory(url, name, kind, about, tuple(sorted(current, key=lambda record: (record.name, record.id))))


def _township(record: DirectoryEntry) -> str | None:
    place = getattr(record, "place", None)
    return place.township if place else None
