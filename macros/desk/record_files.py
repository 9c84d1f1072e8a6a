"""One record between its file and its form: opened, changed by several people, tried, saved."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..common.dates import build_date, years_later
from ..common.files.known_addresses import read_addresses
from ..common.files.national import is_national, national_folder
from ..common.files.text_file import Unusable, read_decoded
from ..common.files.yaml.yaml_file import YamlFile
from ..common.files.yaml_reader import parsed_yaml
from ..common.problems import Problem
from ..editing.changes.edits import CannotEdit, edited, edited_page
from ..editing.history.saving import FileChange, version_of
from ..model.events import Event
from ..model.record import ID_PATTERN
from ..model.resources import Expert
from ..project.reading.validation import NO_FIELDS
from .desk_state import BODY_INPUT, DeskState, front_matter, places_of
from .forms.answers import Answers, filled, shown
from .forms.choosing import proposed_address
from .forms.intents import settled_with, signed_words
from .history.saves import save_files
from .kinds import NAMED_BY, DeskKind
from .writing.pending_pictures import pending_in, placed_pictures

ADDRESS_INPUT = "_id"
"""An input of a form that is no field of the record: the end of a new address."""

IDS = re.compile(rf"([0-9]{{4}}/)?{ID_PATTERN}")
"""Whatever else an address names, no file is opened or written for it."""

SPECIAL = "这个文件的写法特别，编辑台改了会乱，所以没有动它；请把文件给会改的同事"


@dataclass(frozen=True)
class Opened:
    """A record's file as it is: its bytes' version, its text, its values; empty where there is none yet."""

    text: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    body: str = ""
    version: str = ""
    fault: str = ""
    national: bool = False
    """Whether it is the file of the national content, which a county's own file, not there yet, would go before."""

    @property
    def known(self) -> bool:
        """Whether there is anything."""
        return bool(self.version) or self.national


@dataclass(frozen=True)
class Attempt:
    """What became of an attempt to save: where it lies now, or what is said of which input, and nothing was written."""

    id: str
    said: Mapping[str, list[str]] = field(default_factory=dict)
    saved: bool = False


def open_record(state: DeskState, kind: DeskKind, id: str) -> Opened:
    """The file of a record as it is now: a county's own, or that of the national content."""
    opened = open_file(state.root, kind, id)
    record = kind.records(state.plan, state.pages).get(id) if state.plan else None
    if opened.version or record is None or not is_national(record.where().path):
        return opened
    return replace(open_file(national_folder(), kind, id), version="", national=True)


def open_file(root: Path, kind: DeskKind, id: str) -> Opened:
    """The file of a record as it is now in a project's folder."""
    path = root / kind.path(id)
    version = version_of(path) if IDS.fullmatch(id) else ""
    if not version:
        return Opened()
    try:
        read_decoded(path)
    except Unusable as error:
        return Opened(version=version, fault=error.message)
    text = path.read_bytes().decode("utf-8")
    file = front_matter(text, "") if kind.is_page else parsed_yaml(text.replace("\r\n", "\n"), "")
    if file.problems:
        return Opened(version=version, fault="；".join(f"第 {it.where.line} 行：{it.message}" for it in file.problems))
    if file.value is not None and not isinstance(file.value, dict):
        return Opened(version=version, fault=NO_FIELDS)
    body = text.replace("\r\n", "\n").removeprefix("---\n").partition("\n---\n")[2] if kind.is_page else ""
    return Opened(text, file.value or {}, body, version)


def as_answers(kind: DeskKind, opened: Opened) -> dict[str, list[str]]:
    """What the form of a file shows."""
    answers = shown(kind.fields, opened.values)
    return {**answers, BODY_INPUT: [opened.body]} if kind.is_page else answers


def first_answers(kind: DeskKind) -> dict[str, list[str]]:
    """What the form of a new record shows: today, where the day of the record is asked for."""
    answers = shown(kind.fields, {})
    today = build_date()
    for name, day in (("updated", today), ("added", today), ("written", today), ("valid_until", years_later(today, 2))):
        if any(field.name == name and field.required for field in kind.fields):
            answers[name] = [str(day)]
    return answers


def merged(base: Answers, theirs: Answers, mine: Answers) -> tuple[dict[str, list[str]], list[str]]:
    """Two people's changes of one form put together, and the inputs that both have changed differently: there mine stay."""
    found: dict[str, list[str]] = {}
    both: list[str] = []
    groups = {name.split("/")[0] for name in (*base, *theirs, *mine)}
    for group in sorted(groups):
        was, now, new = (_of(group, answers) for answers in (base, theirs, mine))
        chosen = now if _equal(was, new) else new
        if not (_equal(was, new) or _equal(was, now) or _equal(now, new)):
            both.append(group)
        found |= {name: list(words) for name, words in chosen.items()}
    return found, both


def _of(group: str, answers: Answers) -> Answers:
    return {name: words for name, words in answers.items() if name.split("/")[0] == group}


def _equal(one: Answers, other: Answers) -> bool:
    """Whether two forms say the same: an input that is not there says nothing."""
    words = [{name: _plain(said) for name, said in it.items() if any(_plain(said))} for it in (one, other)]
    return words[0] == words[1]


def _plain(words: Any) -> list[str]:
    return [word.replace("\r\n", "\n").strip() for word in words]


def attempt(state: DeskState, kind: DeskKind, id: str, answers: Answers) -> Attempt:
    """Save what was filled in, unless it would bring a new problem; `id` is empty for a new record.

    Raises Outdated where somebody was quicker, OSError where the disk refuses.
    """
    opened = open_record(state, kind, id) if id else Opened()
    wanted = filled(kind.fields, answers, opened.values)
    return put_in(state, kind, id, opened, wanted, answers)


def put_in(
    state: DeskState, kind: DeskKind, id: str, opened: Opened, wanted: dict[str, Any], answers: Answers,
    more: Sequence[FileChange] = (), said: str = "",
) -> Attempt:  # fmt: skip
    """Save a record with these values in the place of what was opened, unless it would bring a new problem.

    `more` are files that change with it, `said` what the snapshot is to say.
    """
    new_id = id or new_record_id(state.root, kind, wanted, next(iter(answers.get(ADDRESS_INPUT, [])), "").strip())
    if not IDS.fullmatch(new_id):
        return Attempt(id, {ADDRESS_INPUT: ["网址的结尾只能用小写字母、数字和短横线"]})
    body = typed_body(answers, opened) if kind.is_page else None
    wanted, body, pictures = placed_pictures(state.root, kind.folder, new_id, wanted, body)
    try:
        text = settled_text(state, kind, id, opened, wanted, body)
    except CannotEdit:
        return Attempt(id, {"": [SPECIAL]})
    if text == opened.text and not more:
        return Attempt(id, saved=True)
    if wrong := _new_problems(state, kind, new_id, text, opened, [Path(it.path).name for it in pictures]):
        return Attempt(id, wrong)
    if opened.national and not said:
        said = f"全国的{kind.caption}改成本地的：{next((str(wanted[it]) for it in NAMED_BY if wanted.get(it)), new_id)}"
    save_files(state, [FileChange(kind.path(new_id), text.encode(), opened.version), *pictures, *more], said)
    return Attempt(new_id, saved=True)


def settled_text(
    state: DeskState, kind: DeskKind, id: str, opened: Opened, wanted: dict[str, Any], body: str | None
) -> str:
    """The text of a record's file with these values and what follows from them. Raises CannotEdit."""
    published = bool(id) and is_published(state, kind, id)
    wanted = settled_with(kind.record, dict(opened.values), wanted, build_date(), published)
    wanted = signed_words(dict(opened.values), wanted, opened.body if body is None else body)
    return written_text(kind, opened, in_model_order(kind, wanted) if opened.known else wanted, body)


def in_model_order(kind: DeskKind, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values in the order of the model: a new field is written behind the one that comes before it there."""
    names = [info.alias or name for name, info in kind.record.model_fields.items()]
    return {**{name: values[name] for name in names if name in values}, **values}


def problems_in_form(state: DeskState, kind: DeskKind, id: str, text: str) -> dict[str, list[str]]:
    """What is said of a text in a record's place, by input of its form; hints among it."""
    file, problems = state.tried(kind, id, text, pending_in(state.root, text))
    return _said_in_form(kind, file, problems, text)


def _said_in_form(kind: DeskKind, file: YamlFile, problems: list[Problem], text: str) -> dict[str, list[str]]:
    """What is said, by input; of what the form has no input for, at the group it stands in or above all."""
    inputs = {it.name for it in kind.fields} | {BODY_INPUT}
    for name in shown(kind.fields, file.value if isinstance(file.value, dict) else {}):
        inputs |= {"/".join(name.split("/")[:length]) for length in range(1, name.count("/") + 2)}
    found: dict[str, list[str]] = {}
    for name, message in places_of(problems, file, text if kind.is_page else ""):
        place = name
        while place and place not in inputs:
            place = place.rpartition("/")[0]
        told = message if place or not name else f"{name}：{message}"
        found.setdefault(place, []).append(told)
    return found


def checked_answers(state: DeskState, kind: DeskKind, id: str, answers: Answers) -> dict[str, list[str]]:
    """What would be said if this were saved; nothing is written."""
    opened = open_record(state, kind, id) if id else Opened()
    wanted = filled(kind.fields, answers, opened.values)
    try:
        text = written_text(
            kind, opened, in_model_order(kind, wanted), typed_body(answers, opened) if kind.is_page else None
        )
    except CannotEdit:
        return {"": [SPECIAL]}
    return problems_in_form(state, kind, id or new_record_id(state.root, kind, wanted, ""), text)


def is_published(state: DeskState, kind: DeskKind, id: str) -> bool:
    """Whether the public knows a record's page."""
    plan = state.plan
    url = kind.url(id, kind.records(plan, state.pages).get(id)) if plan else None
    return url in read_addresses(state.root)


def _new_problems(
    state: DeskState, kind: DeskKind, id: str, text: str, opened: Opened, arriving: Collection[str]
) -> dict[str, list[str]]:
    """What is wrong with a text and was not wrong with the one before; hints keep nobody from saving."""
    before = {problem.message for problem in state.of_file(kind.path(id))} if opened.version else set()
    file, problems = state.tried(kind, id, text, arriving)
    new = [problem for problem in problems if not problem.warning and problem.message not in before]
    return _said_in_form(kind, file, new, text)


def written_text(kind: DeskKind, opened: Opened, wanted: dict[str, Any], body: str | None) -> str:
    if kind.is_page:
        return edited_page(opened.text or "---\n\n---\n", wanted, body)
    head = f"# yaml-language-server: $schema={kind.schema}\n"
    return edited(opened.text or head, wanted)


def typed_body(answers: Answers, opened: Opened) -> str:
    """The text of a page as it was typed; whether its last line ends is left as it was."""
    given = next(iter(answers.get(BODY_INPUT, [opened.body]))).replace("\r\n", "\n")
    if given.strip("\n") == opened.body.strip("\n") and opened.known:
        return opened.body
    before = "" if opened.body.startswith("\n") is False and opened.known else "\n"
    return before + given.strip("\n") + ("" if opened.known and not opened.body.endswith("\n") else "\n")


def new_record_id(root: Path, kind: DeskKind, wanted: Mapping[str, Any], asked: str, taken: Container[str] = ()) -> str:
    """The id of a new record: as asked for, or from its name; never one that is taken."""
    folder = f"{getattr(wanted.get('start'), 'year', build_date().year)}/" if kind.record is Event else ""
    if kind.record is Expert:  # an address stays in other people's notes after the person has left the pool
        return f"p-{secrets.token_hex(3)}"
    name = asked or proposed_address(next((str(wanted[it]) for it in NAMED_BY if wanted.get(it)), "")) or "new"
    free, number = f"{folder}{name}", 2
    while free in taken or (root / kind.path(free)).exists():
        free, number = f"{folder}{name}-{number}", number + 1
    return free
