"""Text over several lines into one: between Chinese characters a line end leaves no space.

As CSS Text 4 (line-break-transform) and pandoc's east_asian_line_breaks have it; beside Latin letters and digits the
space stays.
"""

from __future__ import annotations

import re
from itertools import pairwise
from unicodedata import east_asian_width

_HAN = "\u2e80-\u2fff\u3005-\u3007\u3021-\u3029\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SIGNS = "\u3001-\u3003\u3008-\u3020\u3030\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
_BOTH = "“”‘’…—·"
"""Signs that Chinese and Latin texts share."""

HAN = re.compile(f"[{_HAN}]")
_SIGN = re.compile(f"[{_SIGNS}]")
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff\uffa0-\uffdc]")


def runs_on(before: str, after: str) -> bool:
    """Whether no space belongs between these two lines; neither is empty.

    Where only signs meet that both writings have, as in ”“, what stands beyond them decides.
    """
    if _SIGN.match(before[-1]) or _SIGN.match(after[0]):
        return True
    if before[-1] in _BOTH and after[0] in _BOTH:
        before, after = before.rstrip(_BOTH) or before, after.lstrip(_BOTH) or after
    ends = (before[-1], after[0])
    wide = [_is_wide(char) for char in ends]
    return any(wide) and all(one or char in _BOTH for one, char in zip(wide, ends, strict=True))


def _is_wide(char: str) -> bool:
    """Of East Asian Width F, W or H (UAX #11) and no Hangul, whose words are parted by spaces."""
    return east_asian_width(char) in "FWH" and not _HANGUL.match(char)


def unwrapped(lines: list[str]) -> list[str]:
    """The lines, those drawn together between which no space belongs; an empty line keeps them apart."""
    found: list[str] = []
    for line in lines:
        if found and found[-1].strip() and line.strip() and runs_on(found[-1].rstrip(), line.lstrip()):
            found[-1] = found[-1].rstrip(" \t") + line.lstrip(" \t")
        else:
            found.append(line)
    return found


def on_one_line(text: str) -> str:
    """A text over several lines or paragraphs as one line, for where only one has room: a card, a description, a cell."""
    return "".join(
        (" " if before and not runs_on(before, line) else "") + line
        for before, line in pairwise(["", *filter(None, map(str.strip, text.splitlines()))])
    )
