"""Dates: the moment of the build, and how a date is written for a reader in China."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has had one zone and no summer time since 1992, so a fixed offset is exact and needs no tz database."""

LEAP_YEAR = 2024
"""Any leap year: what counts days of a year without one has 366."""


def build_time() -> datetime:
    """The moment, as clocks in 咸安 show it, at which the site counts as built.

    SOURCE_DATE_EPOCH (seconds since 1970, UTC) stands in for the clock where it is set, so that one
    commit gives one site: https://reproducible-builds.org/specs/source-date-epoch/
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return moment.astimezone(CHINA)


def build_date() -> date:
    """The day in 咸安 on which the site counts as built."""
    return build_time().date()


def in_words(day: date) -> str:
    """2022年8月26日, as the plan itself writes dates."""
    return f"{day.year}年{day.month}月{day.day}日"


def years_later(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
