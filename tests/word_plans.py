"""Word files made from a plan's text, as offices set them: automatic numbers, merged cells, headings by style."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

LEVELS = (
    ("chineseCountingThousand", "%1、", re.compile("[一二三四五六七八九十]+、")),
    ("chineseCountingThousand", "(%2)", re.compile(r"\([一二三四五六七八九十]+\)")),
    ("decimal", "%3.", re.compile(r"[0-9]+\.")),
)
"""How a chapter, an item and a measure are numbered, and how their numbers stand in the plain text."""


def word_plan(
    lines: Sequence[str], table: Sequence[Sequence[str]], numbers: bool = True, merged: Sequence[int] = (0,)
) -> bytes:
    """A Word file: paragraphs, whose numbers Word counts itself if told, and a table whose columns in `merged` are."""
    document = Document()
    if numbers:
        _add_numbering(document)
    for line in lines:
        _add_paragraph(document, line, numbers)
    _add_table(document, table, merged)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _add_numbering(document: Any) -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{format}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for place, (format, text, _) in enumerate(LEVELS)
    )
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))


def _add_paragraph(document: Any, line: str, numbers: bool) -> None:
    for place, (_, _, pattern) in enumerate(LEVELS):
        if numbers and (found := pattern.match(line)):
            paragraph = document.add_paragraph(line[found.end() :])
            paragraph._p.get_or_add_pPr().append(
                parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{place}"/><w:numId w:val="77"/></w:numPr>')
            )
            return
    document.add_paragraph(line)


def _add_table(document: Any, rows: Sequence[Sequence[str]], merged: Sequence[int]) -> None:
    """A cell that repeats the one above it is merged with it."""
    if not rows:
        return
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            if place and column in merged and cell == rows[place - 1][column]:
                table.cell(place - 1, column).merge(table.cell(place, column))
            else:
                table.cell(place, column).text = cell
