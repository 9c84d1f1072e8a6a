"""The pages of a kind's workbook: written out, read back, shown against the records, and saved."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlencode

from ...common.dates import build_date
from ...common.office.office_file import UnusableFile
from ...editing.history.saving import Outdated
from ..desk_state import DeskState
from ..drawing import DrawDesk, Query, Reply, first_of
from ..kinds import LISTED_KINDS, DeskKind
from ..serving.uploads import Files, Upload
from .import_save import ImportPlan, exported_workbook, own_records, planned_import, rows_of, saved_import

WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEPT_UPLOADS = 4
"""So many workbooks are remembered between being looked at and being saved."""


@dataclass
class SheetPages:
    """Workbooks of one project."""

    state: DeskState
    drawn: DrawDesk
    uploads: OrderedDict[str, Upload] = field(default_factory=OrderedDict)

    def sheets(self, query: Query) -> Reply:
        kind = LISTED_KINDS.get(first_of(query, "kind"))
        if kind is None or self.state.plan is None:
            return self.lost()
        return self.page(kind, saved=first_of(query, "saved"))

    def export(self, query: Query) -> Reply:
        kind = LISTED_KINDS.get(first_of(query, "kind"))
        if kind is None or self.state.plan is None:
            return self.lost()
        content = exported_workbook(self.state, kind)
        return Reply(content, kind=WORKBOOK_TYPE, download=f"{kind.caption}-{build_date()}.xlsx")

    def read(self, query: Query, answers: Query, files: Files) -> Reply:
        """What a workbook would change; nothing is written."""
        kind = LISTED_KINDS.get(first_of(query, "kind"))
        if kind is None or self.state.plan is None:
            return self.lost()
        upload = next(iter(files.get("workbook", [])), None)
        if upload is None:
            return self.page(kind, fault="还没有选文件")
        token = secrets.token_hex(8)
        self.uploads[token] = upload
        while len(self.uploads) > KEPT_UPLOADS:
            self.uploads.popitem(last=False)
        return self.planned(kind, token)

    def planned(self, kind: DeskKind, token: str, said: str = "") -> Reply:
        upload = self.uploads[token]
        try:
            plan = planned_import(self.state, kind, upload.content, upload.name)
        except UnusableFile as error:
            return self.page(kind, fault=f"{upload.name}：{error.message}")
        return self.shown(kind, token, plan, said)

    def shown(self, kind: DeskKind, token: str, plan: ImportPlan, said: str = "") -> Reply:
        name = self.uploads[token].name
        return self.page(kind, plan=plan, rows=list(rows_of(plan)), token=token, file=name, fault=said)

    def save(self, query: Query, answers: Query) -> Reply:
        """Save what was chosen, all of it or nothing."""
        kind, token = LISTED_KINDS.get(first_of(query, "kind")), first_of(answers, "token")
        if kind is None or self.state.plan is None:
            return self.lost()
        if token not in self.uploads:
            return self.page(kind, fault="这张表隔得太久，已经不在手边了，请再选一次文件；什么也没有存")
        upload = self.uploads[token]
        plan = planned_import(self.state, kind, upload.content, upload.name)
        taken = {*answers.get("take", [])}
        kept = dict(_kept(plan, {*answers.get("cell", [])}))
        taken |= {row.key for row in plan.of("clash") if kept[row.key] != {it.name for it in row.changes}}
        if not taken:
            return self.shown(kind, token, plan, "一条也没有选，什么也没有存")
        try:
            saved = saved_import(self.state, kind, plan, taken, kept)
        except Outdated:
            return self.planned(kind, token, "别人刚刚改过其中一条，什么也没有存。下面是现在的样子，请再看一遍")
        if saved is None:
            return self.shown(kind, token, plan, "什么也没有存：选的这些放在一起有不对的地方，写在下面")
        del self.uploads[token]
        address = f"/sheets?{urlencode({'kind': kind.id, 'saved': '{} {}'.format(*saved)})}"
        return Reply("", HTTPStatus.SEE_OTHER, location=address)

    def page(self, kind: DeskKind, **more: object) -> Reply:
        first: dict[str, object] = {"saved": "", "fault": "", "plan": None, "rows": [], "token": "", "file": ""}
        assert self.state.plan
        own, whole = own_records(self.state, kind), kind.records(self.state.plan, self.state.pages)
        return self.drawn("sheets.html", **{**first, **more}, kind=kind, own=len(own), national=len(whole) - len(own))

    def lost(self) -> Reply:
        return self.drawn("message.html", words="没有这一页，或者要先改好首页列出的问题。", status=HTTPStatus.NOT_FOUND)


def _kept(plan: ImportPlan, cells: set[str]) -> Mapping[str, frozenset[str]]:
    """Of each record that was changed since it was written out, the inputs that stay as they are now."""
    return {
        row.key: frozenset(it.name for it in row.changes if f"{row.key}/{it.name}" not in cells)
        for row in plan.of("clash")
    }
