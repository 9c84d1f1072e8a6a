"""Plans in tests/plans: the valid ones pass, each invalid one gives exactly the lines of its problems.txt."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from conftest import PLANS, laid_over
from kepu.common.problems import PlanError, Problem, Where
from kepu.model.plan import Plan
from kepu.project.plan_loader import load_plan
from kepu.project.references import all_records
from kepu.project.rules.review_dates import check_dates
from kepu.project.rules.table import PLAN_RULES, RECORD_RULES, check_plan
from kepu.project.rules.texts.numbers import check_numbers

VALID = sorted((PLANS / "valid").iterdir())
INVALID = sorted((PLANS / "invalid").iterdir())
TODAY = date(2026, 6, 1)


@pytest.mark.parametrize("project", VALID, ids=lambda folder: folder.name)
def test_a_valid_plan_has_no_problems(project: Path) -> None:
    assert find_problems(project) == []


def test_the_crlf_plan_has_kept_its_line_ends() -> None:
    for path in (PLANS / "valid" / "crlf").rglob("*.*"):
        data = path.read_bytes()
        assert data.count(b"\r\n") == data.count(b"\n") > 0


@dataclass(frozen=True)
class Tried:
    """What is found in a plan of invalid/: the problems, and the rules that name one; of a plan that cannot be read, none."""

    problems: list[Problem]
    rules: set[object] = field(default_factory=set)


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tried]:
    """Every folder of invalid/, read and checked once."""
    folder = tmp_path_factory.mktemp("invalid")
    return {path.name: tried_in(laid_over(path, folder / path.name)) for path in INVALID}


def tried_in(project: Path) -> Tried:
    try:
        plan = load_plan(project)
    except PlanError as error:
        return Tried(list(error.problems))
    rules: set[object] = {rule for rule in PLAN_RULES if any(rule(plan))}
    rules |= {rule for rule in RECORD_RULES for record in all_records(plan) if any(rule(plan, record))}
    return Tried(found_in(project, plan), rules)


def test_an_invalid_plan_gives_these_lines_and_no_others(tried: dict[str, Tried]) -> None:
    found = {name: [str(problem) for problem in one.problems] for name, one in tried.items()}
    expected = {folder.name: expected_lines(folder) for folder in INVALID}
    assert {name: lines for name, lines in found.items() if lines != expected[name]} == {}
    assert [name for name, lines in found.items() if not lines] == [], "a folder of invalid/ has to hold a mistake"


def test_lines_are_sorted_by_path_line_and_field_and_said_once() -> None:
    for folder in INVALID:
        places = [place(line) for line in expected_lines(folder)]
        assert places == sorted(places), folder.name
        assert len(set(expected_lines(folder))) == len(places), folder.name


def test_a_line_is_chinese_without_a_word_from_a_library() -> None:
    messages = {line: place(line)[3] for folder in INVALID for line in expected_lines(folder)}
    assert [line for line, message in messages.items() if not re.search("[一-鿿]{2}", message)] == []
    foreign = re.compile(r"(?i)input|should|expected|found |none|error|\{'|line \d|tag:yaml")
    assert [line for line, message in messages.items() if foreign.search(message)] == []


def test_every_rule_has_an_example(tried: dict[str, Tried]) -> None:
    shown = set().union(*(one.rules for one in tried.values()))
    assert [rule for rule in (*PLAN_RULES, *RECORD_RULES) if rule not in shown] == []


def test_only_hints_leave_a_plan_usable(tried: dict[str, Tried]) -> None:
    usable = {name for name, one in tried.items() if all(problem.warning for problem in one.problems)}
    assert usable == {
        *("calendar-host-not-answering", "listing-run-out", "reports-copied-words", "reports-dead-evidence"),
        *("reports-event-left-out", "reports-event-of-two-units", "reports-ten-times-as-many"),
    }


def test_a_problem_reads_path_line_field_message() -> None:
    assert str(Problem(Where("plan/x.yaml", 7, "lead"), "写错了")) == "plan/x.yaml:7: lead：写错了"
    assert str(Problem(Where("plan/x.yaml", 7), "写错了")) == "plan/x.yaml:7: 写错了"


def find_problems(project: Path) -> list[Problem]:
    """What `kepu check` finds in plan/ on 1 June 2026."""
    try:
        return found_in(project, load_plan(project))
    except PlanError as error:
        return list(error.problems)


def found_in(project: Path, plan: Plan) -> list[Problem]:
    return sorted([*check_plan(plan), *check_dates(plan, (), TODAY), *check_numbers(project, plan, ())])


def expected_lines(folder: Path) -> list[str]:
    return (folder / "problems.txt").read_text("utf-8").splitlines()


def place(line: str) -> tuple[str, int, str, str]:
    """Path, line, field and message of a printed problem."""
    parts = re.fullmatch(r"(plan[^:]*):([1-9][0-9]*): (?:([^：“”，；]+)：)?(.+)", line)
    assert parts, line
    return parts[1], int(parts[2]), parts[3] or "", parts[4]


def test_a_problem_is_told_on_one_line_whatever_it_quotes() -> None:
    assert str(Problem(Where("plan/a.yaml", 3, "name"), "“区\n科协”找不到")) == "plan/a.yaml:3: name：“区 科协”找不到"
