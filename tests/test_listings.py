"""Experts, teams and venues: valid until a day, found where they belong, and nowhere when there are none."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from kepu.model.plan import Plan
from kepu.queries import directory, urls
from kepu.render.pages.page import Page
from kepu.render.pages.table import generate_pages, menu
from sites import ROOT, Site

TODAY = date(2026, 6, 1)
LAST = date(2026, 7, 31)
"""The last day of the expert on weather."""


def pages(plan: Plan, today: date) -> dict[str, Page]:
    return {page.url: page for page in generate_pages(plan, today)}


def names(plan: Plan, today: date) -> list[str]:
    return [record.name for record in directory.valid_entries(plan, today)]


def test_an_entry_is_shown_to_its_last_day_and_no_longer(calendar_plan: Plan) -> None:
    assert "李样例" in names(calendar_plan, LAST)
    assert "李样例" not in names(calendar_plan, date(2026, 8, 1))
    assert names(calendar_plan, date(2028, 1, 1)) == []


def test_what_has_run_out_has_no_page_and_no_page_leads_to_it(calendar_plan: Plan) -> None:
    later = date(2026, 8, 1)
    found = pages(calendar_plan, later)
    assert "experts/tea-grower/" in found and "experts/weather/" not in found
    assert not [url for url, page in found.items() if "experts/weather" in page.body(ROOT, calendar_plan, later)]


@pytest.mark.parametrize("plan", ["real", "over", "small"])
def test_without_entries_there_is_no_list_no_menu_entry_and_no_link(
    plan: str, real_plan: Plan, calendar_plan: Plan, two_periods: Plan
) -> None:
    chosen, today = {
        "real": (real_plan, TODAY),
        "over": (calendar_plan, date(2028, 1, 1)),
        "small": (two_periods, TODAY),
    }[plan]
    assert directory.directories(chosen, today) == []
    lists = (urls.EXPERTS, urls.TEAMS)
    for url, page in pages(chosen, today).items():
        assert not url.startswith(lists)
        if not url.startswith("events/"):
            html = page.body(ROOT, chosen, today)
            assert not [
                word for word in (*lists, "专家库", "科普名录", "可以找谁") if f'{word}"' in html or f">{word}<" in html
            ], url


def test_the_menu_leads_to_resources_or_the_first_list_there_is(calendar_plan: Plan) -> None:
    without = dataclasses.replace(calendar_plan, resources={})
    assert dict(menu(calendar_plan, (), TODAY))["资源"] == "resources/"
    assert dict(menu(without, (), TODAY))["资源"] == "experts/"
    assert dict(menu(dataclasses.replace(without, experts={}), (), TODAY))["资源"] == "teams/"
    assert "资源" not in dict(menu(without, (), date(2028, 1, 1)))


def test_lists_are_in_groups_by_topic(calendar_plan: Plan) -> None:
    experts, _ = directory.directories(calendar_plan, TODAY)
    found = [(name, [r.id for r in records]) for _, name, records in directory.groups(calendar_plan, experts.records)]
    assert found == [("防灾减灾", ["weather"]), ("科学精神", ["tea-grower", "weather"])]
    apart = [record.model_copy(update={"topics": ()}) for record in experts.records]
    assert [(id, name) for id, name, _ in directory.groups(calendar_plan, apart)] == [("rest", "其他")]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("measures/youth-1/", ["experts/tea-grower/", "teams/first-aid/"]),
        ("measures/youth-2/", []),
        ("units/jiaju/", ["experts/tea-grower/", "teams/first-aid/"]),
        ("units/yiju/", ["experts/weather/", "places/hall/"]),
        ("units/dongzhen/", ["teams/first-aid/"]),
        ("units/xizhen/", ["places/hall/"]),
        ("topics/disaster/", ["experts/weather/", "teams/first-aid/"]),
        ("audiences/seniors/", ["experts/tea-grower/", "experts/weather/", "places/hall/", "teams/first-aid/"]),
        ("audiences/youth/", ["experts/weather/", "places/hall/", "teams/first-aid/"]),
        ("experts/", ["experts/tea-grower/", "experts/weather/"]),
        ("teams/", ["teams/first-aid/"]),
        ("places/", ["places/hall/"]),
    ],
)
def test_an_entry_stands_where_it_belongs(url: str, expected: list[str], calendar_site: Site) -> None:
    page = calendar_site[url]
    starts = tuple(f"{start}{end}" for start in ("experts/", "teams/", "places/") for end in "tfwh")
    assert sorted({target for target in page.links(page.main) if target.startswith(starts)}) == expected


def test_a_page_says_what_whom_to_call_and_until_when(calendar_site: Site) -> None:
    page = calendar_site["experts/tea-grower/"]
    for words in (
        "张样例",
        "样例农艺师",
        "茶叶栽培 <修剪>",
        "甲局办公室",
        "2027-12-31",
        "2026-01-15",
        "经本人同意公开",
    ):
        assert words in page.text, words
    assert "书面同意" not in page.text
    assert [e.get("href") for e in page.all("a", "kx-phone")] == ["tel:0715-0000000"]
    assert {"units/jiaju/", "topics/science/", "audiences/seniors/", "measures/youth-1/"} <= set(page.links(page.main))
    venue = calendar_site["places/hall/"].text
    for words in ("样例大楼一层", "西镇", "样例路 1 号", "有坡道", "周末 9:00 到 16:00", "免费", "经本单位同意公开"):
        assert words in venue, words
    team = calendar_site["teams/first-aid/"].text
    for words in ("进村教急救", "驻地", "样例通知"):
        assert words in team, words


def test_search_knows_an_entry_by_its_kind_and_other_names(calendar_site: Site) -> None:
    urls = ("experts/tea-grower/", "teams/first-aid/", "places/hall/", "experts/")
    assert [calendar_site.found[url].kind for url in urls] == ["专家", "服务队", "阵地", "名录"]
    found = calendar_site.found["experts/tea-grower/"]
    assert ("茶园老师" in found.aliases, "采茶" in found.keywords) == (True, True)


def test_the_pages_are_sound_and_reached_from_home(calendar_site: Site) -> None:
    found = [page for page in calendar_site if page.url.startswith(("experts/", "teams/", "places/"))]
    assert len(found) == 7
    assert {page.url: page.parsed[1] for page in found if page.parsed[1]} == {}
    assert {"experts/", "teams/", "places/"} <= {*calendar_site[""].links(calendar_site[""].main)}
