"""The daily piece in a real browser: right at midnight and on 29 February, and true to its date when offline."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from browsing import Handler, Watched, onlookers, serving
from choosing import mostly_slow
from playwright.sync_api import Browser, Page, Route, expect
from sites import Site

BASE = "/kepu/"
BUILT = "2026-06-01"
ZONES = ("Asia/Shanghai", "UTC", "America/New_York")

Open = Callable[..., AbstractContextManager[Page]]


@pytest.fixture(scope="module")
def origin(calendar_site: Site, real_site: Site) -> Iterator[str]:
    mounts = {BASE: calendar_site.folder, "/real/": real_site.folder}
    with serving(partial(Handler, mounts=mounts)) as address:
        yield address


@pytest.fixture(scope="module")
def look(browser: Browser, origin: str) -> Iterator[Callable[..., AbstractContextManager[Watched]]]:
    with onlookers(browser, origin, f"{BUILT}T00:00:00+08:00") as start:
        yield start


@pytest.fixture
def opened(look: Callable[..., AbstractContextManager[Watched]]) -> Open:
    """A page at a moment; nothing may have gone wrong when the reader leaves, unless trouble is expected."""

    @contextmanager
    def start(url: str, moment: str, running: bool = False, trouble: bool = False, **options: Any) -> Iterator[Page]:
        with look(alone=running or trouble or options.pop("alone", False), running=running, **options) as reader:
            if trouble:
                reader.page.route("**/daily/*.json", lambda route: route.abort())
            if running:
                reader.page.clock.install(time=moment)
            else:
                reader.page.clock.set_fixed_time(moment)
            yield reader.open(url if url.startswith("/") else BASE + url)
            if trouble:
                reader.faults.clear()

    return start


@pytest.fixture(scope="module")
def table(calendar_site: Site) -> dict[str, str]:
    """The text of each day, from the open data."""
    data = json.loads((calendar_site.folder / "api/v1/daily.json").read_text("utf-8"))
    texts = {item["id"]: item["text"] for item in data["items"]}
    return {day: texts[id] for day, id in data["days"].items()}


def in_words(day: str) -> str:
    year, month, date = map(int, day.split("-"))
    return f"{year}年{month}月{date}日"


def expect_day(page: Page, day: str, text: str) -> None:
    """The box shows this day with this text, and nothing of another day."""
    box = page.locator("[data-kx-daily]")
    expect(box.locator("time")).to_have_text(in_words(day))
    expect(box.locator("time")).to_have_attribute("datetime", day)
    expect(box.locator(".kx-piece")).to_have_text(text)
    expect(box.locator("[data-daily-late]")).to_be_hidden()


MOMENTS = [
    ("2026-06-01T00:00:00+08:00", "2026-06-01"),
    ("2026-06-01T23:59:59+08:00", "2026-06-01"),
    ("2026-06-02T00:00:00+08:00", "2026-06-02"),
    ("2026-05-31T23:59:59+08:00", "2026-06-01"),  # before the build: its day counts
    ("1970-01-01T00:00:00Z", "2026-06-01"),
    ("2027-12-31T23:59:59+08:00", "2027-12-31"),
    ("2027-12-31T16:00:00Z", "2028-01-01"),
    ("2028-02-28T16:00:00Z", "2028-02-29"),
    ("2028-02-29T15:59:59Z", "2028-02-29"),
    ("2028-02-29T16:00:00Z", "2028-03-01"),
    ("2027-02-28T16:00:00Z", "2027-03-01"),
]


TURNS = [MOMENTS[number] for number in (1, 2, 4, 7, 9)]
"""Of each kind of turn one."""


@pytest.mark.parametrize(
    ("url", "zone", "moments"),
    [
        ("daily/", "America/New_York", TURNS),
        pytest.param("", "America/New_York", MOMENTS, marks=pytest.mark.slow),
        *(pytest.param("daily/", zone, MOMENTS, marks=pytest.mark.slow) for zone in ZONES),
    ],
)
def test_the_piece_is_that_of_the_date_in_xianan(
    url: str, zone: str, moments: list[tuple[str, str]], opened: Open, table: dict[str, str]
) -> None:
    with opened(url, MOMENTS[0][0], timezone_id=zone) as page:
        for moment, day in moments:
            page.clock.set_fixed_time(moment)
            page.reload()
            expect_day(page, day, table[day[5:]])


EVENINGS = [
    ("", "2026-06-01T23:58:00+08:00", ("2026-06-01", "2026-06-02")),
    ("daily/", "2026-06-30T23:58:00+08:00", ("2026-06-30", "2026-07-01")),
    ("", "2028-02-28T23:58:00+08:00", ("2028-02-28", "2028-02-29")),
    ("daily/", "2028-02-28T23:58:00+08:00", ("2028-02-28", "2028-02-29")),
    ("daily/", "2028-02-29T23:58:00+08:00", ("2028-02-29", "2028-03-01")),
    ("daily/", "2027-02-28T23:58:00+08:00", ("2027-02-28", "2027-03-01")),
    ("daily/", "2027-12-31T23:58:00+08:00", ("2027-12-31", "2028-01-01")),
]


@pytest.mark.parametrize(("url", "evening", "days"), mostly_slow(EVENINGS, [EVENINGS[4]]))
def test_at_midnight_the_piece_changes_by_itself(
    url: str, evening: str, days: tuple[str, str], opened: Open, table: dict[str, str]
) -> None:
    before, after = days
    with opened(url, evening, running=True) as page:
        expect_day(page, before, table[before[5:]])
        page.clock.run_for(60_000)
        expect_day(page, before, table[before[5:]])
        page.clock.run_for(91_000)
        expect_day(page, after, table[after[5:]])


def test_source_doubt_and_link_change_with_the_piece(opened: Open, origin: str) -> None:
    with opened("daily/", "2026-06-02T08:00:00+08:00") as page:
        expect(page.locator(".kx-piece__from")).to_have_text("出处：丙台月报 以责任单位公布的为准")
        link = page.locator("[data-daily-behind]")
        expect(link).to_have_text("月亮读本")
        link.click()
        expect(page).to_have_url(f"{origin}{BASE}resources/moon-book/")
    with opened("", "2026-06-03T08:00:00+08:00") as page:
        expect(page.locator("[data-daily-weak]")).to_be_hidden()


def test_a_hotline_dials_in_the_piece_of_another_day_and_is_copied_as_text(opened: Open, table: dict[str, str]) -> None:
    day = next(day for day, text in sorted(table.items()) if "0000" in text and day > "06-02")
    with opened("daily/", f"2026-{day}T08:00:00+08:00") as page:
        expect(page.locator(".kx-piece")).to_have_text(table[day])
        expect(page.locator(".kx-piece a")).to_have_text("0000")
        expect(page.locator(".kx-piece a")).to_have_attribute("href", "tel:0000")
        expect(page.locator("[data-daily-line] [data-daily-text]")).to_have_text(table[day])
        assert page.locator("[data-daily-line] a").count() == 0


OBSERVED = [
    ("2026-06-01T08:00:00+08:00", []),
    ("2027-05-12T00:00:00+08:00", ["防灾日"]),
    ("2027-05-12T23:59:59+08:00", ["防灾日"]),
    ("2027-05-13T00:00:00+08:00", []),
]


def test_the_observance_of_the_day_goes_first(opened: Open) -> None:
    with opened("daily/", OBSERVED[0][0], timezone_id="America/New_York") as page:
        for moment, names in OBSERVED:
            page.clock.set_fixed_time(moment)
            page.reload()
            expect(page.locator("[data-daily-names]")).to_have_text("".join(f"，{name}" for name in names))
            assert page.locator("[data-daily-observed] li:visible a").all_text_contents() == names
            if names:
                above = page.locator("[data-daily-observed]").bounding_box()
                below = page.locator(".kx-piece").bounding_box()
                assert above and below and above["y"] + above["height"] <= below["y"]
            else:
                expect(page.locator("[data-daily-observed]")).to_be_hidden()


def test_a_span_is_shown_but_not_named_in_the_line(opened: Open) -> None:
    with opened("daily/", "2026-09-10T08:00:00+08:00") as page:
        expect(page.locator("[data-daily-observed] li:visible").first).to_be_visible()
        shown = page.locator("[data-daily-observed] li:visible[data-long] a").all_text_contents()
        line = page.locator("[data-daily-line]").inner_text()
        assert shown and not [name for name in shown if name in line]


def expect_late(page: Page, day: str) -> None:
    note = page.locator("[data-daily-late]")
    expect(note).to_be_visible()
    expect(note).to_have_text(re.compile(f"没有取到今天的一条，上面是{in_words(day)}的"))


@pytest.mark.parametrize("url", mostly_slow(["", "daily/"], [""]))
def test_offline_the_piece_of_the_build_stays_under_its_own_date(url: str, opened: Open, table: dict[str, str]) -> None:
    with opened(url, "2027-05-12T08:00:00+08:00", trouble=True) as page:
        box = page.locator("[data-kx-daily]")
        expect_late(page, BUILT)
        expect(box.locator("time")).to_have_text(in_words(BUILT))
        expect(box.locator(".kx-piece")).to_have_text(table[BUILT[5:]])
        assert page.locator("[data-daily-observed] li:visible").count() == 0


def test_offline_at_midnight_the_piece_of_yesterday_stays_under_its_own_date(
    opened: Open, table: dict[str, str]
) -> None:
    with opened("daily/", "2026-06-30T23:59:00+08:00", running=True, trouble=True) as page:
        page.unroute("**/daily/*.json")
        page.route("**/daily/07.json", lambda route: route.abort())
        page.reload()
        expect_day(page, "2026-06-30", table["06-30"])
        page.clock.run_for(91_000)
        expect_late(page, "2026-06-30")
        expect(page.locator(".kx-today time")).to_have_text(in_words("2026-06-30"))
        expect(page.locator(".kx-piece")).to_have_text(table["06-30"])


@pytest.mark.slow
def test_back_online_the_piece_of_today_comes(opened: Open, table: dict[str, str]) -> None:
    with opened("daily/", "2027-05-12T08:00:00+08:00", trouble=True) as page:
        expect(page.locator("[data-daily-late]")).to_be_visible()
        page.unroute("**/daily/*.json")
        page.evaluate("dispatchEvent(new Event('online'))")
        expect_day(page, "2027-05-12", table["05-12"])


@pytest.mark.slow
def test_a_slow_answer_from_yesterday_does_not_replace_today(opened: Open, table: dict[str, str]) -> None:
    held: list[Route] = []
    with opened("about/", "2026-06-30T23:59:00+08:00", running=True) as page:
        page.route("**/daily/06.json", lambda route: held.append(route))
        page.goto(page.url.replace("about/", "daily/"))
        page.clock.run_for(91_000)
        expect_day(page, "2026-07-01", table["07-01"])
        assert held
        for route in held:
            route.continue_()
        page.wait_for_timeout(300)
        expect_day(page, "2026-07-01", table["07-01"])


def test_opened_as_a_file_the_page_is_true(browser: Browser, calendar_site: Site, table: dict[str, str]) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.clock.set_fixed_time("2027-01-05T08:00:00+08:00")
    page.goto((Path(calendar_site.folder) / "daily/index.html").as_uri())
    expect(page.locator(".kx-today time")).to_have_text(in_words(BUILT))
    expect(page.locator(".kx-today .kx-piece")).to_have_text(table[BUILT[5:]])
    context.close()


@pytest.mark.parametrize("clipboard", mostly_slow([True, False], [False]))
def test_the_line_is_copied_as_it_stands(clipboard: bool, opened: Open) -> None:
    permissions = ["clipboard-read", "clipboard-write"]
    with opened("daily/", "2027-05-12T08:00:00+08:00", permissions=permissions) as page:
        expect(page.locator("[data-daily-names]")).to_have_text("，防灾日")
        if not clipboard:  # as on an office PC without https
            page.evaluate(
                "() => { window.kept = navigator.clipboard; Object.defineProperty(navigator, 'clipboard', {value: undefined}) }"
            )
        page.get_by_role("button", name="复制成一段文字").click()
        expect(page.locator("[data-daily-said]")).to_have_text("已复制")
        copied = page.evaluate("(window.kept || navigator.clipboard).readText()")
        assert copied.startswith(
            "【科普某区 · 天天科普】2027年5月12日，防灾日。防灾日先认路。（出处：甲地公报）https://"
        )
        assert "\n" not in copied.strip() and "以责任单位公布的为准" not in copied


def test_doubt_is_copied_too(opened: Open) -> None:
    with opened("daily/", "2026-06-02T08:00:00+08:00", permissions=["clipboard-read", "clipboard-write"]) as page:
        expect(page.locator(".kx-piece")).to_contain_text("<核>")
        page.get_by_role("button", name="复制成一段文字").click()
        expect(page.locator("[data-daily-said]")).to_have_text("已复制")
        assert "（出处：丙台月报，以责任单位公布的为准）" in page.evaluate("navigator.clipboard.readText()")


def test_without_scripts_the_line_can_be_selected_and_no_button_is_offered(opened: Open) -> None:
    with opened("daily/", "2027-05-12T08:00:00+08:00", java_script_enabled=False) as page:
        expect(page.locator("[data-daily-line]")).to_contain_text("2026年6月1日")
        expect(page.get_by_role("button", name="复制成一段文字")).to_be_hidden()
        expect(page.locator("[data-daily-late], [data-daily-weak]:visible")).not_to_be_visible()


def test_on_the_day_of_the_build_nothing_is_fetched(opened: Open) -> None:
    with opened("about/", "2026-06-01T12:00:00+08:00", alone=True) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(page.url.replace("about/", "daily/"))
        page.wait_for_load_state("networkidle")
        assert asked and not [address for address in asked if address.endswith(".json")]


def test_the_real_home_page_leads_from_its_piece_to_the_article(opened: Open, origin: str) -> None:
    with opened("/real/", "2028-11-09T08:00:00+08:00") as page:
        box = page.locator("[data-kx-daily]")
        expect(box.locator("time")).to_have_text("2028年11月9日")
        expect(box.locator(".kx-piece")).to_contain_text("打119要说清")
        box.locator("[data-daily-behind]").click()
        expect(page).to_have_url(f"{origin}/real/articles/fire/")


def test_a_month_prints_without_what_only_a_screen_needs(opened: Open) -> None:
    with opened("/real/daily/02/", "2027-02-01T08:00:00+08:00") as page:
        page.emulate_media(media="print")
        expect(page.locator(".kx-months, .kx-pager, .kx-top")).to_have_count(3)
        for part in page.locator(".kx-months, .kx-pager, .kx-top").all():
            expect(part).to_be_hidden()
        assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) <= 4
