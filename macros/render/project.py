"""A project folder into what a build needs: plan and hand-written pages, checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..common.dates import build_date
from ..common.files.known_addresses import read_addresses
from ..common.problems import PlanError, Problem
from ..model.plan import NotedPlan, Plan, noted_plan
from ..project.content_loader import Written, load_content
from ..project.plan_loader import load_plan
from ..project.reading.kept_records import KeptRecords, SoundBefore
from ..project.rules.table import RuleInput, check_pages, check_plan
from .pages.address_registry import check_claims
from .pages.page import Page
from .pages.table import generate_pages


@dataclass(frozen=True)
class Project:
    """What a build needs; `warnings` look odd but stop nothing, `known` are the addresses published so far."""

    plan: Plan
    pages: list[Written]
    warnings: list[Problem]
    known: frozenset[str] = frozenset()
    made: tuple[date, Sequence[Page]] | None = None
    """The pages that followed from the plan on a day, where somebody has listed them."""

    def list_pages(self, plan: Plan, today: date) -> Sequence[Page]:
        """The pages that follow from the plan as it stands, and from the articles, on a day."""
        if self.made and plan is self.plan and self.made[0] == today:
            return self.made[1]
        return [*generate_pages(plan, today, self.pages)]


def read_project(root: Path) -> Project:
    """Plan and articles of the project in `root`. Raises PlanError with every problem of both."""
    plan: NotedPlan | None = None
    problems: list[Problem] = []
    kept = KeptRecords(root)
    try:
        plan = noted_plan(load_plan(root, kept=kept))
    except PlanError as error:
        problems += error.problems
    before = SoundBefore(root, plan)
    problems += check_plan(plan, before) if plan else ()
    sound = not any(not problem.warning for problem in problems)  # pages are made of a plan without a fault only
    pages, found = load_content(root, plan, kept=kept, sound=before)
    if plan:  # else there is more than what was read now
        kept.save()
        before.save()
    problems += found
    if plan:
        problems += check_pages(RuleInput(root, plan, pages, build_date()))
    made, today = list[Page](), build_date()
    if plan and sound:
        made += generate_pages(plan, today, pages)
        problems += check_claims(root, plan, pages, today, made)
    if plan is None or any(not problem.warning for problem in problems):
        raise PlanError(problems)
    return Project(plan, pages, sorted(set(problems)), frozenset(read_addresses(root)), (today, made))
