"""The calendar of the built sample in a real browser: right on the day it is read, wherever the reader's clock stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from browsing import BY_COLOUR, Handler, Watched, onlookers, overflow, serious, serving
from choosing import mostly_slow
from kepu.model.plan import Plan
from kepu.queries import calendar
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader
from sites import Site

BASE = "/kepu/"
MOMENT = "2026-06-01T16:00:00+08:00"
ZONES = ("Asia/Shanghai", "UTC", "America/New_York")
WECHAT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/116 Mobile Safari/537.36 MicroMessenger/8.0.50"

PAGES = [
    *("events/", "events/2026/", "events/2026/06/", "events/2026/12/", "events/2026/lab-day/", "events/2026/fair/"),
    *("events/2026/moved/", "observances/fixed-day/", "observances/awaited/", "observances/open-class/"),
    *("resources/", "resources/rescue-line/", "resources/old-mill/", "audiences/youth/", "topics/science/"),
    *("experts/", "experts/tea-grower/", "places/", "places/hall/"),
]


@pytest.fixture(scope="module")
def origin(calendar_site: Site) -> Iterator[str]:
    with serving(partial(Handler, mounts={BASE: calendar_site.folder})) as address:
        yield address


Open = Callable[..., AbstractContextManager[Page]]


@pytest.fixture(scope="module")
def look(browser: Browser, origin: str) -> Iterator[Callable[..., AbstractContextManager[Watched]]]:
    with onlookers(browser, origin, MOMENT) as start:
        yield start


@pytest.fixture
def opened(look: Callable[..., AbstractContextManager[Watched]]) -> Open:
    """A page of the sample at a moment; nothing may have gone wrong when the reader leaves."""

    @contextmanager
    def start(url: str, moment: str = MOMENT, **options: Any) -> Iterator[Page]:
        with look(**options) as reader:
            reader.page.clock.set_fixed_time(moment)
            yield reader.open(BASE + url)

    return start


def groups(page: Page) -> dict[str, list[str]]:
    """The groups of the agenda, in their order, with what they list."""
    found: dict[str, list[str]] = page.evaluate(
        """() => {
            const found = {};
            for (const box of document.querySelectorAll(".kx-group")) {
                const links = Array.from(box.querySelectorAll(".kx-on a"), link => link.href.split("/").slice(-2)[0]);
                const name = box.querySelector("h3, summary").textContent;
                found[name] = [...(found[name] || []), ...links];
            }
            return found;
        }"""
    )
    return found


def group_of(page: Page, name: str) -> str:
    """The groups an item is in, first to last."""
    return "、".join(group for group, items in groups(page).items() if name in items)


MOMENTS = [
    # what, the moment in 咸安, its group
    ("lab-day", "2026-05-31T23:59:59", "2026年6月"),  # before the build: the day of the build counts
    ("lab-day", "2026-06-01T00:00:00", "2026年6月"),
    ("lab-day", "2026-06-20T23:59:59", "2026年6月"),
    ("lab-day", "2026-06-21T00:00:00", "已结束"),
    ("camp", "2026-07-10T23:59:59", "2026年7月"),
    ("camp", "2026-07-11T00:00:00", "正在进行"),
    ("camp", "2026-07-14T23:59:59", "正在进行"),
    ("camp", "2026-07-15T00:00:00", "已结束"),
    ("expo", "2026-10-17T12:00:00", "正在进行"),
    ("fixed-span", "2026-08-31T00:00:00", "2026年9月"),
    ("fixed-span", "2026-09-30T23:59:59", "正在进行"),
    ("new-year-eve", "2026-12-31T23:59:59", "2026年12月"),
    ("new-year-eve", "2027-01-01T00:00:00", "正在进行"),
    ("new-year-eve", "2027-01-01T23:59:59", "正在进行"),
    ("new-year-eve", "2027-01-02T00:00:00", "已结束"),
    ("moved", "2026-12-31T23:59:59", "2027年1月"),
    ("moved", "2027-01-01T00:00:00", "2027年1月"),
]


TURNS = [MOMENTS[number] for number in (2, 3, 4, 5, 14)]
"""Of each kind of turn one."""


@pytest.mark.parametrize(
    ("zone", "moments"),
    [
        ("America/New_York", TURNS),
        pytest.param("America/New_York", MOMENTS, marks=pytest.mark.slow),
        pytest.param("Asia/Shanghai", MOMENTS[:8], marks=pytest.mark.slow),
        pytest.param("UTC", MOMENTS[:3], marks=pytest.mark.slow),
    ],
    ids=["turns", "New York", "Shanghai", "UTC"],
)
def test_an_item_is_in_its_group_by_the_date_in_xianan(
    zone: str, moments: list[tuple[str, str, str]], opened: Open
) -> None:
    with opened("events/", timezone_id=zone) as page:
        found = []
        for name, moment, _ in moments:
            page.clock.set_fixed_time(f"{moment}+08:00")
            page.reload()
            found.append((name, moment, group_of(page, name)))
        assert found == moments


@pytest.mark.parametrize("day", ["2026-06-26", "2026-09-10", "2026-12-30"])
def test_the_first_page_has_the_same_order_by_script_as_by_the_program(
    day: str, opened: Open, calendar_plan: Plan
) -> None:
    with opened("", f"{day}T12:00:00+08:00") as page:
        said = page.locator("[data-kx-today] .kx-on:visible a").all_inner_texts()
        assert said == [item.title for item in calendar.soon(calendar_plan, date.fromisoformat(day))[:3]]


WRONG_CLOCKS = [
    *("1970-01-01T00:00:00Z", "2009-01-01T00:00:00Z", "2025-04-27T12:00:00+08:00"),
    *("2026-05-29T12:00:00+08:00", "2026-05-31T12:00:00+08:00"),
]
"""The day of the build is 1 June 2026."""


@pytest.mark.parametrize("moment", mostly_slow(WRONG_CLOCKS, WRONG_CLOCKS[:1]))
def test_a_clock_from_before_the_build_counts_no_days_and_hides_nothing(moment: str, opened: Open) -> None:
    with opened("", "2026-06-01T12:00:00+08:00") as page:
        right = page.locator("[data-kx-today] .kx-on:visible a").all_inner_texts()
        expect(page.locator("[data-kx-today] [data-next]")).to_contain_text(re.compile("还有|今天是"))
        page.clock.set_fixed_time(moment)
        page.reload()
        assert page.locator("[data-kx-today] .kx-on:visible a").all_inner_texts() == right != []
        expect(page.get_by_text("还有")).to_have_count(0)
        expect(page.locator("[data-kx-today] [data-next]")).to_have_text("下一个科普节日")
        expect(page.locator("[data-kx-today] [data-next-name] a")).to_be_visible()
        expect(page.locator("[data-kx-today] [data-date]")).to_be_hidden()
        page.goto(page.url + "events/")
        assert group_of(page, "lab-day") == "2026年6月"


@pytest.mark.parametrize(
    "moment", mostly_slow(["2035-01-01T12:00:00+08:00", "2099-12-31T12:00:00+08:00"], ["2035-01-01T12:00:00+08:00"])
)
def test_a_clock_years_late_leaves_the_lists_as_they_were_built(moment: str, opened: Open) -> None:
    with opened("", moment) as page:
        assert page.locator("[data-kx-today] .kx-on:visible").all_inner_texts() != []
        expect(page.locator("[data-kx-today] [data-day-box]")).to_be_hidden()
        page.goto(page.url + "events/")
        expect(page.locator(".kx-on").first).to_be_visible()
        expect(page.locator("[data-state]:visible, details.kx-group")).to_have_count(0)
        expect(page.locator("[data-kx-month]")).not_to_have_attribute("href", re.compile(moment[:4]))


def test_groups_have_an_order_and_what_is_over_is_folded_away(opened: Open) -> None:
    with opened("events/", "2026-07-12T12:00:00+08:00") as page:
        captions = page.locator("section[aria-labelledby=held] .kx-group > :first-child").all_text_contents()
        assert captions == ["正在进行", "2026年10月", "2026年12月", "2027年1月", "已结束"]
        over = page.locator("details.kx-group").first
        expect(over.locator(".kx-on").first).to_be_hidden()
        over.locator("summary").click()
        expect(over.locator(".kx-on").first).to_be_visible()


def test_every_item_is_in_one_group_and_in_the_order_of_its_days(opened: Open) -> None:
    with opened("events/", "2026-06-03T12:00:00+08:00") as page:
        first = page.eval_on_selector_all(".kx-group .kx-on", "items => items.map(item => item.dataset.first)")
        held = page.locator("section[aria-labelledby=held] .kx-on").count()
        with opened("events/", java_script_enabled=False) as plain:
            assert first == plain.eval_on_selector_all(
                "[data-kx-groups] .kx-on", "items => items.map(item => item.dataset.first)"
            )
        assert first[:held] == sorted(first[:held]) and first[held:] == sorted(first[held:])


def test_a_page_left_open_over_midnight_regroups(opened: Open) -> None:
    with opened("events/", alone=True) as page:
        page.clock.install(time="2026-06-19T23:58:00+08:00")
        page.reload()
        tag = page.locator(".kx-on", has=page.get_by_role("link", name="实验室开放日")).locator("[data-state]")
        expect(tag).to_have_text("还有 1 天")
        page.clock.run_for(60_000)
        expect(tag).to_have_text("还有 1 天")
        page.clock.run_for(90_000)
        expect(tag).to_have_text("今天")
        page.clock.run_for(24 * 3600_000)
        assert group_of(page, "lab-day") == "已结束"


STATES = [
    ("events/2026/lab-day/", "2026-06-19T23:59:59+08:00", "还有 1 天"),
    ("events/2026/lab-day/", "2026-06-19T16:00:00Z", "今天"),
    ("events/2026/lab-day/", "2026-06-20T12:00:00-04:00", "已结束"),
    ("events/2026/camp/", "2026-07-12T00:00:00+08:00", "正在进行"),
    ("events/2026/camp/", "2026-06-01T16:00:00+08:00", "还有 39 天"),
    ("events/2026/camp/", "2026-05-01T00:00:00+08:00", ""),  # a clock from before the build counts no days
]


@pytest.mark.parametrize(("url", "moment", "state"), mostly_slow(STATES, [STATES[1], *STATES[4:]]))
def test_an_event_page_says_how_it_stands_today(url: str, moment: str, state: str, opened: Open) -> None:
    with opened(url, moment, timezone_id="America/New_York") as page:
        tag = page.locator(".kx-head [data-state]")
        if state:
            expect(tag).to_have_text(state)
            expect(tag).to_be_visible()
        else:
            expect(tag).to_be_hidden()


def test_without_scripts_nothing_is_hidden_and_no_tool_is_offered(opened: Open) -> None:
    with opened("events/", java_script_enabled=False) as page:
        items = page.locator("section .kx-on")
        assert items.count() > 15
        for index in range(items.count()):
            expect(items.nth(index)).to_be_visible()
        expect(page.locator("[data-kx-sift]:visible, [data-state]:visible")).to_have_count(0)
        page.locator("details.kx-subscribe summary").first.click()
        expect(page.get_by_text("下载日历文件").first).to_be_visible()


def listed(page: Page) -> set[str]:
    """What is listed, folded away or not."""
    return set(
        page.eval_on_selector_all(
            ".kx-on[data-audience]:not([hidden]) a", "links => links.map(link => link.href.split('/').slice(-2)[0])"
        )
    )


FILTERS = [
    ("audience", "youth", {"lab-day", "camp", "fair", "fixed-day"}, {"ninth", "awaited"}),
    ("audience", "seniors", {"ninth", "awaited", "fair"}, {"lab-day", "camp", "fixed-day"}),
    ("topic", "disaster", {"talk", "fixed-day"}, {"lab-day", "camp", "ninth"}),
    ("unit", "yiju", {"lab-day", "camp", "new-year-eve"}, {"talk", "ninth"}),
    ("unit", "gexiangzhen", {"fixed-span"}, {"lab-day", "camp"}),
    ("township", "xizhen", {"camp", "new-year-eve"}, {"lab-day", "talk"}),
]


@pytest.mark.parametrize(("name", "value", "expected", "left_out"), mostly_slow(FILTERS, [FILTERS[1], FILTERS[4]]))
def test_a_filter_changes_the_list_and_stays_in_the_address(
    name: str, value: str, expected: set[str], left_out: set[str], opened: Open
) -> None:
    with opened("events/") as page:
        everything = listed(page)
        page.get_by_text("按人群、主题、单位找").click()
        page.locator(f"select[name={name}]").select_option(value)
        chosen = listed(page)
        assert expected <= chosen < everything and not left_out & chosen
        assert page.url.endswith(f"events/?{name}={value}")
        assert (
            f"{page.locator('.kx-on[data-audience]:not([hidden])').count()} 项" in page.locator("output").inner_text()
        )
        page.reload()
        assert listed(page) == chosen
        expect(page.locator(f"select[name={name}]")).to_have_value(value)
        page.locator(f"select[name={name}]").select_option("")
        assert listed(page) == everything and "?" not in page.url


def test_filters_narrow_each_other_and_empty_groups_go(opened: Open) -> None:
    with opened("events/?township=xizhen&audience=youth", "2026-07-12T12:00:00+08:00") as page:
        assert listed(page) == {"camp", "new-year-eve"}
        expect(page.locator(".kx-group:visible h3")).to_have_text(["正在进行", "人人都可以参加"])
        expect(page.locator(".kx-agenda > section:visible h2")).to_have_text(["某区的活动"])


CHIPS = [
    # the moment in 咸安, the chip, the address, what is left
    ("2026-06-01T16:00:00", "本周末", "?when=weekend", {"fair"}),
    ("2026-06-20T00:00:00", "今天", "?when=today", {"lab-day"}),
    ("2026-06-28T23:59:59", "本周末", "?when=weekend", {"talk"}),
    ("2026-06-14T23:59:59", "下周", "?when=next", {"lab-day"}),
    ("2026-06-15T00:00:00", "本周末", "?when=weekend", {"lab-day"}),
    ("2026-07-12T12:00:00", "今天", "?when=today", {"camp"}),
    ("2026-06-01T16:00:00", "免费", "?free=1", {"lab-day"}),
    ("2026-06-18T23:59:59", "报名中", "?open=1", {"lab-day"}),
    ("2026-06-19T00:00:00", "报名中", "?open=1", set()),  # nobody can sign up any more
]


@pytest.mark.parametrize("zone", mostly_slow(ZONES, ["America/New_York"]))
def test_a_chip_narrows_the_list_stays_in_the_address_and_is_taken_back(zone: str, opened: Open) -> None:
    with opened("events/", timezone_id=zone) as page:
        home = page.url
        for moment, chip, address, left in CHIPS:
            page.clock.set_fixed_time(f"{moment}+08:00")
            page.goto(home)
            everything = listed(page)
            pressed = page.get_by_role("button", name=chip)
            pressed.click()
            assert (listed(page), page.url) == (left, home + address), (moment, chip)
            page.reload()
            assert listed(page) == left
            expect(pressed).to_have_attribute("aria-pressed", "true")
            pressed.click()
            assert (listed(page), page.url) == (everything, home)


def test_of_the_chips_for_days_one_is_pressed(opened: Open) -> None:
    with opened("events/?when=next&free=1") as page:
        page.get_by_role("button", name="本周末").click()
        expect(page.locator("[aria-pressed=true]")).to_have_text(["本周末", "免费"])
        assert page.url.endswith("?when=weekend&free=1")


def test_what_is_for_the_chosen_audience_comes_before_what_is_for_everybody(opened: Open) -> None:
    with opened("events/?audience=youth") as page:
        held = page.locator("section[aria-labelledby=held] .kx-on a").all_text_contents()
        assert held[:3] == ["实验室开放日", "科学营", "科普集市"]
        page.select_option("select[name=audience]", "")
        expect(page.get_by_text("人人都可以参加")).to_have_count(0)


@pytest.mark.parametrize(
    "query", mostly_slow(["?audience=nobody", "?unit=", "?x=1", "?topic=%3Cb%3E"], ["?topic=%3Cb%3E"])
)
def test_a_strange_filter_shows_everything(query: str, opened: Open) -> None:
    with opened("events/") as page:
        everything = listed(page)
        page.goto(page.url + query)
        assert listed(page) == everything


TODAY = [
    ("2026-06-20T00:00:00+08:00", "2026-06-20"),
    ("2026-06-19T15:59:59Z", "2026-06-19"),
    ("2026-06-20T23:59:59+08:00", "2026-06-20"),
]


@pytest.mark.parametrize("zone", mostly_slow(ZONES, ["America/New_York"]))
def test_the_month_marks_today(zone: str, opened: Open) -> None:
    with opened("events/2026/06/", timezone_id=zone) as page:
        for moment, day in TODAY:
            page.clock.set_fixed_time(moment)
            page.reload()
            marked = page.locator("[data-kx-month-grid] [aria-current=date]")
            expect(marked).to_have_count(1)
            expect(marked).to_have_attribute("data-day", day)


def test_a_month_without_items_marks_today_too(opened: Open) -> None:
    with opened("events/2026/11/", "2026-11-24T08:00:00+08:00") as page:
        expect(page.locator("[data-kx-month-grid] [aria-current=date]")).to_have_attribute("data-day", "2026-11-24")


def test_the_agenda_leads_to_the_month_it_is_read_in(opened: Open) -> None:
    with opened("events/", "2027-02-28T16:00:00Z") as page:
        page.locator("[data-kx-month]").click()
        expect(page.locator("h1")).to_have_text("2027 年 3 月")


def test_the_month_works_without_scripts(opened: Open) -> None:
    with opened("events/2026/06/", java_script_enabled=False) as page:
        expect(page.locator("td a:visible")).to_have_text(["科普集市", "实验室开放日", "防震讲座"])
        expect(page.locator("[data-kx-print]")).to_be_hidden()
        page.locator("a[rel=next]").click()
        expect(page.locator("h1")).to_have_text("2026 年 7 月")


@pytest.mark.parametrize(
    "month", mostly_slow(["2025/12", "2026/06", "2026/08", "2026/12", "2027/01", "2027/02"], ["2025/12"])
)
def test_a_month_is_printed_on_one_page(month: str, opened: Open) -> None:
    with opened(f"events/{month}/") as page:
        for script in (True, False):
            pdf = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True, print_background=script)))
            assert [page.mediabox.width > page.mediabox.height for page in pdf.pages] == [True]


def test_a_printed_month_fills_the_sheet_with_legible_type(opened: Open) -> None:
    """At the 277 mm × 188 mm that A4 leaves within its margins."""
    with opened("events/2026/06/", viewport={"width": 1047, "height": 711}) as page:
        for month in ("2026/06", "2027/02"):
            page.goto(page.url.replace("2026/06", month))
            page.emulate_media(media="print")
            assert page.locator(".kx-month").evaluate("grid => grid.getBoundingClientRect().bottom") > 0.9 * 711
            sizes = page.locator(".kx-month a, .kx-month time, .kx-allmonth a").evaluate_all(
                "words => words.map(word => parseFloat(getComputedStyle(word).fontSize) * 72 / 96)"
            )
            assert min(sizes) >= 11, "pt"
            page.emulate_media(media="null")


def bars(page: Page) -> list[tuple[str, int]]:
    """What stands over several days, each with its width in cells."""
    cell = page.locator("td").first.evaluate("cell => cell.getBoundingClientRect().width")
    return [
        (bar.inner_text(), round(bar.evaluate("bar => bar.getBoundingClientRect().width") / cell))
        for bar in page.locator("a.kx-lane").all()
    ]


def test_what_takes_several_days_is_one_bar_a_week_and_a_dot_a_day_on_a_phone(opened: Open) -> None:
    with opened("events/2026/07/") as page:
        assert bars(page) == [("科学营", 3), ("科学营", 2)]
    with opened("events/2026/07/", viewport={"width": 375, "height": 812}) as page:
        dots = page.locator("td", has=page.locator("a.kx-lane, .kx-lane--on"))
        assert dots.locator("time").all_text_contents() == ["10", "11", "12", "13", "14"]
        dot = "mark => { const style = getComputedStyle(mark, '::before'); return style.width === style.height }"
        assert all(mark.evaluate(dot) for mark in page.locator("a.kx-lane, .kx-lane--on").all())
        expect(page.locator(".kx-monthlist a")).to_have_text(["科学营"])


def test_the_print_button_prints(opened: Open) -> None:
    with opened("events/2026/06/") as page:
        page.evaluate("window.print = () => { document.title = 'printed' }")
        page.locator("[data-kx-print]:visible").click()
        expect(page).to_have_title("printed")


@pytest.mark.parametrize(
    "url", mostly_slow(["events/", "events/2026/lab-day/", "observances/ninth/"], ["observances/ninth/"])
)
def test_in_wechat_downloads_are_hidden_and_the_way_out_is_shown(url: str, opened: Open) -> None:
    with opened(url, user_agent=WECHAT) as page:
        box = page.locator("details.kx-subscribe").first
        box.locator("summary").click()
        expect(box.locator("[data-download]")).to_be_hidden()
        expect(box.get_by_text("在浏览器打开")).to_be_visible()
        expect(box.get_by_role("button", name="复制链接")).to_be_visible()
        expect(box.locator("[data-webcal]:visible")).to_have_count(0)


def test_in_wechat_an_event_can_be_called_about_and_says_how_to_put_it_into_a_calendar(opened: Open) -> None:
    with opened("events/2026/lab-day/", user_agent=WECHAT, viewport={"width": 375, "height": 812}) as page:
        acts = page.locator(".kx-acts")
        assert [link.get_attribute("href") for link in acts.locator("a:visible").all()] == [
            "tel:0715-0000001",
            "https://example.gov.cn/baoming",
        ]
        expect(acts.get_by_text("在浏览器打开")).to_be_visible()


def test_what_can_be_done_is_in_the_first_screen_of_a_phone(opened: Open) -> None:
    with opened("events/2026/lab-day/", viewport={"width": 375, "height": 812}) as page:
        boxes = [link.bounding_box() for link in page.locator(".kx-acts a").all()]
        assert [box and (box["height"] >= 60, box["y"] + box["height"] <= 560) for box in boxes] == [(True, True)] * 3


def test_elsewhere_the_feed_can_be_subscribed_loaded_and_copied(opened: Open, origin: str) -> None:
    with opened("events/", permissions=["clipboard-read", "clipboard-write"]) as page:
        feed = f"{origin}{BASE}audiences/youth/events.ics"
        box = page.locator("[data-kx-feed*=youth]")
        box.locator("summary").click()
        expect(box.get_by_role("link", name="在日历里订阅")).to_have_attribute("href", feed.replace("http:", "webcal:"))
        expect(page.get_by_text("在浏览器打开")).to_have_count(0)
        expect(box.locator("svg.kx-qr__code")).to_be_visible()
        box.get_by_role("button", name="复制链接").click()
        expect(box.get_by_role("button")).to_have_text("复制链接已复制")
        assert page.evaluate("navigator.clipboard.readText()") == feed
        with page.expect_download() as download:
            box.locator("[data-download]").click()
        assert download.value.path().read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


LAST = [("2026-07-31T23:59:59+08:00", True), ("2026-07-31T16:00:00Z", False), ("2026-07-31T12:00:00-04:00", False)]


@pytest.mark.parametrize(("moment", "shown"), mostly_slow(LAST, LAST[:2]))
def test_an_entry_disappears_on_the_day_after_its_last(moment: str, shown: bool, opened: Open) -> None:
    with opened("experts/", moment, timezone_id="America/New_York") as page:
        expect(page.get_by_role("link", name="李样例")).to_have_count(2 * shown)
        expect(page.get_by_role("link", name="张样例")).to_have_count(1)
        expect(page.get_by_role("heading", name="防灾减灾")).to_have_count(int(shown))
        expect(page.get_by_text("都过了有效期")).to_be_hidden()
    with opened("experts/weather/", moment) as page:
        expect(page.locator("dt", has_text="联系")).to_have_count(int(shown))
        expect(page.get_by_text("已过有效期")).to_be_visible(visible=not shown)
    with opened("topics/science/", moment) as page:
        expect(page.get_by_role("link", name="李样例")).to_have_count(int(shown))


def test_when_everything_has_run_out_the_list_says_so(opened: Open) -> None:
    with opened("experts/", "2028-01-01T08:00:00+08:00") as page:
        expect(page.locator("main li.kx-read")).to_have_count(0)
        expect(page.get_by_text("都过了有效期")).to_be_visible()


def test_where_copying_is_forbidden_the_address_is_shown(opened: Open, origin: str) -> None:
    with opened("events/2026/lab-day/") as page:
        page.evaluate(
            "Object.defineProperty(navigator, 'clipboard', {value: undefined}); Document.prototype.execCommand = () => false"
        )
        box = page.locator("details.kx-subscribe")
        box.locator("summary").click()
        box.get_by_role("button").click()
        expect(box.get_by_role("button")).to_contain_text(f"{origin}{BASE}events/2026/lab-day/event.ics")


@pytest.mark.parametrize("url", mostly_slow(PAGES, ["events/", "events/2026/06/", "events/2026/lab-day/"]))
def test_a_page_loads_quietly_fits_and_is_accessible(
    url: str, look: Callable[..., AbstractContextManager[Watched]]
) -> None:
    """Axe looks twice, light on a wide screen and dark on a narrow one."""
    with look() as reader:
        page = reader.open(BASE + url)
        expect(page.locator("h1")).to_have_count(1)
        page.eval_on_selector_all("details", "boxes => boxes.forEach(box => { box.open = true })")
        assert overflow(page) <= 0
        assert serious(page) == []
        page.emulate_media(color_scheme="dark")
        for width in (375, 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert overflow(page) <= 0, f"{width} px"
        assert serious(page, BY_COLOUR) == []


def offers(page: Page) -> list[str]:
    """The resources a reader sees in the list."""
    return page.locator(".kx-offer:visible h3 a").all_text_contents()


def test_places_are_sifted_by_township_and_by_what_is_known(opened: Open) -> None:
    with opened("places/") as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        shown = page.locator(".kx-place:visible h3 a")
        expect(shown).to_have_text(["老磨坊", "样例科普馆"])
        page.get_by_role("button", name="免费", exact=True).click()
        expect(shown).to_have_text(["样例科普馆"])
        page.get_by_role("button", name="免费", exact=True).click()
        page.select_option("select[name=place]", "dongzhen")
        expect(shown).to_have_text(["老磨坊"])
        assert page.url.endswith("places/?place=dongzhen")
        page.get_by_role("button", name="有无障碍设施").click()
        expect(shown).to_have_text(["老磨坊"])
        page.get_by_role("button", name="复制地址：老磨坊").click()
        expect(page.locator(".kx-copy:visible")).to_have_text("复制地址已复制")
        assert page.evaluate("navigator.clipboard.readText()") == "某区东镇河边路 1 号 老磨坊"


def test_resources_are_sifted_and_the_choice_stays_in_the_address(opened: Open) -> None:
    with opened("resources/") as page:
        assert offers(page) == ["星图网", "甲地救援热线", "老磨坊", "月亮读本"]
        page.select_option("select[name=topic]", "science")
        page.select_option("select[name=place]", "online")
        assert offers(page) == ["星图网", "甲地救援热线", "月亮读本"]
        expect(page.locator("output")).to_have_text("符合的有 3 项")
        expect(page.locator("#place")).to_be_hidden()
        page.select_option("select[name=kind]", "hotline")
        assert offers(page) == ["甲地救援热线"]
        assert re.search(r"\?topic=science&kind=hotline&place=online$", page.url)
        page.reload()
        assert offers(page) == ["甲地救援热线"]


NAMED = [
    ("?place=dongzhen", ["老磨坊"]),
    ("?audience=seniors", ["甲地救援热线", "月亮读本"]),
    ("?kind=platform&topic=disaster", []),
    ("?kind=nonsense", ["星图网", "甲地救援热线", "老磨坊", "月亮读本"]),
]


@pytest.mark.parametrize(("query", "found"), mostly_slow(NAMED, NAMED[2:]))
def test_an_address_with_filters_shows_what_it_names(query: str, found: list[str], opened: Open) -> None:
    with opened(f"resources/{query}") as page:
        assert offers(page) == found
        if not found:
            expect(page.locator("output")).to_have_text("没有符合的，换一个条件试试")


def test_resources_are_all_there_without_scripts(opened: Open) -> None:
    with opened("resources/", java_script_enabled=False) as page:
        assert len(offers(page)) == 4
        expect(page.locator("form.kx-filter")).to_be_hidden()


@pytest.fixture(scope="module")
def brief(browser: Browser, brief_site: Site) -> Iterator[Callable[..., AbstractContextManager[Watched]]]:
    with (
        serving(partial(Handler, mounts={BASE: brief_site.folder})) as origin,
        onlookers(browser, origin, MOMENT) as start,
    ):
        yield start


def test_a_filter_fetches_what_the_list_leaves_out(
    brief: Callable[..., AbstractContextManager[Watched]], brief_site: Site, opened: Open
) -> None:
    left = len(brief_site["events/later/"].all("li", "kx-on"))
    with brief() as reader:
        reader.page.clock.set_fixed_time(MOMENT)
        asked: list[str] = []
        reader.page.on("request", lambda request: asked.append(request.url.partition(BASE)[2]))
        page = reader.open(BASE + "events/")
        before = page.locator(".kx-on").count()
        page.get_by_role("button", name="本周末").click()
        assert "events/later/" not in asked
        page.get_by_role("button", name="本周末").click()
        page.get_by_text("按人群、主题、单位找").click()
        page.get_by_label("主题").select_option("science")
        expect(page.locator(".kx-on")).to_have_count(before + left)
        expect(page.locator("[data-kx-later]")).to_be_hidden()
        assert asked.count("events/later/") == 1
        found, said = groups(page), page.locator("[data-kx-sift] output").inner_text()
        links = page.evaluate("Array.from(document.querySelectorAll('.kx-on a'), (link) => link.href)")
        assert all(re.search(r"/kepu/(events/\d{4}|observances)/[\w-]+/$", link) for link in links)
    with opened("events/?topic=science") as page:  # of a list that leaves nothing out
        assert (groups(page), page.locator("[data-kx-sift] output").inner_text()) == (found, said)


def test_where_the_rest_is_not_there_that_is_said_and_the_next_choice_tries_again(
    brief: Callable[..., AbstractContextManager[Watched]],
) -> None:
    with brief() as reader:
        reader.page.clock.set_fixed_time(MOMENT)
        reader.page.route("**/events/later/", lambda route: route.fulfill(status=200, body="<p>请先登录"))
        page = reader.open(BASE + "events/?audience=youth")
        output = page.locator("[data-kx-sift] output")
        expect(output).to_contain_text("以后的没有取到")
        reader.page.unroute("**/events/later/")
        page.get_by_label("主题").select_option("science")
        expect(page.locator("[data-kx-later]")).to_be_hidden()
        expect(output).not_to_contain_text("以后的没有取到")
