"""The pages of drafts: written, sent to a unit, answered, and put in their place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from ...common.dates import build_date, in_words
from ...editing.changes.edits import CannotEdit
from ...editing.history.saving import Outdated
from ...model.article import DRAFT_STAGES
from ..desk_state import DeskState
from ..drawing import DrawDesk, Query, Reply, first_of
from ..forms.answers import block_numbers, filled, shown
from ..forms.choosing import choices_for
from ..forms.fields import FormField
from ..history.record_changes import record_changes
from ..kinds import LISTED_KINDS, DeskKind, record_address
from ..record_files import SPECIAL, Opened, as_answers, first_answers, open_record, problems_in_form
from ..record_pages import RecordPages
from .draft_files import BASE_CHANGED, Draft, drop_draft, note_state, place_draft, read_draft, read_drafts, save_draft
from .review_copy import CannotShow, review_copy

SOMEBODY_QUICKER = "别人刚刚改过这份草稿，没有保存。请后退，把您写的抄下来，再打开看一遍。"


@dataclass(frozen=True)
class DraftStep:
    """A step of a review: what it asks for."""

    id: str
    caption: str
    said: str
    asks: tuple[FormField, ...]


_REMARK = FormField("remark", "想说的话", "例如请看第二段的数字；没有就不填", "text")
STEPS: Mapping[str, DraftStep] = {
    "ask": DraftStep(
        "ask",
        "送审",
        "先“存成审核件”，用微信或邮件发给责任单位；再在这里记下送给谁。",
        (
            FormField("asked_of", "送给哪个责任单位", "", "pick", required=True, refers="unit"),
            FormField("asked", "送出的日期", "", "day", required=True),
            _REMARK,
        ),
    ),
    "answer": DraftStep(
        "answer",
        "填写答复",
        "照对方的答复填：谁答的、哪一天、同意还是要改。",
        (
            FormField(
                "state", "答复", "", "choice", required=True,
                choices=tuple((stage, DRAFT_STAGES[stage]) for stage in ("approved", "returned")),
            ),
            FormField("by", "答复的责任单位", "", "pick", required=True, refers="unit"),
            FormField("office", "哪个科室", "例如科普部；不写人名", "line"),
            FormField("dated", "答复的日期", "", "day", required=True),
            FormField("remark", "答复的意见", "要改哪里；没有就不填", "text"),
        ),
    ),
}  # fmt: skip


@dataclass
class DraftPages:
    """The pages of the drafts of one project."""

    state: DeskState
    drawn: DrawDesk
    forms: RecordPages

    def drafts(self, query: Query) -> Reply:
        return self.drawn("drafts.html", drafts=read_drafts(self.state.root), done=first_of(query, "done"))

    def found(self, query: Query) -> tuple[DeskKind | None, Draft | None]:
        kind, id = LISTED_KINDS.get(first_of(query, "kind")), first_of(query, "id")
        if kind is None or self.state.plan is None:
            return None, None
        return kind, read_draft(self.state.root, kind, id) if id else None

    def draft(self, query: Query) -> Reply:
        """The form of a draft; of a record without one, a draft that begins with what the record says."""
        kind, draft = self.found(query)
        if kind is None:
            return self.lost()
        id = first_of(query, "id")
        if draft:
            if draft.opened.fault:
                return self.drawn("message.html", words=f"这个文件读不懂，编辑台打不开：{draft.opened.fault}")
            said = problems_in_form(self.state, kind, draft.id, draft.opened.text)
            return self.form(kind, draft.id, as_answers(kind, draft.opened), draft, said, first_of(query, "saved"))
        there = open_record(self.state, kind, id) if id else Opened()
        answers = as_answers(kind, there) if there.known else first_answers(kind)
        return self.form(kind, id if there.known else "", answers, None, {})

    def form(
        self, kind: DeskKind, id: str, answers: Query, draft: Draft | None, said: Mapping[str, list[str]], saved: str = "",
        **more: Any,
    ) -> Reply:  # fmt: skip
        opened = draft.opened if draft else Opened()
        return self.forms.form(
            kind, id, answers, opened, said,
            template="draft.html", draft=draft, saved=saved, **{"conflicting": [], "drafted": True, **more},
        )  # fmt: skip

    def save(self, query: Query, answers: Query) -> Reply:
        kind, draft = self.found(query)
        if kind is None:
            return self.lost()
        id = first_of(query, "id")
        given = {name: list(words) for name, words in answers.items() if name not in ("version", "add", "drop")}
        if add := first_of(answers, "add"):
            given[f"{add}/{max([-1, *block_numbers(given, add)]) + 1}/"] = [""]
        if drop := first_of(answers, "drop"):
            given = {name: words for name, words in given.items() if not name.startswith(f"{drop}/")}
        if add or drop:
            return self.form(kind, id, given, draft, {}, at=add or drop.rpartition("/")[0])
        self.forms.note_who(answers)
        version = first_of(answers, "version") if draft else ""
        try:
            result = save_draft(self.state, kind, id, given, version)
        except Outdated:
            return self.form(kind, id, given, draft, {"": [SOMEBODY_QUICKER]})
        if not result.saved:
            return self.form(kind, id, given, draft, result.said)
        return self.to(kind, result.id, saved="草稿")

    def step(
        self, query: Query, id: str, answers: Query | None = None, said: Mapping[str, list[str]] | None = None
    ) -> Reply:
        """What a step of the review asks."""
        kind, draft = self.found(query)
        plan, pages = self.state.plan, self.state.pages
        if kind is None or draft is None or plan is None:
            return self.lost()
        known = {"asked": build_date(), "dated": build_date(), "by": draft.state.asked_of, "state": "approved"}
        step = STEPS[id]
        return self.drawn(
            "draft_step.html",
            kind=kind, draft=draft, step=step, said=said or {},
            answers=answers or shown(step.asks, known),
            choices=lambda refers: choices_for(plan, pages, refers),
        )  # fmt: skip

    def ask(self, query: Query) -> Reply:
        return self.step(query, "ask")

    def answer(self, query: Query) -> Reply:
        return self.step(query, "answer")

    def asked(self, query: Query, answers: Query) -> Reply:
        return self.stepped(query, answers, "ask")

    def answered(self, query: Query, answers: Query) -> Reply:
        return self.stepped(query, answers, "answer")

    def stepped(self, query: Query, answers: Query, id: str) -> Reply:
        kind, draft = self.found(query)
        if kind is None or draft is None:
            return self.lost()
        asks = STEPS[id].asks
        given = filled(asks, answers, {})
        if missing := {it.name: ["这一项要填"] for it in asks if it.required and it.name not in given}:
            return self.step(query, id, answers, missing)
        if first_of(answers, "version") != draft.opened.version:
            return self.step(query, id, answers, {"": ["别人刚刚改过这份草稿，请先看一遍。"]})
        nothing = dict.fromkeys((it.name for it in asks), None)
        if id == "ask":
            values = {
                **nothing,
                **given,
                "state": "asked",
                "words": draft.words,
                "by": None,
                "office": None,
                "dated": None,
            }
            units = self.state.plan.units if self.state.plan else {}
            said = f"送审 {units[given['asked_of']].name if given['asked_of'] in units else given['asked_of']}"
        else:
            values = {**nothing, **given, "words": draft.state.words or draft.words}
            said = f"{DRAFT_STAGES[given['state']]}，{in_words(given['dated'])}"
        try:
            note_state(self.state, draft, values, said)
        except (CannotEdit, Outdated):
            return self.step(query, id, answers, {"": [SPECIAL]})
        return self.to(kind, draft.id, saved=STEPS[id].caption)

    def place(self, query: Query, answers: Query) -> Reply:
        """Put a draft in its place on the site."""
        kind, draft = self.found(query)
        if kind is None or draft is None:
            return self.lost()
        try:
            result = place_draft(self.state, draft, bool(first_of(answers, "anyway")))
        except Outdated:
            return self.form(kind, draft.id, as_answers(kind, draft.opened), draft, {"": [SOMEBODY_QUICKER]})
        if result.saved:
            return Reply("", HTTPStatus.SEE_OTHER, location=record_address(kind, result.id, saved="草稿放进了网站"))
        more: dict[str, Any] = {}
        if result.said.get("") == [BASE_CHANGED]:
            path = self.state.root / kind.path(draft.id)
            there = path.read_bytes() if path.is_file() else None
            now = {kind.path(draft.id): there}
            more["conflicting"] = record_changes(self.state, now, {kind.path(draft.id): draft.opened.text.encode()})
        return self.form(kind, draft.id, as_answers(kind, draft.opened), draft, result.said, **more)

    def drop(self, query: Query, answers: Query) -> Reply:
        kind, draft = self.found(query)
        if kind is None or draft is None:
            return self.lost()
        drop_draft(self.state, draft)
        done = f"已删去草稿〈{draft.name}〉。删错了，到“保存过的”里撤销。"
        return Reply("", HTTPStatus.SEE_OTHER, location=f"/drafts?{urlencode({'done': done})}")

    def copy(self, query: Query) -> Reply:
        """The file that a unit is sent: the page as it would be, and what to look at."""
        kind, draft = self.found(query)
        if kind is None or draft is None:
            return self.lost()
        try:
            page = review_copy(self.state, draft)
        except CannotShow as error:
            return self.form(kind, draft.id, as_answers(kind, draft.opened), draft, error.said)
        return Reply(page, download=f"审核件-{draft.name[:30]}-{draft.words}.html")

    def to(self, kind: DeskKind, id: str, **more: str) -> Reply:
        query = urlencode({"kind": kind.id, "id": id, **more})
        return Reply("", HTTPStatus.SEE_OTHER, location=f"/draft?{query}")

    def lost(self) -> Reply:
        return self.drawn(
            "message.html", words="没有这份草稿，或者要先改好首页列出的问题。", status=HTTPStatus.NOT_FOUND
        )
