"""check_calendar.py at its edges; every rule has a folder tests/plans/invalid/calendar-… that breaks it, see test_check.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import PLANS
from kepu.common.problems import PlanError, Problem
from kepu.model.events import Event
from kepu.model.plan import Plan
from kepu.project.rules.table import check_plan
from kepu.render.project import read_project

CopyPlan = Callable[..., Path]


def with_events(plan: Plan, *fields: dict[str, Any]) -> Plan:
    """The plan with these events and no others; an event's id is `year/name`, a, b, c in their order."""
    events = []
    for name, values in zip("abcdefg", fields, strict=False):
        event = Event.model_validate({"title": f"活动{name}", "updated": date(2026, 1, 1), **values})
        event._id = f"{values['start'].year}/{name}"
        events.append(event)
    return replace(plan, events={event.id: event for event in events})


def messages(plan: Plan) -> list[str]:
    return [problem.message for problem in check_plan(plan)]


def test_the_sample_has_no_problems(calendar_plan: Plan) -> None:
    assert messages(calendar_plan) == []


def test_a_host_that_does_not_answer_is_only_a_hint(copy_plan: CopyPlan) -> None:
    project = copy_plan(PLANS / "invalid" / "calendar-host-not-answering")
    (found,) = [warning for warning in read_project(project).warnings if warning.where.path.startswith("plan/events/")]
    assert found.warning


def test_a_plan_with_a_mistake_is_not_used(copy_plan: CopyPlan) -> None:
    with pytest.raises(PlanError, match="像是录了两次"):
        read_project(copy_plan(PLANS / "invalid" / "calendar-doubles"))


DAY = date(2026, 3, 4)
"""A Wednesday."""


@pytest.mark.parametrize(
    ("title", "right"),
    [
        ("星期三的课", True),
        ("星期四的课", False),
        ("科学课（周三）", True),
        ("科学课（周四）", False),
        ("3月4日周四讲座", False),
        ("本周四讲座", False),
        ("礼拜四讲座", False),
        ("礼拜天讲座", False),
        ("Science 周日", False),
        ("周五讲座", False),
        ("科技周一览", True),
        ("每周一讲", True),
        ("安全周三进校园", True),
        ("周边环境讲座", True),
        ("第二周日常防护", True),
    ],
)
def test_a_weekday_in_a_title_is_that_of_the_day(title: str, right: bool, calendar_plan: Plan) -> None:
    assert (messages(with_events(calendar_plan, {"title": title, "start": DAY})) == []) == right


@pytest.mark.parametrize(
    ("first", "second", "double"),
    [
        (("2026-03-01", None), ("2026-03-01", None), True),
        (("2026-03-01", "2026-03-03"), ("2026-03-03", "2026-03-04"), True),
        (("2026-03-01", "2026-03-31"), ("2026-03-10", None), True),
        (("2026-03-01", None), ("2026-03-02", None), False),
        (("2026-03-02", None), ("2026-03-01", "2026-03-02"), True),
    ],
)
def test_entries_are_doubles_only_on_days_they_share(
    first: tuple[str, str | None], second: tuple[str, str | None], double: bool, calendar_plan: Plan
) -> None:
    def event(days: tuple[str, str | None]) -> dict[str, Any]:
        start, end = (day and date.fromisoformat(day) for day in days)
        return {"title": "科学课", "start": start, "end": end}

    found = messages(with_events(calendar_plan, event(first), event(second)))
    assert len(found) == double


def test_three_of_a_kind_are_told_one_by_one(calendar_plan: Plan) -> None:
    problems: list[Problem] = check_plan(with_events(calendar_plan, *({"title": "科学课", "start": DAY},) * 3))
    assert problems
    assert all("像是录了两次" in problem.message for problem in problems)


@pytest.mark.parametrize(
    ("fields", "right"),
    [
        ({"start": DAY, "end": DAY}, True),
        ({"start": DAY, "begins": "09:00", "ends": "09:01"}, True),
        ({"start": DAY, "begins": "22:00", "ends": "01:00"}, False),
        ({"start": DAY, "end": date(2026, 3, 5), "begins": "22:00", "ends": "01:00"}, True),
        ({"start": DAY, "registration": {"how": "打电话", "until": DAY}}, True),
        ({"start": DAY, "registration": {"how": "打电话", "until": date(2026, 3, 5)}}, False),
        ({"start": DAY, "status": "postponed", "postponed_from": date(2026, 3, 1)}, True),
    ],
)
def test_hours_and_days_are_in_order(fields: dict[str, Any], right: bool, calendar_plan: Plan) -> None:
    assert (messages(with_events(calendar_plan, fields)) == []) == right


def test_an_event_put_off_into_the_next_year_may_stay_in_its_folder(calendar_plan: Plan) -> None:
    moved = calendar_plan.events["2026/moved"]
    assert (moved.start.year, moved.postponed_from and moved.postponed_from.year) == (2027, 2026)
    unmoved = moved.model_copy(update={"postponed_from": None, "status": "planned"})
    plan = replace(calendar_plan, events={moved.id: unmoved})
    assert messages(plan) == ["2027-01-16 不在 2026 年，文件应当放进 2027 文件夹"]
