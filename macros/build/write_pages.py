"""The project into plain files for any other generator: bodies of HTML and Markdown below front matter, and the data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from ..common.files.file_writer import FileWriter
from ..common.files.national import located
from ..common.files.yaml_reader import read_front_matter
from ..exports.table import generate_exports
from ..project.reading.macro_texts import fill_macros
from ..render.project import Project
from ..render.site_files import Output, clean_bytes


def write_portable_pages(root: Path, project: Project, now: datetime, folder: Path) -> int:
    """Write everything the site is made of into `folder`; returns the number of pages.

    A generated page is an .html file: front matter with title, description and url, then its body. A page of
    content/ stays Markdown, its macros filled in. Links are relative to the page, data files lie at their addresses.
    """
    output = Output.of(root, project, now)
    pages = [*_generated(output), *_written(output)]
    data = generate_exports(output.plan, now.date(), output.articles, project.known)
    lying = ((name, clean_bytes(path)) for name, path in output.beside.items())
    filling = FileWriter(folder)
    prints = ((one.path, one.content()) for one in output.prints())
    for path, content in [*pages, *data, *prints, *output.assets.items(), *lying]:
        filling.write(path, content)
    return len(pages)


def _generated(output: Output) -> Iterator[tuple[str, str]]:
    for page in output.pages.values():
        head = {"title": page.title, "description": page.description, "url": f"/{page.url}"}
        body = page.body(output.root, output.plan, output.now.date(), output.articles, now=output.now)
        yield f"{page.url}index.html", f"{_head(head)}{body}\n"


def _written(output: Output) -> Iterator[tuple[str, str]]:
    for page in output.project.pages:
        text = located(output.root, page.path).read_text("utf-8")
        body = read_front_matter(located(output.root, page.path), page.path)[1]
        filled = fill_macros(body, partial(output.macros.draw, page.url))
        yield page.source, text[: len(text) - len(body)] + filled


def _head(values: Mapping[str, str]) -> str:
    """Front matter; JSON's strings are YAML's too."""
    lines = (f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in values.items())
    return "\n".join(["---", *lines, "---", ""])
