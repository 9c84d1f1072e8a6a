"""A month of the calendar as a grid of weeks, and what is too long to stand in its cells."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ..model.plan import Plan
from .calendar import Item, items_between


@dataclass(frozen=True)
class DayCell:
    """A day of a month grid; `inside` is false for the days of the months before and after."""

    day: date
    inside: bool
    items: tuple[Item, ...]


def month_grid(plan: Plan, year: int, month: int) -> list[list[DayCell]]:
    """The weeks of a month, Monday first, with the short items of each day."""
    weeks = Calendar().monthdatescalendar(year, month)
    items = [item for item in items_between(plan, weeks[0][0], weeks[-1][-1]) if not item.long]
    return [[DayCell(day, day.month == month, tuple(_on(items, day))) for day in week] for week in weeks]


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
