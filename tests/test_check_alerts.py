"""check_alerts.py: every rule has a folder tests/plans/invalid/alert-… that breaks it.

`test_check.py` holds the folders against their problems.txt.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from conftest import PLANS
from kepu.common.problems import PlanError
from kepu.project.plan_loader import load_plan
from kepu.project.rules import alerts
from kepu.project.rules.table import PLAN_RULES

RULES = [rule for rule in PLAN_RULES if rule.__module__ == alerts.__name__]
INVALID = sorted((PLANS / "invalid").glob("alert-*"))


def test_every_rule_has_an_example(copy_plan: Callable[..., Path]) -> None:
    shown = set()
    for folder in INVALID:
        try:
            plan = load_plan(copy_plan(folder))
        except PlanError:
            continue
        shown |= {rule for rule in RULES if any(rule(plan))}
    assert shown == {*RULES}
