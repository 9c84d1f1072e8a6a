"""What stands in a form and is not saved into the page that it would become, for a look beside the form.

What is still missing has a stand-in, and what is wrong is left out, so that the page can be looked at from the first word
on; nothing of this is ever written to a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...common.dates import build_date, build_time
from ...common.files.yaml.yaml_file import YamlFile
from ...common.files.yaml_reader import parsed_yaml
from ...common.problems import Problem
from ...editing.changes.edits import CannotEdit, edited
from ...model.article import ArticleHead
from ...model.record import Record
from ...project.content_loader import Written
from ...project.reading.validation import validated
from ...render.markdown import UNREADABLE
from ...render.project import Project
from ...render.site_files import Output
from ..desk_state import BODY_INPUT, DeskState, places_of
from ..forms.answers import Answers, filled
from ..forms.choosing import choices_for
from ..forms.fields import FormField
from ..kinds import DeskKind
from ..record_files import Opened, new_record_id, open_file
from .pending_pictures import pending_in, pending_picture

_TRIES = 4
"""So often what is wrong is left out, before the page is given up."""


@dataclass(frozen=True)
class UnsavedView:
    """The address a page would have, the page, and its pictures that lie nowhere yet."""

    url: str
    page: str
    files: Mapping[str, Path]


def unsaved_view(state: DeskState, kind: DeskKind, id: str, answers: Answers) -> UnsavedView | None:
    """The page of a form as it is filled in; None where it can have none."""
    assert state.plan
    opened = open_file(state.root, kind, id) if id else Opened()
    wanted = filled(kind.fields, answers, opened.values)
    new_id = id or new_record_id(state.root, kind, wanted, "")
    body = next(iter(answers.get(BODY_INPUT, [opened.body]))).replace("\r\n", "\n")
    found = _record(state, kind, new_id, wanted)
    url = kind.url(new_id, found) if found else None
    if found is None or url is None:
        return None
    files = {
        name: path
        for name in pending_in(state.root, f"{wanted}\n{body}")
        if (path := pending_picture(state.root, name))
    }
    page = _drawn(state, kind, new_id, found, url, body)
    return UnsavedView(url, page, files) if page is not None else None


def _drawn(state: DeskState, kind: DeskKind, id: str, record: Record, url: str, body: str) -> str | None:
    plan, pages = state.plan, state.pages
    assert plan
    if isinstance(record, ArticleHead):
        record.held_against(body)
        written = Written(kind.path(id), url, record)
        pages = [*(page for page in pages if page.url != url), written]
        try:
            return Output.of(state.root, Project(plan, pages, []), build_time()).page_with(written, body)
        except UNREADABLE:
            return None
    changed = kind.with_records(plan, {**kind.records(plan, pages), id: record})
    return Output.of(state.root, Project(changed, pages, []), build_time()).page(url)


def _record(state: DeskState, kind: DeskKind, id: str, values: Mapping[str, Any]) -> Record | None:
    """The record with these values, as far as they are right."""
    assert state.plan
    units = {unit.name: unit.id for unit in state.plan.units.values()}
    wanted = _whole(state, kind.fields, values)
    for _ in range(_TRIES):
        try:
            file = parsed_yaml(edited("", wanted), kind.path(id))
        except CannotEdit:
            return None
        record, problems = validated(file, kind.record, id.rpartition("/")[2], units)
        if record is not None:
            record._id = id
            return record
        wanted = _whole(state, kind.fields, _without(wanted, problems, file))
    return None


def _without(values: Mapping[str, Any], problems: Iterable[Problem], file: YamlFile) -> dict[str, Any]:
    """The values without the fields of which something is said."""
    wrong = {name.partition("/")[0] for name, _ in places_of(list(problems), file)}
    return {name: value for name, value in values.items() if name not in wrong}


def _whole(state: DeskState, fields: Iterable[FormField], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with a stand-in for each that must be there."""
    found = dict(values)
    for it in fields:
        value = found.get(it.name)
        if it.widget == "group" and isinstance(value, dict):
            found[it.name] = _whole(state, it.parts, value)
        elif it.widget == "blocks" and value:
            found[it.name] = tuple(_whole(state, it.parts, item) for item in value)
        elif it.required and value in (None, "", ()):
            found[it.name] = _stand_in(state, it)
    return found


def _stand_in(state: DeskState, it: FormField) -> Any:
    assert state.plan
    match it.widget:
        case "day":
            return build_date()
        case "group":
            return _whole(state, it.parts, {})
        case "blocks":
            return (_whole(state, it.parts, {}),)
        case "choice":
            return it.choices[0][0]
        case "pick" | "picks":
            names = choices_for(state.plan, state.pages, it.refers)
            found = names[0].id if names else ""
            return (found,) if it.widget == "picks" else found
        case "lines":
            return (f"（{it.caption}）",) * 2
    return f"（{it.caption}）"
