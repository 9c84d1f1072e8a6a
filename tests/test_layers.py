"""The order of modules: each may import from its left only."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sites import ROOT

MACROS = ROOT / "macros"

LAYERS: dict[str, set[str]] = {
    "words": {"disk", "moment", "errors", "dates", "characters", "wrapping"},
    "files": {
        "marks",
        "media",
        "slips",
        "textfile",
        "yamlfile",
        "sanitise",
        "prose",
        "filling",
        "atomic",
        "remembered",
    },
    "records": {
        "record",
        "occasions",
        "offers",
        "alerts",
        "reading",
        "reposts",
        "moves",
        "destinations",
        "model",
        "wording",
        "quotations",
    },
    "reading": {"explanations", "load", "pictures"},
    "text": {"published"},
    "rules": {
        "citations",
        "check_quotations",
        "check_files",
        "check_text",
        "check_parts",
        "shown",
        "references",
        "check",
        "check_calendar",
        "check_offers",
        "check_daily",
        "check_alerts",
        "check_reposts",
        "check_publishing",
        "check_synonyms",
        "content",
        "check_dates",
        "check_todo",
        "check_launch",
        "check_sources",
        "check_typos",
    },
    "questions": {
        "urls",
        "recurrence",
        "agenda",
        "library",
        "emergency",
        "days",
        "daily",
        "sharing",
        "views",
        "contrasts",
        "listings",
    },
    "drawing": {"dialling", "structured", "stages", "templates"},
    "products": {"pages", "folders", "assets", "offline", "exports", "frame"},
    "authors": {
        "deadline",
        "env",
        "written",
        "new",
        "fetch",
        "incoming",
        "pull",
        "questions",
        "answers",
        "new_article",
        "new_offers",
        "new_people",
        "announce",
    },
    "the whole": {"claims", "project", "output"},
    "after the build": {
        "portable",
        "tracing",
        "swap",
        "lock",
        "manifest",
        "datalinks",
        "weight",
        "markup",
        "built",
        "indexed",
        "hanzi",
        "fulltext",
        "phrases",
        "search",
        "audit",
        "redirects",
        "schema",
        "links",
        "link_marks",
    },
    "release": {"compress", "appointments", "release_ids", "release", "integrity"},
    "the world": {"remote_script", "remote_signs", "remote", "folder", "publish", "withdraw"},
    "host": {"plugin", "site", "preview", "publish_commands", "editors_lists", "withdraw_command", "__main__"},
}
DEPTH = {module: depth for depth, modules in enumerate(LAYERS.values()) for module in modules}

THIRD_PARTY = {
    "mkdocs": {"plugin"},
    "yaml": {"slips", "yamlfile"},
    "pydantic": {
        "record",
        "occasions",
        "offers",
        "alerts",
        "reading",
        "reposts",
        "moves",
        "destinations",
        "model",
        "explanations",
        "load",
        "exports",
        "wording",
        "quotations",
    },
    "pydantic_core": {"record", "alerts", "reposts", "explanations", "load"},
    "jinja2": {"templates", "content"},
    "xlsxwriter": {"exports"},
    "icalendar": {"exports"},
    "lunar_python": {"recurrence"},
    "segno": {"structured"},
    "markupsafe": {"dialling", "stages", "templates", "structured", "pages", "pictures", "sharing", "exports", "frame"},
    "markdown": {"marks", "shown", "written"},
    "watchdog": {"preview"},
    "rjsmin": {"assets"},
    "pymdownx": {"marks"},
    "nh3": {"sanitise"},
    "feedparser": {"incoming"},
    "brotli": {"compress"},
    "pypinyin": {"hanzi"},
    "opencc": {"hanzi"},
}
"""Which of our modules may know which library."""


def module_of(path: Path) -> str:
    return path.relative_to(MACROS).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and top name of everything a file imports; our own modules as `.name`."""
    package = len(path.relative_to(MACROS).parts)  # 1 in macros/, 2 in macros/exports/
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level == 0:
                yield node.lineno, (node.module or "").split(".")[0]
            elif node.level < package:
                yield node.lineno, f".{module_of(path)}"
            elif node.module:
                yield node.lineno, f".{node.module.split('.')[0]}"
            else:
                yield from ((node.lineno, f".{alias.name}") for alias in node.names)


FILES = [path for path in sorted(MACROS.rglob("*.py")) if path != MACROS / "__init__.py"]


def test_every_module_has_its_layer() -> None:
    assert {module_of(path) for path in FILES} == set(DEPTH)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(MACROS).as_posix())
def test_no_module_imports_from_its_right(path: Path) -> None:
    own = DEPTH[module_of(path)]
    assert [(line, name) for line, name in imports(path) if name[0] == "." and DEPTH[name[1:]] > own] == []


@pytest.mark.parametrize(("library", "allowed"), THIRD_PARTY.items())
def test_a_library_is_known_only_where_it_is_needed(library: str, allowed: set[str]) -> None:
    assert {module_of(path) for path in FILES for _, name in imports(path) if name == library} == allowed


def test_no_other_library_is_imported() -> None:
    known = {*sys.stdlib_module_names, *THIRD_PARTY}
    names = {name for path in FILES for _, name in imports(path) if name[0] != "."}
    assert names - known == set()
