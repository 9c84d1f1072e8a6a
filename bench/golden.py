"""The golden queries of tests/golden, each with the pages that answer it, and how well a search answers them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

QUERIES = Path(__file__).resolve().parent.parent / "tests" / "golden" / "queries.tsv"


@dataclass(frozen=True)
class Query:
    """What somebody types, of which class it is, and the pages that are right."""

    kind: str
    words: str
    right: frozenset[str]


@dataclass(frozen=True)
class Marks:
    """Shares of queries: first hit right, among the first five, mean reciprocal rank, without an answer."""

    queries: int
    first: float
    five: float
    rank: float
    empty: float


def golden(year: int) -> list[Query]:
    """All queries; {year} in the file is the year of the build."""
    lines = QUERIES.read_text("utf-8").replace("{year}", str(year)).splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return [Query(kind, words, frozenset(right.split("|"))) for kind, words, right in rows]


def halves(queries: Sequence[Query]) -> tuple[list[Query], list[Query]]:
    """Every second query, class by class: one half to tune on, one to be judged by."""
    ordered = sorted(queries, key=lambda query: query.kind)
    return ordered[::2], ordered[1::2]


def mark(queries: Iterable[Query], answers: Mapping[str, Sequence[str]]) -> Marks:
    """`answers` are the addresses found for each query's words, in order."""
    places = [_place(query, answers[query.words]) for query in queries]
    count = len(places) or 1
    return Marks(
        len(places),
        sum(place == 1 for place in places) / count,
        sum(0 < place <= 5 for place in places) / count,
        sum(1 / place for place in places if place) / count,
        sum(not answers[query.words] for query in queries) / count,
    )


def _place(query: Query, found: Sequence[str]) -> int:
    """The place of the first right answer, from 1; 0 where there is none."""
    return next((place for place, url in enumerate(found, 1) if url in query.right), 0)
