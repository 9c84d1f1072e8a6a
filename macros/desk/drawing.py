"""The templates of the desk, which are not those of the site: nothing of the desk is ever published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

import jinja2

from ..common.dates import in_words, weekday
from ..common.files.overrides import override_folders


@dataclass(frozen=True)
class Reply:
    """What the browser is sent."""

    body: str | bytes
    status: HTTPStatus = HTTPStatus.OK
    kind: str = "text/html; charset=utf-8"
    location: str = ""
    cookie: str = ""
    download: str = ""


Query = Mapping[str, list[str]]
"""What an address or a form says: name → words."""


def first_of(given: Query, name: str) -> str:
    """The first word that was given under a name, or nothing."""
    return next(iter(given.get(name, [])), "")


DrawDesk = Callable[..., Reply]
"""A template's name and what it shows, into a page of the desk."""


def draw_desk(root: Path, template: str, values: Mapping[str, Any]) -> str:
    """A page of the desk."""
    return _templates(tuple(override_folders(root, "desk"))).get_template(template).render(values)


@lru_cache(maxsize=2)
def _templates(folders: tuple[Path, ...]) -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folders),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"in_words": in_words, "weekday": weekday}
    return made
