"""The built sites in a real browser: what a reader sees, with and without scripts, wide and narrow, light and dark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import product
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from browsing import BY_COLOUR, Handler, Open, onlookers, overflow, serious, serving
from choosing import mostly_slow
from kepu.model.plan import Plan
from kepu.queries import duties
from playwright.sync_api import Browser, Page, Route, expect
from sites import Site

REAL, SMALL = "/a/b/", "/kepu/"
"""Where the two sites are served: below the root, as in a folder of a government portal."""

KINDS = [
    "",
    "plan/",
    "plan/source/",
    "plan/contrasts/",
    "actions/youth/",
    "projects/infrastructure/",
    "safeguards/leadership/",
    "measures/farmers-2/",
    "measures/officials-2/",
    "units/",
    "units/kexie/",
    "units/gexiangzhenbanchang/",
    "units/gechengyuandanwei/",
    "units/tingsiqiaozhen/",
    "duties/",
    "events/",
    "events/2026/",
    "events/2026/05/",
    "events/2025/science-week-launch/",
    "observances/disaster-prevention-day/",
    "daily/",
    "daily/02/",
    "articles/",
    "articles/earthquake/",
    "emergency/",
    "offline/",
    "audiences/seniors/",
    "topics/health/",
    "search/",
    "sitemap/",
    "about/",
    "accessibility/",
    "api/",
    "guide/",
    "404.html",
]
"""One page of each kind."""
OFTEN = ("", "duties/", "articles/earthquake/", "events/", "404.html")
"""The kinds that are unlike each other; what is wrong with a page is mostly wrong with these."""


def base_of(kind: str) -> str:
    """Where to look at a page; without a known address the 404 page can link from the root only."""
    return SMALL if kind == "404.html" else REAL


@pytest.fixture(scope="module")
def origin(real_site: Site, small_site: Site) -> Iterator[str]:
    mounts = {REAL: real_site.folder, SMALL: small_site.folder}
    with serving(partial(Handler, mounts=mounts)) as address:
        yield address


@pytest.fixture(scope="module")
def look(browser: Browser, origin: str) -> Iterator[Open]:
    with onlookers(browser, origin) as start:
        yield start


# Each page kind.


@pytest.mark.parametrize("kind", mostly_slow(KINDS, OFTEN), ids=lambda kind: kind or "home")
def test_a_page_loads_quietly_fits_and_is_accessible(look: Open, kind: str) -> None:
    """Axe looks twice, light on a wide screen and dark on a narrow one, there by the rules that colours and width touch."""
    with look() as reader:
        page = reader.open(base_of(kind) + kind)
        expect(page.locator("h1")).to_have_count(1)
        assert overflow(page) <= 0
        assert serious(page) == []
        page.set_viewport_size({"width": 375, "height": 800})
        assert overflow(page) <= 0
        page.set_viewport_size({"width": 320, "height": 800})
        page.emulate_media(color_scheme="dark")
        assert overflow(page) <= 0
        assert serious(page, BY_COLOUR) == []


@pytest.mark.parametrize("kind", mostly_slow(KINDS, OFTEN), ids=lambda kind: kind or "home")
def test_without_scripts_the_page_is_whole(look: Open, kind: str) -> None:
    with look(java_script_enabled=False) as reader:
        page = reader.open(base_of(kind) + kind)
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("[data-kx-tools]:visible, [data-kx-filter]:visible")).to_have_count(0)
        assert page.locator("main a").count() > 0 or kind in ("accessibility/",)
        if kind.startswith(("plan", "actions", "measures", "units", "duties")):
            expect(page.get_by_text(re.compile("规划期(?: 2021—2025 年)?已届满")).first).to_be_visible()


BELOW = {"": ".kx-now-box__piece", "events/": "[data-kx-groups]", "resources/": "[data-sift-group]"}
"""What stands below all that scripts may show or change."""


@pytest.mark.parametrize(("kind", "width"), mostly_slow(product(BELOW, (375, 1366)), [("", 375), ("resources/", 1366)]))
def test_nothing_moves_when_the_scripts_come(look: Open, kind: str, width: int) -> None:
    with look(alone=True, viewport={"width": width, "height": 800}) as reader:
        held: list[Route] | None = []

        def hold(route: Route) -> None:
            route.continue_() if held is None else held.append(route)

        reader.page.route(re.compile("/assets/(?!early).*js$"), hold)
        reader.page.goto(reader.origin + REAL + kind, wait_until="commit")
        place = reader.page.locator(BELOW[kind]).first
        expect(reader.page.locator("footer")).to_be_visible()
        before = place.bounding_box()
        waiting, held = held, None
        for route in waiting:
            route.continue_()
        reader.page.wait_for_load_state("load")
        expect(reader.page.locator("header [data-kx-tools]")).to_be_visible()
        after = place.bounding_box()
        assert before and after and (before["x"], before["y"]) == (after["x"], after["y"])


def test_home_is_short_on_a_phone_and_dials(look: Open) -> None:
    with look(viewport={"width": 375, "height": 812}) as reader:
        page = reader.open(REAL)
        assert page.evaluate("document.documentElement.scrollHeight") <= 5000
        expect(page.locator("form[role=search]")).to_have_count(1)
        expect(page.locator(".kx-signs a:visible:has(svg)")).to_have_count(16)
        expect(page.locator(".kx-numbers a[href^='tel:']").first).to_be_in_viewport()
        expect(page.locator(".kx-signs a").first).to_be_in_viewport()
        expect(page.locator(".kx-coming .kx-on:visible").first).to_contain_text("星期")
        page.get_by_role("link", name="本周末").click()
        expect(page).to_have_url(re.compile(r"/events/\?when=weekend$"))
        expect(page.get_by_role("button", name="本周末")).to_have_attribute("aria-pressed", "true")


def test_a_reader_walks_from_home_to_the_text_without_scripts(look: Open) -> None:
    with look(java_script_enabled=False) as reader:
        page = reader.open(REAL)
        page.locator(".kx-offices summary").click()
        page.locator("main").get_by_role("link", name="区科协", exact=True).click()
        expect(page.locator("h1")).to_have_text("区科协")
        page.locator("summary", has_text="深入开展科学精神和科学家精神进校园活动").click()
        page.get_by_role("link", name="看这条措施：深入开展科学精神和科学家精神进校园活动").click()
        expect(page).to_have_url(re.compile("/a/b/measures/youth-1/$"))
        page.get_by_role("link", name=re.compile("看原文第")).first.click()
        expect(page).to_have_url(re.compile(r"/a/b/plan/source/#p\d+$"))
        expect(page.locator(":target")).to_be_in_viewport()


def test_a_letter_from_a_page_that_does_not_know_its_address_gets_it(look: Open, origin: str) -> None:
    with look() as reader:
        page = reader.open(f"{SMALL}404.html")
        letter = parse_qs(urlsplit(page.locator(".kx-wrong a").first.get_attribute("href") or "").query)
        assert f"地址：{origin}{SMALL}404.html\r\n" in letter["body"][0]
        expect(page.locator(".kx-wrong button")).to_be_hidden()


def test_the_first_stop_of_the_tab_key_leads_to_the_text(look: Open) -> None:
    with look() as reader:
        page = reader.open(f"{REAL}units/kexie/")
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text("跳到正文")
        expect(page.locator(":focus")).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()


# Search.


def search(page: Page, words: str) -> None:
    page.locator("form[role=search] input[name=q]").first.fill(words)
    page.locator("form[role=search] input[name=q]").first.press("Enter")
    expect(page.locator("[data-result]").first).to_be_visible()


def test_search_from_any_page_finds_a_name_first_and_leads_there(look: Open) -> None:
    with look() as reader:
        page = reader.open(f"{REAL}about/")
        search(page, "区科协")
        expect(page).to_have_url(re.compile(r"/a/b/search/\?q="))
        expect(page.locator("[data-result]").first).to_have_attribute("data-result", "units/kexie/")
        page.locator('[data-result="units/kexie/"] a').click()
        expect(page).to_have_url(re.compile("/a/b/units/kexie/$"))
        page.go_back()
        expect(page.locator("[data-result]").first).to_have_attribute("data-result", "units/kexie/")


def test_odd_queries_do_no_harm(look: Open) -> None:
    with look() as reader:
        page = reader.open(f"{REAL}search/")
        for words in ("<img src=x onerror=alert(1)>", "(", "\\", "[a-z", "%E5%8C", '"'):
            page.locator("#kx-q").fill(words)
            page.locator("#kx-q").press("Enter")
            expect(page.locator('[data-kx-results][aria-busy="false"]')).to_have_count(1)
            expect(page.get_by_role("status")).not_to_be_empty()
            expect(page.locator("main img")).to_have_count(0)


@pytest.mark.slow
def test_search_without_scripts_leads_to_the_site_map(look: Open) -> None:
    with look(java_script_enabled=False) as reader:
        page = reader.open(REAL)
        page.locator("form[role=search] input[name=q]").first.fill("区科协")
        page.locator("form[role=search] button").first.click()
        expect(page).to_have_url(re.compile(r"/a/b/search/\?q="))
        page.locator("main").get_by_role("link", name="站点地图").first.click()
        expect(page.locator("h1")).to_have_text("站点地图")
        expect(page.locator("main").get_by_role("link", name="区科协", exact=True)).to_be_visible()


# The day of reading.


OVER = [
    ("2026-06-01T00:00:00Z", False),
    ("2030-12-31T15:59:59Z", False),  # 23:59:59 on the last day in 咸安
    ("2030-12-31T16:00:00Z", True),  # the first second after
]


@pytest.mark.parametrize("zone", mostly_slow(("Asia/Shanghai", "UTC", "America/New_York"), ["America/New_York"]))
def test_the_notice_appears_when_the_plan_is_over_in_xianan(look: Open, zone: str) -> None:
    with look(timezone_id=zone) as reader:
        for moment, over in OVER:
            reader.page.clock.set_fixed_time(moment)
            page = reader.open(f"{SMALL}2026-2030/plan/")
            expect(page.get_by_text("规划期 2026—2030 年已届满")).to_be_visible(visible=over)


@pytest.mark.slow
def test_the_notice_of_an_archive_does_not_depend_on_the_clock(look: Open) -> None:
    with look(alone=True) as reader:
        reader.page.clock.set_fixed_time("2022-01-01T00:00:00Z")
        page = reader.open(f"{SMALL}measures/youth-1/")
        expect(page.get_by_text("存档：2021—2025 年方案已由")).to_be_visible()


# What the reader sets.


@pytest.mark.parametrize("system", mostly_slow(["light", "dark"], ["dark"]))
def test_the_scheme_can_be_switched_and_stays(look: Open, system: str) -> None:
    brightness = (
        "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).reduce((a, b) => a + +b, 0)"
    )
    with look(color_scheme=system) as reader:
        page = reader.open(f"{REAL}units/kexie/")
        before = page.evaluate(brightness)
        assert (before > 380) is (system == "light")
        page.get_by_role("button", name="切换深浅色").click()
        reader.open(f"{REAL}duties/")
        assert (page.evaluate(brightness) > 380) is (system == "dark")


def test_the_matrix_keeps_its_filter_in_the_address(look: Open) -> None:
    with look() as reader:
        page = reader.open(f"{REAL}duties/")
        rows = page.locator("#matrix tbody tr:visible")
        expect(rows).to_have_count(12)
        page.get_by_label("单位").first.select_option("kexie")
        expect(page).to_have_url(re.compile(r"/duties/\?unit=kexie$"))
        expect(page.locator("#matrix")).to_be_hidden()
        measures = page.locator(".kx-table tbody tr:visible")
        shown = measures.count()
        expect(page.locator("output")).to_contain_text(f"{shown} 条措施")
        page.reload()
        expect(measures).to_have_count(shown)
        page.get_by_label("任务").first.select_option("youth")
        expect(page).to_have_url(re.compile(r"\?unit=kexie&task=youth$"))
        expect(page.locator(".kx-table tbody:visible")).to_have_count(1)
        page.get_by_label("单位").first.select_option("")
        page.get_by_label("任务").first.select_option("")
        expect(rows).to_have_count(12)
        expect(page).to_have_url(re.compile("/duties/$"))


@pytest.mark.parametrize("id", ["xuanchuanbu", "jiaoyuju", "gexiangzhenbanchang"])
def test_a_unit_gets_its_rows_of_the_table_each_under_its_task(look: Open, real_plan: Plan, id: str) -> None:
    found = duties.duties(real_plan, real_plan.current, real_plan.units[id])
    wanted = {m.title for task in found.leads for m in task.measures if m.table}
    wanted |= {m.title for m in found.takes_part if m.table}
    with look() as reader:
        page = reader.open(f"{REAL}duties/?unit={id}")
        rows = page.locator(".kx-table tbody tr:visible")
        expect(rows).to_have_count(len(wanted))
        assert set(page.locator(".kx-table tbody tr:visible td:first-of-type > a").all_text_contents()) == wanted
        spans = page.evaluate("""() => Array.from(document.querySelectorAll(".kx-table tbody:not([hidden])")).map((body) =>
            body.querySelector("tr:not([hidden]) th").rowSpan === body.querySelectorAll("tr:not([hidden])").length)""")
        assert set(spans) == {True}
        expect(page.locator("output")).to_contain_text(f"牵头 {len(found.leads)} 项" if found.leads else "列名")


def test_a_units_table_can_be_read_by_the_way_it_takes_part(look: Open, real_plan: Plan) -> None:
    found = duties.charges(real_plan, real_plan.current, real_plan.units["kexie"])
    with look() as reader:
        page = reader.open(f"{REAL}units/kexie/")
        rows = page.locator(".kx-charges tbody tr:visible")
        expect(rows).to_have_count(len(found))
        assert page.locator(".kx-charges").evaluate("table => table.offsetHeight") <= 1200
        page.get_by_role("button", name=re.compile("^牵头")).click()
        expect(page).to_have_url(re.compile(r"/units/kexie/\?way=lead$"))
        expect(rows).to_have_count(sum("lead" in charge.kinds for charge in found))
        expect(rows.locator("th")).to_have_count(2)
        page.reload()
        expect(rows).to_have_count(sum("lead" in charge.kinds for charge in found))
        page.get_by_role("button", name=re.compile("^牵头")).click()
        expect(rows).to_have_count(len(found))
        rows.first.locator("summary").click()
        expect(rows.first.get_by_role("link", name=re.compile("^看这条措施"))).to_be_visible()


@pytest.mark.parametrize(
    "query", mostly_slow(["?unit=nobody", "?task=%3Cscript%3E", "?unit=&task="], ["?task=%3Cscript%3E"])
)
def test_a_strange_filter_shows_everything(look: Open, query: str) -> None:
    with look() as reader:
        page = reader.open(f"{REAL}duties/{query}")
        expect(page.locator("#matrix tbody tr:visible")).to_have_count(12)
        expect(page).to_have_url(re.compile("/duties/$"))


def test_the_heads_of_the_matrix_stay_in_view(look: Open) -> None:
    with look(viewport={"width": 920, "height": 700}) as reader:
        page = reader.open(f"{REAL}duties/")
        page.locator(".kx-matrix").evaluate("box => { box.scrollLeft = 400 }")
        head = page.locator("#matrix tbody th").last.bounding_box()
        assert head is not None and head["x"] >= -1 and head["x"] + head["width"] <= 376


def test_a_narrow_screen_gets_the_tasks_one_under_the_other(look: Open, real_plan: Plan) -> None:
    sideways = """Array.from(document.querySelectorAll("main *")).filter(
        (e) => /auto|scroll/.test(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth && e.clientWidth).length"""
    with look(viewport={"width": 320, "height": 700}) as reader:
        page = reader.open(f"{REAL}duties/")
        for width in (320, 375, 768):
            page.set_viewport_size({"width": width, "height": 700})
            expect(page.locator("#matrix")).to_be_hidden()
            expect(page.locator(".kx-bytask details:visible")).to_have_count(len(real_plan.current.tasks))
            expect(page.locator(".kx-table")).to_be_hidden()
            assert page.evaluate(sideways) == 0, width
        page.locator(".kx-bytask summary").first.click()
        expect(page.locator(".kx-bytask li:visible")).to_have_count(len(real_plan.current.tasks[0].measures))
        page.get_by_label("任务").first.select_option("youth")
        expect(page.locator(".kx-bytask")).to_be_hidden()
        rows = sum(bool(measure.table) for measure in real_plan.current.tasks[0].measures)
        expect(page.locator(".kx-table tbody tr:visible")).to_have_count(rows)


# Paper.


@pytest.mark.parametrize(
    "kind", mostly_slow(["units/kexie/", "measures/youth-2/", "duties/", "plan/"], ["units/kexie/"])
)
def test_paper_gets_the_text_without_the_menus(look: Open, kind: str) -> None:
    with look(color_scheme="dark") as reader:
        page = reader.open(REAL + kind)
        page.emulate_media(media="print")
        expect(page.locator("h1")).to_be_visible()
        for hidden in ("header.kx-top", "nav.kx-crumbs", "[data-kx-print]"):
            expect(page.locator(f"{hidden}:visible")).to_have_count(0)
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") in (
            "rgb(255, 255, 255)",
            "rgba(0, 0, 0, 0)",
        )
        assert page.pdf(format="A4").startswith(b"%PDF-")


def test_the_print_button_prints(look: Open) -> None:
    with look(alone=True) as reader:
        reader.page.add_init_script("window.print = () => { document.title = 'printed' }")
        page = reader.open(f"{REAL}units/kexie/")
        page.locator("[data-kx-print]:visible").first.click()
        expect(page).to_have_title("printed")


def test_the_downloads_arrive(look: Open) -> None:
    with look() as reader:
        page = reader.open(f"{REAL}units/kexie/")
        for link in page.locator("a[download]:visible").all():
            with page.expect_download() as started:
                link.click()
            assert Path(started.value.path()).stat().st_size > 1000
