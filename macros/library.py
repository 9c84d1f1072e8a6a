"""What there is to read and to use: articles and resources by audience, topic, measure, and what goes with what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol, TypeVar

from .content import Written
from .model import Measure, Plan, Unit
from .offers import RESOURCE_KINDS, Resource, ResourceKind
from .reading import ArticleHead

RELATED = 4


class Filed(Protocol):
    """What can be asked for by audience, topic and measure."""

    @property
    def audiences(self) -> tuple[str, ...]: ...
    @property
    def topics(self) -> tuple[str, ...]: ...
    @property
    def measures(self) -> tuple[str, ...]: ...


F = TypeVar("F", bound=Filed)


@dataclass(frozen=True, eq=False)
class Article:
    """An article and its address."""

    url: str
    head: ArticleHead

    @property
    def id(self) -> str:
        return PurePosixPath(self.url).name

    @property
    def changed(self) -> str:
        return str(self.head.updated or self.head.written)

    @property
    def audiences(self) -> tuple[str, ...]:
        return self.head.audiences

    @property
    def topics(self) -> tuple[str, ...]:
        return self.head.topics

    @property
    def measures(self) -> tuple[str, ...]:
        return self.head.measures


def articles_of(pages: Iterable[Written]) -> list[Article]:
    """The articles among the hand-written pages, newest first, then in order of address."""
    found = [Article(page.url, page.article) for page in pages if page.article]
    return sorted(sorted(found, key=lambda article: article.url), key=lambda article: article.changed, reverse=True)


def for_audience(pieces: Iterable[F], audience: str) -> list[F]:
    """Pieces for an audience; what names none is for everybody."""
    return [piece for piece in pieces if not piece.audiences or audience in piece.audiences]


def for_topic(pieces: Iterable[F], topic: str) -> list[F]:
    return [piece for piece in pieces if topic in piece.topics]


def for_measure(pieces: Iterable[F], measure: str) -> list[F]:
    return [piece for piece in pieces if measure in piece.measures]


def for_task(pieces: Iterable[F], task: str) -> list[F]:
    """Pieces that serve any measure of a task."""
    return [piece for piece in pieces if any(id.rpartition("-")[0] == task for id in piece.measures)]


def for_topics(articles: Iterable[Article], topics: Iterable[str]) -> list[Article]:
    """Articles that share a topic, those that share most first; at most as many as one reads beforehand."""
    wanted = {*topics}
    shared = {article: len(wanted & {*article.topics}) for article in articles}
    found = [article for article in shared if shared[article]]
    return sorted(found, key=lambda article: (-shared[article], article.head.rank or 1000, article.url))[:RELATED]


def emergencies(articles: Iterable[Article]) -> list[Article]:
    """The emergency articles by rank, those without one last, in order of address."""
    found = [article for article in articles if article.head.emergency]
    return sorted(found, key=lambda article: (article.head.rank or 1000, article.url))


def named(articles: Iterable[Article], ids: Iterable[str]) -> list[Article]:
    """The articles with these ids, in the order of the ids."""
    by_id = {article.id: article for article in articles}
    return [by_id[id] for id in ids if id in by_id]


def one_each(articles: Iterable[Article], audiences: Iterable[str]) -> list[Article]:
    """The newest article for each audience, none twice."""
    chosen: list[Article] = []
    for audience in audiences:
        mine = (article for article in articles if audience in article.audiences and article not in chosen)
        chosen += [article for article in [next(mine, None)] if article]
    return chosen


def related(pieces: Iterable[F], piece: Filed) -> list[F]:
    """The pieces that share most topics, then measures, then audiences with this one; none without a shared topic."""

    def shared(other: Filed) -> tuple[int, int, int]:
        return (
            len({*piece.topics} & {*other.topics}),
            len({*piece.measures} & {*other.measures}),
            len({*piece.audiences} & {*other.audiences}),
        )

    others = [other for other in pieces if other is not piece and shared(other)[0]]
    return sorted(others, key=lambda other: tuple(-count for count in shared(other)))[:RELATED]


def resources_of(plan: Plan) -> list[Resource]:
    """All resources, kind by kind, hotlines by rank, then in order of id."""
    order = list(RESOURCE_KINDS)
    return sorted(plan.resources.values(), key=lambda r: (order.index(r.kind), r.rank or 1000, r.id))


def by_kind(resources: Sequence[Resource]) -> dict[ResourceKind, list[Resource]]:
    """The resources of each kind that has any, kinds in their order."""
    found = {kind: [resource for resource in resources if resource.kind == kind] for kind in RESOURCE_KINDS}
    return {kind: mine for kind, mine in found.items() if mine}


def hotlines(plan: Plan) -> list[Resource]:
    """The hotlines that belong on the emergency page, by rank."""
    return [resource for resource in resources_of(plan) if resource.phone and resource.rank]


def newest(resources: Iterable[Resource], most: int) -> list[Resource]:
    """The resources last changed, one kind after another so that no kind crowds out the rest."""
    ordered = sorted(resources, key=lambda resource: (resource.changed, resource.id), reverse=True)
    seen: Counter[str] = Counter()
    turns = []
    for resource in ordered:
        turns.append((seen[resource.kind], resource))
        seen[resource.kind] += 1
    return [resource for _, resource in sorted(turns, key=lambda turn: turn[0])][:most]


def place_key(resource: Resource) -> str:
    """Where a resource is, for the filter: a township's id, `elsewhere`, or `online` for what has no place."""
    if resource.place is None:
        return "online"
    return resource.place.township or "elsewhere"


def measures_behind(plan: Plan, *pieces: Iterable[Filed]) -> list[Measure]:
    """The measures of the current plan that any of these pieces serve, in the plan's order."""
    named = {id for group in pieces for piece in group for id in piece.measures}
    return [measure for measure in plan.current.measures() if measure.id in named]


def units_behind(plan: Plan, measures: Iterable[Measure]) -> list[Unit]:
    """The units that lead or take part in these measures, those with most of them first."""
    count = Counter(id for measure in measures for id in {*measure.units, *measure.task.lead})
    order = list(plan.units)
    return [plan.units[id] for id in sorted(count, key=lambda id: (-count[id], order.index(id)))]
