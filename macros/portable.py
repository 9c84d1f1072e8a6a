"""The project into plain files for any other generator: bodies of HTML and Markdown below front matter, and the data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

from . import library
from .assets import generate_assets
from .check_files import published
from .content import fill_macros
from .emergency import settled
from .env import Macros
from .exports import generate_exports
from .pages import generate_pages
from .project import Project
from .yamlfile import read_front_matter


def write_pages(root: Path, project: Project, now: datetime, folder: Path) -> int:
    """Write everything the site is made of into `folder`; returns the number of pages.

    A generated page is an .html file: front matter with title, description and url, then its body. A page of
    content/ stays Markdown, its macros filled in. Links are relative to the page, data files lie at their addresses.
    """
    project = replace(project, plan=settled(project.plan, now))
    pages = [*_generated(root, project, now), *_written(root, project, now.date())]
    data = generate_exports(project.plan, now.date(), library.articles_of(project.pages))
    for path, content in [*pages, *data, *generate_assets(root).values(), *_lying(root)]:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return len(pages)


def _generated(root: Path, project: Project, now: datetime) -> Iterator[tuple[str, str]]:
    by_hand = {page.url for page in project.pages}
    articles = library.articles_of(project.pages)
    today = now.date()
    for page in generate_pages(project.plan, today, project.pages):
        if page.url not in by_hand:
            head = {"title": page.title, "description": page.description, "url": f"/{page.url}"}
            yield f"{page.url}index.html", _head(head) + page.body(root, project.plan, today, articles, now=now) + "\n"


def _written(root: Path, project: Project, today: date) -> Iterator[tuple[str, str]]:
    macros = Macros(root, project.plan, today)
    for page in project.pages:
        text = (root / page.path).read_text("utf-8")
        body = read_front_matter(root / page.path, page.path)[1]
        filled = fill_macros(body, partial(macros.draw, page.url))
        yield page.path.removeprefix("content/"), text[: len(text) - len(body)] + filled


def _lying(root: Path) -> Iterator[tuple[str, bytes]]:
    """Pictures and papers among the pages, and the icon."""
    for folder, kept in ((root / "content", ""), (root / "overrides" / "assets", "assets/")):
        for path in published(folder):
            if path.is_file() and path.suffix != ".md":
                yield f"{kept}{path.relative_to(folder).as_posix()}", path.read_bytes()


def _head(values: Mapping[str, str]) -> str:
    """Front matter; JSON's strings are YAML's too."""
    lines = (f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in values.items())
    return "\n".join(["---", *lines, "---", ""])
