"""exports/alerts_data.py: the alert as open data and as an entry of feeds."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from kepu.exports import alerts_data
from kepu.exports.alerts_data import alert_entry
from kepu.exports.feeds import article_feeds, atom, daily_feed
from kepu.model.alert import Alert, parse_moment
from kepu.model.plan import Plan
from kepu.queries import feeds as feed_queries
from kepu.queries.alerts import settled

OVER = parse_moment("2026-06-01 20:00")
NS = {"a": "http://www.w3.org/2005/Atom"}


def data(plan: Plan) -> dict[str, Any]:
    """The file, valid after its own schema."""
    schema = alerts_data.alerts_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    found: dict[str, Any] = json.loads(alerts_data.export_alerts(plan))
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER).validate(
        found
    )
    return found


def test_without_any_alert_the_file_says_so(two_periods: Plan) -> None:
    assert data(two_periods) == {"alert": None, "archive": []}


def test_the_alert_says_all_it_says_on_the_page(alert_plan: Plan) -> None:
    assert data(alert_plan)["alert"] == {
        "id": "2026-06-01-1530",
        "level": "emergency",
        "title": "大风正在过境，请待在屋里",
        "text": "某区大部有 10 级以上大风，预计持续到夜间。",
        "todo": ["待在屋里，关好门窗", "远离广告牌和大树"],
        "phone": "0715-8000000",
        "articles": [{"id": "gale", "url": "articles/gale/"}],
        "source": {
            "name": "某市气象台",
            "issued": "2026-06-01T15:10:00+08:00",
            "link": "https://example.gov.cn/gale",
        },
        "since": "2026-06-01T15:30:00+08:00",
        "until": "2026-06-01T20:00:00+08:00",
        "ended": None,
        "url": "alerts/#alert-2026-06-01-1530",
    }


def test_what_is_over_stands_in_the_archive_newest_first(alert_plan: Plan) -> None:
    found = data(settled(alert_plan, OVER))
    assert found["alert"] is None
    assert [item["id"] for item in found["archive"]] == ["2026-06-01-1530", "2026-05-02-0900", "2025-08-01-1200"]
    assert [item["ended"] for item in found["archive"]] == [None, "2026-05-02T17:30:00+08:00", None]
    assert [item["id"] for item in data(alert_plan)["archive"]] == ["2026-05-02-0900", "2025-08-01-1200"]


def entries(plan: Plan) -> list[ET.Element]:
    return ET.fromstring(atom.export_events_feed(plan)).findall("a:entry", NS)


def said(element: ET.Element, path: str) -> str:
    return element.findtext(path, "", NS)


def test_the_alert_is_the_first_entry_of_the_feed_until_it_is_over(alert_plan: Plan) -> None:
    (entry,) = entries(alert_plan)
    assert said(entry, "a:title") == "【紧急】大风正在过境，请待在屋里"
    assert said(entry, "a:updated") == "2026-06-01T15:30:00+08:00"
    assert said(entry, "a:id") == "tag:kepu-mouqu,2026:alerts/2026-06-01-1530"
    assert said(entry, "a:summary").endswith("有效时间：2026-06-01 15:30 至 2026-06-01 20:00。")
    assert "待在屋里，关好门窗；远离广告牌和大树。电话：0715-8000000。来源：某市气象台，2026-06-01 15:10 发布" in said(
        entry, "a:summary"
    )
    assert entries(settled(alert_plan, OVER)) == []
    assert said(ET.fromstring(atom.export_events_feed(alert_plan)), "a:updated") == "2026-06-01T15:30:00+08:00"


def test_an_alert_before_the_events_leaves_them_as_they_were(alert_plan: Plan, calendar_plan: Plan) -> None:
    before = [said(entry, "a:id") for entry in entries(calendar_plan)]
    both = [said(entry, "a:id") for entry in entries(replace(calendar_plan, alert=alert_plan.alert))]
    assert both == ["tag:kepu-mouqu,2026:alerts/2026-06-01-1530", *before]


@pytest.mark.parametrize(("level", "caption"), [("notice", "提示"), ("warning", "预警"), ("emergency", "紧急")])
def test_the_entry_begins_with_its_level(alert_plan: Plan, level: str, caption: str) -> None:
    assert isinstance(alert_plan.alert, Alert)
    entry = alert_entry(replace(alert_plan, alert=alert_plan.alert.model_copy(update={"level": level})))
    assert entry and entry.title.startswith(f"【{caption}】")
    assert entry.updated == OVER - timedelta(hours=4, minutes=30)


def test_the_feeds_of_articles_and_resources_begin_with_it_too(alert_plan: Plan) -> None:
    (whole, *rest) = feed_queries.feeds(alert_plan, [])
    for feed in (whole, *rest):
        items = json.loads(article_feeds.export_feed_json(alert_plan, feed))["items"]
        assert items[0]["title"] == "【紧急】大风正在过境，请待在屋里"
        assert items[0]["id"] == "tag:kepu-mouqu,2026:alerts/2026-06-01-1530"
        assert items[0]["url"] == "https://example.gov.cn/kepu/alerts/#alert-2026-06-01-1530"
        root = ET.fromstring(article_feeds.export_feed_atom(alert_plan, feed))
        assert said(root, "a:updated") == "2026-06-01T15:30:00+08:00"
        assert [said(entry, "a:title") for entry in root.findall("a:entry", NS)] == [item["title"] for item in items]
        over = json.loads(article_feeds.export_feed_json(settled(alert_plan, OVER), feed))["items"]
        assert over == items[1:]


def test_the_feed_of_daily_pieces_begins_with_it_too(alert_plan: Plan, real_plan: Plan) -> None:
    today = date(2026, 6, 1)
    before = ET.fromstring(daily_feed.export_daily_feed(real_plan, today)).findall("a:entry", NS)
    after = ET.fromstring(daily_feed.export_daily_feed(replace(real_plan, alert=alert_plan.alert), today)).findall(
        "a:entry", NS
    )
    assert said(after[0], "a:title") == "【紧急】大风正在过境，请待在屋里"
    assert [said(entry, "a:id") for entry in after[1:]] == [said(entry, "a:id") for entry in before]
