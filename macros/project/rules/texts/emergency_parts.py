"""The form of an emergency article: its parts in their order, and steps that somebody in need can follow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ....common.problems import Problem, Where
from ....common.text.markdown_code import without_code
from ....model.article import ArticleHead

DURING, DO, DONT, AFTER, FIRST_PART = PARTS = ("来时", "要做", "不要做", "之后", "平时")
"""The headings of an emergency article: what helps now comes first, what could have been done before comes last."""

MOST_STEPS = 7
MOST_IN_STEP = 90
"""Characters of a step: more is not read in need."""

DOUBT = "待核"
"""The mark of what has a weak source; it has its place in calendars and lists, where nobody is in need."""

PLAIN = "出处查得到的才写，查不到的删去，记到 content/guide/questions.md"

_STEP = re.compile(r"[0-9]+\.\s+(?P<words>.*)")
_BULLET = re.compile(r"[-*+]\s+(?P<words>.*)")
_MARKS = re.compile(r"[*_`]|\]\([^)]*\)|\[")


@dataclass(frozen=True)
class Part:
    """What stands below a heading of the second level: its lines, each with its number in the file."""

    name: str
    line: int
    lines: tuple[tuple[int, str], ...]


def parts_of(body: str, first_line: int) -> list[Part]:
    """The parts of a text in their order; `first_line` is where the text begins in its file."""
    found: list[Part] = []
    for number, line in enumerate(without_code(body).split("\n"), first_line):
        if line.startswith("## "):
            found.append(Part(line.removeprefix("## ").strip(), number, ()))
        elif found and line.strip():
            last = found[-1]
            found[-1] = Part(last.name, last.line, (*last.lines, (number, line)))
    return found


def check_parts(body: str, first_line: int, shown: str) -> Iterator[Problem]:
    """An emergency article has five parts in one order: what to do now first, what to do in peacetime last."""
    found = parts_of(body, first_line)
    if tuple(part.name for part in found) != PARTS:
        wanted = "、".join(f"“## {part}”" for part in PARTS)
        said = "、".join(part.name for part in found) or "没有"
        wrong = next((part.line for part in found if part.name not in PARTS), found[0].line if found else first_line)
        yield Problem(Where(shown, wrong), f"应急文章分五部分，小标题依次是 {wanted}；写的是：{said}")
        return
    during, do, dont, *_ = found
    yield from _check_steps(during, shown)
    for part in (do, dont):
        yield from _check_bullets(part, shown)


def steps_of(part: Part) -> list[tuple[int, str]]:
    """The numbered steps of a part: the line of each, and its words."""
    return [(line, step["words"]) for line, words in part.lines if (step := _STEP.match(words))]


def plain(words: str) -> str:
    """The words of a line of Markdown without its marks."""
    return _MARKS.sub("", words)


def _check_steps(part: Part, shown: str) -> Iterator[Problem]:
    """来时 begins with its steps, one list of one to seven, each short enough to be read in need."""
    steps = steps_of(part)
    first = part.lines[0] if part.lines else (part.line, "")
    if not _STEP.match(first[1]):
        yield Problem(Where(shown, first[0]), f"“{DURING}”下面先写步骤，从“1. ”起一条一行；图、说明放在步骤后面")
        return
    between = [line for line, words in part.lines if line < steps[-1][0] and not _STEP.match(words)]
    if between:
        message = f"“{DURING}”只有一张编号的步骤表，一条一行，中间不夹别的；图和说明放在最后一条后面"
        yield Problem(Where(shown, between[0]), message)
    elif len(steps) > MOST_STEPS:
        over = steps[MOST_STEPS][0]
        yield Problem(
            Where(shown, over), f"步骤有 {len(steps)} 条，最多 {MOST_STEPS} 条；请合并，或把次要的写在步骤后面"
        )
    for line, words in steps:
        if (length := len(plain(words))) > MOST_IN_STEP:
            yield Problem(Where(shown, line), f"这一步有 {length} 个字，最多 {MOST_IN_STEP} 个字，急的时候才读得完")
        if "{{" in words or "![" in words:
            yield Problem(Where(shown, line), "步骤里不放图，图放在步骤后面")


def _check_bullets(part: Part, shown: str) -> Iterator[Problem]:
    """要做 and 不要做 are lists of at least one item, and nothing else."""
    wrong = [line for line, words in part.lines if not _BULLET.match(words)]
    if wrong or not part.lines:
        where = Where(shown, wrong[0] if wrong else part.line)
        yield Problem(where, f"“{part.name}”下面只写“- ”开头的短句，至少一条，一条一行")


def check_doubts(head: ArticleHead, body: str, first_line: int, shown: str) -> Iterator[Problem]:
    """Nothing is left for a reader in need to weigh: no doubt in an answer, a step, 来时, 之后, or any emergency."""
    for name in ("title", "summary", "motto", "short"):
        if DOUBT in (getattr(head, name) or ""):
            yield Problem(head.where(name), f"这里不能写“{DOUBT}”；{PLAIN}")
    acting = {line for part in parts_of(body, first_line) if part.name in (DURING, AFTER) for line, _ in part.lines}
    for number, line in enumerate(body.split("\n"), first_line):
        if DOUBT in line and (head.emergency or number in acting or _STEP.match(line.strip())):
            yield Problem(Where(shown, number), f"应急文章、步骤、“{DURING}”和“{AFTER}”里不能写“{DOUBT}”；{PLAIN}")
