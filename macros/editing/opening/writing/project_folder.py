"""An opened project into its folder: what somebody has changed there since is left as it is, and named."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ....common.files.atomic_write import write_whole
from ....common.files.yaml_reader import read_yaml
from ....common.problems import PlanError
from ....project.plans.open_questions import QUESTIONS_PATH, read_questions
from ..asking.open_question import GivenAnswer
from ..reading.source_text import CannotRead, SourceText
from .opened_project import OpenedProject, open_project
from .question_file import answers_in, question_text

SITE_PATH = "plan/site.yaml"


@dataclass(frozen=True)
class FilledFolder:
    """What was done: the project, the files written, those left because somebody changed them, those taken away."""

    project: OpenedProject
    written: tuple[str, ...]
    left: tuple[str, ...]
    removed: tuple[str, ...]
    again: tuple[str, ...]
    """The ids of questions that had been answered, and are asked again because the text has changed."""


def fill_folder(source: SourceText, folder: Path) -> FilledFolder:
    """Open a plan into a folder: a new one, an empty one, or one that was opened before. Raises CannotRead, PlanError, OSError."""
    asked = read_questions(folder)
    if asked.problems:
        raise PlanError(asked.problems)
    given, marks = answers_in(asked), asked.files or {}
    _refuse_another_plan(source, folder, marks)
    beside = (folder / SITE_PATH).exists() and SITE_PATH not in marks
    if not marks and not beside and folder.exists() and any(folder.iterdir()):
        raise CannotRead(f"“{folder}”里已经有别的文件；请写一个新的或空的文件夹，或者一个已有的项目")
    project = open_project(source, given, _units_there(folder, marks), beside)
    written, left = [], []
    now: dict[str, str] = {}
    for name, text in project.files.items():
        path = folder / name
        now[name] = _mark(text)
        if path.exists() and _mark(path.read_text("utf-8")) not in (marks.get(name), now[name]):
            left.append(name)
            now[name] = marks.get(name, now[name])
        elif not path.exists() or _mark(path.read_text("utf-8")) != now[name]:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, text, flush=False)
            written.append(name)
    removed = _take_away(folder, marks, now, left)
    source_path = f"plan/{project.plan_id}/source.txt"
    write_whole(folder / QUESTIONS_PATH, question_text(project.questions, given, source_path, now))
    return FilledFolder(project, tuple(written), tuple(left), removed, _asked_again(project, given))


def _refuse_another_plan(source: SourceText, folder: Path, marks: Mapping[str, str]) -> None:
    """Raise CannotRead where the questions of the folder are on a plan that has hardly a paragraph of this one."""
    path = next((folder / name for name in marks if name.endswith("/source.txt")), None)
    if path and path.exists():
        now = {line.text for line in source.lines}
        if len(now.intersection(path.read_text("utf-8").splitlines())) * 4 < len(now):
            raise CannotRead(
                f"“{folder}”里的 {QUESTIONS_PATH} 是另一份方案的；请先把它移到别处保存，再运行一次，新方案就放在旧方案旁边"
            )


def _units_there(folder: Path, marks: Mapping[str, str]) -> dict[str, str]:
    """The ids of the units that a folder has of its own, by their names and other names; not of those an earlier run wrote."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("plan/units/*.yaml")):
        if f"plan/units/{path.name}" not in marks:
            value = read_yaml(path, path.name).value
            if isinstance(value, dict) and value.get("name"):
                found |= {str(name): path.stem for name in (*(value.get("aliases") or ()), value["name"])}
    return found


def _take_away(folder: Path, before: Mapping[str, str], now: Mapping[str, str], left: list[str]) -> tuple[str, ...]:
    """Remove what an earlier run wrote and this one does not, unless somebody has changed it."""
    removed: list[str] = []
    for name in before.keys() - now.keys():
        path = folder / name
        if path.exists() and _mark(path.read_text("utf-8")) == before[name]:
            path.unlink()
            removed.append(name)
        elif path.exists():
            left.append(name)
    return tuple(sorted(removed))


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _asked_again(project: OpenedProject, given: Mapping[str, GivenAnswer]) -> tuple[str, ...]:
    return tuple(question.id for question in project.open_questions if question.id in given)
