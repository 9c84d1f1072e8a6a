"""What a page is into what search knows of it: its names and what it is sorted by; the built page adds its words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ..model.article import PageHead
from ..model.plan import Plan
from ..project.content_loader import Written
from ..queries.duties import archived
from ..queries.page_kinds import PageKind
from ..queries.search_format import ANCHOR, BREAK, EDITORS, PageTextRow, compact_json
from .pages.page import Page

_QUOTED = re.compile("“([^“”，。、]{2,12})”")


class WordFacts(NamedTuple):
    """What there is to know of the words of a page: SHA-256 of the file with them, how many, and expressions in quotation marks."""

    digest: str
    size: int
    quoted: list[str]


@dataclass(frozen=True)
class SearchEntry:
    """What search knows of a page; `url` counts from the site's root. A listing is known by its name alone.

    A `hub` is a list of other records, found by what their cards say, after them. `trail` are the pages on the way from
    the home page, as readers see them; `words` are those that `postbuild.page_words` reads, or what gets them; `told` is
    what is known of them already.
    """

    url: str
    title: str
    kind: PageKind = PageKind.ABOUT
    listing: bool = False
    hub: bool = False
    archived: bool = False
    trail: str = ""
    description: str = ""
    aliases: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    year: str = ""
    words: str | Callable[[], str] = ""
    told: WordFacts | None = None

    @property
    def marked(self) -> str:
        """The words with their breaks and anchors."""
        return self.words if isinstance(self.words, str) else self.words()

    @property
    def text(self) -> str:
        """The words a reader sees."""
        return ANCHOR.sub("", self.marked).replace(BREAK, " ").strip()

    @property
    def page_text(self) -> str:
        """The file with its words."""
        return compact_json(PageTextRow(self.url, self.title, self.marked))

    @cached_property
    def facts(self) -> WordFacts:
        if self.told:
            return self.told
        text = self.text
        return WordFacts(hashlib.sha256(self.page_text.encode()).hexdigest(), len(text), _QUOTED.findall(text))

    @property
    def names(self) -> list[str]:
        return [self.title, *self.aliases]


def entry_of_page(page: Page, plan: Plan) -> SearchEntry | None:
    """The entry of a page of ours or of an article; None where search is not to find it."""
    if page.kind is None or not (page.indexed or page.listing):
        return None
    return SearchEntry(
        page.url, page.heading or page.title, page.kind, listing=not page.indexed, hub=page.hub,
        archived=page.period is not None and archived(plan, page.period),
        trail=" · ".join(title for title, _ in page.trail), description=page.description, aliases=page.aliases,
        keywords=page.keywords, audiences=page.audiences, topics=page.topics, year=str(page.year or ""),
    )  # fmt: skip


def entry_of_written(page: Written) -> SearchEntry | None:
    """The entry of another page of content/, by its front matter. Pages for editors are found by their names alone."""
    head = page.head
    if not isinstance(head, PageHead) or head.search == "exclude":
        return None
    return SearchEntry(
        page.url, head.title, PageKind.ABOUT, listing=page.url.startswith(EDITORS), description=head.description,
        aliases=head.aliases, keywords=head.keywords,
    )  # fmt: skip
