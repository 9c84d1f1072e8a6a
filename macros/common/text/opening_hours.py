"""Opening hours as an editor writes them into the form of schema.org, where every word of them can be read."""

from __future__ import annotations

import re
from itertools import groupby

DAY_NAMES = "一二三四五六日"
DAY_CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")

_DAY = "周[一二三四五六日]"
_DAYS = rf"每天|周末|{_DAY}至{_DAY}|{_DAY}(?:、{_DAY})*"
_SPAN = r"(?:[01]?\d|2[0-4])[:：][0-5]\d ?(?:[—–~-]{1,2}|到|至) ?(?:[01]?\d|2[0-4])[:：][0-5]\d"
_PART = re.compile(rf"(?P<days>{_DAYS})(?:开放)? ?(?:(?P<spans>{_SPAN}(?:、{_SPAN})*)|(?P<closed>闭馆|休息|不开放))")
_BETWEEN = re.compile(r"[；，、。 ]*")


def opening_hours(text: str) -> tuple[str, ...]:
    """“周二至周日 9:00—17:00，周一闭馆” → ("Tu-Su 09:00-17:00",); nothing where any part of it cannot be read.

    https://schema.org/openingHours
    """
    spans: dict[int, tuple[str, ...]] = {}
    closed: set[int] = set()
    at = 0
    while at < len(text):
        if not (part := _PART.match(text, at)):
            return ()
        if not (days := _days(part["days"])):
            return ()
        if part["closed"]:
            closed |= days
        for day in days if part["spans"] else ():
            spans[day] = (*spans.get(day, ()), *_spans(part["spans"]))
        between = _BETWEEN.match(text, part.end())
        at = between.end() if between else part.end()
    found = [(code, spans[day]) for day, code in enumerate(DAY_CODES) if day in spans and day not in closed]
    return tuple(line for run in _runs(found) for line in run)


def _days(words: str) -> set[int]:
    """The days of a week, Monday 0; none where the first comes after the last."""
    if words == "每天":
        return set(range(7))
    if words == "周末":
        return {5, 6}
    first, to, last = words.partition("至")
    if to:
        return set(range(DAY_NAMES.index(first[1]), DAY_NAMES.index(last[1]) + 1))
    return {DAY_NAMES.index(day[1]) for day in words.split("、")}


def _spans(words: str) -> list[str]:
    clocks = [f"{hour.zfill(2)}:{minute}" for hour, minute in re.findall(r"(\d{1,2})[:：](\d\d)", words)]
    return [f"{opens}-{closes}" for opens, closes in zip(clocks[::2], clocks[1::2], strict=True)]


def _runs(days: list[tuple[str, tuple[str, ...]]]) -> list[list[str]]:
    """Days in a row that are open alike, as one."""
    numbered = [(DAY_CODES.index(code), spans) for code, spans in days]
    runs = []
    for (_, spans), group in groupby(enumerate(numbered), key=lambda one: (one[1][0] - one[0], one[1][1])):
        codes = [DAY_CODES[number] for _, (number, _) in group]
        shown = codes[0] if len(codes) == 1 else f"{codes[0]}-{codes[-1]}"
        runs.append([f"{shown} {span}" for span in spans])
    return runs
