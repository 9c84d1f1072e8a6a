"""exports/daily_data.py and daily_feed.py: the pieces and their days as data, and the last thirty days as a feed."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from kepu.exports import daily_data
from kepu.exports.feeds import daily_feed
from kepu.exports.feeds.atom import NAMESPACE
from kepu.exports.table import generate_exports
from kepu.model.plan import Plan
from kepu.queries.daily.schedule import DAYS_OF_YEAR, pieces_by_day

NS = {"a": NAMESPACE}
FIRST_OF_JUNE = date(2026, 6, 1)


def data_of(plan: Plan) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(daily_data.export_daily(plan))
    return found


def entries(plan: Plan, today: date = FIRST_OF_JUNE) -> list[ElementTree.Element]:
    return ElementTree.fromstring(daily_feed.export_daily_feed(plan, today).encode()).findall("a:entry", NS)


def text(element: ElementTree.Element, name: str) -> str:
    (found,) = element.findall(f"a:{name}", NS)
    return found.text or ""


def test_the_data_is_true_to_its_schema(real_plan: Plan, calendar_plan: Plan, valid_plan: Plan) -> None:
    jsonschema.Draft202012Validator.check_schema(daily_data.daily_schema())
    validator = jsonschema.Draft202012Validator(daily_data.daily_schema())
    for plan in (real_plan, calendar_plan, valid_plan):
        validator.validate(data_of(plan))


def test_every_piece_and_every_day_of_the_year_is_told(real_plan: Plan) -> None:
    data = data_of(real_plan)
    assert [item["id"] for item in data["items"]] == list(real_plan.daily)
    assert tuple(data["days"]) == DAYS_OF_YEAR
    assert set(data["days"].values()) == set(real_plan.daily)


def test_a_piece_says_all_that_is_known_of_it(calendar_plan: Plan) -> None:
    items = {item["id"]: item for item in data_of(calendar_plan)["items"]}
    assert items["first-of-june"] == {
        "id": "first-of-june",
        "text": "六月头一天看水磨。水磨靠流水转。",
        "article": None,
        "resource": "old-mill",
        "source": {
            "name": "《磨坊手册》", "publisher": "乙局", "number": "乙发〔2025〕1号", "dated": "2025-03-01", "link": None,
            "quote": [],
        },
        "unverified": False,
        "day": "06-01",
        "months": [],
        "url": "resources/old-mill/",
    }  # fmt: skip
    assert items["night"]["months"] == [1, 2, 6, 12] and items["second-of-june"]["unverified"] is True


def test_a_month_is_a_small_file_with_what_the_page_shows(calendar_plan: Plan, real_plan: Plan) -> None:
    june = json.loads(daily_data.export_daily_month(calendar_plan, (), 6))
    assert len(june) == 30
    assert june["06-01"] == {
        "text": "六月头一天看水磨。水磨靠流水转。",
        "source": "乙局《磨坊手册》",
        "unverified": False,
        "title": "老磨坊",
        "url": "resources/old-mill/",
    }
    assert june["06-02"]["source"] == "丙台月报" and june["06-02"]["unverified"] is True
    lines = [piece for piece in june.values() if "parts" in piece]
    assert {tuple(piece["parts"]) for piece in lines} == {("轮着用的一条，讲热线：遇险打", "0000", "，平时不打。")}
    assert "02-29" in json.loads(daily_data.export_daily_month(real_plan, (), 2))
    for month in range(1, 13):
        assert len(daily_data.export_daily_month(real_plan, (), month).encode()) < 20_000


def test_without_pieces_there_is_no_feed_and_no_month(valid_plan: Plan, calendar_plan: Plan) -> None:
    def names(plan: Plan) -> set[str]:
        return {path for path, _ in generate_exports(plan, FIRST_OF_JUNE) if path.startswith("daily")}

    assert names(valid_plan) == set()
    assert names(calendar_plan) == {"daily.xml", *(f"daily/{month:02}.json" for month in range(1, 13))}


def test_the_feed_has_the_last_thirty_days_today_first(calendar_plan: Plan) -> None:
    found = entries(calendar_plan)
    assert [text(entry, "id") for entry in found[:2]] == [
        "tag:kepu-mouqu,2026:daily/2026-06-01",
        "tag:kepu-mouqu,2026:daily/2026-05-31",
    ]
    assert len(found) == 30 and text(found[-1], "id").endswith("daily/2026-05-03")
    assert text(found[0], "updated") == "2026-06-01T00:00:00+08:00"
    for entry in found:
        assert text(entry, "title") and datetime.fromisoformat(text(entry, "updated")).utcoffset()


def test_an_entry_says_the_piece_its_source_and_the_observance_of_the_day(calendar_plan: Plan) -> None:
    by_day = {text(entry, "id")[-10:]: entry for entry in entries(calendar_plan, date(2026, 6, 2))}
    assert text(by_day["2026-05-12"], "title") == "2026年5月12日，防灾日"
    assert text(by_day["2026-06-02"], "title") == "2026年6月2日"
    assert text(by_day["2026-06-01"], "summary") == "六月头一天看水磨。水磨靠流水转。（出处：乙局《磨坊手册》）"
    assert (
        text(by_day["2026-06-02"], "summary") == "第二天的这一条还要<核>一遍。（出处：丙台月报，以责任单位公布的为准）"
    )
    (link,) = by_day["2026-05-12"].findall("a:link", NS)
    assert link.attrib["href"].endswith("daily/05/#d-05-12")


def test_a_month_long_observance_does_not_stand_in_every_title(real_plan: Plan) -> None:
    titles = [text(entry, "title") for entry in entries(real_plan, date(2026, 11, 30))]
    assert "2026年11月9日，全国消防日" in titles
    assert not [title for title in titles if "月" in title[11:]]


def test_the_feed_passes_29_february(calendar_plan: Plan) -> None:
    found = {text(entry, "id")[-10:]: text(entry, "summary") for entry in entries(calendar_plan, date(2028, 3, 1))}
    assert found["2028-02-29"].startswith("闰日四年来一次。") and "2028-02-28" in found
    assert "2027-02-28" in {text(entry, "id")[-10:] for entry in entries(calendar_plan, date(2027, 3, 1))}


def test_an_entry_keeps_its_id_when_the_piece_changes(calendar_plan: Plan) -> None:
    piece = calendar_plan.daily["first-of-june"].model_copy(update={"text": "改过。"})
    piece._id = "first-of-june"
    changed = replace(calendar_plan, daily={**calendar_plan.daily, "first-of-june": piece})
    assert [text(e, "id") for e in entries(changed)] == [text(e, "id") for e in entries(calendar_plan)]
    assert text(entries(changed)[0], "summary").startswith("改过。")


@pytest.mark.parametrize("url", [None, "https://example.gov.cn/kepu/"])
def test_links_of_the_feed_are_whole_where_the_site_has_an_address(url: str | None, calendar_plan: Plan) -> None:
    plan = replace(calendar_plan, site=calendar_plan.site.model_copy(update={"url": url}))
    feed = daily_feed.export_daily_feed(plan, FIRST_OF_JUNE)
    links = re.findall(r'href="([^"]*)"', feed)
    assert f"{url or ''}daily.xml" in links and f"{url or ''}daily/06/#d-06-01" in links


def test_a_piece_of_the_table_is_the_piece_of_the_month_and_of_the_feed(real_plan: Plan) -> None:
    table = pieces_by_day(real_plan)
    november = json.loads(daily_data.export_daily_month(real_plan, (), 11))
    told = {text(entry, "id")[-5:]: text(entry, "summary") for entry in entries(real_plan, date(2026, 11, 30))}
    for day, shown in november.items():
        assert shown["text"] == table[day].text and told[day].startswith(table[day].text)
