"""What a paragraph begins with, read as the numbers of official documents: 第一章, 一、, （一）, 1., 1.1, （1）, ①, 一是."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

HAN_NUMERALS = "〇零一二三四五六七八九十百"
_HAN = f"[{HAN_NUMERALS}]{{1,5}}"
_DIGIT = "[0-9０-９]"

_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(rf"第(?P<n>{_HAN}|{_DIGIT}{{1,3}})(?:编|篇|部分)")),
    ("chapter", re.compile(rf"第(?P<n>{_HAN}|{_DIGIT}{{1,3}})章")),
    ("section", re.compile(rf"第(?P<n>{_HAN}|{_DIGIT}{{1,3}})节")),
    ("article", re.compile(rf"第(?P<n>{_HAN}|{_DIGIT}{{1,3}})条")),
    ("action", re.compile(rf"(?:任务|行动|工程|专栏|措施)(?P<n>{_HAN}|{_DIGIT}{{1,3}})[：:、.．]?")),
    ("han", re.compile(rf"(?P<n>{_HAN})[、．.](?!{_DIGIT})")),
    ("han-paren", re.compile(rf"[（(](?P<n>{_HAN})[)）][、.．]?")),
    ("points", re.compile(rf"(?P<n>{_DIGIT}{{1,2}}(?:[.．]{_DIGIT}{{1,2}}){{1,3}})[.．、]?(?=[\s\u4e00-\u9fff“《])")),
    ("digit", re.compile(rf"(?P<n>{_DIGIT}{{1,3}})[.．、]")),
    ("digit-paren", re.compile(rf"[（(](?P<n>{_DIGIT}{{1,3}})[)）]")),
    ("digit-half-paren", re.compile(rf"(?P<n>{_DIGIT}{{1,3}})[)）]")),
    ("circle", re.compile("(?P<n>[①-⑳㉑-㉟])")),
    ("first", re.compile(rf"(?P<n>{_HAN})是(?!否|不)")),
    ("point", re.compile(rf"第(?P<n>{_HAN})[，,、]")),
    ("bare", re.compile(rf"(?P<n>{_DIGIT}{{1,2}})(?=[ \u3000]+[\u4e00-\u9fff])")),
)
"""Every way to number, the more telling before those that could be taken for them."""

SURE = {"part", "chapter", "section", "han", "han-paren"}
"""Ways that nothing else looks like: one out of its order is still a number."""


@dataclass(frozen=True)
class Label:
    """A number as written, the way it is written, what it counts, and where the words after it begin."""

    text: str
    style: str
    number: int
    end: int
    points: tuple[int, ...] = ()
    """All parts of a number such as 1.2.1; `number` is its last."""


def labels_at(text: str) -> Iterator[Label]:
    """Every way in which the beginning of a paragraph can be read as a number."""
    for style, pattern in _FORMS:
        if found := pattern.match(text):
            end = found.end() + len(text[found.end() :]) - len(text[found.end() :].lstrip())
            if style == "points":
                parts = tuple(int(part) for part in re.split("[.．]", found["n"]))
                yield Label(found[0], f"points-{len(parts)}", parts[-1], end, parts)
            else:
                yield Label(found[0], style, value(found["n"]), end)


def value(numeral: str) -> int:
    """What a number counts, in digits of any width, Chinese numerals or a circle."""
    if numeral[0] in HAN_NUMERALS:
        return _han_value(numeral)
    if (circled := "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟".find(numeral)) >= 0:
        return circled + 1
    return int(numeral)


def _han_value(numeral: str) -> int:
    """五 as 5, 十二 as 12, 一百零三 as 103, 二〇 as 20."""
    digits = {sign: number for number, signs in enumerate(("〇零", *"一二三四五六七八九")) for sign in signs}
    if not set(numeral) & set("十百"):
        return int("".join(str(digits[sign]) for sign in numeral))
    total = last = 0
    for sign in numeral:
        if sign in "十百":
            total, last = total + (last or 1) * (10 if sign == "十" else 100), 0
        else:
            last = digits[sign]
    return total + last
