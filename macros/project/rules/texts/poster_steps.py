"""The steps of a poster: those of 来时 in an emergency article, some with a clause or two left out, and never other words.

Who hangs it up cannot ask what is meant, so a poster says nothing that its article does not say in the same step.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ....common.problems import Problem, Where
from ....model.article import ArticleHead
from .emergency_parts import DURING, MOST_STEPS, parts_of, plain, steps_of

MOST_IN_POSTER_STEP = 40
"""Characters: two lines of a sheet of A4 in the smallest letters that are read from two paces."""

IN_LINE, MOST_LINES = 21, 11
"""Characters in such a line, and lines that the longest title and a picture leave; see overrides/prints/poster.typ."""

MOST_IN_TITLE, MOST_IN_MOTTO = 27, 20
"""Characters: three lines of 60 points, and one line that can be read from as far as the steps."""

_PARTING = re.compile("[，。；：！？、（）“”‘’《》—…·,;:!?()\\s]+")
_PICTURE = re.compile(r'\{\{\s*picture\("([^"]+)"\)\s*\}\}')


def poster_steps(head: ArticleHead, body: str) -> tuple[str, ...]:
    """What the poster of an emergency article tells to do, in order."""
    return head.poster or tuple(words for _, words in _steps(body, 1))


def first_picture(body: str, part: str | None = None) -> str | None:
    """The first picture of a text or of a part of it; of 来时 it is the one that shows what to do."""
    lines = [words for one in parts_of(body, 1) if one.name == part for _, words in one.lines] if part else [body]
    found = _PICTURE.search("\n".join(lines))
    return found[1] if found else None


def check_poster(head: ArticleHead, body: str, first_line: int, shown: str) -> Iterator[Problem]:
    """The steps of a poster fit on its sheet, and each is one of 来时, of which clauses may be left out."""
    if head.poster and not head.emergency:
        yield Problem(head.where("poster"), "只有应急文章有海报；请删去，或者写上 emergency: true")
        return
    if not head.emergency:
        return
    for name, most in (("title", MOST_IN_TITLE), ("motto", MOST_IN_MOTTO)):
        if (length := len(getattr(head, name) or "")) > most:
            yield Problem(head.where(name), f"这里有 {length} 个字，海报上最多 {most} 个字")
    steps = _steps(body, first_line)
    yield from _check_said(head, steps)
    lines = sum(-(-len(words) // IN_LINE) for words in head.poster or (words for _, words in steps))
    if lines > MOST_LINES and len(head.poster or steps) <= MOST_STEPS:
        where = head.where("poster") if head.poster else Where(shown, steps[0][0])
        cure = "请再短一些" if head.poster else "请在开头加上 poster，每步写短些，见 content/guide/emergency.md"
        message = f"海报上的步骤每行 {IN_LINE} 个字，合起来有 {lines} 行，一张 A4 最多 {MOST_LINES} 行；{cure}"
        yield Problem(where, message)


def _check_said(head: ArticleHead, steps: Sequence[tuple[int, str]]) -> Iterator[Problem]:
    """Every step of `poster` is short, and says what a step of 来时 says, in its words and in its order."""
    if len(head.poster) > MOST_STEPS:
        yield Problem(head.where("poster", MOST_STEPS), f"海报上有 {len(head.poster)} 步，最多 {MOST_STEPS} 步")
    clauses, reached = [_clauses(words) for _, words in steps], 0
    for place, words in enumerate(head.poster):
        where = head.where("poster", place)
        if len(words) > MOST_IN_POSTER_STEP:
            yield Problem(where, f"这一步有 {len(words)} 个字，海报上最多 {MOST_IN_POSTER_STEP} 个字")
        wanted = _clauses(words)
        at = next((at for at in range(reached, len(clauses)) if _left_over(wanted, clauses[at])), None)
        if at is not None:
            reached = at
            continue
        known = {clause for said in clauses for clause in said}
        strange = "、".join(f"“{clause}”" for clause in wanted if clause not in known)
        told = f"“{DURING}”里没有{strange}这样的话" if strange else f"“{DURING}”里没有一步依次说了这些话"
        yield Problem(where, f"{told}；海报的一步只能从“{DURING}”的一步里删去几个小句，先后不变，不另写")


def _left_over(wanted: Sequence[str], said: Sequence[str]) -> bool:
    """Whether clauses stand among those said, in that order."""
    rest = iter(said)
    return all(clause in rest for clause in wanted)


def _steps(body: str, first_line: int) -> list[tuple[int, str]]:
    """The steps of 来时, each with its line and without marks."""
    during = next((part for part in parts_of(body, first_line) if part.name == DURING), None)
    return [(line, plain(words)) for line, words in steps_of(during)] if during else []


def _clauses(words: str) -> list[str]:
    return [clause for clause in _PARTING.split(words) if clause]
