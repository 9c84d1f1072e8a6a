"""HTML as Word has it, from a file or from the clipboard, into Markdown as our articles are written.

Made by hand: mammoth gave its own Markdown up, which takes tables apart (python-mammoth #137), and other converters turn
quotation marks, keep styles, or know nothing of Chinese beside a `**`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ...common.text.characters import visible
from .markdown_blocks import MarkdownBlock, plain_title, with_title, without_title, written_blocks

Pictured = Callable[[str, str], str]
"""The source and the words of a picture, into its Markdown or nothing."""

_BLOCKS = {
    *("p", "div", "section", "article", "body", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "table"),
    *("blockquote", "pre", "figure", "dl", "dt", "dd", "hr", "main", "header", "footer", "center", "form"),
}
_SILENT = {"script", "style", "head", "title", "meta", "link", "xml", "template", "noscript", "o:p", "iframe", "object"}
_MARKED = {"strong": "**", "b": "**", "em": "*", "i": "*"}
_LIST_MARK = re.compile(r"^(?:[·•●○■□◆▪–§\uf0b7-]|\(?[0-9a-zA-Z]{1,3}[.)、）])\s*")
_NUMBERED = re.compile(r"^\(?[0-9]{1,3}[.)、）]")
_SPECIAL = re.compile(r"([\\`*_\[\]])")
_AT_START = re.compile(r"^(#{1,6}(?= )|[-+](?= )|>|[!?=]{3}(?= )|:(?= ))|^([0-9]{1,9})(\.)(?= )")
_SIGN = re.compile(r":(?=[a-z][a-z0-9-]*:)")


@dataclass(frozen=True)
class Converted:
    """What a text in HTML became: its title, where it had one, and the Markdown below it."""

    title: str
    markdown: str


def markdown_of(html: str, pictured: Pictured, titled: bool = True) -> Converted:
    """A text in HTML as Markdown, its headings one level down: that of the page is the title, unless it is a part of one."""
    body = LexborHTMLParser(html).body
    blocks = list(_Writer(pictured).blocks(body)) if body else []
    blocks = with_title(blocks) if titled else without_title(blocks)
    title = next((block.words for block in blocks if block.kind == "title"), "")
    rest = [block for block in blocks if block.kind != "title"]
    shift = 2 - min((block.level for block in rest if block.kind == "heading"), default=2)
    return Converted(plain_title(title), "\n\n".join(written_blocks(rest, shift)))


class _Writer:
    def __init__(self, pictured: Pictured) -> None:
        self.pictured = pictured

    def blocks(self, node: LexborNode) -> Iterator[MarkdownBlock]:
        """The blocks of a node; what stands between its blocks is a paragraph of its own."""
        loose: list[LexborNode] = []
        for child in node.iter(include_text=True):
            if child.is_element_node and _is_block(child):
                yield from self.paragraphs(loose)
                loose = []
                yield from self.block(child)
            elif child.tag not in _SILENT:
                loose.append(child)
        yield from self.paragraphs(loose)

    def block(self, node: LexborNode) -> Iterator[MarkdownBlock]:
        tag = node.tag or ""
        if tag in _SILENT:
            return
        if tag == "p" and "title" in (node.attributes.get("class") or "").split():
            yield MarkdownBlock("title", self.line(node))
        elif re.fullmatch("h[1-6]", tag):
            if words := self.line(node):
                yield MarkdownBlock("heading", words, int(tag[1]))
            yield from (MarkdownBlock("picture", words) for words in self.pictures(node))
        elif tag in ("ul", "ol"):
            if lines := list(self.items(node, 0)):
                yield MarkdownBlock("list", "\n".join(lines))
        elif tag == "table":
            yield from self.table(node)
        elif tag == "blockquote":
            inner = "\n\n".join(written_blocks(list(self.blocks(node)), 0))
            yield MarkdownBlock("quote", "\n".join(f"> {line}".rstrip() for line in inner.split("\n")))
        elif tag == "hr":
            return
        elif tag == "p" and "mso-list" in (node.attributes.get("style") or ""):
            yield self.item(node)
        elif any(child.is_element_node and _is_block(child) for child in node.iter()):
            yield from self.blocks(node)
        else:
            yield from self.paragraphs(list(node.iter(include_text=True)))

    def item(self, node: LexborNode) -> MarkdownBlock:
        """An item of a list as the clipboard has it: a paragraph that begins with its mark, its depth in its style."""
        words = self.line(node)
        depth = re.search(r"\blevel([1-9])", node.attributes.get("style") or "")
        bare = words.replace("\\", "")
        level = 2 * (int(depth[1]) - 1 if depth else 0) + bool(_NUMBERED.match(bare))
        return MarkdownBlock("item", _LIST_MARK.sub("", bare if _LIST_MARK.match(bare) else words), level)

    def items(self, node: LexborNode, depth: int) -> Iterator[str]:
        number = 0
        for child in node.iter():
            if child.tag in ("ul", "ol"):  # some programs put a list beside the item that it belongs to
                yield from self.items(child, depth + 1)
            if child.tag != "li":
                continue
            number += 1
            within: list[str] = []
            deeper: list[str] = []
            for block in self.blocks_of_item(child):
                (deeper if block.kind == "list" else within).append(block.words)
            mark = f"{number}." if node.tag == "ol" else "-"
            if within or deeper:
                first, *more = within or [""]
                yield f"{'    ' * depth}{mark} {first}".rstrip()
                yield from (line for words in more for line in ("", f"{'    ' * (depth + 1)}{words}"))
                yield from (f"    {'    ' * depth}{line}" for words in deeper for line in words.split("\n"))

    def blocks_of_item(self, node: LexborNode) -> Iterator[MarkdownBlock]:
        return self.blocks(node)

    def table(self, node: LexborNode) -> Iterator[MarkdownBlock]:
        """A table with its first row as the head; a frame around a single cell is no table."""
        rows = [self.cells(row) for row in node.css("tr") if _table_of(row) == node.mem_id]
        rows = [row for row in rows if any(row)]
        pictures = list(self.pictures(node))
        if rows and max(map(len, rows)) == 1:
            yield from (MarkdownBlock("paragraph", row[0]) for row in rows)
        elif rows:
            width = max(map(len, rows))
            lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
            yield MarkdownBlock("table", "\n".join([lines[0], f"|{'---|' * width}", *lines[1:]]))
        yield from (MarkdownBlock("picture", words) for words in pictures)

    def cells(self, row: LexborNode) -> list[str]:
        found: list[str] = []
        for cell in row.iter():
            if cell.tag in ("td", "th"):
                found.append(self.line(cell).replace("|", "\\|"))
                span = cell.attributes.get("colspan") or "1"
                found += [""] * (min(int(span), 30) - 1 if span.isdigit() else 0)
        return found

    def pictures(self, node: LexborNode) -> Iterator[str]:
        for image in node.css("img"):
            if words := self.picture(image):
                yield words

    def picture(self, node: LexborNode) -> str:
        return self.pictured(node.attributes.get("src") or "", said_of_picture(node.attributes.get("alt") or ""))

    def paragraphs(self, nodes: list[LexborNode]) -> Iterator[MarkdownBlock]:
        """What stands in one line, parted at line breaks; a picture stands by itself."""
        for part in re.split("\n", _tidied("".join(self.inline(node, True) for node in nodes))):
            for piece in re.split("(\ue001[^\ue002]*\ue002)", part):
                if piece.startswith("\ue001"):
                    yield MarkdownBlock("picture", piece[1:-1])
                elif words := piece.strip():
                    yield MarkdownBlock("paragraph", _AT_START.sub(_kept, words))

    def line(self, node: LexborNode) -> str:
        """All that a node says, in one line, without its pictures."""
        words = "".join(self.inline(child, False) for child in node.iter(include_text=True))
        return re.sub(r"\s+", " ", _tidied(words)).strip()

    def inline(self, node: LexborNode, pictures: bool) -> str:
        if not node.is_element_node:
            return _escaped(node.text_content or "") if node.tag == "-text" else ""
        tag = node.tag or ""
        if tag in _SILENT:
            return ""
        if tag == "br":
            return "\n"
        if tag == "img":
            words = self.picture(node) if pictures else ""
            return f"\ue001{words}\ue002" if words else ""
        inner = "".join(self.inline(child, pictures) for child in node.iter(include_text=True))
        if tag in ("p", "div", "li", "tr"):
            return f" {inner} "
        if tag in _MARKED and "font-weight:normal" not in (node.attributes.get("style") or "").replace(" ", ""):
            return _around(inner, _MARKED[tag])
        if tag == "a":
            return _link(inner, node.attributes.get("href") or "")
        return inner


def _is_block(node: LexborNode) -> bool:
    return (node.tag or "") in _BLOCKS or any(
        (child.tag or "") in _BLOCKS for child in node.iter() if node.tag == "span"
    )


def _table_of(row: LexborNode) -> int:
    """The table that a row belongs to: tables stand in tables."""
    node = row.parent
    while node is not None and node.tag != "table":
        node = node.parent
    return node.mem_id if node is not None else 0


def said_of_picture(alt: str) -> str:
    """What a picture is said to show, unless a program or a camera has said so."""
    words = " ".join(visible(alt).split())
    made = re.search(
        r"自动生成|generated|^(IMG|DSC|MVIMG|微信图片|图片|图像|截图|Picture|Image)[\s_0-9-]*", words, re.IGNORECASE
    )
    return "" if made or re.search(r"\.(png|jpe?g|gif|webp|bmp|emf|wmf)$", words, re.IGNORECASE) else words


def _escaped(text: str) -> str:
    """Words in which no sign of Markdown or of our macros means anything; quotation marks stay what they are."""
    words = _SPECIAL.sub(r"\\\1", re.sub(r"[\t\r\n\xa0 ]+", " ", text))
    return _SIGN.sub("\\\\:", words).replace("{{", "{ {").replace("{%", "{ %").replace("{#", "{ #")


def _kept(found: re.Match[str]) -> str:
    return f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}"


def _around(inner: str, mark: str) -> str:
    """Marks around words, without the blanks at their ends; none around nothing, and none around marks."""
    words = inner.strip()
    if not words or "\n" in words or "\ue001" in words or words.startswith("*"):
        return inner
    before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    return f"{before}{mark}{words}{mark}{after}"


def _link(inner: str, href: str) -> str:
    words = inner.strip()
    if not re.match(r"https?://[^\s()<>]+$", href) or not words or "\n" in words:
        return inner
    return href if words.replace("\\", "") == href else f"[{words}]({href})"


def _tidied(words: str) -> str:
    """Words set in pieces, which Word parts at will, in one; without what nobody sees."""
    words = re.sub(r"(?<!\\)\*\*(?<!\\\*\*)\*\*", "", words)
    lines = (re.sub(r"[ \u3000]+$|^[ \u3000]+", "", line) for line in visible(words).split("\n"))
    return "\n".join(lines)
