"""The page for public screens in a real browser, by a clock that the test sets, under the policy that servers send."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from browsing import Handler, Watched, serving, settle
from choosing import mostly_slow
from kepu.common.dates import CHINA
from kepu.model.plan import Plan
from kepu.queries import calendar
from kepu.queries.daily.quiz import round_on
from kepu.render.pages.screen_topics import sentences
from playwright.sync_api import Browser, Page, expect
from sites import ALERT_PAGES, ROOT, SUMMER_2026, VALID, Site, build_at, edit, made_once, make_project

BASE, REAL = "/kepu/", "/real/"
POLICY = re.search(r'Content-Security-Policy "([^"]+)"', (ROOT / "deploy/nginx/kepu/headers.conf").read_text("utf-8"))
BUILT = datetime.fromisoformat("2026-06-01T16:00:00+08:00")
MORNING = datetime.now(CHINA).replace(hour=9, minute=0)
"""A day in the real site, with room before midnight."""
WIDE, TALL = "1920 1080", "1080 1920"
HOUR = 3600


@dataclass
class Served:
    """What the server gives: each file `changed` on its way, nothing when it is `gone`; `asked` are the pages asked for."""

    origin: str = ""
    gone: bool = False
    change: Callable[[str, str], str] = lambda path, text: text
    asked: list[str] = field(default_factory=list)


class ScreenHandler(Handler):
    """Sends the policy of the deploy configuration, and pages as they are changed."""

    def __init__(self, *args: Any, served: Served, **options: Any) -> None:
        self.served = served
        super().__init__(*args, **options)

    def do_GET(self) -> None:
        if self.served.gone:
            self.close_connection = True
            return
        del self.headers["If-Modified-Since"]
        self.served.asked.append(self.path)
        if self.path.partition("?")[0] not in (f"{BASE}screen/", f"{REAL}screen/"):
            return super().do_GET()
        text = Path(self.translate_path(self.path), "index.html").read_text("utf-8")
        body = self.served.change(self.path, text).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self) -> None:
        assert POLICY
        self.send_header("Content-Security-Policy", POLICY[1])
        super().end_headers()


@pytest.fixture(scope="session")
def screen_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The calendar plan with emergency articles and an alert for three days, built in its first hour."""

    def make(folder: Path) -> None:
        pages = {name: text.replace("{words}", "话。") for name, text in ALERT_PAGES.items() if name.endswith(".md")}
        pages = {name: text.replace("\n![一扇关好的窗](window.png)\n", "") for name, text in pages.items()}
        root = make_project(folder / "project", "calendar", pages)
        for name in ("hotline-119", "hotline-120"):
            shutil.copy(VALID / "alert/plan/resources" / f"{name}.yaml", root / "plan" / "resources")
        shutil.copy(VALID / "alert/plan/alert.yaml", root / "plan")
        edit(root / "plan" / "alert.yaml", 'until: "2026-06-01 20:00"', 'until: "2026-06-04 20:00"')
        build_at(SUMMER_2026, root, folder / "site")

    return Site(made_once(tmp_path_factory, "screen", make) / "site")


@pytest.fixture(scope="module")
def server(screen_site: Site, real_site: Site) -> Iterator[Served]:
    served = Served()
    mounts = {BASE: screen_site.folder, REAL: real_site.folder}
    with serving(partial(ScreenHandler, served=served, mounts=mounts)) as served.origin:
        yield served


@pytest.fixture
def served(server: Served) -> Iterator[Served]:
    yield server
    server.__dict__ |= Served(server.origin).__dict__


Open = Callable[..., AbstractContextManager[Watched]]


@pytest.fixture
def opened(browser: Browser, served: Served) -> Open:
    """A screen that was switched on at a moment; without trouble nothing may have gone wrong at the end."""

    @contextmanager
    def start(
        address: str = f"{BASE}screen/?seconds=12",
        moment: datetime = BUILT,
        size: str = WIDE,
        trouble: bool = False,
        **options: Any,
    ) -> Iterator[Watched]:
        context = browser.new_context(
            **{
                "locale": "zh-CN",
                "viewport": dict(zip(("width", "height"), map(int, size.split()), strict=True)),
                "reduced_motion": "reduce",
                **options,
            }
        )
        context.set_default_timeout(10_000)
        screen = Watched(context.new_page(), served.origin)
        screen.watch()
        screen.page.clock.install(time=moment)
        try:
            screen.open(address)
            screen.page.clock.pause_at(moment + timedelta(seconds=2))  # else it goes on while the test thinks
            yield screen
            assert trouble or screen.faults == []
        finally:
            context.close()

    return start


SHOWN = """() => {
  const slide = document.querySelector(".kx-slide[data-on]")
  const text = (selector) => [...slide.querySelectorAll(selector)].filter((one) => one.offsetHeight).map((one) => one.innerText.trim())
  return {
    kind: slide.dataset.kind,
    page: document.querySelector("[data-wall-page]").textContent,
    title: text("h2").join(""),
    parts: text("[data-part]"),
    text: slide.innerText,
  }
}"""


def shown(page: Page) -> dict[str, Any]:
    return dict(page.evaluate(SHOWN))


def turn(page: Page, most: int = 40, seconds: int = 12) -> list[dict[str, Any]]:
    """Every slide of one round, from the one that stands now; each is measured."""
    found = [shown(page)]
    for _ in range(most):
        assert cut(page) == []
        page.clock.run_for(seconds * 1000)
        now = shown(page)
        if now == found[0]:
            return found
        found.append(now)
    raise AssertionError("the slides do not come round")


def kinds(slides: Sequence[dict[str, Any]]) -> list[str]:
    return [slide["kind"] for slide in slides]


CUT = """() => {
  const found = []
  const slide = document.querySelector(".kx-slide[data-on]")
  const unit = parseFloat(getComputedStyle(document.documentElement).fontSize) / 100
  const stage = document.querySelector(".kx-wall").getBoundingClientRect()
  const drift = 4.5 * unit
  for (const room of slide.querySelectorAll(".kx-slide__room, .kx-slide__main")) {
    if (room.scrollHeight > room.clientHeight + 1 || room.scrollWidth > room.clientWidth + 1) found.push("no room: " + room.innerText)
  }
  for (const box of slide.querySelectorAll(".kx-slide__side, .kx-slide__call")) {
    if (box.scrollWidth > box.clientWidth + 1) found.push("too wide: " + box.innerText)
  }
  const foot = document.querySelector(".kx-wall__foot").getBoundingClientRect()
  const walker = document.createTreeWalker(document.querySelector(".kx-wall"), NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const words = walker.currentNode, parent = words.parentElement
    if (!words.textContent.trim() || !parent.offsetHeight) continue
    const range = document.createRange()
    range.selectNodeContents(words)
    const size = parseFloat(getComputedStyle(parent).fontSize) / unit
    const inRoom = parent.closest("[data-part]") && !parent.closest("time")
    const least = parent.closest("h2") && !parent.closest("span") ? 96 : inRoom || parent.closest(".kx-slide__day") ? 56 : parent.closest("small") ? 36 : 44
    if (size < least - 0.1) found.push(size + " px: " + words.textContent)
    for (const box of range.getClientRects()) {
      const low = slide.contains(parent) ? foot.top : stage.bottom
      if (box.left < stage.left - drift || box.right > stage.right + drift || box.top < stage.top - drift || box.bottom > low + drift) found.push("outside: " + words.textContent)
    }
  }
  if (!slide.innerText.trim()) found.push("blank")
  return found
}"""


def cut(page: Page) -> list[str]:
    """Words of the slide that are too small, have no room or lie outside the screen."""
    return list(page.evaluate(CUT))


def keep(page: Page) -> None:
    """Wait until the page and all it loads are kept for when there is no network."""
    settle(page, "() => caches.match(location.href.split('?')[0]).then(Boolean)")
    settle(page, "() => Boolean(navigator.serviceWorker.controller)")


@dataclass
class Days:
    """What the open data say of each day."""

    site: Site

    def __post_init__(self) -> None:
        data = {
            name: json.loads((self.site.folder / f"api/v1/{name}.json").read_text("utf-8"))
            for name in ("daily", "events")
        }
        texts = {item["id"]: item["text"] for item in data["daily"]["items"]}
        self.pieces = {day: texts[id] for day, id in data["daily"]["days"].items()}
        self.items = sorted(
            (item for item in data["events"]["items"] if item["start"]),
            key=lambda item: (item["start"], item["end"], item["id"]),
        )

    def next(self, day: date) -> list[str]:
        current = [item for item in self.items if item["end"] >= str(day)]
        events = [item for item in current if item["kind"] == "event"]
        chosen = [*events, *(item for item in current if item not in events)][:3]
        return [item["title"] for item in current if item in chosen]

    def observance(self, day: date) -> tuple[str, int]:
        """The one that is next or goes on, and the days left to it."""
        for item in self.items:
            first, last = date.fromisoformat(item["start"]), date.fromisoformat(item["end"])
            if item["kind"] == "observance" and last >= day and not ((last - first).days >= 10 and first < day):
                return item["title"], (first - day).days
        raise LookupError(day)


@pytest.mark.parametrize("size", mostly_slow([WIDE, TALL], [WIDE]))
def test_thirty_days_without_a_network_every_day_is_right(
    opened: Open, served: Served, screen_site: Site, size: str
) -> None:
    """The power fails every seventh night: the page is opened anew, with the server away."""
    days = Days(screen_site)
    with opened(size=size, trouble=True) as screen:
        page = screen.page
        keep(page)
        served.gone = True
        for number in range(30):
            if number:
                page.clock.fast_forward(24 * HOUR * 1000)
            if number % 7 == 5:
                page.reload()
            day = date(2026, 6, 1) + timedelta(days=number)
            expect(page.locator(".kx-slide[data-on]")).to_have_count(1)
            page.clock.run_for(61_000)  # whatever was on goes on to its end; alert and agenda look at the clock
            slides = {slide["kind"]: slide for slide in reversed(turn(page))}
            wanted = ["alert"] if number == 0 else ["daily", "lines", "next", "observance", "quiz", "topic"]
            assert sorted(slides) == wanted, day
            if number:
                assert "".join(slides["daily"]["parts"]) == days.pieces[f"{day:%m-%d}"]
                assert f"{day.month}月" in slides["daily"]["text"] and str(day.day) in slides["daily"]["text"]
                told = [part for slide in [slides["next"]] for part in slide["parts"]]
                assert all(title in part for title, part in zip(days.next(day), told, strict=False))
                name, left = days.observance(day)
                state = (
                    f"还有 {left} 天"
                    if left > 0
                    else "今天"
                    if slides["observance"]["title"].endswith("今天")
                    else "正在进行"
                )
                assert slides["observance"]["title"].replace("\n", " ") == f"{name} {state}"
                topic = ("刮大风怎么办", "天太热怎么办")[(day - date(1970, 1, 1)).days % 2]
                assert slides["topic"]["title"] == topic


def test_an_alert_of_the_highest_level_stands_alone_and_goes_after_a_day_without_contact(
    opened: Open, served: Served
) -> None:
    with opened(trouble=True) as screen:
        page = screen.page
        assert set(kinds(turn(page))) == {"alert"}
        expect(page.locator(".kx-wall")).to_have_attribute("data-red", "")
        served.gone = True
        page.clock.fast_forward(23 * HOUR * 1000)
        assert set(kinds(turn(page))) == {"alert"}
        page.clock.fast_forward(HOUR * 1000)
        page.clock.run_for(2000)
        assert "alert" not in kinds(turn(page))
        expect(page.locator("[data-wall-contact]")).to_have_text("1 天没有联网")
        served.gone, before = False, page.evaluate("Number(localStorage.getItem('kx-contact'))")
        page.clock.run_for(301_000)
        settle(page, "(before) => Number(localStorage.getItem('kx-contact')) > before", before)
        page.clock.run_for(2000)
        assert set(kinds(turn(page))) == {"alert"}  # it had not been lifted


def test_a_clock_set_back_does_not_prolong_an_alert(opened: Open, served: Served) -> None:
    with opened(trouble=True) as screen:
        page = screen.page
        page.clock.run_for(2000)
        served.gone = True
        page.evaluate("Date.now = () => 0")
        page.clock.fast_forward(25 * HOUR * 1000)
        page.clock.run_for(2000)
        assert shown(page)["kind"] != "alert"
        expect(page.locator("[data-wall-clock]")).to_have_text("")
        expect(page.locator(".kx-slide__day:visible")).to_have_count(0)


def test_another_alert_comes_first_and_ends_at_its_time(opened: Open, served: Served) -> None:
    served.change = lambda path, text: text.replace(" data-alone", "")
    with opened() as screen:
        page = screen.page
        found = kinds(turn(page))
        assert found[0] == "alert" and list(dict.fromkeys(found)) == [
            "alert",
            "daily",
            "next",
            "observance",
            "topic",
            "quiz",
            "lines",
        ]
        assert page.locator(".kx-wall[data-red]").count() == 0
        page.clock.set_system_time("2026-06-04T20:00:00+08:00")
        page.clock.run_for(8000)
        assert "alert" not in kinds(turn(page))


def test_a_new_alert_cuts_in(opened: Open, served: Served) -> None:
    served.change = lambda path, text: text.replace("2026-06-01T15:30:00", "2026-06-01T16:00:37")
    with opened() as screen:
        page = screen.page
        assert shown(page)["kind"] == "daily"
        page.clock.run_for(42_000)  # between two changes, at 36 and 48
        assert shown(page)["kind"] == "alert"


def refreshed(page: Page, served: Served, file: str = "screen/") -> None:
    """Five minutes later the page has asked for itself again, or for a file that it names."""
    served.asked.clear()
    page.clock.run_for(301_000)
    settle_here(page, lambda: f"{BASE}{file}" in served.asked)


def settle_here(page: Page, condition: Callable[[], bool]) -> None:
    """Wait for what the server has seen, and a moment longer for the page to read the answer."""
    for _ in range(100):
        if condition():
            break
        page.wait_for_timeout(50)
    assert condition()
    page.wait_for_timeout(200)


OTHER = (r'(data-kx-edition=)"[^"]*"', r'\1"another"')


def test_a_new_release_is_taken_up_once_it_is_there_whole(opened: Open, served: Served) -> None:
    with opened(trouble=True) as screen:
        page = screen.page
        page.evaluate("window.old = true")
        script = next(path for path in served.asked if "/assets/wall." in path).rpartition("/")[2]
        newer = script.replace("wall.", "wall.0")
        served.change = lambda path, text: re.sub(*OTHER, text).replace(script, newer)
        refreshed(page, served, f"assets/{newer}")  # which is missing
        page.clock.run_for(25_000)
        assert page.evaluate("window.old") is True and cut(page) == []
        served.change = lambda path, text: re.sub(*OTHER, text).replace("大风正在过境", "大风已经过境")
        refreshed(page, served)
        for _ in range(20):
            if page.evaluate("window.old") is not True:
                break
            page.clock.run_for(13_000)
            page.wait_for_timeout(200)
        expect(page.locator(".kx-slide[data-on] h2")).to_contain_text("大风已经过境")


def test_what_is_not_this_page_changes_nothing(opened: Open, served: Served) -> None:
    """Firewalls answer with pages of their own; a screen that is switched on then shows what it kept."""
    with opened(trouble=True) as screen:
        page = screen.page
        keep(page)
        page.clock.run_for(2000)
        before = page.locator("[data-wall-contact]").inner_text()
        served.change = lambda path, text: "<!doctype html><title>登录</title><p>请先登录</p></html>"
        refreshed(page, served)
        page.clock.run_for(1000)
        assert page.locator("[data-wall-contact]").inner_text() == before
        page.reload()
        expect(page.locator(".kx-slide[data-on] h2")).to_contain_text("大风正在过境")
        assert cut(page) == []


ORDERS = [
    ("", ["daily", "next", "observance", "topic", "quiz", "lines"], None),
    ("?order=topic,lines", ["topic", "lines"], None),
    ("?order=lines,nonsense,daily,lines,alert", ["lines", "daily"], None),
    ("?order=toString&seconds=11", ["daily", "next", "observance", "topic", "quiz", "lines"], None),
    ("?order=daily,lines&seconds=12", ["daily", "lines"], 12),
    ("?order=daily,lines&seconds=20", ["daily", "lines"], 20),
    ("?order=daily,lines&seconds=15.5", ["daily", "lines"], None),
]


@pytest.mark.parametrize(("address", "wanted", "seconds"), ORDERS)
def test_order_and_seconds_stand_in_the_address_and_nonsense_is_ignored(
    opened: Open, address: str, wanted: list[str], seconds: int | None
) -> None:
    with opened(f"{BASE}screen/{address}", datetime.fromisoformat("2026-06-08T09:00:00+08:00")) as screen:
        page = screen.page
        stays, seen = [0], [shown(page)]
        while len(seen) < 12:
            page.clock.run_for(1000)
            stays[-1] += 1
            if (now := shown(page)) != seen[-1]:
                if now == seen[0]:
                    break
                seen, stays = [*seen, now], [*stays, 0]
        assert list(dict.fromkeys(kinds(seen))) == wanted
        assert all(stay == seconds if seconds else 12 <= stay <= 20 for stay in stays[1:]), (
            stays
        )  # the first began before


SCREENS = [
    (WIDE, {}, ""),
    ("1366 768", {}, ""),
    ("3840 2160", {}, ""),
    ("960 540", {"device_scale_factor": 2}, ""),
    ("1280 800", {}, ""),
    (TALL, {}, "?portrait"),
    (TALL, {}, ""),
    ("2160 3840", {}, "?portrait"),
    (WIDE, {}, "?portrait"),
    (WIDE, {}, "?turn=left"),
]


@pytest.mark.parametrize(
    ("size", "options", "address"), mostly_slow(SCREENS, [SCREENS[0], SCREENS[3], SCREENS[5], SCREENS[9]])
)
def test_every_slide_fits_whatever_the_screen_has(
    opened: Open, size: str, options: dict[str, Any], address: str
) -> None:
    """Nothing to press, no pointer, nothing cut; letters as large as on 1920 × 1080, in proportion."""
    joined = "&" if address else "?"
    moment = MORNING
    with opened(f"{REAL}screen/{address}{joined}seconds=12", moment, size, **options) as screen:
        page = screen.page
        if "turn" not in address:
            turn(page)
        box = page.locator(".kx-wall").bounding_box()
        width, height = map(int, size.split())
        assert box
        assert box["height"] == pytest.approx(height, abs=1)
        assert box["width"] == pytest.approx(height * 9 / 16 if "portrait" in address else width, abs=1)
        reachable = (
            "[...document.querySelectorAll('a, button, input, select, summary')].filter((one) => one.offsetWidth)"
        )
        assert page.evaluate(reachable) == []
        assert page.evaluate("getComputedStyle(document.querySelector('[data-on] h2')).cursor") == "none"
        assert page.evaluate("document.scrollingElement.scrollHeight <= innerHeight") is True
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth") is True


FILL = """([title, parts]) => {
  const slide = document.querySelector(".kx-slide[data-on]")
  if (title) slide.querySelector("h2").firstChild.textContent = title
  const room = slide.querySelector(".kx-slide__room")
  const list = document.createElement(parts.listed ? "ul" : "p")
  list.className = parts.listed ? "kx-slide__do" : ""
  for (const words of parts.words) {
    const part = document.createElement(parts.listed ? "li" : "span")
    part.textContent = words
    part.setAttribute("data-part", "")
    list.append(part)
  }
  room.textContent = ""
  room.append(list)
  if (parts.source) slide.querySelector(".kx-slide__source").textContent = "出处：" + parts.source
  dispatchEvent(new Event("resize"))
}"""


@pytest.mark.parametrize("size", [WIDE, TALL])
@pytest.mark.parametrize("most", mostly_slow([15, 1000], [15]))
def test_the_longest_pieces_and_observances_fit_on_one_page(
    opened: Open, real_plan: Plan, size: str, most: int
) -> None:
    pieces = sorted(real_plan.daily.values(), key=lambda piece: -len(piece.text))[:most]
    source = max((piece.source.name for piece in real_plan.daily.values()), key=len)
    today = date.today()
    items = [item for item in calendar.coming(real_plan, today) if not item.is_event]
    items.sort(key=lambda item: -sum(len(one.text) for one in item.record.do) - 3 * len(item.title))
    moment = MORNING
    with opened(f"{REAL}screen/?order=daily", moment, size) as screen:
        for piece in pieces:
            screen.page.evaluate(FILL, ["", {"words": sentences(piece.text), "source": source}])
            assert cut(screen.page) == []
            assert shown(screen.page)["page"] == "", piece.text
    with opened(f"{REAL}screen/?order=observance", moment, size) as screen:
        for item in items[:most]:
            words = [one.text for one in item.record.do] or sentences(item.record.about or "")
            screen.page.evaluate(FILL, [item.title, {"words": words, "listed": True}])
            assert cut(screen.page) == []
            assert shown(screen.page)["page"] == "", item.title


LONG_ALERT = [
    *["本区大部分乡镇预计未来三小时内有一百毫米以上的强降雨，低洼地带、山洪沟口和地下空间很危险，请不要停留。"] * 8,
    "很" * 150 + "。",
]


@pytest.mark.parametrize("size", [WIDE, TALL])
def test_a_long_alert_goes_on_on_another_page_of_its_slide(opened: Open, served: Served, size: str) -> None:
    """With a title as long as it may be; a sentence that nobody would write is set in smaller letters, not cut."""
    heading = re.compile(r"(kx-slide--alert.*?<h2)[^>]*(>.*?</span> )[^<]*", re.DOTALL)
    served.change = lambda path, text: heading.sub(rf'\1 class="kx-slide__long"\2{"大" * 40}', text)
    with opened(size=size) as screen:
        screen.page.evaluate(FILL, ["", {"words": LONG_ALERT[:-1]}])
        assert "".join("".join(slide["parts"]) for slide in turn(screen.page)) == "".join(LONG_ALERT[:-1])
        screen.page.evaluate(FILL, ["", {"words": LONG_ALERT}])
        small = [fault for fault in cut(screen.page) if " px: " not in fault]
        assert small == []


@pytest.mark.slow
@pytest.mark.parametrize("size", [WIDE, TALL])
def test_every_emergency_fits_and_none_of_its_steps_is_left_out(opened: Open, real_site: Site, size: str) -> None:
    wanted = {
        section.find(".//h2").text: len(section.findall(".//li"))
        for section in real_site["screen/"].all("section", "kx-slide--topic")
    }
    found: dict[str, int] = {}
    with opened(f"{REAL}screen/?order=topic&seconds=12", MORNING, size) as screen:
        for _ in wanted:
            screen.page.clock.run_for(61_000)  # what is on goes on to its end
            slides = turn(screen.page)
            found[slides[0]["title"]] = sum(len(slide["parts"]) for slide in slides)
            screen.page.clock.fast_forward(24 * HOUR * 1000)
    assert found == wanted and len(wanted) >= 30


@pytest.mark.parametrize("size", mostly_slow([WIDE, TALL], [WIDE]))
def test_the_first_question_of_a_day_is_asked_and_then_answered(
    opened: Open, real_site: Site, real_plan: Plan, size: str
) -> None:
    with opened(f"{REAL}screen/?order=quiz&seconds=12", MORNING, size) as screen:
        for number in range(10):
            screen.page.clock.run_for(61_000)  # what is on goes on to its end
            wanted = round_on(real_plan, MORNING.date() + timedelta(days=number))[0]
            slides = {tuple(slide["parts"]): slide["title"] for slide in turn(screen.page)}
            assert set(slides.values()) == {wanted.question}
            asked, answered = sorted(slides, key=lambda parts: wanted.why in "".join(parts))
            assert sum(wanted.right in part for part in asked) == 1 and len(asked) == 1 + len(wanted.wrong)
            assert wanted.right in answered[0] and "".join(answered[1:]) == wanted.why
            screen.page.clock.fast_forward(24 * HOUR * 1000)


def test_slides_drift_so_that_nothing_burns_in(opened: Open) -> None:
    with opened(f"{REAL}screen/?seconds=12", MORNING) as screen:
        places = set()
        for _ in range(8):
            screen.page.clock.run_for(12_000)
            box = screen.page.evaluate(
                "(({ e, f }) => [e, f])(new DOMMatrix(getComputedStyle(document.querySelector('[data-on]')).transform))"
            )
            places.add(tuple(round(value) for value in box))
        assert len(places) == 8
        assert {abs(value) for place in places for value in place} == {0, 4}


def test_slides_fade_in_unless_motion_is_unwelcome(opened: Open) -> None:
    name = "getComputedStyle(document.querySelector('[data-on]')).animationName"
    with opened() as screen:
        assert screen.page.evaluate(name) == "none"
    with opened(reduced_motion="no-preference") as screen:
        assert screen.page.evaluate(name) == "kx-come"


def test_without_scripts_it_is_a_page_to_read(opened: Open, served: Served, real_site: Site, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 812})
    page = context.new_page()
    page.goto(f"{served.origin}{REAL}screen/")
    expect(page.locator("h1")).to_have_text("公共大屏")
    for kind, count in {"daily": 1, "next": 1, "observance": 1, "topic": 1, "quiz": 2, "lines": 1}.items():
        expect(page.locator(f".kx-slide--{kind}:visible")).to_have_count(count)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 375
    context.close()
