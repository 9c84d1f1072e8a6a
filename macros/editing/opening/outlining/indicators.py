"""Sentences that set a goal in figures into proposed indicators: what, how much of which unit, by when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .outline import Outline

_YEAR = re.compile(r"(?:到|至|在)?(20[0-9]{2})年(?:底|末)?(?!起)")
_UNITS = "个百分点|百分点|万亿元|亿元|万元|亿千瓦|千瓦|万人次|人次|万人|万名|万个|万户|万亩|公里|平方米|平方公里|以上|％|%|人|名|个|家|项|件|所|座|处|场|户|亩|元|年|次|支|辆|台|套|篇|部"
_GOAL = re.compile(
    rf"(?P<name>[\u4e00-\u9fff、（）()“”A-Za-z]{{2,36}}?)(?:总量|总数)?(?:比例|率)?\s*(?P<verb>(?:均|全部|总体|分别|累计|基本|稳步|力争|要|将|应|年均)*(?:达到或超过|达到|达|提高到|提升到|增加到|增长到|降低到|下降到|控制在|保持在|稳定在|超过|突破|不低于|不少于|不超过|高于|低于))"
    rf"\s*(?P<over>超过|不低于|不少于)?(?P<value>[0-9]+(?:\.[0-9]+)?)\s*(?P<unit>{_UNITS})"
)
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
    place = start
    for sentence in re.split("(?<=[。；;])", text[start:]):
        if stated := _YEAR.search(sentence):
            year = int(stated[1])
        for found in _GOAL.finditer(sentence):
            begin = max(sentence.rfind(sign, 0, found.start("name") + 1) for sign in "，,。；;") + 1
            quote = sentence[begin : found.end()]
            whole = (
                f"{sentence[: found.end()]}"
                if stated and stated.start() == 0 and len(sentence[: found.end()]) < 60
                else quote
            )
            clause = re.sub(r"^(?:到|至)?20[0-9]{2}年(?:底|末)?[，,]?", "", sentence[begin : found.start("verb")])
            name = _BEFORE.sub("", clause.strip("，, “”")).strip("，, “”")
            if 1 < len(name) <= 40 and whole in text:
                yield ProposedIndicator(
                    line,
                    whole,
                    name,
                    float(found["value"]),
                    found["unit"].replace("％", "%"),
                    year or end_year,
                    in_goal,
                )
        place += len(sentence)
