"""A draft as one file to be sent: its page as readers would see it, and below it what the unit is asked to look at."""

from __future__ import annotations

import base64
import mimetypes
import re
from collections.abc import Mapping
from functools import partial
from html import unescape
from urllib.parse import unquote, urljoin, urlsplit

from ...common.dates import build_time
from ...common.files.media_files import Broken
from ...common.files.yaml_reader import parsed_yaml
from ...model.article import ArticleHead
from ...project.content_loader import Written
from ...project.reading.validation import validated
from ...queries.urls import article_url
from ...render.markdown import WrittenHtml
from ...render.project import Project
from ...render.site_files import Output, clean_bytes
from ..desk_state import DeskState, front_matter, places_of
from ..drawing import draw_desk
from ..history.record_changes import in_words_of_form
from ..writing.pending_pictures import pending_picture
from .draft_files import Draft

MOST_PICTURE = 3_000_000
"""A larger picture is left out: what is sent by WeChat has to arrive."""

_NOWHERE = "https://not-published.invalid/"


class CannotShow(Exception):
    """A draft from which no page can be made yet; `said` tells what is missing, by input of its form."""

    def __init__(self, said: Mapping[str, list[str]]) -> None:
        self.said = said


def review_copy(state: DeskState, draft: Draft) -> str:
    """One HTML file that needs nothing else. Raises CannotShow."""
    plan = state.plan
    assert plan
    try:
        output, url, html = drawn_draft(state, draft)
        main = re.search(r"<main\b.*?</main>", html, re.DOTALL)
        words = _self_contained(output, url, main[0] if main else "")
    except Broken:
        raise CannotShow({"": ["正文里有一张图片坏了，请换一张再存成审核件"]}) from None
    values = draft.opened.values
    facts = [
        (it.caption, in_words_of_form(state, it, values[it.name])) for it in draft.kind.fields if it.name in values
    ]
    sheets = "\n".join(output.assets[path] for path in output.frame.sheets(html))
    unit = plan.units.get(draft.state.asked_of or "")
    return draw_desk(
        state.root,
        "review_copy.html",
        {
            "draft": draft,
            "unit": unit,
            "site": plan.site,
            "main": words,
            "sheets": sheets,
            "facts": [] if main else facts,
        },
    )


def drawn_draft(state: DeskState, draft: Draft) -> tuple[Output, str, str]:
    """A draft's page among those of the site: the site, the address, the page. Raises CannotShow."""
    plan, kind, text = state.plan, draft.kind, draft.opened.text
    assert plan
    path = kind.path(draft.id)
    file = front_matter(text, path) if kind.is_page else parsed_yaml(text.replace("\r\n", "\n"), path)
    record, problems = validated(file, kind.record, draft.id.rpartition("/")[2], {})
    if record is None:
        said: dict[str, list[str]] = {"": ["还不能存成审核件，先补好标出来的地方"]}
        for name, message in places_of(problems, file):
            said.setdefault(name, []).append(message)
        raise CannotShow(said)
    pages = state.pages
    if isinstance(record, ArticleHead):
        url = article_url(draft.id)
        page = Written(path, url, record)
        output = Output.of(state.root, Project(plan, [*(it for it in pages if it.url != url), page], []), build_time())
        writer = output.writer(output.beside)
        writer.start(page)
        html = writer.html(draft.opened.body, partial(output.macros.draw, url))
        return output, url, output.render_written(page, WrittenHtml(html))
    record._id = draft.id
    changed = kind.with_records(plan, {**kind.records(plan, pages), draft.id: record})
    output = Output.of(state.root, Project(changed, pages, []), build_time())
    found = kind.url(draft.id, record)
    return output, found or "", (output.page(found) or "") if found else ""


def _self_contained(output: Output, url: str, html: str) -> str:
    """Words of a page with their pictures in them, without scripts; links lead to the site, or nowhere."""
    html = re.sub(r"<script\b.*?</script>", "", html, flags=re.DOTALL)
    html = re.sub(
        r'(<img\b[^>]*?\ssrc=")([^"]*)"', lambda it: f'{it[1]}{_picture(output, url, unescape(it[2]))}"', html
    )
    html = re.sub(r'\s(?:srcset|data-kx-[\w-]+)="[^"]*"', "", html)
    base = urljoin(output.plan.site.url, url) if output.plan.site.url else ""

    def link(found: re.Match[str]) -> str:
        target = unescape(found[2])
        if re.match(r"https?:|tel:|mailto:|#", target):
            return found[0]
        return f'{found[1]}href="{urljoin(base, target)}"' if base else found[1].rstrip()

    return re.sub(r'(<a\b[^>]*?\s)href="([^"]*)"', link, html)


def _picture(output: Output, url: str, address: str) -> str:
    if address.startswith("data:"):
        return address
    path = unquote(urlsplit(urljoin(f"{_NOWHERE}{url}", address)).path).lstrip("/")
    place = output.beside.get(path) or pending_picture(output.root, path.rpartition("/")[2])
    content = clean_bytes(place) if place else b""
    if not content or len(content) > MOST_PICTURE:
        return ""
    kind = mimetypes.guess_type(path)[0] or "image/webp"
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
