"""Questions into rounds of five: the same five for everybody on a day, and in which order their answers stand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ...common.reads import remembered
from ...model.plan import Plan
from ...model.resources import Question
from ..articles import Article
from .piece import Behind, article_behind, behind

ROUND = 5
"""So many questions make a round."""

OPTION_LETTERS = "ABCD"
FIRST_DAY = date(1970, 1, 1)


@dataclass(frozen=True)
class Option:
    """An answer to choose, with its letter."""

    letter: str
    text: str
    right: bool


@remembered(4)
def ordered(plan: Plan) -> tuple[Question, ...]:
    """All questions in the order of the rounds: mixed by their ids alone, none soon after one of the same origin.

    overrides/js/quiz.js takes the rounds from this order, as `round_on` does.
    """
    left = sorted(plan.quiz.values(), key=lambda question: _mixed(question.id))
    found: list[Question] = []
    while left:
        near = {_source_of(question) for question in found[1 - ROUND :]}
        chosen = next((question for question in left if _source_of(question) not in near), left[0])
        left.remove(chosen)
        found.append(chosen)
    return tuple(found)


def round_on(plan: Plan, day: date) -> list[Question]:
    """The five questions of a day; the next day has the next five. Of fewer than five, all."""
    questions = ordered(plan)
    start = (day - FIRST_DAY).days * ROUND
    return [questions[(start + step) % len(questions)] for step in range(min(ROUND, len(questions)))]


def options(question: Question) -> list[Option]:
    """Its answers, the right one anywhere among them, always in the same place."""
    answers = sorted((question.right, *question.wrong), key=lambda answer: _mixed(question.id + answer))
    return [Option(letter, text, text == question.right) for letter, text in zip(OPTION_LETTERS, answers, strict=False)]


def source_behind(plan: Plan, articles: Iterable[Article], question: Question) -> Behind:
    """Title and address of the page where the answer stands: the article, or what is behind the daily piece."""
    if question.daily:
        return behind(plan, articles, plan.daily[question.daily])
    return article_behind(articles, question.article or "")


def _source_of(question: Question) -> tuple[str | None, str | None]:
    return question.article, question.daily


def _mixed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
