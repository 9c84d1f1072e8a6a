"""Who reports on what: the pairs of unit and measure, and the year a plan is reported on."""

from __future__ import annotations

from datetime import date

import pytest
from kepu.model.plan import Plan
from kepu.project.reporting import answerable, period_of_year, reporting_units
from kepu.project.rules.todo import unreceived_reports
from kepu.queries.duties import charges


def test_whoever_answers_for_a_measure_reports_on_it_and_nobody_else(real_plan: Plan, two_periods: Plan) -> None:
    for plan in (real_plan, two_periods):
        for period in plan.periods:
            units, found = reporting_units(plan, period), answerable(plan, period)
            expected = {id: [charge.measure.id for charge in charges(plan, period, unit)] for id, unit in units.items()}
            assert {id: [measure.id for measure in found[id]] for id in found} == {
                id: ids for id, ids in expected.items() if ids
            }


@pytest.mark.ours
def test_the_real_plan_has_297_pairs_of_35_units(real_plan: Plan) -> None:
    found = answerable(real_plan, real_plan.current)
    unit = reporting_units(real_plan, real_plan.current)["zuzhibu"]
    lead_only = [one.measure.id for one in charges(real_plan, real_plan.current, unit) if one.kinds == ("lead",)]
    assert len(found) == 35
    assert sum(map(len, found.values())) == 297
    assert "officials-2" in lead_only, "the one measure without a unit is its lead's"
    assert all(measures for measures in found.values())


def test_a_year_belongs_to_the_plan_it_falls_into_and_later_to_the_last(two_periods: Plan) -> None:
    years = {
        year: period.id if (period := period_of_year(two_periods, year)) else None
        for year in (2020, 2021, 2025, 2026, 2031)
    }
    assert years == {2020: None, 2021: "2021-2025", 2025: "2021-2025", 2026: "2026-2030", 2031: "2026-2030"}


def test_who_was_asked_and_did_not_report_waits_from_the_day_after_the_term(reporting_plan: Plan) -> None:
    assert list(unreceived_reports(reporting_plan, date(2026, 1, 31))) == []
    (found,) = unreceived_reports(reporting_plan, date(2026, 2, 1))
    assert str(found) == "plan/reports/calls.yaml:7: due：2025 年应报 4 个单位，还有 2 个没有收到：东镇、西镇"
