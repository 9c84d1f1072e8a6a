"""agenda.py: what is on and when, whose it is, and for whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from kepu.model.plan import Plan
from kepu.queries import calendar, duties, months
from kepu.queries.calendar import Item
from kepu.queries.recurrence import Days, days_in

TODAY = date(2026, 6, 1)


def ids(items: Iterable[Item]) -> list[str]:
    return [item.record.id for item in items]


def starts(items: Iterable[Item]) -> list[tuple[str, str]]:
    return [(item.record.id, str(item.days.first)) for item in items if item.days]


def test_a_year_has_everything_that_touches_it_soonest_first(calendar_plan: Plan) -> None:
    assert starts(calendar.items_in(calendar_plan, 2026)) == [
        ("winter", "2025-12-20"),
        ("week-of-new-year", "2025-12-29"),
        ("winter-classes", "2026-02-10"),
        ("last-monday", "2026-03-30"),
        ("fixed-day", "2026-05-12"),
        ("announced-week", "2026-05-23"),
        ("2026/fair", "2026-06-06"),
        ("2026/lab-day", "2026-06-20"),
        ("2026/talk", "2026-06-28"),
        ("2026/camp", "2026-07-10"),
        ("week-of", "2026-08-03"),
        ("fixed-span", "2026-09-01"),
        ("harvest", "2026-09-23"),
        ("2026/expo", "2026-10-16"),
        ("ninth", "2026-10-18"),
        ("winter", "2026-12-20"),
        ("week-of-new-year", "2026-12-28"),
        ("2026/new-year-eve", "2026-12-31"),
    ]


def test_what_waits_for_its_date_comes_last(calendar_plan: Plan) -> None:
    for year in range(2024, 2029):
        items = calendar.items_in(calendar_plan, year)
        assert sorted(items, key=lambda item: item.days is None) == list(items)
    assert ids(calendar.items_in(calendar_plan, 2026))[-1:] == ["awaited"]


@pytest.mark.parametrize("id", ["2026/new-year-eve", "winter", "week-of-new-year"])
def test_what_runs_over_new_year_is_in_both_years(id: str, calendar_plan: Plan) -> None:
    for year in (2026, 2027):
        over = [item for item in calendar.items_in(calendar_plan, year) if item.record.id == id and item.days]
        assert any(item.days and item.days.first.year == 2026 and item.days.last.year == 2027 for item in over)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-12-01", "2027-01-31"),
        ("2026-12-31", "2027-01-01"),
        ("2027-01-01", "2027-01-01"),
        ("2026-12-31", "2026-12-31"),
    ],
)
def test_over_new_year_is_listed_once(first: str, last: str, calendar_plan: Plan) -> None:
    found = ids(calendar.items_between(calendar_plan, date.fromisoformat(first), date.fromisoformat(last)))
    assert {id: found.count(id) for id in ("2026/new-year-eve", "winter", "week-of-new-year")} == {
        "2026/new-year-eve": 1,
        "winter": 1,
        "week-of-new-year": 1,
    }


def test_between_two_days_counts_both(calendar_plan: Plan) -> None:
    assert ids(calendar.items_between(calendar_plan, date(2026, 7, 14), date(2026, 7, 14))) == ["2026/camp"]
    assert ids(calendar.items_between(calendar_plan, date(2026, 7, 10), date(2026, 7, 10))) == ["2026/camp"]
    assert ids(calendar.items_between(calendar_plan, date(2026, 7, 15), date(2026, 8, 2))) == []


def test_the_years_reach_from_last_to_next_and_to_every_event(calendar_plan: Plan) -> None:
    assert list(calendar.years(calendar_plan, TODAY)) == [2025, 2026, 2027]
    assert list(calendar.years(calendar_plan, date(2029, 1, 1))) == [2025, 2026, 2027, 2028, 2029, 2030]


def test_what_is_coming_reaches_400_days_and_begins_with_what_is_on(calendar_plan: Plan) -> None:
    coming = calendar.coming(calendar_plan, date(2026, 5, 25))
    assert ids(coming)[0] == "announced-week"
    assert ("fixed-day", "2027-05-12") in starts(coming)
    assert all(item.days and item.days.first <= date(2026, 5, 25) + calendar.AHEAD for item in coming)
    assert "announced-week" not in ids(calendar.coming(calendar_plan, TODAY))


@pytest.mark.parametrize(("together", "shown"), [(1, 40), (6, 126)])
def test_the_first_page_has_sixty_days_and_forty_items(together: int, shown: int, calendar_plan: Plan) -> None:
    event, events = next(iter(calendar_plan.events.values())), {}
    for number in range(100 * together):  # so many on every third day
        day = TODAY + timedelta(days=3 * (number // together))
        events[str(number)] = event.model_copy(update={"start": day, "end": day})
        events[str(number)]._id = str(number)
    plan = replace(calendar_plan, observances={}, events=events)
    assert (*calendar.soon(plan, TODAY),) == calendar.coming(plan, TODAY)[:shown]
    assert (*calendar.far_off(plan, TODAY),) == calendar.coming(plan, TODAY)[shown:]
    assert calendar.far_off(replace(plan, events={}), TODAY) == []


@pytest.mark.parametrize(
    ("day", "first"),
    [
        ("2026-06-01", ["2026/fair", "2026/lab-day", "2026/talk"]),
        ("2026-12-20", ["winter", "week-of-new-year", "2026/new-year-eve"]),
        ("2026-12-21", ["2026/new-year-eve", "winter", "week-of-new-year"]),
        ("2026-12-30", ["2026/new-year-eve", "winter", "week-of-new-year"]),
    ],
)
def test_the_first_page_begins_with_local_events_of_this_weekend(
    day: str, first: list[str], calendar_plan: Plan
) -> None:
    assert ids(calendar.soon(calendar_plan, date.fromisoformat(day)))[:3] == first


def test_what_is_not_announced_waits_once(calendar_plan: Plan) -> None:
    assert [(item.record.id, item.year) for item in calendar.waiting(calendar_plan, TODAY)] == [
        ("awaited", 2026),
        ("announced-week", 2027),
    ]


def test_what_has_ended_is_neither_on_nor_awaited(calendar_plan: Plan) -> None:
    later = [item for year in range(2026, 2030) for item in calendar.items_in(calendar_plan, year)]
    assert not {"old-day", "ended-day"} & set(ids(later))
    assert [record.id for record in calendar.ended(calendar_plan, TODAY)] == ["ended-day", "old-day"]
    assert [record.id for record in calendar.ended(calendar_plan, date(2025, 12, 31))] == ["old-day"]


def test_a_series_has_no_days(calendar_plan: Plan) -> None:
    assert [record.id for record in calendar.series(calendar_plan)] == ["open-class"]
    assert not any("open-class" in ids(calendar.items_in(calendar_plan, year)) for year in range(2024, 2030))


def test_a_month_grid_is_of_whole_weeks_from_monday(calendar_plan: Plan) -> None:
    for month in range(1, 13):
        weeks = months.month_grid(calendar_plan, 2026, month)
        cells = [cell for week in weeks for cell in week]
        assert all(len(week) == 7 and week[0].day.weekday() == 0 for week in weeks)
        assert [cell.day.month for cell in cells if cell.inside] == [month] * sum(cell.inside for cell in cells)
        assert [cell.day.toordinal() - cells[0].day.toordinal() for cell in cells] == list(range(len(cells)))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-06-20", ["2026/lab-day"]),
        ("2026-07-10", ["2026/camp"]),
        ("2026-07-14", ["2026/camp"]),
        ("2026-07-15", []),
        ("2026-12-31", ["week-of-new-year", "2026/new-year-eve"]),
        ("2027-01-01", ["week-of-new-year", "2026/new-year-eve"]),
        ("2026-09-23", ["harvest"]),
    ],
)
def test_a_day_of_the_grid_has_its_short_items(day: str, expected: list[str], calendar_plan: Plan) -> None:
    wanted = date.fromisoformat(day)
    cells = [cell for week in months.month_grid(calendar_plan, wanted.year, wanted.month) for cell in week]
    (found,) = [cell for cell in cells if cell.day == wanted]
    assert ids([*(stretch.item for stretch in found.lanes if stretch), *found.items]) == expected


def test_an_item_of_several_days_keeps_its_lane_all_week(calendar_plan: Plan) -> None:
    last_week = months.month_grid(calendar_plan, 2026, 12)[-1]
    lanes = [
        [stretch and (stretch.item.record.id, stretch.days, stretch.begins) for stretch in cell.lanes]
        for cell in last_week
    ]
    week, eve = "week-of-new-year", "2026/new-year-eve"
    assert lanes == [
        [(week, 4, True)],
        [(week, 3, False)],
        [(week, 2, False)],
        [(week, 1, False), (eve, 1, True)],
        *([], [], []),  # of January
    ]


@pytest.mark.parametrize(("days", "long"), [(1, False), (10, False), (11, True), (30, True)])
def test_more_than_ten_days_are_long(days: int, long: bool, calendar_plan: Plan) -> None:
    first = date(2026, 3, 1)
    item = Item(calendar_plan.events["2026/camp"], 2026, Days(first, date.fromordinal(first.toordinal() + days - 1)))
    assert item.long == long


def test_long_items_stand_above_every_month_they_touch(calendar_plan: Plan) -> None:
    found = {
        (year, m): ids(months.long_items(calendar_plan, year, m)) for year in (2026, 2027) for m in (1, 2, 3, 9, 12)
    }
    assert found[2026, 9] == ["fixed-span"]
    assert found[2026, 12] == found[2027, 1] == ["winter"]
    assert found[2027, 2] == found[2027, 3] == ["winter-classes"]


def test_an_observance_appears_in_all_known_years_newest_first(calendar_plan: Plan) -> None:
    shown = {
        id: [i.year for i in calendar.appearances(calendar_plan, o, TODAY)]
        for id, o in calendar_plan.observances.items()
    }
    assert shown["fixed-day"] == [2027, 2026, 2025]
    assert shown["announced-week"] == [2027, 2026, 2025]
    assert shown["old-day"] == [2024]
    assert shown["ended-day"] == [2025]
    assert shown["awaited"] == [2027, 2026]
    assert shown["open-class"] == []


def test_known_appearances_are_those_with_days_oldest_first(calendar_plan: Plan) -> None:
    week = calendar_plan.observances["announced-week"]
    assert [item.year for item in calendar.known(calendar_plan, week, TODAY)] == [2025, 2026]
    assert calendar.known(calendar_plan, calendar_plan.observances["awaited"], TODAY) == []


def test_themes_and_doubts_belong_to_a_year(calendar_plan: Plan) -> None:
    items = calendar.appearances(calendar_plan, calendar_plan.observances["fixed-day"], TODAY)
    assert [(item.year, item.theme, item.unverified) for item in items] == [
        (2027, None, False),
        (2026, "人人讲安全", False),
        (2025, "早年主题", True),
    ]


@pytest.mark.parametrize(
    ("id", "leads", "others"),
    [
        ("2026/lab-day", ["jiaju"], ["yiju"]),
        ("2026/expo", [], []),
        ("fixed-span", ["jiaju"], ["gexiangzhen"]),
        ("open-class", ["jiaju"], ["yiju"]),
        ("fixed-day", [], []),
    ],
)
def test_duty_is_of_the_host_or_of_the_measures_the_plan_binds(
    id: str, leads: list[str], others: list[str], calendar_plan: Plan
) -> None:
    record = calendar_plan.events.get(id) or calendar_plan.observances[id]
    found = calendar.duty(calendar_plan, record)
    assert ([unit.id for unit in found.leads], [unit.id for unit in found.others]) == (leads, others)


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        (
            "jiaju",
            {
                "": {"2026/fair", "2026/lab-day", "2026/talk", "2026/moved", "fixed-span"},
                "所承担的措施涉及的": {"fixed-day"},
            },
        ),
        ("yiju", {"": {"2026/lab-day", "2026/camp", "2026/new-year-eve"}, "所承担的措施涉及的": {"fixed-day"}}),
        ("gexiangzhen", {"": {"fixed-span"}}),
        ("dongzhen", {"": {"2026/fair", "2026/lab-day", "2026/moved"}, "随集体": {"fixed-span"}}),
        ("xizhen", {"": {"2026/camp", "2026/new-year-eve"}, "随集体": {"fixed-span"}}),
        ("gechengyuandanwei", {}),
    ],
)
def test_a_unit_has_its_own_occasions_those_of_its_collective_and_those_of_its_measures(
    unit: str, expected: dict[str, set[str]], calendar_plan: Plan
) -> None:
    members = {member.id: member for found in calendar_plan.units.values() for member in found.members}
    items = calendar.coming(calendar_plan, TODAY)
    record = calendar_plan.units.get(unit) or members[unit]
    groups = calendar.by_bond(calendar_plan, items, record)
    assert {caption: set(ids(group)) for caption, group in groups} == expected
    assert set(ids(items_of(calendar_plan, items, unit))) == set().union(*expected.values())


def items_of(plan: Plan, items: Iterable[calendar.Item], unit: str) -> list[calendar.Item]:
    """The items that concern a unit."""
    return [item for item in items if unit in calendar.bound_units(plan, item)]


def test_every_unit_of_the_real_plan_has_what_its_collectives_have(real_plan: Plan) -> None:
    items = calendar.coming(real_plan, TODAY)
    period = real_plan.current
    for unit in duties.unit_pages(real_plan):
        mine = set(ids(items_of(real_plan, items, unit.id)))
        for collective in duties.collectives_of(real_plan, period, unit):
            assert set(ids(items_of(real_plan, items, collective.id))) <= mine, (unit.id, collective.id)
        for charge in duties.charges(real_plan, period, unit):
            assert set(ids(calendar.items_for_measure(items, charge.measure.id))) <= mine, (unit.id, charge.measure.id)


def test_what_names_nobody_is_for_everybody(calendar_plan: Plan) -> None:
    items = calendar.coming(calendar_plan, TODAY)
    youth, seniors = (ids(calendar.items_for_audience(items, term)) for term in ("youth", "seniors"))
    assert "2026/lab-day" in youth and "2026/lab-day" not in seniors
    assert "ninth" in seniors and "ninth" not in youth
    assert "2026/fair" in youth and "2026/fair" in seniors


def test_topics_measures_and_tasks_take_only_what_names_them(calendar_plan: Plan) -> None:
    items = calendar.coming(calendar_plan, TODAY)
    assert set(ids(calendar.items_for_topic(items, "disaster"))) == {"2026/talk", "fixed-day"}
    assert set(ids(calendar.items_for_measure(items, "youth-1"))) == {"2026/lab-day", "fixed-day"}
    assert set(ids(calendar.items_for_task(items, calendar_plan.current.by_id["youth"]))) == {
        "2026/lab-day",
        "fixed-day",
        "fixed-span",
    }


def test_the_events_of_an_observance_are_newest_first(calendar_plan: Plan) -> None:
    week = calendar_plan.observances["announced-week"]
    assert [event.id for event in calendar.events_of(calendar_plan, week)] == ["2025/launch"]


@pytest.mark.parametrize(
    ("fee", "free"),
    [(None, False), ("免费", True), ("免费，不用带东西", True), ("每人 50 元", False), ("不免费", False)],
)
def test_only_what_says_so_is_free(fee: str | None, free: bool, calendar_plan: Plan) -> None:
    assert calendar_plan.events["2026/camp"].model_copy(update={"fee": fee}).free == free


def test_days_of_items_are_those_of_their_rules(calendar_plan: Plan) -> None:
    for item in calendar.items_in(calendar_plan, 2026):
        if not item.is_event:
            assert item.days == days_in(calendar_plan.observances[item.record.id], item.year)
