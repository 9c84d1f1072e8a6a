"""长者模式 in a real browser: how one gets in and out, and what it promises, measured on every kind of page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import pytest
from browsing import Handler, Open, onlookers, serving
from choosing import mostly_slow
from kepu.model.plan import Plan
from kepu.queries.articles import Article
from kepu.render.service_worker import kept_pages
from playwright.sync_api import Browser, Page, Route, expect
from sites import Site

REAL, ALERT, CALENDAR, SMALL = "/a/b/", "/alert/", "/calendar/", "/kepu/"
ENTRIES = ["紧急电话", "出了事怎么办", "防骗", "看病用药", "附近活动", "今天一条", "打电话问"]

KINDS = [
    *(REAL + url for url in ("senior/", "plan/", "plan/source/", "plan/contrasts/", "actions/youth/", "units/")),
    *(REAL + url for url in ("projects/infrastructure/", "safeguards/leadership/", "measures/farmers-2/")),
    *(REAL + url for url in ("units/kexie/", "duties/", "duties/?unit=kexie", "daily/", "daily/02/", "articles/")),
    *(REAL + url for url in ("articles/earthquake/", "articles/blood-pressure/", "emergency/", "offline/")),
    *(REAL + url for url in ("audiences/seniors/", "topics/health/", "resources/", "resources/accessibility-law/")),
    *(
        REAL + url
        for url in ("quiz/", "search/?q=119", "sitemap/", "about/", "accessibility/", "api/", "guide/articles/")
    ),
    *(CALENDAR + url for url in ("events/", "events/2026/", "events/2026/06/", "events/2026/fair/")),
    *(ALERT + url for url in ("senior/", "alerts/", "emergency/")),
    SMALL + "404.html",
]
"""A page of each kind."""
OFTEN = [
    REAL + "senior/",
    REAL + "articles/earthquake/",
    REAL + "units/kexie/",
    CALENDAR + "events/",
    ALERT + "senior/",
]

FALLS_SHORT = """() => {
    const found = new Set(), width = document.documentElement.clientWidth, range = document.createRange();
    const name = (element) => element.tagName.toLowerCase() + "." + element.className + " " + element.textContent.trim().slice(0, 12);
    const style = (element) => getComputedStyle(element);
    const shown = (element) => element.getClientRects().length && style(element).visibility === "visible"
        && !element.closest(".kx-hidden, .kx-skip, option, svg, script, thead") && style(element).clip === "auto";
    const scrolls = (element) => element && (/auto|scroll/.test(style(element).overflowX) || scrolls(element.parentElement));
    const colour = (words) => [...words.match(/[\\d.]+/g).map(Number), 1].slice(0, 4);
    const over = ([red, green, blue, share], below) => [red, green, blue].map((value, at) => value * share + below[at] * (1 - share));
    const ground = (element) => element ? over(colour(style(element).backgroundColor), ground(element.parentElement)) : [255, 255, 255];
    const light = (parts) => {
        const [red, green, blue] = parts.map((part) => part / 255 <= .03928 ? part / 255 / 12.92 : ((part / 255 + .055) / 1.055) ** 2.4);
        return .2126 * red + .7152 * green + .0722 * blue + .05;
    };
    const sideways = document.scrollingElement.scrollWidth - width;
    if (sideways > 0) found.add("scrolls sideways by " + sideways);
    if (parseFloat(style(document.body).fontSize) < 24) found.add("body below 24 px");
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
        const element = words.currentNode.parentElement;
        if (!words.currentNode.data.trim() || !shown(element)) continue;
        const size = parseFloat(style(element).fontSize), heading = element.closest("h1, h2, h3, h4");
        if (size < 18) found.add("letters of " + size + " px: " + name(element));
        if (!(parseFloat(style(element).lineHeight) / size >= (heading ? 1.39 : 1.79))) found.add("lines too close: " + name(element));
        const behind = ground(element), ratio = light(over(colour(style(element).color), behind)) / light(behind);
        if (Math.max(ratio, 1 / ratio) < 7) found.add("contrast " + Math.max(ratio, 1 / ratio).toFixed(2) + ": " + name(element));
        range.selectNodeContents(words.currentNode);
        for (const place of range.getClientRects())
            if (place.width && (place.left < -1 || place.right > width + 1) && !scrolls(element)) found.add("cut off: " + name(element));
    }
    for (const element of document.querySelectorAll("a, button, summary, select, label, input:not([type=radio])")) {
        if (!shown(element) || style(element).display === "inline" || style(element).opacity === "0") continue;
        const { width, height } = element.getBoundingClientRect();
        const least = element.closest("header.kx-top, .kx-foot nav, .kx-crumbs, .kx-pager, .kx-alert, .kx-entries") ? 60 : 44;
        if (height < least - .1 || width < (least === 60 ? 59.9 : 0)) found.add("target of " + Math.round(width) + " × " + Math.round(height) + ": " + name(element));
    }
    for (const element of document.querySelectorAll("main *")) {
        if (!shown(element) || !element.textContent.trim()) continue;
        const { display, gridTemplateColumns, columnCount, overflowX } = style(element);
        if (/hidden|clip/.test(overflowX) && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1)) found.add("clipped: " + name(element));
        if ((display === "grid" && gridTemplateColumns.includes(" ")) || columnCount > 1) found.add("columns: " + name(element));
    }
    return Array.from(found).slice(0, 6);
}"""
"""What of the promises a page does not keep: letters, lines, contrast, targets, one column, nothing cut off."""


@pytest.fixture(scope="module")
def origin(real_site: Site, alert_site: Site, calendar_site: Site, small_site: Site) -> Iterator[str]:
    sites = {REAL: real_site, ALERT: alert_site, CALENDAR: calendar_site, SMALL: small_site}
    mounts = {base: site.folder for base, site in sites.items()}
    with serving(partial(Handler, mounts=mounts)) as address:
        yield address


@pytest.fixture(scope="module")
def look(browser: Browser, origin: str) -> Iterator[Open]:
    with onlookers(browser, origin, "2026-06-01T16:30:00+08:00") as start:
        yield start


def is_on(page: Page) -> bool:
    return bool(page.evaluate("parseFloat(getComputedStyle(document.body).fontSize) >= 24"))


# What it promises.


@pytest.mark.parametrize("kind", mostly_slow(KINDS, OFTEN))
def test_every_kind_of_page_keeps_what_the_mode_promises(look: Open, kind: str) -> None:
    with look() as reader:
        page = reader.open(f"{kind}{'&' if '?' in kind else '?'}senior=1")
        expect(page.get_by_text("回普通版").first).to_be_visible()
        if "search" in kind:
            expect(page.locator("[data-result]").first).to_be_visible()
        short = {}
        for width, scheme in ((1366, "light"), (375, "light"), (375, "dark"), (320, "dark")):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            short[width, scheme] = page.evaluate(FALLS_SHORT)
        assert {case: found for case, found in short.items() if found} == {}


def test_its_home_page_has_seven_entries_that_lead_on_without_a_script(look: Open, origin: str) -> None:
    with look(java_script_enabled=False, viewport={"width": 375, "height": 812}) as reader:
        page = reader.open(f"{REAL}senior/")
        entries = page.locator("main a")
        assert entries.locator("b").all_inner_texts() == ENTRIES
        assert min(entry.bounding_box()["height"] for entry in entries.all()) >= 112  # type: ignore[index]
        expect(page.locator("nav.kx-nav, form")).to_have_count(0)
        places = [entry.evaluate("link => link.href") for entry in entries.all()]
        for place in dict.fromkeys(places):
            page.goto(place)
            expect(page.locator("h1")).to_be_visible()
            anchor = place.partition("#")[2]
            assert not anchor or page.locator(f"#{anchor}").count() == 1
        page.locator("header").get_by_role("link", name="长者模式").click()
        expect(page).to_have_url(f"{origin}{REAL}senior/")
        page.locator("footer").get_by_role("link", name="退出长者模式").click()
        expect(page.get_by_role("heading", name="你是哪一位")).to_be_visible()


def test_a_site_with_nothing_but_its_plan_has_an_entry_for_that(small_site: Site) -> None:
    (entry,) = small_site["senior/"].all(css="kx-entry")
    assert entry.get("href") == "../2026-2030/plan/"


def test_an_alert_stands_above_the_entries_with_what_to_do(look: Open) -> None:
    with look(viewport={"width": 375, "height": 812}) as reader:
        page = reader.open(f"{ALERT}senior/")
        alert = page.locator(".kx-alert")
        expect(alert.locator("li").first).to_be_visible()
        assert alert.bounding_box()["y"] < page.locator("header").bounding_box()["y"]  # type: ignore[index]


# In and out.


def test_it_is_switched_where_one_is_and_stays_from_page_to_page(look: Open, origin: str) -> None:
    with look() as reader:
        page = reader.open(f"{REAL}about/?a=1#x")
        page.evaluate("window.same = true")
        above = page.locator("header .kx-senior").first
        expect(above).to_have_text("长者模式")
        above.press("Enter")
        page.wait_for_function("parseFloat(getComputedStyle(document.body).fontSize) >= 24")
        assert page.evaluate("window.same") and page.url == f"{origin}{REAL}about/?a=1#x"
        reader.open(f"{REAL}plan/")
        assert is_on(page)
        reader.open(REAL)
        expect(page).to_have_url(f"{origin}{REAL}senior/")
        reader.open(f"{REAL}articles/")
        below = page.get_by_role("button", name="退出长者模式")
        below.click()
        assert not is_on(page)
        page.reload()
        assert not is_on(page)
        expect(page.locator("header .kx-senior")).to_have_text("长者模式")
        reader.open(REAL)
        expect(page).to_have_url(f"{origin}{REAL}")


@pytest.mark.parametrize(
    ("address", "shown", "on"),
    [
        ("articles/?senior=1", "articles/", True),
        ("search/?q=119&senior=1#a", "search/?q=119#a", True),
        ("?senior=1", "senior/", True),
        ("senior/", "senior/", True),
        ("articles/?senior=0&x=1", "articles/?x=1", False),
        ("articles/?senior=2", "articles/", False),
    ],
)
def test_an_address_can_ask_for_it(look: Open, origin: str, address: str, shown: str, on: bool) -> None:
    with look() as reader:
        page = reader.open(REAL + address)
        expect(page).to_have_url(f"{origin}{REAL}{shown}")
        assert is_on(page) is on
        assert is_on(reader.open(f"{REAL}about/")) is on


def test_leaving_from_its_home_page_leads_to_the_other_home_page(look: Open, origin: str) -> None:
    with look() as reader:
        page = reader.open(f"{REAL}senior/")
        page.locator("header").get_by_role("link", name="回普通版").click()
        expect(page).to_have_url(f"{origin}{REAL}")
        assert not is_on(page)
        page.locator("footer").get_by_role("link", name="长者模式").click()
        expect(page).to_have_url(f"{origin}{REAL}senior/")


def test_whoever_had_larger_letters_before_has_the_mode_now_and_can_leave_it(look: Open) -> None:
    with look() as reader:
        page = reader.open(f"{REAL}about/")
        page.evaluate("localStorage.setItem('kx-size', 'large')")
        assert is_on(reader.open(f"{REAL}about/"))
        page.locator("header").get_by_role("button", name="回普通版").click()
        assert not is_on(reader.open(f"{REAL}about/"))
        assert page.evaluate("Object.keys(localStorage)") == []


def test_where_nothing_can_be_stored_it_holds_for_the_page(look: Open) -> None:
    with look(alone=True) as reader:
        reader.page.add_init_script(
            "Object.defineProperty(window, 'localStorage', { get() { throw new Error('closed') } })"
        )
        page = reader.open(f"{REAL}about/?senior=1")
        assert is_on(page)
        page.locator("header").get_by_role("button", name="回普通版").click()
        assert not is_on(page)


def test_a_page_the_browser_kept_follows_what_was_chosen_since(look: Open) -> None:
    with look() as reader:
        page = reader.open(f"{REAL}about/")
        page.evaluate("localStorage.setItem('kx-senior', '1')")
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
        page.wait_for_function("parseFloat(getComputedStyle(document.body).fontSize) >= 24")


# What it costs, and what it adds.


def fetched(page: Page) -> list[str]:
    return [
        name
        for name in page.evaluate("performance.getEntriesByType('resource').map((one) => one.name.split('/').pop())")
        if re.match("senior|pointer|hand", name)
    ]


def test_nobody_else_fetches_its_files_and_nothing_is_drawn_before_them(look: Open) -> None:
    with look(alone=True, running=True) as reader:
        assert fetched(reader.open(f"{REAL}articles/earthquake/")) == []

        def late(route: Route) -> None:
            reader.page.wait_for_timeout(300)
            route.continue_()

        reader.page.route(re.compile("/senior[^/]*css$"), late)
        page = reader.open(f"{REAL}articles/?senior=1")
        assert fetched(page)[0].startswith("senior.")
        ready = "performance.getEntriesByType('resource').find((one) => /senior[^/]*css/.test(one.name)).responseEnd"
        page.wait_for_function("performance.getEntriesByType('paint').length")
        assert page.evaluate(f"performance.getEntriesByType('paint')[0].startTime >= {ready}")


def test_where_its_styles_cannot_be_fetched_the_page_stays_as_it_was(look: Open) -> None:
    with look(alone=True) as reader:
        page = reader.open(f"{REAL}about/")
        page.route(re.compile("/senior[^/]*css$"), lambda route: route.abort())
        with page.expect_event("requestfailed"):
            page.locator("header .kx-senior").click()
        page.wait_for_function("Object.keys(localStorage).length === 0")
        expect(page.locator("header .kx-senior")).to_have_text("长者模式")
        page.unroute_all()
        page.locator("header .kx-senior").click()
        page.wait_for_function("parseFloat(getComputedStyle(document.body).fontSize) >= 24")
        reader.faults.clear()


@pytest.mark.parametrize("options", [{"has_touch": True, "is_mobile": True}, {}], ids=["phone", "desktop"])
def test_a_desktop_has_a_large_pointer_and_a_line_under_what_is_read(look: Open, options: dict[str, Any]) -> None:
    with look(**options) as reader:
        page = reader.open(f"{REAL}articles/?senior=1")
        cursor = page.evaluate("getComputedStyle(document.querySelector('main a')).cursor")
        line, button = page.locator(".kx-ruler"), page.get_by_role("button", name="阅读线")
        if options:
            assert "url" not in cursor
            expect(button).to_have_count(0)
            return
        assert "hand.svg" in cursor
        drawn = page.evaluate(
            'fetch(getComputedStyle(document.body).cursor.match(/"(.*)"/)[1]).then((answer) => answer.text())'
        )
        assert 48 <= int(re.findall(r'width="(\d+)"', drawn)[0]) <= 64
        expect(line).to_be_hidden()
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        page.mouse.move(300, 400)
        expect(line).to_be_visible()
        assert 400 < line.bounding_box()["y"] < 440  # type: ignore[index]
        page.reload()
        expect(line).to_be_visible()
        page.get_by_role("link", name="科普咸安").focus()
        below = page.get_by_role("link", name="科普咸安").bounding_box()
        assert below and line.bounding_box()["y"] > below["y"] + below["height"]  # type: ignore[index]
        page.locator("footer .kx-senior").click()
        expect(line).to_be_hidden()
        expect(button).to_be_hidden()


def test_on_paper_nothing_of_it_is_left(look: Open) -> None:
    with look() as reader:
        page = reader.open(f"{REAL}articles/earthquake/?senior=1")
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "14px"


def test_its_home_page_is_kept_for_readers_without_a_network(real_articles: Sequence[Article], real_plan: Plan) -> None:
    assert kept_pages(real_plan, real_articles)[:2] == ["emergency/", "senior/"]
