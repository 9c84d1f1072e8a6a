"""The rules of the daily pieces: one generator each, its docstring the rule."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping

from ...common.dates import LEAP_YEAR
from ...common.problems import Problem
from ...model.plan import Plan
from ...model.resources import Daily
from ..references import one_origin

SENTENCE_END = re.compile(r"[。！？]+")
MOST_SENTENCES = 3


def check_origin(plan: Plan) -> Iterator[Problem]:
    """A piece names the article or the resource behind it, one of them and not both."""
    for piece in plan.daily.values():
        yield from one_origin(piece, "article", "resource", "text")


def check_sentences(plan: Plan) -> Iterator[Problem]:
    """A piece is one to three whole sentences."""
    for piece in plan.daily.values():
        count = len(SENTENCE_END.findall(piece.text))
        if count > MOST_SENTENCES:
            yield Problem(piece.where("text"), f"有 {count} 句，最多三句；请拆成几条，或者写短")
        elif not re.search(r"[。！？][”’）》]*$", piece.text):
            yield Problem(piece.where("text"), "末尾没有句号；要写成完整的句子，一到三句")


def check_days(plan: Plan) -> Iterator[Problem]:
    """A day is in the calendar and does not go with months; no month is named twice."""
    for piece in plan.daily.values():
        month, _, day = (piece.day or "01-01").partition("-")
        if int(day) > monthrange(LEAP_YEAR, int(month))[1]:
            yield Problem(piece.where("day"), f"没有 {int(month)} 月 {int(day)} 日")
        if piece.day and piece.months:
            yield Problem(piece.where("months"), "写了 day（只用在那一天），就不能再写 months，请删去一行")
        for index, number in enumerate(piece.months):
            if number in piece.months[:index]:
                yield Problem(piece.where("months", index), f"{number} 月写了两次，请只留一处")


def check_doubles(plan: Plan) -> Iterator[Problem]:
    """No two pieces have the same day or say the same."""
    yield from _repeated(plan, "day", {id: piece.day for id, piece in plan.daily.items()}, "这一天已经有了")
    said = {id: re.sub(r"[\s\W_]", "", piece.text) for id, piece in plan.daily.items()}
    yield from _repeated(plan, "text", said, "这句话已经有了")


def check_every_day_has_a_piece(plan: Plan) -> Iterator[Problem]:
    """Where there are pieces at all, every day of the year has one that may be used on it."""
    pieces = list(plan.daily.values())
    empty = "、".join(str(month) for month in range(1, 13) if _has_a_gap(month, pieces))
    if pieces and empty:
        message = f"{empty} 月里有的日子一条也没有；请在 plan/daily 加几条不写 day 的，months 不写，或者写上这些月"
        yield Problem(pieces[0].where("months" if pieces[0].months else "text"), message)


def _repeated(plan: Plan, name: str, values: Mapping[str, str | None], message: str) -> Iterator[Problem]:
    first: dict[str, Daily] = {}
    for id, value in values.items():
        if value is not None and value in first:
            yield Problem(plan.daily[id].where(name), f"{message}，见 {first[value].where().path}")
        elif value is not None:
            first[value] = plan.daily[id]


def _has_a_gap(month: int, pieces: Iterable[Daily]) -> bool:
    """Whether no piece takes turns in the month, and not each of its days has one of its own."""
    if any(not piece.day and (not piece.months or month in piece.months) for piece in pieces):
        return False
    days = {piece.day for piece in pieces if piece.day and int(piece.day[:2]) == month}
    return len(days) < monthrange(LEAP_YEAR, month)[1]
