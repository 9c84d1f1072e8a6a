"""What `kepu check` says of a record is said in its form, word for word, at the input that it is about."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from choosing import mostly_slow
from conftest import PLANS, laid_over
from kepu.desk.desk_state import DeskState
from kepu.desk.forms.answers import shown
from kepu.desk.kinds import DESK_KINDS, desk_kind_of
from kepu.desk.record_files import as_answers, attempt, open_file, problems_in_form
from sites import edit

INVALID = sorted((PLANS / "invalid").iterdir())
OFTEN = [
    PLANS / "invalid" / name
    for name in ("calendar-wrong-values", "offers-wrong-values", "listing-mobile-phone", "missing-colon", "not-fields")
]
ABOUT_THE_FILE = re.compile("文件名|文件开头|编码|文件是空的|没有“.+”这个字段")
"""These messages are about no field."""


@pytest.mark.parametrize("invalid", mostly_slow(INVALID, OFTEN), ids=lambda folder: folder.name)
def test_every_message_about_a_record_with_a_form_stands_at_its_input(tmp_path: Path, invalid: Path) -> None:
    """However broken the other files are that have forms, each can be opened and says what is wrong where it is wrong."""
    state = DeskState(laid_over(invalid, tmp_path / invalid.name))
    state.refresh()
    mendable = all(desk_kind_of(problem.where.path) for problem in state.problems)
    assert state.plan or not mendable
    for problem in state.problems if state.plan else ():
        kind, id = desk_kind_of(problem.where.path) or (None, "")
        if kind is None or not (opened := open_file(state.root, kind, id)).version or opened.fault:
            continue
        said = problems_in_form(state, kind, id, opened.text)
        places = [place for place, messages in said.items() if problem.message in messages]
        assert places or ABOUT_THE_FILE.search(problem.message), str(problem)
        inputs = {name.rpartition("/")[0] or name for name in as_answers(kind, opened)} | {
            it.name for it in kind.fields
        }
        inputs |= {*as_answers(kind, opened)}
        assert ABOUT_THE_FILE.search(problem.message) or all(place in inputs for place in places), str(problem)


def test_a_record_that_the_model_refuses_is_mended_in_its_form(project: Path) -> None:
    """Before, nothing at all could be opened while one file held a word that its field does not take."""
    path = project / "plan/events/2026/lab-day.yaml"
    edit(path, "status: open", "status: 报名中")
    state = DeskState(project)
    state.refresh()
    kind = DESK_KINDS["event"]
    assert state.plan and len(state.faults()) == 1 and "2026/lab-day" not in state.plan.events
    opened = open_file(project, kind, "2026/lab-day")
    assert set(problems_in_form(state, kind, "2026/lab-day", opened.text)) == {"status"}
    answers = {**as_answers(kind, opened), "status": ["open"]}
    assert attempt(state, kind, "2026/lab-day", answers).saved
    assert state.faults() == [] and "status: open\n" in path.read_text("utf-8")


def test_what_is_missing_in_a_group_is_said_at_its_own_input(project: Path) -> None:
    path = project / "plan/events/2026/lab-day.yaml"
    edit(
        path,
        "sources: [{name: 甲局通知, dated: 2026-05-30}]",
        "sources:\n  - dated: 2026-05-30\n  - name: 乙\n    nmae: 丙",
    )
    state = DeskState(project)
    state.refresh()
    kind = DESK_KINDS["event"]
    said = problems_in_form(state, kind, "2026/lab-day", path.read_text("utf-8"))
    assert {place: len(messages) for place, messages in said.items()} == {"sources/0/name": 1, "sources/1": 1}
    assert "sources/0/name" in shown(kind.fields, open_file(project, kind, "2026/lab-day").values)
