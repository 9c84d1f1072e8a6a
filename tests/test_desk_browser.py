"""desk in a real browser: an event from the first page to the file, two people at one record, input methods, keyboard, axe."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from browsing import overflow, serious
from choosing import mostly_slow
from desks import Served
from kepu.common.files.known_addresses import remember_addresses
from playwright.sync_api import Browser, Page, expect
from sites import edit

WIDE, NARROW = {"width": 1366, "height": 768}, {"width": 375, "height": 812}
LAB = "plan/events/2026/lab-day.yaml"
"""An event that is open for registration."""
EDIT_LAB = "/record?kind=event&id=2026/lab-day"


@pytest.fixture
def page(desk_page: Page) -> Page:
    return desk_page


def save(page: Page) -> None:
    page.locator("#save").click()
    page.wait_for_url("**saved=*")


def test_a_new_event_from_the_first_page_to_the_file(served: Served, page: Page) -> None:
    """Typed as people type; no code is seen or written by hand."""
    assert page.url == served.origin + "/"  # the key is gone from the address
    page.get_by_role("link", name="新活动").click()
    page.get_by_label("活动名称").press_sequentially("科普进村")
    page.locator("#save").click()
    expect(page.locator("#f-start-said")).to_contain_text("缺少这一项")
    expect(page.get_by_label("开始日期")).to_be_focused()
    page.get_by_label("开始日期").fill("2026-09-19")
    page.get_by_label("地点名称").press_sequentially("文化广场")
    page.locator("#f-host").select_option(label="甲局")
    page.get_by_label("报名网址").fill("https://example.gov.cn/bm")
    page.get_by_label("怎么报名", exact=True).last.fill("网上报名")
    page.get_by_text("更多：").click()
    page.get_by_role("button", name="加一个出处").click()
    expect(page.get_by_label("来源名称")).to_be_visible()
    page.get_by_label("来源名称").fill("甲局通知")
    save(page)
    text = (served.root / "plan/events/2026/kepujincun.yaml").read_text("utf-8")
    assert text.splitlines()[1:] == [
        "title: 科普进村",
        "start: 2026-09-19",
        "place:",
        "  name: 文化广场",
        "host: jiaju",
        "registration:",
        "  how: 网上报名",
        "  link: https://example.gov.cn/bm",
        "updated: 2026-06-01",
        "sources:",
        "  - name: 甲局通知",
    ]
    expect(page.frame_locator("iframe").locator("h1")).to_contain_text("科普进村")


def test_postponing_takes_a_day_and_a_reason(served: Served, page: Page) -> None:
    remember_addresses(served.root, {"events/2026/lab-day/"})
    before = (served.root / LAB).read_text("utf-8").splitlines()
    page.goto(served.origin + EDIT_LAB)
    page.get_by_role("link", name="延期").click()
    page.get_by_label("新的开始日期").fill("2026-07-04")
    page.get_by_label("原因").press_sequentially("场馆检修")
    page.locator("main").get_by_role("button", name="延期").click()
    page.wait_for_url("**saved=*")
    after = (served.root / LAB).read_text("utf-8").splitlines()
    assert [line for line in before if line not in after] == [
        "start: 2026-06-20",
        "status: open",
        "updated: 2026-05-30",
    ]
    assert sorted(line for line in after if line not in before) == sorted([
        "start: 2026-07-04", "status: postponed", "postponed_from: 2026-06-20", "reason: 场馆检修",
        "updated: 2026-06-01", "revision: 1",
    ])  # fmt: skip


def test_two_people_at_one_record_lose_nothing(served: Served, page: Page) -> None:
    page.goto(served.origin + EDIT_LAB)
    edit(served.root / LAB, "title: 实验室开放日", "title: 实验室开放周")
    edit(served.root / LAB, "fee: 免费，不用带东西", "fee: 免费")
    between = (served.root / LAB).read_text("utf-8")
    page.get_by_label("活动名称").fill("实验室开放月")
    page.get_by_label("一两句话介绍").fill("看一看。")
    page.locator("#save").click()
    expect(page.get_by_role("alert").first).to_contain_text("别人改过这一条")
    assert (served.root / LAB).read_text("utf-8") == between
    expect(page.locator("#f-title-said")).to_contain_text("别人刚改成：实验室开放周")
    expect(page.get_by_label("活动名称")).to_have_value("实验室开放月")
    expect(page.get_by_label("费用")).to_have_value("免费")
    save(page)
    text = (served.root / LAB).read_text("utf-8")
    assert "title: 实验室开放月\n" in text and "about: 看一看。\n" in text and "fee: 免费\n" in text


@pytest.mark.slow
def test_input_methods_are_left_alone(served: Served, page: Page) -> None:
    """While characters are composed nothing is asked, filtered, or written into the box; then everything is."""
    client = page.context.new_cdp_session(page)

    def compose(box: str, *steps: str) -> None:
        for typed in steps:
            at = {"selectionStart": len(typed), "selectionEnd": len(typed)}
            client.send("Input.imeSetComposition", {"text": typed, **at})
            assert page.locator(box).input_value().endswith(typed)

    page.goto(served.origin + "/record?kind=article&id=stars")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if served.origin in request.url else None)
    for box, start in (("#f-_body", ""), ("#f-_body", "**"), ("#f-title", "")):
        page.locator(box).fill(start)
        asked.clear()
        compose(box, "n", "ni", "ni h", "ni hao")
        page.wait_for_timeout(1600)  # longer than the pause after which the form is checked
        assert [url for url in asked if "/here" not in url] == []
        with page.expect_request("**/check?*"):
            client.send("Input.insertText", {"text": "你好"})
        assert page.locator(box).input_value() == f"{start}你好"
    page.get_by_role("button", name="链接", exact=True).click()
    expect(page.locator("#kd-link-find")).to_be_focused()
    page.wait_for_timeout(1600)
    asked.clear()
    compose("#kd-link-find", "n", "ni", "ni hao")
    page.wait_for_timeout(1600)
    assert [url for url in asked if "/here" not in url] == [] and page.locator("#kd-link-list li").count() == 0
    client.send("Input.insertText", {"text": "你好"})
    assert page.locator("#kd-link-find").input_value() == "你好"
    expect(page.locator("#kd-link-list")).to_have_text("没有找到")
    assert page.locator("#f-_body").input_value() == "**你好"
    page.evaluate("document.getElementById('record').dispatchEvent(new Event('submit'))")  # leave without a question
    page.goto(served.origin + "/list?kind=event")
    rows = page.locator("#rows li:visible")
    everything = rows.count()
    page.locator("#q").focus()
    compose("#q", "zz", "zzz")
    assert rows.count() == everything
    client.send("Input.insertText", {"text": "实验室"})
    expect(rows).to_have_count(1)


def test_what_is_wrong_is_said_at_a_pause_in_the_words_of_the_check(served: Served, page: Page) -> None:
    page.goto(served.origin + EDIT_LAB)
    page.get_by_label("结束日期").fill("2026-06-01")
    expect(page.locator("#f-end-said")).to_contain_text("结束日期早于开始日期（2026-06-20）")
    page.get_by_label("结束日期").fill("")
    expect(page.locator("#f-end-said")).to_be_empty()
    assert "end:" not in (served.root / LAB).read_text("utf-8")


def test_lists_are_found_by_pinyin_as_one_types(served: Served, page: Page) -> None:
    page.goto(served.origin + "/list?kind=event")
    page.get_by_role("searchbox").press_sequentially("syskfr")
    expect(page.locator("#rows li:visible")).to_have_count(1)
    expect(page.locator("#rows li:visible")).to_contain_text("实验室开放日")
    page.goto(served.origin + "/list?kind=event&q=shiyanshi")
    expect(page.locator("#rows li")).to_have_count(1)


@pytest.mark.slow
def test_the_keyboard_alone_saves_a_record(served: Served, page: Page) -> None:
    page.goto(served.origin + "/record?kind=daily&id=moon")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "f-text":
            break
    page.keyboard.press("Control+End")
    page.keyboard.type("再加一句。")
    page.keyboard.press("Control+s")
    page.wait_for_url("**saved=1")
    assert "再加一句。" in (served.root / "plan/daily/moon.yaml").read_text("utf-8")


@pytest.mark.slow
def test_an_event_is_held_again_without_typing_it_again(served: Served, page: Page) -> None:
    page.goto(served.origin + EDIT_LAB)
    page.get_by_role("link", name="再办一次").click()
    expect(page.get_by_label("地点名称")).to_have_value("一号实验楼")
    expect(page.get_by_label("开始日期")).to_have_value("")
    page.get_by_label("开始日期").fill("2026-10-10")
    save(page)
    text = (served.root / "plan/events/2026/shiyanshikaifangri.yaml").read_text("utf-8")
    assert "start: 2026-10-10\n" in text and "status" not in text and "until" not in text and "host: jiaju\n" in text


def test_taking_down_accounts_for_the_address_and_asks_for_the_reason(served: Served, page: Page) -> None:
    remember_addresses(served.root, {"events/2026/lab-day/"})
    page.goto(served.origin + EDIT_LAB)
    page.get_by_role("link", name="撤下").click()
    page.locator("main").get_by_role("button", name="撤下").click()
    expect(page.locator("#f-why-said")).to_contain_text("要填")
    assert (served.root / LAB).exists()
    page.get_by_label("为什么撤下").fill("录错了")
    page.locator("main").get_by_role("button", name="撤下").click()
    expect(page.get_by_role("status")).to_contain_text("公众还看得到")
    assert not (served.root / LAB).exists()
    assert "录错了" in (served.root / "plan/redirects.yaml").read_text("utf-8")


@pytest.mark.slow
def test_what_others_need_is_not_taken_down(served: Served, page: Page) -> None:
    before = (served.root / "plan/resources/moon-book.yaml").read_bytes()
    page.goto(served.origin + "/withdraw?kind=resource&id=moon-book")
    page.get_by_label("为什么撤下").fill("没有了")
    page.locator("main").get_by_role("button", name="撤下").click()
    expect(page.get_by_role("alert").first).to_contain_text("别处还用着它")
    assert (served.root / "plan/resources/moon-book.yaml").read_bytes() == before
    assert not (served.root / "plan/redirects.yaml").exists()


@pytest.mark.slow
def test_an_event_is_published_and_taken_back_from_the_desk(served: Served, page: Page, tmp_path: Path) -> None:
    """Two real publications into a folder, what is new between them, and the way back."""
    out = tmp_path / "out"
    (served.root / "plan/publish.yaml").write_text(
        f"destinations:\n  - id: usb\n    kind: folder\n    path: {out}\n", "utf-8"
    )

    def press(button: str, done: str) -> None:
        page.goto(served.origin + "/publish")
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_role("heading", name=done)).to_be_visible(timeout=240_000)

    def public() -> str:
        found = next(out.rglob("events/2026/lab-day/index.html"))
        return found.read_text("utf-8")

    page.goto(served.origin + "/publish")
    expect(page.get_by_text("还没有记下过一次发布")).to_be_visible()
    press("发布", "发布：成功")
    assert "实验室开放日" in public()
    expect(page.get_by_text("没有改动。")).to_be_visible()
    page.goto(served.origin + EDIT_LAB)
    page.get_by_label("活动名称").fill("实验室开放周")
    save(page)
    page.goto(served.origin + "/publish")
    expect(page.locator(".kd-diff").first).to_contain_text("实验室开放日")
    expect(page.locator(".kd-diff ins").first).to_have_text("实验室开放周")
    press("发布", "发布：成功")
    press("回退到上一版", "回退：成功")
    press("发布", "发布：没有成功")
    expect(page.locator("#job-lines")).to_contain_text("公众看到的是回退过的版本")
    press("回退以后已经改好，重新发布", "发布：成功")


PAGES = (
    "/",
    "/list?kind=event",
    EDIT_LAB,
    "/record?kind=event",
    "/record?kind=article&id=stars",
    "/do?kind=event&id=2026/lab-day&what=postpone",
    "/withdraw?kind=event&id=2026/lab-day",
    "/publish",
    "/sheets?kind=event",
    "/word",
)


OTHER_PAGES = (
    *("/outdated", "/alert", "/history", "/history?kind=event&id=2026/lab-day&day=2026-06-01", "/drafts", "/moving"),
    *(
        "/draft?kind=article",
        "/draft?kind=daily&id=moon",
        "/draft/ask?kind=daily&id=moon",
        "/draft/answer?kind=daily&id=moon",
    ),
    *("/link-check", "/plan", "/list?kind=unit", "/record?kind=observance", "/record?kind=site&id=site"),
)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_upkeep_can_be_used_by_everybody(served: Served, page: Page, scheme: str) -> None:
    page.goto(served.origin + "/record?kind=daily&id=moon")
    page.get_by_role("button", name="存成草稿").click()
    page.wait_for_url("**/draft?**")
    usable(served, page, scheme, OTHER_PAGES)


@pytest.mark.parametrize("scheme", mostly_slow(["light", "dark"], ["light"]))
def test_every_page_can_be_used_by_everybody(served: Served, page: Page, scheme: str) -> None:
    usable(served, page, scheme, PAGES)


def usable(served: Served, page: Page, scheme: str, addresses: Sequence[str]) -> None:
    """Nothing that axe finds, nothing beyond the edge on a phone or at 200 %."""
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for address in addresses:
        page.goto(served.origin + address)
        for details in page.locator("details").all():
            details.evaluate("it => it.open = true")
        for panel in page.locator(".kd-panel").all():
            panel.evaluate("it => it.hidden = false")
        assert serious(page) == [], address
        for size in (NARROW, {"width": 683, "height": 384}):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            assert overflow(page) <= 0, (address, size)
        page.set_viewport_size(WIDE)  # type: ignore[arg-type]


def test_a_form_works_without_scripts(served: Served, browser: Browser, page: Page) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto(served.origin + "/record?kind=daily&id=moon")
    plain.get_by_label("一到三句话").fill("换一句。")
    plain.locator("#save").click()
    assert "换一句。" in (served.root / "plan/daily/moon.yaml").read_text("utf-8")
    context.close()


def test_a_page_of_another_origin_cannot_change_anything(served: Served, browser: Browser, page: Page) -> None:
    """The preview shows what others wrote: from there nothing reaches the desk."""
    before = (served.root / "plan/daily/moon.yaml").read_bytes()
    context = browser.new_context(locale="zh-CN")  # its console says what was refused
    context.add_cookies(page.context.cookies())
    other = context.new_page()
    other.goto(served.origin + EDIT_LAB)
    expect(other.frame_locator("iframe").locator("h1")).to_be_visible()
    answer = other.frames[1].evaluate(
        "(at) => fetch(at, {method: 'POST', mode: 'no-cors', credentials: 'include', body: new URLSearchParams({text: 'x'})})"
        ".then((it) => it.type, () => 'refused')",
        f"{served.origin}/record?kind=daily&id=moon",
    )
    assert answer in ("opaque", "refused")
    assert (served.root / "plan/daily/moon.yaml").read_bytes() == before
    context.close()
