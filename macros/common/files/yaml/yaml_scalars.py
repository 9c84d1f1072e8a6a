"""What an editor writes without quotes into the value that is meant, by fewer rules than YAML has."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

YEARS = (1900, 2100)

_BOOLEANS = {"true": True, "false": False}
_LOOKS_BOOLEAN = {"yes", "no", "on", "off", "y", "n"}
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TELLING = frozenset("-0123456789tTfFyYnNoO")
"""What anything but text begins with."""


def plain_value(text: str) -> Any:
    """A scalar without quotes as its value: nothing, true/false, a number, a date, else text as it stands.

    Raises ValueError, in words for an editor, for what looks like one of these and is none.
    """
    if text in ("", "~", "null"):
        return None
    if text[0] not in _TELLING:
        return text
    if text.lower() in _BOOLEANS:
        return _BOOLEANS[text.lower()]
    if text.lower() in _LOOKS_BOOLEAN:
        raise ValueError(f'“{text}”会被 YAML 当成“是/否”；是非请写 true 或 false，文字请加引号："{text}"')
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    if _ISO_DATE.fullmatch(text):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"没有“{text}”这一天，请核对月和日") from None
        if not YEARS[0] <= day.year <= YEARS[1]:  # calendars have a page for every month up to it
            raise ValueError(f"年份应当在 {YEARS[0]} 到 {YEARS[1]} 之间，写的是“{text}”")
        return day
    return text
