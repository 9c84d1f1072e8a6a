"""Pages as they were drawn before, for as long as all that they were drawn from says the same.

What that is nobody lists: a page is drawn from a plan that notes what is looked at, and its template gets nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from ..common.descriptions import Describer
from ..common.files.kept import CACHE, Kept
from ..common.files.known_addresses import ADDRESS_LIST
from ..common.inputs import common_files_digest
from ..common.packages import program
from ..common.reads import answered
from ..model.plan import FINE, Member, Period, Plan, Unit
from ..model.syndicated import FeedSource
from ..model.tree.node import Node
from ..queries.articles import Article, FiledList, resources_of

CORE = (Member, Node, Period, Unit, FeedSource)
"""What stands in the files that are part of every page: its id says enough."""

Telling = Callable[[str], object]
"""What stands under a name in this build; raises LookupError where nothing does."""

Places = Sequence[Sequence[str]]
"""What links of a page name on others: file in the site, id, link as written."""


class KeptPage(NamedTuple):
    """A page as it was drawn: digests of what it is and of its HTML, what it read, by number, and what its links name."""

    own: str
    html: str
    read: Sequence[int]
    places: Places


class KeptPages:
    """The pages of the build before, each with what it was drawn from.

    `common` is what goes into every page beside the files; `asks` say, by its first word, what stands under a name.
    """

    def __init__(
        self, root: Path, plan: Plan, articles: FiledList[Article], common: object, asks: Mapping[str, Telling]
    ) -> None:
        self.plan, self.asks = plan, asks
        self.sources = {"": plan, "articles": articles, "resources": resources_of(plan)}
        folders: Iterable[Mapping[str, object]] = [getattr(plan, name) for name in FINE]
        self.records: dict[str, Mapping[str, object]] = {
            "Article": {article.id: article for article in articles},
            **{type(record).__name__: found for found in folders for record in [*found.values()][:1]},
        }
        self.describer = Describer(CORE)
        self.base = self.describer.digest([common, common_files_digest(root, (*FINE, ADDRESS_LIST.name))])
        self.answers: dict[str, str | None] = {}
        self.pages: dict[str, KeptPage] = {}
        self.numbers: dict[str, int] = {}
        self.kept = Kept(root / CACHE, program(), "drawn")
        self.before, self.names, self.changed = self._before()

    def _before(self) -> tuple[dict[str, KeptPage], list[str], set[int]]:
        """The pages of the build before, the names of all they read, and the numbers of those that say something else now."""
        with suppress(ValueError, TypeError, LookupError, AttributeError):
            data = json.loads(self.kept.get(self.base) or b"")
            pages = {url: KeptPage(*page) for url, page in data["pages"].items()}
            pairs = list(data["answers"].items())
            changed = {number for number, (name, answer) in enumerate(pairs) if self.answer(name) != answer}
            return pages, [name for name, _ in pairs], changed
        return {}, [], set()

    def own(self, *values: object) -> str | None:
        """A digest of what a page is; None where there is no telling."""
        with suppress(TypeError):
            return self.describer.digest(values)
        return None

    def get(self, url: str, own: str | None) -> KeptPage | None:
        """The page at an address as it was drawn before, where drawing it again would give the same."""
        page = self.before.get(url)
        return page if page and page.own == own and self.changed.isdisjoint(page.read) else None

    def keep(self, url: str, page: KeptPage) -> None:
        """Keep a page for one more build."""
        self._put(url, page.own, page.html, (self.names[number] for number in page.read), page.places)

    def put(self, url: str, own: str | None, html: str, read: Iterable[str], places: Places) -> None:
        """Keep a page just drawn, unless something it has read cannot be told from what it will be."""
        names = list(read)
        if own is not None and None not in map(self.answer, names):
            self._put(url, own, html, names, places)

    def _put(self, url: str, own: str, html: str, names: Iterable[str], places: Places) -> None:
        numbers = sorted(self.numbers.setdefault(name, len(self.numbers)) for name in names)
        self.pages[url] = KeptPage(own, html, numbers, places)

    def save(self) -> None:
        """Write the pages of this build."""
        answers = {name: self.answer(name) for name in self.numbers}
        data = json.dumps({"answers": answers, "pages": self.pages}, separators=(",", ":"))
        self.kept.put(self.base, data.encode())
        self.kept.save()

    def answer(self, name: str) -> str | None:
        """A digest of what stands under a name now; None where nothing does, or something that nobody can describe."""
        if name not in self.answers:
            self.answers[name] = None
            with suppress(LookupError, TypeError, OSError):
                self.answers[name] = self.describer.digest(self._answer(name))
        return self.answers[name]

    def _answer(self, name: str) -> object:
        if name in FINE:
            return getattr(self.plan, name)
        if name.startswith("["):
            return answered(name, self.sources, self.records)
        kind, _, rest = name.partition(" ")
        return self.sources[rest] if kind == "list" else self.asks[kind](rest)
