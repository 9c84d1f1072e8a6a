"""Sentences that set a goal in figures into proposed indicators: what, how much of which unit, by when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .outline import Outline

_YEAR = re.compile(r"(?:到|至|在)?(20[0-9]{2})年(?:底|末)?(?!起)")
_UNITS = "个百分点|百分点|万亿元|亿元|万元|亿千瓦|千瓦|万人次|人次|万人|万名|万个|万户|万亩|公里|平方米|平方公里|以上|％|%|人|名|个|家|项|件|所|座|处|场|户|亩|元|年|次|支|辆|台|套|篇|部"
_REACH = (
    r"(?P<verb>(?:均|全部|总体|分别|累计|基本|稳步|力争|要|将|应|年均)*(?:达到或超过|达到|达|提高到|提升到|增加到|增长到|降低到|下降到|控制在|保持在|稳定在|超过|突破|不低于|不少于|不超过|高于|低于))"
    rf"\s*(?P<over>超过|不低于|不少于)?(?P<value>[0-9]+(?:\.[0-9]+)?)\s*(?P<unit>{_UNITS})"
)
_GOAL = re.compile(rf"(?P<name>[\u4e00-\u9fff、（）()“”A-Za-z]{{2,36}}?)(?:总量|总数)?(?:比例|率)?\s*{_REACH}")
_AGAIN = re.compile(rf"(?:到|至|在)?(?P<year>20[0-9]{{2}})年(?:底|末)?[，,]?\s*{_REACH}")
"""A later year's figure of what was named before: “到2030年，达到20%”."""
_FIGURE = re.compile(rf"(?<![0-9.])(?!20[0-9]{{2}}年)[0-9]+(?:\.[0-9]+)?\s*(?:{_UNITS})")
_BEFORE = re.compile(r"^(?:力争|确保|实现|使|其中|全国|全省|全市|全区|全县)?")


@dataclass(frozen=True)
class ProposedIndicator:
    """A goal in figures: the words it was found in, verbatim, and what they seem to say."""

    line: int
    quote: str
    name: str
    value: float
    unit: str
    year: int | None
    in_goal: bool
    """It stands where the plan speaks of its goals, not of a single task."""


def proposed_indicators(texts: Sequence[str], outline: Outline, end_year: int | None) -> Iterator[ProposedIndicator]:
    """Goals in figures in the order of the text; those outside the sections on goals say so."""
    goals = goal_lines(outline)
    for item in outline.items:
        for line in item.lines:
            yield from _in_line(line, texts[line], item.body_start if line == item.line else 0, end_year, line in goals)


def unread_figures(
    texts: Sequence[str], outline: Outline, indicators: Sequence[ProposedIndicator]
) -> Iterator[tuple[int, str]]:
    """Each line about goals with the figures in it that no indicator was made of."""
    for line in sorted(goal_lines(outline)):
        rest = texts[line]
        for quote in sorted({one.quote for one in indicators if one.line == line}, key=len, reverse=True):
            rest = rest.replace(quote, "；")
        if words := [part for part in re.split("[，,。；;：:]", rest) if _FIGURE.search(part)]:
            yield line, "；".join(words)


def goal_lines(outline: Outline) -> set[int]:
    """The lines of items that are about goals by their name."""
    found: set[int] = set()
    for item in outline.items:
        above = None if item.parent is None else outline.items[item.parent]
        if "目标" in item.title or (above and "目标" in above.title and not re.search("任务|措施", above.title)):
            found |= set(item.lines)
    return found


def _in_line(line: int, text: str, start: int, end_year: int | None, in_goal: bool) -> Iterator[ProposedIndicator]:
    year: int | None = None
    last: ProposedIndicator | None = None
    for sentence in re.split("(?<=[。；;])", text[start:]):
        if stated := _YEAR.search(sentence):
            year = int(stated[1])
        read = 0
        for found in sorted((*_GOAL.finditer(sentence), *_AGAIN.finditer(sentence)), key=lambda found: found.end()):
            if found.start("value") < read:
                continue
            if "year" in found.re.groupindex:
                one = _again(text, last, found)
            else:
                one = _named(line, sentence, stated, found, year or end_year, in_goal)
            if one and one.quote in text:
                read, last = found.end(), one
                yield one


def _named(
    line: int, sentence: str, stated: re.Match[str] | None, found: re.Match[str], year: int | None, in_goal: bool
) -> ProposedIndicator | None:
    begin = max(sentence.rfind(sign, 0, found.start("name") + 1) for sign in "，,。；;") + 1
    whole = sentence[: found.end()]
    quote = whole if stated and stated.start() == 0 and len(whole) < 60 else sentence[begin : found.end()]
    clause = re.sub(r"^(?:到|至)?20[0-9]{2}年(?:底|末)?[，,]?", "", sentence[begin : found.start("verb")])
    name = _BEFORE.sub("", clause.strip("，, “”")).strip("，, “”")
    if not 1 < len(name) <= 40:
        return None
    return ProposedIndicator(line, quote, name, float(found["value"]), _unit(found), year, in_goal)


def _again(text: str, last: ProposedIndicator | None, found: re.Match[str]) -> ProposedIndicator | None:
    """A later year's figure of the indicator before it; its words run from where that one's began."""
    if last is None or last.unit != _unit(found) or last.year == int(found["year"]):
        return None
    begin = text.find(last.quote)
    quote = text[begin : text.find(found[0], begin) + len(found[0])]
    return replace(last, quote=quote, value=float(found["value"]), year=int(found["year"]))


def _unit(found: re.Match[str]) -> str:
    return found["unit"].replace("％", "%")
