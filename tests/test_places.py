"""Where one can go: venues and resources by township, hours with their day, addresses that were left."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from typing import Any

import pytest
from kepu.common.text.opening_hours import opening_hours
from kepu.exports.places_data import export_places
from kepu.model.plan import Plan
from kepu.model.record import Place, Source
from kepu.model.redirect import Redirects
from kepu.model.resources import Resource
from kepu.postbuild.addresses import check_redirects, holds_withdrawn, moved_addresses
from kepu.queries import directory
from kepu.render.pages.page import Page
from kepu.render.pages.table import generate_pages
from kepu.render.structured_data import resource_json_ld, venue_json_ld
from sites import ROOT, Site, text_of
from test_structured import read

TODAY = date(2026, 6, 1)
TOLD = date(2025, 3, 1)


def with_mill(plan: Plan, **changes: Any) -> Plan:
    mill = plan.resources["old-mill"].model_copy(update=changes)
    return dataclasses.replace(plan, resources={**plan.resources, "old-mill": mill})


def mill_of(plan: Plan) -> Resource:
    return plan.resources["old-mill"]


def page_at(url: str, plan: Plan, today: date = TODAY) -> Page:
    return next(page for page in generate_pages(plan, today) if page.url == url)


def body_of(plan: Plan, today: date = TODAY) -> str:
    return page_at("places/", plan, today).body(ROOT, plan, today)


def test_townships_come_in_the_order_of_the_plan_then_cities_then_the_rest(calendar_plan: Plan) -> None:
    away = mill_of(calendar_plan).model_copy(update={"place": Place(name="远馆", city="某市")})
    somewhere = mill_of(calendar_plan).model_copy(update={"place": Place(name="某馆")})
    found = directory.place_groups(calendar_plan, [away, somewhere, *directory.places(calendar_plan, TODAY)])
    assert [(id, name, len(records)) for id, name, records in found] == [
        ("dongzhen", "东镇", 1),
        ("xizhen", "西镇", 1),
        ("某市", "某市", 1),
        ("rest", "其他地点", 1),
    ]


def test_a_place_says_what_is_known_of_it_and_nothing_of_the_rest(calendar_site: Site) -> None:
    page = calendar_site["places/"]
    hall, mill = (text_of(page.one("li", "kx-place", **{"data-place": id})) for id in ("xizhen", "dongzhen"))
    for words in (
        "样例科普馆",
        "免费",
        "周末 9:00 到 16:00",
        "2026-01-15 由本单位核改",
        "有坡道",
        "0715-0000001",
        "样例路 1 号",
    ):
        assert words in hall, words
    assert "白天步行可到" in mill and "有坡道" in mill
    assert not [word for word in ("费用", "开放时间", "怎么去", "电话") if word in mill]
    assert "未知" not in page.text


def test_a_venue_has_its_page_here_and_a_resource_among_the_resources(calendar_site: Site) -> None:
    page = calendar_site["places/"]
    assert {"places/hall/", "resources/old-mill/", "units/dongzhen/"} <= set(page.links(page.main))
    assert "resources/old-mill/" in calendar_site["units/dongzhen/"].links()
    assert "places/" in calendar_site["resources/"].links()


def test_search_finds_the_page_by_what_people_ask(calendar_site: Site) -> None:
    found = calendar_site.found["places/"]
    assert "科普阵地" in found.aliases and "周末带孩子去哪里" in found.keywords


@pytest.mark.parametrize(("today", "hidden"), [(date(2027, 3, 1), True), (date(2027, 3, 2), False)])
def test_of_old_hours_one_is_told_to_ask(today: date, hidden: bool, calendar_plan: Plan) -> None:
    source = Source(name="某公告", publisher="乙局", dated=TOLD)
    html = body_of(with_mill(calendar_plan, hours="每天 9:00—17:00", hours_source=source), today)
    assert "某公告，乙局，2025-03-01" in html
    assert (' data-kx-from="2027-03-02" hidden' in html) is hidden


def test_machines_get_hours_that_are_news_and_can_be_read(calendar_plan: Plan) -> None:
    source = Source(name="某公告", dated=TOLD)

    def told(today: date, hours: str) -> object:
        plan = with_mill(calendar_plan, hours=hours, hours_source=source)
        return read(resource_json_ld(plan, mill_of(plan), today)).get("openingHours")

    assert told(TODAY, "周二至周日 9:00—17:00") == ["Tu-Su 09:00-17:00"]
    assert told(date(2027, 3, 2), "周二至周日 9:00—17:00") is None
    assert told(TODAY, "看天气") is None


def test_a_venue_is_what_it_is_to_search_engines(calendar_plan: Plan) -> None:
    hall = calendar_plan.venues["hall"]
    place = hall.place.model_copy(update={"kind": "museum"})
    assert read(venue_json_ld(calendar_plan, hall.model_copy(update={"place": place}), TODAY)) == {
        "@context": "https://schema.org",
        "@type": "Museum",
        "name": "样例科普馆",
        "description": "能看标本，只在测试里出现。",
        "address": "某区西镇样例路 1 号",
        "telephone": "0715-0000001",
        "openingHours": ["Sa-Su 09:00-16:00"],
        "isAccessibleForFree": True,
    }


@pytest.mark.parametrize(
    ("place", "words", "address"),
    [
        ({"name": "老磨坊", "township": "dongzhen"}, "某区东镇老磨坊", "某区东镇"),
        ({"name": "远馆（二层）", "city": "某市", "address": "一路 1 号"}, "某市远馆", "某市一路 1 号"),
        ({"name": "某市图书馆", "city": "某市"}, "某市图书馆", "某市"),
        ({"name": "大厅"}, "某区大厅", ""),
    ],
)
def test_a_map_is_asked_by_name_and_an_address_is_whole(
    place: dict[str, Any], words: str, address: str, calendar_plan: Plan
) -> None:
    found = Place(**place)
    assert (directory.map_words(calendar_plan, found), directory.address_of(calendar_plan, found)) == (words, address)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("周二至周日 9:00—17:00，周一闭馆", ["Tu-Su 09:00-17:00"]),
        ("每天 9:00—17:00，周一闭馆", ["Tu-Su 09:00-17:00"]),
        ("周末 9:00 到 16:00", ["Sa-Su 09:00-16:00"]),
        (
            "周一、周三 9:00—12:00、14:00—17:30",
            ["Mo 09:00-12:00", "Mo 14:00-17:30", "We 09:00-12:00", "We 14:00-17:30"],
        ),
        ("周一至周五 9:00—17:00；周末 10:00—16:00", ["Mo-Fr 09:00-17:00", "Sa-Su 10:00-16:00"]),
        ("每天 9:00—20:00（清华城到 20:30）", []),
        ("全天", []),
        ("周五至周二 9:00—17:00", []),
        ("市馆周末 9:00—18:00", []),
    ],
)
def test_hours_are_read_whole_or_not_at_all(said: str, read: list[str]) -> None:
    assert list(opening_hours(said)) == read


def test_the_data_hold_both_and_leave_open_what_is_not_known(calendar_plan: Plan) -> None:
    hall, mill = json.loads(export_places(calendar_plan, TODAY))["items"]
    assert (hall["source"], hall["hours_dated"], hall["opening_hours"]) == (
        "venue",
        "2026-01-15",
        ["Sa-Su 09:00-16:00"],
    )
    assert (mill["source"], mill["township"], mill["fee"], mill["free"], mill["phone"]) == (
        *("resource", "dongzhen"),
        *(None, None, None),
    )
    assert [item["id"] for item in json.loads(export_places(calendar_plan, date(2028, 1, 1)))["items"]] == ["old-mill"]


def test_where_venues_were_leads_to_where_they_are(calendar_site: Site, calendar_plan: Plan) -> None:
    for left, now in (("venues/", "places/"), ("venues/hall/", "places/hall/")):
        page = calendar_site[left]
        assert now in page.links(page.main)
        assert f'content="0; url={"../" * left.count("/")}{now}"' in page.html
    assert "group-xizhen" in calendar_site["places/"].html, "anchors of the former list lead on"


def test_what_was_published_under_the_former_address_is_accounted_for(calendar_plan: Plan) -> None:
    known = {"venues/", "venues/hall/", "places/"}
    assert list(check_redirects(calendar_plan, {"places/", "places/hall/"}, known, TODAY)) == []
    assert moved_addresses(calendar_plan, {"places/", "places/hall/"}, known) == {
        "venues/": "places/",
        "venues/hall/": "places/hall/",
    }
    lost = list(check_redirects(calendar_plan, {"places/"}, {"venues/gone/"}, TODAY))
    assert "“places/gone/”发布过，现在没有了" in str(lost[0])


def test_a_release_from_before_the_move_is_known_to_hold_what_was_withdrawn(calendar_plan: Plan) -> None:
    entry = {"from": "places/hall/", "since": "2026-06-01", "why": "撤下", "everywhere": True}
    redirects = Redirects.model_validate({"removed": [entry]})
    plan = dataclasses.replace(calendar_plan, redirects=redirects)
    assert holds_withdrawn(plan, {"places/"}, {"venues/hall/"})
    assert not holds_withdrawn(plan, {"places/"}, {"venues/other/"})


def test_every_real_place_is_of_a_kind_and_in_a_group(real_plan: Plan) -> None:
    found = directory.places(real_plan, TODAY)
    assert len(found) >= 11
    assert [record.id for record in found if not (record.place and record.place.kind)] == []
    assert "其他地点" not in [name for _, name, _ in directory.place_groups(real_plan, found)]
