"""A workbook of Excel, WPS or LibreOffice into the rows of its sheets: cells as they are, of a formula its value."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from .cells import CellContent
from .office_file import COMPOUND, UnusableFile, broken_file, locked_file, open_package, refuse_legacy

MOST_WORKBOOK_BYTES, MOST_SHEET_CELLS = 20_000_000, 2_000_000

_NOT_A_WORKBOOK = "这不是表格文件；要 .xlsx、.xls 或 .ods"
_OTHERS = (
    (re.compile(r"^word/"), "这是 Word 文件，不是表格；要 .xlsx、.xls 或 .ods"),
    (re.compile(r"^ppt/"), "这是 PowerPoint 文件，不是表格；要 .xlsx、.xls 或 .ods"),
    (re.compile(r"^xl/workbook\.bin$"), "这是 .xlsb 文件，读不了；请在 Excel 里另存为 .xlsx"),
    (re.compile(r"\.iwa$"), "这是苹果 Numbers 的文件，读不了；请导出为 Excel（.xlsx）"),
)
_MACRO_NAMES = (".xlsm", ".xltm", ".xlam", ".xla", ".xlsb")


@dataclass(frozen=True)
class WorkbookSheet:
    """A sheet from its cell A1 on; all rows are of one length."""

    name: str
    rows: list[list[CellContent]]
    hidden: bool = False


def read_workbook(content: bytes, name: str = "") -> tuple[WorkbookSheet, ...]:
    """The sheets of a workbook, whichever of the three kinds it is; `name` is what its file is called.

    Raises UnusableFile for anything else, and for what could harm or mislead.
    """
    if name.lower().endswith(_MACRO_NAMES):
        raise UnusableFile(f"{name}：这种文件能带宏（程序），不收；请在 Excel 里另存为 .xlsx")
    if len(content) > MOST_WORKBOOK_BYTES:
        raise UnusableFile(f"文件有 {len(content) / 1e6:.0f} MB，超过 20 MB；请删去表里的图片和不用的表，另存一份")
    errors: dict[str, list[tuple[int, int, str]]] = {}
    if content.startswith(b"PK\x03\x04"):
        package = open_package(content)
        names = package.namelist()
        if said := next((said for sign, said in _OTHERS if any(map(sign.search, names))), None):
            raise UnusableFile(said)
        for sheet, found in _areas(package):
            _refuse_size(found.height, found.width)
            errors[sheet] = found.errors
    elif content.startswith(COMPOUND):
        refuse_legacy(content)
    else:
        raise UnusableFile(_what_it_is(content, name))
    return tuple(_sheets(content, list(errors.values())))


def _what_it_is(content: bytes, name: str) -> str:
    if name.lower().endswith((".csv", ".txt")):
        return "这是纯文本（CSV）；请用 Excel 打开，看看没有乱码，再另存为 .xlsx"
    return "文件是空的（0 字节），多半没有复制完" if not content else _NOT_A_WORKBOOK


def _sheets(content: bytes, errors: list[list[tuple[int, int, str]]]) -> Iterator[WorkbookSheet]:
    try:
        import python_calamine as calamine
    except ImportError:
        raise UnusableFile("这台电脑还没有装读表格的软件包；请在项目文件夹里运行 pip install .[edit]") from None
    try:
        book = calamine.load_workbook(io.BytesIO(content))
        for index, known in enumerate(book.sheets_metadata):
            if known.typ is not calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_index(index)
            _refuse_size(sheet.total_height, sheet.total_width)
            rows: list[list[CellContent]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
            if len(errors) == len(book.sheets_metadata):
                for row, column, sign in errors[index]:
                    if row < len(rows) and column < len(rows[row]):
                        rows[row][column] = sign
            yield WorkbookSheet(known.name, rows, known.visible is not calamine.SheetVisibleEnum.Visible)
    except calamine.PasswordError:
        raise locked_file() from None
    except calamine.CalamineError as error:
        raise UnusableFile(_NOT_A_WORKBOOK) if "detect" in str(error) else broken_file() from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # what a reader written in Rust raises, beside all exceptions
            raise broken_file() from None
        raise


def _refuse_size(height: int, width: int) -> None:
    if height * width > MOST_SHEET_CELLS:
        raise UnusableFile(
            f"表太大：一直用到第 {height} 行、第 {width} 列；请选中用不着的行和列，整行整列删去，另存一份"
        )


@dataclass
class _Area:
    """How far a sheet reaches, and its formulas that failed, by row and column from 0."""

    height: int
    width: int
    errors: list[tuple[int, int, str]]


_XLSX_CELL = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^>]*)>")
_XLSX_PLACE = re.compile(rb"""\br=["']([A-Z]{0,3})([0-9]{1,7})["']""")
_FAILED = re.compile(rb"""\bt=["']e["']""")
_SIGN = re.compile(rb"<(?:\w+:)?v>([^<]{1,20})<")
_ODS_CELL = re.compile(rb"<(/?)table:(table|table-row|(?:covered-)?table-cell)(?=[\s/>])([^>]*)>")
_ODS_TIMES = re.compile(rb"""number-(?:rows|columns)-repeated=["']([0-9]{1,9})["']""")


def _areas(package: zipfile.ZipFile) -> Iterator[tuple[str, _Area]]:
    """How far each sheet of a zip reaches: one far cell would make the reader lay out everything before it."""
    names = package.namelist()
    sheets = [name for name in names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)]
    for name in _in_order(package, sheets):
        yield name, _xlsx_area(package.read(name))
    if "content.xml" in names:
        yield "", _ods_area(package.read("content.xml"))


def _in_order(package: zipfile.ZipFile, sheets: list[str]) -> list[str]:
    """The parts of the sheets in the order of the book."""
    try:
        book, links = package.read("xl/workbook.xml"), package.read("xl/_rels/workbook.xml.rels")
    except KeyError:
        return sheets
    places = {}
    for link in re.findall(rb"<(?:\w+:)?Relationship\b[^>]*>", links):
        id, target = (re.search(rb'\b%s="([^"]+)"' % key, link) for key in (b"Id", b"Target"))
        if id and target:
            places[id[1]] = f"xl/{target[1].decode('utf-8', 'replace').removeprefix('/xl/')}"
    ids = [found[1] for found in re.finditer(rb'<(?:\w+:)?sheet\b[^>]*\br:id="([^"]+)"', book)]
    ordered = [place for id in ids if (place := places.get(id)) in sheets]
    return [*ordered, *(name for name in sheets if name not in ordered)]


def _xlsx_area(content: bytes) -> _Area:
    area, row, column = _Area(0, 0, []), 0, 0
    for found in _XLSX_CELL.finditer(content):
        place = _XLSX_PLACE.search(found[2])
        if found[1] == b"row":
            row, column = int(place[2]) if place else row + 1, 0
            continue
        column = _number_of(place[1]) if place and place[1] else column + 1
        row = int(place[2]) if place else max(row, 1)
        if not found[2].endswith(b"/"):
            area.height, area.width = max(area.height, row), max(area.width, column)
            if _FAILED.search(found[2]) and (sign := _SIGN.search(content, found.end(), found.end() + 2000)):
                area.errors.append((row - 1, column - 1, sign[1].decode("ascii", "replace")))
    return area


def _number_of(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _ods_area(content: bytes) -> _Area:
    area, row, column, times, last = _Area(0, 0, []), 0, 0, 1, 0
    for found in _ODS_CELL.finditer(content):
        repeated = _ODS_TIMES.search(found[3])
        count = int(repeated[1]) if repeated else 1
        if found[2] == b"table":
            row = 0
        elif found[2] != b"table-row":
            column += 0 if found[1] else count
            if not found[1] and b"value-type" in found[3]:
                last = column
        elif found[1]:
            row += times
            if last:
                area.height, area.width = max(area.height, row), max(area.width, last)
        elif found[3].endswith(b"/"):
            row += count
        else:
            column, last, times = 0, 0, count
    return area
