"""The plan itself: its words to be read and never changed, with the notes, other names and search words that editors add."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from ...common.files.yaml_reader import parsed_yaml
from ...editing.changes.edits import CannotEdit, edited
from ...editing.history.saving import FileChange, Outdated
from ...editing.history.snapshots import digest_of_bytes
from ...editing.history.undoing import undo_snapshot
from ...model.plan import Period
from ...model.record import Note
from ...model.tree.node import Node
from ..desk_state import DeskState
from ..drawing import DrawDesk, Query, Reply, first_of
from ..forms.answers import block_numbers, filled, shown
from ..forms.choosing import found_by
from ..forms.fields import FormField, form_fields
from ..history.saves import save_files
from ..record_files import SPECIAL

CHANGED_MEANWHILE = "别人刚刚改过这个文件，没有保存。请再看一遍。"


def node_fields() -> tuple[FormField, ...]:
    """What editors may add to a piece of a plan."""
    return (
        FormField("notes", "编者注", "原文有错字或前后不一致的才写；不改原文", "blocks", parts=form_fields(Note)),
        FormField("aliases", "别的叫法", "供搜索用；一行一个", "lines"),
        FormField("keywords", "读者可能搜的词", "一行一个", "lines"),
    )


@dataclass
class NodePages:
    """The pages of the plans of one project."""

    state: DeskState
    drawn: DrawDesk

    def nodes(self, query: Query) -> Reply:
        """Every piece of a plan, found as records are."""
        plan = self.state.plan
        if plan is None:
            return self.drawn("message.html", words="要先改好首页列出的问题。")
        period = self.period(query) or plan.current
        rows = [
            (it.kind_name, it.title, _address(period, it), found_by(it.title, (*it.aliases, *it.keywords, it.short)))
            for it in period.walk()
        ]
        return self.drawn("nodes.html", period=period, periods=plan.periods, rows=rows)

    def period(self, query: Query) -> Period | None:
        plan = self.state.plan
        return next((it for it in plan.periods if it.id == first_of(query, "plan")), None) if plan else None

    def found(self, query: Query) -> tuple[Period, Node] | None:
        period = self.period(query)
        node = period.by_id.get(first_of(query, "id")) if period else None
        return (period, node) if period and node else None

    def node(self, query: Query) -> Reply:
        if not (found := self.found(query)):
            return self.lost()
        values = self.values(found[1])
        said = {"": [SPECIAL]} if values is None else {}
        return self.form(*found, shown(node_fields(), values or {}), said, first_of(query, "saved"))

    def form(
        self, period: Period, node: Node, answers: Query, said: Mapping[str, list[str]], saved: str = "", at: str = ""
    ) -> Reply:
        path = self.state.root / node.where().path
        return self.drawn(
            "node.html",
            period=period,
            node=node,
            fields=node_fields(),
            answers=answers,
            said=said,
            saved=saved,
            at=at,
            version=digest_of_bytes(path.read_bytes()),
            words=[(number, period.lines[number - 1]) for number in node.paragraphs],
            address=_address(period, node),
            numbers=lambda name: block_numbers(answers, name),
        )

    def values(self, node: Node) -> dict[str, Any] | None:
        """What the file says of a piece; None where it cannot be read."""
        text = (self.state.root / node.where().path).read_bytes().decode("utf-8")
        value = parsed_yaml(text.replace("\r\n", "\n"), "").value
        for part in node.place_in_file:
            value = value[part]
        return value if isinstance(value, dict) else None

    def save(self, query: Query, answers: Query) -> Reply:
        if not (found := self.found(query)):
            return self.lost()
        period, node = found
        given = {name: list(words) for name, words in answers.items() if name not in ("version", "add", "drop")}
        if add := first_of(answers, "add"):
            number = max([-1, *block_numbers(given, add)]) + 1
            return self.form(period, node, {**given, f"{add}/{number}/": [""]}, {}, at=f"{add}/{number}")
        if drop := first_of(answers, "drop"):
            given = {name: words for name, words in given.items() if not name.startswith(f"{drop}/")}
            return self.form(period, node, given, {}, at=drop.rpartition("/")[0])
        path = node.where().path
        before = (self.state.root / path).read_bytes()
        if first_of(answers, "version") != digest_of_bytes(before):
            return self.form(period, node, given, {"": [CHANGED_MEANWHILE]})
        text = before.decode("utf-8")
        wanted = filled(node_fields(), given, self.values(node) or {})
        try:
            whole = _with(parsed_yaml(text.replace("\r\n", "\n"), "").value, node.place_in_file, wanted)
            changed = FileChange(path, edited(text, whole).encode(), digest_of_bytes(before))
            faults = set(self.state.faults())
            snapshot = save_files(self.state, [changed], f"方案〈{node.title}〉：编者注、别的叫法或搜索词")
        except CannotEdit:
            return self.form(period, node, given, {"": [SPECIAL]})
        except Outdated:
            return self.form(period, node, given, {"": [CHANGED_MEANWHILE]})
        new = [str(problem.message) for problem in self.state.faults() if problem not in faults]
        if snapshot and new:
            undo_snapshot(self.state.root, snapshot)
            self.state.refresh()
            return self.form(period, node, given, {"": ["没有保存：", *new]})
        return Reply("", HTTPStatus.SEE_OTHER, location=f"{_address(period, node)}&saved=1")

    def lost(self) -> Reply:
        return self.drawn("message.html", words="方案里没有这一条。", status=HTTPStatus.NOT_FOUND)


def _address(period: Period, node: Node) -> str:
    return f"/node?{urlencode({'plan': period.id, 'id': node.id})}"


def _with(value: Any, place: tuple[str | int, ...], wanted: dict[str, Any]) -> Any:
    """A value with another at a place in it."""
    if not place:
        return wanted
    first, *rest = place
    inner = _with(value[first], tuple(rest), wanted)
    if isinstance(value, tuple):
        return tuple(inner if index == first else item for index, item in enumerate(value))
    return {**value, first: inner}
