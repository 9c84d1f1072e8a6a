"""Numbers as people write them in words."""

from __future__ import annotations

NUMERALS = "一二三四五六七八九十"


def counted(number: int) -> str:
    """1 as 一, 2 as 两, 12 as 十二, 20 as 二十, up to 99; more as a figure."""
    tens, ones = divmod(number, 10)
    if number == 2:
        return "两"
    if not 0 < tens < 10:
        return NUMERALS[ones - 1] if 0 < number < 10 else str(number)
    return ("" if tens == 1 else NUMERALS[tens - 1]) + "十" + (NUMERALS[ones - 1] if ones else "")
