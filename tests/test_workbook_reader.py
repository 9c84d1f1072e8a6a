"""workbooks: what editors write into cells is read as they mean it; what could harm or mislead is refused in words."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta

import pytest
import xlsxwriter
from kepu.common.office import office_file
from kepu.common.office.cells import cell_words, column_letter, plain_digits, written_clock, written_day
from kepu.common.office.office_file import COMPOUND, UnusableFile, open_package
from kepu.common.office.workbook_reader import read_workbook


def workbook(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        fill(book)
    return content.getvalue()


def some_cells(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("甲")
    sheet.write_string(0, 1, "0715-8312345")
    sheet.write_datetime(1, 0, datetime(2026, 9, 20), book.add_format({"num_format": 'm"月"d"日"'}))
    sheet.write_datetime(1, 1, datetime(1899, 12, 31, 9), book.add_format({"num_format": "hh:mm"}))
    sheet.write_formula(2, 0, '="甲"&"乙"', None, "甲乙")
    sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
    sheet.write_number(3, 0, 12)
    sheet.write_boolean(3, 1, True)
    sheet.write_string(4, 0, "=1+1", book.add_format({"num_format": "@", "quote_prefix": True}))
    book.add_worksheet("乙").hide()


def with_parts(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The same zip with other parts, or with these in the place of its own."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return made.getvalue()


SOME = workbook(some_cells)


def test_cells_are_read_from_the_first_as_an_editor_sees_them() -> None:
    first, second = read_workbook(SOME, "表.xlsx")
    assert (first.name, first.hidden, second.name, second.hidden) == ("甲", False, "乙", True)
    assert [[cell_words(cell) for cell in row] for row in first.rows] == [
        ["", "0715-8312345"],
        ["2026-09-20", "09:00"],
        ["甲乙", "#DIV/0!"],
        ["12", "是"],
        ["=1+1", ""],
    ]


REFUSED = {
    "xlsm": (SOME, "表.xlsm", "能带宏"),
    "macros": (with_parts(SOME, {"xl/vbaProject.bin": b"x"}), "", "带着宏"),
    "renamed": (with_parts(SOME, {"[Content_Types].xml": b"<Types a='x.macroEnabled.main+xml'/>"}), "", "带着宏"),
    "old macros": (COMPOUND + b"\0" * 600 + "_VBA_PROJECT".encode("utf-16-le"), "", "带着宏"),
    "outside": (with_parts(SOME, {"xl/externalLinks/externalLink1.xml": b"x"}), "", "断开链接"),
    "database": (with_parts(SOME, {"xl/connections.xml": b"x"}), "", "断开链接"),
    "locked": (COMPOUND + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "", "密码"),
    "locked ods": (with_parts(SOME, {"META-INF/manifest.xml": b"<manifest:encryption-data/>"}), "", "密码"),
    "bomb": (with_parts(SOME, {"xl/a.xml": b"0" * (office_file.MOST_UNPACKED + 1)}), "", "展开以后太大"),
    "entities": (with_parts(SOME, {"xl/a.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]>"}), "", "写法不寻常"),
    "cut": (SOME[:4000], "", "不完整"),
    "word": (with_parts(SOME, {"word/document.xml": b"x"}), "", "Word"),
    "numbers": (with_parts(SOME, {"Index/Document.iwa": b"x"}), "", "Numbers"),
    "xlsb": (with_parts(SOME, {"xl/workbook.bin": b"x"}), "", "xlsb"),
    "csv": ("名称,简介".encode("gbk"), "表.csv", "CSV"),
    "text": (b"hello", "", "不是表格文件"),
    "nothing": (b"", "", "0 字节"),
    "old and broken": (COMPOUND + b"\0" * 600, "", "不是表格文件"),
    "far cell": (workbook(lambda book: book.add_worksheet().write(1_048_575, 300, "x")), "", "第 1048576 行"),
    "far ods": (
        with_parts(SOME, {"content.xml": b'<table:table-row table:number-rows-repeated="9999999">'
                          b'<table:table-cell office:value-type="string"/></table:table-row>'}), "", "第 9999999 行",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_could_harm_or_mislead_is_refused_in_words(case: str) -> None:
    content, name, said = REFUSED[case]
    with pytest.raises(UnusableFile, match=said):
        read_workbook(content, name)


def test_what_the_list_of_a_zip_says_of_sizes_is_not_believed() -> None:
    liar = bytearray(with_parts(b"PK\x05\x06" + b"\0" * 18, {"xl/a.xml": b"0" * 5000}))
    for sign, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = liar.rfind(sign) + at
        liar[place : place + 4] = b"\1\0\0\0"
    with pytest.raises(UnusableFile):
        open_package(bytes(liar), 1000)


def test_days_and_times_are_read_as_offices_write_them() -> None:
    for words in (
        *("2025-09-20", "2025.9.20", "2025/9/20", "2025年9月20日", "20250920", "２０２５－０９－２０"),
        *("2025年 9 月 20 日", " 2025-9-20 "),
    ):
        assert written_day(words) == date(2025, 9, 20), words
    for words in ("9月20日", "2025-13-01", "2025", "", "11-09"):
        assert written_day(words) is None, words
    known = {
        "9:00": "09:00", "９：００": "09:00", "9点": "09:00", "9点半": "09:30", "14时5分": "14:05", "下午2点30分": "14:30",
        "09:00:00": "09:00", "上午9点": "09:00", "中午12点": "12:00",
    }  # fmt: skip
    assert {words: written_clock(words) for words in known} == known
    assert [written_clock(words) for words in ("25:00", "9:75", "早", "")] == [None] * 4


def test_other_cells_say_what_they_show() -> None:
    assert [cell_words(it) for it in (time(9, 30), timedelta(hours=26), datetime(2026, 1, 2, 3, 4), 0.5, 2.0)] == [
        "09:30", "26:00", "2026-01-02 03:04", "0.5", "2",
    ]  # fmt: skip
    assert cell_words(" 甲\r\n乙_x000D_\n") == "甲\n乙"
    assert plain_digits("０７１５－８３１２３４５") == "0715-8312345"
    assert [column_letter(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
