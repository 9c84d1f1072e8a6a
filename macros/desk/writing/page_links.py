"""The pages of the site as an article can link to them: by name, found by pinyin and by other names, as a path in content/."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from ...common.dates import build_date
from ...model.record import Record
from ...queries.urls import Addressed, url_of
from ...render.pages.table import generate_pages
from ..desk_state import DeskState
from ..forms.choosing import found_by, other_names

FROM = "articles"
"""The folder of content/ that links are written for."""


def page_links(state: DeskState) -> list[tuple[str, str, str]]:
    """Every page that readers know: its title, how a link in an article names it, and what it is found by."""
    plan = state.plan
    assert plan
    names = dict(_other_names(state))
    found: dict[str, tuple[str, str]] = {}
    for page in generate_pages(plan, build_date(), state.pages):
        if not page.redirect and not page.folder and page.title:
            found[page.url] = page.title, f"{page.url}index.md"
    for written in state.pages:
        if not written.url.startswith("guide/"):
            found[written.url] = written.title, written.source
    for written in (page for page in state.pages if page.article):
        names[written.url] = other_names(written.article) if written.article else ()
    return [
        (title, posixpath.relpath(source, FROM), found_by(title, names.get(url, ())))
        for url, (title, source) in sorted(found.items(), key=lambda item: item[1][0])
    ]


def _other_names(state: DeskState) -> Iterator[tuple[str, tuple[str, ...]]]:
    plan = state.plan
    assert plan
    groups: tuple[Mapping[str, Record], ...] = (plan.units, plan.observances, plan.events, plan.resources)
    lists: list[Record] = [record for group in groups for record in group.values()]
    for record in [*lists, *plan.current.tasks, *plan.current.measures()]:
        if isinstance(record, Addressed):
            yield url_of(record), other_names(record)
