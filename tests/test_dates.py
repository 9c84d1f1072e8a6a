"""dates.py: the day of the build in 咸安, and dates in words."""

from __future__ import annotations

from datetime import date

import pytest
from kepu.common.dates import CHINA, build_date, build_time, hours_in_words, in_words, in_year, weekday


@pytest.mark.parametrize(
    ("epoch", "day"),
    [
        ("0", date(1970, 1, 1)),
        ("1767196799", date(2025, 12, 31)),  # 23:59:59 in 咸安, 15:59:59 UTC
        ("1767196800", date(2026, 1, 1)),  # midnight in 咸安, still the 31st in Greenwich and New York
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Shanghai"])
def test_the_build_date_is_the_day_in_xianan(monkeypatch: pytest.MonkeyPatch, epoch: str, day: date, zone: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    monkeypatch.setenv("TZ", zone)
    assert build_date() == day


def test_the_build_time_is_the_moment_by_clocks_in_xianan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780300805")
    assert build_time().isoformat() == "2026-06-01T16:00:05+08:00"


@pytest.mark.parametrize("epoch", [None, ""])
def test_without_an_epoch_the_clock_counts(monkeypatch: pytest.MonkeyPatch, epoch: str | None) -> None:
    if epoch is None:
        monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    else:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert build_date() >= date(2024, 1, 1)


def test_china_is_eight_hours_ahead() -> None:
    assert str(CHINA.utcoffset(None)) == "8:00:00"


@pytest.mark.parametrize(("day", "words"), [(date(2022, 8, 26), "2022年8月26日"), (date(2026, 10, 1), "2026年10月1日")])
def test_dates_are_written_as_the_plan_writes_them(day: date, words: str) -> None:
    assert in_words(day) == words


def test_a_day_is_said_with_its_weekday_and_its_year_where_it_is_another() -> None:
    day = date(2026, 12, 5)
    assert (in_year(day, 2026), in_year(day, 2027), weekday(day)) == ("12月5日", "2026年12月5日", "星期六")


@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [
        ("09:30", "11:30", "上午9:30—11:30"),
        ("09:30", "14:05", "上午9:30—下午2:05"),
        ("00:00", None, "凌晨0:00"),
        ("06:00", None, "上午6:00"),
        ("12:00", "13:00", "中午12:00—下午1:00"),
        ("17:59", "18:00", "下午5:59—晚上6:00"),
        ("23:59", None, "晚上11:59"),
    ],
)
def test_hours_are_said_with_the_part_of_the_day(begins: str, ends: str | None, said: str) -> None:
    assert hours_in_words(begins, ends) == said
