"""The pages of one record: its form, what its buttons ask, and what becomes of what was filled in."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from ..common.dates import build_date
from ..common.files.national import national_folder
from ..editing.history.saving import FileChange, Outdated, version_of
from ..editing.history.snapshots import editor_name, note_editor
from ..editing.history.undoing import undo_snapshot
from ..model.events import Event
from ..publish.withdraw import Withdrawal, files_without, find_piece, forget_person, mentions
from ..render.project import Project
from .desk_state import BODY_INPUT, DeskState
from .drawing import DrawDesk, Query, Reply, first_of
from .forms.answers import block_numbers, filled, shown
from .forms.choosing import choices_for
from .forms.intents import intended, intents_for
from .history.history_pages import LONGEST_NAME
from .history.saves import save_files
from .kinds import DESK_KINDS, NAMED_BY, DeskKind, name_of, record_address
from .record_files import (
    Opened,
    as_answers,
    attempt,
    checked_answers,
    first_answers,
    is_published,
    merged,
    open_record,
    problems_in_form,
    put_in,
)

LIKELY_THE_SAME = (
    *("title", "about", "begins", "ends", "place", "host", "supporters", "observance", "audiences", "topics"),
    *("measures", "aliases", "keywords", "fee", "registration", "contact"),
)
"""What an event that is held again has in common with the last one: not its days, nor what became of it."""

KEPT_VERSIONS = 200
"""So many opened files are remembered, to tell whose change is whose."""


@dataclass
class RecordPages:
    """Forms of records of one project; what was opened is remembered until it comes back."""

    state: DeskState
    drawn: DrawDesk
    drafts: Callable[[], Container[tuple[str, str]]] = lambda: ()
    """Which records have a draft, by kind and id."""
    opened: OrderedDict[str, Opened] = field(default_factory=OrderedDict)

    def record(self, query: Query) -> Reply:
        kind, id = DESK_KINDS.get(first_of(query, "kind")), first_of(query, "id")
        if kind is None or self.state.plan is None:
            return self.lost()
        if not id:
            return self.form(kind, "", self.beginning(kind, first_of(query, "from")), Opened(), {})
        opened = self.remembered(kind, id)
        if not opened.known:
            return self.lost()
        if opened.fault:
            return self.drawn("message.html", words=f"这个文件读不懂，编辑台打不开：{opened.fault}")
        said: dict[str, list[str]] = {}
        if not query.get("saved"):
            said = problems_in_form(self.state, kind, id, opened.text)
        return self.form(kind, id, as_answers(kind, opened), opened, said, saved=first_of(query, "saved"))

    def beginning(self, kind: DeskKind, again: str) -> dict[str, list[str]]:
        """What a new form shows; of an event that is held again, what is likely to be the same."""
        answers = first_answers(kind)
        if again and kind.record is Event:
            before = as_answers(kind, open_record(self.state, kind, again))
            answers |= {name: words for name, words in before.items() if name.split("/")[0] in LIKELY_THE_SAME}
            answers["registration/until"] = [""]
        return answers

    def remembered(self, kind: DeskKind, id: str) -> Opened:
        """A record's file as it is, remembered by its version for the moment when it comes back changed."""
        opened = open_record(self.state, kind, id)
        if opened.version:
            self.opened[opened.version] = opened
            self.opened.move_to_end(opened.version)
            while len(self.opened) > KEPT_VERSIONS:
                self.opened.popitem(last=False)
        return opened

    def form(
        self, kind: DeskKind, id: str, answers: Query, opened: Opened, said: Mapping[str, list[str]], **more: Any
    ) -> Reply:
        plan, pages = self.state.plan, self.state.pages
        assert plan
        record = kind.records(plan, pages).get(id)
        values = dict(opened.values)
        template = more.pop("template", "record.html")
        return self.drawn(
            template,
            **{"saved": "", "theirs": {}, "at": "", "drafted": (kind.id, id) in self.drafts(), **more},
            kind=kind,
            id=id,
            name=name_of(record) if record else next((str(values[it]) for it in NAMED_BY if values.get(it)), ""),
            answers=answers,
            said=said,
            version=opened.version,
            url=kind.url(id, record) if record else None,
            published=bool(record) and is_published(self.state, kind, id),
            intents=intents_for(kind.record, values) if id else [],
            editor=editor_name(self.state.root),
            national=opened.national,
            overrides=bool(opened.version and plan.site.national) and (national_folder() / kind.path(id)).is_file(),
            choices=lambda refers: choices_for(plan, pages, refers),
            numbers=lambda name: block_numbers(answers, name),
        )

    def save(self, query: Query, answers: Query) -> Reply:
        kind, id = DESK_KINDS.get(first_of(query, "kind")), first_of(query, "id")
        if kind is None or self.state.plan is None:
            return self.lost()
        now = self.remembered(kind, id) if id else Opened()
        given = {name: list(words) for name, words in answers.items() if name not in ("version", "add", "drop")}
        base = self.opened.get(first_of(answers, "version"), Opened())
        if id and first_of(answers, "version") != now.version:
            return self.both(kind, id, base, now, given)
        if add := first_of(answers, "add"):
            number = max([-1, *block_numbers(given, add)]) + 1
            given[f"{add}/{number}/"] = [""]
            return self.form(kind, id, given, now, {}, at=f"{add}/{number}")
        if drop := first_of(answers, "drop"):
            for name in [name for name in given if name.startswith(f"{drop}/")]:
                del given[name]
            return self.form(kind, id, given, now, {}, at=drop.rpartition("/")[0])
        self.note_who(answers)
        try:
            result = attempt(self.state, kind, id, given)
        except Outdated:
            return self.both(kind, id, base, self.remembered(kind, id), given)
        if not result.saved:
            return self.form(kind, id, given, now, result.said)
        return Reply("", HTTPStatus.SEE_OTHER, location=record_address(kind, result.id, saved="1"))

    def note_who(self, answers: Query) -> None:
        """Remember the name that the first form asks for."""
        if who := " ".join(first_of(answers, "_who").split()):
            note_editor(self.state.root, who[:LONGEST_NAME])

    def both(self, kind: DeskKind, id: str, base: Opened, now: Opened, mine: dict[str, list[str]]) -> Reply:
        """The form with two people's changes put together, and what the other wrote where both wrote; nothing is saved."""
        if not now.known:
            return self.drawn("message.html", words="别人刚刚把它删去了，没有保存。您写的还在上一页，可以后退。")
        theirs = as_answers(kind, now)
        answers, clashes = merged(as_answers(kind, base) if base.version else {}, theirs, mine)
        shown_there = {group: _in_words(theirs, group) for group in clashes}
        return self.form(kind, id, answers, now, {}, theirs=shown_there, conflict=True)

    def check(self, query: Query, answers: Query) -> Reply:
        """What would be said if this were saved, for the script to write beside the inputs."""
        kind, id = DESK_KINDS.get(first_of(query, "kind")), first_of(query, "id")
        if kind is None or self.state.plan is None:
            return self.lost()
        said = checked_answers(self.state, kind, id, answers)
        return Reply(json.dumps(said, ensure_ascii=False), kind="application/json")

    def do(self, query: Query, answers: Query | None = None, said: Mapping[str, list[str]] | None = None) -> Reply:
        kind, id = DESK_KINDS.get(first_of(query, "kind")), first_of(query, "id")
        if kind is None or self.state.plan is None:
            return self.lost()
        opened, plan, pages = self.remembered(kind, id), self.state.plan, self.state.pages
        chosen = [it for it in intents_for(kind.record, dict(opened.values)) if it.id == first_of(query, "what")]
        if not chosen:
            return self.lost()
        if answers is None:
            answers = shown(chosen[0].asks, {"dated": build_date()})
        return self.drawn(
            "do.html",
            kind=kind,
            id=id,
            intent=chosen[0],
            name=name_of(kind.records(plan, pages)[id]),
            link=opened.values.get("link"),
            answers=answers,
            said=said or {},
            version=opened.version,
            back=record_address(kind, id),
            choices=lambda refers: choices_for(plan, pages, refers),
        )

    def done(self, query: Query, answers: Query) -> Reply:
        kind, id = DESK_KINDS.get(first_of(query, "kind")), first_of(query, "id")
        if kind is None or self.state.plan is None:
            return self.lost()
        opened = self.remembered(kind, id)
        values = dict(opened.values)
        chosen = [it for it in intents_for(kind.record, values) if it.id == first_of(query, "what")]
        if not chosen:
            return self.lost()
        given = filled(chosen[0].asks, answers, {})
        if missing := {it.name: ["这一项要填"] for it in chosen[0].asks if it.required and it.name not in given}:
            return self.do(query, answers, missing)
        if first_of(answers, "version") != opened.version:
            return self.do(query, answers, {"": ["别人刚刚改过这一条。请后退看一眼，再来一次。"]})
        result = put_in(
            self.state, kind, id, opened, intended(chosen[0], values, given, build_date()), {BODY_INPUT: [opened.body]}
        )
        if not result.saved:
            return self.do(query, answers, result.said)
        return Reply("", HTTPStatus.SEE_OTHER, location=record_address(kind, id, saved=chosen[0].caption))

    def withdraw(self, query: Query) -> Reply:
        """What would go with a record that is taken down, and where else its name stands."""
        kind, id = DESK_KINDS.get(first_of(query, "kind")), first_of(query, "id")
        piece = self.piece(kind, id) if kind else None
        return self.asked(kind, id, piece, {}) if kind and piece else self.lost()

    def asked(self, kind: DeskKind, id: str, piece: Withdrawal, said: Mapping[str, list[str]]) -> Reply:
        return self.drawn(
            "withdraw.html",
            kind=kind,
            id=id,
            piece=piece,
            files=[path.relative_to(self.state.root).as_posix() for path in piece.files],
            mentioned=mentions(self.state.root, piece),
            back=record_address(kind, id),
            said=said,
        )

    def piece(self, kind: DeskKind, id: str) -> Withdrawal | None:
        plan, pages = self.state.plan, self.state.pages
        if plan is None or id not in kind.records(plan, pages):
            return None
        return find_piece(self.state.root, Project(plan, pages, []), kind.path(id))

    def withdrawn(self, query: Query, answers: Query) -> Reply:
        """Take a record down here, unless something else still needs it; the public sees it until the next publication."""
        kind, id = DESK_KINDS.get(first_of(query, "kind")), first_of(query, "id")
        piece = self.piece(kind, id) if kind else None
        if kind is None or piece is None:
            return self.lost()
        why = " ".join(first_of(answers, "why").split())
        if not (why or piece.person):
            return self.asked(kind, id, piece, {"why": ["这一项要填"]})
        root = self.state.root
        try:
            files = files_without(root, piece, why, build_date())
        except ValueError as error:
            return self.asked(kind, id, piece, {"": [str(error)]})
        changes = [
            FileChange(path.relative_to(root).as_posix(), content, version_of(path)) for path, content in files.items()
        ]
        before = set(self.state.faults())
        snapshot = save_files(self.state, changes, f"撤下{kind.caption}〈{piece.name}〉")
        if snapshot and (new := [problem for problem in self.state.faults() if problem not in before]):
            undo_snapshot(root, snapshot)
            self.state.refresh()
            return self.asked(kind, id, piece, {"": ["别处还用着它，没有撤下，请先改：", *map(str, new)]})
        if piece.person:
            forget_person(root, piece)
        return self.drawn("gone.html", kind=kind, piece=piece)

    def lost(self) -> Reply:
        return self.drawn("message.html", words="没有这一页，或者要先改好首页列出的问题。", status=HTTPStatus.NOT_FOUND)


def _in_words(answers: Query, group: str) -> str:
    """What a form says of a field and all that stands in it."""
    return "；".join(
        word for name, words in answers.items() if name.split("/")[0] == group for word in words if word.strip()
    )
