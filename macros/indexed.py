"""A built page into what search knows of it: its names, what it is sorted by, its words and their places."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

PASSED_OVER = {"script", "style", "noscript", "template", "form", "title", "desc"}
UNSEEN = {"kx-printed", "kx-hidden"}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
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
    reader = _PageReader()
    reader.feed(path.read_text("utf-8"))
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


class _PageReader(HTMLParser):
    """What the main part of a page states of itself, its way from the home page, and the words a reader sees."""

    def __init__(self) -> None:
        super().__init__()
        self.states: dict[str, str | None] = {}
        self.title = self.description = ""
        self.trail: list[str] = []
        self.words: list[str] = []
        self.open: list[tuple[str, bool]] = []  # tag, and whether its words are passed over

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        classes = (values.get("class") or "").split()
        if tag == "meta" and values.get("name") == "description":
            self.description = values.get("content") or ""
        if tag == "main":
            self.states = values
        if "kx-crumbs" in classes:
            tag = "crumbs"
        passed = tag in PASSED_OVER or "hidden" in values or bool(UNSEEN.intersection(classes)) or self.is_passed
        if tag not in VOID:
            self.open.append((tag, passed))
        if tag == "a" and self.is_in("crumbs"):
            self.trail.append("")
        if self.is_in("main") and not passed:
            self.words.append("" if tag in INLINE else BREAK)
            if (id := values.get("id")) and tag != "main":
                self.words.append(f"\ue000{id}\ue001")

    def handle_endtag(self, tag: str) -> None:
        if tag == "nav" and self.is_in("crumbs"):
            tag = "crumbs"
        if tag not in INLINE:
            self.words.append(BREAK)
        if tag == "h1":
            self.words.append("\ue000main\ue001")  # the text proper begins here
        if self.is_in(tag):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self.is_in("main") or self.is_passed:
            return
        self.words.append(re.sub(f"[{BREAK}\ue000\ue001]", "", data))
        if self.is_in("h1"):
            self.title += data
        if self.is_in("crumbs") and self.is_in("a"):
            self.trail[-1] += data.strip()

    def is_in(self, tag: str) -> bool:
        return any(name == tag for name, _ in self.open)

    @property
    def is_passed(self) -> bool:
        return bool(self.open) and self.open[-1][1]
