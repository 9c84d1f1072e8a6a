"""The macros that authors may write in content/: each draws a part of the generated pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from ..common.reads import note
from ..model.plan import Plan
from ..project.pictures import load_pictures
from ..project.reading.macro_calls import MACROS, WORDS, records_for_macro
from .jinja_env import render


class MacrosEnv(Protocol):
    """What mkdocs-macros hands to `define_env`, as far as it is used here."""

    conf: Any
    page: Any

    def macro(self, function: Callable[..., str], name: str = "") -> object: ...


class Macros:
    """The macros as functions: each draws the component of its name, for the record whose id it is given."""

    def __init__(self, root: Path, plan: Plan, today: date) -> None:
        self.root = root
        self.values = {"plan": plan, "period": plan.current, "today": today}
        pictures, _ = load_pictures(root)
        self.records = {name: records_for_macro(plan, kind, pictures) if kind else {} for name, kind in MACROS.items()}

    def draw(self, page_url: str, name: str, ids: Sequence[str]) -> str:
        """A macro's HTML for the page at `page_url`, on one line, so that Markdown leaves it alone as one block."""
        note(*(f"macro {name} {id}" for id in ids))
        records = list(ids) if MACROS[name] == WORDS else [self.records[name][id] for id in ids]
        html = render(self.root, "macro.html", page_url, {**self.values, "component": name, "records": records})
        return "".join(line.strip() for line in html.splitlines())

    def named(self, name: str) -> object:
        """What a macro was given, by the name under which its page notes it: the macro's and an id."""
        macro, _, id = name.partition(" ")
        return id if MACROS[macro] == WORDS else self.records[macro][id]


def add_macros(env: MacrosEnv) -> None:
    """Give authors the macros of `content.MACROS`; mkdocs-macros calls this once per build."""
    extra = env.conf.extra
    macros = Macros(Path(env.conf.config_file_path).parent, extra["plan"], extra["today"])
    for name in MACROS:
        env.macro(_named(macros, env, name), name)


def _named(macros: Macros, env: MacrosEnv, name: str) -> Callable[..., str]:
    return lambda *ids: macros.draw(env.page.url, name, ids)
