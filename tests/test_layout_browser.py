"""Letters of any size, paper, readers' own colours and programs that cannot do everything: what a reader gets on each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from io import BytesIO
from itertools import product
from unicodedata import normalize

import pytest
from browsing import Handler, Open, onlookers, serving
from choosing import mostly_slow
from playwright.sync_api import Browser, CDPSession, Page, expect
from pypdf import PdfReader
from sites import Site

REAL, ALERT, CALENDAR = "/a/", "/b/", "/c/"
MOMENT = "2026-06-15T12:00:00+08:00"
WECHAT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/116 Mobile Safari/537.36 MicroMessenger/8.0.50"

KINDS = [
    *(REAL + url for url in ("", "plan/", "duties/", "units/kexie/", "resources/", "emergency/", "articles/cpr/")),
    REAL + "senior/",
    *(REAL + url for url in ("topics/disaster/", "plan/source/", "accessibility/")),
    *(CALENDAR + url for url in ("events/", "events/2026/", "events/2026/06/", "events/2026/fair/")),
    *(ALERT + url for url in ("", "alerts/")),
]
OFTEN = [*(REAL + url for url in ("", "units/kexie/", "articles/cpr/")), CALENDAR + "events/"]
"""The kinds that are unlike each other."""
SIZES, WIDTHS = (16, 20, 24, 32), (320, 375, 768, 1366)
CORNERS = [(16, True, 320), (24, False, 375), (32, False, 1366), (32, True, 320), (32, True, 768)]
"""Size, 长者模式 and width where words are lost first; all the others are slow."""

LOST = """() => {
    const width = document.documentElement.clientWidth, lost = [], range = document.createRange();
    const over = document.scrollingElement.scrollWidth - width;
    if (over > 0) lost.push("scrolls sideways by " + over);
    const words = document.createTreeWalker(document.querySelector("body"), NodeFilter.SHOW_TEXT);
    const around = (element) => {
        let box = null;
        for (; element && element !== document.body; element = element.parentElement) {
            const style = getComputedStyle(element);
            if (/auto|scroll/.test(style.overflowX) || style.clip !== "auto" || element.matches(".kx-skip, option, script")) return "free";
            const edge = parseFloat(style.borderRightWidth) > 0 || style.overflowX === "hidden" || style.backgroundColor !== "rgba(0, 0, 0, 0)";
            if (!box && edge && style.display !== "inline") box = element;
        }
        return box;
    };
    while (words.nextNode()) {
        if (!words.currentNode.data.trim()) continue;
        const box = around(words.currentNode.parentElement);
        if (box === "free") continue;
        const edge = box ? box.getBoundingClientRect() : { left: 0, right: width };
        range.selectNodeContents(words.currentNode);
        for (const place of range.getClientRects())
            if (place.width && (place.right > Math.min(edge.right, width) + 1 || place.left < Math.max(edge.left, 0) - 1)) {
                lost.push(words.currentNode.data.trim().slice(0, 20) + " leaves its box");
                break;
            }
    }
    return lost.slice(0, 5);
}"""
"""What of the words is cut off, leaves its box, or makes the page scroll sideways."""

HEAD = """() => {
    const box = (name) => document.querySelector(name).getBoundingClientRect();
    const middle = (name) => (box(name).top + box(name).bottom) / 2;
    const level = (name) => Math.abs(middle(name) - middle(".kx-brand")) < 6;
    const below = box(".kx-nav").top >= Math.max(box(".kx-brand").bottom, box(".kx-tools").bottom) - 1;
    const oneLine = level(".kx-nav") && box(".kx-nav").height < 1.6 * box(".kx-tools").height;
    if (level(".kx-tools")) return level(".kx-find") && (below || oneLine);
    if (level(".kx-find")) return below;
    return below && box(".kx-find").top >= box(".kx-brand").bottom - 1 && Math.abs(middle(".kx-find") - middle(".kx-tools")) < 6;
}"""
"""Whether the header stands in whole rows: all in one, the sections below, or where letters are largest the buttons below the name too."""

UNSAID = """() => {
    const shown = (element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility === "visible";
    const level = (heading) => heading.matches("summary") ? 7 : Number(heading.tagName[1]);
    const headings = Array.from(document.querySelectorAll("main h1, main h2, main h3, main h4, main summary")).filter(shown);
    const words = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT), said = [];
    while (words.nextNode()) if (words.currentNode.data.trim() && shown(words.currentNode.parentElement)) said.push(words.currentNode.parentElement);
    return headings.filter((heading, place) => {
        const within = (other) => heading.matches("summary") && heading.parentElement.contains(other);
        const next = headings.slice(place + 1).find((other) => level(other) <= level(heading) && !within(other));
        const after = (element, other) => other.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING && !other.contains(element);
        return !said.some((element) => after(element, heading) && !(next && (next.contains(element) || after(element, next))));
    }).map((heading) => heading.textContent.trim());
}"""
"""The headings on paper with nothing under them."""


@pytest.fixture(scope="module")
def origin(real_site: Site, alert_site: Site, calendar_site: Site) -> Iterator[str]:
    mounts = {REAL: real_site.folder, ALERT: alert_site.folder, CALENDAR: calendar_site.folder}
    with serving(partial(Handler, mounts=mounts)) as address:
        yield address


@pytest.fixture(scope="module")
def look(browser: Browser, origin: str) -> Iterator[Open]:
    with onlookers(browser, origin, MOMENT) as start:
        yield start


SENIOR = """async (on) => {
    const root = document.documentElement, address = root.dataset.kxSeniorSheet, sheet = document.createElement("link");
    root.toggleAttribute("data-kx-senior", on);
    if (!on || document.querySelector(`link[href="${address}"]`)) return;
    document.head.appendChild(Object.assign(sheet, { rel: "stylesheet", href: address }));
    await new Promise((done) => (sheet.onload = done));
}"""
"""Switches 长者模式 on or off, on its own page and on that of others alike."""


def set_letters(session: CDPSession, page: Page, size: int, senior: bool) -> None:
    """The size of text in the browser's settings, and 长者模式."""
    session.send("Page.setFontSizes", {"fontSizes": {"standard": size, "fixed": size}})
    page.evaluate(SENIOR, senior)


@pytest.mark.parametrize(
    "cases",
    [
        pytest.param(CORNERS, id="corners"),
        pytest.param([*product(SIZES, (False, True), WIDTHS)], id="all", marks=pytest.mark.slow),
    ],
)
@pytest.mark.parametrize("kind", mostly_slow([*KINDS, REAL + "daily/07/"], [*OFTEN, REAL + "daily/07/"]))
def test_letters_of_any_size_lose_nothing(look: Open, kind: str, cases: list[tuple[int, bool, int]]) -> None:
    with look(has_touch=True) as reader:
        page = reader.open(kind)
        session = page.context.new_cdp_session(page)
        lost = {}
        for size, senior, width in cases:
            set_letters(session, page, size, senior)
            page.set_viewport_size({"width": width, "height": 800})
            lost[size, senior, width] = page.evaluate(LOST)
        set_letters(session, page, 16, False)
        assert {key: words for key, words in lost.items() if words} == {}


@pytest.mark.parametrize(
    ("size", "step"), mostly_slow([(16, 80), (32, 80), *((size, 20) for size in SIZES)], [(16, 80), (32, 80)])
)
def test_the_header_stands_in_whole_rows_at_every_width(look: Open, size: int, step: int) -> None:
    """Also where a scroll bar takes 17 px, as on office PCs: media queries do not know of it."""
    with look(has_touch=True) as reader:
        page = reader.open(f"{REAL}units/")
        page.add_style_tag(content="body { padding-right: 17px }")
        session = page.context.new_cdp_session(page)
        torn = []
        for senior in (False, True):
            set_letters(session, page, size, senior)
            for width in range(320, 1921, step):
                page.set_viewport_size({"width": width, "height": 400})
                torn += [] if page.evaluate(HEAD) else [(width, senior)]
        set_letters(session, page, 16, False)
        assert torn == []


@pytest.mark.parametrize("kind", mostly_slow(["", "plan/", "resources/", "units/kexie/", "emergency/"], ["emergency/"]))
def test_wider_spacing_of_letters_loses_nothing(look: Open, kind: str) -> None:
    """WCAG 1.4.12: what a reader's own style sheet may ask for."""
    with look(viewport={"width": 320, "height": 800}) as reader:
        page = reader.open(REAL + kind)
        page.add_style_tag(
            content="* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }"
        )
        assert page.evaluate(LOST) == []


# Paper.


MORE = [
    REAL + url for url in ("daily/", "daily/11/", "sitemap/", "measures/youth-2/", "observances/national-science-day/")
]


@pytest.mark.parametrize("kind", mostly_slow([*KINDS, *MORE], [*OFTEN, REAL + "duties/"]))
def test_on_paper_every_heading_has_something_under_it(look: Open, kind: str) -> None:
    with look() as reader:
        page = reader.open(kind)
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.evaluate(UNSAID) == []
        assert page.locator("main details:not([open])").count() == 0
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        empty = "Array.from(document.querySelectorAll('main .kx-box')).filter((box) => box.offsetHeight && !box.innerText.trim()).length"
        assert page.evaluate(empty) == 0


def test_folded_parts_and_tabs_of_an_author_need_no_script_and_are_all_on_paper(look: Open) -> None:
    address = f"{REAL}guide/articles/"
    with look(java_script_enabled=False) as reader:
        page = reader.open(address)
        tabs = page.locator(".tabbed-content")
        assert [tab.is_visible() for tab in tabs.all()] == [True, False]
        page.get_by_label("用电脑").focus()
        page.keyboard.press("Space")
        assert [tab.is_visible() for tab in tabs.all()] == [False, True]
        page.locator(".kx-prose details:not(.kx-notes) summary").click()
        assert page.get_by_text("普通口罩挡不住有毒的气体。", exact=True).is_visible()
    with look() as reader:
        page = reader.open(address)
        sheets = PdfReader(BytesIO(page.pdf())).pages
        words = normalize("NFKC", "".join(sheet.extract_text() for sheet in sheets)).replace("\n", "")
        for said in ("用手机", "按住图片不放", "用电脑", "用鼠标右键点图片", "普通口罩挡不住"):
            assert words.count(said) == 2, said  # as it is written, and as it is shown
        session = page.context.new_cdp_session(page)
        for size, senior, width in CORNERS:
            set_letters(session, page, size, senior)
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(LOST) == [], (size, senior, width)
        set_letters(session, page, 16, False)


def test_what_was_opened_for_the_print_closes_again(look: Open) -> None:
    with look() as reader:
        page = reader.open(f"{REAL}plan/")
        before = page.locator("details[open]").count()
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator("details[open]").count() > before
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.locator("details[open]").count() == before


SHEETS = [("plan/", False), ("units/kexie/", False), ("duties/", True), ("daily/11/", False), ("about/", False)]


@pytest.mark.parametrize(("kind", "wide"), mostly_slow(SHEETS, SHEETS[2:4]))
def test_every_sheet_says_where_it_is_from_and_which_it_is(look: Open, origin: str, kind: str, wide: bool) -> None:
    with look() as reader:
        page = reader.open(REAL + kind)
        page.emulate_media(media="print")
        sheets = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
        for number, sheet in enumerate(sheets, 1):
            words = sheet.extract_text().replace("\n", "")
            assert f"{origin}{REAL}{kind}" in words, number
            assert f"{number} " in words and f" {len(sheets)} " in words, number
            assert (sheet.mediabox.width > sheet.mediabox.height) is wide
            assert len(words) > 320 or number == len(sheets), "a sheet is nearly empty"
        assert len(sheets) > 1


def test_the_matrix_on_paper_can_be_read(look: Open) -> None:
    """Eight points are 10.67 px; a landscape sheet of A4 without its margins is 1047 px wide."""
    with look(viewport={"width": 1047, "height": 700}) as reader:
        page = reader.open(f"{REAL}duties/")
        page.emulate_media(media="print")
        sizes = page.locator("#matrix th, #matrix td").evaluate_all(
            "cells => cells.map((cell) => parseFloat(getComputedStyle(cell).fontSize))"
        )
        assert min(sizes) >= 10.67
        assert page.evaluate("document.querySelector('#matrix').getBoundingClientRect().right") <= 1048


# Programs that cannot do everything.


CONTROLS = [
    *(REAL + url for url in ("units/kexie/", "duties/", "emergency/", "articles/earthquake/", "api/", "daily/11/")),
    *(CALENDAR + url for url in ("events/", "events/2026/06/", "events/2026/lab-day/")),
]


@pytest.mark.parametrize(
    "kind",
    mostly_slow(CONTROLS, [REAL + "units/kexie/", REAL + "articles/earthquake/", CALENDAR + "events/2026/lab-day/"]),
)
def test_in_wechat_one_line_stands_where_a_control_cannot_work(look: Open, kind: str) -> None:
    with look(user_agent=WECHAT) as reader:
        page = reader.open(kind)
        for folded in page.locator("details").all():
            folded.evaluate("box => { box.open = true }")
        expect(
            page.locator(
                "[data-kx-print]:visible, [data-webcal]:visible, .kx-take [download]:visible, .kx-subscribe [download]:visible"
            )
        ).to_have_count(0)
        lines = page.locator(".kx-elsewhere")
        assert lines.count() > 0
        for line in lines.all():
            expect(line).to_contain_text("点右上角“···”，选“在浏览器打开”")
            expect(line.get_by_role("button", name="复制本页链接")).to_have_count(1)
        assert page.evaluate(
            "Array.from(document.querySelectorAll('.kx-elsewhere')).every((line, place, all) => !all.some((other) => other !== line && other.parentNode === line.parentNode))"
        )


PRINTLESS = [
    "delete window.print; Window.prototype.print = undefined; window.print = undefined",
    "window.print = () => undefined",
]


@pytest.mark.parametrize("how", mostly_slow(PRINTLESS, PRINTLESS[:1]))
def test_a_program_without_print_is_no_error(browser: Browser, origin: str, how: str) -> None:
    page = browser.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.add_init_script(how)
    page.goto(f"{origin}{REAL}units/kexie/")
    able = "=>" in how
    expect(page.locator("[data-kx-print]:visible")).to_have_count(int(able))
    expect(page.get_by_text("这个程序里不能打印：请用手机或电脑自带的浏览器打开这一页")).to_have_count(int(not able))
    for button in page.locator("[data-kx-print]:visible").all():
        button.click()
    page.close()
    assert faults == []


@pytest.mark.slow
def test_without_a_clipboard_the_address_can_be_selected(browser: Browser, origin: str) -> None:
    page = browser.new_page()
    page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', { value: undefined }); Document.prototype.execCommand = () => false"
    )
    page.goto(f"{origin}{REAL}units/kexie/")
    page.get_by_role("button", name="复制本页链接").click()
    expect(page.get_by_role("button", name="复制本页链接")).to_contain_text(f"{origin}{REAL}units/kexie/")
    page.close()


# Readers' own colours, and names.


def test_in_forced_colours_today_and_the_place_asked_for_still_show(look: Open) -> None:
    outline = "box => getComputedStyle(box).outlineStyle + getComputedStyle(box).outlineWidth"
    with look(forced_colors="active") as reader:
        page = reader.open(f"{CALENDAR}events/2026/06/")
        today = page.locator("[data-kx-month-grid] [aria-current=date]")
        expect(today).to_have_count(1)
        assert today.evaluate(outline) == "solid3px"
        reader.open(f"{REAL}plan/source/#p60")
        assert page.locator("#p60").evaluate(outline) == "solid3px"
        reader.open(f"{CALENDAR}events/?when=next")
        assert page.get_by_role("button", name="下周").evaluate(outline) == "solid3px"
        reader.open(f"{REAL}articles/stroke/")
        assert page.locator(".kx-dial").evaluate("box => getComputedStyle(box).borderTopWidth") == "3px"


@pytest.mark.parametrize(
    "kind",
    mostly_slow(
        [CALENDAR + "events/", REAL + "articles/landslide/", REAL + "plan/", REAL + "resources/accessibility-law/"],
        [CALENDAR + "events/", REAL + "articles/landslide/"],
    ),
)
def test_drawn_signs_are_no_part_of_a_name(look: Open, kind: str) -> None:
    with look() as reader:
        page = reader.open(kind)
        session = page.context.new_cdp_session(page)
        names = [node.get("name", {}).get("value", "") for node in session.send("Accessibility.getFullAXTree")["nodes"]]
        assert [name for name in names if set(name) & set("＋－↗✓✕")] == []


# What one sees on the list pages.


def test_a_deep_link_arrives_at_once(look: Open) -> None:
    with look() as reader:
        page = reader.open(f"{REAL}plan/source/#p60")
        expect(page.locator("#p60")).to_be_in_viewport()
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_the_numbers_by_kind_agree_with_the_filter(look: Open) -> None:
    with look() as reader:
        page = reader.open(f"{REAL}resources/?audience=seniors&topic=health&kind=nothing")
        numbers = [int(text) for text in page.locator(".kx-jump a:visible [data-kx-count]").all_text_contents()]
        expect(page.locator("output")).to_have_text(f"符合的有 {sum(numbers)} 项")
        assert page.url.endswith("?audience=seniors&topic=health")


def test_filters_reach_the_edge_of_the_page(look: Open) -> None:
    with look() as reader:
        for kind, width in product((f"{REAL}resources/", f"{CALENDAR}events/"), (375, 768, 1366)):
            page = reader.page if reader.page.url.endswith(kind) else reader.open(kind)
            page.set_viewport_size({"width": width, "height": 800})
            page.locator(".kx-filter details").evaluate_all("boxes => boxes.forEach(box => { box.open = true })")
            rows = page.locator(".kx-filter label").evaluate_all(
                "labels => labels.map((label) => label.getBoundingClientRect()).map((box) => [box.left, box.top, box.right])"
            )
            left = page.locator("h1").evaluate("head => head.getBoundingClientRect().left")
            assert min(row[0] for row in rows) == pytest.approx(left, abs=1)
            assert page.locator(".kx-filter output").evaluate("box => box.offsetHeight") == 0
            below = "form => form.nextElementSibling.querySelector('h2, a').getBoundingClientRect().top"
            assert (
                page.locator(".kx-filter").evaluate(f"form => ({below})(form) - form.getBoundingClientRect().bottom")
                < 60
            )


@pytest.mark.slow
def test_parts_of_a_page_keep_their_distance(look: Open) -> None:
    """A small line of a heading is a line of its own; nothing is glued to what stands above or below it."""
    small = (
        "all => all.filter((small) => getComputedStyle(small).display !== 'block').map((small) => small.textContent)"
    )
    margins = (
        "all => all.map(getComputedStyle).map((style) => [parseFloat(style.marginTop), parseFloat(style.marginBottom)])"
    )
    below = """all => all.filter((table) => table.nextElementSibling && table.nextElementSibling.getBoundingClientRect().top
        - table.getBoundingClientRect().bottom < 8).map((table) => table.textContent.slice(0, 20))"""
    with look(viewport={"width": 375, "height": 800}) as reader:
        page = reader.open(f"{CALENDAR}events/")
        assert page.locator(":is(h1, h2, h3) small").evaluate_all(small) == []
        found = page.locator(".kx-subscribe + h3").evaluate_all(margins)
        assert found and all(above >= 20 and beneath >= 6 for above, beneath in found)
        for url in ("about/", "accessibility/", "guide/macros/"):
            assert reader.open(REAL + url).locator(".kx-prose > table").evaluate_all(below) == [], url
        days = reader.open(f"{CALENDAR}events/2026/06/").locator(".kx-month td a")
        assert min(days.evaluate_all("all => all.map((link) => link.offsetHeight)")) >= 24  # WCAG 2.5.8
        searches = reader.open(REAL).locator(".kx-hero .kx-hot a")
        assert len({*searches.evaluate_all("all => all.map((link) => link.offsetTop)")}) == 1, "one line"
        beside = "all => all.filter((link) => link.getBoundingClientRect().top - link.parentElement.getBoundingClientRect().top > 3).length"
        assert reader.open(f"{REAL}sitemap/").locator("main li > a:first-child").evaluate_all(beside) == 0


def test_in_wechat_the_foot_copies_title_and_address_instead_of_writing_a_letter(look: Open, origin: str) -> None:
    with look(user_agent=WECHAT, permissions=["clipboard-read", "clipboard-write"]) as reader:
        page = reader.open(f"{CALENDAR}daily/")
        expect(page.locator(".kx-wrong a[href^=mailto]")).to_have_count(0)
        page.get_by_role("button", name="复制这一页的题目和地址").click()
        expect(page.locator(".kx-wrong [aria-live]")).to_have_text("已复制")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert "天天科普" in copied and copied.endswith(f"{origin}{CALENDAR}daily/")


def test_who_chose_a_unit_sees_its_rows_right_below(look: Open) -> None:
    with look() as reader:
        page = reader.open(f"{REAL}duties/?unit=kexie")
        gap = "document.querySelector('#table').getBoundingClientRect().top - document.querySelector('.kx-filter').getBoundingClientRect().bottom"
        for width in (375, 1366):
            page.set_viewport_size({"width": width, "height": 800})
            assert 0 < page.evaluate(gap) < 40, width


@pytest.mark.slow
def test_the_matrix_keeps_to_the_columns_of_the_page(look: Open) -> None:
    with look(viewport={"width": 1024, "height": 800}) as reader:
        page = reader.open(f"{REAL}duties/")
        left = "names => names.map((name) => document.querySelector(name).getBoundingClientRect().left)"
        heading, matrix = page.evaluate(left, ["h1", ".kx-matrix"])
        assert heading == pytest.approx(matrix, abs=1)


@pytest.mark.slow
def test_a_tag_on_a_line_of_its_own_begins_where_the_line_does(look: Open) -> None:
    with look(viewport={"width": 320, "height": 800}) as reader:
        page = reader.open(f"{CALENDAR}events/")
        page.evaluate("document.querySelectorAll('main details').forEach((folded) => { folded.open = true })")
        lefts = page.locator(".kx-tag:visible").evaluate_all(
            "all => all.map((tag) => tag.getBoundingClientRect().left - tag.parentElement.getBoundingClientRect().left)"
        )
        assert 0 in map(round, lefts) and not [left for left in lefts if 1 < left < 12]


@pytest.mark.slow
def test_the_pictures_of_the_icon_are_drawn_from_it(look: Open) -> None:
    differ = """async (names) => {
        const pixels = async (name, size) => {
            const image = new Image();
            image.src = "../assets/" + name;
            await image.decode();
            const field = document.createElement("canvas"), pen = field.getContext("2d");
            field.width = field.height = size;
            pen.drawImage(image, 0, 0, size, size);
            return pen.getImageData(size / 4, size / 4, size / 2, size / 2).data;
        };
        const far = [];
        for (const [name, size] of names) {
            const [drawn, kept] = [await pixels("icon.svg", size), await pixels(name, size)];
            far.push(drawn.reduce((sum, value, place) => sum + Math.abs(value - kept[place]), 0) / drawn.length);
        }
        return far;
    }"""
    with look() as reader:
        page = reader.open(f"{REAL}units/")
        names = [["icon-32.png", 32], ["icon-192.png", 192], ["icon-512.png", 512], ["apple-touch-icon.png", 180]]
        assert max(page.evaluate(differ, names)) < 4
