"""Who can be asked and where one can go: experts, volunteer teams and places, entries as long as they are valid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from ..common.dates import years_later
from ..model.plan import Member, Plan, Unit
from ..model.record import Place
from ..model.resources import Expert, Resource, Team, Venue
from ..project.references import township_name, townships
from . import urls
from .page_kinds import PageKind

DirectoryEntry = Expert | Team | Venue
E = TypeVar("E", Expert, Team, Venue)
PlaceEntry = Venue | Resource
"""Where one can go: a venue that agreed to be listed, or a resource of that kind."""

NEWS_YEARS = 2
"""Opening hours that are older are not what machines should go by, and readers are told to ask first."""

OTHER_PLACES = "rest"
"""The id of the group for places of which neither township nor city is known."""


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
    """The pool of experts and the teams; what has no valid entry is not there."""
    experts, teams = _valid(plan.experts, today), _valid(plan.teams, today)
    about = "能请教的专家：专长、所属单位和联系办公室", "能请来的志愿服务队：做什么、归谁管、怎么联系"
    found = (
        Directory(urls.EXPERTS, "专家库", PageKind.EXPERT, about[0], tuple(experts)),
        Directory(urls.TEAMS, "志愿服务队", PageKind.TEAM, about[1], tuple(teams)),
    )
    return [directory for directory in found if directory.records]


def valid_entries(plan: Plan, today: date) -> list[DirectoryEntry]:
    """Every valid entry: experts, then teams, then venues, each in order of name."""
    return [*(record for list in directories(plan, today) for record in list.records), *_valid(plan.venues, today)]


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
    """Id, caption and entries of each topic of a list, the rest last."""
    known = {term.id: term.name for term in plan.vocabulary.topics} if plan.vocabulary else {}
    found = [(id, name, [record for record in records if id in record.topics]) for id, name in known.items()]
    rest = [record for record in records if not known.keys() & set(record.topics)]
    return [group for group in [*found, ("rest", "其他", rest)] if group[2]]


def places(plan: Plan, today: date) -> list[PlaceEntry]:
    """The venues that are valid, then the resources that are places, each in order of name."""
    resources = [resource for resource in plan.resources.values() if resource.kind == "place"]
    return [*_valid(plan.venues, today), *sorted(resources, key=lambda record: (record.name, record.id))]


def place_groups(plan: Plan, records: Iterable[PlaceEntry]) -> list[tuple[str, str, list[PlaceEntry]]]:
    """Id, caption and places of each township, in the plan's order, then of each city, the rest last."""
    found: dict[str, list[PlaceEntry]] = {}
    for record in records:
        found.setdefault(area_of(record), []).append(record)
    names = {id: member.name for id, member in townships(plan).items()}
    cities = sorted(found.keys() - names.keys() - {OTHER_PLACES})
    captions = {**names, **{city: city for city in cities}, OTHER_PLACES: "其他地点"}
    return [(id, caption, found[id]) for id, caption in captions.items() if id in found]


def area_of(record: PlaceEntry) -> str:
    """The id of a place's group: its township, else its city, else the rest."""
    place = record.place
    return (place and (place.township or place.city)) or OTHER_PLACES


def places_in(plan: Plan, unit: Unit | Member) -> list[Resource]:
    """The resources that are places and lie in a township; its venues are among its entries."""
    return [r for r in plan.resources.values() if r.kind == "place" and r.place and r.place.township == unit.id]


def address_of(plan: Plan, place: Place) -> str:
    """The city or the district, the township, the street; as far as they are known, and nothing of a mere district."""
    township = township_name(plan, place.township)
    if not (township or place.city or place.address):
        return ""
    return "".join(part for part in (place.city or plan.site.place, township, place.address) if part)


def map_words(plan: Plan, place: Place) -> str:
    """What to look for in a map program: the name without what stands in brackets, and where it is.

    A street says less than a name: many are known by their name alone, and whoever needs the street finds it on the page.
    """
    name = re.sub("（[^（）]*）", "", place.name)
    area = place.city or f"{plan.site.place}{township_name(plan, place.township) or ''}"
    return name if name.startswith(area) else f"{area}{name}"


def day_to_ask(record: PlaceEntry) -> date | None:
    """From this day on the opening hours of a place are so old that one asks first."""
    told = hours_told(record)
    return years_later(told, NEWS_YEARS) + timedelta(days=1) if told else None


def hours_told(record: PlaceEntry) -> date | None:
    """The day from which the opening hours are: of their source, or the day on which a venue's own entry was gone over."""
    if not record.hours:
        return None
    if isinstance(record, Venue):
        return record.updated
    return record.hours_source.dated if record.hours_source else None


def office_name(plan: Plan, words: str) -> str:
    """The unit of the plan that is called so, whatever level it is of: 卫健局 → 区卫健局; else the words for any place."""
    units = plan.units.values()
    named = [unit.name for unit in units if unit.name.endswith(words) or words in unit.aliases]
    return min(named, key=len, default=f"当地{words}")


def _valid(records: Mapping[str, E], today: date) -> list[E]:
    current = [record for record in records.values() if valid(record, today)]
    return sorted(current, key=lambda record: (record.name, record.id))


def _township(record: DirectoryEntry) -> str | None:
    place = getattr(record, "place", None)
    return place.township if place else None
