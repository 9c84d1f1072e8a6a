"""A PDF with text in it into the plan's lines: printed lines joined to paragraphs, page numbers left out, tables by their rules.

Where a paragraph ends is not written in a PDF: it is guessed by indents and short lines, and a remark says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from ..outlining.labels import labels_at
from .source_text import CannotRead, SourceLine, SourceText, row_text, seen

MAX_PAGES = 300
_PAGE_NUMBER = re.compile(r"[-—–\s]*(?:第\s*)?[0-9]{1,3}(?:\s*页)?(?:\s*/\s*[0-9]{1,3})?[-—–\s]*(?:共\s*[0-9]+\s*页)?")
_SMALL = 1.2
"""Shares of a character by which lines may be off and still stand at the same margin."""


@dataclass(frozen=True)
class _Printed:
    """A printed line: its words, where it begins and ends, how large its characters are; or a row of a table."""

    text: str
    left: float
    right: float
    size: float
    top: float
    cells: tuple[str, ...] | None = None
    new_page: bool = False


def read_pdf(data: bytes) -> SourceText:
    """The lines of a PDF file. Raises CannotRead."""
    try:
        import pdfplumber
    except ImportError:
        raise CannotRead("读 PDF 还要装一个软件包：pip install 'kepu[pdf]'；或者用方案的 .docx、.txt") from None
    try:
        with pdfplumber.open(BytesIO(data)) as document:
            pages = document.pages
            if len(pages) > MAX_PAGES:
                raise CannotRead(f"这份 PDF 有 {len(pages)} 页，超过 {MAX_PAGES} 页的上限，多半不只是方案")
            printed = [list(_page(page)) for page in pages]
    except CannotRead:
        raise
    except Exception as error:  # pdfminer raises whatever a broken file leads to
        raise CannotRead(f"这份 PDF 打不开（{type(error).__name__}）；有密码的请先去掉密码") from None
    if sum(len(line.text) for page in printed for line in page) < 20 * len(printed):
        raise CannotRead("这份 PDF 里没有能选中的文字，多半是扫描的图片；请用方案的 .docx，或先识别成文字")
    lines = list(_without_margins(printed))
    joined = tuple(_paragraphs(lines))
    remark = f"PDF 里没有段落，按缩进和行长把 {len(lines)} 行连成了 {len(joined)} 段，页码没有收；请逐段对照原文"
    return SourceText(joined, {}, (remark,))


def _page(page: Any) -> Iterator[_Printed]:
    """The lines of a page from its top, rows of tables among them."""
    tables = [table for table in page.find_tables() if len(table.rows) > 1 and len(table.rows[0].cells) > 1]
    found: list[_Printed] = []
    for table in tables:
        for row, cells in zip(table.rows, table.extract(), strict=True):
            words = tuple(re.sub(r"\s+", "", cell or "") for cell in cells)
            if any(words):
                found.append(_Printed(row_text(words), 0, 0, 0, row.bbox[1], words))
    boxes = [table.bbox for table in tables]

    def outside(thing: Any) -> bool:
        middle = ((thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2)
        return not any(box[0] <= middle[0] <= box[2] and box[1] <= middle[1] <= box[3] for box in boxes)

    for line in page.filter(lambda thing: thing["object_type"] != "char" or outside(thing)).extract_text_lines():
        size = max(char["size"] for char in line["chars"])
        text = _closed(line["text"].strip())
        if text:
            found.append(_Printed(text, line["x0"], line["x1"], size, line["top"]))
    return iter(sorted(found, key=lambda line: line.top))


def _closed(text: str) -> str:
    """Text without the spaces that setting has put between Chinese characters."""
    return seen(_BESIDE.sub("", text))


_WIDE = "\u2e80-\u9fff\uff00-\uffef，。；：、（）“”《》"
_BESIDE = re.compile(f"(?<=[{_WIDE}])[ \u3000]+|[ \u3000]+(?=[{_WIDE}])")


def _without_margins(pages: Sequence[Sequence[_Printed]]) -> Iterator[_Printed]:
    """All lines but page numbers, and what stands at the top or foot of most pages."""
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({line.text for line in (*page[:1], *page[-1:])})
    repeated = {text for text, count in edges.items() if count > 2 and count * 2 > len(pages)}
    for page in pages:
        kept = [
            line
            for place, line in enumerate(page)
            if not (place in (0, len(page) - 1) and (_PAGE_NUMBER.fullmatch(line.text) or line.text in repeated))
        ]
        for place, line in enumerate(kept):
            yield line if place else _Printed(**{**vars(line), "new_page": True})


def _paragraphs(lines: Sequence[_Printed]) -> Iterator[SourceLine]:
    """Lines drawn together: one goes on with the one before when that was full and it is not indented."""
    text = [line for line in lines if line.cells is None]
    left, right = _margins(text)
    words, before = "", None
    for line in lines:
        if line.cells is not None:
            if words:
                yield SourceLine(words)
            words, before = "", None
            yield SourceLine(line.text, line.cells)
        elif before is not None and _goes_on(before, line, left, right):
            words, before = words + line.text, line
        else:
            if words:
                yield SourceLine(words)
            words, before = line.text, line
    if words:
        yield SourceLine(words)


def _margins(lines: Sequence[_Printed]) -> tuple[float, float]:
    """Where full lines begin and end: the places at which most do."""
    lefts = Counter(round(line.left / 3) * 3 for line in lines)
    rights = Counter(round(line.right / 6) * 6 for line in lines if len(line.text) > 15)
    usual = sorted(rights, key=lambda place: (rights[place] >= max(rights.values(), default=0) * 0.3, place))
    return (
        min(place for place, count in lefts.items() if count * 5 >= max(lefts.values())),
        usual[-1] if usual else 0.0,
    )


def _goes_on(before: _Printed, line: _Printed, left: float, right: float) -> bool:
    if abs(before.size - line.size) > 1.5 or line.left > left + line.size * _SMALL:
        return False  # another size, or the indent of a new paragraph
    if before.right < right - before.size * 2.5:
        return False  # the line before was not full
    return not (before.text[-1] in "。：；" and next(labels_at(line.text), None))
