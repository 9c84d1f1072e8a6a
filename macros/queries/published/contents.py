"""How a plan is built up, in the words of the plan: its chapters, its tasks by kind."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ...common.text.numerals import counted
from ...model.plan import Period
from ...model.tree.node import Node


def tasks_below(chapter: Node) -> list[Node]:
    """The tasks of a chapter, and the measures that stand below none."""
    return [node for node in chapter.walk() if node.task is node and node.rank in ("task", "measure")]


def first_tasks(period: Period) -> str:
    """The anchor on the plan's own page where the tasks begin."""
    return next((f"#{node.id}" for node in period.nodes if tasks_below(node)), "")


FORMAL = frozenset("章节编篇条款项类部分") | {"部分", "方面"}
"""What any plan may be divided into: it says nothing of what the plan is about."""


def task_kinds(period: Period) -> dict[str, int]:
    """What the plan calls its tasks, and how many there are of each, in the order of the text."""
    names = Counter(task.kind_name for task in period.tasks)
    return {name: number for name, number in names.items() if name not in FORMAL}


def caption(period: Period) -> str:
    """What the plan's own page is called: by what stands first in it."""
    return "与".join([*task_kinds(period)][:2]) or period.document.names.tasks


def counted_tasks(period: Period) -> list[str]:
    """五项行动、五项工程……"""
    return [f"{counted(number)}项{name}" for name, number in task_kinds(period).items()]


def has_tables(period: Period) -> bool:
    """Whether tables of the plan speak of its tasks or measures."""
    return any(node.rows for node in period.walk())


def has_contrasts(period: Period) -> bool:
    """Whether there is anything to show side by side, or to note."""
    return has_tables(period) or bool(period.document.notes) or any(node.notes for node in period.walk())


def contrasts_title(period: Period) -> str:
    """What the page of contrasts and notes is called: without a table there is nothing to contrast."""
    return "正文与分工表对照" if has_tables(period) else "编者注"


@dataclass(frozen=True)
class PlanSection:
    """A section of the plan's own page: a chapter, or a task that stands at the top, with what it holds in order."""

    node: Node
    chapters: tuple[PlanSection, ...]
    tasks: tuple[Node, ...]
    goal: bool

    @property
    def plain(self) -> bool:
        """Whether its tasks are measures and nothing is said of them but their names."""
        return bool(self.tasks) and not any(task.lead or task.measures[0] is not task for task in self.tasks)


def sections(period: Period) -> list[PlanSection]:
    """The plan's own page, section by section."""
    return [_section(period, node) for node in period.nodes]


def _section(period: Period, node: Node) -> PlanSection:
    chapters = tuple(_section(period, below) for below in node.below if below.rank == "chapter")
    tasks = () if node.rank != "chapter" else tuple(below for below in node.below if below.rank in ("task", "measure"))
    own = [node, *(below for below in node.walk() if below.rank == "part")]
    return PlanSection(node, chapters, tasks, period.goal is not None and any(period.goal is one for one in own))
