"""How every measure of every unit stands in a year: the one place that pages, tables, documents and data count from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from ...common.reads import remembered
from ...model.events import Event
from ...model.plan import Member, Period, Plan, Unit
from ...model.reports import STATES, Call, Entry, Report
from ...model.tree.node import Node
from ...project.reporting import called, holds, period_of_year, report_of, reporting_units
from ..duties import Charge, charges

UNASKED, AWAITED, OVERDUE = "尚未收报", "待报送", "逾期未报送"
"""What the site says of a measure that nobody reported on: nobody was asked, there is still time, the term is over."""

LATE, UNREPORTED_EVENT, LONG_SILENT = "补报", "有活动，未报送", "久未更新"

SILENCE = timedelta(days=400)
"""A unit that reports once a year has had this long before it is called silent; counted from the last report received."""


@dataclass(frozen=True, eq=False)
class Standing:
    """One measure of one unit in one year: how it is bound to it, who asked, what came in, what the calendar knows."""

    year: int
    period: Period
    unit: Unit | Member
    charge: Charge
    call: Call | None
    report: Report | None
    entry: Entry | None
    taken_back: Entry | None
    events: tuple[Event, ...]

    @property
    def measure(self) -> Node:
        return self.charge.measure

    @property
    def ways(self) -> str:
        """How the unit is bound to the measure, in words."""
        return "、".join(self.charge.ways)

    @property
    def late(self) -> bool:
        """Whether it came in after its term or, where nobody asked, after the plan was over."""
        end = self.call.due if self.call else self.period.document.end or date.max
        return self.entry is not None and self.entry.received > end

    @property
    def unreported_events(self) -> tuple[Event, ...]:
        """The events of the unit for this measure while it has said nothing of the measure."""
        return () if self.entry else self.events

    @property
    def call_key(self) -> str:
        """Pairs that stand alike while nothing came in share it."""
        return str(self.call.due) if self.call else ""

    @property
    def anchor(self) -> str:
        return f"{self.year}-{self.unit.id}"

    def state(self, today: date) -> str:
        """What is said of it on a day: the unit's word, or what follows from who was asked by when."""
        if self.entry:
            return STATES[self.entry.state]
        return UNASKED if self.call is None else AWAITED if today <= self.call.due else OVERDUE


@dataclass(frozen=True, eq=False)
class YearOfReports:
    """All pairs of a year by task, measure and unit, in the plan's order."""

    year: int
    period: Period
    standings: tuple[Standing, ...]

    @cached_property
    def by_measure(self) -> Mapping[str, list[Standing]]:
        return _grouped((standing.measure.id, standing) for standing in self.standings)

    @cached_property
    def by_unit(self) -> Mapping[str, list[Standing]]:
        return _grouped((standing.unit.id, standing) for standing in self.standings)

    @property
    def units(self) -> list[Unit | Member]:
        return [found[0].unit for found in self.by_unit.values()]

    @property
    def calls(self) -> list[Call]:
        """The calls of the year, each once."""
        return list({id(one.call): one.call for one in self.standings if one.call}.values())

    @property
    def received(self) -> list[Standing]:
        return [standing for standing in self.standings if standing.entry]

    @property
    def reporters(self) -> list[Unit | Member]:
        """The units of which something came in."""
        return [unit for unit in self.units if any(one.entry for one in self.by_unit[unit.id])]

    @property
    def last(self) -> date | None:
        """The day on which something last came in; an edit is no report."""
        return max(
            (item.received for one in self.standings if one.report for item in one.report.received), default=None
        )


def _grouped(pairs: Iterable[tuple[str, Standing]]) -> Mapping[str, list[Standing]]:
    found: dict[str, list[Standing]] = {}
    for key, standing in pairs:
        found.setdefault(key, []).append(standing)
    return found


@remembered(64)
def year_of_reports(plan: Plan, year: int) -> YearOfReports | None:
    """How a year stands; None where no plan had begun."""
    if (period := period_of_year(plan, year)) is None:
        return None
    asked, units = called(plan, year), reporting_units(plan, period)
    mine = {id: {charge.measure.id: charge for charge in _charges(plan, period, id)} for id in units}
    events = [event for event in plan.events.values() if event.start.year == year and event.status != "cancelled"]
    held = {id: [event for event in events if holds(plan, event, id)] for id in units}
    entries = {id: _entries(report_of(plan, year, id)) for id in units}
    found = [
        _standing(plan, year, period, units[id], charge, asked.get(id), entries[id].get(measure.id), held[id])
        for measure in period.measures()
        for id in units
        if (charge := mine[id].get(measure.id))
    ]
    return YearOfReports(year, period, tuple(found))


@remembered(256)
def _charges(plan: Plan, period: Period, unit: str) -> list[Charge]:
    return charges(plan, period, reporting_units(plan, period)[unit])


def _entries(report: Report | None) -> dict[str, Entry]:
    return {entry.measure: entry for entry in report.entries} if report else {}


def _standing(
    plan: Plan, year: int, period: Period, unit: Unit | Member, charge: Charge, call: Call | None, said: Entry | None,
    held: Sequence[Event],
) -> Standing:  # fmt: skip
    events = tuple(event for event in held if charge.measure.id in event.measures)
    taken_back = said if said and said.withdrawn else None
    entry = None if taken_back else said
    return Standing(year, period, unit, charge, call, report_of(plan, year, unit.id), entry, taken_back, events)


def reported_years(plan: Plan, period: Period | None = None) -> list[YearOfReports]:
    """The years that were asked for or reported on, newest first; of one plan where it is given."""
    found = [year_of_reports(plan, year) for year in reversed(plan.reporting.years)]
    return [one for one in found if one and (period is None or one.period is period)]


def without_events(plan: Plan, found: YearOfReports) -> list[Node]:
    """The measures that no event of the year serves, in the plan's order."""
    held = (event for event in plan.events.values() if event.start.year == found.year and event.status != "cancelled")
    served = {id for event in held for id in event.measures}
    return [measure for measure in found.period.measures() if measure.id not in served]


def offered_form(plan: Plan, unit: str) -> int | None:
    """The newest year for which a call asks this unit to report: its form is offered on the unit's page."""
    years = [call.year for call in plan.reporting.calls if unit in called(plan, call.year)]
    return max(years, default=None)


def form_name(year: int) -> str:
    """The file of a unit's form, beside its page."""
    return f"report-{year}.xlsx"


def day_after(day: date) -> date:
    """The first day on which what was due is late."""
    return day + timedelta(days=1)


def silent_from(last: date) -> date:
    """The day from which a unit that last reported on a day is called silent."""
    return last + SILENCE


def last_received(plan: Plan, unit: str) -> date | None:
    """The day on which a unit last reported anything, for any year."""
    reports = (report for report in plan.reporting.reports.values() if report.unit == unit)
    return max((item.received for report in reports for item in report.received), default=None)
