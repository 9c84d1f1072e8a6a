"""structured.py: what search engines and phone cameras read off a page."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
import segno
from kepu.model.article import ArticleHead, Review
from kepu.model.plan import Plan
from kepu.model.record import Source
from kepu.queries.articles import Article
from kepu.render.structured_data import article_json_ld, event_json_ld, qr_code, resource_json_ld
from markupsafe import Markup

TODAY = date(2026, 6, 1)
ADDRESS = "https://example.gov.cn/kepu/audiences/youth/events.ics"


def data_of(plan: Plan, id: str, **changes: Any) -> dict[str, Any]:
    return read(event_json_ld(plan, plan.events[id].model_copy(update=changes)))


def read(markup: Markup) -> dict[str, Any]:
    script = str(markup)
    found = re.fullmatch(r'<script type="application/ld\+json">([^<]*)</script>', script)
    assert found, script
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_an_event_has_every_field_readers_require(calendar_plan: Plan) -> None:
    data = data_of(calendar_plan, "2026/lab-day")
    assert data == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "实验室开放日",
        "startDate": "2026-06-20T09:00:00+08:00",
        "endDate": "2026-06-20T11:30:00+08:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {"@type": "Place", "name": "一号实验楼", "address": "某区东镇解放路 1 号"},
        "inLanguage": "zh-CN",
        "description": "看一看<b>实验室</b>里的科学家怎样工作。",
        "isAccessibleForFree": True,
        "organizer": [{"@type": "Organization", "name": "甲局"}],
        "url": "https://example.gov.cn/kepu/events/2026/lab-day/",
    }


@pytest.mark.parametrize(
    ("id", "start", "end"),
    [
        ("2026/camp", "2026-07-10", "2026-07-14"),
        ("2026/fair", "2026-06-06", "2026-06-06"),
        ("2026/new-year-eve", "2026-12-31T22:00:00+08:00", "2027-01-01T01:00:00+08:00"),
        ("2026/expo", "2026-10-16T09:00:00+08:00", "2026-10-18"),
        ("2026/talk", "2026-06-28T14:30:00+08:00", None),
    ],
)
def test_moments_are_of_china_and_in_order(id: str, start: str, end: str | None, calendar_plan: Plan) -> None:
    data = data_of(calendar_plan, id)
    assert (data["startDate"], data.get("endDate")) == (start, end)
    for moment in (start, end or start):
        assert datetime.fromisoformat(moment).utcoffset() or date.fromisoformat(moment)


@pytest.mark.parametrize(
    ("id", "status", "previous"),
    [
        ("2026/camp", "EventScheduled", None),
        ("2026/fair", "EventCancelled", None),
        ("2026/talk", "EventPostponed", "2026-06-14"),
        ("2026/moved", "EventPostponed", "2026-12-19"),
    ],
)
def test_the_status_is_said_in_the_words_of_schema_org(
    id: str, status: str, previous: str | None, calendar_plan: Plan
) -> None:
    data = data_of(calendar_plan, id)
    assert data["eventStatus"] == f"https://schema.org/{status}"
    assert data.get("previousStartDate") == previous


@pytest.mark.parametrize(
    "title",
    ["</script><script>alert(1)</script>", "<!--", '"引号" \\ 反斜杠', "]]>", "\u2028 行", "{}{0}{title}", "%s"],
)
def test_no_title_breaks_out_of_the_script(title: str, calendar_plan: Plan) -> None:
    assert data_of(calendar_plan, "2026/camp", title=title)["name"] == title


@pytest.mark.parametrize(("fee", "free"), [("免费", True), ("每人 50 元", False), (None, None)])
def test_what_it_costs_is_said_only_where_it_is_known(fee: str | None, free: bool | None, calendar_plan: Plan) -> None:
    assert data_of(calendar_plan, "2026/camp", fee=fee).get("isAccessibleForFree") == free


def test_without_a_place_nothing_is_said(calendar_plan: Plan) -> None:
    assert event_json_ld(calendar_plan, calendar_plan.events["2025/launch"]) == ""


def test_without_an_address_of_the_site_there_is_no_url(calendar_plan: Plan) -> None:
    plan = replace(calendar_plan, site=calendar_plan.site.model_copy(update={"url": None}))
    assert "url" not in data_of(plan, "2026/camp")


def an_article(**changes: Any) -> Article:
    values: dict[str, Any] = {
        "title": "打雷了怎么办",
        "summary": "进屋，关窗。",
        "topics": ("disaster",),
        "sources": (Source(name="某局手册", publisher="某局", number="某发〔2026〕1号", dated=date(2026, 1, 2)),),
        "written": date(2026, 5, 1),
    }
    return Article("articles/storm/", ArticleHead(**(values | changes)))


def test_an_article_is_an_article_to_search_engines(sharing_plan: Plan) -> None:
    host = {"@type": "Organization", "name": "甲局"}
    article = an_article(audiences=("seniors",), keywords=("打雷", "闪电"), updated=date(2026, 5, 9))
    assert read(article_json_ld(sharing_plan, article)) == {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": "打雷了怎么办",
        "description": "进屋，关窗。",
        "datePublished": "2026-05-01",
        "dateModified": "2026-05-09",
        "author": host,
        "publisher": host,
        "isAccessibleForFree": True,
        "citation": [
            {
                "@type": "CreativeWork",
                "name": "某局手册",
                "publisher": {"@type": "Organization", "name": "某局"},
                "identifier": "某发〔2026〕1号",
                "datePublished": "2026-01-02",
            }
        ],
        "inLanguage": "zh-CN",
        "audience": [{"@type": "Audience", "audienceType": "老年人"}],
        "about": [{"@type": "Thing", "name": "防灾减灾"}],
        "mainEntityOfPage": {"@type": "WebPage", "@id": "https://example.gov.cn/kepu/articles/storm/"},
        "keywords": ["打雷", "闪电"],
        "license": "https://creativecommons.org/licenses/by/4.0/deed.zh-hans",
    }


def test_a_reviewer_is_named_only_after_a_review(sharing_plan: Plan) -> None:
    assert "reviewedBy" not in str(article_json_ld(sharing_plan, an_article()))
    reviewed = an_article(reviewed=Review(by="yiju", dated=date(2026, 5, 20)))
    page = read(article_json_ld(sharing_plan, reviewed))["mainEntityOfPage"]
    assert (page["reviewedBy"], page["lastReviewed"]) == ({"@type": "Organization", "name": "乙局"}, "2026-05-20")


def test_of_an_article_nothing_is_made_up(sharing_plan: Plan) -> None:
    site = sharing_plan.site.model_copy(update={"url": None, "licence": None})
    data = read(article_json_ld(replace(sharing_plan, site=site), an_article()))
    assert {"image", "license", "mainEntityOfPage", "audience", "keywords", "url"} & data.keys() == set()


@pytest.mark.parametrize(
    ("id", "expected"),
    [
        (
            "open-school",
            {
                "@type": "LearningResource",
                "name": "某网上学校 <b>&amp;</b>",
                "description": "在网上听课。",
                "url": "https://example.gov.cn/school/",
                "provider": {"@type": "Organization", "name": "乙局"},
                "audience": [{"@type": "Audience", "audienceType": "青少年"}],
                "inLanguage": "zh-CN",
                "about": [{"@type": "Thing", "name": "科学精神"}],
                "isAccessibleForFree": True,
            },
        ),
        (
            "help-line",
            {
                "@type": "Service",
                "name": "某热线",
                "description": "有事打这个电话。",
                "provider": {"@type": "Organization", "name": "甲局"},
                "availableChannel": {
                    "@type": "ServiceChannel",
                    "servicePhone": {"@type": "ContactPoint", "telephone": "12000"},
                },
            },
        ),
        (
            "museum",
            {
                "@type": "Place",
                "name": "某科技馆",
                "description": "看展品，动手做。",
                "address": "某区东镇解放路 1 号",
                "isAccessibleForFree": False,
            },
        ),
    ],
)
def test_a_resource_is_what_it_is_to_search_engines(id: str, expected: dict[str, Any], sharing_plan: Plan) -> None:
    data = read(resource_json_ld(sharing_plan, sharing_plan.resources[id], TODAY))
    assert data == {"@context": "https://schema.org", **expected}


def test_what_a_resource_costs_is_said_only_where_it_is_known(sharing_plan: Plan) -> None:
    school = sharing_plan.resources["open-school"]
    for fee, free in (("免费", True), ("每课 5 元", False), (None, None)):
        data = read(resource_json_ld(sharing_plan, school.model_copy(update={"fee": fee}), TODAY))
        assert data.get("isAccessibleForFree") is free


def test_no_name_of_a_resource_breaks_out_of_the_script(sharing_plan: Plan) -> None:
    name = "</script><script>alert(1)</script>"
    school = sharing_plan.resources["open-school"].model_copy(update={"name": name})
    assert read(resource_json_ld(sharing_plan, school, TODAY))["name"] == name


def test_a_qr_code_is_an_svg_with_the_modules_of_its_address() -> None:
    svg = ElementTree.fromstring(str(qr_code(ADDRESS)))
    expected = segno.make(ADDRESS, error="m", micro=False)
    size = expected.symbol_size(border=2)[0]
    assert svg.get("viewBox") == f"0 0 {size} {size}"
    assert svg.get("class") == "kx-qr__code"
    assert drawn(svg, size) == {
        (x + 2, y + 2) for y, row in enumerate(expected.matrix) for x, dark in enumerate(row) if dark
    }


def drawn(svg: ElementTree.Element, size: int) -> set[tuple[int, int]]:
    """The dark modules of the path: strokes of one module's height, `M x y h n m dx dy h n …`."""
    (path,) = [element for element in svg.iter() if element.tag.endswith("path")]
    dark: set[tuple[int, int]] = set()
    x, y = 0.0, 0.0
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", path.get("d") or ""):
        values = [float(number) for number in numbers.split()]
        if command == "h":
            dark |= {(int(x) + step, int(y)) for step in range(int(values[0]))}
            x += values[0]
        else:
            x, y = (values[0], values[1]) if command == "M" else (x + values[0], y + values[1])
    assert all(0 <= a < size and 0 <= b < size for a, b in dark)
    return dark
