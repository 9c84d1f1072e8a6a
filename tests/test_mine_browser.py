"""Who the reader says to be and where, in a real browser: what is for them comes first, and nothing leaves the device."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from browsing import Handler, Open, onlookers, overflow, serious, serving
from playwright.sync_api import Browser, Page, expect
from sites import ROOT, Site

CALENDAR, REAL = "/calendar/", "/real/"


@pytest.fixture(scope="module")
def look(browser: Browser, calendar_site: Site, real_site: Site) -> Iterator[Open]:
    mounts = {CALENDAR: calendar_site.folder, REAL: real_site.folder}
    with serving(partial(Handler, mounts=mounts)) as origin, onlookers(browser, origin) as start:
        yield start


def choose(page: Page, audience: str = "", township: str = "") -> None:
    page.locator(".kx-mine details").evaluate("box => { box.open = true }")
    for field, caption in (("我是", audience), ("我在", township)):
        if caption:
            page.get_by_role("combobox", name=field, exact=True).select_option(label=caption)


def captions(page: Page) -> list[str]:
    return page.locator(".kx-group > :first-child").all_inner_texts()


def shown(page: Page, within: str) -> list[str]:
    return page.locator(f"{within} > li:visible a").all_inner_texts()


def test_what_is_for_the_reader_comes_first_on_home_and_agenda(look: Open) -> None:
    with look() as reader:
        reader.page.clock.set_fixed_time("2026-06-02T12:00:00+08:00")
        page = reader.open(CALENDAR)
        assert shown(page, ".kx-coming .kx-ons") == ["科普集市", "实验室开放日", "防震讲座"]
        choose(page, "青少年", "西镇")
        assert shown(page, ".kx-coming .kx-ons")[:2] == ["科学营", "实验室开放日"]
        assert shown(page, ".kx-doors")[0] == "青少年"
        page = reader.open(f"{CALENDAR}events/")
        held = page.locator("section[aria-labelledby=held]")
        assert held.locator("h3").all_inner_texts()[:3] == ["西镇的活动", "给青少年的", "2026年6月"]
        assert held.locator(".kx-on").first.inner_text().startswith("7月"), "no heading says the month"
        page.locator(".kx-filter button[name=when]").first.click()
        expect(page.locator(".kx-mine [data-said]")).to_have_text("我是青少年，我在西镇")


def test_one_tap_forgets_and_all_is_as_built(look: Open) -> None:
    with look() as reader:
        page = reader.open(REAL)
        lists = (".kx-coming .kx-ons", ".kx-doors", ".kx-compact .kx-reads")
        before, unsaid = [shown(page, each) for each in lists], page.locator(".kx-mine summary").inner_text()
        expect(page.get_by_role("button", name="忘掉")).to_be_hidden()
        choose(page, "领导干部和公务员", "汀泗桥镇")
        changed = [shown(page, each) for each in lists]
        assert [len(one) for one in changed] == [len(one) for one in before]
        assert changed[1:] != before[1:]
        page.get_by_role("button", name="忘掉").click()
        assert [shown(page, each) for each in lists] == before
        assert page.locator(".kx-mine summary").inner_text() == unsaid
        assert page.evaluate("Object.keys(localStorage)") == []
        expect(page.locator(".kx-mine summary")).to_be_focused()


def test_nothing_is_sent_and_no_address_tells(look: Open) -> None:
    with look() as reader:
        page = reader.open(f"{CALENDAR}events/")
        page.wait_for_load_state("networkidle")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        choose(page, "老年人", "东镇")
        page.keyboard.press("Enter")
        assert (asked, page.url) == ([], f"{reader.origin}{CALENDAR}events/")
        assert page.evaluate("({ ...localStorage })") == {"kx-audience": "seniors", "kx-township": "dongzhen"}
        assert page.locator(".kx-mine").evaluate("box => box.closest('form')") is None


def test_with_storage_closed_it_holds_for_the_page(look: Open) -> None:
    with look(alone=True) as reader:
        reader.page.add_init_script(
            "Object.defineProperty(window, 'localStorage', { get() { throw new Error('closed') } })"
        )
        page = reader.open(f"{CALENDAR}events/")
        choose(page, township="西镇")
        assert captions(page)[0] == "西镇的活动"
        page.get_by_role("button", name="忘掉").click()
        assert "西镇的活动" not in captions(page)


def test_a_group_that_is_no_more_is_forgotten(look: Open) -> None:
    with look() as reader:
        page = reader.open(CALENDAR)
        page.evaluate("localStorage.setItem('kx-audience', 'dragons')")
        page = reader.open(f"{CALENDAR}events/")
        expect(page.get_by_role("button", name="忘掉")).to_be_hidden()
        assert page.evaluate("Object.keys(localStorage)") == []


@pytest.mark.parametrize("url", ["", "events/"])
def test_without_scripts_nobody_is_asked_and_nothing_is_missing(url: str, look: Open) -> None:
    with look(java_script_enabled=False) as reader:
        page = reader.open(CALENDAR + url)
        expect(page.locator(".kx-mine")).to_be_hidden()
        expect(page.locator(".kx-on:visible").first).to_be_visible()


@pytest.mark.parametrize("options", [{}, {"forced_colors": "active"}], ids=["", "forced"])
def test_the_line_can_be_used_by_finger_and_keyboard(options: dict[str, Any], look: Open) -> None:
    with look(viewport={"width": 320, "height": 800}, **options) as reader:
        page = reader.open(REAL)
        page.locator(".kx-mine summary").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        for _ in range(5):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.press("End")
        page.keyboard.press("Tab")
        said = page.locator(".kx-mine [data-said]")
        expect(said).to_have_text("我是领导干部和公务员，我在向阳湖奶牛良种场")
        expect(page.get_by_role("button", name="忘掉")).to_be_focused()
        sizes = page.locator(".kx-mine :is(summary, select, button):visible").evaluate_all(
            "all => all.map((control) => [control.offsetWidth, control.offsetHeight])"
        )
        assert len(sizes) == 4 and min(min(size) for size in sizes) >= 44
        assert overflow(page) <= 0
        if not options:  # axe reckons with our colours
            assert serious(page) == []


def test_home_stays_short_on_a_phone_whatever_is_chosen(look: Open) -> None:
    with look(viewport={"width": 375, "height": 812}) as reader:
        page = reader.open(REAL)
        heights = [page.evaluate("document.documentElement.scrollHeight")]
        for audience in page.locator(".kx-mine [data-kx-own=audience] option").all_inner_texts():
            choose(page, audience, "向阳湖奶牛良种场")
            heights.append(page.evaluate("document.documentElement.scrollHeight"))
        assert len(heights) == 7 and max(heights) < 5000


TOLD = {
    "senior": "长者模式",
    "ruler": "阅读线",
    "scheme": "深色",
    "audience": "我是",
    "township": "我在",
    "recent": "搜过",
}
"""What scripts keep on the device, and the word by which the page about privacy says so."""


def test_the_page_about_privacy_tells_all_that_is_kept(real_site: Site) -> None:
    scripts = "".join(path.read_text("utf-8") for path in (ROOT / "overrides/js").rglob("*.js"))
    first = (ROOT / "overrides/js/early.js").read_text("utf-8")
    early = re.findall(r'"(\w+)"', re.search(r"for \(const name of \[(.*?)\]", first)[1])  # type: ignore[index]
    kept = {*early, *re.findall(r'"kx-(?=recent";|senior", "1")([a-z]+)"', scripts)}
    assert kept == TOLD.keys()
    (said,) = [line for line in real_site["about/"].text.split("\n") if "只在你的设备上" in line]
    assert [word for word in TOLD.values() if word not in said] == []
