"""Where a plan's text says who does something: brackets behind items, lines that begin with 责任单位, sentences with 由…牵头."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from .duty_words import DutyWords, duty_words, says_duty

_LINE = re.compile(
    "(?:^|(?<=[。；;！\\s\u3000]))(?P<words>(?:主要|第一)?(?:牵头|责任|配合|协助|协同|参与|负责|主办|协办|承办|指导|落实|实施|完成|主责|主管)"
    "(?:责任)?(?:单位|部门|主体|机构|地区)?(?:[和及、](?:配合|协助)?(?:单位|部门))?\\s*(?:[：:]|(?<=单位)[为是]|(?<=部门)[为是]).+)$"
)
_KEYED = re.compile("^[^：:]{0,6}(?:单位|部门|主体|机构|地区)|^(?:牵头|配合|责任)[：:]")
_SENTENCE = re.compile(
    "由(?P<words>(?P<first>[^。；;，,：:（）()]{2,80}?)牵头(?:负责)?[，,][^。；;（）()]{2,160}?(?:配合|参与|参加|协助|落实|负责))(?=[。；;，,]|$)"
)
_PAIRS = {"（": "）", "(": ")", "【": "】", "[": "]", "〔": "〕"}


@dataclass(frozen=True)
class DutyPlace:
    """Words about duties in one line: from `start` to `end` with their brackets; `way` says how they were recognised."""

    line: int
    start: int
    end: int
    words: str
    said: DutyWords
    way: str = "brackets"
    """`brackets`, `line`, `sentence`; or `doubtful`: it may be about duties and was not taken for it."""


def duty_places(line: int, text: str, start: int, known: Collection[str] = ()) -> Iterator[DutyPlace]:
    """What a line says of duties from `start` on."""
    found = list(_in_brackets(line, text, start, known))
    taken = [(place.start, place.end) for place in found if place.way != "doubtful"]
    yield from found
    if not taken and (whole := _as_line(line, text, start, known)):
        yield whole
        return
    for match in _SENTENCE.finditer(text, start):
        if not any(one <= match.start() < other for one, other in taken):
            said = duty_words(match["words"], known)
            units = [unit for part in said.parts for unit in part.units]
            if units and all(unit.doubt != "strange" and len(unit.words) < 30 for unit in units):
                yield DutyPlace(line, match.start(), match.end(), match["words"], said, "sentence")


def _in_brackets(line: int, text: str, start: int, known: Collection[str]) -> Iterator[DutyPlace]:
    for begin, end in brackets(text, start):
        words = text[begin + 1 : end - 1]
        at_end = not text[end:].strip("。；; \u3000")
        after_stop = begin == start or text[begin - 1] in "。；;！”’）)】\u3000 "
        new_sentence = at_end or text[end] not in "，,、的之和及与或"
        if says_duty(words):
            said = duty_words(words, known)
            sure = bool(said.parts) and new_sentence and (after_stop or at_end)
            if sure or said.parts:
                yield DutyPlace(line, begin, end, words, said, "brackets" if sure else "doubtful")
        elif at_end and len(words) > 2:
            said = duty_words(words, known)
            units = [unit for part in said.parts for unit in part.units]
            if after_stop and units and all(unit.doubt != "strange" for unit in units):
                yield DutyPlace(line, begin, end, words, said)
            elif re.search("负责|牵头|配合|单位|部门", words):
                yield DutyPlace(line, begin, end, words, said, "doubtful")


def brackets(text: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """Where the outermost brackets of a text begin and end; one that is never closed goes on to the end."""
    place = start
    while place < len(text):
        if text[place] not in _PAIRS:
            place += 1
            continue
        depth, end = 0, place
        for end in range(place, len(text)):
            depth += (text[end] in "（(") - (text[end] in "）)") if text[place] in "（(" else 0
            if text[place] in "（(" and depth == 0:
                break
            if text[place] not in "（(" and text[end] == _PAIRS[text[place]]:
                break
        else:
            place += 1
            continue
        yield place, end + 1
        place = end + 1


_SHARED = re.compile("(?:^|(?<=[。；;！\\s\u3000]))(?:责任|任务|职责)?分工\\s*[：:](?P<words>.+)$")


def _as_line(line: int, text: str, start: int, known: Collection[str]) -> DutyPlace | None:
    """A line, or what follows the last stop in it, that begins with a key such as 责任单位 or 分工."""
    if found := _SHARED.search(text, start):
        said = duty_words(found["words"].rstrip("。"), known)
        if said.parts:
            return DutyPlace(line, found.start("words"), len(text), found["words"], said, "line")
    if (found := _LINE.search(text, start)) and _KEYED.match(found["words"]):
        said = duty_words(found["words"].rstrip("。"), known)
        if said.parts:
            return DutyPlace(line, found.start("words"), len(text), found["words"], said, "line")
    return None


def unbalanced(text: str) -> str:
    """The first bracket of a text that has no other half, or nothing."""
    opened: list[str] = []
    for sign in text:
        if sign in "（(":
            opened.append(sign)
        elif sign in "）)":
            if not opened:
                return sign
            opened.pop()
    return opened[0] if opened else ""
