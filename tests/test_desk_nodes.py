"""the plan at the desk: its words are read only; notes, other names and search words change those lines of its file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from kepu.desk.desk_state import DeskState
from kepu.desk.drawing import Reply
from kepu.desk.forms.answers import shown
from kepu.desk.upkeep.node_pages import NodePages, node_fields
from kepu.editing.history.saving import version_of


@pytest.fixture
def state(project: Path) -> DeskState:
    found = DeskState(project)
    found.refresh()
    return found


@pytest.fixture
def values() -> dict[str, Any]:
    return {}


@pytest.fixture
def pages(state: DeskState, values: dict[str, Any]) -> NodePages:
    def drawn(template: str, **more: Any) -> Reply:
        values.update(more)
        return Reply(template)

    return NodePages(state, drawn)


def test_every_piece_of_every_plan_is_listed_and_saved_untouched_keeps_its_bytes(
    state: DeskState, pages: NodePages, values: dict[str, Any]
) -> None:
    assert state.plan
    before = {path: path.read_bytes() for path in (state.root / "plan").rglob("*.yaml")}
    for period in state.plan.periods:
        pages.nodes({"plan": [period.id]})
        assert len(values["rows"]) == len(list(period.walk()))
        for node in period.walk():
            query = {"plan": [period.id], "id": [node.id]}
            assert pages.node(query).body == "node.html" and values["said"] == {}
            assert all(period.lines[number - 1] == words for number, words in values["words"])
            assert pages.save(query, {**values["answers"], "version": [values["version"]]}).location, values["said"]
    assert {path: path.read_bytes() for path in (state.root / "plan").rglob("*.yaml")} == before


def test_names_and_notes_are_added_and_a_note_on_words_that_are_not_there_is_refused(
    state: DeskState, pages: NodePages, values: dict[str, Any]
) -> None:
    assert state.plan
    period = state.plan.current
    node = next(it for it in period.walk() if it.place_in_file and it.paragraphs)
    query = {"plan": [period.id], "id": [node.id]}
    path = state.root / node.where().path
    before = path.read_text("utf-8").splitlines()
    line = period.lines[node.paragraphs[0] - 1]
    pages.node(query)
    given = {**shown(node_fields(), {}), "version": [values["version"]], "keywords": ["新的词"]}
    given |= {"notes/0/quote": [line[:4]], "notes/0/text": ["说明一下。"]}
    assert pages.save(query, given).location, values["said"]
    after = path.read_text("utf-8").splitlines()
    assert any("新的词" in it for it in after) and any("说明一下" in it for it in after)
    assert len([it for it in before if it not in after]) <= 2
    pages.node(query)
    wrong = {**given, "version": [version_of(path)], "notes/0/quote": ["原文里没有的字"]}
    assert not pages.save(query, wrong).location and "没有保存" in values["said"][""][0]
    assert path.read_text("utf-8").splitlines() == after
    assert "别人刚刚改过" in str(pages.save(query, given) and values["said"])
