"""desk in a real browser: files go in and come out, a workbook, pictures, articles written in Word."""

from __future__ import annotations

from pathlib import Path

from desks import Served
from playwright.sync_api import Page, expect
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
