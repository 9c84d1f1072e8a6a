"""What was saved, by whom, in words; one of it taken back; a record put back as it was on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any

from ...common.files.yaml_reader import parsed_yaml
from ...editing.changes.edits import CannotEdit, edited
from ...editing.history.saving import FileChange, Outdated, save_snapshot, version_of
from ...editing.history.snapshots import (
    Snapshot,
    as_of,
    editor_name,
    kept_content,
    note_editor,
    read_snapshots,
    versions_of,
)
from ...editing.history.undoing import NotKept, content_before, undo_snapshot
from ...model.record import Record
from ...publish.published_files import published_files
from ..desk_state import DeskState
from ..drawing import DrawDesk, Query, Reply, first_of
from ..forms.intents import still_rising
from ..kinds import DESK_KINDS, DeskKind, desk_kind_of, name_of, record_address
from .record_changes import RecordChange, changes_in_words, record_changes

SHOWN_AT_ONCE = 60
LONGEST_NAME = 20

CHANGED_LATER = "后来又改过同一个文件，直接撤销会把后来的也丢掉，所以没有动。请先撤销后来的那几次，或者打开那一条，点“以前的样子”，恢复到某一天。"
NOT_KEPT = "那时的内容已经不再保留（撤下的人不留内容），不能撤销。"


@dataclass(frozen=True)
class SavedLine:
    """A snapshot as a page shows it; `open` says whether it can be taken back now."""

    snapshot: Snapshot
    open: bool
    undone: bool
    address: str


@dataclass
class HistoryPages:
    """The pages of what was saved in one project."""

    state: DeskState
    drawn: DrawDesk

    def history(self, query: Query, said: str = "") -> Reply:
        """Everything that was saved, newest first; of one record with what it was on a day."""
        kind, id = DESK_KINDS.get(first_of(query, "kind")), first_of(query, "id")
        snapshots = read_snapshots(self.state.root)
        undone = {it.undoes for it in snapshots}
        if kind:
            return self.of_record(kind, id, first_of(query, "day"), undone)
        below = first_of(query, "before")
        if below.isdigit():
            snapshots = [it for it in snapshots if it.number < int(below)]
        shown = snapshots[: -SHOWN_AT_ONCE - 1 : -1]
        return self.drawn(
            "history.html",
            lines=[self.line(it, undone) for it in shown],
            older=shown[-1].number if len(shown) < len(snapshots) else 0,
            done=first_of(query, "done"),
            said=said,
            editor=editor_name(self.state.root),
            faults=len(self.state.faults()),
        )

    def line(self, snapshot: Snapshot, undone: set[int]) -> SavedLine:
        root = self.state.root
        same = all(version_of(root / path) == new for path, (_, new) in snapshot.files.items())
        known = [known for path in snapshot.files if (known := desk_kind_of(path))]
        address = record_address(*known[0]) if len(snapshot.files) == 1 and known and self.is_there(*known[0]) else ""
        return SavedLine(snapshot, bool(snapshot.files) and same, snapshot.number in undone, address)

    def record_there(self, kind: DeskKind, id: str) -> Record | None:
        return kind.records(self.state.plan, self.state.pages).get(id) if self.state.plan else None

    def is_there(self, kind: DeskKind, id: str) -> bool:
        return self.record_there(kind, id) is not None

    def of_record(self, kind: DeskKind, id: str, day: str, undone: set[int]) -> Reply:
        path = kind.path(id)
        versions = list(versions_of(self.state.root, path))
        public = published_files(self.state.root)
        record = self.record_there(kind, id)
        if not versions and record is None:
            return self.drawn("message.html", words="没有这一条。", status=HTTPStatus.NOT_FOUND)
        return self.drawn(
            "record_history.html",
            kind=kind,
            id=id,
            name=name_of(record) if record else id,
            there=record is not None,
            lines=[self.line(snapshot, undone) for snapshot, _, _ in reversed(versions)],
            public=self.compared(path, public.get(path)) if public is not None else None,
            day=day,
            then=self.on(path, day) if day else None,
        )

    def on(self, path: str, day: str) -> Mapping[str, Any] | None:
        """What would change if a file were put back as it was on a day; None where that cannot be known."""
        try:
            digest = as_of(self.state.root, path, date.fromisoformat(day))
        except ValueError:
            return None
        content = kept_content(self.state.root, digest or "")
        if digest is None or (digest and content is None):
            return None
        return {"gone": not digest, "changes": self.compared(path, content, back=True)}

    def compared(self, path: str, content: bytes | None, back: bool = False) -> list[RecordChange]:
        """How a file here differs from another state of it; `back` tells what going back would change."""
        place = self.state.root / path
        now = {path: place.read_bytes() if place.is_file() else None}
        return (
            record_changes(self.state, now, {path: content})
            if back
            else record_changes(self.state, {path: content}, now)
        )

    def undo(self, query: Query, answers: Query) -> Reply:
        number = first_of(answers, "number")
        chosen = [it for it in read_snapshots(self.state.root) if str(it.number) == number]
        if not chosen:
            return self.history({}, "没有这一次。")
        public = published_files(self.state.root) or {}
        try:
            undo_snapshot(self.state.root, chosen[0], lambda path, content: risen(path, content, public.get(path)))
        except Outdated:
            return self.history({}, CHANGED_LATER)
        except NotKept:
            return self.history({}, NOT_KEPT)
        self.state.refresh()
        back = first_of(answers, "back")
        known = [known for path in chosen[0].files if (known := desk_kind_of(path))]
        if back and known and self.is_there(*known[0]):
            return Reply("", HTTPStatus.SEE_OTHER, location=record_address(*known[0], saved="撤销"))
        return Reply("", HTTPStatus.SEE_OTHER, location=f"/history?done={number}")

    def restore(self, query: Query, answers: Query) -> Reply:
        """Put a record back as it was on a day."""
        kind, id, day = DESK_KINDS.get(first_of(query, "kind")), first_of(query, "id"), first_of(answers, "day")
        if kind is None:
            return self.drawn("message.html", words="没有这一条。", status=HTTPStatus.NOT_FOUND)
        path, root = kind.path(id), self.state.root
        try:
            digest = as_of(root, path, date.fromisoformat(day))
            if digest is None:
                raise NotKept
            content = content_before(root, digest)
        except (ValueError, NotKept):
            return self.drawn("message.html", words=NOT_KEPT)
        if content is not None:
            content = risen(path, content, (published_files(root) or {}).get(path))
        words = changes_in_words(self.compared(path, content, back=True))
        try:
            save_snapshot(root, [FileChange(path, content, version_of(root / path))], f"恢复到 {day}：{words}")
        except Outdated:
            return self.drawn("message.html", words="别人刚刚改过这一条，没有恢复。请再看一遍。")
        self.state.refresh()
        if not self.is_there(kind, id):
            return Reply("", HTTPStatus.SEE_OTHER, location="/history?done=1")
        return Reply("", HTTPStatus.SEE_OTHER, location=record_address(kind, id, saved=f"恢复到 {day} 的样子"))

    def name(self, query: Query, answers: Query) -> Reply:
        """Remember who works here."""
        if name := " ".join(first_of(answers, "name").split())[:LONGEST_NAME]:
            note_editor(self.state.root, name)
        return Reply("", HTTPStatus.SEE_OTHER, location="/history")


def risen(path: str, content: bytes, public: bytes | None) -> bytes:
    """An event that goes back to an earlier day still rises in its revision above what calendars have of it."""
    known = desk_kind_of(path)
    if public is None or known is None or known[0].id != "event":
        return content
    text = content.decode("utf-8", "replace")
    then, seen = (
        parsed_yaml(words.replace("\r\n", "\n"), "").value for words in (text, public.decode("utf-8", "replace"))
    )
    if not (isinstance(then, dict) and isinstance(seen, dict)):
        return content
    try:
        return edited(text, still_rising(then, seen)).encode()
    except CannotEdit:
        return content
