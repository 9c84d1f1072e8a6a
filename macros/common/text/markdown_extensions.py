"""Markdown as the pages of content/ have it: the extensions, and what Chinese authors may leave to the program.

Used by `kepu build` and, through our plugin, by MkDocs: both make the same bytes.
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

import markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pymdownx.slugs import slugify

from .line_joining import runs_on

EXTENSIONS = (
    "toc",
    "tables",
    "fenced_code",
    "admonition",
    "pymdownx.details",
    "pymdownx.tabbed",
    "footnotes",
    "sane_lists",
    "kepu.common.text.markdown_extensions:ChineseText",
    "kepu.common.text.material_signs:MaterialSigns",
)
CONFIGS: dict[str, dict[str, Any]] = {
    "toc": {"permalink": False, "slugify": slugify(case="lower")},
    "footnotes": {"BACKLINK_TITLE": "回到正文里的第 {} 条注"},
}
"""Of both doors: the plugin puts them in the place of what mkdocs.yml may say."""

STOOD_FOR_LESS = "\ue000"
"""A character without a meaning, in the place of an author's `<` while macros and Markdown read the text."""

WEB_ADDRESS = r"https?://[A-Za-z0-9\-._~:/?#@!$&*+,;=%]+"

_ITEM = re.compile(r"( *)([-*+]|([0-9]{1,9})\.) +(?=\S)")
_RULE = re.compile(r" {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$")
_DELIMITERS = re.compile(r" *\|? *:?-+:? *(?:\| *:?-+:? *)+\|? *$| *\| *:?-+:? *\| *$")
_CONTAINER = re.compile(r"(?:!!!|\?\?\?\+?|===) ")
_CLOSING = re.compile(r"(?:[*_`]+|\]\([^()\s]*\)|\]\[[^\]]*\]|\[\^[^\]]+\])+$")
_OPENING = re.compile(r"(?:[*_`]+|!?\[)+")


def reader() -> markdown.Markdown:
    """What reads the pages of content/, with nothing added."""
    return markdown.Markdown(extensions=list(EXTENSIONS), extension_configs=CONFIGS)


class ChineseText(Extension):
    """Lists and tables need no empty line before them, lines of Chinese run on, addresses become links."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        md.preprocessors.register(Blocks(md), "kepu_blocks", 15)  # after fences and HTML have been taken out
        md.treeprocessors.register(_Lines(md), "kepu_lines", 25)  # before the text of a line is read
        md.inlinePatterns.register(_Address(rf"{STOOD_FOR_LESS}?({WEB_ADDRESS})>?", md), "kepu_address", 115)


class Blocks(Preprocessor):
    """Lists and tables as CommonMark 0.31 §5.2, §5.3 and GFM have them, in the indentation that Python-Markdown wants.

    `miscounted` are the lines whose number will not be the one shown, with that one; `overfull` the rows of tables with
    more cells than the head, with the number of those shown.
    """

    def __init__(self, md: markdown.Markdown) -> None:
        super().__init__(md)
        self.miscounted: list[tuple[str, int]] = []
        self.overfull: list[tuple[str, int]] = []

    def run(self, lines: list[str]) -> list[str]:
        self.miscounted, self.overfull = [], []
        return self.blocks(lines)

    def blocks(self, lines: list[str]) -> list[str]:
        """The lines of a page, or of a box, a folded part or a tab, which may have more of these in it."""
        out: list[str] = []
        while lines:
            at = next((i for i, line in enumerate(lines) if _CONTAINER.match(line)), len(lines))
            out += self.lists(self.tables(lines[:at]))
            inner = next((i for i in range(at + 1, len(lines)) if lines[i].strip() and lines[i][:4] != "    "), None)
            inside = [line[4:] for line in lines[at + 1 : inner]]
            out += lines[at : at + 1] + [f"    {line}" if line else "" for line in self.blocks(inside)]
            lines = lines[inner:] if inner is not None else []
        return out

    def lists(self, lines: list[str]) -> list[str]:
        """The lines with every item at four columns a level, and an empty line before a list."""
        out: list[str] = []
        open_: list[_Item] = []  # the items that the next line may belong to
        apart = False  # the line before is a paragraph of its own within an item
        for line in lines:
            indent = len(line) - len(line.lstrip(" "))
            found = None if _RULE.match(line) else _ITEM.match(line)
            after_blank = not out or not out[-1].strip()
            if not line.strip():
                out.append(line)
            elif found and (open_ or (indent < 4 and (after_blank or found[3] in (None, "1")))):
                closed = _Item(indent, None, 0)
                while open_ and indent < open_[-1].indent + 2:
                    closed = open_.pop()
                number = int(found[3]) if found[3] else None
                first, other = not open_ and not closed.count, closed.count and closed.is_other(number)
                if not after_blank and (apart or first or other):
                    out.append("")
                apart = False
                item = closed.next(indent, number)
                if number is not None and number not in (item.shown, closed.number):
                    self.miscounted.append((line.strip(), item.shown or 0))
                out.append("    " * len(open_) + line.lstrip(" "))
                open_.append(item)
                apart = False
            elif open_ and after_blank and indent < 2:
                open_ = []
                out.append(line)
            elif open_ and after_blank:
                while len(open_) > 1 and indent < open_[-1].indent + 2:
                    open_.pop()
                extra = indent - 4 * len(open_)
                apart = True
                out.append("    " * len(open_) + " " * (extra if extra >= 4 else 0) + line.lstrip(" "))
            else:
                out.append(line)
        return out

    def tables(self, lines: list[str]) -> list[str]:
        """The lines with an empty one before and after each table."""
        out: list[str] = []
        width = 0  # of the table that the line before belongs to, in cells
        for index, line in enumerate(lines):
            begins = index + 1 < len(lines) and "|" in line and _DELIMITERS.match(lines[index + 1])
            ends = width and "|" not in line and line.strip()
            if (begins or ends) and out and out[-1].strip():
                out.append("")
            width = _cells(line) if begins else width if "|" in line else 0
            if width and _cells(line) > width:
                self.overfull.append((line.strip(), width))
            out.append(line)
        return out


class _Item:
    """An item of a list: its column, the number written, the number shown, and how many there are up to it."""

    def __init__(self, indent: int, number: int | None, count: int, shown: int | None = None) -> None:
        self.indent, self.number, self.count, self.shown = indent, number, count, shown

    def is_other(self, number: int | None) -> bool:
        return (self.number is None) != (number is None)

    def next(self, indent: int, number: int | None) -> _Item:
        """The item that follows this one, or the first of a list of another kind."""
        if not self.count or self.is_other(number):
            return _Item(indent, number, 1, number)
        return _Item(indent, number, self.count + 1, None if self.shown is None else self.shown + 1)


def _cells(row: str) -> int:
    """How many cells a row of a table has; a bar that is escaped or within code parts none."""
    return len(re.sub(r"\\.|(`+).*?\1", "", row.strip()).strip("|").split("|"))


class _Lines(Treeprocessor):
    """Draws the lines of a paragraph together where no space belongs between them."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tag not in ("pre", "code") and not isinstance(element.text, AtomicString):
                element.text = drawn_together(element.text) if element.text and "\n" in element.text else element.text


def drawn_together(text: str) -> str:
    """A paragraph of Markdown with the line ends between Chinese characters gone; hard breaks stay."""
    out = ""
    for line in text.split("\n"):
        before, after = _CLOSING.sub("", out.rstrip()), _OPENING.sub("", line.lstrip(), count=1)
        if out and before and after and not out.endswith(("  ", "\\")) and runs_on(before, after):
            out = out.rstrip() + line.lstrip()
        else:
            out = f"{out}\n{line}" if out else line
    return out


class _Address(InlineProcessor):
    """A web address in the text is a link; the sign that ends its sentence is none of it."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | None, int | None, int | None]:  # type: ignore[override]
        whole = m[0].startswith(STOOD_FOR_LESS) and m[0].endswith(">")
        address = m[1] if whole else m[1].rstrip(".,;:!?*_")
        if not re.match(r"https?://[A-Za-z0-9]", address):
            return None, None, None
        link = Element("a", {"href": address})
        link.text = AtomicString(address)
        return link, m.start(0) if whole else m.start(1), m.end(0) if whole else m.start(1) + len(address)
