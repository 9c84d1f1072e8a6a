"""The questions of a plan that was opened by `kepu init`: read from their file, and named as long as they are open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ...common.files.yaml_reader import read_yaml
from ...common.problems import Problem, Where, listed

QUESTION_FILE = "questions.yaml"
QUESTIONS_PATH = f"plan/{QUESTION_FILE}"


@dataclass(frozen=True)
class AskedQuestion:
    """A question as it stands in the file, and the line of its answer; `mark` tells what it was asked about."""

    id: str
    about: str
    ask: str
    found: str
    choices: tuple[str, ...]
    free: bool
    answer: str
    before: str
    mark: str
    line: int


@dataclass(frozen=True)
class AskedQuestions:
    """All questions of a project, and the digests of the files that were written with them."""

    questions: tuple[AskedQuestion, ...] = ()
    files: Mapping[str, str] | None = None
    problems: tuple[Problem, ...] = ()


def read_questions(root: Path) -> AskedQuestions:
    """The questions of a project; none where it has no such file. `problems` say why the file cannot be used."""
    path = root / "plan" / QUESTION_FILE
    if not path.exists():
        return AskedQuestions()
    file = read_yaml(path, QUESTIONS_PATH)
    if file.problems:
        return AskedQuestions(problems=tuple(file.problems))
    values = file.value if isinstance(file.value, dict) else {}
    listed_questions = values.get("questions") or []
    if not isinstance(listed_questions, list | tuple) or not all(
        isinstance(one, dict) and one.get("id") for one in listed_questions
    ):
        problem = Problem(
            Where(QUESTIONS_PATH, field="questions"), "应当是列表，每项有 id；请恢复成程序写的样子，只改 answer"
        )
        return AskedQuestions(problems=(problem,))
    questions = tuple(
        _question(one, file.where(("questions", place, "answer")).line) for place, one in enumerate(listed_questions)
    )
    files = values.get("files")
    return AskedQuestions(
        questions, {str(name): str(mark) for name, mark in files.items()} if isinstance(files, dict) else {}
    )


def _question(values: Mapping[str, object], line: int) -> AskedQuestion:
    def text(name: str) -> str:
        value = values.get(name)
        return "" if value is None else str(value).strip()

    choices = values.get("choices")
    return AskedQuestion(
        text("id"), text("about"), text("ask"), text("found"), tuple(map(str, choices)) if isinstance(choices, list | tuple) else (),
        values.get("free") is True, text("answer"), text("before"), text("mark"), line,
    )  # fmt: skip


def check_open_questions(root: Path) -> Iterator[Problem]:
    """Every question on an opened plan is answered, with one of its choices where it has only these."""
    asked = read_questions(root)
    yield from asked.problems
    for question in asked.questions:
        if question.answer and question.choices and not question.free and question.answer not in question.choices:
            yield Problem(
                Where(QUESTIONS_PATH, question.line, "answer"),
                f"“{question.answer}”不是给出的选择，应当是 {'、'.join(question.choices)} 之一",
            )
    waiting = [question for question in asked.questions if not question.answer]
    if waiting:
        kinds = [f"{about} {count} 条" for about, count in Counter(question.about for question in waiting).items()]
        yield Problem(
            Where(QUESTIONS_PATH, waiting[0].line, "answer"),
            f"还有 {len(waiting)} 个问题没有回答：{listed(kinds, 30)}；逐条看用 kepu check --todo", warning=True,
        )  # fmt: skip


def waiting_questions(root: Path) -> list[Problem]:
    """Each open question, for the list of work that waits."""
    return [
        Problem(
            Where(QUESTIONS_PATH, question.line, "answer"),
            f"{question.about}：{question.found}；{question.ask}",
            warning=True,
        )
        for question in read_questions(root).questions
        if not question.answer
    ]
