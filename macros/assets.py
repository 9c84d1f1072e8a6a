"""Style sheets and scripts into fingerprinted files, so that they can be cached for ever."""

from __future__ import annotations

import hashlib
from pathlib import Path

from rjsmin import jsmin

SCRIPTS = ("early", "alert", "portal", "agenda", "daily", "sift")
SEARCH = (
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
"""The parts of the search script, in order."""


def generate_assets(root: Path) -> dict[str, tuple[str, str]]:
    """Name in templates → (path from the site's root, content). All style sheets become one file, scripts lose their comments."""
    sheets = sorted((root / "overrides" / "css").glob("*.css"))
    assets = {"css": _fingerprinted("site.css", "\n".join(sheet.read_text("utf-8") for sheet in sheets))}
    for name in SCRIPTS:
        assets[name] = _fingerprinted(
            f"{name}.js", jsmin((root / "overrides" / "js" / f"{name}.js").read_text("utf-8"))
        )
    assets["search"] = _fingerprinted("search.js", jsmin(search_script(root)))
    return assets


def search_script(root: Path) -> str:
    """The parts of the search script as one, with names of their own."""
    folder = root / "overrides" / "js" / "search"
    parts = ((folder / f"{name}.js").read_text("utf-8") for name in SEARCH)
    return '(function () {\n"use strict";\n' + "\n".join(parts) + "})();\n"


def _fingerprinted(name: str, text: str) -> tuple[str, str]:
    stem, _, suffix = name.partition(".")
    return f"assets/{stem}.{hashlib.sha256(text.encode()).hexdigest()[:10]}.{suffix}", text
