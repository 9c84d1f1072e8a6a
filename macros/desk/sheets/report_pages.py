"""The page that takes the forms of units: what they come to, every wrong cell with an answer to paste, and saving."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from urllib.parse import urlencode

from ...common.dates import build_date
from ...common.office.cells import written_day
from ...editing.history.saving import FileChange, Outdated, version_of
from ...editing.reporting.import_forms import Imported, import_form, reply_to, said_of
from ..desk_state import DeskState
from ..drawing import DrawDesk, Query, Reply, first_of
from ..history.saves import save_files
from ..serving.uploads import Files, Upload

KEPT_FORMS = 4
"""So many batches are remembered between being looked at and being saved."""


@dataclass
class ReportPages:
    """The forms that units sent back to one project."""

    state: DeskState
    drawn: DrawDesk
    batches: OrderedDict[str, list[Upload]] = field(default_factory=OrderedDict)

    def reports(self, query: Query) -> Reply:
        """The page as it opens."""
        return self.page(saved=first_of(query, "saved"))

    def read(self, query: Query, answers: Query, files: Files) -> Reply:
        """What the forms come to; nothing is written."""
        uploads = files.get("forms", [])
        if not uploads:
            return self.page(fault="还没有选文件")
        token = secrets.token_hex(8)
        self.batches[token] = uploads
        while len(self.batches) > KEPT_FORMS:
            self.batches.popitem(last=False)
        return self.looked_at(token, first_of(answers, "received"))

    def looked_at(self, token: str, day: str, fault: str = "") -> Reply:
        received = written_day(day) or build_date()
        done = self.imported(self.batches[token], received)
        return self.page(done=done, token=token, received=received, fault=fault)

    def save(self, query: Query, answers: Query) -> Reply:
        """Save the forms in which nothing is wrong; a form is saved whole or not at all."""
        token, day = first_of(answers, "token"), first_of(answers, "received")
        if token not in self.batches:
            return self.page(fault="这些表隔得太久，已经不在手边了，请再选一次文件；什么也没有存")
        done = [one for one in self.imported(self.batches[token], written_day(day) or build_date()) if one.path]
        sound = {one.path: one for one in done if one.sound}
        changes = [
            FileChange(path, one.content.encode(), version_of(self.state.root / path)) for path, one in sound.items()
        ]
        if not changes:
            return self.looked_at(token, day, "没有可以存的")
        names = "、".join(dict.fromkeys(one.form.unit_name for one in sound.values() if one.form))
        try:
            save_files(self.state, changes, f"收报送表：{names}")
        except Outdated:
            return self.looked_at(token, day, "别人刚刚改过其中一份，什么也没有存。下面是现在的样子，请再看一遍")
        del self.batches[token]
        return Reply("", HTTPStatus.SEE_OTHER, location=f"/reports?{urlencode({'saved': names})}")

    def imported(self, uploads: Sequence[Upload], received: date) -> list[Imported]:
        """What each form comes to, one after the other."""
        done, plan = [], self.state.plan
        for upload in uploads if plan else ():
            assert plan is not None
            one, plan = import_form(self.state.root, plan, upload.content, upload.name, received)
            done.append(one)
        return done

    def page(self, **more: object) -> Reply:
        if self.state.plan is None:
            return self.drawn("message.html", words="要先改好首页列出的问题，才能收报送表。")
        first: dict[str, object] = {"saved": "", "fault": "", "done": [], "token": "", "received": build_date()}
        return self.drawn("reports.html", **{**first, **more}, said_of=said_of, reply_to=reply_to)
