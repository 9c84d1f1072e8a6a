"""Built pages held against the grammar of HTML, strictly: what we write is well formed, or we wrote it wrong.

Stricter than the standard, which forgives: every element that is opened is closed, in its turn, and every
`&` and `<` in a text is escaped. It reads a page in one pass; the tests ask html5lib for the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from html.entities import html5

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
RAW = {"script", "style"}
ONCE = ("html", "head", "title", "body", "main")
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


def faults(html: str) -> list[tuple[int, str]]:
    """Line and description of every fault of a page; after one that makes the rest unreadable there are no more."""
    reader = Reader(html)
    reader.read()
    return [(line_at(html, position), fault) for position, fault in reader.faults]


def line_at(html: str, position: int) -> int:
    return html.count("\n", 0, position) + 1


class Reader:
    """Reads a page once; what else wants to know of its elements and texts takes part through `element` and `words`."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.open: list[str] = []
        self.ids: Counter[str] = Counter()
        self.seen: Counter[str] = Counter()
        self.wanted: list[tuple[int, str, str]] = []
        self.faults: list[tuple[int, str]] = []

    def read(self) -> None:
        position = 0
        while position < len(self.html):
            token = TOKEN.match(self.html, position)
            if token is None:
                self.faults.append((position, f"读不懂“{self.html[position : position + 20]}”"))
                return
            position = token.end()
            if token.lastgroup == "text":
                text = token["text"]
                self.escaped(token.start(), text)
                self.words(token.start(), text)
            elif token.lastgroup == "end":
                self.end(token.start(), token["end"].lower())
            elif name := token["name"]:
                self.start(token, name.lower())
                if name.lower() in RAW:
                    position = self.html.find(f"</{name}", position)
                    if position < 0:
                        self.faults.append((token.start(), f"<{name}> 没有结束"))
                        return
                    self.words(token.end(), self.html[token.end() : position])
        self.whole()

    def element(self, place: int, name: str, values: dict[str, str]) -> None:
        """Told of every element that begins, with its attributes as they are written."""

    def words(self, place: int, text: str) -> None:
        """Told of every text, as it is written."""

    def start(self, token: re.Match[str], name: str) -> None:
        place, parent = token.start(), self.open[-1] if self.open else ""
        self.seen[name] += 1
        if name in PARENTS and parent not in PARENTS[name]:
            self.faults.append((place, f"<{name}> 不能直接放在 <{parent}> 里"))
        elif parent in CHILDREN and name not in CHILDREN[parent]:
            self.faults.append((place, f"<{parent}> 里不能直接放 <{name}>"))
        if (name in ALONE and name in self.open) or (name in BLOCKS and not PHRASES_ONLY.isdisjoint(self.open)):
            self.faults.append((place, f"<{name}> 不能放在 {'、'.join(f'<{tag}>' for tag in self.open[-3:])} 里"))
        self.element(place, name, self.attributes(place, token["attributes"]))
        if token["closed"] and name not in VOID and "svg" not in (*self.open, name):
            self.faults.append((place, f"<{name}/> 不能自己结束"))
        if name not in VOID and not token["closed"]:
            self.open.append(name)

    def attributes(self, place: int, text: str) -> dict[str, str]:
        values: dict[str, str] = {}
        for name, value in ATTRIBUTE.findall(text) if text else ():
            if name.lower() in values:
                self.faults.append((place, f"属性 {name} 写了两次"))
            value = value[1:-1] if value[:1] in ("'", '"') else value
            values[name.lower()] = value
            if "&" in value:
                self.escaped(place, value)
            if name == "id":
                self.ids[value] += 1
                if not value or re.search(r"\s", value):
                    self.faults.append((place, f"id“{value}”是空的或有空格"))
            elif name in REFERRING:
                self.wanted += [(place, name, id) for id in value.split()]
        return values

    def end(self, place: int, name: str) -> None:
        if self.open and self.open[-1] == name:
            self.open.pop()
            return
        self.faults.append((place, f"</{name}> 与前面的 <{self.open[-1] if self.open else ''}> 不成对"))
        if name in self.open:
            while self.open.pop() != name:
                pass

    def escaped(self, place: int, text: str) -> None:
        if "&" not in text:
            return
        for found in AMPERSAND.finditer(text):
            if found[0] == "&" or (found[1] and found[1] not in html5):
                self.faults.append((place + found.start(), f"“&”没有转义：{text[found.start() : found.start() + 20]}"))

    def whole(self) -> None:
        """What only the end of the page tells."""
        if not self.html.lstrip().lower().startswith("<!doctype html>"):
            self.faults.append((0, "第一行应当是 <!doctype html>"))
        self.faults += [(0, f"<{name}> 没有结束") for name in self.open]
        self.faults += [(0, f"<{name}> 应当有一个，有 {self.seen[name]} 个") for name in ONCE if self.seen[name] != 1]
        for place, name, id in self.wanted:
            if id not in self.ids:
                self.faults.append((place, f"{name} 指的 id“{id}”不在这一页里"))
