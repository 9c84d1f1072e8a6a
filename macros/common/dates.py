"""Dates: the moment of the build, and how a date is written for a reader in China."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has had one zone and no summer time since 1992, so a fixed offset is exact and needs no tz database."""

LEAP_YEAR = 2024
"""Any leap year: what counts days of a year without one has 366."""


def build_time() -> datetime:
    """The moment, as clocks in China show it, at which the site counts as built.

    SOURCE_DATE_EPOCH (seconds since 1970, UTC) stands in for the clock where it is set, so that one
    commit gives one site: https://reproducible-builds.org/specs/source-date-epoch/
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return moment.astimezone(CHINA)


def build_date() -> date:
    """The day in China on which the site counts as built."""
    return build_time().date()


WEEKDAYS = "一二三四五六日"
"""Monday to Sunday."""

PARTS_OF_DAY = ((6, "凌晨"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))
"""The hour before which a part of the day ends, and what people call that part."""


def in_words(day: date) -> str:
    """2022年8月26日, as the plan itself writes dates."""
    return f"{day.year}年{day.month}月{day.day}日"


def in_year(day: date, year: int | None) -> str:
    """12月5日, as people say it within that year; a day of another year, or where there is none, with its year."""
    return in_words(day) if day.year != year else f"{day.month}月{day.day}日"


def weekday(day: date) -> str:
    """星期六."""
    return f"星期{WEEKDAYS[day.weekday()]}"


def hours_in_words(begins: str, ends: str | None = None) -> str:
    """上午9:30—11:30 for 09:30 and 11:30; the part of the day is said once where it stays the same."""
    part, time = _hour_in_words(begins)
    if not ends:
        return part + time
    part_of_end, end = _hour_in_words(ends)
    return f"{part}{time}—{end if part_of_end == part else part_of_end + end}"


def _hour_in_words(clock: str) -> tuple[str, str]:
    hour, _, minutes = clock.partition(":")
    part = next(name for before, name in PARTS_OF_DAY if int(hour) < before)
    return part, f"{int(hour) - 12 * (int(hour) > 12)}:{minutes}"


def years_later(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
