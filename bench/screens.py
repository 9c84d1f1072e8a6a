"""The pictures of the desk in the editors' guide, taken in a real browser: `make screens`."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from . import CHROMIUM
from .desk_flows import opened_desk
from .killed import ROOT, copied

if TYPE_CHECKING:
    from playwright.sync_api import Page

FOLDER = ROOT / "national" / "content" / "guide"
DAY = "1780300800"
"""2026-06-01 16:00 in 咸安: the same day on every picture."""
WIDTH, HEIGHT, QUALITY = 1180, 720, 50


def taken(page: Page, origin: str) -> Iterator[str]:
    """Go from screen to screen; the name of each picture once its screen is there."""
    page.goto(f"{origin}/")
    yield "desk-home"
    page.get_by_role("link", name="新活动").click()
    page.get_by_label("活动名称").fill("示例活动")
    page.get_by_label("开始日期").fill("2026-09-19")
    page.get_by_label("结束日期").fill("2026-09-18")
    page.get_by_text("结束日期早于开始日期").wait_for()
    page.get_by_label("结束日期").evaluate("it => it.scrollIntoView({block: 'center'})")
    yield "desk-event"
    page.get_by_label("结束日期").fill("")
    page.get_by_label("地点名称").fill("示例地点")
    page.locator("#f-_who").fill("某编辑")
    page.locator("#save").click()
    page.wait_for_url("**saved=1")
    page.get_by_role("link", name="延期").click()
    page.get_by_label("新的开始日期").fill("2026-09-26")
    page.get_by_label("原因").fill("场地检修")
    yield "desk-postpone"
    page.locator("main").get_by_role("button", name="延期").click()
    page.wait_for_url("**saved=*")
    page.goto(f"{origin}/draft?kind=article")
    page.get_by_label("标题").fill("秋天采蘑菇，怎样不中毒？")
    page.get_by_label("一两句话的答案").fill("不认识的不采、不买、不吃。")
    page.locator("#save").click()
    page.wait_for_url("**saved=*")
    page.evaluate("scrollTo(0, 0)")  # it stands at the first fault
    yield "desk-draft"
    page.goto(f"{origin}/history")
    yield "desk-history"
    page.goto(f"{origin}/alert")
    page.get_by_label("级别").select_option(label="紧急")
    page.get_by_label("一句话标题").fill("示例通知：暴雨红色预警")
    page.locator("#f-text").fill("三小时内降雨超过100毫米，低洼处会积水。")
    page.locator("#f-todo").fill("待在高处，不要涉水。\n手机充好电。")
    page.locator("#f-until").fill("6小时")
    page.evaluate("scrollTo(0, 0)")
    yield "desk-alert"
    page.goto(f"{origin}/record?kind=article")
    page.get_by_label("标题").fill("秋天采蘑菇，怎样不中毒？")
    page.locator("#f-_body").fill("## 为什么不能自己采\n\n毒蘑菇和能吃的常常长得一样。\n\n")
    page.frame_locator("iframe").get_by_text("毒蘑菇和能吃的常常长得一样").wait_for()
    page.get_by_role("button", name="表格").click()
    for number, words in enumerate(("吃了以后", "怎么办", "", "呕吐、腹泻", "留下吃剩的，马上去医院")):
        page.locator("#kd-table td input").nth(number).fill(words)
    page.locator(".kd-tools").evaluate("it => it.scrollIntoView({block: 'start'})")
    yield "desk-write"
    page.evaluate("document.getElementById('record').dispatchEvent(new Event('submit'))")
    page.goto(f"{origin}/sheets?kind=resource")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出资源").click()
    book = changed_book(download.value.path().read_bytes())
    page.get_by_label("表格文件").set_input_files({"name": "资源.xlsx", "mimeType": "application/x", "buffer": book})
    page.get_by_role("button", name="看改了什么").click()
    page.locator("#save").wait_for()
    yield "desk-sheet"
    page.goto(f"{origin}/publish")
    yield "desk-publish"


def changed_book(content: bytes) -> bytes:
    """The workbook of the resources after somebody has worked on it: a fee, and one more row."""
    import xlsxwriter
    from kepu.common.office.cells import cell_words
    from kepu.common.office.workbook_reader import read_workbook

    sheet = read_workbook(content)[0]
    rows = [[cell_words(cell) for cell in row] for row in sheet.rows]
    places = {head: index for index, head in enumerate(rows[0])}
    rows[1][places["费用"]] = "免费"
    new = {
        "名称": "示例书屋", "种类": "场所", "能用它做什么": "看书、借书，周末有科普讲座。", "谁提供的": "示例图书馆",
        "怎么用": "刷身份证进门。", "地点：地点名称": "示例广场", "出处：来源名称": "示例图书馆的通知",
    }  # fmt: skip
    new["主题"] = next(row[places["主题"]] for row in rows[1:] if row[places["主题"]])
    rows.append([new.get(head, "") for head in places])
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        written = book.add_worksheet(sheet.name)
        for number, row in enumerate(rows):
            for index, words in enumerate(row):
                written.write_string(number, index, words)
    return made.getvalue()


def main() -> None:
    """Take them all, and put them in the place of the old ones."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    os.environ["SOURCE_DATE_EPOCH"] = DAY
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as running:
        root = copied(Path(folder) / "project")
        (root / "plan" / "publish.yaml").write_text(
            "destinations:\n  - {id: usb, kind: folder, path: /media/usb/kepu}\n", "utf-8"
        )
        noted(root)
        browser = running.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--lang=zh-CN"])
        with opened_desk(root) as address:
            page = browser.new_page(locale="zh-CN", viewport={"width": WIDTH, "height": HEIGHT})
            page.goto(address)
            for name in taken(page, address.partition("/?")[0]):
                shot = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide")))
                shot.convert("RGB").save(FOLDER / f"{name}.webp", "WEBP", quality=QUALITY, method=6)
                print(f"{name}.webp  {(FOLDER / f'{name}.webp').stat().st_size / 1000:.0f} KB", flush=True)
        browser.close()


def noted(root: Path) -> None:
    """Let the project count as published, so that the last screen has something to compare with."""
    from kepu.publish.published_files import note_published, texts_of

    note_published(root, texts_of(root), "usb", "")


if __name__ == "__main__":
    main()
