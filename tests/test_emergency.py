"""emergency.py and alerts.py: which alert stands when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from kepu.common.dates import CHINA
from kepu.model.alert import Alert, in_figures, parse_moment
from kepu.model.plan import Plan
from kepu.project.rules.table import check_plan
from kepu.queries.alerts import all_alerts, live, settled

START, END = parse_moment("2026-06-01 15:30"), parse_moment("2026-06-01 20:00")
INSTANT = timedelta(seconds=1)


def set_alert(plan: Plan) -> Alert:
    assert plan.alert
    return plan.alert


@pytest.mark.parametrize(
    ("now", "expected"),
    [(START - INSTANT, False), (START, True), (END - INSTANT, True), (END, False), (END + timedelta(days=400), False)],
)
def test_an_alert_is_live_from_its_first_instant_until_before_its_last(
    alert_plan: Plan, now: datetime, expected: bool
) -> None:
    assert live(set_alert(alert_plan), now) is expected
    assert live(set_alert(alert_plan), now.astimezone(UTC)) is expected


def test_who_ends_an_alert_early_ends_it(alert_plan: Plan) -> None:
    ended = set_alert(alert_plan).model_copy(update={"ended": "2026-06-01 17:00"})
    assert (ended.over, ended.end) == ("2026-06-01 17:00", parse_moment("2026-06-01 17:00"))
    assert live(ended, parse_moment("2026-06-01 16:59")) and not live(ended, parse_moment("2026-06-01 17:00"))


def test_an_alert_that_is_over_stands_among_the_ended_ones(alert_plan: Plan) -> None:
    before, after = settled(alert_plan, END - INSTANT), settled(alert_plan, END)
    assert before is alert_plan
    assert after.alert is None
    assert set(after.alerts) == {*alert_plan.alerts, "2026-06-01-1530"}
    assert settled(after, END) is after


def test_an_alert_that_has_not_begun_is_still_set(alert_plan: Plan) -> None:
    assert settled(alert_plan, START - timedelta(days=2)).alert is alert_plan.alert


def test_all_alerts_come_newest_first_whether_set_or_ended(alert_plan: Plan) -> None:
    for plan in (alert_plan, settled(alert_plan, END)):
        assert [alert.name for alert in all_alerts(plan)] == ["2026-06-01-1530", "2026-05-02-0900", "2025-08-01-1200"]


def test_a_moment_is_written_in_chinese_time_to_the_minute() -> None:
    assert in_figures(datetime(2026, 6, 1, 8, 30, 59, tzinfo=UTC)) == "2026-06-01 16:30"
    assert parse_moment("2026-06-01 16:30") == datetime(2026, 6, 1, 16, 30, tzinfo=CHINA)


def test_an_alert_may_end_in_the_minute_it_began(alert_plan: Plan) -> None:
    withdrawn = set_alert(alert_plan).model_copy(update={"ended": "2026-06-01 15:30"})
    assert check_plan(replace(alert_plan, alert=withdrawn)) == []
