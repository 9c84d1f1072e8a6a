"""desk: what was promised of it, by the same hands that are measured in bench/: an event, an alert, the way back, every page."""

from __future__ import annotations

from pathlib import Path

import pytest
from desks import Served
from kepu.editing.history.snapshots import read_snapshots
from playwright.sync_api import Page, expect
from sites import ALERT_PAGES, PICTURE, SUMMER_2026, make_project

from bench import desk_flows


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A county with emergency articles and, so far, an alert that is over."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", SUMMER_2026)
    pages = {page: text.replace("{words}", "喝水。") for page, text in ALERT_PAGES.items()}
    return make_project(tmp_path / "project", "alert", {**pages, "articles/window.png": PICTURE})


@pytest.fixture
def out(served: Served, tmp_path: Path) -> Path:
    """Where the public looks: a folder."""
    folder = tmp_path / "out"
    (served.root / "plan/publish.yaml").write_text(
        f"destinations:\n  - id: usb\n    kind: folder\n    path: {folder}\n", "utf-8"
    )
    return folder


def public(out: Path, address: str) -> str:
    """A page as the public sees it now."""
    release = (out / "current").resolve() if (out / "current").exists() else out
    return next(release.rglob(f"{address}index.html")).read_text("utf-8")


@pytest.mark.slow
def test_an_event_with_place_host_registration_and_poster_reaches_the_public_without_a_code(
    served: Served, desk_page: Page, out: Path
) -> None:
    """At most 25 clicks, no code typed; the seconds are measured in bench/, typed as slowly as people type."""
    hand = desk_flows.Hand(desk_page, delay=0)
    desk_flows.event_to_public(hand, served.origin, desk_flows.photo(1600, 1200), "甲局")
    assert hand.clicks <= desk_flows.TARGETS["clicks"] and hand.codes == []
    page = public(out, "events/2027/kepudajizoujinwenquanjiedao/")
    for words in (
        "科普大集走进温泉街道",
        "温泉文化广场",
        "甲局",
        "https://www.xianan.gov.cn/bm",
        "海报：写着三月二十日",
    ):
        assert words in page
    assert list(out.rglob("*kepudajizoujinwenquanjiedao-1.webp"))


@pytest.mark.slow
def test_an_alert_goes_from_the_button_to_the_public_and_ends(served: Served, desk_page: Page, out: Path) -> None:
    hand = desk_flows.Hand(desk_page, delay=0)
    seconds = desk_flows.alert_to_public(hand, served.origin)
    assert set(seconds) == {"alert", "end"} and hand.codes == []
    assert "暴雨红色预警" not in public(out, "") and "暴雨红色预警" in public(out, "alerts/")
    said = [it.said for it in read_snapshots(served.root)]
    assert said == ["紧急通知〈暴雨红色预警〉", "结束紧急通知〈暴雨红色预警〉"]


@pytest.mark.slow
def test_an_alert_is_written_and_ended_by_the_keyboard_alone(served: Served, desk_page: Page) -> None:
    """From the first page: Tab, letters, Enter; without a destination nothing is sent, but everything is written."""
    page = desk_page

    def walk_to(what: str) -> None:
        for _ in range(200):
            page.keyboard.press("Tab")
            if page.evaluate("it => document.activeElement.matches(it)", what):
                return
        raise AssertionError(what)

    (served.root / "plan/publish.yaml").unlink(missing_ok=True)
    page.goto(f"{served.origin}/")
    walk_to('main a[href="/alert"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/alert")
    for what, words in (
        ("#f-title", "暴雨红色预警"), ("#f-text", "雨很大。"), ("#f-todo", "不要涉水。"), ("#f-until", "6小时"),
        ("#f-source-name", "气象台"),
    ):  # fmt: skip
        walk_to(what)
        page.keyboard.insert_text(words)
    walk_to("#save")
    page.keyboard.press("Enter")
    page.wait_for_url("**/publish")
    assert "暴雨红色预警" in (served.root / "plan/alert.yaml").read_text("utf-8")
    page.goto(f"{served.origin}/alert")
    walk_to('form[action="/alert/end"] button')
    page.keyboard.press("Enter")
    page.wait_for_url("**/publish")
    assert not (served.root / "plan/alert.yaml").exists()


@pytest.mark.slow
def test_a_draft_is_written_sent_answered_and_placed_and_seen_as_it_will_be(served: Served, desk_page: Page) -> None:
    """From a new draft to the signed article; what it will look like stands beside it from the moment it is opened."""
    page = desk_page
    page.goto(f"{served.origin}/draft?kind=article")
    page.get_by_label("标题").fill("怎样看月亮")
    page.locator("#save").click()
    page.wait_for_url("**saved=*")
    expect(page.frame_locator("iframe").locator("h1")).to_contain_text("怎样看月亮")
    page.get_by_role("button", name="放进网站").click()
    expect(page.locator("#f-summary-said")).to_contain_text("缺少这一项")
    page.get_by_label("一两句话的答案").fill("抬头看。")
    page.locator("input[name=topics]").first.check()
    page.get_by_role("button", name="加一个出处").click()
    page.get_by_label("来源名称").fill("天文台")
    page.locator("#f-_body").fill("先等眼睛习惯黑暗。")
    page.locator("#save").click()
    page.wait_for_url("**saved=*")
    with page.expect_download() as copy:
        page.get_by_role("link", name="存成审核件").click()
    assert "怎样看月亮" in copy.value.path().read_text("utf-8")
    page.get_by_role("link", name="送审").click()
    page.locator("#f-asked_of").select_option(label="甲局")
    page.locator("main").get_by_role("button", name="送审").click()
    page.get_by_role("link", name="填写答复").click()
    page.locator("#f-office").fill("科普部")
    page.locator("main").get_by_role("button", name="填写答复").click()
    expect(page.locator("main")).to_contain_text("已同意：甲局科普部")
    page.get_by_role("button", name="放进网站").click()
    page.wait_for_url("**/record?**")
    text = (served.root / "content/articles/zenyangkanyueliang.md").read_text("utf-8")
    assert (
        "by: jiaju\n  office: 科普部" in text and "words: " in text and not list((served.root / "drafts").rglob("*.md"))
    )
