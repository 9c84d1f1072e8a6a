"""The rule of an observance into its days in a given year, and into an iCalendar rule where one exists."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from lunar_python import Lunar as LunarCalendar
from lunar_python import LunarMonth

from ..common.dates import WEEKDAYS
from ..common.text.numerals import NUMERALS
from ..model.events import Announced, Fixed, Lunar, NthWeekday, Observance, SolarTerm, Undated, WeekOf, YearEntry

LEAP = (2022, 2023, 2024)
"""A common year, the one before a leap year, and a leap year: what is as long in all three is as long in every year."""
ICAL_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, order=True)
class Days:
    """First and last day, both included."""

    first: date
    last: date

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1


def days_in(observance: Observance, year: int) -> Days | None:
    """The days of an observance in a year; None before it began, after it ended, or while nothing is announced."""
    if not _held(observance, year):
        return None
    match observance.rule:
        case Fixed() as rule:
            return _fixed(rule, year)
        case NthWeekday() as rule:
            return _one(_nth_weekday(year, rule.month, rule.n, rule.weekday))
        case WeekOf() as rule:
            monday = date(year, rule.month, _day_in(year, rule.month, rule.day))
            monday -= timedelta(days=monday.weekday())
            return Days(monday, monday + timedelta(days=6))
        case SolarTerm() as rule:
            return _one(_term_day(year, rule.term))
        case Lunar() as rule:
            return _one(_lunar_day(year, rule.month, rule.day))
        case Announced():
            entry = entry_for(observance, year)
            return Days(entry.start, entry.end or entry.start) if entry and entry.start else None
    return None


def entry_for(observance: Observance, year: int) -> YearEntry | None:
    """What is recorded of one year."""
    return next((entry for entry in observance.years if entry.year == year), None)


def awaited(observance: Observance, year: int) -> bool:
    """Whether the year's date is for an authority to announce, and not yet known."""
    return isinstance(observance.rule, Announced) and _held(observance, year) and days_in(observance, year) is None


def dated(observance: Observance) -> bool:
    return not isinstance(observance.rule, Undated)


def recurrence_rule(observance: Observance) -> dict[str, str | int] | None:
    """The RRULE (RFC 5545, 3.3.10) that gives every year's days, or None where none can.

    An entry that recurs is as long each time, so a span over the end of February has no rule.
    """
    match observance.rule:
        case Fixed() as rule if (
            rule.day <= monthrange(2023, rule.month)[1] and len({_fixed(rule, y).length for y in LEAP}) == 1
        ):
            return {"FREQ": "YEARLY", "BYMONTH": rule.month, "BYMONTHDAY": rule.day}
        case NthWeekday() as rule:
            return {"FREQ": "YEARLY", "BYMONTH": rule.month, "BYDAY": f"{rule.n}{ICAL_WEEKDAYS[rule.weekday - 1]}"}
    return None


def _held(observance: Observance, year: int) -> bool:
    """Whether the year lies in the observance's lifetime, as far as that is known."""
    return (observance.since or year) <= year <= (observance.until or year)


@lru_cache(maxsize=4096)
def _term_day(year: int, term: str) -> date:
    return _from_lunar(LunarCalendar.fromYmd(year, 6, 1).getJieQiTable()[term])


@lru_cache(maxsize=4096)
def _lunar_day(year: int, month: int, day: int) -> date:
    """The day of the Chinese month, or its last where the month has only 29."""
    days = LunarMonth.fromYm(year, month).getDayCount()
    return _from_lunar(LunarCalendar.fromYmd(year, month, min(day, days)).getSolar())


def _fixed(rule: Fixed, year: int) -> Days:
    first = date(year, rule.month, _day_in(year, rule.month, rule.day))
    if rule.end_month is None or rule.end_day is None:
        return _one(first)
    over = (rule.end_month, rule.end_day) < (rule.month, rule.day)  # a span over New Year
    return Days(first, date(year + over, rule.end_month, _day_in(year + over, rule.end_month, rule.end_day)))


def _one(day: date) -> Days:
    return Days(day, day)


def _day_in(year: int, month: int, day: int) -> int:
    """The day, or the last of the month where the month is shorter (a span to 29 February)."""
    return min(day, monthrange(year, month)[1])


def _nth_weekday(year: int, month: int, n: int, weekday: int) -> date:
    if n > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (n - 1))
    last = date(year, month, monthrange(year, month)[1])
    return last - timedelta(days=(last.isoweekday() - weekday) % 7)


def _from_lunar(solar: object) -> date:
    return date(solar.getYear(), solar.getMonth(), solar.getDay())  # type: ignore[attr-defined]


LUNAR_DAYS = [f"{tens}{unit}" for tens, units in (("初", NUMERALS), ("十", NUMERALS[:9])) for unit in units] + ["二十"]
LUNAR_DAYS += [f"廿{unit}" for unit in NUMERALS[:9]] + ["三十"]
LUNAR_MONTHS = ("正", *NUMERALS[1:], "冬", "腊")


def rule_in_words(observance: Observance) -> str:
    """The rule as people say it: 每年 5 月 12 日；从 2009 年起."""
    return _when(observance) + _lifetime(observance)


def _when(observance: Observance) -> str:
    match observance.rule:
        case Fixed() as rule if rule.end_day or rule.end_month:
            return (
                f"每年 {rule.month} 月 {rule.day} 日至 {rule.end_month or rule.month} 月 {rule.end_day or rule.day} 日"
            )
        case Fixed() as rule:
            return f"每年 {rule.month} 月 {rule.day} 日"
        case NthWeekday() as rule:
            which = "最后一个" if rule.n == -1 else f"第{NUMERALS[rule.n - 1]}个"
            return f"每年 {rule.month} 月{which}星期{WEEKDAYS[rule.weekday - 1]}"
        case WeekOf() as rule:
            return f"每年 {rule.month} 月 {rule.day} 日所在的一周"
        case SolarTerm() as rule:
            return f"每年{rule.term}"
        case Lunar() as rule:
            return f"每年农历{LUNAR_MONTHS[rule.month - 1]}月{LUNAR_DAYS[rule.day - 1]}"
        case Announced():
            return "日期每年由主管部门公布"
    return "系列活动，没有固定的日子"


def _lifetime(observance: Observance) -> str:
    if observance.since and observance.until:
        return f"（{observance.since}—{observance.until} 年）"
    if observance.until:
        return f"（到 {observance.until} 年为止）"
    return f"（{observance.since} 年起）" if observance.since else ""


def time_to_act(observance: Observance) -> str:
    """When its suggestions are for: 这一天, 这些天, or nothing where a series has no days."""
    rule = observance.rule
    if isinstance(rule, Undated):
        return ""
    if isinstance(rule, Announced):
        one = any(entry.start for entry in observance.years) and not any(entry.end for entry in observance.years)
    else:
        one = not isinstance(rule, WeekOf) and not (isinstance(rule, Fixed) and rule.end_day)
    return "这一天" if one else "这些天"
