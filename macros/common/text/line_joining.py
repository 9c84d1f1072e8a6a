"""Text over several lines into one: between Chinese characters a line end leaves no space.

As CSS Text 4 (line-break-transform) and pandoc's east_asian_line_breaks have it; beside Latin letters and digits the
space stays.
"""

from __future__ import annotations

import re

_HAN = "\u2e80-\u2fff\u3005-\u3007\u3021-\u3029\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SIGNS = "\u3001-\u3003\u3008-\u3020\u3030\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
_BOTH = "“”‘’…—·"
"""Signs that Chinese and Latin texts share."""

HAN = re.compile(f"[{_HAN}]")
_WIDE, _SIGN, _SHARED = (re.compile(f"[{chars}]") for chars in (_HAN + _SIGNS, _SIGNS, _BOTH))


def runs_on(before: str, after: str) -> bool:
    """Whether no space belongs between these two characters, which a line end parts."""
    if _SIGN.match(before) or _SIGN.match(after):
        return True
    wide = [bool(_WIDE.match(char)) for char in (before, after)]
    shared = [bool(_SHARED.match(char)) for char in (before, after)]
    return any(wide) and all(one or other for one, other in zip(wide, shared, strict=True))


def joined(first: str, second: str) -> str:
    """Two lines as one."""
    first, second = first.rstrip(" \t"), second.lstrip(" \t")
    between = "" if first and second and runs_on(first[-1], second[0]) else " "
    return f"{first}{between}{second}"


def unwrapped(lines: list[str]) -> list[str]:
    """The lines, those drawn together between which no space belongs; an empty line keeps them apart."""
    found: list[str] = []
    for line in lines:
        if found and found[-1].strip() and line.strip() and runs_on(found[-1].rstrip()[-1], line.lstrip()[0]):
            found[-1] = found[-1].rstrip(" \t") + line.lstrip(" \t")
        else:
            found.append(line)
    return found
