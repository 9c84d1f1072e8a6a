"""Words that are often mistyped, found in plan and content; quotations of the plan are left as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ....common.problems import Problem, Where
from ....common.text.markdown_code import without_code
from ....model.plan import Plan
from ....model.record import Record, strings, texts_with_places
from ....model.typo import Typo, Typos


def typos_in_record(plan: Plan, record: Record) -> Iterator[Problem]:
    """No text of a record holds a word of the list (only a hint)."""
    if not plan.typos or not _pattern_of(plan).search("\n".join(strings(record))):
        return  # as nearly always, and then nobody needs to know where each text stands
    for where, text in texts_with_places(record):
        for _, typo in _found(plan, text):
            yield _problem(where, typo)


def typos_in_markdown(plan: Plan, body: str, first_line: int, shown: str) -> Iterator[Problem]:
    """Words of the list in the text of a page, each at its line."""
    text = without_code(body)
    for at, typo in _found(plan, text):
        yield _problem(Where(shown, first_line + text.count("\n", 0, at)), typo)


def check_list(plan: Plan) -> Iterator[Problem]:
    """The list names each wrong word once, with something else that is right."""
    seen: set[str] = set()
    for typo in plan.typos.words if plan.typos else ():
        if typo.wrong in seen:
            yield Problem(typo.where("wrong"), f"“{typo.wrong}”写了不止一次，请只留一处")
        seen.add(typo.wrong)
        if typo.wrong in typo.right:
            yield Problem(typo.where("right"), f"对的写法“{typo.right}”里还有错的写法“{typo.wrong}”")
        for index, context in enumerate(typo.contexts):
            if typo.wrong not in context:
                yield Problem(typo.where("except", index), f"“{context}”里没有“{typo.wrong}”，这一项不起作用")


def mistyped(typos: Typos, text: str) -> Iterator[tuple[int, Typo]]:
    """Where in a text a word of the list stands, outside the contexts in which it is right."""
    for match in _pattern(typos).finditer(text):
        typo = next(typo for typo in reversed(typos.words) if typo.wrong == match[0])
        if not any(_covers(context, text, match.start(), match.end()) for context in typo.contexts):
            yield match.start(), typo


def _found(plan: Plan, text: str) -> Iterator[tuple[int, Typo]]:
    """What is mistyped in a text and not so in the published plan."""
    for at, typo in mistyped(plan.typos, text) if plan.typos else ():
        if not _quoted(plan, text, at):
            yield at, typo


def _quoted(plan: Plan, text: str, at: int) -> bool:
    """Whether the place lies in words of a published text: the whole text, or what stands in “”."""
    quotes = [(m.start(1), m[1]) for m in re.finditer("“([^“”]*)”", text)]
    pieces = [text, *(words for start, words in quotes if start <= at < start + len(words))]
    return any(piece in period.source for piece in pieces for period in plan.periods)


def _problem(where: Where, typo: Typo) -> Problem:
    return Problem(where, f"错字：“{typo.wrong}”应当是“{typo.right}”", warning=True)


@lru_cache(maxsize=2)
def _pattern_of(plan: Plan) -> re.Pattern[str]:
    return _pattern(plan.typos) if plan.typos else re.compile("(?!)")


def _pattern(typos: Typos) -> re.Pattern[str]:
    return _any_of(tuple(typo.wrong for typo in typos.words))


@lru_cache(maxsize=4)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))


def _covers(context: str, text: str, start: int, end: int) -> bool:
    """Whether the place from start to end is part of this context."""
    at = text.find(context, max(0, end - len(context)))
    return 0 <= at <= start and end <= at + len(context)
