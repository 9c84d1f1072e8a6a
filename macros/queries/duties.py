"""The questions pages ask, answered from the plan: sorted, counted, ready to be drawn."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ..common.reads import remembered
from ..model.plan import Member, Period, Plan, Unit
from ..model.tree.node import Duty, Node


@dataclass(frozen=True)
class Inherited:
    """What falls to a unit because a collective it belongs to is named."""

    collective: Unit
    measures: tuple[Node, ...]

    @property
    def presumed(self) -> bool:
        return self.collective.membership == "presumed"

    @property
    def in_words(self) -> str:
        return f"随“{self.collective.name}”" + ("（编者推定）" if self.presumed else "")


@dataclass(frozen=True)
class Duties:
    """All that a unit answers for in one plan: what it leads, measures that name it, measures it inherits."""

    leads: tuple[Node, ...]
    takes_part: tuple[Node, ...]
    inherits: tuple[Inherited, ...]

    @property
    def inherited_count(self) -> int:
        return len({measure.id for inherited in self.inherits for measure in inherited.measures})

    def __bool__(self) -> bool:
        return bool(self.leads or self.takes_part or self.inherits)


@remembered(512)
def duties(plan: Plan, period: Period, unit: Unit | Member) -> Duties:
    """What a unit, or a listed member of a collective, answers for."""
    naming, leading = _by_unit(plan, period)
    named = tuple(naming.get(unit.id, ()))
    ids = {measure.id for measure in named}
    inherits = []
    for collective in collectives_of(plan, period, unit):
        measures = tuple(measure for measure in naming.get(collective.id, ()) if measure.id not in ids)
        if measures:
            inherits.append(Inherited(collective, measures))
    leads = {node.id: node for node in leading.get(unit.id, ())}
    return Duties(tuple(leads.values()), named, tuple(inherits))


@remembered(8)
def _by_unit(plan: Plan, period: Period) -> tuple[dict[str, list[Node]], dict[str, list[Node]]]:
    """The measures that name each unit, and what each leads, as the nodes with a page, by the unit's id, in order."""
    naming, leading = defaultdict[str, list[Node]](list), defaultdict[str, list[Node]](list)
    for measure in period.measures():
        for id in named_in(measure):
            naming[id].append(measure)
    for node in period.walk():
        for id in node.lead:
            leading[id].append(_page_of(node))
    return naming, leading


def _page_of(node: Node) -> Node:
    """The node on whose page a node stands: a part stands on that of its measure or task."""
    return next((above for above in (node, *node.above()) if above.rank != "part"), node)


def duties_on(measure: Node) -> Iterator[tuple[Node, Duty]]:
    """Every duty that covers a measure, with the node it hangs on: the widest first, its own and its parts' last."""
    for node in [*reversed([*measure.above()]), measure]:
        yield from ((node, duty) for duty in (node.all_duties() if node is measure else node.duties))


def named_in(measure: Node) -> tuple[str, ...]:
    """The units that a measure names, and those that what it stands below names beside its leads."""
    found = (duty for node, duty in duties_on(measure) if node is measure or not node.leads_by(duty))
    return tuple(dict.fromkeys(id for duty in found for id in duty.units))


def leads_of(measure: Node) -> tuple[str, ...]:
    """The units that lead a measure, or what it stands below."""
    found = (duty for node, duty in duties_on(measure) if node.leads_by(duty))
    return tuple(dict.fromkeys(id for duty in found for id in duty.units))


def roles_of(measure: Node) -> list[tuple[str, tuple[str, ...]]]:
    """In which roles, in the words of the plan, which units answer for a measure; leads first."""
    found: dict[str, dict[str, None]] = {}
    for _, duty in sorted(duties_on(measure), key=lambda pair: not pair[0].leads_by(pair[1])):
        found.setdefault(duty.role, {}).update(dict.fromkeys(duty.units))
    return [(role, tuple(ids)) for role, ids in found.items()]


@dataclass(frozen=True)
class Charge:
    """A measure a unit answers for; `ways` say how, in the words of the page, surest first.

    Its `kinds` are those of the ways, each once: `lead`, `named`, `inherited`.
    """

    measure: Node
    ways: tuple[str, ...]
    kinds: tuple[str, ...]

    @property
    def named_ways(self) -> tuple[str, ...]:
        """The roles in which the measure names the unit, where the plan tells one from another."""
        return tuple(way for way in self.ways if way not in ("牵头", "列名") and not way.startswith("随"))


def charges(plan: Plan, period: Period, unit: Unit | Member) -> list[Charge]:
    """Every measure a unit answers for, in the plan's order: as lead, as named, through a collective."""
    inherited = [
        (one.in_words, {measure.id for measure in one.measures}) for one in duties(plan, period, unit).inherits
    ]
    charged = []
    for measure, ways_by_unit in _ways(plan, period):
        ways = ways_by_unit.get(unit.id, {}) | {words: "inherited" for words, ids in inherited if measure.id in ids}
        if ways:
            charged.append(Charge(measure, tuple(ways), tuple(dict.fromkeys(ways.values()))))
    return charged


@remembered(8)
def _ways(plan: Plan, period: Period) -> list[tuple[Node, dict[str, dict[str, str]]]]:
    """How every measure names each unit, by the unit's id: as lead first, then in the words of the plan or just by name."""
    found = []
    for measure in period.measures():
        ways: dict[str, dict[str, str]] = {id: {"牵头": "lead"} for id in leads_of(measure)}
        for node, duty in duties_on(measure):
            if not node.leads_by(duty):
                for id in duty.units:
                    ways.setdefault(id, {})["列名" if duty.role == "责任" else duty.role] = "named"
        found.append((measure, ways))
    return found


def collectives_of(plan: Plan, period: Period, unit: Unit | Member) -> list[Unit]:
    """The collectives a unit belongs to, by list or by presumption, surest first."""
    found = [c for c in plan.units.values() if any(unit.id == member.id for member in members(plan, period, c))]
    return sorted(found, key=lambda collective: (collective.membership == "presumed", collective.id))


def members(plan: Plan, period: Period, collective: Unit) -> tuple[Unit | Member, ...]:
    """The members a collective lists; where the plan lists none, the units its table names (an assumption)."""
    if collective.membership == "listed":
        return collective.members
    if collective.membership == "presumed":
        return tuple(unit for unit in ranked_units(plan, period) if not unit.collective)
    return ()


@remembered(16)
def ranked_units(plan: Plan, period: Period) -> tuple[Unit, ...]:
    """The units a plan names, those with most to do first."""
    order = {unit: index for index, unit in enumerate(_named_in_order(period))}
    leads = Counter(id for node in period.walk() for id in {*node.lead})
    named = Counter(id for measure in period.measures() for id in named_in(measure))
    ids = sorted(order, key=lambda id: (-named[id] - leads[id], order[id]))
    return tuple(plan.units[id] for id in ids if id in plan.units)


def listed_units(plan: Plan, period: Period) -> list[Unit | Member]:
    """The units a plan names as the list of units has them: single ones, collectives, then listed members."""
    units = sorted(ranked_units(plan, period), key=lambda unit: unit.collective)
    return [*units, *(member for unit in units for member in unit.members)]


def units_in_order(plan: Plan, period: Period) -> list[Unit]:
    """The units a plan names, in the order in which its table first names them."""
    return [plan.units[id] for id in _named_in_order(period) if id in plan.units]


def _named_in_order(period: Period) -> list[str]:
    return list(dict.fromkeys(id for node in period.walk() for duty in node.duties for id in duty.units))


def unit_pages(plan: Plan) -> list[Unit | Member]:
    """Everybody with a page of duties: units first, then listed members of collectives."""
    units = list(plan.units.values())
    return [*units, *(member for unit in units for member in unit.members)]


def tasks_of(period: Period, kind: str) -> list[Node]:
    return [task for task in period.tasks if task.kind == kind]


@dataclass(frozen=True)
class Party:
    """A unit in a list of those responsible: as lead of the task, as named, or as both."""

    unit: Unit
    lead: bool
    named: bool
    role: str = ""
    """How, in the words of the plan, where it is more than 责任 and less than 牵头."""


def parties(plan: Plan, measure: Node) -> list[Party]:
    """Who answers for a measure: leads of its task first, then the units its row names."""
    leads, named = leads_of(measure), named_in(measure)
    roles = {id: role for role, ids in reversed(roles_of(measure)) for id in ids if role != "责任"}
    return [
        Party(plan.units[id], id in leads, id in named, "" if id in leads else roles.get(id, ""))
        for id in dict.fromkeys((*leads, *named))
    ]


@dataclass(frozen=True)
class MatrixCell:
    """What a unit has to do with a task: leads it, and/or is named in some of its measures."""

    unit: Unit
    lead: bool
    measures: tuple[Node, ...]

    def __bool__(self) -> bool:
        return self.lead or bool(self.measures)


def matrix(plan: Plan, period: Period) -> list[tuple[Node, list[MatrixCell]]]:
    """The responsibility table as tasks by units; every unit of `ranked_units` has a cell in every row."""
    units = ranked_units(plan, period)
    return [(task, [_cell(task, unit) for unit in units]) for task in period.tasks]


def _cell(task: Node, unit: Unit) -> MatrixCell:
    return MatrixCell(unit, unit.id in task.lead, tuple(m for m in task.measures if unit.id in named_in(m)))


@dataclass(frozen=True)
class Totals:
    """The plan in numbers; `pairs` counts (measure, unit) in the table."""

    tasks: int
    measures: int
    units: int
    pairs: int


def totals(period: Period) -> Totals:
    measures = list(period.measures())
    return Totals(
        len(period.tasks), len(measures), len(_named_in_order(period)), sum(len(named_in(m)) for m in measures)
    )


@remembered(16)
def text_places(period: Period) -> dict[tuple[str, str], int]:
    """Paragraph number by record id and role (`body` or `table`): where to look a record up in the text."""
    places: dict[tuple[str, str], int] = {}
    for line in period.text_lines:
        if isinstance(line.record, Node) and line.record.rank != "chapter":
            places.setdefault((line.record.id, "table" if line.role == "table" else "body"), line.number)
    return places


def expired(period: Period, today: date) -> bool:
    """Whether the plan's last day has passed; on the last day itself the plan still runs."""
    return period.document.end is not None and today > period.document.end


def first_day_after_period(period: Period) -> date | None:
    return period.document.end + timedelta(days=1) if period.document.end else None


def archived(plan: Plan, period: Period) -> bool:
    """Whether a later plan has taken this one's place."""
    return any(other.series == period.series for other in plan.periods[plan.periods.index(period) + 1 :])


def periods_in_order(plan: Plan) -> list[Period]:
    """The plans as a reader wants them: the current one, those before it, then those of other levels and families."""
    own = [period for period in reversed(plan.periods) if period.series == plan.current.series]
    return [*own, *(period for period in reversed(plan.periods) if period.series != plan.current.series)]


def keeps_calendar(plan: Plan, period: Period, measure: Node) -> bool:
    """Whether what comes for a measure of this id is meant for this plan: the current one, or one beside it."""
    return period is plan.current or (not archived(plan, period) and measure.id not in plan.current.by_id)


def successor(plan: Plan, period: Period) -> Period:
    """The newest plan of the same series."""
    return next(other for other in reversed(plan.periods) if other.series == period.series)
