"""the emergency at the desk: one form sends a notice over every page to the public at once, and one button ends it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from kepu.common.files.yaml_reader import read_yaml
from kepu.desk.desk_state import DeskState
from kepu.desk.drawing import Reply
from kepu.desk.publishing.alert_pages import AlertPages, alert_fields
from kepu.desk.publishing.publish_job import PublishJob
from kepu.editing.history.snapshots import read_snapshots
from kepu.editing.history.undoing import undo_snapshot

GIVEN = {
    "level": ["emergency"],
    "title": ["暴雨红色预警"],
    "text": ["三小时内降雨超过 100 毫米。"],
    "todo": ["待在家里\r\n不要涉水"],
    "until": ["6小时"],
    "source/name": ["市气象台"],
    "source/issued": ["10分钟前"],
    "articles": ["stars"],
}


@pytest.fixture
def state(project: Path) -> DeskState:
    (project / "plan/publish.yaml").write_text(
        "destinations:\n  - {id: usb, kind: folder, path: /tmp/a}\n  - {id: two, kind: folder, path: /tmp/b}\n", "utf-8"
    )
    found = DeskState(project)
    found.refresh()
    return found


@pytest.fixture
def sent() -> list[str]:
    """What was published: the command and the destinations."""
    return []


@pytest.fixture
def pages(state: DeskState, sent: list[str], monkeypatch: pytest.MonkeyPatch) -> AlertPages:
    monkeypatch.setattr(PublishJob, "start", lambda self, *words: sent.extend(words))
    return AlertPages(state, lambda template, **values: Reply(repr(values["said"])), PublishJob(state.root))


def test_one_form_writes_the_notice_and_sends_it_to_every_destination(
    state: DeskState, pages: AlertPages, sent: list[str]
) -> None:
    assert pages.set({}, GIVEN).location == "/publish"
    assert sent == ["publish", "usb", "two"]
    written: Any = read_yaml(state.root / "plan/alert.yaml", "").value
    assert (written["since"], written["until"]) == ("2026-06-01 16:00", "2026-06-01 22:00")
    assert (written["todo"], written["source"]["issued"]) == (("待在家里", "不要涉水"), "2026-06-01 15:50")
    assert state.plan and state.plan.alert and state.plan.alert.articles == ("stars",) and state.faults() == []


def test_a_new_notice_takes_the_place_of_the_old_one_which_is_filed(state: DeskState, pages: AlertPages) -> None:
    pages.set({}, GIVEN)
    pages.set({}, {**GIVEN, "title": ["暴雨解除"], "level": ["notice"]})
    assert state.plan and state.plan.alert and state.plan.alert.title == "暴雨解除"
    assert [it.title for it in state.plan.alerts.values()] == ["暴雨红色预警"]
    assert state.faults() == []
    last = read_snapshots(state.root)[-1]
    assert last.said == "紧急通知〈暴雨解除〉" and len(last.files) == 2
    undo_snapshot(state.root, last)
    state.refresh()
    assert state.plan.alert and state.plan.alert.title == "暴雨红色预警" and state.plan.alerts == {}


def test_one_button_ends_it(state: DeskState, pages: AlertPages, sent: list[str]) -> None:
    pages.set({}, GIVEN)
    sent.clear()
    assert pages.end({}, {}).location == "/publish" and sent == ["publish", "usb", "two"]
    assert state.plan and state.plan.alert is None and not (state.root / "plan/alert.yaml").exists()
    (ended,) = state.plan.alerts.values()
    assert ended.over == "2026-06-01 16:00"
    assert pages.end({}, {}).location == "", "there is none to end"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"until": ["晚点"]}, "'until': ['“晚点”看不懂"),
        ({"until": ["今天15:00"]}, "已经过去了"),
        ({"until": ["60天"]}, "离现在超过 30 天"),
        ({"source/issued": ["今天17:00"]}, "'source/issued': ['2026-06-01 17:00 还没有到"),
        ({"title": [""]}, "'title': ['缺少这一项"),
        ({"todo": [""]}, "'todo'"),
        ({"phone": ["13912345678"]}, "'phone'"),
        ({"articles": ["nowhere"]}, "'articles"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_sent(
    state: DeskState, pages: AlertPages, sent: list[str], given: dict[str, list[str]], said: str
) -> None:
    assert said in str(pages.set({}, {**GIVEN, **given}).body)
    assert sent == [] and not (state.root / "plan/alert.yaml").exists()


def test_the_form_asks_for_no_moment_that_is_now() -> None:
    fields = {it.name: it for it in alert_fields()}
    assert fields["until"].widget == "line", "words such as 6小时"
    assert fields.keys() == {"level", "title", "text", "todo", "until", "source", "phone", "articles"}
