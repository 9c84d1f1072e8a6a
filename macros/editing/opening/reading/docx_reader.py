"""A Word file into the plan's lines: with the numbers Word shows, line breaks, and tables whose merged cells are known.

python-docx opens the package; numbers, merged cells and revisions it does not give are read from its lxml trees.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from .docx_numbers import DocxNumbers, Element, W
from .source_text import CannotRead, SourceLine, SourceText, broken, row_text, seen

MAX_UNPACKED = 60_000_000
MAX_PARTS = 3_000
_BREAKS = {f"{W}br", f"{W}cr"}
_INSIDE = {
    f"{W}{name}" for name in ("hyperlink", "ins", "smartTag", "sdt", "sdtContent", "fldSimple", "moveTo", "bdo", "dir")
}


def read_docx(data: bytes) -> SourceText:
    """The lines of a Word file. Raises CannotRead."""
    _refuse_bombs(data)
    from docx import Document

    try:
        document: Any = Document(BytesIO(data))
    except Exception as error:  # python-docx and lxml raise whatever a broken package leads to
        raise CannotRead(f"这个 Word 文件打不开（{type(error).__name__}）；请用 Word 或 WPS 打开，另存一次") from None
    return _Reader(document).text()


def _refuse_bombs(data: bytes) -> None:
    """What unpacks to more than a document is; and what is packed, but is no Word file."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            size = sum(part.file_size for part in parts)
            broken_part = None if size > MAX_UNPACKED or len(parts) > MAX_PARTS else package.testzip()
    except (zipfile.BadZipFile, RuntimeError, OSError, NotImplementedError, EOFError):
        raise CannotRead("这个文件损坏了，打不开；请用 Word 或 WPS 重新存一次") from None
    if size > MAX_UNPACKED or len(parts) > MAX_PARTS:
        raise CannotRead("这个文件解开以后大得不像方案，没有读；请把方案的文字另存为一个新的 .docx")
    if "word/document.xml" not in names:
        raise CannotRead("这不是 Word 文件（.docx），里面没有 word/document.xml；表格、演示文稿和压缩包读不了")
    if broken_part:
        raise CannotRead(f"这个文件损坏了（{broken_part}）；请用 Word 或 WPS 重新存一次")


class _Reader:
    def __init__(self, document: Any) -> None:
        self.body = document.element.body
        self.numbers = DocxNumbers(_part(document, "numbering"), _part(document, "styles"))
        self.remarks: list[str] = []

    def text(self) -> SourceText:
        lines = tuple(self._blocks(self.body))
        if not lines:
            raise CannotRead("Word 文件里没有字；如果是扫描的图片，请先识别成文字")
        if next(self.body.iter(f"{W}del", f"{W}moveFrom"), None) is not None:
            self.remarks.append("文件里有修订痕迹：删去的字没有收进原文，加上的字收了；请对照印发的定稿")
        if next(self.body.iter(f"{W}footnoteReference", f"{W}endnoteReference"), None) is not None:
            self.remarks.append("文件里有脚注或尾注，没有收进原文")
        if next(self.body.iter(f"{W}txbxContent"), None) is not None:
            self.remarks.append("文件里有文本框，框里的字没有收进原文，请核对有没有漏字")
        return SourceText(lines, {}, tuple(self.remarks))

    def _blocks(self, parent: Element) -> Iterator[SourceLine]:
        for child in parent.iterchildren():
            if child.tag == f"{W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{W}tbl":
                yield from self._table(child)
            elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
                yield from self._blocks(child)

    def _paragraph(self, element: Element) -> Iterator[SourceLine]:
        text = "".join(_words(element))
        if not text.strip():
            return
        text = self.numbers.number(element) + text.lstrip()
        yield from (SourceLine(seen(line).replace("|", "｜")) for line in broken(text) if line)

    def _cell(self, element: Element) -> str:
        """The words of a cell on one line; tables within it too."""
        parts = [line.text for line in self._blocks(element)]
        return " ".join(part for part in parts if part.strip("｜| "))

    def _table(self, element: Element) -> Iterator[SourceLine]:
        rows = list(element.iterchildren(f"{W}tr"))
        width = max((sum(_span(cell) for cell in row.iterchildren(f"{W}tc")) for row in rows), default=0)
        if width == 1:  # a frame around a text
            for row in rows:
                for cell in row.iterchildren(f"{W}tc"):
                    yield from self._blocks(cell)
            return
        for row in rows:
            cells, merged = self._row(row)
            if any(cells):
                yield SourceLine(row_text(cells), tuple(cells), True, frozenset(merged))

    def _row(self, row: Element) -> tuple[list[str], set[int]]:
        before = row.find(f"{W}trPr/{W}gridBefore")
        cells = [""] * (int(before.get(f"{W}val")) if before is not None else 0)
        merged: set[int] = set()
        for cell in row.iterchildren(f"{W}tc", f"{W}sdt"):
            cell = cell if cell.tag == f"{W}tc" else cell.find(f"{W}sdtContent/{W}tc")
            if cell is None:
                continue
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            goes_on = merge is not None and merge.get(f"{W}val") in (None, "continue")
            words = "" if goes_on else self._cell(cell)
            if goes_on:
                merged |= set(range(len(cells), len(cells) + _span(cell)))
            cells += [words, *[""] * (_span(cell) - 1)]
        return cells, merged


def _part(document: Any, name: str) -> Element | None:
    """The tree of a part of the package, without making one that is not there."""
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(f"/{name}"):
            return relation.target_part.element
    return None


def _span(cell: Element) -> int:
    found = cell.find(f"{W}tcPr/{W}gridSpan")
    return min(63, max(1, int(found.get(f"{W}val")))) if found is not None else 1


def _words(element: Element) -> Iterator[str]:
    """The words of a paragraph as they are shown: what was deleted, notes and drawings are left out."""
    for child in element.iterchildren():
        if child.tag == f"{W}r":
            yield from _run(child)
        elif child.tag in _INSIDE:
            yield from _words(child)


def _run(run: Element) -> Iterator[str]:
    properties = run.find(f"{W}rPr")
    if properties is not None and properties.find(f"{W}vanish") is not None:
        return
    for child in run.iterchildren():
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag == f"{W}tab":
            yield "\t"
        elif child.tag in _BREAKS:
            yield "\n"
        elif child.tag == f"{W}noBreakHyphen":
            yield "-"
