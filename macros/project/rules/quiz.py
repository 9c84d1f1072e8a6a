"""The rules of the quiz: one generator each, its docstring the rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from ...common.files.national import located
from ...common.files.yaml_reader import read_below_front_matter
from ...common.problems import Problem
from ...model.plan import Plan
from ...model.resources import Question
from ..content_loader import Written
from ..references import one_origin, unknown
from .texts.quotations import bare_words

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
NEAR_ENOUGH = 4
"""So many characters have to agree before a line is shown as the one that may have been meant."""

Lines = Sequence[tuple[int, str]]
"""The numbered lines of a text."""


def check_question_origins(plan: Plan) -> Iterator[Problem]:
    """A question names the article or the daily piece it is from, one of them and not both."""
    for question in plan.quiz.values():
        yield from one_origin(question, "article", "daily", "question")
        yield from unknown(question, "daily", question.daily, plan.daily, "天天科普")


def check_answers(plan: Plan) -> Iterator[Problem]:
    """A question ends with its mark, its right answer stands in the quoted words, and no two answers are alike."""
    for question in plan.quiz.values():
        if not question.question.endswith("？"):
            yield Problem(question.where("question"), "末尾没有问号（？）；要写成一个问题")
        if question.right not in question.quote:
            message = f"“{question.right}”不在 quote 的原话里；对的答案要照抄原话里的字，或者把 quote 抄长一些"
            yield Problem(question.where("right"), message)
        for index, words in enumerate(question.wrong):
            if words in (question.right, *question.wrong[:index]):
                yield Problem(question.where("wrong", index), f"“{words}”写了两次，几个答案要各不相同")


def check_double_questions(plan: Plan) -> Iterator[Problem]:
    """No question is asked twice."""
    first: dict[str, Question] = {}
    for question in plan.quiz.values():
        before = first.setdefault(bare_words(question.question), question)
        if before is not question:
            yield Problem(question.where("question"), f"这道题已经有了，见 {before.where().path}")


def check_quoted_answers(root: Path, plan: Plan, pages: Iterable[Written]) -> Iterator[Problem]:
    """What a question quotes stands to the letter in its article or in its daily piece."""
    articles = {page.article.id: page for page in pages if page.article}
    for question in plan.quiz.values():
        if question.article in articles:
            page = articles[question.article]
            yield from _not_there(question, page.path, article_lines(root, page))
        elif question.daily and question.daily in plan.daily:
            where = plan.daily[question.daily].where("text")
            yield from _not_there(question, where.path, [(where.line, plan.daily[question.daily].text)])


def article_lines(root: Path, page: Written) -> Lines:
    """What an article says below its front matter, links as their words."""
    body, first = read_below_front_matter(located(root, page.path))
    return [(number, _LINK.sub(r"\1", line)) for number, line in enumerate(body.split("\n"), first)]


def stands_in(words: str, lines: Lines) -> bool:
    """Whether words stand in one of the lines, marks of emphasis and kinds of quotation marks aside."""
    return any(bare_words(words) in bare_words(line) for _, line in lines)


def _not_there(question: Question, path: str, lines: Lines) -> Iterator[Problem]:
    if stands_in(question.quote, lines):
        return
    wanted = bare_words(question.quote)
    near = max(((_agreement(line, wanted), number, line) for number, line in lines), default=(0, 0, ""))
    hint = f"，最近的是第 {near[1]} 行“{near[2].strip()[:40]}”" if near[0] >= NEAR_ENOUGH else ""
    message = f"“{question.quote[:30]}”不在 {path} 里{hint}；文章改了，这道题要跟着改，或者删去"
    yield Problem(question.where("quote"), message)


def _agreement(line: str, wanted: str) -> int:
    """The length of the longest run that both have."""
    return SequenceMatcher(None, bare_words(line), wanted, autojunk=False).find_longest_match().size
