"""A project folder into what a build needs: plan and hand-written pages, checked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .check import check_plan
from .content import Article, load_content
from .errors import PlanError
from .load import load_plan
from .model import Plan


@dataclass(frozen=True)
class Project:
    plan: Plan
    articles: list[Article]


def read_project(root: Path) -> Project:
    """Plan and articles of the project in `root`. Raises PlanError with every problem of both."""
    plan, problems = None, []
    try:
        plan = load_plan(root)
        problems += check_plan(plan)
    except PlanError as error:
        problems += error.problems
    articles, found = load_content(root, plan)
    if plan is None or problems or found:
        raise PlanError([*problems, *found])
    return Project(plan, articles)
