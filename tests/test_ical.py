"""exports/ical.py: calendars that phones and office PCs read, by two parsers that know nothing of each other."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import vobject
from dateutil.rrule import rrulestr
from icalendar import Calendar
from kepu.exports.feeds import ical
from kepu.exports.table import generate_exports
from kepu.model.events import Event, Observance
from kepu.model.plan import Plan
from kepu.project.plan_loader import load_plan
from kepu.queries import calendar as calendar_queries
from kepu.queries import urls
from kepu.queries.recurrence import days_in
from sites import VALID

TODAY = date(2026, 6, 1)
YEARS = range(2020, 2036)


def feeds_of(plan: Plan, today: date = TODAY) -> dict[str, bytes]:
    return {
        path: content
        for path, content in generate_exports(plan, today)
        if path.endswith(".ics") and isinstance(content, bytes)
    }


@pytest.fixture(scope="module")
def feeds(calendar_plan: Plan) -> dict[str, bytes]:
    return feeds_of(calendar_plan)


@pytest.fixture(scope="module")
def real_feeds(real_plan: Plan) -> dict[str, bytes]:
    return feeds_of(real_plan)


def everything(plan: Plan, today: date = TODAY) -> bytes:
    """The feed of all there is."""
    return calendar_of(plan, [*plan.observances.values(), *plan.events.values()], today)


def calendar_of(plan: Plan, records: Iterable[Observance | Event], today: date) -> bytes:
    return ical.calendar(plan, "名", [entry for record in records for entry in ical.entries(plan, record, today)])


def entries(data: bytes) -> dict[str, Any]:
    """The events of a calendar by UID."""
    found = Calendar.from_ical(data).walk("VEVENT")
    assert len({str(entry["uid"]) for entry in found}) == len(found)
    return {str(entry["uid"]).partition("@")[0]: entry for entry in found}


def all_entries(feeds: dict[str, bytes]) -> Iterator[tuple[str, str, Any]]:
    return ((path, uid, entry) for path, data in feeds.items() for uid, entry in entries(data).items())


def with_event(plan: Plan, id: str, **changes: Any) -> Plan:
    """The plan with one event changed."""
    event = plan.events[id].model_copy(update=changes)
    return replace(plan, events={**plan.events, id: event})


def with_observance(plan: Plan, rule: dict[str, Any], **fields: Any) -> tuple[Plan, Observance]:
    """The plan with nothing in its calendar but one observance."""
    record = Observance.model_validate(
        {"name": "节日", "about": "说明", "updated": date(2026, 5, 1), "rule": rule, **fields}
    )
    record._id = "feast"
    return replace(plan, observances={"feast": record}, events={}), record


def test_there_is_a_feed_for_everything_and_for_each_unit_audience_topic_measure_and_entry(
    feeds: dict[str, bytes], calendar_plan: Plan
) -> None:
    units = {f"units/{id}/events.ics" for id in ("jiaju", "yiju", "gexiangzhen", "dongzhen", "xizhen")}
    terms = {
        f"{kind}/events.ics" for kind in ("audiences/youth", "audiences/seniors", "topics/disaster", "topics/science")
    }
    measures = {f"measures/{id}/events.ics" for id in ("youth-1", "youth-2")}
    single = {f"{urls.url_of(event)}event.ics" for event in calendar_plan.events.values()}
    dated = {f"observances/{id}/event.ics" for id in calendar_plan.observances if id not in ("awaited", "open-class")}
    assert set(feeds) == {"events.ics"} | units | terms | measures | single | dated
    assert all(b"BEGIN:VEVENT" in data for data in feeds.values())


def test_what_was_published_once_is_served_though_it_is_empty(calendar_plan: Plan) -> None:
    empty = replace(calendar_plan, observances={}, events={})
    known = {
        "events.ics",
        "units/gechengyuandanwei/events.ics",
        "units/nobody/events.ics",
        "events.xml",
        "units/jiaju/",
    }
    kept = {path: data for path, data in generate_exports(empty, TODAY, known=known) if path in known}
    assert set(kept) == known - {"units/nobody/events.ics", "units/jiaju/"}
    (calendar,) = Calendar.from_ical(kept["events.ics"], multiple=True)
    assert [part.name for part in calendar.subcomponents] == ["VTIMEZONE"]  # without a component it would be none
    assert feeds_of(empty) == {}


def test_the_head_of_a_calendar_says_its_name_and_when_to_ask_again(feeds: dict[str, bytes]) -> None:
    for path, data in feeds.items():
        head = Calendar.from_ical(data)
        assert head["name"] == head["x-wr-calname"] and str(head["name"]).strip(), path
        ways = {str(head[key].to_ical(), "ascii") for key in ("x-published-ttl", "refresh-interval")}
        assert ways == {"PT12H"}, path


@pytest.mark.parametrize("which", ["feeds", "real_feeds"])
def test_two_parsers_find_the_same_entries(which: str, request: pytest.FixtureRequest) -> None:
    for path, data in request.getfixturevalue(which).items():
        first = Calendar.from_ical(data)
        assert not [error for part in first.walk() for error in part.errors], path
        (second,) = vobject.readComponents(data.decode())
        second.validate(raiseException=True)
        events = second.contents.get("vevent", [])
        assert [(e.uid.value, e.summary.value, e.dtstart.value.isoformat()[:10]) for e in events] == [
            (str(e["uid"]), str(e["summary"]), e["dtstart"].dt.isoformat()[:10]) for e in first.walk("VEVENT")
        ], path


@pytest.mark.parametrize("which", ["feeds", "real_feeds"])
def test_lines_have_75_octets_at_most_and_are_folded_between_characters(
    which: str, request: pytest.FixtureRequest
) -> None:
    for path, data in request.getfixturevalue(which).items():
        assert data.endswith(b"\r\n") and data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r"), path
        for line in data.split(b"\r\n"):
            assert len(line) <= 75, path
            line.decode()


def test_long_chinese_lines_come_back_whole(calendar_plan: Plan) -> None:
    for length in range(20, 60):
        title = "科普，“节日”；" * 3 + "字" * length
        data = ical.single(
            with_event(calendar_plan, "2026/camp", title=title),
            calendar_plan.events["2026/camp"].model_copy(update={"title": title}),
            "名",
            TODAY,
        )
        (entry,) = Calendar.from_ical(data).walk("VEVENT")
        assert str(entry["summary"]) == title
        assert re.search(rb"\r\n ", data)


def test_every_calendar_has_a_component_and_the_zone(feeds: dict[str, bytes]) -> None:
    for path, data in feeds.items():
        (zone,) = Calendar.from_ical(data).walk("VTIMEZONE")
        assert str(zone["tzid"]) == "Asia/Shanghai", path


def test_whole_days_end_on_the_day_after(feeds: dict[str, bytes]) -> None:
    camp = entries(feeds["events.ics"])["event-2026-camp"]
    assert (camp["dtstart"].dt, camp["dtend"].dt) == (date(2026, 7, 10), date(2026, 7, 15))
    assert b"DTSTART;VALUE=DATE:20260710\r\nDTEND;VALUE=DATE:20260715\r\n" in feeds["events/2026/camp/event.ics"]


@pytest.mark.parametrize(
    ("id", "start", "end"),
    [
        ("lab-day", "20260620T090000", "20260620T113000"),
        ("new-year-eve", "20261231T220000", "20270101T010000"),
        ("expo", "20261016T090000", "20261019T000000"),
        ("talk", "20260628T143000", None),
    ],
)
def test_hours_are_of_the_zone_and_may_end_after_midnight(
    id: str, start: str, end: str | None, feeds: dict[str, bytes]
) -> None:
    text = feeds[f"events/2026/{id}/event.ics"].decode()
    assert f"DTSTART;TZID=Asia/Shanghai:{start}\r\n" in text
    assert re.findall("DTEND.*", text) == ([f"DTEND;TZID=Asia/Shanghai:{end}\r"] if end else [])


@pytest.mark.parametrize("which", ["feeds", "real_feeds"])
def test_nothing_ends_before_it_starts(which: str, request: pytest.FixtureRequest) -> None:
    for path, uid, entry in all_entries(request.getfixturevalue(which)):
        if "dtend" in entry:
            assert entry["dtend"].dt > entry["dtstart"].dt, (path, uid)


def test_an_entry_is_the_same_in_all_feeds(feeds: dict[str, bytes]) -> None:
    first: dict[str, tuple[str, bytes]] = {}
    for path, uid, entry in all_entries(feeds):
        known, data = first.setdefault(uid, (path, entry.to_ical()))
        assert entry.to_ical() == data, (path, known)


@pytest.mark.parametrize(
    "changes", [{"title": "改名"}, {"start": date(2026, 8, 1), "end": None}, {"status": "cancelled", "reason": "雨"}]
)
def test_a_uid_outlives_title_date_and_status(changes: dict[str, Any], calendar_plan: Plan) -> None:
    changed = everything(with_event(calendar_plan, "2026/camp", **changes))
    assert changed != everything(calendar_plan)
    assert entries(changed).keys() == entries(everything(calendar_plan)).keys()


def test_uids_carry_the_code_of_the_site(feeds: dict[str, bytes]) -> None:
    assert {str(entry["uid"]).partition("@")[2] for _, _, entry in all_entries(feeds)} == {"kepu-mouqu"}


@pytest.mark.parametrize(
    ("uid", "sequence"),
    [("event-2026-camp", 0), ("event-2026-fair", 1), ("event-2026-moved", 2), ("observance-announced-week-2026", 2)],
)
def test_sequence_is_the_revision(uid: str, sequence: int, feeds: dict[str, bytes]) -> None:
    assert entries(feeds["events.ics"])[uid]["sequence"] == sequence


def test_the_stamp_is_the_day_of_the_data_not_of_the_clock(feeds: dict[str, bytes]) -> None:
    camp = entries(feeds["events.ics"])["event-2026-camp"]
    assert camp.to_ical().count(b"20260520T000000Z") == 2


@pytest.mark.parametrize(("days", "kept"), [(0, True), (400, True), (401, False)])
def test_a_cancelled_event_is_kept_as_cancelled_for_400_days(days: int, kept: bool, calendar_plan: Plan) -> None:
    found = entries(everything(calendar_plan, date(2026, 6, 6) + timedelta(days=days)))
    assert ("event-2026-fair" in found) == kept
    if kept:
        fair = found["event-2026-fair"]
        assert (str(fair["status"]), str(fair["summary"])) == ("CANCELLED", "【已取消】科普集市")


def test_the_file_of_an_event_keeps_it_for_ever(feeds: dict[str, bytes]) -> None:
    assert "event-2025-old-fair" not in entries(feeds["events.ics"])
    assert list(entries(feeds["events/2025/old-fair/event.ics"])) == ["event-2025-old-fair"]


def test_every_entry_reminds_on_the_day_before(feeds: dict[str, bytes]) -> None:
    for path, uid, entry in all_entries(feeds):
        (alarm,) = entry.walk("VALARM")
        start = entry["dtstart"].dt
        begins = start if isinstance(start, datetime) else datetime.combine(start, datetime.min.time())
        assert (begins + alarm["trigger"].dt).date() == begins.date() - timedelta(days=1), (path, uid)
        assert (str(alarm["action"]), str(alarm["description"])) == ("DISPLAY", str(entry["summary"]))


def test_the_url_is_whole_and_leads_to_the_page(feeds: dict[str, bytes], calendar_plan: Plan) -> None:
    found = entries(feeds["events.ics"])
    assert str(found["event-2026-camp"]["url"]) == "https://example.gov.cn/kepu/events/2026/camp/"
    assert str(found["observance-fixed-day"]["url"]) == "https://example.gov.cn/kepu/observances/fixed-day/"
    site = calendar_plan.site.model_copy(update={"url": None})
    assert b"\nURL" not in everything(replace(calendar_plan, site=site))


def test_categories_are_audiences_and_topics(feeds: dict[str, bytes]) -> None:
    found = entries(feeds["events.ics"])
    assert [str(name) for name in found["event-2026-lab-day"]["categories"].cats] == ["青少年", "科学精神"]
    assert "categories" not in found["event-2026-fair"]


def test_an_event_says_where_how_and_by_whom(feeds: dict[str, bytes]) -> None:
    lab = entries(feeds["events.ics"])["event-2026-lab-day"]
    assert str(lab["location"]) == "一号实验楼，东镇，解放路 1 号"
    assert str(lab["description"]).split("\n")[1:] == [
        "状态：报名中",
        "报名：打电话报名",
        "费用：免费，不用带东西",
        "主办：甲局",
    ]


@pytest.mark.parametrize(
    ("uid", "rule"),
    [
        ("observance-fixed-day", "FREQ=YEARLY;BYMONTHDAY=12;BYMONTH=5"),
        ("observance-last-monday", "FREQ=YEARLY;BYDAY=-1MO;BYMONTH=3"),
        ("observance-winter", "FREQ=YEARLY;BYMONTHDAY=20;BYMONTH=12"),
        ("observance-ended-day", "FREQ=YEARLY;UNTIL=20251231;BYMONTHDAY=2;BYMONTH=4"),
    ],
)
def test_what_a_rule_can_say_recurs(uid: str, rule: str, feeds: dict[str, bytes]) -> None:
    assert entries(feeds["events.ics"])[uid]["rrule"].to_ical().decode() == rule


@pytest.mark.parametrize("id", ["ninth", "harvest", "week-of", "winter-classes", "announced-week", "week-of-new-year"])
def test_the_rest_is_written_out_year_by_year(id: str, feeds: dict[str, bytes], calendar_plan: Plan) -> None:
    shown = [
        year for year in calendar_queries.years(calendar_plan, TODAY) if days_in(calendar_plan.observances[id], year)
    ]
    found = [uid for uid in entries(feeds["events.ics"]) if re.fullmatch(rf"observance-{id}(-\d+)?", uid)]
    assert found == [f"observance-{id}-{year}" for year in shown]


@pytest.mark.parametrize("plan", ["calendar_plan", "real_plan"])
def test_a_recurring_entry_expands_to_the_days_of_its_observance(plan: str, request: pytest.FixtureRequest) -> None:
    found: Plan = request.getfixturevalue(plan)
    for record in found.observances.values():
        for entry in entries(ical.single(found, record, "名", TODAY)).values():
            if "rrule" in entry:
                first, length = entry["dtstart"].dt, entry["dtend"].dt - entry["dtstart"].dt - ical.ONE_DAY
                start = datetime.combine(first, datetime.min.time())
                rule = rrulestr(entry["rrule"].to_ical().decode(), dtstart=start)
                days = [moment.date() for moment in rule.between(start, datetime(2035, 12, 31), inc=True)]
                held = [known for year in range(first.year, 2036) if (known := days_in(record, year))]
                assert [(day, day + length) for day in days] == [(day.first, day.last) for day in held], record.id


@pytest.mark.parametrize(
    "rule",
    [
        {"type": "fixed", "month": 2, "day": 29},
        {"type": "fixed", "month": 2, "day": 1, "end_month": 2, "end_day": 29},
        {"type": "fixed", "month": 2, "day": 20, "end_month": 3, "end_day": 5},
        {"type": "fixed", "month": 12, "day": 1, "end_month": 3, "end_day": 1},
        {"type": "week-of", "month": 2, "day": 29},
    ],
)
def test_what_leap_years_change_does_not_recur(rule: dict[str, Any], calendar_plan: Plan) -> None:
    plan, record = with_observance(calendar_plan, rule)
    for year in YEARS:
        found = entries(calendar_of(plan, [record], date(year, 1, 1)))
        days = days_in(record, year)
        assert days
        entry = found[f"observance-feast-{year}"]
        assert (entry["dtstart"].dt, entry["dtend"].dt) == (days.first, days.last + ical.ONE_DAY)


@pytest.mark.parametrize(
    ("today", "expected"),
    [("2026-06-01", [2026, 2027]), ("2026-10-18", [2026, 2027]), ("2026-10-19", [2027]), ("2026-12-31", [2027])],
)
def test_the_first_entry_of_a_file_is_the_next_time(today: str, expected: list[int], calendar_plan: Plan) -> None:
    data = ical.single(calendar_plan, calendar_plan.observances["ninth"], "名", date.fromisoformat(today))
    assert [entry["dtstart"].dt.year for entry in entries(data).values()] == expected


def test_the_file_of_what_is_over_has_its_last_time(feeds: dict[str, bytes]) -> None:
    assert list(entries(feeds["observances/old-day/event.ics"])) == ["observance-old-day-2024"]
    assert list(entries(feeds["observances/announced-week/event.ics"])) == ["observance-announced-week-2026"]


def test_no_file_is_without_an_entry(feeds: dict[str, bytes]) -> None:
    assert [path for path, data in feeds.items() if path.endswith("/event.ics") and not entries(data)] == []


@pytest.mark.parametrize(("until", "shown"), [(2026, True), (2025, True), (2024, False)])
def test_what_has_ended_stays_until_the_end_of_the_year_after(until: int, shown: bool, calendar_plan: Plan) -> None:
    plan, record = with_observance(calendar_plan, {"type": "fixed", "month": 4, "day": 2}, since=2010, until=until)
    assert bool(entries(calendar_of(plan, [record], TODAY))) == shown


def test_a_theme_and_a_doubt_are_said_in_the_entry_of_the_year(feeds: dict[str, bytes]) -> None:
    found = entries(feeds["events.ics"])
    assert str(found["observance-announced-week-2025"]["description"]).startswith("主题：科技强国\n")
    doubtful = found["observance-announced-week-2026"]
    assert str(doubtful["summary"]) == "科技周"
    assert str(doubtful["description"]).endswith("\n日期以主管部门公布的为准")


@pytest.mark.parametrize("plan", ["calendar_plan", "real_plan"])
def test_the_same_data_give_the_same_bytes_on_any_day_of_a_year(plan: str, request: pytest.FixtureRequest) -> None:
    found: Plan = request.getfixturevalue(plan)
    first = everything(found, date(2026, 11, 20))
    assert first == everything(replace(found), date(2026, 11, 20)) == everything(replace(found), date(2026, 11, 24))


def test_two_builds_give_the_same_files(feeds: dict[str, bytes]) -> None:
    assert feeds_of(load_plan(VALID / "calendar")) == feeds


def test_a_plan_without_a_calendar_has_no_feeds(two_periods: Plan) -> None:
    assert feeds_of(two_periods) == {}


def test_events_and_observances_share_a_feed_in_the_order_of_their_ids(feeds: dict[str, bytes]) -> None:
    uids = list(entries(feeds["events.ics"]))
    assert uids.index("event-2025-launch") < uids.index("event-2026-camp") < uids.index("observance-fixed-day")
    assert isinstance(Event.model_fields["revision"].default, int)


def test_every_file_is_written_as_icalendar_would_write_it(calendar_plan: Plan, real_plan: Plan) -> None:
    signs = ["a", "科", "\U0001f600", ",", ";", "\\", "^", "\\N", "\n", ":"]
    chance, id = random.Random(7), next(iter(calendar_plan.events))
    hard = (
        everything(with_event(calendar_plan, id, title="".join(chance.choices(signs, k=length)), about="，;" * length))
        for length in range(1, 160, 4)
    )
    for data in (everything(real_plan), *hard):
        assert Calendar.from_ical(data).to_ical() == data
