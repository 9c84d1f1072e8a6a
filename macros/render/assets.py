"""Style sheets and scripts into fingerprinted files, so that they can be cached for ever."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from rcssmin import cssmin
from rjsmin import jsmin

from ..common.files.overrides import all_overrides, override
from ..common.text.colours import themed
from ..model.site import Theme
from ..queries import urls
from ..queries.daily.quiz import ROUND
from ..queries.search_format import SEARCH_CONSTANTS

STYLE_SHEETS: Mapping[str, Sequence[str]] = {
    "alert": ("alert",),
    "calendar": ("calendar",),
    "month": ("month",),
    "daily": ("daily",),
    "filter": ("filter",),
    "duties": ("duties",),
    "emergency": ("emergency",),
    "poster": ("poster",),
    "picture": ("picture",),
    "home": ("search", "home"),
    "plan": ("goal", "plan"),
    "progress": ("progress",),
    "quiz": ("quiz",),
    "reading": ("offers", "reading"),
    "wall": ("wall",),
}
"""Style sheets that only some pages need, in the order in which they count, and their parts; what is part of none is in the first of every page."""

FIRST_SHEET = "site"

ICON = "icon.svg"

LATER_SHEETS = ("senior", "aloud")
"""The style sheets of 长者模式 and of reading aloud: scripts ask for them, and the mode's own page."""

SCRIPTS: Mapping[str, Sequence[str]] = {
    "early": ("early",),
    "sounds": ("search/sounds",),
    "results": ("search/passages", "search/page"),
    "alert": ("elements", "alert"),
    "agenda": ("elements", "items", "agenda"),
    "daily": ("elements", "clipboard", "daily"),
    "official": ("elements", "clipboard", "official"),
    "quiz": ("elements", "clipboard", "quiz"),
    "sift": ("elements", "items", "choices", "sift"),
    "mine": ("elements", "items", "remember", "mine"),
    "wall": ("elements", "ours", "wall/kinds", "wall/contact", "wall/pages", "wall/show"),
    "duties": ("elements", "choices", "duties"),
    "portal": (
        "elements",
        "clipboard",
        "remember",
        "host",
        "aloud/voice",
        "aloud/offer",
        "portal",
    ),
    "aloud": (
        "elements",
        "aloud/voice",
        "aloud/wording",
        "aloud/sentences",
        "aloud/blocks",
        "aloud/own",
        "aloud/speaker",
    ),
    "senior": ("elements", "remember", "senior/ruler", "senior/mode"),
    "search": (
        "elements",
        "search/fetched",
        "search/weights",
        "search/wording",
        "search/asking",
        "search/ranking",
        "search/fulltext",
        "search/answer",
        "search/showing",
        "search/boxes",
        "search/panel",
    ),
}
"""Name in templates → the parts of a script, in order."""

GOING_ON = ("search", "sounds", "results")
"""The first and those that go on where it ends: names of one are known in the others. All other scripts keep theirs to themselves."""

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
    "SCREEN": urls.SCREEN,
}
"""What scripts share with Python; each script gets those that it names."""


def generate_assets(root: Path, theme: Theme | None = None) -> dict[str, tuple[str, str]]:
    """Name in templates → (path from the site's root, content), style sheets in the order in which they count; all lose their comments."""
    later = {
        f"{name}_sheet": _fingerprinted(f"{name}.css", cssmin(_coloured(override(root, f"css/{name}.css"), theme)))
        for name in LATER_SHEETS
    }
    return {**generate_sheets(root, theme), **later, **_scripts(root), **_icon(root, theme)}


def _icon(root: Path, theme: Theme | None) -> dict[str, tuple[str, str]]:
    """The icon of a county that has chosen a colour; without one it lies as a file, in several sizes."""
    if theme is None or not (theme.colour or theme.accent):
        return {}
    return {ICON: (f"{ASSETS_FOLDER}{ICON}", _coloured(override(root, f"emblems/{theme.emblem}/{ICON}"), theme))}


def generate_sheets(root: Path, theme: Theme | None = None) -> dict[str, tuple[str, str]]:
    """The style sheets among them; only their names end in .css."""
    parts = {name[:-4]: path for name, path in all_overrides(root, "css").items() if name.endswith(".css")}
    some = {part for sheet in STYLE_SHEETS.values() for part in sheet}
    sheets = {FIRST_SHEET: [part for part in parts if part not in {*some, *LATER_SHEETS}], **STYLE_SHEETS}
    return {
        f"{name}.css": _fingerprinted(f"{name}.css", cssmin("\n".join(_coloured(parts[part], theme) for part in used)))
        for name, used in sheets.items()
    }


def _coloured(path: Path, theme: Theme | None) -> str:
    """A part of a style sheet in the colours of the county."""
    return themed(path.read_text("utf-8"), *((theme.colour, theme.accent) if theme else (None, None)))


@lru_cache(maxsize=32)  # the preview asks whenever something is saved
def classes_asked(css: str) -> list[frozenset[str]]:
    """The classes that an element and those around it must have for a rule of this style sheet, once for each set; of sets within others the inner."""
    selectors = (
        one
        for group in re.findall(r"[^{}]+(?={)", css)
        if not group.startswith("@")
        for one in _CONDITIONS.sub("", group).split(",")
    )
    found = {frozenset(re.findall(r"\.(-?[A-Za-z_][\w-]*)", one)) for one in selectors}
    return [one for one in found if not any(other < one for other in found)]


_CONDITIONS = re.compile(r":not\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]")
"""What says which elements do not fit, and attributes: neither names a class that a page must have."""


def classes_used(html: str) -> set[str]:
    """The classes of all elements of a page."""
    return set(" ".join(re.findall(r"""class=["']?([^"'>]*)""", html)).split())


def _scripts(root: Path) -> dict[str, tuple[str, str]]:
    """The scripts among them, each knowing where those above it are."""
    made: dict[str, tuple[str, str]] = {}
    for name, parts in SCRIPTS.items():
        places = {f"{other.upper()}_SCRIPT": path for other, (path, _) in made.items()}
        going_on = name in GOING_ON
        words = f'"use strict";\n{script_of(root, parts, places, "var" if going_on else "const")}'
        made[name] = _fingerprinted(f"{name}.js", jsmin(words if going_on else f"(function () {{\n{words}}})();\n"))
    return made


def script_of(
    root: Path, parts: Sequence[str], more: Mapping[str, object] | None = None, declare: str = "const"
) -> str:
    """Parts of overrides/js/ as one script, after the constants that they name; `more` are constants of one build.

    Constants that several scripts of one page `declare` for all of it must be variables there.
    """
    words = "".join(override(root, f"js/{part}.js").read_text("utf-8") for part in parts)
    known, named = {**CONSTANTS, **(more or {})}, set(re.findall(r"\w+", words))
    lines = (
        f"{declare} {name} = {json.dumps(known[name], ensure_ascii=False)};\n" for name in sorted(known.keys() & named)
    )
    return "".join(lines) + words


def fingerprint(text: str) -> str:
    """What tells one text from another in a few characters."""
    return hashlib.sha256(text.encode()).hexdigest()[:FINGERPRINT_LENGTH]


def _fingerprinted(name: str, text: str) -> tuple[str, str]:
    stem, _, suffix = name.partition(".")
    return f"{ASSETS_FOLDER}{stem}.{fingerprint(text)}.{suffix}", text
