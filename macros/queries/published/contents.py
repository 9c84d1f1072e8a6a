"""How a plan is built up, in the words of the plan: its chapters, its tasks by kind."""

from __future__ import annotations

from ...common.text.numerals import counted
from ...model.plan import Period
from ...model.tree.node import Node


def tasks_below(chapter: Node) -> list[Node]:
    """The tasks of a chapter, and the measures that stand below none."""
    return [node for node in chapter.walk() if node.task is node and node.rank in ("task", "measure")]


def first_tasks(period: Period) -> str:
    """The anchor on the plan's own page where the tasks begin."""
    return next((f"#{chapter.id}" for chapter in period.chapters if tasks_below(chapter)), "")


def task_kinds(period: Period) -> dict[str, int]:
    """What the plan calls its tasks, and how many there are of each, in the order of the text."""
    names: dict[str, int] = {}
    for task in period.tasks:
        names[task.kind_name] = names.get(task.kind_name, 0) + 1
    return names


def caption(period: Period) -> str:
    """What the plan's own page is called: by what stands first in it."""
    return "与".join([*task_kinds(period)][:2]) or "任务"


def counted_tasks(period: Period) -> list[str]:
    """五项行动、五项工程……"""
    return [f"{counted(number)}项{name}" for name, number in task_kinds(period).items()]
