"""The main part of a built page into the words that search shall know, with the places they can be found at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from selectolax.lexbor import LexborNode

from ..queries.search_format import ANCHOR_END, ANCHOR_START, BREAK, TEXT_PROPER
from .html_grammar import RAW, VOID

PASSED_OVER = {"script", "style", "noscript", "template", "form", "title", "desc"}
UNSEEN = {"kx-printed", "kx-hidden", "kx-poster__foot", "kx-send"}
INLINE = {
    *("a", "abbr", "b", "code", "em", "i", "mark", "q", "s", "span", "strong", "sub", "sup", "time", "u"),
    *("svg", "path", "circle", "rect", "g"),
}
"""Whose words run on from the words before; every other element begins and ends a line."""

_SIGNS = {ord(sign): None for sign in f"{BREAK}{ANCHOR_START}{ANCHOR_END}"}

UNHEARD, TRAIL, HUB = 1, 2, 4
"""Marks of an element and all in it: search does not know its words; it is the way from the home page, a list of other
records.

What stands in `data-kx-others` are cards of other records, and only a hub, which is nothing but such cards, is found by them.
"""

_ANCHORS_FIRST = re.compile(rf"((?:{ANCHOR_START}[^{ANCHOR_END}]*{ANCHOR_END})+)([\s{BREAK}]+)")
_BREAKS, _SPACES = re.compile(rf"\s*{BREAK}[\s{BREAK}]*"), re.compile(r"\s+")


class PageWords:
    """What the main part of a page says.

    `full`: there is any text; `marked`: its words as a reader sees them, with BREAK at ends of lines and each id as
    ANCHOR matches it.
    """

    def __init__(self, main: LexborNode | None) -> None:
        self.full = False
        self._heard: list[str] = []
        if main is not None:
            self._read(main)
        self.marked: Final = _squeezed("".join(self._heard))

    def _read(self, main: LexborNode) -> None:
        """Follow the tree without recursion: other portals' texts may nest as deep as they like."""
        marks = HUB if "data-kx-hub" in main.attributes else 0
        open = [("", marks, main.iter(include_text=True))]
        while open:
            _, marks, children = open[-1]
            node = next(children, None)
            if node is None:
                self._end(open.pop()[0])
            elif (text := node.text_content) is not None:
                self._text(text, marks)
            elif (tag := node.tag or "") not in RAW:
                open.append((tag, self._start(node, tag, marks), node.iter(include_text=True)))

    def _start(self, node: LexborNode, tag: str, around: int) -> int:
        """Take note of an element that begins; returns its marks, with those of the elements around it."""
        attributes = node.attributes
        marks = around | _marks(tag, attributes, around)
        if not marks & UNHEARD:
            self._heard.append("" if tag in INLINE else BREAK)
            if id := attributes.get("id"):
                self._heard.append(f"{ANCHOR_START}{id}{ANCHOR_END}")
        return marks

    def _end(self, tag: str) -> None:
        if tag and tag not in INLINE and tag not in VOID:
            self._heard.append(BREAK)
        if tag == "h1":
            self._heard.append(f"{ANCHOR_START}{TEXT_PROPER}{ANCHOR_END}")  # the text proper begins here

    def _text(self, text: str, marks: int) -> None:
        self.full = self.full or not text.isspace()
        if not marks & UNHEARD:
            self._heard.append(text.translate(_SIGNS))


def _marks(tag: str, attributes: Mapping[str, str | None], around: int) -> int:
    """The marks an element adds to those of the elements around it."""
    classes = (attributes.get("class") or "").split()
    marks = TRAIL if "kx-crumbs" in classes else 0
    others = (tag == "nav" and not (around | marks) & TRAIL) or ("data-kx-others" in attributes and not around & HUB)
    if others or tag in PASSED_OVER or "hidden" in attributes or not UNSEEN.isdisjoint(classes):
        marks |= UNHEARD
    return marks


def _squeezed(text: str) -> str:
    """One space for any run of white space, one break for any run of breaks, both before an anchor, not after it."""
    text = _ANCHORS_FIRST.sub(r"\2\1", text)
    return _SPACES.sub(" ", _BREAKS.sub(BREAK, text)).strip(f" {BREAK}")
