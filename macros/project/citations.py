"""Names of laws and numbers of articles in running text, as they are written: 《安全生产法》第五十三条至第五十五条."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..model.kept_text import KeptText

STATE = "中华人民共和国"
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_NUMBER = "[0-9零一二三四五六七八九十百千]+"
_ONE = rf"第 ?{_NUMBER}(?: ?条)?(?:[至到—－-]第? ?{_NUMBER})? ?条(?![线路街河船腿短消新信])"
NUMBERS = re.compile(rf"{_ONE}(?:[、和及，]{_ONE})*")
"""One number or a row of them; what counts roads or messages (第一条线) is none."""

_RULES = "法|法典|条例|办法|规定|规则|规程|规范|细则|标准|指南|指引|要点|意见|通知|决定|公告|纲要|大纲|方案|共识|守则|准则|核心信息|手册"
RULE_TITLE = re.compile(rf"《[^《》]*(?:{_RULES})(?:（[^（）]*）)?》")
"""The title of something that lays down or advises: its words are repeated to the letter or not at all."""


_NOTE = "(?:（[^（）]*）)?"
"""What may stand between a title and a number: （2022年修订）."""


@dataclass(frozen=True)
class Citation:
    """A place in a text that names a law, or an article of one; `law` is None where it is not kept."""

    start: int
    end: int
    title: str
    law: KeptText | None
    numbers: tuple[int, ...]


class KeptTexts:
    """The kept laws and guidelines, to be found by name."""

    def __init__(self, texts: Iterable[KeptText]) -> None:
        by_name: dict[str, KeptText] = {}
        for text in texts:
            for name in names_of(text):
                by_name.setdefault(name, text)  # that two go by one name is told by a rule
        self.by_name: Mapping[str, KeptText] = by_name

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Any kept name in its marks, any other title of a rule, or a number that stands alone."""
        known = "|".join(re.escape(name) for name in sorted(self.by_name, key=len, reverse=True))
        marked = rf"[《“](?P<known>{known})[》”]" if known else r"(?P<known>(?!))"
        bare = rf"(?P<bare>{known})(?={_NOTE}{NUMBERS.pattern})" if known else r"(?P<bare>(?!))"
        named = rf"(?:{marked}|{bare}|(?P<other>{RULE_TITLE.pattern})){_NOTE}(?P<numbers>{NUMBERS.pattern})?"
        return re.compile(rf"{named}|(?P<alone>{NUMBERS.pattern})")

    def citations(self, text: str) -> Iterator[Citation]:
        """What a text cites, in its order; a number alone has neither title nor law."""
        for match in self.pattern.finditer(text):
            numbers = tuple(numbers_in(match["numbers"] or match["alone"] or ""))
            known = match["known"] or match["bare"]
            title = known or (match["other"] or "").strip("《》")
            yield Citation(match.start(), match.end(), title, self.by_name.get(known) if known else None, numbers)


def names_of(text: KeptText) -> Sequence[str]:
    """The title, with and without the name of the state, and what else the law is called."""
    return (text.title, *([short] if (short := text.title.removeprefix(STATE)) != text.title else ()), *text.names)


def numbers_in(words: str) -> Iterator[int]:
    """The article numbers in a row: 第41条至第43条、第50条 → 41, 42, 43, 50."""
    for match in re.finditer(_ONE, words):
        first, *last = (number_of(part) for part in re.findall(_NUMBER, match[0]))
        yield from range(first, (last[0] if last else first) + 1)


def number_of(words: str) -> int:
    """A number in digits or in Chinese numerals up to 9,999: 一百八十四 → 184, 十 → 10."""
    if words.isascii():
        return int(words)
    total = digit = 0
    for sign in words:
        if sign in _PLACES:
            total, digit = total + (digit or 1) * _PLACES[sign], 0
        else:
            digit = _DIGITS.get(sign, 0)
    return total + digit
