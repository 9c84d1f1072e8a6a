"""The questions pages ask, answered from the plan: sorted, counted, ready to be drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from ..model.official_text import paragraphs, published_lines
from ..model.plan import Measure, Member, Period, Plan, Task, TaskKind, Unit
from ..model.record import Note, Record
from ..model.site import Area


@dataclass(frozen=True)
class Inherited:
    """What falls to a unit because a collective it belongs to is named."""

    collective: Unit
    measures: tuple[Measure, ...]

    @property
    def presumed(self) -> bool:
        return self.collective.membership == "presumed"

    @property
    def in_words(self) -> str:
        return f"随“{self.collective.name}”" + ("（编者推定）" if self.presumed else "")


@dataclass(frozen=True)
class Duties:
    """All that a unit answers for in one plan: tasks it leads, measures that name it, measures it inherits."""

    leads: tuple[Task, ...]
    takes_part: tuple[Measure, ...]
    inherits: tuple[Inherited, ...]

    @property
    def inherited_count(self) -> int:
        return len({measure.id for inherited in self.inherits for measure in inherited.measures})

    def __bool__(self) -> bool:
        return bool(self.leads or self.takes_part or self.inherits)


def duties(plan: Plan, period: Period, unit: Unit | Member) -> Duties:
    """What a unit, or a listed member of a collective, answers for."""
    named = tuple(measure for measure in period.measures() if unit.id in measure.units)
    inherits = []
    for collective in collectives_of(plan, period, unit):
        measures = tuple(m for m in period.measures() if collective.id in m.units and m not in named)
        if measures:
            inherits.append(Inherited(collective, measures))
    return Duties(tuple(task for task in period.tasks if unit.id in task.lead), named, tuple(inherits))


@dataclass(frozen=True)
class Charge:
    """A measure a unit answers for; `ways` say how, in the words of the page, surest first."""

    measure: Measure
    ways: tuple[str, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The ways by kind, each once: `lead`, `named`, `inherited`."""
        return tuple(dict.fromkeys({"牵头": "lead", "列名": "named"}.get(way, "inherited") for way in self.ways))


def charges(plan: Plan, period: Period, unit: Unit | Member) -> list[Charge]:
    """Every measure a unit answers for, in the plan's order: as lead of its task, as named, through a collective."""
    found = duties(plan, period, unit)
    ways: dict[str, list[str]] = {measure.id: ["牵头"] for task in found.leads for measure in task.measures}
    for measure in found.takes_part:
        ways.setdefault(measure.id, []).append("列名")
    for inherited in found.inherits:
        for measure in inherited.measures:
            ways.setdefault(measure.id, []).append(inherited.in_words)
    return [Charge(measure, tuple(ways[measure.id])) for measure in period.measures() if measure.id in ways]


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


@lru_cache(maxsize=16)
def ranked_units(plan: Plan, period: Period) -> tuple[Unit, ...]:
    """The units a plan names, those with most to do first."""
    order = {unit: index for index, unit in enumerate(_named_in_order(period))}
    leads = {id: sum(id in task.lead for task in period.tasks) for id in order}
    named = {id: sum(id in measure.units for measure in period.measures()) for id in order}
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
    ids = [id for task in period.tasks for id in (*task.lead, *(u for m in task.measures for u in m.units))]
    return list(dict.fromkeys(ids))


def unit_pages(plan: Plan) -> list[Unit | Member]:
    """Everybody with a page of duties: units first, then listed members of collectives."""
    units = list(plan.units.values())
    return [*units, *(member for unit in units for member in unit.members)]


def tasks_of(period: Period, kind: TaskKind) -> list[Task]:
    return [task for task in period.tasks if task.kind == kind]


@dataclass(frozen=True)
class Party:
    """A unit in a list of those responsible: as lead of the task, as named, or as both."""

    unit: Unit
    lead: bool
    named: bool


def parties(plan: Plan, measure: Measure) -> list[Party]:
    """Who answers for a measure: leads of its task first, then the units its row names."""
    task = measure.task
    ids = dict.fromkeys((*task.lead, *measure.units))
    return [Party(plan.units[id], id in task.lead, id in measure.units) for id in ids]


@dataclass(frozen=True)
class MatrixCell:
    """What a unit has to do with a task: leads it, and/or is named in some of its measures."""

    unit: Unit
    lead: bool
    measures: tuple[Measure, ...]

    def __bool__(self) -> bool:
        return self.lead or bool(self.measures)


def matrix(plan: Plan, period: Period) -> list[tuple[Task, list[MatrixCell]]]:
    """The responsibility table as tasks by units; every unit of `ranked_units` has a cell in every row."""
    units = ranked_units(plan, period)
    return [(task, [_cell(task, unit) for unit in units]) for task in period.tasks]


def _cell(task: Task, unit: Unit) -> MatrixCell:
    return MatrixCell(unit, unit.id in task.lead, tuple(m for m in task.measures if unit.id in m.units))


@dataclass(frozen=True)
class Totals:
    """The plan in numbers; `pairs` counts (measure, unit) in the table."""

    tasks: int
    measures: int
    units: int
    pairs: int


def totals(period: Period) -> Totals:
    measures = list(period.measures())
    return Totals(len(period.tasks), len(measures), len(_named_in_order(period)), sum(len(m.units) for m in measures))


@dataclass(frozen=True)
class TextLine:
    """A paragraph of the published text: its number from 1, its words, the record it states and how."""

    number: int
    text: str
    record: Record
    role: str


def text_lines(period: Period) -> list[TextLine]:
    """The published text with, for each paragraph, the record it belongs to."""
    pairs = zip(published_lines(period), paragraphs(period), strict=True)
    return [TextLine(number, line, p.record, p.role) for number, (line, p) in enumerate(pairs, 1)]


@lru_cache(maxsize=16)
def text_places(period: Period) -> dict[tuple[str, str], int]:
    """Paragraph number by record id and role (`body` or `table`): where to look a record up in the text."""
    places: dict[tuple[str, str], int] = {}
    for line in text_lines(period):
        if isinstance(line.record, (Task, Measure)):
            places.setdefault((line.record.id, line.role), line.number)
    return places


def all_notes(period: Period) -> Iterator[tuple[Note, Record]]:
    """Every editor's note of a plan with the record it stands at, in the plan's order."""
    for note in period.document.notes:
        yield note, period.document
    for task in period.tasks:
        for note in task.notes:
            yield note, task
        for measure in task.measures:
            for note in measure.notes:
                yield note, measure


def expired(period: Period, today: date) -> bool:
    """Whether the plan's last day has passed; on the last day itself the plan still runs."""
    return today > period.document.end


def first_day_after_period(period: Period) -> date:
    return period.document.end + timedelta(days=1)


def archived(plan: Plan, period: Period) -> bool:
    """Whether a later plan has taken this one's place."""
    return period is not plan.current


@dataclass(frozen=True)
class Bar:
    """One bar of the goal chart; `share` is its length in per cent of the longest thing drawn."""

    caption: str
    year: int
    value: float
    share: float
    kind: str


@dataclass(frozen=True)
class GoalChart:
    """The plan's goal beside what is known elsewhere; for the plan's own place nothing is known."""

    target: float
    target_year: int
    target_share: float
    bars: tuple[Bar, ...]
    areas: tuple[Area, ...]

    @property
    def alternative(self) -> str:
        said = "，".join(f"{bar.caption}{bar.year}年{bar.value:g}%" for bar in self.bars)
        return f"条形图：{said}；目标线{self.target:g}%（{self.target_year}年）。"


def goal_chart(plan: Plan, period: Period) -> GoalChart | None:
    """Bars for the known results of other places and a line at the goal, or None without figures."""
    if plan.literacy is None:
        return None
    indicator = period.document.goal.indicator
    areas = plan.literacy.areas
    results = [(area.name, value.year, value.value) for area in areas for value in area.results]
    longest = max(indicator.target, *(value for _, _, value in results), 1)

    def share(value: float) -> float:
        return round(100 * value / longest, 1)

    bars = tuple(
        Bar(name, year, value, share(value), "first" if name == areas[0].name else "other")
        for name, year, value in results
    )
    return GoalChart(indicator.target, indicator.year, share(indicator.target), bars, areas)


def goal_place(period: Period) -> int:
    """The paragraph of the published text that states the goal."""
    return next(line.number for line in text_lines(period) if line.role == "goal")
