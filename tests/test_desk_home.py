"""the first page and its lists: what is out of date is listed exactly, and what a county changes of the national content is its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from kepu.common.files import national
from kepu.common.files.yaml_reader import read_yaml
from kepu.desk.desk_state import DeskState
from kepu.desk.drafts.draft_files import save_draft
from kepu.desk.drawing import Reply
from kepu.desk.kinds import DESK_KINDS
from kepu.desk.publishing.unpublished import changes_since_published
from kepu.desk.record_files import as_answers, attempt, open_file, open_record
from kepu.desk.record_pages import RecordPages
from kepu.desk.upkeep.home_pages import OUT_OF_DATE, HomePages
from kepu.editing.history.snapshots import read_snapshots
from kepu.publish.published_files import note_published, texts_of
from sites import edit

TODAY = date(2026, 6, 1)


@pytest.fixture
def state(project: Path) -> DeskState:
    found = DeskState(project)
    found.refresh()
    return found


class Shown:
    """Pages whose values are looked at instead of their HTML."""

    def __init__(self, state: DeskState) -> None:
        self.values: Mapping[str, Any] = {}
        self.home = HomePages(state, self.drawn)
        self.forms = RecordPages(state, self.drawn)

    def drawn(self, template: str, **values: Any) -> Reply:
        self.values = values
        return Reply(template)


def outdated(state: DeskState) -> dict[str, list[tuple[str, str]]]:
    """What the page lists: kind → name and the address of the form."""
    state.refresh()
    shown = Shown(state)
    shown.home.outdated({})
    return {said: [(name, address) for name, _, address in found] for said, found in shown.values["groups"].items()}


def test_what_is_out_of_date_is_listed_exactly_and_leads_to_its_form(state: DeskState) -> None:
    """Reviews of two years, listings of thirty days, past events, links that were never opened or not for half a year."""
    root = state.root
    for path in (root / "plan/resources").glob("*.yaml"):
        text = path.read_text("utf-8")
        if "\nlink:" in f"\n{text}" and "checked:" not in text:
            path.write_text(f"{text.rstrip()}\nchecked: {TODAY}\n", "utf-8")
    for path in (root / "plan/events").rglob("*.yaml"):
        path.unlink()
    before = outdated(state)
    assert set(before) <= {"快到期或已到期的名录"}
    listed = len(before.get("快到期或已到期的名录", []))
    stars = root / "content/articles/stars.md"
    edit(stars, "written: 2026-05-01", "written: 2020-05-01\nreviewed: {by: jiaju, dated: 2024-06-01}")
    assert outdated(state) == before, "two years to the day"
    edit(stars, "dated: 2024-06-01", "dated: 2024-05-31")
    book = root / "plan/resources/moon-book.yaml"
    days = {180: before.get("x", []), 181: [("月亮读本", "/record?kind=resource&id=moon-book")]}
    for age, found in days.items():
        values: Any = read_yaml(book, "").value
        edit(book, f"checked: {values['checked']}", f"checked: {TODAY - timedelta(days=age)}")
        assert outdated(state).get("半年没有打开过的网址", []) == found
    events = root / "plan/events/2026"
    events.mkdir(exist_ok=True)
    for id, status in (
        ("open", "open"),
        ("done", "finished"),
        ("off", "cancelled\nreason: 下雨"),
        ("told", "finished\nreport: https://example.gov.cn/a"),
    ):
        (events / f"{id}.yaml").write_text(
            f"title: 活动{id}\nstart: 2026-05-20\nstatus: {status}\nupdated: 2026-05-01\n", "utf-8"
        )
    found = outdated(state)
    assert found["审核到期的文章"] == [("怎样看星星", "/record?kind=article&id=stars")]
    assert found["已经过去、状态没有改的活动"] == [("活动open", "/record?kind=event&id=2026%2Fopen")]
    assert [name for name, _ in found["办过了还没有报道的活动"]] == ["活动done", "活动open"]
    assert set(found) <= set(OUT_OF_DATE) and len(found.get("快到期或已到期的名录", [])) == listed


@pytest.mark.slow
def test_the_first_page_counts_what_waits_and_names_every_list(state: DeskState) -> None:
    shown = Shown(state)
    shown.home.home({})
    assert not set(shown.values["waiting"]) & set(OUT_OF_DATE)
    assert set(shown.values["counts"]) == set(DESK_KINDS)
    for kind in DESK_KINDS.values():
        reply = shown.home.records({"kind": [kind.id]})
        if kind.single:
            assert reply.location.startswith("/record?")
        else:
            assert state.plan
            assert len(shown.values["rows"]) == len(kind.records(state.plan, state.pages))
    shown.home.records({"kind": ["unit"], "q": ["jiaju"]})
    assert [row.name for row in shown.values["rows"]] == ["甲局"]


@pytest.fixture
def shared(state: DeskState, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that uses a national content of its own, with a piece and an article in it."""
    folder = tmp_path / "national"
    for own in ("plan/daily/moon.yaml", "content/articles/stars.md", "plan/resources/moon-book.yaml"):
        (folder / own).parent.mkdir(parents=True, exist_ok=True)
        (state.root / own).rename(folder / own)
    book = (folder / "plan/resources/moon-book.yaml").read_text("utf-8")
    (folder / "plan/resources/sun-book.yaml").write_text(book.replace("月亮", "太阳"), "utf-8")
    (folder / "package.yaml").write_text("format: 1\nversion: 2026.11.30\n", "utf-8")
    monkeypatch.setattr(national, "ENGINE", tmp_path)
    site = state.root / "plan/site.yaml"
    site.write_text(site.read_text("utf-8").rstrip() + "\nnational: {format: 1}\n", "utf-8")
    state.refresh()
    assert state.faults() == []
    return folder


def test_a_national_piece_is_shown_and_what_is_changed_is_the_countys_own(state: DeskState, shared: Path) -> None:
    shown = Shown(state)
    shown.home.records({"kind": ["daily"]})
    assert {row.address for row in shown.values["rows"] if row.national} == {"/record?kind=daily&id=moon"}
    for kind, id, name, words in (
        (DESK_KINDS["daily"], "moon", "text", "换一句。"),
        (DESK_KINDS["article"], "stars", "title", "怎样看月亮"),
    ):
        there = (shared / kind.path(id)).read_bytes()
        opened = open_record(state, kind, id)
        assert opened.national and opened.values[name]
        answers = as_answers(kind, opened)
        assert attempt(state, kind, id, answers).saved and not (state.root / kind.path(id)).exists(), "nothing changed"
        found = attempt(state, kind, id, {**answers, name: [words]})
        assert found.saved and found.id == id, found.said
        assert (shared / kind.path(id)).read_bytes() == there, "the national file stays"
        own = (state.root / kind.path(id)).read_text("utf-8")
        assert words in own and len(own.splitlines()) in (len(there.splitlines()), len(there.splitlines()) + 1)
        assert not open_record(state, kind, id).national
        shown.forms.record({"kind": [kind.id], "id": [id]})
        assert shown.values["overrides"] and not shown.values["national"]
        assert read_snapshots(state.root)[-1].said == f"全国的{kind.caption}改成本地的：{words}"
        assert shown.home.back_to_national({"kind": [kind.id], "id": [id]}, {}).location
        assert open_record(state, kind, id).national and state.faults() == []


@pytest.mark.slow
def test_a_national_piece_that_is_taken_down_is_switched_off(state: DeskState, shared: Path) -> None:
    """So is one that the county has a file of its own for, which goes: the national one would come back otherwise."""
    shown, kind = Shown(state), DESK_KINDS["resource"]
    for own in (False, True):
        if own:
            edit(state.root / "plan/site.yaml", "without: [resources/sun-book]", "without: []")
            state.refresh()
            answers = as_answers(kind, open_record(state, kind, "sun-book"))
            assert attempt(state, kind, "sun-book", {**answers, "name": ["太阳读本（新版）"]}).saved
        gone = shown.forms.withdrawn({"kind": ["resource"], "id": ["sun-book"]}, {"why": ["不用"]})
        assert gone.body == "gone.html", shown.values["said"]
        assert "without: [resources/sun-book]" in (state.root / "plan/site.yaml").read_text("utf-8")
        assert state.plan and "sun-book" not in state.plan.resources
        assert (shared / "plan/resources/sun-book.yaml").exists() and not open_file(
            state.root, kind, "sun-book"
        ).version


@pytest.mark.slow
def test_of_a_person_who_is_taken_down_nothing_is_left_in_the_project(state: DeskState) -> None:
    """Saved, drafted, published, then taken down at the desk: the name is in no file, of the history or any other."""
    kind = DESK_KINDS["expert"]
    answers = {"name": ["王五山"], "field": ["茶叶栽培"], "about": ["讲茶。"], "contact/name": ["甲局办公室"]}
    answers |= {"consent/dated": ["2026-05-01"], "consent/how": ["书面同意"], "valid_until": ["2027-05-01"]}
    found = attempt(state, kind, "", {**answers, "updated": ["2026-06-01"]})
    assert found.saved, found.said
    save_draft(state, kind, found.id, as_answers(kind, open_record(state, kind, found.id)), "")
    note_published(state.root, texts_of(state.root), "usb", "first")
    reply = Shown(state).forms.withdrawn({"kind": ["expert"], "id": [found.id]}, {})
    assert reply.body == "gone.html"
    left = [path for path in state.root.rglob("*") if path.is_file() and "王五山".encode() in path.read_bytes()]
    assert left == []
    state.refresh()
    changes = changes_since_published(state)
    assert changes and any(it.how == "删去" for it in changes)
