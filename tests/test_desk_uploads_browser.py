"""desk in a real browser: files go in and come out, a workbook, pictures, articles written in Word."""

from __future__ import annotations

from pathlib import Path

import pytest
from desks import Served
from kepu.build.build_site import build_site
from office_files import article, photo
from playwright.sync_api import Page, expect
from sites import edit
from workbooks import changed, digests


def test_a_workbook_goes_out_and_comes_back_with_what_changed(served: Served, desk_page: Page, tmp_path: Path) -> None:
    """From the list to the file and back: untouched nothing, then a changed cell, seen before it is saved."""
    desk_page.goto(served.origin + "/list?kind=resource")
    desk_page.get_by_role("link", name="Excel 表格").click()
    with desk_page.expect_download() as download:
        desk_page.get_by_role("link", name="导出资源").click()
    assert download.value.suggested_filename == "资源-2026-06-01.xlsx"
    book = tmp_path / "资源.xlsx"
    download.value.save_as(book)

    def send() -> None:
        desk_page.goto(served.origin + "/sheets?kind=resource")
        desk_page.get_by_label("表格文件").set_input_files(book)
        desk_page.get_by_role("button", name="看改了什么").click()

    before = digests(served.root)
    send()
    expect(desk_page.locator("#sheet-count")).to_have_text("0 项改动")
    expect(desk_page.locator("#save")).to_have_count(0)
    book.write_bytes(changed(book.read_bytes(), "资源", lambda rows, it: rows[1].__setitem__(it["谁提供的"], "戊台")))
    send()
    expect(desk_page.locator(".kd-diff ins")).to_have_text("戊台")
    assert digests(served.root) == before
    desk_page.locator("#save").click()
    expect(desk_page.get_by_role("status")).to_contain_text("新加 0 条，改动 1 条")
    assert "provider: 戊台\n" in (served.root / "plan/resources/moon-book.yaml").read_text("utf-8")
    book.write_bytes(b"PK\x03\x04")
    send()
    expect(desk_page.get_by_role("alert").first).to_contain_text("资源.xlsx：文件不完整")


def open_word(served: Served, page: Page) -> None:
    page.goto(served.origin + "/list?kind=article")
    page.get_by_role("link", name="从 Word 打开").click()
    page.get_by_label("Word 文件").set_input_files(
        {"name": "防煤气.docx", "mimeType": "application/octet-stream", "buffer": article()}
    )
    page.get_by_role("button", name="打开").click()
    expect(page.get_by_role("status").first).to_contain_text("防煤气.docx 放进来了")


@pytest.mark.slow
def test_an_article_of_word_becomes_a_page_with_its_pictures(served: Served, desk_page: Page) -> None:
    """What Word does not know is asked beside its field; then the site can be made, with both photos."""
    edit(served.root / "plan/site.yaml", "url: ", "# url: ")
    open_word(served, desk_page)
    expect(desk_page.get_by_label("标题")).to_have_value("冬天怎样防煤气中毒")
    expect(desk_page.frame_locator("iframe").locator("h1")).to_have_text("冬天怎样防煤气中毒")
    expect(desk_page.locator("#f-summary-said")).to_contain_text("缺少这一项")
    expect(desk_page.locator("#f-_body-said")).to_contain_text("替代文字")
    desk_page.get_by_label("一两句话的答案").fill("开窗，装报警器。")
    desk_page.get_by_label("科学精神").check()
    desk_page.get_by_label("来源名称").fill("区气象台")
    for number, words in ((1, "一只铁皮炉子，烟囱伸出窗外"), (2, "墙上的报警器亮着绿灯")):
        desk_page.get_by_label(f"第 {number} 张图里有什么").fill(words)
    expect(desk_page.locator("#kd-state")).to_have_text("没有发现问题，还没有保存")
    desk_page.locator("#save").click()
    desk_page.wait_for_url("**saved=1")
    folder = served.root / "content/articles"
    names = sorted(path.name for path in folder.glob("dongtian*"))
    assert [name.removeprefix("dongtianzenyangfangmeiqizhongdu") for name in names] == ["-1.webp", "-2.webp", ".md"]
    build_site(served.root, served.root / "site")
    page = (served.root / "site/articles/dongtianzenyangfangmeiqizhongdu/index.html").read_text("utf-8")
    assert page.count('loading="lazy" decoding="async" width="') >= 2 and "窗缝留 &lt;1 厘米也不够，型号 A*B_C" in page
    assert "“一氧化碳”没有颜色" in page and "<strong>一定要开窗</strong>" in page and page.count("<tr>") == 3


@pytest.mark.slow
def test_an_article_is_written_with_buttons_and_seen_as_it_is_written(served: Served, desk_page: Page) -> None:
    """A heading, a table, a link by pinyin, a photo; the page beside it follows from another origin, nothing is saved."""
    before = digests(served.root)
    desk_page.goto(served.origin + "/record?kind=article&id=stars")
    body, seen = desk_page.locator("#f-_body"), desk_page.frame_locator("iframe")
    body.fill("看什么")
    desk_page.get_by_role("button", name="小标题", exact=True).click()
    expect(body).to_have_value("## 看什么")
    desk_page.get_by_role("button", name="表格").click()
    cells = desk_page.locator("#kd-table td input")
    for number, words in ((0, "星"), (1, "什么时候"), (3, "天狼|星"), (4, "冬天")):
        cells.nth(number).fill(words)
    desk_page.locator("#kd-table").get_by_role("button", name="放进正文").click()
    body.press_sequentially("问")
    desk_page.get_by_role("button", name="链接", exact=True).click()
    desk_page.locator("#kd-link-find").press_sequentially("jiaju")
    desk_page.locator("#kd-link-list").get_by_role("button", name="甲局", exact=True).click()
    desk_page.get_by_role("button", name="图片").click()
    desk_page.get_by_label("图片文件").set_input_files(
        {"name": "IMG_1.JPG", "mimeType": "image/jpeg", "buffer": photo(800, 600)}
    )
    desk_page.get_by_label("图里有什么", exact=True).fill("满天的星星")
    desk_page.locator("#kd-picture").get_by_role("button", name="放进正文").click()
    picture = seen.get_by_role("img", name="满天的星星")
    expect(picture).to_be_visible()
    assert (
        picture.evaluate(
            "it => new Promise((done) => it.complete ? done(it.naturalWidth) : it.onload = () => done(it.naturalWidth))"
        )
        == 600
    )
    expect(seen.locator("td").first).to_have_text("天狼|星")
    expect(seen.get_by_role("link", name="甲局").first).to_have_attribute("href", "../../units/jiaju/")
    name = body.input_value().partition("(new-")[2].partition(")")[0]
    assert body.input_value() == (
        "## 看什么\n\n| 星 | 什么时候 |\n|---|---|\n| 天狼\\|星 | 冬天 |\n\n问[甲局](../units/jiaju/index.md)\n\n"
        f"![满天的星星](new-{name})\n\n"
    )
    assert not desk_page.locator("iframe").get_attribute("src").startswith(served.origin)  # type: ignore[union-attr]
    assert digests(served.root) == before
    desk_page.locator("#save").click()
    desk_page.wait_for_url("**saved=1")
    assert (served.root / "content/articles/stars-1.webp").is_file()
    expect(seen.get_by_role("img", name="满天的星星")).to_be_visible()


@pytest.mark.slow
def test_words_pasted_from_word_become_markdown_and_can_be_taken_back(served: Served, desk_page: Page) -> None:
    desk_page.goto(served.origin + "/record?kind=article&id=stars")
    body = desk_page.locator("#f-_body")
    body.fill("前\n")
    html = "<h1>预防</h1><p>一定<b>开窗</b></p><ul><li>甲</li></ul><p><img src='file:///C:/x.png'></p>"
    desk_page.evaluate(
        """([box, html]) => {
          const board = new DataTransfer();
          board.setData("text/html", html);
          board.setData("text/plain", "预防 一定开窗");
          document.querySelector(box).dispatchEvent(new ClipboardEvent("paste", {clipboardData: board, cancelable: true}));
        }""",
        ["#f-_body", html],
    )
    expect(body).to_have_value("前\n## 预防\n\n一定**开窗**\n\n- 甲\n")
    expect(desk_page.locator(".kd-tools__said")).to_contain_text("里面有 1 张图，粘贴带不过来")
    desk_page.keyboard.press("Control+z")
    expect(body).to_have_value("前\n")
    desk_page.evaluate("document.getElementById('record').dispatchEvent(new Event('submit'))")


@pytest.mark.slow
def test_a_poster_is_chosen_seen_and_taken_away_again(served: Served, desk_page: Page) -> None:
    desk_page.goto(served.origin + "/record?kind=event&id=2026/lab-day")
    choose = desk_page.get_by_label("选图：手机拍的")
    choose.set_input_files({"name": "a.heic", "mimeType": "image/heic", "buffer": b"\0\0\0\x18ftypheic" + b"\0" * 99})
    expect(desk_page.locator(".kd-poster__said")).to_contain_text("苹果手机的 HEIC")
    choose.set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo(800, 600)})
    expect(desk_page.locator("#f-picture-alt-said")).to_contain_text("缺少这一项")
    desk_page.get_by_label("替代文字").fill("海报：一只烧杯；写着六月二十日，一号实验楼")
    expect(desk_page.frame_locator("iframe").get_by_role("img", name="海报：一只烧杯")).to_be_visible()
    desk_page.locator("#save").click()
    desk_page.wait_for_url("**saved=1")
    text = (served.root / "plan/events/2026/lab-day.yaml").read_text("utf-8")
    assert "2026-lab-day-1.webp" in text and (served.root / "content/events/2026-lab-day-1.webp").is_file()
    desk_page.get_by_role("button", name="不要这张图").click()
    desk_page.get_by_label("替代文字").fill("")
    desk_page.locator("#save").click()
    desk_page.wait_for_function("location.search.includes('saved=1')")
    desk_page.wait_for_timeout(500)
    assert "picture" not in (served.root / "plan/events/2026/lab-day.yaml").read_text("utf-8")
