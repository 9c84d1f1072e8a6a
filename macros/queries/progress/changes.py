"""What came in, was corrected and was taken back, newest first; mending a typo is none of these."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ...common.reads import remembered
from ...model.plan import Member, Plan, Unit
from ...model.reports import Report
from ...model.tree.node import Node
from ...project.reporting import period_of_year, reporting_units, unit_called
from .wording import corrected_part

__all__ = ("ReportChange", "changes_of_reports", "unit_called")


@dataclass(frozen=True)
class ReportChange:
    """Something that happened to a unit's report; `id` stays the same, whatever is edited later."""

    id: str
    day: date
    unit: Unit | Member
    year: int
    kind: str
    title: str
    words: str
    measures: tuple[Node, ...]


def changes_of_reports(plan: Plan, unit: str | None = None) -> list[ReportChange]:
    """All that happened, newest first; of one unit where it is given."""
    return [change for change in _all_changes(plan) if unit in (None, change.unit.id)]


@remembered(4)
def _all_changes(plan: Plan) -> list[ReportChange]:
    found = [change for report in plan.reporting.reports.values() for change in _changes_of(plan, report)]
    return sorted(found, key=lambda change: (change.day, change.id), reverse=True)


def _changes_of(plan: Plan, report: Report) -> Iterator[ReportChange]:
    period = period_of_year(plan, report.year)
    unit = reporting_units(plan, period).get(report.unit) if period else None
    if period is None or unit is None:
        return
    measures = {measure.id: measure for measure in period.measures()}
    place = f"progress/{report.year}/{report.unit}"
    for number, item in enumerate(report.received, 1):
        came = [entry.measure for entry in report.entries if entry.received == item.received]
        first = next(index for index, other in enumerate(report.received) if other.received == item.received)
        named = tuple(measures[id] for id in came if id in measures) if first == number - 1 else ()
        sent = f"{item.by}报送，{item.how}" + (f"，{item.number}" if item.number else "")
        title = f"{unit.name}报送 {report.year} 年" + (f" {len(named)} 条措施" if named else "情况")
        yield ReportChange(f"{place}/received/{number}", item.received, unit, report.year, "收到", title, sent, named)
    for entry in report.entries:
        if not (measure := measures.get(entry.measure)):
            continue
        for number, change in enumerate(entry.corrections, 1):
            part = corrected_part(change.field)
            yield ReportChange(
                f"{place}/{entry.measure}/corrected/{number}", change.corrected, unit, report.year, "更正",
                f"{unit.name}更正 {report.year} 年“{measure.title}”的{part}",
                f"原来写的是“{change.was}”；{change.why}（{change.by}）", (measure,),
            )  # fmt: skip
        if back := entry.withdrawn:
            yield ReportChange(
                f"{place}/{entry.measure}/withdrawn", back.withdrawn, unit, report.year, "撤回",
                f"{unit.name}撤回 {report.year} 年“{measure.title}”的报送", f"{back.why}（{back.by}）", (measure,),
            )  # fmt: skip
