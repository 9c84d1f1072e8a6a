"""Who has to report on what: the plan of a year, the units that report, the measures each answers for."""

from __future__ import annotations

from collections.abc import Mapping

from ..common.reads import remembered
from ..model.events import Event
from ..model.plan import Member, Period, Plan, Unit
from ..model.reports import Call, Report
from ..model.tree.node import Node


def period_of_year(plan: Plan, year: int) -> Period | None:
    """The plan that a year is reported on: the one it falls into, after its end the last one before; None before the first."""
    own = plan.current.series
    begun = [period for period in plan.periods if period.series == own and period.begins.year <= year]
    return begun[-1] if begun else None


@remembered(16)
def reporting_units(plan: Plan, period: Period) -> Mapping[str, Unit | Member]:
    """Everybody who may have to report, by id: single units in the order of their files, then listed members."""
    named = {id for node in period.walk() for duty in node.duties for id in duty.units}
    single = [unit for unit in plan.units.values() if unit.id in named and not unit.collective]
    found: list[Unit | Member] = [*single]
    found += (member for unit in plan.units.values() if unit.id in named for member in unit.members)
    return {unit.id: unit for unit in found}


@remembered(16)
def answerable(plan: Plan, period: Period) -> Mapping[str, tuple[Node, ...]]:
    """The measures that each reporting unit answers for: named, as lead of the task, or through a collective."""
    single = [unit for unit in plan.units.values() if not unit.collective]
    groups = {
        unit.id: {member.id for member in (unit.members if unit.membership == "listed" else single)}
        for unit in plan.units.values()
        if unit.collective
    }
    measures = list(period.measures())
    bound = {measure.id: set(measure.answering) for measure in measures}
    for ids in bound.values():
        ids |= {id for named in ids & groups.keys() for id in groups[named]}
    return {
        id: found
        for id in reporting_units(plan, period)
        if (found := tuple(measure for measure in measures if id in bound[measure.id]))
    }


@remembered(256)
def called(plan: Plan, year: int) -> Mapping[str, Call]:
    """The call that asks each unit for the reports of a year; a unit that nobody asked is not there."""
    period = period_of_year(plan, year)
    asked: dict[str, Call] = {}
    for call in plan.reporting.calls:
        if call.year == year and period:
            asked |= {id: call for id in call.units or answerable(plan, period) if id not in asked}
    return asked


def report_of(plan: Plan, year: int, unit: str) -> Report | None:
    """What a unit reported for a year."""
    return plan.reporting.reports.get(f"{year}/{unit}")


def unit_called(plan: Plan, id: str) -> str:
    """The name of a unit or a listed member; an id that is neither stands for itself."""
    everybody: list[Unit | Member] = [*plan.units.values()]
    everybody += (member for unit in plan.units.values() for member in unit.members)
    return next((unit.name for unit in everybody if unit.id == id), id)


def holds(plan: Plan, event: Event, unit: str) -> bool:
    """Whether an event is one of this unit: as host, as supporter, as the township it is in, or as a member of one of them."""
    named = {event.host, *event.supporters, event.place.township if event.place else None}
    if unit in named:
        return True
    groups = (plan.units[id] for id in named if id and id in plan.units and plan.units[id].collective)
    return any(unit in {member.id for member in group.members} for group in groups)
