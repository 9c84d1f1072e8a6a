"""A project folder into what a build needs: plan and hand-written pages, checked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..common.dates import build_date
from ..common.files.kept import CACHE, Kept
from ..common.files.known_addresses import read_addresses
from ..common.packages import program
from ..common.problems import PlanError, Problem
from ..model.plan import Plan
from ..project.content_loader import Written, load_content
from ..project.plan_loader import load_plan
from ..project.rules.table import RuleInput, check_pages, check_plan
from .pages.address_registry import check_claims


@dataclass(frozen=True)
class Project:
    """What a build needs; `warnings` look odd but stop nothing, `known` are the addresses published so far."""

    plan: Plan
    pages: list[Written]
    warnings: list[Problem]
    known: frozenset[str] = frozenset()


def read_project(root: Path) -> Project:
    """Plan and articles of the project in `root`. Raises PlanError with every problem of both."""
    plan: Plan | None = None
    problems: list[Problem] = []
    try:
        plan = load_plan(root)
        problems += check_plan(plan)
    except PlanError as error:
        problems += error.problems
    sound = not any(not problem.warning for problem in problems)  # pages are made of a plan without a fault only
    shown = Kept(root / CACHE, program(), "shown")
    pages, found = load_content(root, plan, sound=shown)
    shown.save()
    problems += found
    if plan:
        problems += check_pages(RuleInput(root, plan, pages, build_date()))
    if plan and sound:
        problems += check_claims(root, plan, pages, build_date())
    if plan is None or any(not problem.warning for problem in problems):
        raise PlanError(problems)
    return Project(plan, pages, sorted(set(problems)), frozenset(read_addresses(root)))
