"""What is wrong with a built page, traced back to the line of content/ that an editor can mend."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from urllib.parse import unquote

from ..common.files.national import located
from ..common.problems import Problem, Where
from ..model.record import Record
from ..project.content_loader import Written


def at_source(root: Path, pages: Iterable[Written], problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems, those of hand-written pages at the line of the Markdown file where what they name stands."""
    written = {f"{page.url}index.html": page.path for page in pages}
    for problem in problems:
        path = written.get(problem.where.path)
        words = problem.message.partition("：")[2]
        line = _line(located(root, path), [words, unquote(words), escape(words)]) if path and words else None
        yield Problem(Where(path, line), problem.message) if path and line else problem


def value_at_fault(error: BaseException) -> Problem | None:
    """A value that no rule foresaw, at the record that holds it; None where the fault lies elsewhere."""
    where = _record_at_fault(error) if isinstance(error, ValueError | ArithmeticError) else None
    if where is None:
        return None
    said = f"程序处理不了这条记录里的一个值（{str(error)[:200]}），请核对日期、时刻和数字，并把这句话告诉开发人员"
    return Problem(where, said)


def unforeseen(error: BaseException) -> str:
    """An error that nobody foresaw, in one sentence: at its record, or at the place in the program."""
    if problem := value_at_fault(error):
        return str(problem)
    frames = traceback.extract_tb(error.__traceback__)
    place = f"，在 {Path(frames[-1].filename).name} 第 {frames[-1].lineno} 行" if frames else ""
    said = " ".join(f"{type(error).__name__} {error}".split())[:300]
    return f"程序出了没有料到的错（{said}）{place}，请把这句话告诉开发人员"


def _record_at_fault(error: BaseException) -> Where | None:
    """The record that the program was busy with when it tripped: the innermost that the frames of the error hold."""
    found, trace = None, error.__traceback__
    while trace:
        for value in trace.tb_frame.f_locals.values():
            if isinstance(value, Record) and value.where().path:
                found = value.where()
        trace = trace.tb_next
    return found


def _line(path: Path, words: list[str]) -> int | None:
    lines = path.read_text("utf-8").split("\n")
    return next((number for number, line in enumerate(lines, 1) if any(word in line for word in words)), None)
