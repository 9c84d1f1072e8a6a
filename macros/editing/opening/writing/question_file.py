"""The questions of an opened plan as a file: what was asked, what was answered, which files were written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ....project.plans.open_questions import AskedQuestions
from ...record_file import Code
from ..asking.open_question import GivenAnswer, OpenQuestion, answer_of
from .yaml_text import Blank, yaml_text

_HEAD = """\
# 程序打开方案时不知道的、猜的，都在这里。逐条看：found 是原文，assumed 是现在这样做的。
# 对的、不对的都把回答写在 answer 里，从 choices 里选一个，或者照 ask 说的写；写完再运行一次 kepu init，回答就用上了。
# 原文改了，改到的那几条会再问一次，以前的回答留在 before 里。files 是程序记的，不用改。
"""


def question_text(
    questions: Sequence[OpenQuestion], given: Mapping[str, GivenAnswer], source: str, files: Mapping[str, str]
) -> str:
    """The file: open questions first, then those answered; `source` is the path of the text, `files` what was written."""
    asked = [_question(one, given, source) for one in questions]
    asked.sort(key=lambda values: bool(values["answer"]))
    values = {"plan": source, "questions": asked, "files": dict(files)}
    return _HEAD + yaml_text(values)


def _question(question: OpenQuestion, given: Mapping[str, GivenAnswer], source: str) -> dict[str, object]:
    answer = answer_of(question, given)
    old = given.get(question.id)
    before = old.answer if old and not answer else ""
    where = source if question.line is None else f"{source}:{question.line + 1}"
    return {
        "id": Code(question.id), "about": question.about, "where": where, "found": question.found, "assumed": question.assumed,
        "ask": question.ask, "choices": list(question.choices), "free": question.free or None, "answer": Blank(answer), "before": before,
        "mark": question.mark,
    }  # fmt: skip


def answers_in(asked: AskedQuestions) -> dict[str, GivenAnswer]:
    """What has been answered, by the id of the question; an answer to a text that has changed since has no mark."""
    given: dict[str, GivenAnswer] = {}
    for one in asked.questions:
        if one.answer:
            given[one.id] = GivenAnswer(one.answer, one.mark)
        elif one.before:
            given[one.id] = GivenAnswer(one.before, "")
    return given
