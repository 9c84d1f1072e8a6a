"""Drafts: files of drafts/ that no build reads, each with what is known of its review beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ...common.files.yaml_reader import parsed_yaml
from ...editing.changes.edits import CannotEdit, edited
from ...editing.history.saving import FileChange, version_of
from ...editing.history.snapshots import digest_of_bytes
from ...model.article import DRAFT_STAGES, DraftState
from ...project.reading.validation import validated
from ..desk_state import BODY_INPUT, DeskState
from ..forms.answers import Answers, filled
from ..history.saves import save_files
from ..kinds import LISTED_KINDS, NAMED_BY, DeskKind
from ..record_files import (
    ADDRESS_INPUT,
    IDS,
    SPECIAL,
    Attempt,
    Opened,
    in_model_order,
    new_record_id,
    open_file,
    open_record,
    put_in,
    typed_body,
    written_text,
)

DRAFTS = "drafts"
"""The folder of a project that holds its drafts, in folders as in plan/ and content/."""

BASE_CHANGED = "草稿开始以后，正式的那一份又改过。先看看差在哪里；还要用草稿，再点一次“还是用草稿”。"


@dataclass(frozen=True)
class Draft:
    """A draft: the kind and the id of the record it is to become, its file, and how far it has come."""

    kind: DeskKind
    id: str
    opened: Opened
    state: DraftState
    state_text: str = ""

    @property
    def name(self) -> str:
        return str(next((self.opened.values[it] for it in NAMED_BY if self.opened.values.get(it)), self.id))

    @property
    def path(self) -> str:
        return holder(self.kind).path(self.id)

    @property
    def state_path(self) -> str:
        return state_path(self.kind, self.id)

    @property
    def words(self) -> str:
        """A digest of the draft as it is, in so few signs that two people can compare them over the telephone."""
        return self.opened.version[:8]

    @property
    def altered(self) -> bool:
        """Whether it was changed since it was sent to be reviewed."""
        return self.state.state != "writing" and self.state.words != self.words

    @property
    def stage(self) -> str:
        """How far it has come, in words."""
        said = DRAFT_STAGES[self.state.state]
        return f"{said}，后来又改过" if self.altered and self.state.state in ("asked", "approved") else said


def holder(kind: DeskKind) -> DeskKind:
    """The same kind, whose files lie among the drafts."""
    return replace(kind, folder=f"{DRAFTS}/{kind.folder.partition('/')[2]}")


def state_path(kind: DeskKind, id: str) -> str:
    """The file that says how far a draft has come."""
    return f"{holder(kind).folder}/{id}.state.yaml"


def read_draft(root: Path, kind: DeskKind, id: str) -> Draft | None:
    """A draft, None where there is none of this id."""
    opened = open_file(root, holder(kind), id)
    if not opened.version:
        return None
    path = root / state_path(kind, id)
    text = path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
    file = parsed_yaml(text.replace("\r\n", "\n"), state_path(kind, id))
    state = validated(file, DraftState, id, {})[0] if file.value and not file.problems else None
    return Draft(kind, id, opened, state or DraftState(), text)


def read_drafts(root: Path) -> list[Draft]:
    """Every draft, kind by kind."""
    return [draft for kind in LISTED_KINDS.values() for id in _ids(root, kind) if (draft := read_draft(root, kind, id))]


def _ids(root: Path, kind: DeskKind) -> Iterator[str]:
    folder = root / holder(kind).folder
    for path in sorted(folder.rglob("*.md" if kind.is_page else "*.yaml")):
        if not path.name.endswith(".state.yaml"):
            yield path.relative_to(folder).with_suffix("").as_posix()


def save_draft(state: DeskState, kind: DeskKind, id: str, answers: Answers, version: str) -> Attempt:
    """Keep what was filled in as a draft, with whatever is wrong with it. Raises Outdated or OSError."""
    root, held = state.root, holder(kind)
    draft = read_draft(root, kind, id) if id else None
    source = draft.opened if draft else open_record(state, kind, id) if id else Opened()
    wanted = filled(kind.fields, answers, source.values)
    asked = next(iter(answers.get(ADDRESS_INPUT, [])), "").strip()
    taken = {it.id for it in read_drafts(root) if it.kind is kind}
    new_id = id or new_record_id(root, kind, wanted, asked, taken)
    if not IDS.fullmatch(new_id):
        return Attempt(id, {ADDRESS_INPUT: ["网址的结尾只能用小写字母、数字和短横线"]})
    body = typed_body(answers, source) if kind.is_page else None
    try:
        text = written_text(kind, source, in_model_order(kind, wanted) if source.known else wanted, body)
    except CannotEdit:
        return Attempt(id, {"": [SPECIAL]})
    changes = [FileChange(held.path(new_id), text.encode(), version)]
    if draft is None:
        base = version_of(root / kind.path(new_id))
        words = edited("", {"state": "writing", **({"base": base} if base else {})})
        changes.append(FileChange(state_path(kind, new_id), words.encode(), ""))
    name = next((str(wanted[it]) for it in NAMED_BY if wanted.get(it)), new_id)
    save_files(state, changes, f"草稿：{kind.caption}〈{name}〉")
    return Attempt(new_id, saved=True)


def note_state(state: DeskState, draft: Draft, values: Mapping[str, Any], said: str) -> None:
    """Write how far a draft has come; a value of None takes a field away. Raises CannotEdit, Outdated, OSError."""
    before = parsed_yaml(draft.state_text.replace("\r\n", "\n"), "").value or {}
    wanted = {name: value for name, value in {**before, **values}.items() if value is not None}
    change = FileChange(
        draft.state_path, edited(draft.state_text, wanted).encode(), digest_of_bytes(draft.state_text.encode() or None)
    )
    save_files(state, [change], f"草稿〈{draft.name}〉：{said}")


def drop_draft(state: DeskState, draft: Draft) -> None:
    """Take a draft away. Raises Outdated or OSError."""
    save_files(state, _without(state.root, draft), f"删去草稿：{draft.kind.caption}〈{draft.name}〉")


def place_draft(state: DeskState, draft: Draft, anyway: bool = False) -> Attempt:
    """Put a draft in the place of its record, unless something is wrong with it; agreed to, it is signed.

    Raises Outdated where the record was changed since the draft was begun, unless `anyway`; or OSError.
    """
    root, kind = state.root, draft.kind
    there = open_record(state, kind, draft.id)
    if not anyway and there.version != (draft.state.base or ""):
        return Attempt(draft.id, {"": [BASE_CHANGED]})
    wanted = {name: value for name, value in draft.opened.values.items() if name != "updated" or not there.version}
    if there.version and "updated" in there.values:
        wanted["updated"] = there.values["updated"]
    review = draft.state
    if kind.is_page and review.state == "approved" and not draft.altered and review.by and review.dated:
        signed = {"by": review.by, "office": review.office, "dated": review.dated}
        wanted["reviewed"] = {name: value for name, value in signed.items() if value}
    said = f"草稿放进网站：{kind.caption}〈{draft.name}〉"
    body = {BODY_INPUT: [draft.opened.body]}
    return put_in(state, kind, draft.id, there, wanted, body, _without(root, draft), said)


def _without(root: Path, draft: Draft) -> list[FileChange]:
    paths = [path for path in (draft.path, draft.state_path) if (root / path).is_file()]
    return [FileChange(path, None, version_of(root / path)) for path in paths]
