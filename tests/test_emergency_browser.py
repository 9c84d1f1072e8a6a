"""Alerts, offline reading and posters in a real browser, under a content policy as strict as a server may set."""

from __future__ import annotations

import io
import re
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from browsing import BY_COLOUR, Handler, Watched, overflow, serious, serving, settle
from choosing import mostly_slow
from kepu.model.alert import LEVELS
from kepu.queries.articles import Article, emergencies
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PageObject, PdfReader
from sites import Site

BASE, REAL = "/kepu/", "/a/b/"
POLICY = "default-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'"
TITLE = "大风正在过境，请待在屋里"


@dataclass
class Served:
    """What the server gives below BASE, and how: `silent` for so many seconds, `gone` altogether, without `worker`, `now` by its clock.

    `instead` of some addresses it gives other pages, as a firewall may.
    """

    folder: Path
    origin: str = ""
    silent: float = 0
    gone: bool = False
    now: datetime | None = None
    worker: bool = True
    instead: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    """Address below BASE → status, type of content and content."""


class StrictHandler(Handler):
    """Sends the policy; serves what is set at the moment."""

    def __init__(self, *args: Any, served: Served, real: Path, **options: Any) -> None:
        self.served = served
        super().__init__(*args, mounts={BASE: served.folder, REAL: real}, **options)

    def do_GET(self) -> None:
        del self.headers["If-Modified-Since"]  # the next release may well have been built before this one
        if self.served.gone:
            self.close_connection = True
            return
        if self.path.endswith("/sw.js") and not self.served.worker:
            return self.send_error(404)
        time.sleep(self.served.silent)
        if other := self.served.instead.get(self.path.partition("?")[0].removeprefix(BASE)):
            return self.send_other(*other)
        super().do_GET()

    def send_other(self, status: int, type: str, content: str) -> None:
        self.send_response(status)
        if status == 302:
            self.send_header("Location", content)
        self.send_header("Content-Type", type)
        self.send_header("Content-Length", str(len(content.encode())))
        self.end_headers()
        self.wfile.write(content.encode())

    def date_time_string(self, timestamp: float | None = None) -> str:
        now = self.served.now
        return super().date_time_string(now.timestamp() if now and timestamp is None else timestamp)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()


@pytest.fixture(scope="module")
def server(alert_site: Site, real_site: Site) -> Iterator[Served]:
    served = Served(alert_site.folder)
    handler = partial(StrictHandler, served=served, real=real_site.folder)
    with serving(handler) as served.origin:
        yield served


@pytest.fixture
def served(server: Served, alert_site: Site) -> Iterator[Served]:
    """The server, giving the site that was built during the alert; afterwards as it was."""
    yield server
    server.__dict__ |= Served(alert_site.folder, server.origin).__dict__


Open = Callable[..., AbstractContextManager[Watched]]


@pytest.fixture
def opened(browser: Browser, served: Served) -> Open:
    """A fresh reader; with `strict`, nothing may have gone wrong when they leave."""
    return opening(browser, served)


def opening(browser: Browser, served: Served) -> Open:
    @contextmanager
    def start(strict: bool = True, **options: Any) -> Iterator[Watched]:
        context: BrowserContext = browser.new_context(
            **{"locale": "zh-CN", "viewport": {"width": 1366, "height": 800}, **options}
        )
        context.set_default_timeout(10_000)
        watched = Watched(context.new_page(), served.origin)
        watched.watch()
        try:
            yield watched
            assert not strict or watched.faults == []
        finally:
            context.close()

    return start


@pytest.fixture(scope="module")
def visitor(browser: Browser, server: Served) -> Iterator[Watched]:
    """A reader who visited the page of emergencies during the alert."""
    with opening(browser, server)(strict=False) as reader:
        keep(reader)
        yield reader


@pytest.fixture
def offline(visitor: Watched, served: Served) -> Watched:
    """The same reader without a network, for whom nothing changes what was kept."""
    no_network(visitor, served)
    return visitor


# The alert by the reader's clock.

MOMENTS = [
    ("2026-06-01T15:29:59+08:00", False),
    ("2026-06-01T15:30:00+08:00", True),
    ("2026-06-01T19:59:59+08:00", True),
    ("2026-06-01T20:00:00+08:00", False),
    ("2027-03-01T00:00:00+08:00", False),
]


@pytest.mark.parametrize(
    ("site", "moments", "urls"),
    [
        ("early_site", MOMENTS[:2], [""]),
        ("alert_site", MOMENTS[2:4], ["articles/wind/"]),
        pytest.param("early_site", MOMENTS, ["", "articles/wind/"], marks=pytest.mark.slow),
        pytest.param("alert_site", MOMENTS[1:], ["", "articles/wind/"], marks=pytest.mark.slow),
    ],
)
def test_the_alert_is_seen_while_it_is_valid_whenever_the_site_was_built(
    request: pytest.FixtureRequest,
    opened: Open,
    served: Served,
    site: str,
    moments: list[tuple[str, bool]],
    urls: list[str],
) -> None:
    """The reader's clock and the server's agree; a site that was built during the alert is not read before it."""
    served.folder = request.getfixturevalue(site).folder
    with opened(timezone_id="America/New_York") as reader:
        for moment, shown in moments:
            served.now = datetime.fromisoformat(moment)
            reader.page.clock.set_fixed_time(moment)
            for url in urls:
                page = reader.open(BASE + url)
                expect(page.locator("aside[data-kx-alert-until]").get_by_text(TITLE)).to_be_visible(visible=shown)


WRONG_CLOCKS = ["1970-01-01", "2009-01-01", "2025-04-27", "2026-05-29", "2026-05-31", "2035-01-01"]


@pytest.mark.parametrize("clock", mostly_slow(WRONG_CLOCKS, ["1970-01-01"]))
def test_a_wrong_clock_never_hides_a_valid_alert_and_the_server_is_asked(
    opened: Open, served: Served, clock: str
) -> None:
    with opened() as reader:
        reader.page.clock.set_fixed_time(f"{clock}T12:00:00+08:00")
        for moment, shown in MOMENTS[1:]:
            served.now = datetime.fromisoformat(moment)
            page = reader.open(f"{BASE}about/")
            expect(page.locator("aside[data-kx-alert-until]")).to_be_visible(visible=shown)


@pytest.mark.parametrize("clock", mostly_slow(["2009-01-01", "2035-01-01"], ["2009-01-01"]))
def test_where_the_server_cannot_be_asked_a_wrong_clock_hides_nothing(offline: Watched, clock: str) -> None:
    offline.page.clock.set_fixed_time(f"{clock}T12:00:00+08:00")
    page = offline.open(f"{BASE}articles/gale/")
    expect(page.locator("aside[data-kx-alert-until]")).to_be_visible()


def test_the_archive_says_how_the_alert_stands(opened: Open, served: Served, early_site: Site) -> None:
    served.folder = early_site.folder  # a clock from before the build is not believed
    with opened() as reader:
        for (moment, _), state in zip(MOMENTS, ("尚未开始", "正在生效", "正在生效", "已过有效期"), strict=False):
            reader.page.clock.set_fixed_time(moment)
            page = reader.open(f"{BASE}alerts/")
            expect(page.locator("#alert-2026-06-01-1530 [data-kx-state]")).to_have_text(state)
            expect(page.locator("#alert-2026-05-02-0900")).to_contain_text("已提前结束")


def test_the_alert_comes_and_goes_while_the_page_stays_open(opened: Open, served: Served, early_site: Site) -> None:
    served.folder = early_site.folder  # a clock from before the build is not believed
    with opened() as reader:
        reader.page.clock.install(time="2026-06-01T15:29:00+08:00")
        page = reader.open(f"{BASE}about/")
        notice = page.locator("aside[data-kx-alert-until]")
        expect(notice).to_be_hidden()
        page.clock.fast_forward("01:10")
        expect(notice).to_be_visible()
        page.clock.fast_forward("04:30:00")
        expect(notice).to_be_hidden()


def test_an_alert_that_is_over_is_never_drawn(opened: Open) -> None:
    """The script in the head hides it before the page is whole: nobody sees it flash by."""
    with opened() as reader:
        reader.page.clock.set_fixed_time("2026-06-01T20:00:00+08:00")
        reader.page.add_init_script(
            """addEventListener("DOMContentLoaded", () => {
                window.early = document.querySelector("aside[data-kx-alert-until]").hidden
            }, true)"""
        )
        page = reader.open(f"{BASE}about/")
        assert page.evaluate("window.early") is True


BUILT = [("early_site", False), ("alert_site", True), ("late_site", False)]


@pytest.mark.parametrize(("site", "shown"), mostly_slow(BUILT, BUILT[:1]))
def test_without_scripts_the_moment_of_the_build_counts(
    request: pytest.FixtureRequest, opened: Open, served: Served, site: str, shown: bool
) -> None:
    served.folder = request.getfixturevalue(site).folder
    with opened(java_script_enabled=False) as reader:
        for url in ("", "about/"):
            page = reader.open(BASE + url)
            notice = page.locator("aside").filter(has_text=TITLE)
            if shown:
                expect(notice).to_be_visible()
                expect(notice).to_contain_text("有效至 2026-06-01 20:00")
                expect(notice.locator("summary").or_(notice.locator("h2"))).to_be_visible()
            else:
                expect(notice.locator("visible=true")).to_have_count(0)


@pytest.mark.parametrize(
    "url", mostly_slow(["", "emergency/", "articles/gale/", "alerts/", "offline/", "about/"], [""])
)
def test_pages_with_an_alert_fit_and_are_accessible(opened: Open, url: str) -> None:
    with opened(color_scheme="light") as reader:
        reader.page.clock.set_fixed_time("2026-06-01T16:00:00+08:00")
        page = reader.open(BASE + url)
        for summary in page.locator("aside[data-kx-alert-until] summary").all():
            summary.click()
        assert overflow(page) <= 0
        assert serious(page) == []
        page.set_viewport_size({"width": 320, "height": 800})
        page.emulate_media(color_scheme="dark")
        assert overflow(page) <= 0
        assert serious(page, BY_COLOUR) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_only_an_emergency_is_red_and_every_level_can_be_read(opened: Open, scheme: str) -> None:
    with opened(color_scheme=scheme) as reader:
        reader.page.clock.set_fixed_time("2026-06-01T16:00:00+08:00")
        page = reader.open(f"{BASE}about/")
        for level in LEVELS:
            colours = page.evaluate(
                """level => {
                    document.querySelector(".kx-alert").className = "kx-alert kx-alert--" + level
                    const style = getComputedStyle(document.querySelector(".kx-alert .kx-level"))
                    return ["backgroundColor", "color"].map((name) => style[name].match(/\\d+/g).slice(0, 3).map(Number))
                }""",
                level,
            )
            (r, g, b), _ = colours
            assert (r > 1.25 * g and abs(g - b) < 30) is (level == "emergency")  # gold has far less blue than green
            assert contrast(*colours) >= 4.5


def contrast(one: list[int], other: list[int]) -> float:
    """The ratio of WCAG 2."""

    def light(colour: list[int]) -> float:
        parts = [part / 255 for part in colour]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


# Offline.


def keep(reader: Watched, url: str = "emergency/") -> Page:
    """Visit a page and wait until it is kept; the page itself says so of the whole."""
    page = reader.open(BASE + url)
    if url == "emergency/":
        expect(page.get_by_text("篇已存好，断网时也能看")).to_be_visible()
    else:
        settle(page, "url => caches.match(url).then(Boolean)", f"{reader.origin}{BASE}{url}")
    settle(page, "() => Boolean(navigator.serviceWorker.controller)")
    return page


def no_network(reader: Watched, served: Served) -> None:
    served.gone = True
    reader.page.context.set_offline(True)


def test_who_visited_the_emergency_page_reads_every_article_without_a_network(offline: Watched) -> None:
    for url, words in (
        ("emergency/", "应急科普"),
        ("articles/gale/", "刮大风怎么办"),
        ("articles/heat/?from=x", "天太热怎么办"),
    ):
        page = offline.open(BASE + url)
        expect(page.locator("h1")).to_have_text(words)
        expect(page.get_by_text("现在连不上网。这是上次存下的页面")).to_be_visible()
        assert page.evaluate("getComputedStyle(document.querySelector('.kx-brand')).display") == "flex"  # styled


def test_the_first_article_read_is_kept_and_others_are_not(opened: Open, served: Served) -> None:
    with opened(strict=False) as reader:
        page = keep(reader, "articles/gale/")
        no_network(reader, served)
        reader.open(f"{BASE}articles/gale/")
        expect(page.locator("h1")).to_have_text("刮大风怎么办")
        reader.open(f"{BASE}articles/heat/")
        expect(page.locator("h1")).to_have_text("没有网络时")


def test_what_is_not_kept_says_so_and_leads_to_what_is(offline: Watched) -> None:
    page = offline.open(f"{BASE}units/jiaju/")
    expect(page).to_have_url(re.compile("/kepu/units/jiaju/$"))
    expect(page.locator("h1")).to_have_text("没有网络时")
    expect(page.locator("main a[href='tel:120']")).to_be_visible()
    page.locator("main").get_by_role("link", name="大风").click()
    expect(page).to_have_url(re.compile("/kepu/articles/gale/$"))
    expect(page.locator("h1")).to_have_text("刮大风怎么办")


def test_with_a_network_nobody_sees_a_kept_page(opened: Open, served: Served, early_site: Site) -> None:
    with opened() as reader:
        page = keep(reader)
        reader.open(f"{BASE}articles/heat/")
        expect(page.get_by_text("第一次写的话。")).to_be_visible()
        served.folder = early_site.folder
        reader.open(f"{BASE}articles/heat/")
        expect(page.get_by_text("改过的话。")).to_be_visible()
        expect(page.get_by_text("现在连不上网")).to_be_hidden()


def test_after_a_new_build_the_kept_pages_are_the_new_ones(opened: Open, served: Served, early_site: Site) -> None:
    with opened(strict=False) as reader:
        page = keep(reader)
        before = page.evaluate("caches.keys()")
        served.folder = early_site.folder
        reader.open(f"{BASE}emergency/")
        settle(page, "old => caches.keys().then((now) => now.length === 1 && now[0] !== old[0])", before)
        no_network(reader, served)
        reader.open(f"{BASE}articles/heat/")
        expect(page.get_by_text("改过的话。")).to_be_visible()


def test_a_silent_network_gives_way_to_the_kept_page(opened: Open, served: Served) -> None:
    with opened(strict=False) as reader:
        page = keep(reader)
        served.silent = 6
        started = time.monotonic()
        page.goto(f"{reader.origin}{BASE}articles/heat/", wait_until="commit")
        expect(page.locator("h1")).to_have_text("天太热怎么办")
        assert 3.5 < time.monotonic() - started < 6
        expect(page.get_by_text("现在连不上网")).to_be_visible()


CHECK = "<!doctype html><html lang='zh-CN'><title>安全验证</title><body><main>您的访问过于频繁</main></body></html>"
FOREIGN = {
    "a check page": (200, "text/html", CHECK),
    "another page of ours": (200, "text/html", "articles/heat/"),
    "half a page": (200, "text/html", "articles/gale/"),
    "another type": (200, "text/plain", CHECK),
    "another status": (203, "text/html", CHECK),
    "a way elsewhere": (302, "text/html", f"{BASE}articles/heat/"),
    "an error": (500, "text/html", CHECK),
}


@pytest.mark.parametrize("what", mostly_slow(FOREIGN, ["a check page"]))
def test_no_other_page_takes_the_place_of_a_kept_one(opened: Open, served: Served, what: str) -> None:
    status, type, content = FOREIGN[what]
    page_of_ours = served.folder / content / "index.html"
    if type == "text/html" and status == 200 and content != CHECK:
        content = page_of_ours.read_text("utf-8")
    if what == "half a page":
        content = content[: len(content) * 2 // 3]
    with opened(strict=False) as reader:
        page = keep(reader)
        served.instead = {"articles/gale/": (status, type, content)}
        reader.open(f"{BASE}articles/gale/")  # what the network says is shown, and not kept
        page.evaluate("fetch('./', { cache: 'reload' }).then(() => navigator.serviceWorker.ready).then(() => 0)")
        page.wait_for_timeout(300)
        no_network(reader, served)
        reader.open(f"{BASE}articles/gale/")
        expect(page.locator("h1")).to_have_text("刮大风怎么办")


def test_a_check_page_in_the_place_of_one_article_keeps_the_others(opened: Open, served: Served) -> None:
    with opened(strict=False) as reader:
        served.instead = {"articles/gale/": (200, "text/html", CHECK)}
        page = reader.open(f"{BASE}emergency/")
        settle(page, "url => caches.match(url).then(Boolean)", f"{reader.origin}{BASE}articles/heat/")
        assert page.evaluate("url => caches.match(url).then(Boolean)", f"{reader.origin}{BASE}articles/gale/") is False
        expect(page.get_by_text("篇已存好")).to_be_hidden()


def test_one_kept_page_answers_at_all_its_addresses(offline: Watched) -> None:
    for url in (
        "emergency",
        "emergency/index.html",
        "emergency?from=singlemessage",
        "articles/gale",
        "articles/gale?q=%",
    ):
        page = offline.open(BASE + url)
        expect(page.locator("h1")).to_have_text("应急科普" if "emergency" in url else "刮大风怎么办")


def test_a_page_that_is_gone_stays_gone(opened: Open) -> None:
    with opened(strict=False) as reader:
        page = keep(reader)
        answer = page.goto(f"{reader.origin}{BASE}articles/nothing/")
        assert answer and answer.status == 404


def test_an_expired_alert_is_not_seen_on_a_kept_page(offline: Watched) -> None:
    for moment, shown in (("2026-06-01T16:00:00+08:00", True), ("2026-06-01T20:00:00+08:00", False)):
        offline.page.clock.set_fixed_time(moment)
        page = offline.open(f"{BASE}articles/gale/")
        expect(page.locator("aside[data-kx-alert-until]")).to_be_visible(visible=shown)


def test_switched_off_the_worker_and_what_it_kept_go(opened: Open, served: Served, late_site: Site) -> None:
    with opened(strict=False) as reader:
        page = keep(reader)
        served.folder, served.worker = late_site.folder, False  # so that it cannot leave by itself
        reader.open(f"{BASE}about/")
        settle(
            page,
            """() => Promise.all([navigator.serviceWorker.getRegistrations(), caches.keys()])
                .then(([workers, names]) => workers.length + names.length === 0)""",
        )


def test_the_worker_that_leaves_takes_along_what_was_kept(opened: Open, served: Served, late_site: Site) -> None:
    """For readers whose pages still come from a cache: the browser asks for the worker itself."""
    with opened(strict=False) as reader:
        page = keep(reader)
        served.folder = late_site.folder
        page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update()).then(() => 0)")
        settle(
            page,
            """() => Promise.all([navigator.serviceWorker.getRegistrations(), caches.keys()])
                .then(([workers, names]) => workers.length + names.length === 0)""",
        )


def test_only_readers_of_the_emergency_pages_get_a_worker(opened: Open) -> None:
    with opened() as reader:
        for url in ("", "about/", "articles/wind/"):
            page = reader.open(BASE + url)
            page.wait_for_load_state("networkidle")
            assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0


# On paper.


def sheets(page: Page) -> Sequence[PageObject]:
    """The pages of the PDF that the browser prints."""
    return PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages


FIRST_SCREEN = """[".kx-answer", ".kx-dial", ".kx-course li"].map(
    (name) => document.querySelector(name).getBoundingClientRect().bottom)"""
"""Where answer, button and first step of an emergency article end, in pixels below the top."""

SHEET = {"width": 680, "height": 1017}
"""A4 without its margins, in pixels."""


@pytest.mark.parametrize("origin", [BASE, REAL])
def test_all_numbers_and_topics_are_one_full_sheet(opened: Open, real_site: Site, origin: str) -> None:
    with opened() as reader:
        reader.page.clock.set_fixed_time("2026-06-01T16:00:00+08:00")
        page = reader.open(f"{origin}emergency/")
        (sheet,) = sheets(page)
        said = re.sub(r"\s", "", unicodedata.normalize("NFKC", sheet.extract_text()))
        assert "120急救电话" in said and "119火警电话" in said
        assert "过境" not in said and "方案依据" not in said  # neither notice nor links
        assert ("https://example.gov.cn/kepu/emergency/" in said) is (origin == BASE)
        page.emulate_media(media="print")
        page.set_viewport_size(SHEET)
        foot = page.locator(".kx-poster__foot").bounding_box()
        assert foot and 0.95 * SHEET["height"] < foot["y"] + foot["height"] <= SHEET["height"]


def test_an_emergency_article_is_printed_whole(opened: Open) -> None:
    with opened() as reader:
        said = re.sub(
            r"\s", "", "".join(sheet.extract_text() for sheet in sheets(reader.open(f"{BASE}articles/gale/")))
        )
        said = unicodedata.normalize("NFKC", said)
        wanted = ("刮大", "关窗不出", "拨打119", "进屋", "不要做", "绕开", "平时", "出处")
        assert [words for words in wanted if words not in said] == []


@pytest.fixture(scope="module")
def topics(real_articles: tuple[Article, ...]) -> list[str]:
    """The addresses of all emergency articles."""
    return [article.url for article in emergencies(real_articles)]


def test_every_emergency_begins_with_answer_button_and_first_step(
    opened: Open, real_site: Site, topics: list[str]
) -> None:
    assert len(topics) >= 16
    with opened() as reader:
        reader.page.set_viewport_size({"width": 375, "height": 812})
        for url in topics:
            page = reader.open(REAL + url)
            tops = page.evaluate(FIRST_SCREEN)
            assert tops == sorted(tops) and tops[-1] <= 812, (url, tops)
            dial = page.locator(".kx-dial")
            assert dial.bounding_box()["height"] >= 60 and dial.get_attribute("href").startswith("tel:"), url
            assert dial.evaluate("e => e.offsetWidth >= e.parentElement.offsetWidth - 1"), url
