"""Hotlines that stand in running text, made into links that dial."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from markupsafe import Markup, escape

LEFT_ALONE = frozenset(
    {
        "a",
        "button",
        "summary",
        "label",
        "option",
        "code",
        "pre",
        "svg",
        "script",
        "style",
        "textarea",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
    }
)
"""Inside these a number stays as it is: a link within a link is none, a heading is no button, code is copied."""

_TOKEN = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)[^>]*?(?P<closed>/?)>|<!--.*?-->|[^<]+|<", re.DOTALL)
_BEFORE = r"(?<![0-9A-Za-z第〔\[号#=&%.,:/~～—–-])(?<!图)(?<!表)"
_MEASURED = r"(?<![低高]于)(?<![小大]于)(?<!超过)(?<![达压升降涨高]到)(?<![血高低收舒]压)(?<!张压)(?<!心率)(?<!脉搏)(?<!每分钟)(?<!大约)"
"""What says that a number is a reading: 低压到110, 血压120, 心率超过120."""
_LAND_LINE = r"0[0-9]{2,3}-[0-9]{7,8}|[48]00-?[0-9]{3}-?[0-9]{4}"
"""With its area code, or paid for by who is called: such a number dials whether or not a resource has it."""

_AFTER = (
    r"(?![0-9A-Za-z〕\]]|[.,:/~～—–-]\s*[0-9]|\s?(?:(?:平方|立方|多|余|来)?(?:厘|毫|公|千|海|分)?(?:米|里|克|升|斤)"
    r"|[万亿元年月日天岁人次下个条号项章页名家所篇度倍秒斤吨亩届版期例件户座台只℃%％]|分钟|小时|至[0-9]))"
)
"""What tells a hotline from an amount, a year, a number of a law, a range or a part of something longer."""

_DIGIT = re.compile("[0-9]")

Dials = tuple[str, ...]


def has_number(text: str) -> bool:
    """Whether there is anything in a text or HTML that can be dialled."""
    return _DIGIT.search(text) is not None


@lru_cache(maxsize=1 << 12)
def dialled_words(text: str, phones: Dials) -> Markup:
    """A plain text, escaped, with the hotlines in it as links."""
    return Markup(dialled_html(str(escape(text)), phones))


def dialled_parts(text: str, phones: Iterable[str]) -> list[str]:
    """A plain text cut at the hotlines in it: words, number, words, number, words …; scripts make links of the numbers."""
    pattern = _pattern(_longest_first(phones))
    cuts = [0, *(at for found in pattern.finditer(text) for at in found.span()), len(text)]
    return [text[start:end] for start, end in pairwise(cuts)]


def dialled_html(html: str, phones: Iterable[str]) -> str:
    """HTML with the hotlines of its running text as links; headings, links and code stay as they are."""
    pattern = _pattern(_longest_first(phones))
    shut: list[str] = []
    pieces: list[str] = []
    for token in _TOKEN.finditer(html):
        name = (token["name"] or "").lower()
        if name in LEFT_ALONE and not token["closed"]:
            shut = [*shut, name] if not token["end"] else shut[:-1]
        words = not token[0].startswith("<") and not shut
        pieces.append(pattern.sub(_link, token[0]) if words else token[0])
    return "".join(pieces)


def _longest_first(phones: Iterable[str]) -> Dials:
    return tuple(sorted(set(phones), key=lambda phone: (-len(phone), phone)))


def _link(found: re.Match[str]) -> str:
    return f'<a class="kx-tel" href="tel:{found[0]}">{found[0]}</a>'


@lru_cache(maxsize=8)
def _pattern(phones: Dials) -> re.Pattern[str]:
    numbers = "|".join([_LAND_LINE, *map(re.escape, phones)])
    return re.compile(f"{_BEFORE}{_MEASURED}(?:{numbers}){_AFTER}", re.ASCII)
