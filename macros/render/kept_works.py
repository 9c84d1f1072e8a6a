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
from ..common.reads import answered
from ..model.plan import FINE, Member, Period, Plan, Unit
from ..model.syndicated import FeedSource
from ..model.tree.node import Node
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
        self.asks: dict[str, Telling] = {
            "all": lambda name: getattr(plan, name),
            "any": lambda name: bool(getattr(plan, name)),
            "count": lambda name: len(getattr(plan, name)),
            "one": lambda name: getattr(plan, name.partition(" ")[0]).get(name.partition(" ")[2]),
            "list": lambda name: self.sources[name],
            **asks,
        }
        self._records: dict[str, Mapping[str, object]] | None = None
        self.describer = Describer(CORE)
        self.base = self.describer.digest([common, common_files_digest(root, (*FINE, ADDRESS_LIST.name))])
        self.answers: dict[str, str | None] = {}
        self.owns: dict[str, str | None] = {}
        self.works: dict[str, _Work] = {}
        self.numbers: dict[frozenset[str], int] = {}
        self.kept = Kept(root / CACHE, program(), "made")
        self.before, self.answered, self.reads = self._before()
        self.stays: dict[int, bool] = {}

    def _before(self) -> tuple[dict[str, Sequence[Any]], dict[str, str], list[frozenset[str]]]:
        """The works of the build before, what stood under each name that they read, and the sets of what they read."""
        with suppress(ValueError, TypeError, LookupError, AttributeError):
            data = json.loads(self.kept.get(self.base) or b"")
            names = list(data["answers"])
            return data["works"], data["answers"], [frozenset(map(names.__getitem__, read)) for read in data["reads"]]
        return {}, {}, []

    def own(self, *values: object) -> str | None:
        """A digest of what a work is beside what it reads; None where there is no telling."""
        with suppress(TypeError):
            return self.describer.digest(values)
        return None

    def get(self, name: str, own: str | None) -> Any:
        """What came of a work when it was made, where making it again would give the same; else None, and it can be `put`."""
        self.owns[name] = own
        work = self.before.get(name)
        return work[2] if work and work[0] == own and self._stay(work[1]) else None

    def _stay(self, number: int) -> bool:
        """Whether all that is in a set of the build before says the same."""
        if number not in self.stays:
            self.stays[number] = all(self.answer(name) == self.answered[name] for name in self.reads[number])
        return self.stays[number]

    def keep(self, name: str) -> None:
        """Keep a work for one more build."""
        own, reads, made = self.before[name]
        self._put(name, own, self.reads[reads], made)

    def put(self, name: str, read: Iterable[str], made: Any) -> None:
        """Keep what came of a work just done, as JSON can hold it, unless what it has read cannot be told from what it will be."""
        names, own = frozenset(read), self.owns.get(name)
        if own is not None and None not in map(self.answer, names):
            self._put(name, own, names, made)

    def _put(self, name: str, own: str, names: frozenset[str], made: Any) -> None:
        self.works[name] = _Work(own, self.numbers.setdefault(names, len(self.numbers)), made)

    def save(self) -> None:
        """Write the works of this build."""
        places = {
            name: place for place, name in enumerate(dict.fromkeys(name for read in self.numbers for name in read))
        }
        answers = {name: self.answer(name) for name in places}
        reads = [sorted(places[name] for name in read) for read in self.numbers]
        data = json.dumps({"answers": answers, "reads": reads, "works": self.works}, separators=(",", ":"))
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
