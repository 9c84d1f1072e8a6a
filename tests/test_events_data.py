"""exports/events_data.py: the calendar as JSON and CSV, each true to its schema and to the agenda."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date
from typing import Any

import jsonschema
import pytest
from kepu.exports import events_data
from kepu.model.plan import Plan

TODAY = date(2026, 6, 1)


def items_of(plan: Plan) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(events_data.export_events_json(plan, TODAY))["items"]
    return found


def rows_of(plan: Plan) -> list[dict[str, str]]:
    text = events_data.export_events_csv(plan, TODAY)
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.fixture(params=["calendar_plan", "real_plan", "two_periods"])
def plan(request: pytest.FixtureRequest) -> Plan:
    found: Plan = request.getfixturevalue(request.param)
    return found


def test_json_is_valid_after_its_schema(plan: Plan) -> None:
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(events_data.events_schema(), format_checker=checker).validate(
        json.loads(events_data.export_events_json(plan, TODAY))
    )


def test_rows_of_the_csv_are_valid_after_its_schema(plan: Plan) -> None:
    validator = jsonschema.Draft202012Validator(events_data.events_csv_schema())
    for row in rows_of(plan):
        validator.validate(row)


def test_every_item_is_there_once_in_json_and_csv(plan: Plan) -> None:
    items = items_of(plan)
    keys = [(item["id"], item["year"]) for item in items]
    assert len(set(keys)) == len(keys)
    assert {item["id"] for item in items if item["kind"] == "event"} == set(plan.events)
    assert [row["代号"] for row in rows_of(plan)] == [item["id"] for item in items]


def test_an_event_over_new_year_is_there_once(calendar_plan: Plan) -> None:
    (found,) = [item for item in items_of(calendar_plan) if item["id"] == "2026/new-year-eve"]
    assert (found["start"], found["end"], found["begins"], found["ends"]) == (
        "2026-12-31",
        "2027-01-01",
        "22:00",
        "01:00",
    )


def test_what_is_not_known_is_null_and_said_in_the_csv(calendar_plan: Plan) -> None:
    awaited = [item for item in items_of(calendar_plan) if item["id"] == "awaited"]
    assert [(item["year"], item["start"], item["end"]) for item in awaited] == [
        (year, None, None) for year in (2025, 2026, 2027)
    ]
    assert {row["开始"] for row in rows_of(calendar_plan) if row["代号"] == "awaited"} == {"日期待主管部门公布"}
    (fair,) = [item for item in items_of(calendar_plan) if item["id"] == "2026/fair"]
    assert (fair["free"], fair["status"], fair["place"], fair["township"]) == (
        None,
        "cancelled",
        "人民广场",
        "dongzhen",
    )


def test_a_row_reads_as_people_say_it(calendar_plan: Plan) -> None:
    (row,) = [row for row in rows_of(calendar_plan) if row["代号"] == "2026/lab-day"]
    assert list(row.values()) == [
        *("活动", "2026/lab-day", "实验室开放日", "2026-06-20", "2026-06-20", "09:00—11:30", "报名中", "", ""),
        *("一号实验楼", "甲局", "乙局", "events/2026/lab-day/"),
    ]


def test_themes_and_doubts_are_in_their_year(calendar_plan: Plan) -> None:
    found = {
        item["year"]: (item["theme"], item["unverified"])
        for item in items_of(calendar_plan)
        if item["id"] == "fixed-day"
    }
    assert found == {2025: ("早年主题", True), 2026: ("人人讲安全", False), 2027: (None, False)}


@pytest.mark.parametrize("text", ["=1+1", "+86", "-x", "@SUM(A1)"])
def test_no_text_becomes_a_formula(text: str, calendar_plan: Plan) -> None:
    camp = calendar_plan.events["2026/camp"].model_copy(update={"title": text})
    (row,) = [row for row in rows_of(replace(calendar_plan, events={"2026/camp": camp})) if row["类别"] == "活动"]
    assert row["名称"] == f"'{text}"


def test_the_csv_opens_in_excel(calendar_plan: Plan) -> None:
    text = events_data.export_events_csv(calendar_plan, TODAY)
    assert text.encode().startswith(b"\xef\xbb\xbf")
    assert text.count("\r\n") == text.count("\n")
