"""What the text of a page asks of the desk while it is written: pictures, words from Word, links, and a look at the page."""

from __future__ import annotations

import json
import mimetypes
import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from ...build.preview import UNSAVED, Preview
from ...common.office.office_file import UnusableFile
from ...project.rules.texts.files import PICTURES
from ..desk_state import BODY_INPUT, DeskState
from ..drawing import DrawDesk, Query, Reply, first_of
from ..kinds import DESK_KINDS
from ..record_files import Opened, checked_answers, first_answers
from ..record_pages import RecordPages
from ..serving.uploads import Files
from .html_markdown import markdown_of
from .live_preview import unsaved_view
from .page_links import page_links
from .pending_pictures import keep_pending, pending_picture, picture_folder
from .photos import small_photo
from .word_files import word_text

LONGEST_PASTE = 2_000_000
"""Characters of HTML: Word puts thirty of its own beside each of the author's."""

_VIEW_NAME = re.compile(r"[0-9a-f]{32}")


@dataclass
class WritingPages:
    """What is written in one project; `shown` is asked for the preview that pages are shown in."""

    state: DeskState
    drawn: DrawDesk
    forms: RecordPages
    shown: Callable[[], Preview | None]

    def word(self, query: Query) -> Reply:
        """Where a file of Word is chosen."""
        return self.drawn("word.html", fault="")

    def word_opened(self, query: Query, answers: Query, files: Files) -> Reply:
        """A file of Word as the form of a new article, with what is still to be asked beside its fields."""
        kind, upload = DESK_KINDS["article"], next(iter(files.get("word", [])), None)
        if self.state.plan is None or upload is None:
            return self.drawn("word.html", fault="还没有选文件")
        try:
            found = word_text(self.state.root, upload.content, upload.name)
        except UnusableFile as error:
            return self.drawn("word.html", fault=f"{upload.name}：{error.message}")
        given = {**first_answers(kind), "title": [found.title], BODY_INPUT: [f"\n{found.markdown}\n"]}
        given["sources/0/"] = [""]
        said = checked_answers(self.state, kind, "", given)
        return self.forms.form(kind, "", given, Opened(), said, taken_over=[upload.name, *found.lost], unsaved=True)

    def picture(self, query: Query) -> Reply:
        """A picture of a page, kept or already in its place."""
        name, kind = first_of(query, "name"), DESK_KINDS.get(first_of(query, "kind"))
        path = pending_picture(self.state.root, name)
        if path is None and kind and re.fullmatch(r"\w[\w.-]*", name) and Path(name).suffix.lower() in PICTURES:
            path = self.state.root / picture_folder(kind.folder) / name
        if path is None or not path.is_file():
            return Reply("", HTTPStatus.NOT_FOUND)
        return Reply(path.read_bytes(), kind=mimetypes.guess_type(name)[0] or "image/webp")

    def picture_sent(self, query: Query, answers: Query, files: Files) -> Reply:
        """A photo of any size, made small and kept under the name that is answered."""
        upload = next(iter(files.get("picture", [])), None)
        if upload is None:
            return _json({"fault": "还没有选图"})
        try:
            photo = small_photo(upload.content)
        except UnusableFile as error:
            return _json({"fault": f"{upload.name}：{error.message}"})
        return _json(
            {"name": keep_pending(self.state.root, photo.content), "width": photo.width, "height": photo.height}
        )

    def pasted(self, query: Query, answers: Query) -> Reply:
        """HTML from the clipboard as Markdown; pictures do not come with it."""
        html, lost = first_of(answers, "html"), 0

        def pictured(source: str, alt: str) -> str:
            nonlocal lost
            lost += 1
            return ""

        if len(html) > LONGEST_PASTE:
            return _json({"markdown": "", "fault": "一次粘贴的太长，请分几次"})
        try:
            found = markdown_of(html, pictured, titled=False)
        except RecursionError:  # boxes in boxes in boxes
            return _json({"markdown": "", "fault": "这一段套得太深，没有放进来；请按 Ctrl+Shift+V 只粘贴文字"})
        said = f"里面有 {lost} 张图，粘贴带不过来；请点“图片”一张一张放，或用“从 Word 打开”" if lost else ""
        return _json({"markdown": found.markdown, "fault": said})

    def links(self, query: Query) -> Reply:
        """Every page that can be linked to."""
        return _json(page_links(self.state) if self.state.plan else [])

    def unsaved(self, query: Query, answers: Query) -> Reply:
        """Show the page of a form as it is filled in; where it can be seen, or nothing."""
        kind, name, preview = DESK_KINDS.get(first_of(query, "kind")), first_of(query, "view"), self.shown()
        if kind is None or self.state.plan is None or preview is None or not _VIEW_NAME.fullmatch(name):
            return _json({"url": ""})
        view = unsaved_view(self.state, kind, first_of(query, "id"), answers)
        if view is None:
            return _json({"url": ""})
        preview.show_unsaved(name, view.url, view.page, view.files)
        return _json({"url": f"{UNSAVED}{name}/{view.url}"})


def _json(value: Any) -> Reply:
    return Reply(json.dumps(value, ensure_ascii=False), kind="application/json")
