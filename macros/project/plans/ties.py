"""Topics and audiences into measures: what the map of a plan says of each piece, and which days its own text names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...common.problems import Problem, nearest
from ...model.article import ArticleHead
from ...model.events import Observance
from ...model.plan import Period, Plan
from ...model.resources import Resource
from ...model.site import Belonging, Filed, NodeTies, PlanMap
from ...model.tree.node import Node
from ..references import unknown
from ..report_loader import RecordLoader

MAP_FILE = "map.yaml"

Tieable = ArticleHead | Resource | Observance
"""What a map can tie; events, places and people name their measures themselves."""


@dataclass(frozen=True)
class _Named:
    """Where a plan's text names an observance: in which words, in which paragraphs, in which measures."""

    words: str
    places: tuple[int, ...]
    measures: tuple[str, ...]


def load_maps(loader: RecordLoader, periods: Sequence[str]) -> dict[str, PlanMap]:
    """What ties topics and audiences to each plan that has a file for it."""
    paths = {name: loader.folder / name / MAP_FILE for name in periods}
    found = ((name, loader.record(path, PlanMap)) for name, path in paths.items() if path.exists())
    return {name: map for name, map in found if map}


def tie_plan(plan: Plan) -> None:
    """Tell every observance and resource which measures it serves, and every observance what the plan calls it."""
    maps, named = _Maps(plan), dict(_named_in(plan.current, plan.observances.values()))
    for observance in plan.observances.values():
        found = named.get(observance.id)
        observance._in_plan = (found.words, found.places) if found else ("", ())
        maps.tie(f"observances/{observance.id}", "observance", observance, found.measures if found else None)
    for resource in plan.resources.values():
        maps.tie(f"resources/{resource.id}", resource.kind, resource)


def tie_articles(plan: Plan, articles: Iterable[ArticleHead]) -> None:
    """Tell every article which measures it serves."""
    maps = _Maps(plan)
    for head in articles:
        maps.tie(f"articles/{head.id}", "emergency" if head.emergency else "article", head)


class _Maps:
    """The maps of all plans, for the thousands that are tied by them."""

    def __init__(self, plan: Plan) -> None:
        self.measures = [measure.id for period in plan.periods for measure in period.measures()]
        self.nodes = [ties for map in plan.maps.values() for ties in map.nodes]
        self.named = {name for ties in self.nodes for name in (*ties.also, *ties.without)}
        self.holding: dict[tuple[object, ...], tuple[NodeTies, ...]] = {}

    def tie(self, name: str, kind: str, piece: Tieable, named: tuple[str, ...] | None = None) -> None:
        """What the plan itself names belongs where it names it, and where somebody has put it besides."""
        chosen, about = set(named or ()), self.about(kind, piece) if named is None else ()
        if name in self.named:
            chosen |= {ties.node for ties in self.nodes if name in ties.also}
            about = tuple(ties for ties in about if name not in ties.without)
        found = chosen.union(ties.node for ties in about)
        piece._tied = tuple(id for id in self.measures if id in found) if found else ()
        piece._chosen = frozenset(chosen)

    def about(self, kind: str, piece: Filed) -> tuple[NodeTies, ...]:
        """The nodes to which a piece belongs by what it is about."""
        filed = (kind, piece.topics, piece.audiences)
        if filed not in self.holding:
            held = (ties for ties in self.nodes if any(_holds(rule, kind, piece) for rule in ties.about))
            self.holding[filed] = tuple(held)
        return self.holding[filed]


def _holds(rule: Belonging, kind: str, piece: Filed) -> bool:
    audiences = piece.audiences[:1] if rule.first else piece.audiences
    wanted: tuple[tuple[Collection[str], Collection[str]], ...] = (
        (rule.topics, piece.topics),
        (rule.audiences, audiences),
        (rule.kinds, (kind,)),
    )
    return all(not names or not set(names).isdisjoint(there) for names, there in wanted)


def _named_in(period: Period, observances: Iterable[Observance]) -> Iterator[tuple[str, _Named]]:
    """The observances whose name, or else one of whose other names, stands in a plan's text on its own.

    On its own: not as part of what another observance is called. 全民健身活动月 does not name 全民健身.
    """
    lines = [(line.text, line.record) for line in period.text_lines]
    calls = {observance.id: (observance.name, *observance.aliases) for observance in observances}
    every = [word for words in calls.values() for word in words]
    for id, words in calls.items():
        for word in words:
            longer = [other for other in every if word in other and other != word and other not in words]
            found = [(number, record) for number, (line, record) in enumerate(lines, 1) if _alone(word, line, longer)]
            if found:
                measures = dict.fromkeys(
                    id for _, record in found if isinstance(record, Node) for id in _served(record)
                )
                yield id, _Named(word, tuple(number for number, _ in found), tuple(measures))
                break


def _served(node: Node) -> Iterator[str]:
    """The measure that a paragraph of a node belongs to, if it belongs to one."""
    measure = next((one for one in (node, *node.above()) if one.rank == "measure"), None)
    if measure:
        yield measure.id


def _alone(word: str, line: str, longer: Iterable[str]) -> bool:
    for other in longer:
        line = line.replace(other, "\n")
    return word in line


def check_maps(plan: Plan) -> Iterator[Problem]:
    """What a map names is there: nodes of its plan, topics and audiences, and what was named by its id."""
    terms = plan.vocabulary
    topics = {term.id for term in terms.topics} if terms else set()
    audiences = {term.id for term in terms.audiences} if terms else set()
    pieces = {*(f"resources/{id}" for id in plan.resources), *(f"observances/{id}" for id in plan.observances)}
    for period in plan.periods:
        if (map := plan.maps.get(period.id)) is None:
            continue
        tasks = _ids(period.tasks)
        yield from unknown(map, "emergency", map.emergency, tasks, "任务")
        for id, task in map.audiences.items():
            if id not in audiences:
                yield Problem(map.where("audiences", id), f"人群“{id}”不存在{nearest(id, audiences)}")
            elif task not in tasks:
                yield Problem(map.where("audiences", id), f"任务“{task}”不存在{nearest(task, tasks)}")
        for ties in map.nodes:
            yield from unknown(ties, "node", ties.node, _ids(period.measures()), "措施")
            for rule in ties.about:
                yield from unknown(rule, "topics", rule.topics, topics, "主题")
                yield from unknown(rule, "audiences", rule.audiences, audiences, "人群")
            yield from _unknown_pieces(ties, pieces, articles=False)


def check_articles_in_maps(plan: Plan, articles: Iterable[str]) -> Iterator[Problem]:
    """The articles that a map names are there; where one is not, this is a hint."""
    there = {f"articles/{id}" for id in articles}
    for ties in (ties for map in plan.maps.values() for ties in map.nodes):
        yield from _unknown_pieces(ties, there, articles=True)


def _unknown_pieces(ties: NodeTies, there: Collection[str], articles: bool) -> Iterator[Problem]:
    for field, names in (("also", ties.also), ("without", ties.without)):
        for index, name in enumerate(names):
            if name.startswith("articles/") is articles and name not in there:
                said = f"没有“{name}”{nearest(name, there)}；没有的不用写"
                yield Problem(ties.where(field, index), said, warning=True)


def _ids(records: Iterable[Node]) -> Mapping[str, Node]:
    return {record.id: record for record in records}
