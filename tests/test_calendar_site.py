"""The calendar of the built sample, read as a reader without scripts reads it."""

from __future__ import annotations

import json
import re
from datetime import date
from xml.etree.ElementTree import Element

import pytest
from kepu.model.plan import Plan
from kepu.postbuild.built_site import BuiltSite
from kepu.postbuild.link_audit import audit
from kepu.queries import calendar, months, urls
from kepu.queries.calendar import Item
from sites import HtmlPage, Site, text_of

TODAY = date(2026, 6, 1)
YEARS = (2025, 2026, 2027)


def days_of(element: Element) -> list[str]:
    """The first days in an element, in the order of the page."""
    return [found.get("data-first", "") for found in element.iter() if found.get("data-first")]


def linked(items: list[Item]) -> list[str]:
    return [urls.url_of(item.record) for item in items]


def test_the_built_sample_passes_the_audit(calendar_site: Site) -> None:
    assert audit(BuiltSite(calendar_site.folder), "/kepu/") == []


def test_every_page_of_the_calendar_is_there_and_sound(calendar_site: Site, calendar_plan: Plan) -> None:
    years = {urls.year_url(year) for year in YEARS}
    months = {urls.month_url(year, month) for year in YEARS for month in range(1, 13)}
    records = {urls.url_of(record) for record in (*calendar_plan.events.values(), *calendar_plan.observances.values())}
    found = {url for url in calendar_site.pages if url.startswith(("events/", "observances/"))} - {"observances/"}
    assert found == {"events/"} | years | months | records
    assert {url: calendar_site[url].parsed[1] for url in found if calendar_site[url].parsed[1]} == {}


def test_what_a_list_leaves_out_stands_on_a_page_of_its_own(brief_site: Site, calendar_plan: Plan) -> None:
    first, later = brief_site["events/"], brief_site["events/later/"]
    coming = calendar.coming(calendar_plan, TODAY)
    left = [item for item in coming if item.key[0].day > 21 or item.key[0].month > 6 or item.key[0].year > 2026]
    pages = [
        [url for one in page.all("li", "kx-on") if one.get("data-first") for url in page.links(one)]
        for page in (first, later)
    ]
    assert sorted(pages[0] + pages[1]) == sorted(linked([*coming]))
    assert set(pages[1]) <= {*linked(left)} and pages[1]
    assert "events/later/" in first.links() and "events/" in later.links()
    assert f"以后的 {len(pages[1])} 项" in first.text


def test_without_scripts_local_events_stand_above_national_days_in_order_and_nothing_is_hidden(
    calendar_site: Site, calendar_plan: Plan
) -> None:
    page = calendar_site["events/"]
    shown = calendar.coming(calendar_plan, TODAY)
    sections = [page.one("section", **{"aria-labelledby": name}) for name in ("held", "observed")]
    assert [text_of(section.find("h2")) for section in sections] == ["某区的活动", "科普节日"]
    for section, held in zip(sections, (True, False), strict=True):
        items = [item for item in shown if item.is_event == held]
        assert days_of(section) == sorted(days_of(section)) == [str(item.days.first) for item in items if item.days]
        assert page.links(section) == linked(items)
        assert not any("hidden" in element.attrib for element in section.iter("li"))
    assert [text_of(h3) for h3 in sections[0].iter("h3")] == [
        *("2026年6月", "2026年7月", "2026年10月", "2026年12月", "2027年1月")
    ]
    assert "所有人" not in text_of(sections[0]) + text_of(sections[1])


def test_words_over_several_paragraphs_are_one_where_one_line_has_room(calendar_site: Site) -> None:
    page = calendar_site["observances/winter-classes/"]
    assert page.meta("description") == "跨过二月底的一段日子。闰年多一天。"
    assert "跨过二月底的一段日子。闰年多一天。" in page.html.partition("<main")[2]
    assert [url for url, other in calendar_site.pages.items() if re.search(r'<meta [^>]*="[^">]*\n', other.html)] == []


@pytest.mark.parametrize(
    ("id", "when"),
    [
        ("2026/lab-day", ["6月20日 星期六", "上午9:00—11:30 一号实验楼（东镇） 青少年"]),
        ("2026/camp", ["7月10日 星期五", "7月10日到7月14日"]),
        ("2026/new-year-eve", ["12月31日 星期四", "12月31日到2027年1月1日"]),
        ("2026/moved", ["2027年1月16日 星期六"]),
        ("winter-classes", ["2027年2月10日 星期三", "2027年2月10日到3月5日"]),
        ("awaited", ["日期待公布"]),
    ],
)
def test_a_date_is_absolute(id: str, when: list[str], calendar_site: Site, calendar_plan: Plan) -> None:
    record = calendar_plan.events.get(id) or calendar_plan.observances[id]
    page = calendar_site["events/"]
    items = [item for item in page.all("li", "kx-on") if urls.url_of(record) in page.links(item)]
    said = [" ".join(text_of(item).split()) for item in items]
    assert [words for words in said if all(part in words for part in when)]


def test_what_waits_stands_apart_and_series_too(calendar_site: Site) -> None:
    page = calendar_site["events/"]
    waiting, series = (page.one("section", **{"aria-labelledby": name}) for name in ("waiting", "series"))
    assert page.links(waiting) == ["observances/awaited/", "observances/announced-week/"]
    assert page.links(series) == ["observances/open-class/"]
    assert page.links(page.one("section", **{"aria-labelledby": "ended"})) == [
        "observances/ended-day/",
        "observances/old-day/",
    ]


@pytest.mark.parametrize("year", YEARS)
def test_a_year_page_lists_every_item_of_the_year(year: int, calendar_site: Site, calendar_plan: Plan) -> None:
    page = calendar_site[urls.year_url(year)]
    sections = [section for section in page.all("section") if (section.get("aria-labelledby") or "").startswith("m")]
    assert len(sections) == 12
    found = [link for section in sections for list in section.iter("ul") for link in page.links(list)]
    items = calendar.items_in(calendar_plan, year)
    assert sorted(found) == sorted(linked([item for item in items if item.days]))
    waiting = page.all("section", **{"aria-labelledby": "waiting"})
    awaited = [item for item in items if not item.days and year >= 2026]  # of a year that is over, gaps are not shown
    assert [link for section in waiting for link in page.links(section)] == linked(awaited)


def test_what_began_last_year_stands_in_january(calendar_site: Site) -> None:
    page = calendar_site["events/2027/"]
    january = page.one("section", **{"aria-labelledby": "m1"})
    assert {"events/2026/new-year-eve/", "observances/winter/"} <= set(page.links(january))
    assert "上年起跨年观星" in text_of(january)


def test_last_years_gaps_are_not_promises(calendar_site: Site) -> None:
    said = {year: [text_of(h2) for h2 in calendar_site[urls.year_url(year)].all("h2", id="waiting")] for year in YEARS}
    assert said == {2025: [], 2026: ["日期待主管部门公布"], 2027: ["日期待主管部门公布"]}
    shown = calendar_site["observances/awaited/"].one("section", **{"aria-labelledby": "years"})
    assert "2025 年" not in text_of(shown) and "2026 年日期待主管部门公布" in text_of(shown)


@pytest.mark.parametrize("year", YEARS)
def test_a_month_page_has_its_days_and_items(year: int, calendar_site: Site, calendar_plan: Plan) -> None:
    for month in range(1, 13):
        page = calendar_site[urls.month_url(year, month)]
        cells = page.all("td")
        assert len(cells) % 7 == 0
        inside = [cell for cell in cells if cell.get("data-day")]
        assert [cell.get("data-day") for cell in inside] == [
            str(cell.day) for week in months.month_grid(calendar_plan, year, month) for cell in week if cell.inside
        ]
        grid = {link for cell in inside for link in page.links(cell)}
        above = {link for found in page.all("ul", "kx-allmonth") for link in page.links(found)}
        assert grid | above == set(linked(months.month_items(calendar_plan, year, month)))


def test_every_cell_of_every_month_has_its_number_and_no_other(calendar_site: Site, real_site: Site) -> None:
    for page in [*calendar_site, *real_site]:
        if re.fullmatch(r"events/\d{4}/\d\d/", page.url):
            cells = re.findall(r"<td[^>]*>(.*?)</td>", page.html, re.DOTALL)
            numbers = [re.findall(r"<time[^>]*>(\d+)</time>", cell) for cell in cells]
            assert len(cells) >= 28 and [found for found in numbers if len(found) != 1] == [], page.url


def test_the_first_and_the_last_month_lead_nowhere_beyond(calendar_site: Site) -> None:
    assert [link.get("rel") for link in calendar_site["events/2025/01/"].all("a") if link.get("rel")] == ["next"]
    assert [link.get("rel") for link in calendar_site["events/2027/12/"].all("a") if link.get("rel")] == ["prev"]
    assert "events/2026/01/" in calendar_site["events/2025/12/"].links()


def test_an_event_page_says_all_there_is_to_know(calendar_site: Site) -> None:
    page = calendar_site["events/2026/lab-day/"]
    said = re.sub(r"\s+", " ", text_of(page.main))
    for words in (
        *(
            "时间：6月20日 星期六 上午9:00—11:30 报名中",
            "面向：青少年",
            "地点：一号实验楼（东镇），解放路 1 号",
            "无障碍有坡道和电梯",
        ),
        *("打电话报名；6月18日 星期四截止；名额 30 个", "免费，不用带东西", "甲局办公室 0715-0000001"),
        *("开展进校园活动", "乙局", "甲局通知", "看一看<b>实验室</b>里的"),
    ):
        assert words in said, words


@pytest.mark.parametrize(
    ("id", "words"),
    [
        ("2026/fair", "已取消 天气预报有暴雨"),
        ("2026/talk", "已延期 原定6月14日 星期日，改到6月28日 星期日。场地检修"),
        ("2026/moved", "已延期 原定12月19日 星期六，改到2027年1月16日 星期六。主讲人出差"),
    ],
)
def test_what_has_changed_is_said(id: str, words: str, calendar_site: Site) -> None:
    assert words in re.sub(r"\s+", " ", text_of(calendar_site[f"events/{id}/"].main))


def acts_of(page: HtmlPage) -> list[tuple[str, str]]:
    """What can be done right under the title: the words and the address of each button."""
    links = [link for box in page.all("div", "kx-acts") for link in box.iter("a")]
    return [(text_of(link), link.get("href", "")) for link in links]


@pytest.mark.parametrize(
    ("id", "acts"),
    [
        (
            "2026/lab-day",
            [
                ("打电话报名 0715-0000001", "tel:0715-0000001"),
                ("网上报名 外部网站", "https://example.gov.cn/baoming"),
                ("放进日历", "event.ics"),
            ],
        ),
        ("2026/camp", [("放进日历", "event.ics")]),
        ("2026/fair", []),  # cancelled
    ],
)
def test_what_can_be_done_stands_under_the_title(id: str, acts: list[tuple[str, str]], calendar_site: Site) -> None:
    page = calendar_site[f"events/{id}/"]
    assert acts_of(page) == acts
    assert "kx-acts" not in page.html.partition("</header>\n<div")[2]


def test_what_is_over_leads_with_its_report_and_cannot_be_put_into_a_calendar(calendar_site: Site) -> None:
    page = calendar_site["events/2025/launch/"]
    assert acts_of(page) == [("看报道 外部网站", "https://example.gov.cn/news/1")]
    for url in ("events/2025/launch/", "observances/old-day/"):
        said = calendar_site[url].text
        assert "放进日历" not in said and not [link for link in calendar_site[url].links() if link.endswith(".ics")], (
            url
        )
    assert "先读一读" not in page.text
    assert "放进日历" in calendar_site["events/2026/lab-day/"].text


def test_event_pages_carry_their_json_ld(calendar_site: Site, calendar_plan: Plan) -> None:
    for event in calendar_plan.events.values():
        scripts = calendar_site[urls.url_of(event)].all("script", type="application/ld+json")
        assert [json.loads(script.text or "")["name"] for script in scripts] == ([event.title] if event.place else [])


@pytest.mark.parametrize(
    ("id", "rule"),
    [
        ("fixed-day", "每年 5 月 12 日（2009 年起）"),
        ("fixed-span", "每年 9 月 1 日至 9 月 30 日（2025 年起）"),
        ("last-monday", "每年 3 月最后一个星期一"),
        ("week-of", "每年 8 月 8 日所在的一周"),
        ("harvest", "每年秋分（2018 年起）"),
        ("ninth", "每年农历九月初九"),
        ("old-day", "日期每年由主管部门公布（2003—2024 年）"),
        ("open-class", "系列活动，没有固定的日子"),
    ],
)
def test_an_observance_page_says_its_rule(id: str, rule: str, calendar_site: Site) -> None:
    assert rule in text_of(calendar_site[f"observances/{id}/"].main)


def test_an_observance_page_has_its_years_themes_and_successor(calendar_site: Site) -> None:
    years = calendar_site["observances/fixed-day/"].one("section", **{"aria-labelledby": "years"})
    assert days_of(years) == ["2027-05-12", "2026-05-12", "2025-05-12"]
    assert "主题：人人讲安全" in text_of(years) and "待核" not in text_of(years)
    assert "日期以主管部门公布的为准" in text_of(calendar_site["observances/announced-week/"].main)
    old = calendar_site["observances/old-day/"]
    assert "最后一届在 2024 年，现在是科普月。" in old.text
    assert "observances/fixed-span/" in old.links(old.main)
    assert "events/2025/launch/" in calendar_site["observances/announced-week/"].links()


def test_an_observance_page_says_first_what_can_be_done_and_where_that_is_said(real_site: Site) -> None:
    for id, heading in (("eye-care-day", "这一天可以做什么"), ("sports-week", "这些天可以做什么")):
        assert real_site[f"observances/{id}/"].all("h2")[0].text == heading
    assert {"articles/myopia/", "resources/myopia-10/"} <= set(real_site["observances/eye-care-day/"].links())
    assert "《全民健身条例》第十二条" in real_site["observances/sports-week/"].text
    entry = (real_site.folder / "observances/eye-care-day/event.ics").read_text("utf-8").replace("\n ", "")
    assert "可以做：今天白天带孩子到户外" in entry


@pytest.mark.parametrize(
    ("id", "said"),
    [
        ("fixed-day", "每年 5 月 12 日（2009 年起） 日期：2027年5月12日 星期三"),
        ("harvest", "每年秋分（2018 年起） 日期：9月23日 星期三"),
        ("awaited", "日期每年由主管部门公布（2025 年起）"),
        ("open-class", "系列活动，没有固定的日子"),
    ],
)
def test_an_observance_says_first_when_it_comes_next(id: str, said: str, calendar_site: Site) -> None:
    page = calendar_site[f"observances/{id}/"]
    name = text_of(page.one("h1"))
    assert " ".join(text_of(page.one("header", "kx-head")).split()) == f"{name}{said}"
    assert "所有人" not in page.text


def test_only_what_has_days_can_be_put_into_a_calendar(calendar_site: Site, calendar_plan: Plan) -> None:
    files = calendar_site.files()
    for observance in calendar_plan.observances.values():
        page = calendar_site[urls.url_of(observance)]
        offered = [link for link in page.links() if link.endswith(".ics")]
        assert offered == (
            [f"{page.url}event.ics"] if observance.id not in ("awaited", "open-class", "old-day", "ended-day") else []
        )
        assert all(link in files for link in offered)


def test_the_agenda_offers_a_feed_and_its_qr_code_for_every_audience_and_topic(calendar_site: Site) -> None:
    page = calendar_site["events/"]
    boxes = page.all("details", "kx-subscribe")
    feeds = ["events.ics", "audiences/youth/events.ics", "audiences/seniors/events.ics", "topics/disaster/events.ics"]
    assert [page.resolved(box.get("data-kx-feed") or "") for box in boxes] == [*feeds, "topics/science/events.ics"]
    for box, feed in zip(boxes, feeds, strict=False):
        assert f"https://example.gov.cn/kepu/{feed}" in text_of(box)
        assert [element.get("class") for element in box.iter() if str(element.tag).endswith("svg")] == ["kx-qr__code"]


def test_the_agenda_is_light(calendar_site: Site) -> None:
    script = max(calendar_site.folder.glob("assets/**/*agenda*.js"), key=lambda path: path.stat().st_size)
    assert len(calendar_site["events/"].html.encode()) + script.stat().st_size < 200_000


def test_no_calendar_that_a_page_offers_is_empty(real_site: Site, calendar_site: Site) -> None:
    """Subscribed to, an empty one would be silent for ever, and nobody would know why."""
    for site in (real_site, calendar_site):
        offered = {
            page.resolved(link)
            for page in site
            for link in re.findall(r'(?:href|data-kx-feed)="([^"]+\.ics)"', page.html)
        }
        assert any(path.startswith("units/") for path in offered)
        assert [path for path in offered if "BEGIN:VEVENT" not in (site.folder / path).read_text("utf-8")] == []
