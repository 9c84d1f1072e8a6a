"""Style sheets and scripts into fingerprinted files, so that they can be cached for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from rjsmin import jsmin

from ..common.files.overrides import all_overrides, override

SCRIPTS = ("early", "alert", "agenda", "daily", "sift")
PORTAL = ("host", "portal")
SEARCH_SCRIPTS = tuple(
    f"search/{name}"
    for name in (
        "fetched",
        "wording",
        "sounds",
        "asking",
        "ranking",
        "fulltext",
        "answer",
        "showing",
        "boxes",
        "panel",
        "page",
    )
)
"""The parts of a script that has several, in order."""


def generate_assets(root: Path) -> dict[str, tuple[str, str]]:
    """Name in templates → (path from the site's root, content). All style sheets become one file, scripts lose their comments."""
    sheets = [path for name, path in all_overrides(root, "css").items() if name.endswith(".css")]
    assets = {"css": _fingerprinted("site.css", "\n".join(sheet.read_text("utf-8") for sheet in sheets))}
    scripts = {name: _words(root, name) for name in SCRIPTS}
    for name, words in {**scripts, "portal": _whole(root, PORTAL), "search": search_script(root)}.items():
        assets[name] = _fingerprinted(f"{name}.js", jsmin(words))
    return assets


def search_script(root: Path) -> str:
    return _whole(root, SEARCH_SCRIPTS)


def _whole(root: Path, parts: Sequence[str]) -> str:
    """The parts of a script as one, with names of their own."""
    return '(function () {\n"use strict";\n' + "\n".join(_words(root, part) for part in parts) + "})();\n"


def _words(root: Path, name: str) -> str:
    return override(root, f"js/{name}.js").read_text("utf-8")


def _fingerprinted(name: str, text: str) -> tuple[str, str]:
    stem, _, suffix = name.partition(".")
    return f"assets/{stem}.{hashlib.sha256(text.encode()).hexdigest()[:10]}.{suffix}", text
