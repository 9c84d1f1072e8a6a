"""A built page into what search knows of it: its names, what it is sorted by, its words and their places."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..queries.search_format import ANCHOR, BREAK, LIST_SIGN
from .built_site import BuiltPage


@dataclass
class SearchEntry:
    """What search knows of a page; `url` counts from the site's root. A listing is known by its name alone."""

    url: str
    title: str = ""
    kind: str = ""
    listing: bool = False
    hub: bool = False
    """It is a list of other records, found by what their cards say, after them."""
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


def entry_of(name: str, page: BuiltPage) -> SearchEntry | None:
    """The entry of a built page, or None when it is not to be found by search; `name` is its path in the site."""
    states = page.main
    kind = states.get("data-kx-index") or states.get("data-kx-listing")
    if kind is None:
        return None
    return SearchEntry(
        url=name.removesuffix("index.html"),
        title=" ".join(page.heading.split()),
        kind=kind,
        listing="data-kx-index" not in states,
        hub="data-kx-hub" in states,
        archived="data-kx-archived" in states,
        trail=" · ".join(page.trail[1:]),
        description=page.description,
        aliases=_listed(states.get("data-kx-aliases")),
        keywords=_listed(states.get("data-kx-keywords")),
        audiences=_listed(states.get("data-kx-audiences")),
        topics=_listed(states.get("data-kx-topics")),
        year=states.get("data-kx-year") or "",
        marked=page.marked,
    )


def _listed(value: str | None) -> list[str]:
    return [word for word in (value or "").split(LIST_SIGN) if word]
