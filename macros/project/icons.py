"""Every icon of the site, name → SVG: signs taken from Material's set, and drawings of emergency topics of our own.

A template or an article names an icon; nothing else knows where it comes from. Icons say nothing of their own: the
words beside them do, so that readers who listen do not hear them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

from ..common.files.material_icons import material_icons
from ..common.files.overrides import all_overrides
from ..common.problems import Problem, listed, nearest
from ..model.site import Site

TAKEN = {
    "search": "magnify",
    "scheme": "theme-light-dark",
    "action": "account-star-outline",
    "project": "hammer-wrench",
    "safeguard": "check-circle-outline",
    "task": "clipboard-list-outline",
    "youth": "school-outline",
    "farmers": "sprout-outline",
    "workers": "account-hard-hat-outline",
    "seniors": "human-cane",
    "officials": "bank-outline",
    "resources": "book-open-page-variant-outline",
    "digital": "monitor-dashboard",
    "infrastructure": "home-city-outline",
    "grassroots": "account-group-outline",
    "emergency": "shield-alert-outline",
    "leadership": "flag-outline",
    "assurance": "clipboard-check-outline",
    "topic": "tag-outline",
    "disaster": "weather-lightning-rainy",
    "safety": "cone",
    "traffic": "traffic-light-outline",
    "health": "heart-pulse",
    "fraud": "message-alert-outline",
    "environment": "leaf",
    "farming": "barley",
    "work": "briefcase-outline",
    "science": "flask-outline",
    "culture": "bookshelf",
    "platform": "laptop",
    "hotline": "phone-in-talk-outline",
    "place": "home-map-marker",
    "course": "human-male-board",
    "film": "movie-open-play-outline",
    "exhibition": "image-frame",
    "publication": "book-open-variant-outline",
    "when": "calendar-month-outline",
    "where": "map-marker-outline",
    "whom": "account-outline",
    "call": "phone",
    "online": "web",
    "keep": "calendar-plus",
    "report": "newspaper-variant-outline",
    "daily": "lightbulb-on-outline",
    "aloud": "play",
}
"""Name here → name in Material's set: the interface; tasks, audiences and topics by their ids; the kinds of tasks and of
resources; and events. Topics that have an emergency topic's name (fire, food) have its drawing."""

DRAWN = "plan/icons"
"""The folder of our own drawings in overrides/: grid 48, lines 2.6 wide with round ends, the danger in a second colour."""

_FRAME = re.compile(r'<svg xmlns="http://www\.w3\.org/2000/svg" viewBox="([0-9 ]+)">(.*)</svg>\s*', re.DOTALL)


class UnknownIcon(Exception):
    """There is no icon of that name; says which one may be meant."""


def icon_svg(known: Mapping[str, Path], *names: str) -> Markup:
    """The first of these icons that there is, as it stands in a page; `known` are our own drawings.

    Raises UnknownIcon where there is none.
    """
    name = next((name for name in names if name in known or name in TAKEN), names[-1])
    if name in known:
        return _inline("kx-icon kx-icon--drawn", known[name])
    if name in TAKEN:
        return _inline("kx-icon", material_icons()[TAKEN[name]])
    raise UnknownIcon(f"没有“{name}”这个图标{nearest(name, [*known, *TAKEN])}")


def drawn_icons(root: Path) -> dict[str, Path]:
    """Name → file of every drawing of our own."""
    return {Path(name).stem: path for name, path in all_overrides(root, DRAWN).items() if name.endswith(".svg")}


def check_theme(root: Path, site: Site) -> Iterator[Problem]:
    """The sign and the ornament that a county has chosen are drawn."""
    for field, name in (("emblem", site.theme.emblem), ("ornament", site.theme.ornament)):
        there = {Path(path).stem for path in all_overrides(root, f"plan/{field}s")}
        if name and name not in there:
            yield Problem(
                site.theme.where(field), f"没有“{name}”这个图{nearest(name, there)}；有的是 {listed(sorted(there))}"
            )


@lru_cache(maxsize=256)
def _inline(classes: str, path: Path) -> Markup:
    framed = _FRAME.fullmatch(path.read_text("utf-8"))
    assert framed, path
    return Markup(f'<svg class="{classes}" viewBox="{framed[1]}" aria-hidden="true">{framed[2]}</svg>')
