"""The text of a page into tags, and what is wrong with how each is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from html.entities import html5
from typing import NamedTuple

from .page_links import ADDRESSES, PageLink, links_of
from .page_words import signs_of

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
RAW = {"script", "style"}

REFERRING = {"for", "aria-labelledby", "aria-describedby", "aria-controls", "headers", "list"}
"""Attributes that hold ids of the same page."""

PIECE = re.compile(r"""([^<]*)(<!--(?!>|->).*?-->|<[^<>"']*+(?:(?:"[^"]*"|'[^']*')[^<>"']*+)*+>|<|\Z)""", re.DOTALL)
"""A text, and the tag or comment that ends it; a `<` alone is neither."""

TAG = re.compile(
    r"""<(?P<name>[a-zA-Z][a-zA-Z0-9-]*)(?P<attributes>(?:\s+[^\s"'<>/=]+(?:="[^"]*"|='[^']*'|=[^\s"'=<>`]+)?)*)\s*(?P<closed>/?)>
    |</(?P<end>[a-zA-Z][a-zA-Z0-9-]*)>
    |(?P<other><!--.*-->|<!doctype\ html>)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
RAW_TEXT = re.compile(r"(<(script|style)[^<>]*>)(.*?)(?=</\2)", re.DOTALL | re.IGNORECASE)
ATTRIBUTE = re.compile(r"""\s+([^\s"'<>/=]+)(?:=("[^"]*"|'[^']*'|[^\s"'=<>`]+))?""")
AMPERSAND = re.compile(r"&(?:#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|([A-Za-z][A-Za-z0-9]*;))?")


class StartTag(NamedTuple):
    """What a start tag holds, wherever it stands; `values` are the attributes as they are written."""

    shape: tuple[str, bool, int]
    """Its name, whether it ends itself, what it means for the words in it."""
    values: dict[str, str]
    ids: list[str]
    wanted: list[tuple[str, str]]
    """The ids that attributes name, each with the attribute."""
    links: list[PageLink]
    faults: list[str]


class EndTag(NamedTuple):
    name: str


@lru_cache(maxsize=2000)
def tag_of(text: str) -> StartTag | EndTag | str | None:
    """A tag from its text, a comment or doctype as it is, None where it is neither; the same few stand on every page."""
    found = TAG.fullmatch(text)
    if found is None:
        return None
    if found["other"]:
        return text
    return EndTag(found["end"].lower()) if found["end"] else _start_tag(found)


def _start_tag(found: re.Match[str]) -> StartTag:
    name, values, ids, wanted, faults = found["name"].lower(), dict[str, str](), list[str](), [], list[str]()
    for written, quoted in ATTRIBUTE.findall(found["attributes"]):
        attribute, value = written.lower(), quoted[1:-1] if quoted[:1] in ("'", '"') else quoted
        if attribute in values:
            faults.append(f"属性 {attribute} 写了两次")
        values[attribute] = value
        if "&" in value:
            faults += [fault for _, fault in unescaped(value)]
        if attribute == "id":
            ids.append(unescape(value))
            if not value or re.search(r"\s", value):
                faults.append(f"id“{value}”是空的或有空格")
        elif attribute in REFERRING:
            wanted += [(attribute, unescape(id)) for id in value.split()]
    links = [] if values.keys().isdisjoint(ADDRESSES) else [*links_of(name, values)]
    return StartTag((name, bool(found["closed"]), signs_of(name, values)), values, ids, wanted, links, faults)


def unescaped(text: str) -> Iterator[tuple[int, str]]:
    """Every `&` that is not escaped: its place in the text, and what is wrong."""
    for found in AMPERSAND.finditer(text):
        if found[0] == "&" or (found[1] and found[1] not in html5):
            yield found.start(), f"“&”没有转义：{text[found.start() : found.start() + 20]}"


def pieces_of(html: str) -> list[tuple[str, str]]:
    """Every text with what ends it; the text of a script or style sheet, which is no HTML, is spaces."""
    if "<s" in html or "<S" in html:
        html = RAW_TEXT.sub(lambda found: f"{found[1]}{' ' * len(found[3])}", html)
    return PIECE.findall(html)
