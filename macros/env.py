"""The macros that authors may write in content/: each draws a part of the generated pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from .content import MACROS, records_of
from .model import Plan
from .pictures import load_pictures
from .templates import render


class MacrosEnv(Protocol):
    """What mkdocs-macros hands to `define_env`, as far as it is used here."""

    conf: Any
    page: Any

    def macro(self, function: Callable[..., str], name: str = "") -> object: ...


def define_env(env: MacrosEnv) -> None:
    """Give authors the macros of `content.MACROS`; mkdocs-macros calls this once per build."""
    pictures, _ = load_pictures(Path(env.conf.config_file_path).parent)
    for name, kind in MACROS.items():
        records = records_of(env.conf.extra["plan"], kind, pictures) if kind else {}
        env.macro(_macro(env, name, records), name)


def _macro(env: MacrosEnv, name: str, records: Mapping[str, object]) -> Callable[..., str]:
    """A macro that draws the component of its name, for the record whose id it is given."""
    plan: Plan = env.conf.extra["plan"]

    def draw(*ids: str) -> str:
        values = {"plan": plan, "period": plan.current, "today": env.conf.extra["today"], "component": name}
        html = render(
            Path(env.conf.config_file_path).parent,
            "macro.html",
            env.page.url,
            {**values, "records": [records[id] for id in ids]},
        )
        # On one line, so that Markdown takes it for one block of HTML and leaves it alone.
        return "".join(line.strip() for line in html.splitlines())

    return draw
