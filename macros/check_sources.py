"""Sources that nobody could look up: a name and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .content import Written
from .errors import Problem
from .model import Plan
from .record import Record, Source, children
from .references import all_records

TELLING = re.compile(r"《.+》|(?:19|20)\d\d|转载")
"""A name with a title or a year in it can be found by that; one that owns up to a reprint is known to be weak."""


def check_sources(plan: Plan, pages: Iterable[Written]) -> Iterator[Problem]:
    """A source says more than a name: publisher, number, date or link (only a hint)."""
    for record in [*all_records(plan), *(page.article for page in pages if page.article)]:
        for source in _sources(record):
            if not can_be_found(source):
                message = f"出处“{source.name}”太笼统，读者查不到；发布单位、文号、日期、网址，请再写一项"
                yield Problem(source.where("name"), message, warning=True)


def can_be_found(source: Source) -> bool:
    """Whether a reader could look a source up."""
    told = source.publisher or source.number or source.dated or source.link
    return bool(told or TELLING.search(source.name))


def _sources(record: Record) -> Iterator[Source]:
    """The sources in a record; what is marked as not verified is known to need better ones."""
    if isinstance(record, Source):
        yield record
    elif not getattr(record, "unverified", False):
        for child in children(record):
            yield from _sources(child)
