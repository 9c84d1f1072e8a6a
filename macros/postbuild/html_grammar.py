"""Built pages held against the grammar of HTML, strictly: what we write is well formed, or we wrote it wrong.

Stricter than the standard, which forgives: every element that is opened is closed, in its turn, and every
`&` and `<` in a text is escaped. The tests ask html5lib for the rest. Made by hand, because parsers mend what they
read and say neither what they mended nor at which line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from html.entities import html5
from typing import NamedTuple

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
RAW = {"script", "style"}
ONE_OF_EACH = ("html", "head", "title", "body", "main")
ALONE = {"a", "button", "form", "label"}
"""What may not stand inside another of its kind."""

PHRASES_ONLY = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "summary"}
BLOCKS = {
    *("address", "article", "aside", "blockquote", "details", "div", "dl", "fieldset", "figure", "footer", "form"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "ol", "p", "pre", "section", "table", "ul"),
}
PARENTS = {
    "li": {"ul", "ol", "menu"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
    "tr": {"thead", "tbody", "tfoot", "table"},
    "td": {"tr"},
    "th": {"tr"},
    "option": {"select", "optgroup", "datalist"},
    "figcaption": {"figure"},
    "summary": {"details"},
    "legend": {"fieldset"},
    "caption": {"table"},
}
CHILDREN = {
    "ul": {"li", "script", "template"},
    "ol": {"li", "script", "template"},
    "dl": {"dt", "dd", "div", "script", "template"},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot", "tr"},
    "tr": {"td", "th"},
}
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
    """What a start tag holds, wherever it stands; attributes as they are written."""

    name: str
    closed: bool
    values: dict[str, str]
    ids: list[str]
    wanted: list[tuple[str, str]]
    """The ids that attributes name, each with the attribute."""
    faults: list[str]


class EndTag(NamedTuple):
    name: str


@lru_cache(maxsize=50_000)
def tag_of(text: str) -> StartTag | EndTag | str | None:
    """A tag from its text, a comment or doctype as it is, None where it is neither; the same few stand on every page."""
    found = TAG.fullmatch(text)
    if found is None:
        return None
    if found["other"]:
        return text
    return EndTag(found["end"].lower()) if found["end"] else _start_tag(found)


def _start_tag(found: re.Match[str]) -> StartTag:
    tag = StartTag(found["name"].lower(), bool(found["closed"]), {}, [], [], [])
    for written, quoted in ATTRIBUTE.findall(found["attributes"]):
        attribute, value = written.lower(), quoted[1:-1] if quoted[:1] in ("'", '"') else quoted
        if attribute in tag.values:
            tag.faults.append(f"属性 {attribute} 写了两次")
        tag.values[attribute] = value
        tag.faults.extend(fault for _, fault in _unescaped(value))
        if attribute == "id":
            tag.ids.append(value)
            if not value or re.search(r"\s", value):
                tag.faults.append(f"id“{value}”是空的或有空格")
        elif attribute in REFERRING:
            tag.wanted.extend((attribute, id) for id in value.split())
    return tag


def grammar_faults(html: str) -> list[tuple[int, str]]:
    """Everything in a page that is not well formed: the line, and what is wrong there."""
    reader = TagReader(html)
    reader.read()
    faults = [(reader.line(place), fault) for place, fault in reader.faults]
    return faults if reader.stopped else [*faults, *_page_faults(reader)]


class TagReader:
    """Reads a page tag by tag, at its places in the text; others take part through `element` and `words`.

    Afterwards `open` is what is still open, `ids` and `seen` what must be there once, `wanted` the ids that attributes
    name, each with its place and the attribute, and `faults` what is wrong. A reader that could not go on is `stopped`.
    """

    def __init__(self, html: str) -> None:
        self.html = html
        self.open: list[str] = []
        self.ids: list[str] = []
        self.seen: list[str] = []
        self.wanted: list[tuple[int, str, str]] = []
        self.faults: list[tuple[int, str]] = []
        self.stopped = False

    def line(self, place: int) -> int:
        """The line of a place in the text; the first is 1."""
        return self.html.count("\n", 0, place) + 1

    def read(self) -> None:
        place = 0
        for text, piece in PIECE.findall(RAW_TEXT.sub(_blanked, self.html)):
            if text:
                if "&" in text:
                    self.faults += [(place + at, fault) for at, fault in _unescaped(text)]
                self.words(place, text)
                place += len(text)
            if not piece:
                return None
            tag = tag_of(piece)
            if isinstance(tag, StartTag):
                self.start(place, tag)
                if tag.name in RAW and self.html.find(f"</{piece[1 : len(tag.name) + 1]}", place) < 0:
                    return self.stop(place, f"<{piece[1 : len(tag.name) + 1]}> 没有结束")
            elif isinstance(tag, EndTag):
                self.end(place, tag.name)
            elif tag is None:
                return self.stop(place, f"读不懂“{self.html[place : place + 20]}”")
            place += len(piece)
        return None

    def stop(self, place: int, fault: str) -> None:
        self.faults.append((place, fault))
        self.stopped = True

    def element(self, place: int, name: str, values: dict[str, str]) -> None:
        """Told of every element that begins, with its attributes as they are written."""

    def words(self, place: int, text: str) -> None:
        """Told of every text, as it is written; of a script, of as much white space."""

    def start(self, place: int, tag: StartTag) -> None:
        name, open = tag.name, self.open
        if name in ONE_OF_EACH:
            self.seen.append(name)
        if fault := _misplaced(name, open[-1] if open else ""):
            self.faults.append((place, fault))
        if (name in ALONE and name in open) or (name in BLOCKS and not PHRASES_ONLY.isdisjoint(open)):
            self.faults.append((place, f"<{name}> 不能放在 {'、'.join(f'<{tag}>' for tag in open[-3:])} 里"))
        if tag.faults:
            self.faults += [(place, fault) for fault in tag.faults]
        self.ids += tag.ids
        if tag.wanted:
            self.wanted += [(place, *pair) for pair in tag.wanted]
        self.element(place, name, tag.values)
        if tag.closed and name not in VOID and "svg" not in (*open, name):
            self.faults.append((place, f"<{name}/> 不能自己结束"))
        if name not in VOID and not tag.closed:
            open.append(name)

    def end(self, place: int, name: str) -> None:
        if self.open[-1:] != [name]:
            self.faults.append((place, f"</{name}> 与前面的 <{self.open[-1] if self.open else ''}> 不成对"))
        if name in self.open:
            while self.open.pop() != name:
                pass


def _blanked(found: re.Match[str]) -> str:
    """A script, or a style sheet, whose text is no HTML: spaces in its place."""
    return f"{found[1]}{' ' * len(found[3])}"


@cache
def _misplaced(name: str, parent: str) -> str | None:
    if name in PARENTS and parent not in PARENTS[name]:
        return f"<{name}> 不能直接放在 <{parent}> 里"
    if parent in CHILDREN and name not in CHILDREN[parent]:
        return f"<{parent}> 里不能直接放 <{name}>"
    return None


def _unescaped(text: str) -> Iterator[tuple[int, str]]:
    """Every `&` that is not escaped: its place in the text, and what is wrong."""
    for found in AMPERSAND.finditer(text):
        if found[0] == "&" or (found[1] and found[1] not in html5):
            yield found.start(), f"“&”没有转义：{text[found.start() : found.start() + 20]}"


def _page_faults(reader: TagReader) -> Iterator[tuple[int, str]]:
    """What is wrong with a page as a whole: its first line, what is open at its end, what must be there once, ids."""
    if not reader.html.lstrip()[:15].lower().startswith("<!doctype html>"):
        yield 1, "第一行应当是 <!doctype html>"
    yield from ((1, f"<{name}> 没有结束") for name in reader.open)
    for name in ONE_OF_EACH:
        if (count := reader.seen.count(name)) != 1:
            yield 1, f"<{name}> 应当有一个，有 {count} 个"
    ids = {*reader.ids}
    for place, name, id in reader.wanted:
        if id not in ids:
            yield reader.line(place), f"{name} 指的 id“{id}”不在这一页里"
