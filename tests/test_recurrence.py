"""recurrence.py: every observance on the days another library, or the announcement, gives."""

from __future__ import annotations

from calendar import monthcalendar
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import ephem
import pytest
from choosing import mostly_slow
from dateutil.rrule import rrulestr
from icalendar import vRecur
from kepu.common.files.yaml_reader import read_yaml
from kepu.model.events import Fixed, Lunar, NthWeekday, Observance, SolarTerm, WeekOf
from kepu.queries.recurrence import Days, awaited, dated, days_in, entry_for, recurrence_rule
from lunardate import LunarDate
from sites import ROOT

YEARS = range(2020, 2036)


def observances() -> dict[str, Observance]:
    """The real ones, read without the rest of the plan."""
    paths = [path for folder in ("plan", "national/plan") for path in (ROOT / folder / "observances").glob("*.yaml")]
    return {path.stem: Observance.model_validate(read_yaml(path, path.name).value) for path in sorted(paths)}


REAL = observances()

FIXED = {
    "china-water-week": ("03-22", "03-28"),
    "book-day": ("04-23", "04-23"),
    "disaster-prevention-day": ("05-12", "05-12"),
    "disaster-reduction-day": ("10-13", "10-13"),
    "earth-day": ("04-22", "04-22"),
    "ecology-day": ("08-15", "08-15"),
    "environment-day": ("06-05", "06-05"),
    "eye-care-day": ("06-06", "06-06"),
    "fire-safety-day": ("11-09", "11-09"),
    "fire-safety-month": ("11-01", "11-30"),
    "meteorological-day": ("03-23", "03-23"),
    "national-fitness-day": ("08-08", "08-08"),
    "national-science-month": ("09-01", "09-30"),
    "patriotic-health-month": ("04-01", "04-30"),
    "science-workers-day": ("05-30", "05-30"),
    "traffic-safety-day": ("12-02", "12-02"),
    "water-day": ("03-22", "03-22"),
    "work-safety-consultation-day": ("06-16", "06-16"),
    "work-safety-month": ("06-01", "06-30"),
}
"""First and last day as their authorities set them."""

SINCE = {"national-science-month": 2025, "ecology-day": 2023, "sports-week": 2023, "reading-week": 2026}
"""Those that began after 2020."""

OFFICIAL = {
    "school-safety-day": ["2025-03-31", "2026-03-30", "2027-03-29", "2028-03-27"],
    "harvest-festival": ["2025-09-23", "2026-09-23", "2027-09-23", "2028-09-22", "2029-09-23", "2030-09-23"],
    "double-ninth-festival": ["2025-10-29", "2026-10-18", "2027-10-08", "2028-10-26", "2029-10-16", "2030-10-05"],
    "sports-week": ["2023-08-07", "2026-08-03"],
}
"""First days worked out by others, or published."""

ANNOUNCED = {
    "cybersecurity-week": [("2025-09-15", "2025-09-21")],
    "disaster-prevention-week": [("2025-05-12", "2025-05-18")],
    "energy-saving-week": [("2024-05-13", "2024-05-19"), ("2025-06-23", "2025-06-29"), ("2026-06-15", "2026-06-21")],
    "innovation-week": [
        ("2015-10-19", "2015-10-23"),
        ("2017-09-15", "2017-09-21"),
        ("2021-10-19", "2021-10-25"),
        ("2022-09-15", "2022-09-21"),
    ],
    "low-carbon-day": [("2024-05-15", "2024-05-15"), ("2025-06-25", "2025-06-25")],
    "national-science-day": [("2024-09-15", "2024-09-25")],
    "respect-seniors-month": [("2025-10-10", "2025-10-31")],
    "science-week": [
        ("2018-05-19", "2018-05-26"),
        ("2022-05-21", "2022-05-28"),
        ("2023-05-20", "2023-05-31"),
        ("2024-05-25", "2024-06-01"),
        ("2025-05-24", "2025-05-31"),
    ],
    "vocational-education-week": [("2025-05-11", "2025-05-17")],
}
"""What the authorities announced, year by year."""


def days(first: str, last: str) -> Days:
    return Days(date.fromisoformat(first), date.fromisoformat(last))


def make(rule: dict[str, Any], **fields: Any) -> Observance:
    return Observance.model_validate(
        {"name": "节日", "about": "说明", "updated": date(2026, 11, 24), "rule": rule, **fields}
    )


def another_way(observance: Observance, year: int) -> Days | None:
    """The days of a rule by the calendar module, lunardate and ephem; None for a rule nobody can compute."""
    match observance.rule:
        case Fixed(month=month, day=day, end_month=end_month, end_day=end_day):
            return Days(date(year, month, day), date(year, end_month or month, end_day or day))
        case NthWeekday(month=month, n=n, weekday=weekday):
            found = [week[weekday - 1] for week in monthcalendar(year, month) if week[weekday - 1]]
            first = date(year, month, found[n - 1 if n > 0 else n])
            return Days(first, first)
        case WeekOf(month=month, day=day):
            week, weekday = date(year, month, day).isocalendar()[1:]
            return Days(date.fromisocalendar(year, week, 1), date.fromisocalendar(year, week, 7))
        case SolarTerm(term="秋分"):
            first = (ephem.next_autumn_equinox(str(year)).datetime() + timedelta(hours=8)).date()
            return Days(first, first)
        case Lunar(month=month, day=day):
            first = LunarDate(year, month, day).to_solar_date()
            return Days(first, first)
    return None


def running(observance: Observance) -> Iterator[int]:
    """The years under test in which an observance is held."""
    return (year for year in YEARS if (observance.since or 0) <= year <= (observance.until or 9999))


@pytest.mark.parametrize("id", REAL)
def test_the_days_are_those_another_library_finds(id: str) -> None:
    observance = REAL[id]
    for year in running(observance):
        expected = another_way(observance, year)
        if expected:
            assert days_in(observance, year) == expected


def test_every_kind_of_rule_that_can_be_computed_is_in_use() -> None:
    kinds = {type(observance.rule) for observance in REAL.values() if another_way(observance, 2026)}
    assert kinds == {Fixed, NthWeekday, WeekOf, SolarTerm, Lunar}


@pytest.mark.parametrize("id", FIXED)
def test_fixed_days_are_those_their_authority_set(id: str) -> None:
    first, last = FIXED[id]
    for year in YEARS:
        expected = None if year < SINCE.get(id, 0) else days(f"{year}-{first}", f"{year}-{last}")
        assert days_in(REAL[id], year) == expected


@pytest.mark.parametrize("id", OFFICIAL)
def test_computed_days_equal_those_others_found(id: str) -> None:
    for day in map(date.fromisoformat, OFFICIAL[id]):
        found = days_in(REAL[id], day.year)
        assert found
        assert found.first == day


def test_the_week_of_a_day_runs_from_monday_to_sunday() -> None:
    assert days_in(REAL["sports-week"], 2026) == days("2026-08-03", "2026-08-09")
    for year in running(REAL["sports-week"]):
        found = days_in(REAL["sports-week"], year)
        assert found
        assert (found.first.isoweekday(), found.last.isoweekday()) == (1, 7)
        assert found.first <= date(year, 8, 8) <= found.last


@pytest.mark.parametrize(("day", "monday"), [(1, "2026-12-28"), (3, "2026-12-28"), (4, "2027-01-04")])
def test_the_week_of_a_day_may_begin_the_year_before(day: int, monday: str) -> None:
    found = days_in(make({"type": "week-of", "month": 1, "day": day}), 2027)
    assert found == Days(date.fromisoformat(monday), date.fromisoformat(monday) + timedelta(days=6))


@pytest.mark.parametrize("id", ANNOUNCED)
def test_announced_days_are_those_announced(id: str) -> None:
    for first, last in ANNOUNCED[id]:
        assert days_in(REAL[id], int(first[:4])) == days(first, last)


@pytest.mark.parametrize("id", [id for id, found in REAL.items() if found.rule.type == "announced"])
def test_nobody_guesses_what_is_not_announced(id: str) -> None:
    known = {entry.year for entry in REAL[id].years if entry.start}
    assert [year for year in range(2000, 2036) if days_in(REAL[id], year)] == sorted(known)


def test_the_low_carbon_day_is_the_third_of_the_energy_saving_week() -> None:
    for year in (2024, 2025):
        week, day = days_in(REAL["energy-saving-week"], year), days_in(REAL["low-carbon-day"], year)
        assert week
        assert day
        assert day.first - week.first == timedelta(days=2)


def test_the_science_day_became_the_science_month() -> None:
    day, month = REAL["national-science-day"], REAL["national-science-month"]
    assert (day.until, day.followed_by, month.since) == (2024, "national-science-month", 2025)
    assert days_in(day, 2024)
    assert not days_in(month, 2024)
    assert not days_in(day, 2025)
    assert not awaited(day, 2025)
    assert days_in(month, 2025) == days("2025-09-01", "2025-09-30")


@pytest.mark.parametrize("id", [id for id, found in REAL.items() if found.since])
def test_nothing_is_held_before_it_began(id: str) -> None:
    since = REAL[id].since
    assert since
    assert days_in(REAL[id], since - 1) is None


def test_nothing_is_awaited_before_it_began() -> None:
    for observance in REAL.values():
        if observance.since:
            assert not awaited(observance, observance.since - 1)


@pytest.mark.parametrize("id", SINCE)
def test_the_young_ones_know_their_first_year(id: str) -> None:
    assert REAL[id].since == SINCE[id]


@pytest.mark.parametrize(
    "rule", [{"type": "fixed", "month": 6, "day": 5}, {"type": "lunar", "month": 9, "day": 9}, {"type": "announced"}]
)
def test_since_and_until_are_the_first_and_the_last_year(rule: dict[str, Any]) -> None:
    entries = (
        [{"year": year, "start": date(year, 6, 5)} for year in range(2020, 2030)] if rule["type"] == "announced" else []
    )
    observance = make(rule, since=2022, until=2024, years=entries)
    assert [year for year in range(2020, 2030) if days_in(observance, year)] == [2022, 2023, 2024]


@pytest.mark.parametrize("id", [id for id, found in REAL.items() if recurrence_rule(found)])
def test_the_recurrence_rule_expands_to_the_same_days(id: str) -> None:
    observance = REAL[id]
    rule = recurrence_rule(observance)
    assert rule
    expected = [found.first for year in YEARS if (found := days_in(observance, year))]
    start = datetime.combine(expected[0], datetime.min.time())
    expanded = rrulestr(vRecur(rule).to_ical().decode(), dtstart=start)
    assert [found.date() for found in expanded.between(start, datetime(2035, 12, 31), inc=True)] == expected


@pytest.mark.parametrize(
    ("id", "text"),
    [
        ("earth-day", "FREQ=YEARLY;BYMONTHDAY=22;BYMONTH=4"),
        ("national-science-month", "FREQ=YEARLY;BYMONTHDAY=1;BYMONTH=9"),
        ("school-safety-day", "FREQ=YEARLY;BYDAY=-1MO;BYMONTH=3"),
    ],
)
def test_the_recurrence_rule_reads_as_in_the_standard(id: str, text: str) -> None:
    rule = recurrence_rule(REAL[id])
    assert rule
    assert vRecur(rule).to_ical().decode() == text


def test_only_fixed_days_and_weekdays_have_a_recurrence_rule() -> None:
    for observance in REAL.values():
        assert bool(recurrence_rule(observance)) == isinstance(observance.rule, Fixed | NthWeekday)


@pytest.mark.parametrize("n", [1, 2, 3, 4, -1])
@pytest.mark.parametrize("weekday", range(1, 8))
def test_any_weekday_of_any_month_is_found(n: int, weekday: int) -> None:
    for month in range(1, 13):
        observance = make({"type": "nth-weekday", "month": month, "n": n, "weekday": weekday})
        assert [days_in(observance, year) for year in YEARS] == [another_way(observance, year) for year in YEARS]
        rule = rrulestr(vRecur(recurrence_rule(observance)).to_ical().decode(), dtstart=datetime(2020, 1, 1))
        assert [found.date() for found in rule.between(datetime(2020, 1, 1), datetime(2035, 12, 31), inc=True)] == [
            found.first for year in YEARS if (found := days_in(observance, year))
        ]


@pytest.mark.parametrize("month", mostly_slow(range(1, 13), [1, 8, 12]))
def test_any_lunar_day_is_found(month: int) -> None:
    for day in (1, 9, 15, 29):
        observance = make({"type": "lunar", "month": month, "day": day})
        assert [days_in(observance, year) for year in YEARS] == [another_way(observance, year) for year in YEARS]


def test_a_span_to_the_end_of_february_knows_leap_years() -> None:
    february = make({"type": "fixed", "month": 2, "day": 1, "end_month": 2, "end_day": 29})
    leap = [year for year in YEARS if (found := days_in(february, year)) and found.last.day == 29]
    assert leap == [2020, 2024, 2028, 2032]
    for year in (2028, 2032):
        assert days_in(february, year) == days(f"{year}-02-01", f"{year}-02-29")


def test_the_29th_of_february_is_the_28th_in_other_years_and_has_no_recurrence_rule() -> None:
    observance = make({"type": "fixed", "month": 2, "day": 29})
    assert days_in(observance, 2028) == days("2028-02-29", "2028-02-29")
    assert days_in(observance, 2032) == days("2032-02-29", "2032-02-29")
    assert days_in(observance, 2027) == days("2027-02-28", "2027-02-28")
    assert recurrence_rule(observance) is None


def test_an_announced_day_without_an_end_is_one_day() -> None:
    observance = make({"type": "announced"}, years=[{"year": 2026, "start": date(2026, 6, 17)}])
    assert days_in(observance, 2026) == days("2026-06-17", "2026-06-17")


def test_a_theme_alone_does_not_make_a_date() -> None:
    observance = make({"type": "announced"}, years=[{"year": 2026, "theme": "主题"}])
    assert days_in(observance, 2026) is None
    assert awaited(observance, 2026)
    assert entry_for(observance, 2026) == observance.years[0]
    assert entry_for(observance, 2027) is None


def test_a_series_has_no_days_and_awaits_none() -> None:
    series = [observance for observance in REAL.values() if not dated(observance)]
    assert series
    for observance in series:
        assert recurrence_rule(observance) is None
        assert not any(days_in(observance, year) or awaited(observance, year) for year in YEARS)


def test_what_can_be_computed_is_never_awaited() -> None:
    for observance in REAL.values():
        if another_way(observance, 2026):
            assert not any(awaited(observance, year) for year in YEARS)
