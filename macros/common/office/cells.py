"""The cells of a workbook into words as an editor reads them, and what editors write into days and times."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from datetime import date, datetime, time, timedelta

CellContent = str | int | float | bool | date | datetime | time | timedelta
"""What a cell holds; an empty text where it is empty."""

_DAY = re.compile(r"([0-9]{4})(?:[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([01][0-9])([0-3][0-9]))")
_CLOCK = re.compile(r"(凌晨|早上|上午|中午|下午|晚上)?([0-9]{1,2})(?:[:点时](半|[0-9]{1,2})?分?)(?::00)?")


def cell_words(value: CellContent) -> str:
    """What a cell says, whatever kind of cell it is."""
    match value:
        case bool():
            return "是" if value else "否"
        case str():
            return value.replace("\r\n", "\n").replace("_x000D_", "").replace("\r", "\n").strip()
        case int():
            return str(value)
        case float():
            return str(int(value)) if value.is_integer() else f"{value:.15g}"
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M}" if not value.second else f"{value:%H:%M:%S}"
        case timedelta():
            minutes = round(value.total_seconds() / 60)
            return f"{minutes // 60:02}:{minutes % 60:02}"


def plain_digits(words: str) -> str:
    """Full-width digits, letters and signs as a keyboard has them, without blanks around."""
    return unicodedata.normalize("NFKC", words).strip()


def written_day(words: str) -> date | None:
    """The day that an office writes as 2025-09-20, 2025.9.20, 2025/9/20, 2025年9月20日 or 20250920."""
    found = _DAY.fullmatch(re.sub(r"\s", "", plain_digits(words)).removesuffix("00:00"))
    if not found:
        return None
    year, *parts = (int(part) for part in found.groups() if part)
    with suppress(ValueError):
        return date(year, parts[0], parts[1])
    return None


def written_clock(words: str) -> str | None:
    """A time of the day as 09:00, from 9:00, 9：00, 9点, 9点半, 下午2点30分."""
    found = _CLOCK.fullmatch(re.sub(r"\s", "", plain_digits(words)))
    if not found or (not found[3] and words.rstrip()[-1:] in ":："):
        return None
    hour, minute = int(found[2]), 30 if found[3] == "半" else int(found[3] or 0)
    if (found[1] in ("下午", "晚上") and hour < 12) or (found[1] == "中午" and hour < 3):
        hour += 12
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


def column_letter(index: int) -> str:
    """A column as Excel calls it; the first is 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
