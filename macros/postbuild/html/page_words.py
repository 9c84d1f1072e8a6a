"""The main part of a built page into the words that search shall know, with the places they can be found at."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ...queries.search_format import ANCHOR_END, ANCHOR_START, BREAK, TEXT_PROPER

PASSED_OVER = {"script", "style", "noscript", "template", "form", "title", "desc"}
UNSEEN = {"kx-printed", "kx-hidden", "kx-poster__foot", "kx-send"}
INLINE = {
    *("a", "abbr", "b", "code", "em", "i", "mark", "q", "s", "span", "strong", "sub", "sup", "time", "u"),
    *("svg", "path", "circle", "rect", "g"),
}
"""Whose words run on from the words before; every other element begins and ends a line."""

UNHEARD, TRAIL, HUB, IN_MAIN = 1, 2, 4, 8
"""Marks of an element and all in it: search does not know its words; it is the way from the home page, a list of other
records, in the main part."""

OTHERS = 16
"""Sign of an element that holds cards of other records: only a hub, which is nothing but such cards, is found by them."""

_OWN = re.compile(f"[{BREAK}{ANCHOR_START}{ANCHOR_END}]")
_ANCHORS_FIRST = re.compile(rf"((?:{ANCHOR_START}[^{ANCHOR_END}]*{ANCHOR_END})+)([\s{BREAK}]+)")
_BREAKS, _SPACES = re.compile(rf"\s*{BREAK}[\s{BREAK}]*"), re.compile(r"\s+")


def signs_of(tag: str, values: Mapping[str, str]) -> int:
    """What an element says of itself, as marks."""
    classes = values["class"].split() if "class" in values else ()
    unheard = tag in PASSED_OVER or "hidden" in values or not UNSEEN.isdisjoint(classes)
    trail, others, hub = "kx-crumbs" in classes, "data-kx-others" in values, "data-kx-hub" in values
    return UNHEARD * unheard | TRAIL * trail | OTHERS * others | HUB * hub


def marks_of(tag: str, signs: int, around: int) -> int:
    """The marks of an element with these signs, in one that has those."""
    if not around & IN_MAIN:
        return IN_MAIN | signs & HUB if tag == "main" else 0
    marks = around | signs & (UNHEARD | TRAIL)
    others = (tag == "nav" and not marks & TRAIL) or (signs & OTHERS and not around & HUB)
    return marks | UNHEARD if others else marks


def line_at(tag: str) -> str:
    """What parts the words of an element from those around it."""
    return "" if tag in INLINE else BREAK


def anchor(id: str) -> str:
    return f"{ANCHOR_START}{id}{ANCHOR_END}"


TEXT_BEGINS = anchor(TEXT_PROPER)
"""Behind the heading."""


def own_words(text: str) -> str:
    """A text without what looks like our own signs."""
    return _OWN.sub("", text) if _OWN.search(text) else text


def squeezed(text: str) -> str:
    """One space for any run of white space, one break for any run of breaks, both before an anchor, not after it."""
    text = _ANCHORS_FIRST.sub(r"\2\1", text)
    return _SPACES.sub(" ", _BREAKS.sub(BREAK, text)).strip(f" {BREAK}")
