"""A month of the calendar as a grid of weeks, and what is too long to stand in its cells."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import takewhile
from operator import is_

from ..model.plan import Plan
from .calendar import Item, items_between


@dataclass(frozen=True)
class Stretch:
    """Neighbouring days of one item within a week; `days` are those from this cell on, `begins` is false in the later ones."""

    item: Item
    days: int
    begins: bool


@dataclass(frozen=True)
class DayCell:
    """A day of a month grid; `inside` is false for the days of the months before and after.

    `lanes` are the items of several days, one above the other, each in the same lane all week; None is a gap.
    `items` are those of this day alone.
    """

    day: date
    inside: bool
    lanes: tuple[Stretch | None, ...]
    items: tuple[Item, ...]


def month_grid(plan: Plan, year: int, month: int) -> list[list[DayCell]]:
    """The weeks of a month, Monday first, with the short items of each day."""
    weeks = Calendar().monthdatescalendar(year, month)
    items = [item for item in items_between(plan, weeks[0][0], weeks[-1][-1]) if not item.long]
    return [_week(items, week, month) for week in weeks]


def _week(items: Sequence[Item], week: Sequence[date], month: int) -> list[DayCell]:
    inside = [day if day.month == month else None for day in week]
    on: list[list[Item]] = [[*_on(items, day)] if day else [] for day in inside]
    lanes = _lanes([item for item in items if _several(item)], on)
    return [
        DayCell(day, day.month == month, _runs(lanes, place), tuple(item for item in on[place] if not _several(item)))
        for place, day in enumerate(week)
    ]


def _several(item: Item) -> bool:
    return item.days is not None and item.days.first != item.days.last


Lane = list[Item | None]
"""What stands in a lane on each day of a week."""


def _lanes(items: Iterable[Item], on: Sequence[Sequence[Item]]) -> list[Lane]:
    """The lanes of a week: each item in the first lane in which its days are free."""
    lanes: list[Lane] = []
    for item in items:
        places = [place for place, those in enumerate(on) if item in those]
        if places:
            lane = next((lane for lane in lanes if not any(lane[place] for place in places)), None)
            if lane is None:
                lane = [None for _ in on]
                lanes.append(lane)
            for place in places:
                lane[place] = item
    return lanes


def _runs(lanes: Iterable[Lane], place: int) -> tuple[Stretch | None, ...]:
    """What stands in the lanes on a day, without the gaps after the last."""
    runs: list[Stretch | None] = []
    for lane in lanes:
        item = lane[place]
        rest = list(takewhile(partial(is_, item), lane[place:]))
        runs.append(Stretch(item, len(rest), place == 0 or lane[place - 1] is not item) if item else None)
    while runs and runs[-1] is None:
        runs.pop()
    return tuple(runs)


def long_items(plan: Plan, year: int, month: int) -> list[Item]:
    """The items of more than ten days that touch a month."""
    return [item for item in month_items(plan, year, month) if item.long]


def month_items(plan: Plan, year: int, month: int) -> list[Item]:
    first = date(year, month, 1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return items_between(plan, first, last)


def _on(items: Iterable[Item], day: date) -> Iterator[Item]:
    return (item for item in items if item.days and item.days.first <= day <= item.days.last)


def by_month(items: Iterable[Item], today: date) -> list[tuple[str, list[Item]]]:
    """Dated items, soonest first, under captions: what began before today, then each month; no group is empty."""
    groups: dict[str, list[Item]] = {}
    for item in items:
        if item.days:
            first = item.days.first
            caption = "正在进行" if first < today else f"{first.year}年{first.month}月"
            groups.setdefault(caption, []).append(item)
    return list(groups.items())
