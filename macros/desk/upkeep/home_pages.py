"""The first page, which says what to do today; the lists of everything; what is out of date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from ...common.dates import build_date, build_time
from ...common.files.national import is_national
from ...common.problems import Problem
from ...editing.history.saving import FileChange, Outdated, version_of
from ...project.rules.todo import Waiting, waiting_work
from ...queries.alerts import live
from ...queries.daily.schedule import pieces_by_day
from ..desk_state import DeskState
from ..drafts.draft_files import read_drafts
from ..drawing import DrawDesk, Query, Reply, first_of
from ..forms.choosing import found_by, other_names
from ..history.saves import save_files
from ..kinds import DESK_KINDS, DeskKind, day_of, desk_kind_of, name_of, record_address
from ..publishing.unpublished import changes_since_published

OUT_OF_DATE = (
    "审核到期的文章",
    "审核后改过的文章",
    "快到期或已到期的名录",
    "已经过去、状态没有改的活动",
    "办过了还没有报道的活动",
    "没有打开过的网址",
    "半年没有打开过的网址",
)
"""The kinds of waiting work that come by themselves as time goes by."""

_BARE = ("没有写", "写着 true", "还是 0")
"""What is said of a field says nothing of a record."""

LinkedProblem = tuple[str, str, str]
"""What a problem is about, what is said of it, and the address of the form that mends it, or nothing."""


@dataclass(frozen=True)
class ListRow:
    """A record in a list."""

    name: str
    day: date | None
    address: str
    found_by: str
    faulty: bool
    national: bool


@dataclass
class HomePages:
    """The first page and the lists of one project."""

    state: DeskState
    drawn: DrawDesk

    def home(self, query: Query) -> Reply:
        plan = self.state.plan
        if plan is None:
            return self.drawn("home.html", faults=self.linked(self.state.problems), waiting={}, changes=None)
        waiting = self.waiting()
        return self.drawn(
            "home.html",
            faults=self.linked(self.state.faults()),
            waiting={said: self.linked(found, True) for said, found in waiting.items() if said not in OUT_OF_DATE},
            outdated={said: len(waiting[said]) for said in OUT_OF_DATE if said in waiting},
            drafts=read_drafts(self.state.root),
            changes=changes_since_published(self.state),
            alert=plan.alert if plan.alert and live(plan.alert, build_time()) else None,
            counts={it.id: len(it.records(plan, self.state.pages)) for it in DESK_KINDS.values()},
        )

    def waiting(self) -> Waiting:
        plan = self.state.plan
        assert plan
        placed = {piece.id for piece in pieces_by_day(plan).values()}
        return waiting_work(plan, self.state.pages, build_date(), placed)

    def outdated(self, query: Query) -> Reply:
        """What has run out by itself, each with the form that mends it."""
        if self.state.plan is None:
            return self.home(query)
        waiting = self.waiting()
        groups = {said: self.linked(waiting[said], True) for said in OUT_OF_DATE if said in waiting}
        return self.drawn("outdated.html", groups=groups)

    def linked(self, problems: Iterable[Problem], brief: bool = False) -> list[LinkedProblem]:
        """Each problem with the way to mend it; briefly, without how to write it: the form knows that."""
        found = []
        for problem in problems:
            known = desk_kind_of(problem.where.path)
            record = known and self.state.plan and known[0].records(self.state.plan, self.state.pages).get(known[1])
            name = name_of(record) or known[0].caption if known and record else ""
            said = problem.message.split("；")[0] if brief and known else problem.message
            found.append(
                (
                    name or f"{problem.where.path} 第 {problem.where.line} 行",
                    "" if said in _BARE else said,
                    record_address(*known) if known else "",
                )
            )
        return found

    def records(self, query: Query) -> Reply:
        kind, plan = DESK_KINDS.get(first_of(query, "kind")), self.state.plan
        if kind is None:
            return self.drawn("message.html", words="没有这一页。", status=HTTPStatus.NOT_FOUND)
        if plan is None:
            return self.home(query)
        if kind.single:
            return Reply("", HTTPStatus.SEE_OTHER, location=record_address(kind, kind.id))
        rows = [self.row(kind, id) for id in kind.records(plan, self.state.pages)]
        if kind.id == "event":
            rows.reverse()
        wanted = first_of(query, "q").strip().lower()
        return self.drawn(
            "list.html", kind=kind, rows=[row for row in rows if wanted in row.found_by], q=first_of(query, "q")
        )

    def row(self, kind: DeskKind, id: str) -> ListRow:
        assert self.state.plan
        record = kind.records(self.state.plan, self.state.pages)[id]
        path = record.where().path
        faulty = any(not problem.warning for problem in self.state.of_file(path))
        words = found_by(name_of(record), other_names(record))
        return ListRow(name_of(record), day_of(record), record_address(kind, id), words, faulty, is_national(path))

    def back_to_national(self, query: Query, answers: Query) -> Reply:
        """Take a county's own file away, so that the national one is read again."""
        kind, id, plan = DESK_KINDS.get(first_of(query, "kind")), first_of(query, "id"), self.state.plan
        if kind is None or plan is None or id not in kind.records(plan, self.state.pages):
            return self.drawn("message.html", words="没有这一条。", status=HTTPStatus.NOT_FOUND)
        path = kind.path(id)
        name = name_of(kind.records(plan, self.state.pages)[id])
        try:
            change = FileChange(path, None, version_of(self.state.root / path))
            save_files(self.state, [change], f"改回全国的那一份：{kind.caption}〈{name}〉")
        except Outdated:
            return self.drawn("message.html", words="别人刚刚改过这一条，没有动。请再看一遍。")
        return Reply("", HTTPStatus.SEE_OTHER, location=record_address(kind, id, saved="改回全国的那一份"))
