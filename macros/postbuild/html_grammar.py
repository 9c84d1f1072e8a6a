"""Built pages held against the grammar of HTML, strictly: what we write is well formed, or we wrote it wrong.

Stricter than the standard, which forgives: every element that is opened is closed, in its turn, and every
`&` and `<` in a text is escaped. The tests ask html5lib for the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html.entities import html5

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

TOKEN = re.compile(
    r"""(?P<text>[^<]+)
    |<(?P<name>[a-zA-Z][a-zA-Z0-9-]*)(?P<attributes>(?:\s+[^\s"'<>/=]+(?:="[^"]*"|='[^']*'|=[^\s"'=<>`]+)?)*)\s*(?P<closed>/?)>
    |</(?P<end>[a-zA-Z][a-zA-Z0-9-]*)>
    |<!--(?!>|->).*?-->
    |(?P<doctype><!doctype\ html>)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
ATTRIBUTE = re.compile(r"""\s+([^\s"'<>/=]+)(?:=("[^"]*"|'[^']*'|[^\s"'=<>`]+))?""")
AMPERSAND = re.compile(r"&(?:#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|([A-Za-z][A-Za-z0-9]*;))?")


@lru_cache(maxsize=4096)
def _attributes(text: str) -> tuple[tuple[str, str], ...]:
    """Names and values, without quotation marks; the same few stand on every page."""
    pairs = ATTRIBUTE.findall(text)
    return tuple((name.lower(), value[1:-1] if value[:1] in ("'", '"') else value) for name, value in pairs)


class Reader:
    """Reads a page, or a piece of one with the elements of `open` around it; others take part through its methods.

    Afterwards `open` is what is still open, `ids` and `seen` what must be there once, `wanted` the ids that attributes
    name, each with its place and the attribute, and `faults` what is wrong. A reader that could not go on is `stopped`.
    """

    def __init__(self, html: str, open: Iterable[str] = ()) -> None:
        self.html = html
        self.open = list(open)
        self.ids: list[str] = []
        self.seen: list[str] = []
        self.wanted: list[tuple[int, str, str]] = []
        self.faults: list[tuple[int, str]] = []
        self.stopped = False

    def read(self) -> None:
        html, position = self.html, 0
        while position < len(html):
            token = TOKEN.match(html, position)
            if token is None:
                return self.stop(position, f"读不懂“{html[position : position + 20]}”")
            position = token.end()
            if token.lastgroup == "text":
                text = token["text"]
                self.escaped(token.start(), text)
                self.words(token.start(), text)
            elif token.lastgroup == "end":
                self.end(token.start(), token["end"].lower())
            elif name := token["name"]:
                low = name.lower()
                self.start(token, low)
                if low in RAW:
                    position = html.find(f"</{name}", position)
                    if position < 0:
                        return self.stop(token.start(), f"<{name}> 没有结束")
        return None

    def stop(self, place: int, fault: str) -> None:
        self.faults.append((place, fault))
        self.stopped = True

    def element(self, place: int, name: str, values: dict[str, str], *, stays: bool) -> None:
        """Told of every element that begins, with its attributes as they are written; one that `stays` is open then."""

    def ended(self, name: str) -> None:
        """Told of every element that ends."""

    def words(self, place: int, text: str) -> None:
        """Told of every text that is not a script, as it is written."""

    def start(self, token: re.Match[str], name: str) -> None:
        place, parent = token.start(), self.open[-1] if self.open else ""
        if name in ONE_OF_EACH:
            self.seen.append(name)
        if name in PARENTS and parent not in PARENTS[name]:
            self.faults.append((place, f"<{name}> 不能直接放在 <{parent}> 里"))
        elif parent in CHILDREN and name not in CHILDREN[parent]:
            self.faults.append((place, f"<{parent}> 里不能直接放 <{name}>"))
        if (name in ALONE and name in self.open) or (name in BLOCKS and not PHRASES_ONLY.isdisjoint(self.open)):
            self.faults.append((place, f"<{name}> 不能放在 {'、'.join(f'<{tag}>' for tag in self.open[-3:])} 里"))
        stays = name not in VOID and not token["closed"]
        self.element(place, name, self.attributes(place, token["attributes"]), stays=stays)
        if token["closed"] and name not in VOID and "svg" not in (*self.open, name):
            self.faults.append((place, f"<{name}/> 不能自己结束"))
        if stays:
            self.open.append(name)

    def attributes(self, place: int, text: str) -> dict[str, str]:
        values: dict[str, str] = {}
        for name, value in _attributes(text) if text else ():
            if name in values:
                self.faults.append((place, f"属性 {name} 写了两次"))
            values[name] = value
            if "&" in value:
                self.escaped(place, value)
            if name == "id":
                self.ids.append(value)
                if not value or re.search(r"\s", value):
                    self.faults.append((place, f"id“{value}”是空的或有空格"))
            elif name in REFERRING:
                self.wanted += [(place, name, id) for id in value.split()]
        return values

    def end(self, place: int, name: str) -> None:
        if self.open[-1:] != [name]:
            self.faults.append((place, f"</{name}> 与前面的 <{self.open[-1] if self.open else ''}> 不成对"))
        if name in self.open:
            while self.open.pop() != name:
                self.ended("")
            self.ended(name)

    def escaped(self, place: int, text: str) -> None:
        if "&" not in text:
            return
        for found in AMPERSAND.finditer(text):
            if found[0] == "&" or (found[1] and found[1] not in html5):
                self.faults.append((place + found.start(), f"“&”没有转义：{text[found.start() : found.start() + 20]}"))
