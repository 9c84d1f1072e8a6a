"""views.py: the questions pages ask, on a plan of two units, two collectives and two periods."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from kepu.model.plan import Member, Period, Plan, Unit
from kepu.queries import duties as views
from kepu.queries.published import goal, text_comparison


@pytest.fixture
def first(two_periods: Plan) -> Period:
    return two_periods.periods[0]


def party(plan: Plan, id: str) -> Unit | Member:
    return next(unit for unit in views.unit_pages(plan) if unit.id == id)


def ids(records: object) -> list[str]:
    return [record.id for record in records]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("id", "leads", "takes_part", "inherits"),
    [
        ("jiaju", ["youth"], ["youth-1", "youth-2"], [("gechengyuandanwei", True, ["network-1"])]),
        ("yiju", [], ["youth-1"], [("gechengyuandanwei", True, ["network-1"])]),
        ("gexiangzhen", [], ["youth-2"], []),
        ("gechengyuandanwei", [], ["network-1"], []),
        ("dongzhen", [], [], [("gexiangzhen", False, ["youth-2"])]),
    ],
)
def test_a_unit_leads_takes_part_and_inherits(
    two_periods: Plan, first: Period, id: str, leads: list[str], takes_part: list[str], inherits: list[object]
) -> None:
    found = views.duties(two_periods, first, party(two_periods, id))
    assert (ids(found.leads), ids(found.takes_part)) == (leads, takes_part)
    assert [(i.collective.id, i.presumed, ids(i.measures)) for i in found.inherits] == inherits
    assert found.inherited_count == sum(len(i.measures) for i in found.inherits)


def test_a_member_only_inherits(real_plan: Plan) -> None:
    collective = real_plan.units["gexiangzhenbanchang"]
    named = views.duties(real_plan, real_plan.current, collective).takes_part
    assert len(named) > 0
    for member in collective.members:
        found = views.duties(real_plan, real_plan.current, member)
        assert (found.leads, found.takes_part) == ((), ())
        assert [(i.collective.id, i.presumed, i.measures) for i in found.inherits] == [(collective.id, False, named)]


def test_what_names_a_unit_is_not_inherited_too(real_plan: Plan) -> None:
    for unit in views.unit_pages(real_plan):
        found = views.duties(real_plan, real_plan.current, unit)
        for inherited in found.inherits:
            assert not set(ids(inherited.measures)) & set(ids(found.takes_part))


def test_a_presumed_membership_is_flagged_and_a_listed_one_is_not(real_plan: Plan) -> None:
    inherited = [
        i for unit in views.unit_pages(real_plan) for i in views.duties(real_plan, real_plan.current, unit).inherits
    ]
    assert {(i.collective.id, i.presumed) for i in inherited} == {
        ("gexiangzhenbanchang", False),
        ("gechengyuandanwei", True),
        ("lingdaoxiaozugechengyuandanwei", True),
    }


def test_the_presumed_members_are_the_single_units_of_the_table(two_periods: Plan, first: Period) -> None:
    assert ids(views.members(two_periods, first, two_periods.units["gechengyuandanwei"])) == ["jiaju", "yiju"]
    assert ids(views.members(two_periods, first, two_periods.units["gexiangzhen"])) == ["dongzhen", "xizhen"]
    assert views.members(two_periods, first, two_periods.units["jiaju"]) == ()


def test_a_unit_without_duties_is_nothing_to_show(two_periods: Plan) -> None:
    later = two_periods.current
    assert not views.duties(two_periods, later, two_periods.units["gechengyuandanwei"])
    assert views.duties(two_periods, later, two_periods.units["jiaju"])


def test_units_are_ranked_by_what_they_have_to_do(real_plan: Plan) -> None:
    period = real_plan.current
    units = views.ranked_units(real_plan, period)
    duties = [views.duties(real_plan, period, unit) for unit in units]
    work = [len(found.leads) + len(found.takes_part) for found in duties]
    assert work == sorted(work, reverse=True)
    assert set(ids(units)) == set(ids(views.units_in_order(real_plan, period))) == set(real_plan.units)


def test_units_stand_in_the_order_of_the_table(two_periods: Plan, first: Period) -> None:
    assert ids(views.units_in_order(two_periods, first)) == ["jiaju", "yiju", "gexiangzhen", "gechengyuandanwei"]


def test_the_matrix_adds_up_to_the_totals(real_plan: Plan, two_periods: Plan) -> None:
    for plan in (real_plan, two_periods):
        for period in plan.periods:
            rows = views.matrix(plan, period)
            totals = views.totals(period)
            assert [task for task, _ in rows] == list(period.tasks)
            assert {len(cells) for _, cells in rows} == {totals.units}
            assert sum(len(cell.measures) for _, cells in rows for cell in cells) == totals.pairs
            assert sum(cell.lead for _, cells in rows for cell in cells) == sum(len(task.lead) for task in period.tasks)


def test_a_cell_tells_lead_named_and_nothing_apart(two_periods: Plan, first: Period) -> None:
    youth, network = views.matrix(two_periods, first)
    cells = {cell.unit.id: (cell.lead, ids(cell.measures), bool(cell)) for cell in youth[1]}
    assert cells == {
        "jiaju": (True, ["youth-1", "youth-2"], True),
        "yiju": (False, ["youth-1"], True),
        "gexiangzhen": (False, ["youth-2"], True),
        "gechengyuandanwei": (False, [], False),
    }
    assert [cell.unit.id for cell in network[1] if cell] == ["gechengyuandanwei"]


def test_totals_count_tasks_measures_units_and_pairs(first: Period) -> None:
    assert views.totals(first) == views.Totals(tasks=2, measures=3, units=4, pairs=5)


def test_the_parties_of_a_measure_begin_with_the_lead(two_periods: Plan, first: Period) -> None:
    found = views.parties(two_periods, first.tasks[0].measures[0])
    assert [(p.unit.id, p.lead, p.named) for p in found] == [("jiaju", True, True), ("yiju", False, True)]


@pytest.mark.parametrize(
    ("today", "over"), [(date(2025, 12, 30), False), (date(2025, 12, 31), False), (date(2026, 1, 1), True)]
)
def test_a_plan_still_runs_on_its_last_day(real_plan: Plan, today: date, over: bool) -> None:
    period = real_plan.current
    assert views.expired(period, today) is over
    assert (today >= views.first_day_after_period(period)) is over


def test_all_periods_but_the_last_are_archived(two_periods: Plan) -> None:
    assert [views.archived(two_periods, period) for period in two_periods.periods] == [True, False]


def test_each_paragraph_knows_its_record(first: Period) -> None:
    lines = first.text_lines
    assert [line.text for line in lines] == first.source.rstrip("\n").split("\n")
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    places = views.text_places(first)
    assert {key: lines[number - 1].text[:12] for key, number in places.items()} == {
        ("youth", "body"): "(一)实施青少年科学素质",
        ("youth-1", "body"): "1.开展进校园活动。坚持",
        ("youth-2", "body"): "2.办好科技节。每年办一",
        ("network-1", "body"): "(一)办好科普网。各成员",
        ("youth-1", "table"): "1.青少年科学素质提升行",
        ("youth-2", "table"): "办好科技节。 每年办一次",
        ("network", "table"): "2.办好科普网 |",
        ("network-1", "table"): "各成员单位都要供稿。 |",
    }


def test_every_measure_is_found_in_the_real_text(real_plan: Plan) -> None:
    places = views.text_places(real_plan.current)
    for measure in real_plan.current.measures():
        assert ((measure.id, "body") in places) is bool(measure.body)
        assert ((measure.id, "table") in places) is bool(measure.table)


def test_every_note_is_listed_with_its_record(first: Period, two_periods: Plan) -> None:
    assert [(note.quote, record.id) for note, record in text_comparison.all_notes(first)] == [
        ("讲好科学家的故事", "youth-1")
    ]
    assert [record.id for _, record in text_comparison.all_notes(two_periods.current)] == ["2026-2030"]


def test_the_chart_has_bars_for_results_and_a_line_for_the_goal(real_plan: Plan) -> None:
    chart = goal.goal_chart(real_plan, real_plan.current)
    assert chart is not None and real_plan.literacy is not None
    results = [(a.name, v.year, v.value) for a in real_plan.literacy.areas for v in a.results]
    assert [(bar.caption, bar.year, bar.value) for bar in chart.bars] == results
    assert real_plan.site.place not in {bar.caption for bar in chart.bars}
    for bar in chart.bars:
        assert 0 < bar.share <= 100
        assert (bar.share > chart.target_share) is (bar.value > chart.target)
        assert f"{bar.value:g}%" in chart.alternative
    assert (chart.target, chart.target_year) == (16, 2025)


def test_the_last_result_of_the_own_place_is_told(real_plan: Plan) -> None:
    assert real_plan.literacy
    here, *others = real_plan.literacy.areas
    assert goal.goal_chart(real_plan, real_plan.current).latest is None  # type: ignore[union-attr]
    own = here.model_copy(update={"name": real_plan.site.place})
    literacy = real_plan.literacy.model_copy(update={"areas": (own, *others)})
    latest = goal.goal_chart(replace(real_plan, literacy=literacy), real_plan.current).latest  # type: ignore[union-attr]
    assert latest and latest.year == max(value.year for value in own.results)


def test_without_figures_there_is_no_chart(real_plan: Plan) -> None:
    bare = Plan(real_plan.site, real_plan.units, real_plan.periods)
    assert goal.goal_chart(bare, bare.current) is None


def test_the_goal_is_found_in_the_text(real_plan: Plan) -> None:
    period = real_plan.current
    assert period.indicator
    place = goal.place_of(period, period.indicator.quote)
    assert place and "16%" in period.lines[place - 1]
