"""What there is to read and to use: articles and resources by audience, topic, measure, and what goes with what."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import PurePosixPath
from typing import Protocol, TypeVar

from ..common.reads import NotedList, by_answer, note, reading
from ..model.article import ArticleHead
from ..model.plan import Plan, Unit
from ..model.resources import RESOURCE_KINDS, Resource, ResourceKind
from ..model.tree.node import Node
from ..project.content_loader import Written
from . import urls
from .duties import leads_of, named_in

RELATED = 4

WHOLE, GLANCE = 240, 12
"""So many entries stand on one page; of each group of a longer list so many, and the rest on pages of their own."""


class Fileable(Protocol):
    """What can be asked for by audience, topic and measure."""

    @property
    def audiences(self) -> tuple[str, ...]: ...
    @property
    def topics(self) -> tuple[str, ...]: ...
    @property
    def serves(self) -> tuple[str, ...]: ...
    def is_chosen_for(self, measure: str) -> bool: ...


F = TypeVar("F", bound=Fileable)


class FiledList(NotedList[F]):
    """Pieces in an order that stays, so that what they share is worked out once for all that ask; nobody may change it."""

    @cached_property
    def kinds(self) -> dict[_Filing, list[tuple[int, F]]]:
        """The pieces filed alike, with their places; no more of each than one reads beside a piece."""
        found: defaultdict[_Filing, list[tuple[int, F]]] = defaultdict(list)
        for place, piece in enumerate(self):
            if len(alike := found[_filing(piece)]) <= RELATED:
                alike.append((place, piece))
        return found

    @cached_property
    def kinds_by_topic(self) -> dict[str, list[_Filing]]:
        """The kinds that are filed under each topic."""
        found: defaultdict[str, list[_Filing]] = defaultdict(list)
        for filing in self.kinds:
            for topic in filing[0]:
                found[topic].append(filing)
        return found

    @cached_property
    def found(self) -> dict[object, list[F]]:
        """Kept by `_nearest` and `for_topics`: the pieces nearest to those filed in a way, the first on some topics."""
        return {}


@dataclass(frozen=True, eq=False)
class Article:
    """An article and its address."""

    url: str
    head: ArticleHead

    @cached_property
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
    def serves(self) -> tuple[str, ...]:
        return self.head.serves

    def is_chosen_for(self, measure: str) -> bool:
        return self.head.is_chosen_for(measure)


def articles_of(pages: Iterable[Written]) -> FiledList[Article]:
    """The articles among the hand-written pages, newest first, then in order of address."""
    found = [Article(page.url, page.article) for page in pages if page.article]
    found.sort(key=lambda article: article.url)
    return FiledList(sorted(found, key=lambda article: article.changed, reverse=True), "articles")


def filed_for_audience(pieces: Iterable[F], audience: str) -> list[F]:
    """Pieces for an audience; what names none is for everybody."""
    return [piece for piece in pieces if not piece.audiences or audience in piece.audiences]


def nearest_first(pieces: Iterable[F], audience: str) -> list[F]:
    """Pieces for an audience: those that name it first, then those that name it after others, then those for everybody."""
    return sorted(
        filed_for_audience(pieces, audience),
        key=lambda piece: piece.audiences.index(audience) if audience in piece.audiences else len(piece.audiences) + 9,
    )


def filed_for_topic(pieces: Iterable[F], topic: str) -> list[F]:
    return [piece for piece in pieces if topic in piece.topics]


def filed_for_measure(pieces: Iterable[F], measure: str) -> list[F]:
    """Pieces that serve a measure: those first that somebody named for it."""
    found = (piece for piece in pieces if measure in piece.serves)
    return sorted(found, key=lambda piece: not piece.is_chosen_for(measure))


def filed_for_task(pieces: Iterable[F], task: Node) -> list[F]:
    """Pieces that serve any measure of a task."""
    ids = {measure.id for measure in task.measures}
    return [piece for piece in pieces if not ids.isdisjoint(piece.serves)]


@by_answer
def for_topics(articles: FiledList[Article], topics: Iterable[str]) -> list[Article]:
    """Articles that share a topic, those that share most first; at most as many as one reads beforehand."""
    note(f"list {articles.name}")  # as in `_nearest`
    wanted = frozenset(topics)
    if wanted not in articles.found:
        counted = ((len(wanted.intersection(article.topics)), article) for article in articles)
        shared = [(-count, article.head.rank or 1000, article.url, article) for count, article in counted if count]
        articles.found[wanted] = [article for *_, article in heapq.nsmallest(RELATED, shared)]
    return articles.found[wanted]


def emergencies(articles: Iterable[Article]) -> list[Article]:
    """The emergency articles by rank, those without one last, in order of address."""
    return sorted((it for it in articles if it.head.emergency), key=lambda it: (it.head.rank or 1000, it.url))


def named(articles: Iterable[Article], ids: Iterable[str]) -> list[Article]:
    """The articles with these ids, in the order of the ids."""
    by_id = {article.id: article for article in articles}
    return [by_id[id] for id in ids if id in by_id]


def one_each(pieces: Sequence[F], audiences: Iterable[str], first: int = 0) -> list[F]:
    """The first pieces, then the next one for each audience, none twice."""
    chosen = [*pieces[:first]]
    for audience in audiences:
        mine = (piece for piece in pieces if audience in piece.audiences and piece not in chosen)
        chosen += [piece for piece in [next(mine, None)] if piece]
    return chosen


def related(pieces: FiledList[F], piece: Fileable) -> list[F]:
    """The pieces that share most topics, then measures, then audiences with this one; none without a shared topic."""
    nearest = _nearest(pieces, *(tuple(sorted(ids)) for ids in _filing(piece)))
    return [other for other in nearest if other is not piece][:RELATED]


@by_answer
def _nearest(pieces: FiledList[F], topics: Sequence[str], measures: Sequence[str], audiences: Sequence[str]) -> list[F]:
    """The pieces nearest to those that are filed so, themselves among them."""
    note(f"list {pieces.name}")  # whoever finds in it what others looked for has read it too
    filing = frozenset(topics), frozenset(measures), frozenset(audiences)
    if filing not in pieces.found:
        others = dict.fromkeys(other for topic in filing[0] for other in pieces.kinds_by_topic.get(topic, ()))
        ranked = (
            ([-count for count in _shared(filing, other)], place, found)
            for other in others
            for place, found in pieces.kinds[other]
        )
        nearest = heapq.nsmallest(RELATED + 1, ranked, key=lambda rank: rank[:2])
        pieces.found[filing] = [found for _, _, found in nearest]
    return pieces.found[filing]


_Filing = tuple[frozenset[str], frozenset[str], frozenset[str]]
"""Topics, measures and audiences of a piece: few pieces differ in them."""


def _filing(piece: Fileable) -> _Filing:
    return frozenset(piece.topics), frozenset(piece.serves), frozenset(piece.audiences)


def _shared(one: _Filing, other: _Filing) -> list[int]:
    return [len(mine & theirs) for mine, theirs in zip(one, other, strict=True)]


@lru_cache(maxsize=8)
def resources_of(plan: Plan) -> FiledList[Resource]:
    """All resources, kind by kind, hotlines by rank, then in order of id."""
    order = list(RESOURCE_KINDS)
    with reading():  # whoever looks into the list has read it
        found = sorted(plan.resources.values(), key=lambda r: (order.index(r.kind), r.rank or 1000, r.id))
    return FiledList(found, "resources")


def by_kind(resources: Sequence[Resource]) -> dict[ResourceKind, list[Resource]]:
    """The resources of each kind that has any, kinds in their order."""
    found = {kind: [resource for resource in resources if resource.kind == kind] for kind in RESOURCE_KINDS}
    return {kind: mine for kind, mine in found.items() if mine}


@dataclass(frozen=True)
class Selection:
    """The resources of a kind, for an audience or on a topic, in parts of a page each."""

    field: str
    id: str
    name: str
    resources: list[Resource]

    @property
    def title(self) -> str:
        return self.name if self.field == "kind" else f"{self.name}的科普资源"

    @property
    def parts(self) -> list[list[Resource]]:
        return [self.resources[start : start + WHOLE] for start in range(0, len(self.resources), WHOLE)]

    def url(self, part: int = 1) -> str:
        return urls.selection_url(self.field, self.id, part)


def selections(plan: Plan) -> list[Selection]:
    """What the list of resources is divided into once it is too long for a page; until then nothing."""
    resources = resources_of(plan)
    if len(resources) <= WHOLE:
        return []
    terms = plan.vocabulary
    found = [
        *(Selection("kind", kind, RESOURCE_KINDS[kind], mine) for kind, mine in by_kind(resources).items()),
        *(
            Selection("audience", term.id, term.name, filed_for_audience(resources, term.id))
            for term in (terms.audiences if terms else ())
        ),
        *(
            Selection("topic", term.id, term.name, filed_for_topic(resources, term.id))
            for term in (terms.topics if terms else ())
        ),
    ]
    return [selection for selection in found if selection.resources]


def selected(plan: Plan, field: str, id: str) -> str:
    """Where the resources of a kind, for an audience or on a topic stand: on the whole list, sifted, or on their own page."""
    if len(plan.resources) > WHOLE:
        return urls.selection_url(field, id)
    return f"{urls.RESOURCES}?{field}={id}" + (f"#{id}" if field == "kind" else "")


def hotlines(plan: Plan) -> list[Resource]:
    """The hotlines that belong on the emergency page, by rank."""
    return [resource for resource in resources_of(plan) if resource.phone and resource.rank]


def newest(resources: Iterable[Resource]) -> list[Resource]:
    """The resources last changed, one kind after another so that no kind crowds out the rest."""
    ordered = sorted(resources, key=lambda resource: (resource.changed, resource.id), reverse=True)
    seen: Counter[str] = Counter()
    turns = []
    for resource in ordered:
        turns.append((seen[resource.kind], resource))
        seen[resource.kind] += 1
    return [resource for _, resource in sorted(turns, key=lambda turn: turn[0])]


def place_key(resource: Resource) -> str:
    """Where a resource is, for the filter: a township's id, `elsewhere`, or `online` for what has no place."""
    if resource.place is None:
        return "online"
    return resource.place.township or "elsewhere"


def measures_behind(plan: Plan, *pieces: Iterable[Fileable]) -> list[Node]:
    """The measures of the current plan that any of these pieces serve, in the plan's order."""
    named = {id for group in pieces for piece in group for id in piece.serves}
    return [measure for measure in plan.current.measures() if measure.id in named]


def units_behind(plan: Plan, measures: Iterable[Node]) -> list[Unit]:
    """The units that lead or take part in these measures, those with most of them first."""
    count = Counter(id for measure in measures for id in {*named_in(measure), *leads_of(measure)})
    order = list(plan.units)
    return [plan.units[id] for id in sorted(count, key=lambda id: (-count[id], order.index(id)))]
