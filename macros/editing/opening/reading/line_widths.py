"""Lines that were broken at a width, as text copied from a page is, drawn together to paragraphs again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ..outlining.labels import labels_at

_ENDS = "。！？；：:;）)”》】"
_WIDEST = 60
"""Paragraphs of a plan are longer than this, printed lines are not."""


def broken_at(lines: Sequence[str]) -> int:
    """The width at which most long lines break off in the middle of a sentence; 0 where they are paragraphs."""
    cut = [len(line.strip()) for line in lines if len(line.strip()) > 15 and line.strip()[-1] not in _ENDS]
    if len(cut) < 6 or max((len(line.strip()) for line in lines), default=0) > _WIDEST + 8:
        return 0
    width, _ = Counter(cut).most_common(1)[0]
    near = sum(abs(length - width) <= 3 for length in cut)
    return max(cut) if near * 2 > len(cut) and near * 4 > len([line for line in lines if line.strip()]) else 0


def paragraphs_of_lines(lines: Sequence[str], width: int) -> list[str]:
    """Paragraphs: a line goes on with the one before if that was as wide as they are and it begins no item of its own."""
    found: list[str] = []
    full = False
    for line in lines:
        words = line.strip()
        if not words:
            full = False
            continue
        begins = bool(re.match(r"[ \t]{2}|\u3000", line)) or next(labels_at(words), None) is not None
        if found and full and not begins:
            found[-1] += words
        else:
            found.append(words)
        full = len(words) >= width - 4
    return found
