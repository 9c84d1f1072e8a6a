"""Reading aloud in a real browser, with a voice that stands in for one: what it is told, in which order, and what shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial

import pytest
from browsing import Handler, onlookers, serving
from playwright.sync_api import Browser, Locator, Page, expect
from sites import Site

REAL, ALERT, CALENDAR = "/a/", "/alert/", "/calendar/"
FIRE, PRESSURE = REAL + "articles/fire/", REAL + "articles/blood-pressure/"

STAND_IN = """
const voice = (lang, name, localService) => ({ lang, name, localService, default: false, voiceURI: name });
const stage = window.stage = {
    said: [], told: [], queue: [], speaking: null, voices: VOICES, speed: 5, mute: false,
    speak(utterance) { stage.queue.push(utterance); setTimeout(stage.turn, 0); },
    turn() {
        if (stage.speaking || stage.mute || !stage.queue.length) return;
        const one = stage.speaking = stage.queue.shift();
        if (!one.text) { stage.speaking = null; return; }
        stage.told.push([one.text, one.lang, one.voice && one.voice.name, document.querySelectorAll(".kx-said--now").length]);
        one.onstart && one.onstart({});
        if (stage.speed) setTimeout(() => stage.end(one), stage.speed);
    },
    end(one = stage.speaking) {
        if (stage.speaking !== one) return;
        stage.speaking = null;
        stage.said.push(one.text);
        one.onend && one.onend({});
        setTimeout(stage.turn, 0);
    },
    fail(error) { const one = stage.speaking; stage.speaking = null; one.onerror && one.onerror({ error }); },
    cancel() {
        const gone = [stage.speaking, ...stage.queue].filter(Boolean);
        stage.speaking = null;
        stage.queue = [];
        for (const one of gone) one.onerror && one.onerror({ error: "canceled" });
    },
    getVoices: () => stage.voices,
    addEventListener: (name, act) => { stage.changed = act; },
    pause() { throw new Error("pause() ends everything on Android"); },
};
Object.defineProperty(window, "speechSynthesis", { value: stage });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
MANDARIN = 'voice("zh_CN", "本机", true)'
VOICES = f'[voice("en-US", "英语", true), voice("zh-HK", "粤语", true), voice("zh-TW", "台湾", true), voice("zh-CN", "网上", false), {MANDARIN}]'
DURING = "2026-06-01T16:30:00+08:00"
"""A moment of the alert."""
NONE = "Object.defineProperty(window, 'speechSynthesis', { value: undefined })"

PHONES = {
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15": ["苹果手机", "朗读屏幕", "两根手指"],
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/116 Mobile Safari/537.36": ["安卓手机", "随选朗读"],
    "Mozilla/5.0 (Linux; Android 14) Chrome/116 MicroMessenger/8.0.50": ["微信里不能朗读", "在浏览器打开", "随选朗读"],
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/86": ["Edge"],
}

Open = Callable[..., AbstractContextManager[Page]]


@pytest.fixture(scope="module")
def opened(browser: Browser, real_site: Site, alert_site: Site, calendar_site: Site) -> Iterator[Open]:
    mounts = {REAL: real_site.folder, ALERT: alert_site.folder, CALENDAR: calendar_site.folder}
    with serving(partial(Handler, mounts=mounts)) as origin, onlookers(browser, origin) as look:

        @contextmanager
        def start(
            address: str, script: str = STAND_IN, voices: str = VOICES, moment: str = "", **options: str
        ) -> Iterator[Page]:
            with look(alone=True, running=True, viewport={"width": 375, "height": 812}, **options) as reader:
                reader.page.add_init_script(script.replace("VOICES", voices))
                if moment:
                    reader.page.clock.set_fixed_time(moment)
                yield reader.open(address)

        yield start


def listen(page: Page) -> Locator:
    """The button beside the heading."""
    return page.locator("main .kx-listen button").first


def player(page: Page, label: str) -> Locator:
    return page.get_by_role("group", name="朗读").get_by_role("button", name=label)


def read_through(button: Locator) -> list[str]:
    """What the voice is given from the first to the last, once it has said it all."""
    button.click()
    button.page.wait_for_function("stage.said.length")
    expect(button).to_have_text("朗读", timeout=20_000)
    return list(button.page.evaluate("stage.said"))


def marked(page: Page) -> str:
    return str(
        page.evaluate("Array.from(document.querySelectorAll('.kx-said--now'), (one) => one.textContent).join('')")
    )


def step(page: Page, times: int = 1) -> None:
    """Lets the voice come to the end of what it says, so many times."""
    for _ in range(times):
        before = page.evaluate("stage.told.length")
        page.evaluate("stage.end()")
        page.wait_for_function("before => stage.told.length > before", arg=before)


# What is said.


def test_an_article_is_read_from_its_title_to_its_end_sentence_by_sentence(opened: Open) -> None:
    with opened(FIRE) as page:
        before = page.inner_html("main .kx-cols__main")
        words = read_through(listen(page))
        assert words[:4] == [
            "家里起火怎么办",
            "离开火，关上门，打幺幺九",
            "先离开着火的屋子，关上门，打幺幺九。",
            "走楼梯，不坐电梯，不回头拿东西；",
        ]
        assert "拨打幺幺九火警电话" in "".join(words)
        assert words.index("来时") < words.index("要做") < words.index("不要做") < words.index("之后")
        assert max(map(len, words)) <= 60 and len(words) > 40
        whole = "".join(words)
        assert not [sign for sign in ("119", "120", "知识共享", "出处", "打印") if sign in whole]
        told = page.evaluate("stage.told")
        assert {(lang, name) for _, lang, name, _ in told} == {("zh-CN", "本机")}
        assert all(marks > 0 for *_, marks in told), "what is said is marked"
        assert page.inner_html("main .kx-cols__main") == before, "afterwards the page is as it was"
        expect(page.get_by_role("group", name="朗读")).to_have_count(0)


@pytest.mark.parametrize(
    ("address", "first", "among"),
    [
        (PRESSURE, "血压高了怎么办", "先知道自己的血压。"),
        (REAL + "daily/", r"二零\d\d年|二零..年\d+月\d+日", "出处："),
        (CALENDAR + "events/2026/fair/", "", "时间："),
        (ALERT + "alerts/", "预警|紧急|提示", "来源："),
    ],
)
def test_daily_pieces_events_and_alerts_are_read_too(opened: Open, address: str, first: str, among: str) -> None:
    with opened(address) as page:
        words = read_through(listen(page))
        assert re.search(first, words[0]), words
        assert among in "".join(words)
        assert "复制成一段文字" not in "".join(words) and "放进日历" not in "".join(words)


def test_a_running_alert_is_read_from_the_bar_above_with_what_was_folded(opened: Open) -> None:
    with opened(ALERT + "articles/gale/", moment=DURING) as page:
        expect(page.locator(".kx-alert li").first).to_be_hidden()
        assert "待在屋里，关好门窗" in read_through(page.locator(".kx-alert .kx-listen button"))
        expect(page.locator(".kx-alert li").first).to_be_visible()


# Marks, stop, resume, again.


def test_what_is_said_is_marked_and_comes_into_sight(opened: Open) -> None:
    with opened(FIRE, STAND_IN + "stage.speed = 0;") as page:
        listen(page).click()
        page.wait_for_function("stage.told.length === 1")
        assert marked(page) == "家里起火怎么办"
        step(page, 12)
        assert marked(page).replace("119", "幺幺九") == page.evaluate("stage.told[12][0]")
        expect(page.locator(".kx-said--now").first).to_be_in_viewport()
        page.emulate_media(color_scheme="dark")
        colours = page.evaluate(
            "Array.from(document.querySelectorAll('.kx-said--now'), (one) => getComputedStyle(one).color)"
        )
        assert len(colours) > 1 and set(colours) == {"rgb(43, 32, 3)"}, "also what is a link stays dark on gold"
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        step(page)
        expect(page.locator(".kx-said--now").first).not_to_be_in_viewport()


def test_it_stops_and_goes_on_with_the_same_sentence(opened: Open) -> None:
    with opened(FIRE, STAND_IN + "stage.speed = 0;") as page:
        listen(page).press("Enter")
        page.wait_for_function("stage.told.length === 1")
        step(page, 3)
        here = page.evaluate("stage.told[3][0]")
        player(page, "停下").press("Space")
        expect(listen(page)).to_have_text("接着读")
        expect(player(page, "接着读")).to_be_focused()
        assert marked(page) == "" and page.evaluate("stage.speaking") is None
        player(page, "接着读").click()
        page.wait_for_function("stage.told.length === 5")
        assert page.evaluate("stage.told[4][0]") == here
        page.keyboard.press("Escape")
        expect(listen(page)).to_have_text("接着读")
        player(page, "从头读").click()
        page.wait_for_function("stage.told.length === 6")
        assert page.evaluate("stage.told[5][0]") == "家里起火怎么办"
        step(page)
        player(page, "停下").click()
        player(page, "收起").click()
        expect(page.get_by_role("group", name="朗读")).to_have_count(0)
        expect(listen(page)).to_be_focused()
        expect(listen(page)).to_have_text("朗读")
        assert page.locator("kx-said").count() == 0


def test_two_notices_do_not_speak_at_once(opened: Open) -> None:
    with opened(ALERT + "alerts/", STAND_IN + "stage.speed = 0;") as page:
        first, second = page.locator("main .kx-listen button").all()[:2]
        first.click()
        page.wait_for_function("stage.told.length === 1")
        second.click()
        page.wait_for_function("stage.told.length === 2")
        expect(first).to_have_text("朗读")
        expect(second).to_have_text("停下")
        assert page.evaluate("stage.queue.length") == 0


# When something is wrong, or somebody leaves.


@pytest.mark.parametrize("leave", ["pagehide", "hidden"])
def test_a_page_that_is_left_is_silent(opened: Open, leave: str) -> None:
    with opened(FIRE, STAND_IN + "stage.speed = 0;") as page:
        listen(page).click()
        page.wait_for_function("stage.told.length === 1")
        step(page)
        if leave == "pagehide":
            page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
        else:
            page.evaluate("Object.defineProperty(document, 'hidden', { value: true })")
            page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        assert page.evaluate("stage.speaking") is None and marked(page) == ""
        expect(listen(page)).to_have_text("接着读")


def test_a_voice_that_fails_says_so_and_can_be_tried_again(opened: Open) -> None:
    with opened(FIRE, STAND_IN + "stage.speed = 0;") as page:
        listen(page).click()
        page.wait_for_function("stage.told.length === 1")
        step(page, 2)
        page.evaluate("stage.fail('network')")
        expect(page.get_by_text("没有读出来，请再按一次")).to_be_visible()
        player(page, "接着读").click()
        page.wait_for_function("stage.told.length === 4")
        assert page.evaluate("stage.told[3][0] === stage.told[2][0]")
        expect(page.get_by_text("没有读出来")).to_have_count(0)


def test_a_browser_that_never_says_when_it_ends_does_not_hang(opened: Open) -> None:
    with opened(FIRE, STAND_IN + "stage.speed = 0;") as page:
        page.clock.install()
        listen(page).click()
        page.clock.run_for(500)
        page.wait_for_function("stage.told.length === 1")
        page.clock.run_for(31_000)
        assert page.evaluate("stage.told.length") == 2, "what took too long is left, the next begins"
        page.evaluate("stage.mute = true; stage.end()")
        page.clock.run_for(9_000)
        expect(page.get_by_text("没有读出来，请再按一次")).to_be_visible()


# With and without a voice.


def test_a_voice_that_comes_late_is_offered_when_it_comes(opened: Open) -> None:
    with opened(FIRE, voices="[]") as page:
        expect(listen(page)).to_be_hidden()
        place = page.locator("h1").bounding_box()
        page.evaluate(
            f"stage.voices = ((voice) => {VOICES})((lang, name, localService) => ({{ lang, name, localService }})); stage.changed()"
        )
        expect(listen(page)).to_have_text("朗读")
        assert page.locator("h1").bounding_box() == place, "nothing moves"


def test_after_two_seconds_without_a_voice_the_button_tells_how_else(opened: Open) -> None:
    with opened(FIRE, voices='[voice("en-US", "英语", true), voice("zh-HK", "粤语", true)]') as page:
        expect(listen(page)).to_be_hidden()
        expect(listen(page)).to_have_text("怎样听")
        expect(listen(page)).to_be_visible(timeout=4_000)
        listen(page).click()
        expect(page.locator(".kx-own-voice")).to_contain_text("Edge")
        page.evaluate(
            f"stage.voices = ((voice) => {VOICES})((lang, name, localService) => ({{ lang, name, localService }})); stage.changed()"
        )
        expect(listen(page)).to_have_text("朗读")
        listen(page).click()
        page.wait_for_function("stage.said.length > 2")


@pytest.mark.parametrize("agent", PHONES)
def test_without_a_voice_one_line_says_how_the_device_reads(opened: Open, agent: str) -> None:
    with opened(ALERT + "articles/gale/", NONE, moment=DURING, user_agent=agent) as page:
        expect(page.locator(".kx-alert")).to_be_visible()
        expect(listen(page)).to_have_text("怎样听")
        listen(page).click()
        for words in PHONES[agent]:
            expect(page.locator(".kx-own-voice")).to_contain_text(words)
        listen(page).click()
        expect(page.locator(".kx-own-voice")).to_have_count(0)
        expect(page.locator(".kx-alert .kx-listen")).to_be_hidden()


def test_nothing_of_it_is_fetched_before_the_button_is_pressed(opened: Open) -> None:
    with opened(FIRE) as page:
        fetched = "performance.getEntriesByType('resource').filter((one) => /aloud.*js/.test(one.name)).length"
        expect(listen(page)).to_be_visible()
        assert page.evaluate(fetched) == 0
        listen(page).click()
        page.wait_for_function("stage.said.length > 1")
        assert page.evaluate(fetched) == 1
        assert page.evaluate("stage.said[0]") == "家里起火怎么办"


def test_without_scripts_there_is_no_button(real_site: Site) -> None:
    (place,) = real_site["articles/fire/"].all(css="kx-listen")
    assert "hidden" in place.attrib


def test_in_the_mode_for_the_elderly_the_buttons_are_larger(opened: Open) -> None:
    with opened(FIRE + "?senior=1", STAND_IN + "stage.speed = 0;") as page:
        listen(page).click()
        expect(player(page, "停下")).to_be_visible()
        for one in (listen(page), player(page, "停下")):
            box = one.bounding_box()
            assert box and box["height"] >= 60 and box["width"] >= 120
        page.wait_for_function("stage.told.length === 1")
        assert marked(page) == "家里起火怎么办"
