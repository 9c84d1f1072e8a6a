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
from ..editing.history.saving import finish_interrupted
from ..model.site import Theme
from ..publish.published_files import changed_pages
from .desk_state import DeskState
from .drafts.draft_files import read_drafts
from .drafts.draft_pages import DraftPages
from .drawing import Query, Reply, draw_desk, first_of
from .history.history_pages import HistoryPages
from .kinds import DESK_KINDS
from .publishing.alert_pages import AlertPages
from .publishing.publish_job import PublishJob
from .publishing.unpublished import changes_since_published
from .record_pages import RecordPages
from .serving.uploads import Files
from .sheets.report_pages import ReportPages
from .sheets.sheet_pages import SheetPages
from .upkeep.home_pages import HomePages
from .upkeep.node_pages import NodePages
from .upkeep.tool_pages import ToolPages
from .writing.writing_pages import WritingPages

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
        self.home = HomePages(self.state, self.drawn)
        self.forms = RecordPages(self.state, self.drawn)
        self.saved = HistoryPages(self.state, self.drawn)
        self.sheets = SheetPages(self.state, self.drawn)
        self.reports = ReportPages(self.state, self.drawn)
        self.writing = WritingPages(self.state, self.drawn, self.forms, lambda: self.shown)
        self.nodes = NodePages(self.state, self.drawn)
        self.tools = ToolPages(self.state, self.drawn, self.home)
        self.alerts = AlertPages(self.state, self.drawn, self.job)
        self.drafts = DraftPages(self.state, self.drawn, self.forms)
        self.forms.drafts = lambda: {(draft.kind.id, draft.id) for draft in read_drafts(self.root)}

    @property
    def busy(self) -> bool:
        """Whether a publication or a round through the links is on its way."""
        return self.job.running or self.tools.round.running

    def get(self, path: str, query: Query) -> Reply:
        if files := self.file(path):
            return files
        pages: Mapping[str, Callable[[Query], Reply]] = {
            "/": self.home.home,
            "/list": self.home.records,
            "/outdated": self.home.outdated,
            "/plan": self.nodes.nodes,
            "/node": self.nodes.node,
            "/link-check": self.tools.link_check,
            "/moving": self.tools.moving,
            "/moving/zip": self.tools.packed,
            "/record": self.forms.record,
            "/do": self.forms.do,
            "/withdraw": self.forms.withdraw,
            "/publish": self.publish,
            "/progress": self.progress,
            "/alert": self.alerts.alert,
            "/history": self.saved.history,
            "/sheets": self.sheets.sheets,
            "/export": self.sheets.export,
            "/reports": self.reports.reports,
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
            "/alert": self.alerts.set,
            "/alert/end": self.alerts.end,
            "/node": self.nodes.save,
            "/link-check": self.tools.open_links,
            "/link-check/mark": self.tools.mark,
            "/national": self.home.back_to_national,
            "/undo": self.saved.undo,
            "/draft": self.drafts.save,
            "/draft/ask": self.drafts.asked,
            "/draft/answer": self.drafts.answered,
            "/draft/place": self.drafts.place,
            "/draft/drop": self.drafts.drop,
            "/restore": self.saved.restore,
            "/name": self.saved.name,
            "/sheets/save": self.sheets.save,
            "/reports/save": self.reports.save,
            "/paste": self.writing.pasted,
            "/unsaved": self.writing.unsaved,
            "/here": lambda query, answers: Reply(""),
        }
        return self.guarded(pages[path], query, answers) if path in pages else self.lost()

    def upload(self, path: str, query: Query, answers: Query, files: Files) -> Reply:
        """A form that came with files."""
        pages: Mapping[str, Callable[[Query, Query, Files], Reply]] = {
            "/sheets": self.sheets.read,
            "/reports": self.reports.read,
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
            return Reply(
                override(
                    self.root,
                    f"emblems/{plan.site.theme.emblem if (plan := self.state.plan) else Theme().emblem}/icon.svg",
                ).read_bytes(),
                kind="image/svg+xml",
            )
        return None

    def publish(self, query: Query) -> Reply:
        plan = self.state.plan
        return self.drawn(
            "publish.html",
            faults=self.home.linked(self.state.faults()),
            changes=changes_since_published(self.state) if plan else None,
            places=plan.publishing.destinations if plan and plan.publishing else (),
            job=self.job.now(),
            pages=None if self.job.running else changed_pages(self.root),
        )

    def publishing(self, query: Query, answers: Query) -> Reply:
        if self.state.faults() and first_of(answers, "what") != "rollback":
            return self.publish(query)
        where = first_of(answers, "where")
        self.job.start(first_of(answers, "what"), *([where] if where else []))
        return Reply("", HTTPStatus.SEE_OTHER, location="/publish")

    def progress(self, query: Query) -> Reply:
        return Reply(json.dumps(self.job.now(), ensure_ascii=False), kind="application/json")
