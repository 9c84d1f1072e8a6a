"""Workbooks for tests: read as a table, and written again by programs that are not ours."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

from kepu.common.office.cells import CellContent, cell_words, column_letter
from kepu.common.office.workbook_reader import read_workbook

Rows = list[list[CellContent]]


def rows_in(content: bytes) -> dict[str, Rows]:
    """The rows of each sheet."""
    return {sheet.name: sheet.rows for sheet in read_workbook(content)}


def as_xlsx(sheets: dict[str, Rows]) -> bytes:
    """A workbook as the smallest writers make it: no styles, no shared strings, every text in its cell."""
    main, rel = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://schemas.openxmlformats.org/"
    book = "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, 1))
    links = "".join(
        f'<Relationship Id="r{n}" Type="{rel}officeDocument/2006/relationships/worksheet" Target="worksheets/s{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{rel}package/2006/content-types"><Default Extension="xml" ContentType='
        '"application/xml"/><Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{rel}package/2006/relationships"><Relationship Id="b" Type='
        f'"{rel}officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rel}officeDocument/2006/relationships"><sheets>{book}'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{rel}package/2006/relationships">{links}</Relationships>',
    }
    for number, rows in enumerate(sheets.values(), 1):
        lines = "".join(f'<row r="{at}">{"".join(_xlsx_cells(at, row))}</row>' for at, row in enumerate(rows, 1))
        parts[f"xl/worksheets/s{number}.xml"] = f'<worksheet xmlns="{main}"><sheetData>{lines}</sheetData></worksheet>'
    return _zipped(parts)


def _xlsx_cells(number: int, row: Sequence[CellContent]) -> Iterable[str]:
    for index, cell in enumerate(row):
        place = f"{column_letter(index)}{number}"
        if isinstance(cell, int | float):
            yield f'<c r="{place}"><v>{cell}</v></c>'
        elif cell != "":
            words = escape(cell_words(cell))
            yield f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'


def as_ods(sheets: dict[str, Rows]) -> bytes:
    """The same as OpenDocument, which writes what is repeated once, and a paragraph for each line of a cell."""
    uri = "urn:oasis:names:tc:opendocument:xmlns"
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(map(_ods_row, rows))}</table:table>'
        for name, rows in sheets.items()
    )
    content = (
        f'<office:document-content xmlns:office="{uri}:office:1.0" xmlns:table="{uri}:table:1.0" xmlns:text='
        f'"{uri}:text:1.0"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = f'<manifest:manifest xmlns:manifest="{uri}:manifest:1.0"/>'
    return _zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def _ods_row(row: Sequence[CellContent]) -> str:
    cells = ""
    for words, same in groupby(map(cell_words, row)):
        times = f' table:number-columns-repeated="{len(list(same))}"'
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in words.split("\n"))
        kind = ' office:value-type="string"' if words else ""
        cells += f"<table:table-cell{kind}{times}>{lines if words else ''}</table:table-cell>"
    return f"<table:table-row>{cells}</table:table-row>"


def _zipped(parts: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return made.getvalue()


def changed(content: bytes, sheet: str, change: Callable[[Any, dict[str, int]], object]) -> bytes:
    """The workbook after somebody worked on a sheet: `change` is given its rows and the place of each column."""
    sheets = rows_in(content)
    change(sheets[sheet], {cell_words(head): index for index, head in enumerate(sheets[sheet][0])})
    return as_xlsx(sheets)


def digests(root: Path) -> dict[str, tuple[bytes, int]]:
    """Every file that editors write, with its bytes and its time."""
    files = (path for name in ("plan", "content") for path in sorted((root / name).rglob("*")) if path.is_file())
    return {path.relative_to(root).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}
