"""Style sheets and scripts into fingerprinted files, so that they can be cached for ever."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from rcssmin import cssmin
from rjsmin import jsmin

from ..common.files.overrides import all_overrides, override
from ..queries import urls
from ..queries.quiz import ROUND
from ..queries.search_format import SEARCH_CONSTANTS

SCRIPTS: Mapping[str, Sequence[str]] = {
    "early": ("early",),
    "alert": ("elements", "alert"),
    "agenda": ("elements", "items", "agenda"),
    "daily": ("elements", "clipboard", "daily"),
    "official": ("elements", "clipboard", "official"),
    "quiz": ("elements", "clipboard", "quiz"),
    "sift": ("elements", "items", "choices", "sift"),
    "mine": ("elements", "items", "remember", "mine"),
    "portal": ("elements", "clipboard", "choices", "remember", "host", "portal"),
    "search": (
        "elements",
        "search/fetched",
        "search/weights",
        "search/wording",
        "search/sounds",
        "search/asking",
        "search/ranking",
        "search/fulltext",
        "search/answer",
        "search/showing",
        "search/boxes",
        "search/panel",
        "search/page",
    ),
}
"""Name in templates → the parts of a script, in order."""

ASSETS_FOLDER, FINGERPRINT_LENGTH = "assets/", 10

CACHE_PREFIX = "kepu "
"""What the service worker keeps is named by this and the path of the site."""

CONSTANTS: Mapping[str, object] = {
    **SEARCH_CONSTANTS,
    "ASSETS_FOLDER": ASSETS_FOLDER,
    "CACHE_PREFIX": CACHE_PREFIX,
    "DAILY_URL": urls.DAILY,
    "FINGERPRINT_LENGTH": FINGERPRINT_LENGTH,
    "QUIZ_ROUND": ROUND,
}
"""What scripts share with Python; each script gets those that it names."""


def generate_assets(root: Path) -> dict[str, tuple[str, str]]:
    """Name in templates → (path from the site's root, content). All style sheets become one file; they and scripts lose their comments."""
    sheets = [path for name, path in all_overrides(root, "css").items() if name.endswith(".css")]
    assets = {"css": _fingerprinted("site.css", cssmin("\n".join(sheet.read_text("utf-8") for sheet in sheets)))}
    for name, parts in SCRIPTS.items():
        whole = f'(function () {{\n"use strict";\n{script_of(root, parts)}}})();\n'
        assets[name] = _fingerprinted(f"{name}.js", jsmin(whole))
    return assets


def script_of(root: Path, parts: Sequence[str], more: Mapping[str, object] | None = None) -> str:
    """Parts of overrides/js/ as one script, after the constants that they name; `more` are constants of one build."""
    words = "".join(override(root, f"js/{part}.js").read_text("utf-8") for part in parts)
    known = {**CONSTANTS, **(more or {})}
    lines = (
        f"const {name} = {json.dumps(known[name], ensure_ascii=False)};\n"
        for name in sorted(known)
        if re.search(rf"\b{name}\b", words)
    )
    return "".join(lines) + words


def _fingerprinted(name: str, text: str) -> tuple[str, str]:
    stem, _, suffix = name.partition(".")
    return f"{ASSETS_FOLDER}{stem}.{hashlib.sha256(text.encode()).hexdigest()[:FINGERPRINT_LENGTH]}.{suffix}", text
