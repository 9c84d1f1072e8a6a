"""A plain text file into the plan's lines, whatever its encoding and line ends."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from ....common.text.characters import hidden_in
from .line_widths import broken_at, paragraphs_of_lines
from .source_text import CannotRead, SourceLine, SourceText, broken, row_cells, row_text, seen

_FACT = re.compile(r"#\s*(题名|文号|地址|公布日期)\s*[：:]\s*(\S.*)")


def read_txt(data: bytes) -> SourceText:
    """The lines of a text file. Lines with “#” before the first other one tell of the text and are none of it.

    Raises CannotRead.
    """
    written = _decoded(data)
    lines = broken(written)
    notes = _notes(lines)
    facts = {found[1]: found[2] for note in notes if (found := _FACT.match(note))}
    rest = [line for line in lines[_first(lines) :] if line]
    width = broken_at(rest) if not any(row_cells(line) for line in rest) else 0
    if width:
        rest = paragraphs_of_lines(broken(written, strip=False)[_first(lines) :], width)
    if not rest:
        raise CannotRead("文件里没有字，应当是方案公布的全文")
    remarks = [f"开头 {len(notes)} 行以“#”起，当作说明，没有收进原文"] if notes else []
    if width:
        remarks.append(f"原文在句子中间断行（每行约 {width} 个字），连成了 {len(rest)} 段；请逐段对照原文")
    if changed := [number for number, line in enumerate(rest, 1) if hidden_in(line)]:
        remarks.append(f"第 {_some(changed)} 行有看不见的或形近的字符，删去了或换成了通用的字，请对照原文")
    texts = [seen(line) for line in rest]
    return SourceText(
        tuple(_line(text, row) for text, row in zip(texts, _rows(texts), strict=True)), facts, tuple(remarks)
    )


def _decoded(data: bytes) -> str:
    """The text of UTF-8, GB18030, or UTF-16 that says so. Raises CannotRead."""
    for mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        if data.startswith(mark):
            return data.decode("utf-16", "replace")
    if b"\0" in data:
        raise CannotRead("这不是文本文件；方案要用 .txt、.docx 或能选中文字的 .pdf")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CannotRead("文件的编码无法识别，请在编辑器里另存为“UTF-8”编码")


def _notes(lines: list[str]) -> list[str]:
    return [line for line in lines[: _first(lines)] if line]


def _first(lines: list[str]) -> int:
    """Where the text begins."""
    return next((index for index, line in enumerate(lines) if line and not line.startswith("#")), len(lines))


def _rows(texts: list[str]) -> list[bool]:
    """Which lines are rows of a table: with two tabs or a bar in them, or three lines with a tab one after another."""
    tabs = ["\t" in text for text in texts]
    return [
        row_cells(text) is not None
        or any(
            all(tabs[at : at + 3]) and len(tabs[at : at + 3]) == 3 for at in (place - 2, place - 1, place) if at >= 0
        )
        for place, text in enumerate(texts)
    ]


def _line(text: str, row: bool) -> SourceLine:
    cells = tuple(cell.strip() for cell in re.split(r"[|\t]", text)) if row else None
    return SourceLine(row_text(cells) if "\t" in text and cells else text, cells)


def _some(numbers: list[int]) -> str:
    return "、".join(map(str, _shown(numbers))) + (f" 等 {len(numbers)} " if len(numbers) > 5 else "")


def _shown(numbers: list[int]) -> Iterator[int]:
    yield from numbers[:5]
