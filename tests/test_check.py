"""Plans in tests/plans: the valid ones pass, each invalid one gives exactly the lines of its problems.txt."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from conftest import PLANS
from kepu.common.problems import PlanError, Problem, Where
from kepu.project.plan_loader import load_plan
from kepu.project.rules import plan as plan_rules
from kepu.project.rules import resources, synonyms
from kepu.project.rules.review_dates import check_dates
from kepu.project.rules.table import PLAN_RULES, check_plan
from kepu.project.rules.texts import quotations, typos
from kepu.project.rules.texts.numbers import check_numbers

VALID = sorted((PLANS / "valid").iterdir())
INVALID = sorted((PLANS / "invalid").iterdir())
TODAY = date(2026, 6, 1)
CopyPlan = Callable[..., Path]

each_invalid = pytest.mark.parametrize("folder", INVALID, ids=lambda folder: folder.name)


@pytest.mark.parametrize("project", VALID, ids=lambda folder: folder.name)
def test_a_valid_plan_has_no_problems(project: Path) -> None:
    assert find_problems(project) == []


def test_the_crlf_plan_has_kept_its_line_ends() -> None:
    for path in (PLANS / "valid" / "crlf").rglob("*.*"):
        data = path.read_bytes()
        assert data.count(b"\r\n") == data.count(b"\n") > 0


@each_invalid
def test_an_invalid_plan_gives_these_lines_and_no_others(folder: Path, copy_plan: CopyPlan) -> None:
    found = [str(problem) for problem in find_problems(copy_plan(folder))]
    assert found == expected_lines(folder)
    assert found, "a folder of invalid/ has to hold a mistake"


@each_invalid
def test_lines_are_sorted_by_path_line_and_field_and_said_once(folder: Path) -> None:
    places = [place(line) for line in expected_lines(folder)]
    assert places == sorted(places)
    assert len(set(expected_lines(folder))) == len(places)


@each_invalid
def test_a_line_is_chinese_without_a_word_from_a_library(folder: Path) -> None:
    for line in expected_lines(folder):
        _, _, _, message = place(line)
        assert re.search("[一-鿿]{2}", message), line
        assert not re.search(r"(?i)input|should|expected|found |none|error|\{'|line \d|tag:yaml", message), line


def test_every_rule_has_an_example(copy_plan: CopyPlan) -> None:
    modules = {module.__name__ for module in (plan_rules, resources, synonyms, typos, quotations)}
    rules, shown = {rule for rule in PLAN_RULES if rule.__module__ in modules}, set()
    for folder in INVALID:
        try:
            plan = load_plan(copy_plan(folder))
        except PlanError:
            continue
        shown |= {rule for rule in rules if any(rule(plan))}
    assert {str(rule) for rule in rules} == {str(rule) for rule in shown}


def test_a_problem_reads_path_line_field_message() -> None:
    assert str(Problem(Where("plan/x.yaml", 7, "lead"), "写错了")) == "plan/x.yaml:7: lead：写错了"
    assert str(Problem(Where("plan/x.yaml", 7), "写错了")) == "plan/x.yaml:7: 写错了"


def find_problems(project: Path) -> list[Problem]:
    """What `kepu check` finds in plan/ on 1 June 2026."""
    try:
        plan = load_plan(project)
        return sorted([*check_plan(plan), *check_dates(plan, (), TODAY), *check_numbers(project, plan, ())])
    except PlanError as error:
        return list(error.problems)


def expected_lines(folder: Path) -> list[str]:
    return (folder / "problems.txt").read_text("utf-8").splitlines()


def place(line: str) -> tuple[str, int, str, str]:
    """Path, line, field and message of a printed problem."""
    parts = re.fullmatch(r"(plan[^:]*):([1-9][0-9]*): (?:([^：“”，；]+)：)?(.+)", line)
    assert parts, line
    return parts[1], int(parts[2]), parts[3] or "", parts[4]


def test_a_problem_is_told_on_one_line_whatever_it_quotes() -> None:
    assert str(Problem(Where("plan/a.yaml", 3, "name"), "“区\n科协”找不到")) == "plan/a.yaml:3: name：“区 科协”找不到"
