"""The desk's pages: an address and what was filled in, into the page that comes back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from ..build.preview import Preview
from ..common.dates import build_date
from ..common.files.overrides import override
from ..common.os_errors import refusal
from ..common.problems import Problem
from ..editing.history.saving import finish_interrupted
from ..project.rules.todo import waiting_work
from ..queries.daily.schedule import pieces_by_day
from .desk_state import DeskState
from .drafts.draft_files import read_drafts
from .drafts.draft_pages import DraftPages
from .drawing import Query, Reply, draw_desk, first_of
from .forms.choosing import found_by, other_names
from .history.history_pages import HistoryPages
from .kinds import DESK_KINDS, DeskKind, day_of, desk_kind_of, name_of, record_address
from .publishing.publish_job import PublishJob
from .publishing.unpublished import changes_since_published
from .record_pages import RecordPages
from .serving.uploads import Files
from .sheets.sheet_pages import SheetPages
from .writing.writing_pages import WritingPages

_BARE = ("没有写", "写着 true", "还是 0")
"""What is said of a field says nothing of a record."""

STYLES = ("css/tokens.css", "css/base.css", "desk/desk.css")


@dataclass
class Desk:
    """The desk of one project; `preview` is the origin that shows its pages."""

    root: Path
    preview: str
    shown: Preview | None = None

    def __post_init__(self) -> None:
        finish_interrupted(self.root)
        self.state = DeskState(self.root)
        self.job = PublishJob(self.root)
        self.forms = RecordPages(self.state, self.drawn)
        self.saved = HistoryPages(self.state, self.drawn)
        self.sheets = SheetPages(self.state, self.drawn)
        self.writing = WritingPages(self.state, self.drawn, self.forms, lambda: self.shown)
        self.drafts = DraftPages(self.state, self.drawn, self.forms)
        self.forms.drafts = lambda: {(draft.kind.id, draft.id) for draft in read_drafts(self.root)}

    @property
    def busy(self) -> bool:
        """Whether a publication is on its way."""
        return self.job.running

    def get(self, path: str, query: Query) -> Reply:
        if files := self.file(path):
            return files
        pages: Mapping[str, Callable[[Query], Reply]] = {
            "/": self.home,
            "/list": self.records,
            "/record": self.forms.record,
            "/do": self.forms.do,
            "/withdraw": self.forms.withdraw,
            "/publish": self.publish,
            "/progress": self.progress,
            "/history": self.saved.history,
            "/sheets": self.sheets.sheets,
            "/export": self.sheets.export,
            "/word": self.writing.word,
            "/picture": self.writing.picture,
            "/links": self.writing.links,
            "/drafts": self.drafts.drafts,
            "/draft": self.drafts.draft,
            "/draft/ask": self.drafts.ask,
            "/draft/answer": self.drafts.answer,
            "/draft/copy": self.drafts.copy,
        }
        return self.guarded(pages[path], query) if path in pages else self.lost()

    def post(self, path: str, query: Query, answers: Query) -> Reply:
        pages: Mapping[str, Callable[[Query, Query], Reply]] = {
            "/record": self.forms.save,
            "/check": self.forms.check,
            "/do": self.forms.done,
            "/withdraw": self.forms.withdrawn,
            "/publish": self.publishing,
            "/undo": self.saved.undo,
            "/draft": self.drafts.save,
            "/draft/ask": self.drafts.asked,
            "/draft/answer": self.drafts.answered,
            "/draft/place": self.drafts.place,
            "/draft/drop": self.drafts.drop,
            "/restore": self.saved.restore,
            "/name": self.saved.name,
            "/sheets/save": self.sheets.save,
            "/paste": self.writing.pasted,
            "/unsaved": self.writing.unsaved,
            "/here": lambda query, answers: Reply(""),
        }
        return self.guarded(pages[path], query, answers) if path in pages else self.lost()

    def upload(self, path: str, query: Query, answers: Query, files: Files) -> Reply:
        """A form that came with files."""
        pages: Mapping[str, Callable[[Query, Query, Files], Reply]] = {
            "/sheets": self.sheets.read,
            "/word": self.writing.word_opened,
            "/picture": self.writing.picture_sent,
        }
        return self.guarded(pages[path], query, answers, files) if path in pages else self.lost()

    def guarded(self, page: Callable[..., Reply], *given: Any) -> Reply:
        """A page, or what is wrong with the project that keeps it from being shown."""
        try:
            self.state.refresh()
            return page(*given)
        except OSError as error:
            return self.drawn("message.html", words=refusal(error), status=HTTPStatus.INTERNAL_SERVER_ERROR)

    def drawn(self, template: str, status: HTTPStatus = HTTPStatus.OK, **values: Any) -> Reply:
        found = draw_desk(
            self.root,
            template,
            {"kinds": DESK_KINDS, "plan": self.state.plan, "today": build_date(), "preview": self.preview, **values},
        )
        return Reply(found, status)

    def lost(self) -> Reply:
        return self.drawn("message.html", words="没有这一页。", status=HTTPStatus.NOT_FOUND)

    def file(self, path: str) -> Reply | None:
        """The style sheet, the script and the sign."""
        if path == "/desk.css":
            return Reply("\n".join(override(self.root, name).read_text("utf-8") for name in STYLES), kind="text/css")
        if path in ("/desk.js", "/writing.js"):
            return Reply(override(self.root, f"desk{path}").read_text("utf-8"), kind="text/javascript")
        if path == "/icon.svg":
            return Reply(override(self.root, "assets/icon.svg").read_bytes(), kind="image/svg+xml")
        return None

    def home(self, query: Query) -> Reply:
        plan = self.state.plan
        if plan is None:
            return self.drawn("home.html", faults=self.linked(self.state.problems), waiting={}, changes=None)
        placed = {piece.id for piece in pieces_by_day(plan).values()}
        waiting = waiting_work(plan, self.state.pages, build_date(), placed)
        return self.drawn(
            "home.html",
            faults=self.linked(self.state.faults()),
            waiting={said: self.linked(found, True) for said, found in waiting.items()},
            changes=changes_since_published(self.state),
        )

    def linked(self, problems: list[Problem], brief: bool = False) -> list[tuple[str, str, str]]:
        """What each problem is about, what is said of it, and the address of the form that mends it, or nothing.

        Briefly, without how to write it: the form knows that.
        """
        found = []
        for problem in problems:
            known = desk_kind_of(problem.where.path)
            record = known and self.state.plan and known[0].records(self.state.plan, self.state.pages).get(known[1])
            name = name_of(record) if record else f"{problem.where.path} 第 {problem.where.line} 行"
            said = problem.message.split("；")[0] if brief and known else problem.message
            found.append((name, "" if said in _BARE else said, record_address(*known) if known else ""))
        return found

    def records(self, query: Query) -> Reply:
        kind = DESK_KINDS.get(first_of(query, "kind"))
        if kind is None or self.state.plan is None:
            return self.lost() if kind is None else self.home(query)
        records = kind.records(self.state.plan, self.state.pages)
        rows = [
            (name_of(it), day_of(it), record_address(kind, id), found_by(name_of(it), other_names(it)), bool(self.faulty(kind, id)))
            for id, it in records.items()
        ]  # fmt: skip
        if kind.id == "event":
            rows.reverse()
        wanted = first_of(query, "q").strip().lower()
        return self.drawn(
            "list.html", kind=kind, rows=[row for row in rows if wanted in row[3]], q=first_of(query, "q")
        )

    def faulty(self, kind: DeskKind, id: str) -> list[Problem]:
        return [problem for problem in self.state.of_file(kind.path(id)) if not problem.warning]

    def publish(self, query: Query) -> Reply:
        plan = self.state.plan
        return self.drawn(
            "publish.html",
            faults=self.linked(self.state.faults()),
            changes=changes_since_published(self.state) if plan else None,
            places=plan.publishing.destinations if plan and plan.publishing else (),
            job=self.job.now(),
        )

    def publishing(self, query: Query, answers: Query) -> Reply:
        if self.state.faults() and first_of(answers, "what") != "rollback":
            return self.publish(query)
        self.job.start(first_of(answers, "what"), first_of(answers, "where"))
        return Reply("", HTTPStatus.SEE_OTHER, location="/publish")

    def progress(self, query: Query) -> Reply:
        return Reply(json.dumps(self.job.now(), ensure_ascii=False), kind="application/json")
