"""What a table of data files consists of: files that are made when somebody wants them, and what they are made from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ..model.plan import Plan
from ..queries.articles import Article

API = "api/v1/"

Content = str | bytes


@dataclass(frozen=True, eq=False)
class ExportInput:
    """What data files are made from; `known` are the addresses published so far, from the site's root."""

    plan: Plan
    today: date
    articles: Sequence[Article] = ()
    known: Collection[str] = ()


class ExportFile(NamedTuple):
    """A path from the site's root, and what makes the file; where that gives None, there is none.

    `of` is all that goes into it beside the day and what it reads of plan and articles by itself.
    """

    path: str
    make: Callable[[], Content | None]
    of: tuple[object, ...] = ()


@dataclass(frozen=True)
class Export:
    """Files of one sort: what lists them, and which addresses readers may rely on, as a regular expression."""

    files: Callable[[ExportInput], Iterator[ExportFile]]
    promised: str
