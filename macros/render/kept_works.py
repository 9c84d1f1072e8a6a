"""What was made before, for as long as all that it was made from says the same: pages and data files.

What that is nobody lists: they are made from a plan that notes what is looked at, and their makers get nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from ..common.descriptions import Describer
from ..common.files.kept import CACHE, Kept
from ..common.files.known_addresses import ADDRESS_LIST
from ..common.inputs import common_files_digest
from ..common.packages import program
from ..common.reads import Reads, answered, reading
from ..model.plan import FINE, Member, Period, Plan, Unit
from ..model.syndicated import FeedSource
from ..model.tree.node import Node
from ..project.references import events_by_year
from ..queries.articles import Article, FiledList, resources_of

CORE = (Member, Node, Period, Unit, FeedSource)
"""What stands in the files that are part of every work: its id says enough."""

Telling = Callable[[str], object]
"""What stands under a name in this build; raises LookupError where nothing does."""


class _Work(NamedTuple):
    """A page or file as it was made: a digest of what it is, the number of the set of what it read, what came of it."""

    own: str
    reads: int
    made: Any


class _Before(NamedTuple):
    """The build before: its works, what stood under each name, sets of names, and what each question read."""

    works: Mapping[str, Sequence[Any]]
    answers: Mapping[str, str | None]
    reads: Sequence[frozenset[str]]
    asked: Mapping[str, frozenset[str]]


class KeptWorks:
    """The works of the build before by their names, each with what it was made from.

    `common` is what goes into every work beside the files. What `asks` holds tells, by the first word of a name, what
    stands under it; whoever makes works adds what they can be asked.
    """

    def __init__(
        self, root: Path, plan: Plan, articles: FiledList[Article], common: object, asks: Mapping[str, Telling]
    ) -> None:
        self.plan, self.articles = plan, articles
        self.sources = {"": plan, "articles": articles, "resources": resources_of(plan)}
        years = events_by_year(plan)
        folders = {years.name: years, **{name: getattr(plan, name) for name in FINE}}
        self.asks: dict[str, Telling] = {
            "all": lambda name: folders[name],
            "any": lambda name: bool(folders[name]),
            "count": lambda name: len(folders[name]),
            "one": lambda name: folders[name.partition(" ")[0]].get(name.partition(" ")[2]),
            "list": lambda name: self.sources[name],
            **asks,
        }
        self._records: dict[str, Mapping[str, object]] | None = None
        self.describer = Describer(CORE)
        self.base = self.describer.digest([common, common_files_digest(root, (*FINE, ADDRESS_LIST.name))])
        self.answers: dict[str, str | None] = {}
        self.owns: dict[str, str | None] = {}
        self.asked: dict[str, frozenset[str]] = {}
        self.works: dict[str, _Work] = {}
        self.numbers: dict[frozenset[str], int] = {}
        self.kept = Kept(root / CACHE, program(), "made")
        self.before = self._before()
        self.stays: dict[int, bool] = {}

    def _before(self) -> _Before:
        """What is known of the build before."""
        with suppress(ValueError, TypeError, LookupError, AttributeError):
            data = json.loads(self.kept.get(self.base) or b"")
            names = list(data["answers"])
            reads = [frozenset(map(names.__getitem__, read)) for read in data["reads"]]
            return _Before(data["works"], data["answers"], reads, {names[q]: reads[read] for q, read in data["asked"]})
        return _Before({}, {}, [], {})

    def own(self, *values: object) -> str | None:
        """A digest of what a work is beside what it reads; None where there is no telling."""
        with suppress(TypeError):
            return self.describer.digest(values)
        return None

    def get(self, name: str, own: str | None) -> Any:
        """What came of a work when it was made, where making it again would give the same; else None, and it can be `put`."""
        self.owns[name] = own
        work = self.before.works.get(name)
        return work[2] if work and work[0] == own and self._stay(work[1]) else None

    def _stay(self, number: int) -> bool:
        """Whether all that is in a set of the build before says the same."""
        if number not in self.stays:
            self.stays[number] = self._same(self.before.reads[number])
        return self.stays[number]

    def _same(self, names: Iterable[str]) -> bool:
        """Whether what stands under each of these names is known, and the same as in the build before."""
        answers = self.before.answers
        return all(answers[name] is not None and self.answer(name) == answers[name] for name in names)

    def keep(self, name: str) -> None:
        """Keep a work for one more build."""
        own, reads, made = self.before.works[name]
        self._put(name, own, self.before.reads[reads], made)

    def put(self, name: str, read: Reads, made: Any) -> None:
        """Keep what came of a work just done, as JSON can hold it, unless what it has read cannot be told from what it will be."""
        self.asked |= read.asked
        own = self.owns.get(name)
        if own is not None and None not in map(self.answer, read):
            self._put(name, own, frozenset(read), made)

    def _put(self, name: str, own: str, names: frozenset[str], made: Any) -> None:
        self.works[name] = _Work(own, self.numbers.setdefault(names, len(self.numbers)), made)

    def save(self) -> None:
        """Write the works of this build."""
        waiting = [*dict.fromkeys(name for read in self.numbers for name in read)]
        places = {name: place for place, name in enumerate(waiting)}
        asked: list[tuple[int, int]] = []
        for name in waiting:  # and what was read to answer a question, and so on
            if (read := self.asked.get(name)) is not None:
                asked.append((places[name], self.numbers.setdefault(read, len(self.numbers))))
                for more in read - places.keys():
                    places[more] = len(waiting)
                    waiting.append(more)
        answers = {name: self.answer(name) for name in waiting}
        reads = [[places[name] for name in read] for read in self.numbers]
        whole = {"answers": answers, "reads": reads, "asked": asked, "works": self.works}
        self.kept.put(self.base, json.dumps(whole, separators=(",", ":")).encode())
        self.kept.save()

    def answer(self, name: str) -> str | None:
        """A digest of what stands under a name now; None where nothing does, or something that nobody can describe."""
        if name not in self.answers:
            self.answers[name] = None
            if (read := self.before.asked.get(name)) is not None and self._same(read):
                self.answers[name], self.asked[name] = self.before.answers[name], read
            else:
                with suppress(LookupError, TypeError, OSError), reading() as reads:
                    self.answers[name] = self.describer.digest(self._answer(name))
                    self.asked |= reads.asked
        return self.answers[name]

    def _answer(self, name: str) -> object:
        if name.startswith("["):
            return answered(name, self.sources, self.records)
        kind, _, rest = name.partition(" ")
        return self.asks[kind](rest)

    @property
    def records(self) -> Mapping[str, Mapping[str, object]]:
        """The records that questions are asked with, of each kind by id."""
        if self._records is None:
            folders: Iterable[Mapping[str, object]] = [getattr(self.plan, name) for name in FINE]
            self._records = {
                "Article": {article.id: article for article in self.articles},
                **{type(record).__name__: found for found in folders for record in [*found.values()][:1]},
            }
        return self._records
