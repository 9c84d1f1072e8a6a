"""A built page into what search knows of it: its names, what it is sorted by, its words and their places."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from .markup import ATTRIBUTE, RAW, TOKEN, VOID

PASSED_OVER = {"script", "style", "noscript", "template", "form", "title", "desc"}
UNSEEN = {"kx-printed", "kx-hidden"}
TRAIL = "the way from the home page"
"""Stands for the element that holds it."""

DESCRIPTION = re.compile('<meta name="description" content="([^"]*)">')
INLINE = {"a", "abbr", "b", "code", "em", "i", "mark", "q", "s", "span", "strong", "sub", "sup", "time", "u"}
"""Whose words run on from the words before; every other element begins and ends a line."""

BREAK = "¶"
ANCHOR = re.compile("\ue000(.*?)\ue001")
"""In the words of a page: the end of a line, and the id of the element that begins here."""


@dataclass
class Entry:
    """What search knows of a page; `url` counts from the site's root. A listing is known by its name alone."""

    url: str
    title: str = ""
    kind: str = ""
    listing: bool = False
    archived: bool = False
    trail: str = ""
    description: str = ""
    aliases: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    audiences: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    year: str = ""
    marked: str = ""

    @property
    def text(self) -> str:
        """The words a reader sees."""
        return ANCHOR.sub("", self.marked).replace(BREAK, " ").strip()

    @property
    def names(self) -> list[str]:
        return [self.title, *self.aliases]


def read_entry(path: Path, site: Path) -> Entry | None:
    """The entry of a built page, or None when it is not to be found by search."""
    reader = _PageReader(path.read_text("utf-8"))
    states = reader.states
    kind = states.get("data-kx-index") or states.get("data-kx-listing")
    if kind is None:
        return None
    folder = path.parent.relative_to(site).as_posix()
    return Entry(
        url="" if folder == "." else f"{folder}/",
        title=_squeezed(reader.title),
        kind=kind,
        listing="data-kx-index" not in states,
        archived="data-kx-archived" in states,
        trail=" · ".join(reader.trail[1:]),
        description=reader.description,
        aliases=_listed(states.get("data-kx-aliases")),
        keywords=_listed(states.get("data-kx-keywords")),
        audiences=_listed(states.get("data-kx-audiences")),
        topics=_listed(states.get("data-kx-topics")),
        year=states.get("data-kx-year") or "",
        marked=_squeezed("".join(reader.words)),
    )


def _listed(value: str | None) -> list[str]:
    return [word for word in (value or "").split("|") if word]


def _squeezed(text: str) -> str:
    """One space for any run of white space, one break for any run of breaks, both before an anchor, not after it."""
    text = re.sub(rf"((?:\ue000[^\ue001]*\ue001)+)([\s{BREAK}]+)", r"\2\1", text)
    return re.sub(r"\s+", " ", re.sub(rf"\s*{BREAK}[\s{BREAK}]*", BREAK, text)).strip(f" {BREAK}")


class _PageReader:
    """What the main part of a page states of itself, its way from the home page, and the words a reader sees."""

    def __init__(self, html: str) -> None:
        self.states: dict[str, str] = {}
        self.title = ""
        self.trail: list[str] = []
        self.words: list[str] = []
        self.open: list[tuple[str, bool]] = []  # tag, and whether its words are passed over
        self.passed = self.in_title = self.in_trail = False
        described = DESCRIPTION.search(html)
        self.description = unescape(described[1]) if described else ""
        place, end = html.find("<main"), html.find("</main>")
        while 0 <= place < end and (token := TOKEN.match(html, place)):
            place = token.end()
            if token.lastgroup == "text":
                self.text(token["text"])
            elif token.lastgroup == "end":
                self.end(token["end"])
            elif name := token["name"]:
                self.start(name, token["attributes"], closed=bool(token["closed"]) or name in VOID)
                if name in RAW:
                    place = html.find(f"</{name}", place)

    def start(self, tag: str, attributes: str, closed: bool) -> None:
        values = {
            name: unescape(value[1:-1] if value[:1] in ("'", '"') else value)
            for name, value in ATTRIBUTE.findall(attributes)
        }
        classes = values.get("class", "").split()
        if tag == "main":
            self.states = values
        if "kx-crumbs" in classes:
            self.in_trail = True
            tag = TRAIL
        passed = self.passed or tag in PASSED_OVER or "hidden" in values or not UNSEEN.isdisjoint(classes)
        if tag == "a" and self.in_trail:
            self.trail.append("")
        if not passed:
            self.words.append("" if tag in INLINE else BREAK)
            if (id := values.get("id")) and tag != "main":
                self.words.append(f"\ue000{id}\ue001")
        if not closed:
            self.open.append((tag, self.passed))
            self.passed = passed
            self.in_title = self.in_title or tag == "h1"
        elif tag not in VOID and tag not in INLINE:
            self.words.append(BREAK)

    def end(self, name: str) -> None:
        tag, self.passed = self.open.pop()
        if name not in INLINE:
            self.words.append(BREAK)
        if tag == TRAIL:
            self.in_trail = False
        elif tag == "h1":
            self.in_title = False
            self.words.append("\ue000main\ue001")  # the text proper begins here

    def text(self, text: str) -> None:
        if self.passed:
            return
        data = unescape(text) if "&" in text else text
        self.words.append(re.sub(f"[{BREAK}\ue000\ue001]", "", data))
        if self.in_title:
            self.title += data
        if self.in_trail and any(tag == "a" for tag, _ in self.open):
            self.trail[-1] += data.strip()
