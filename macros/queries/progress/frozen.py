"""A year's reports frozen on a day, and what differs between two such days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...model.plan import Plan
from ...model.reports import Entry, FrozenRow, FrozenYear
from .standing import YearOfReports, year_of_reports
from .wording import entry_in_words

NOTHING = "没有收到"


@dataclass(frozen=True)
class RowDifference:
    """What one part of one measure of one unit said, and what it says now."""

    unit: str
    measure: str
    part: str
    was: str
    now: str


def frozen_rows(plan: Plan, found: YearOfReports) -> tuple[FrozenRow, ...]:
    """Every pair of a year in the words of the page; what follows from the day alone is left out."""
    return tuple(
        FrozenRow(measure=one.measure.id, unit=one.unit.id, said=_said(plan, one.entry)) for one in found.standings
    )


def _said(plan: Plan, entry: Entry | None) -> dict[str, str]:
    words = entry_in_words(plan, entry) if entry else {"状态": NOTHING}
    return {part: said for part, said in words.items() if said}


def frozen_years(plan: Plan, year: int) -> list[FrozenYear]:
    """What was frozen of a year, oldest first."""
    return sorted((one for one in plan.reporting.snapshots if one.year == year), key=lambda one: one.taken)


def row_differences(before: Sequence[FrozenRow], after: Sequence[FrozenRow]) -> Iterator[RowDifference]:
    """What differs, row by row, part by part."""
    old = {(row.unit, row.measure): row.said for row in before}
    new = {(row.unit, row.measure): row.said for row in after}
    for key in dict.fromkeys([*old, *new]):
        was, now = old.get(key, {}), new.get(key, {})
        for part in dict.fromkeys([*was, *now]):
            if was.get(part, "") != now.get(part, ""):
                yield RowDifference(*key, part, was.get(part, ""), now.get(part, ""))


def frozen_steps(plan: Plan, year: int) -> list[tuple[FrozenYear, FrozenYear | None, list[RowDifference]]]:
    """Each frozen day with the next one and what changed in between; the last with what is there now, which is None."""
    kept, current = frozen_years(plan, year), year_of_reports(plan, year)
    now = frozen_rows(plan, current) if current else ()
    later: list[FrozenYear | None] = [*kept[1:], *([None] if kept else [])]
    return [
        (one, then, list(row_differences(one.rows, then.rows if then else now)))
        for one, then in zip(kept, later, strict=True)
    ]
