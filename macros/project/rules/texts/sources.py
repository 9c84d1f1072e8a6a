"""Sources that nobody could look up, and one document that is described in two ways."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain

from ....common.problems import Problem
from ....model.kept_text import KeptText
from ....model.plan import Plan
from ....model.record import Record, Source, children
from ...citations import names_of
from ...content_loader import Written
from ...references import all_records

NAMED_SOURCE = re.compile(r"《.+》|(?:19|20)\d\d|转载")
"""A name with a title or a year in it can be found by that; one that owns up to a reprint is known to be weak."""


def check_cited_sources(plan: Plan, pages: Iterable[Written]) -> Iterator[Problem]:
    """A source says more than a name: publisher, number, date or link (only a hint)."""
    for record in _citing(plan, pages):
        for source, checked in _sources(record):
            if checked and not can_be_found(source):
                message = f"出处“{source.name}”太笼统，读者查不到；发布单位、文号、日期、网址，请再写一项"
                yield Problem(source.where("name"), message, warning=True)


def can_be_found(source: Source) -> bool:
    """Whether a reader could look a source up."""
    told = source.publisher or source.number or source.dated or source.link
    return bool(told or NAMED_SOURCE.search(source.name))


def check_descriptions(plan: Plan, pages: Iterable[Written]) -> Iterator[Problem]:
    """One document has one publisher, one number and one date, wherever it is named; a kept text says which."""
    kept = {name: law for law in plan.quotes.values() for name in names_of(law)}
    groups: defaultdict[str, list[Source]] = defaultdict(list)
    for source, _ in chain.from_iterable(map(_sources, _citing(plan, pages))):
        if named := TITLE.match(source.name):
            groups[kept[named[1]].title if named[1] in kept else named[1]].append(source)
    for title, sources in groups.items():
        for field in ("publisher", "number", "dated"):
            yield from _deviating(field, sources, kept.get(title))


TITLE = re.compile(r"《([^《》]+)》")
"""The document that a source is, as its name begins with it; a report on one begins otherwise."""


def _deviating(field: str, sources: Iterable[Source], law: KeptText | None) -> Iterator[Problem]:
    """The sources whose field differs from the kept text, or else from what most of them say."""
    said = {index: (source, _plain(getattr(source, field))) for index, source in enumerate(sources)}
    counts = Counter(value for _, value in said.values() if value)
    right = (_plain(getattr(law, field)) if law else "") or next((value for value, _ in counts.most_common(1)), "")
    for source, value in said.values():
        if value and value != right:
            message = f"写的是“{value}”，别处说这份文件是“{right}”；同一份文件要写得一样"
            yield Problem(source.where(field), message)


def _plain(value: object) -> str:
    """A field as text, without what is added in brackets: 国务院（……节选） → 国务院."""
    return re.sub(r"（[^（）]*）", "", str(value)) if value else ""


def _citing(plan: Plan, pages: Iterable[Written]) -> Iterator[Record]:
    yield from all_records(plan)
    yield from (page.article for page in pages if page.article)


def _sources(record: Record) -> list[tuple[Source, bool]]:
    """The sources in a record, and whether they are to be good ones: what is marked as not verified has none yet."""
    found: list[tuple[Source, bool]] = []
    _gather(record, not record.__dict__.get("unverified"), found)
    return found


def _gather(record: Record, checked: bool, found: list[tuple[Source, bool]]) -> None:
    for child in children(record):
        if isinstance(child, Source):
            found.append((child, checked))
        else:
            _gather(child, checked and not child.__dict__.get("unverified"), found)
