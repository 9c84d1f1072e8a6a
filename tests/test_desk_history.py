"""history at the desk: what was saved is told in an editor's words, and taken back where nothing later stands in the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from desks import ARTICLE
from kepu.common.files.known_addresses import remember_addresses
from kepu.desk.desk_state import DeskState
from kepu.desk.drawing import Reply
from kepu.desk.history.history_pages import CHANGED_LATER, HistoryPages, risen
from kepu.desk.history.saves import save_files
from kepu.desk.kinds import DESK_KINDS
from kepu.desk.record_files import as_answers, attempt, open_file
from kepu.editing.history.saving import FileChange, version_of
from kepu.editing.history.snapshots import read_snapshots
from kepu.publish.published_files import note_published, texts_of
from sites import edit

LAB = "plan/events/2026/lab-day.yaml"


@pytest.fixture
def state(project: Path) -> DeskState:
    found = DeskState(project)
    found.refresh()
    return found


@pytest.fixture
def pages(state: DeskState) -> HistoryPages:
    return HistoryPages(state, lambda template, **values: Reply(f"{values.get('said', '')}{values.get('words', '')}"))


def change(state: DeskState, kind: str, id: str, **answers: str) -> None:
    opened = as_answers(DESK_KINDS[kind], open_file(state.root, DESK_KINDS[kind], id))
    given = {name: [words] for name, words in answers.items()}
    assert attempt(state, DESK_KINDS[kind], id, {**opened, **given}).saved


def test_a_save_is_told_in_the_words_of_the_form(state: DeskState) -> None:
    change(state, "event", "2026/lab-day", status="cancelled", reason="下雨")
    change(state, "article", "stars", title="怎样看月亮", _body="等十分钟。")
    change(state, "daily", "", text="新的一条。", resource="moon-book", **{"source/name": "天文台"})
    said = [it.said for it in read_snapshots(state.root)]
    assert said[0] == "活动〈实验室开放日〉：状态 报名中→已取消，已取消或已延期的原因 （没有）→下雨"
    assert said[1].startswith("文章〈怎样看月亮〉：标题 怎样看星星→怎样看月亮，") and "正文 " in said[1]
    assert said[2] == "新加天天科普〈新的一条。〉"


@pytest.mark.slow
def test_many_records_saved_at_once_are_one_snapshot_and_one_undo(state: DeskState, pages: HistoryPages) -> None:
    before = {path: path.read_bytes() for path in (state.root / "plan/daily").iterdir()}
    changes = [FileChange(f"plan/daily/{path.name}", path.read_bytes() + b"# x\n", version_of(path)) for path in before]
    new = [FileChange(f"plan/daily/new-{number}.yaml", b"text: x\n", "") for number in range(2)]
    save_files(state, [*changes, *new])
    (made,) = read_snapshots(state.root)
    assert f"新加 {len(new)} 条" in made.said and f"改动 {len(changes)} 条" in made.said
    pages.undo({}, {"number": ["1"]})
    assert {path: path.read_bytes() for path in (state.root / "plan/daily").iterdir()} == before


def test_a_change_that_was_built_upon_is_not_undone_and_says_what_to_do(state: DeskState, pages: HistoryPages) -> None:
    change(state, "article", "stars", title="怎样看月亮")
    edit(state.root / "content/articles/stars.md", "二十", "三十")
    text = (state.root / "content/articles/stars.md").read_bytes()
    assert CHANGED_LATER in pages.undo({}, {"number": ["1"]}).body
    assert (state.root / "content/articles/stars.md").read_bytes() == text
    assert "没有这一次" in pages.undo({}, {"number": ["9"]}).body


@pytest.mark.slow
def test_a_record_is_put_back_as_it_was_on_a_day(
    state: DeskState, pages: HistoryPages, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = state.root / "content/articles/stars.md"
    change(state, "article", "stars", title="怎样看月亮")
    june = path.read_bytes()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1782892800")
    change(state, "article", "stars", title="怎样看太阳")
    for day, content in (("2026-06-30", june), ("2026-05-31", ARTICLE.encode())):
        assert pages.restore({"kind": ["article"], "id": ["stars"]}, {"day": [day]}).location
        assert path.read_bytes() == content
    assert read_snapshots(state.root)[-1].said.startswith(
        "恢复到 2026-05-31：文章〈怎样看星星〉：标题 怎样看月亮→怎样看星星"
    )
    assert "不再保留" in pages.restore({"kind": ["article"], "id": ["gone"]}, {"day": ["2026-06-01"]}).body


@pytest.mark.slow
def test_what_calendars_have_of_an_event_never_goes_back_in_its_revision(state: DeskState, pages: HistoryPages) -> None:
    """Undone before anybody saw it, the file is as it was; undone after publishing, the revision rises."""
    remember_addresses(state.root, {"events/2026/lab-day/"})
    note_published(state.root, texts_of(state.root), "usb", "first")
    path = state.root / LAB
    before = path.read_bytes()
    change(state, "event", "2026/lab-day", start="2026-06-21")
    pages.undo({}, {"number": ["1"]})
    assert path.read_bytes() == before
    change(state, "event", "2026/lab-day", start="2026-06-21")
    note_published(state.root, texts_of(state.root), "usb", "second")
    pages.undo({}, {"number": ["3"]})
    text = path.read_text("utf-8")
    assert "start: 2026-06-20\n" in text and "revision: 2\n" in text
    assert risen("plan/daily/x.yaml", b"a: 1\n", b"a: 2\n") == b"a: 1\n"


def test_the_name_is_kept_on_this_computer_and_stands_on_every_save(state: DeskState, pages: HistoryPages) -> None:
    pages.name({}, {"name": ["  李 四\t"]})
    change(state, "article", "stars", title="怎样看月亮")
    assert read_snapshots(state.root)[0].who == "李 四"
    assert not list((state.root / ".kepu-history").glob("*editor*"))
