"""Names of releases into their order in time, whatever clocks have said."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from ..common.dates import CHINA

ID = re.compile(r"[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}")
"""The moment in UTC, and the first digits of the checksum of everything; sorted by name they are sorted by time."""

RELEASE_TIME = "%Y%m%dT%H%M%SZ"

SLACK = timedelta(days=1)
"""So far apart two honest clocks can be, zones mistaken included."""


def is_release(name: str) -> bool:
    """Whether a release can have this name; a folder with another one is not ours."""
    try:
        return bool(ID.fullmatch(name)) and 1970 <= made_at(name).year < 9999
    except ValueError:  # such as the 99th of a 13th month
        return False


def made_at(id: str) -> datetime:
    """The moment in the name of a release, or a moment written as there. Raises ValueError."""
    return datetime.strptime(id[:16], RELEASE_TIME).replace(tzinfo=UTC)


def moment_in_words(id: str) -> str:
    """When a release was made, in China."""
    return made_at(id).astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")


def is_ahead(id: str, moment: str) -> bool:
    """Whether a release was made, by its name, more than a day after now: one of the two clocks was wrong."""
    return made_at(id) > made_at(moment) + SLACK


def in_order(ids: Iterable[str], moment: str) -> list[str]:
    """The oldest first; what has a moment that is still to come counts as older than all that has not."""
    return sorted(ids, key=lambda id: (not is_ahead(id, moment), id))


def earlier(ids: Iterable[str], live: str, moment: str) -> list[str]:
    """The releases made before the live one, the newest first."""
    order = in_order(ids, moment)
    if is_release(live) and is_ahead(live, moment):
        return [id for id in reversed(order) if not is_ahead(id, moment)]
    return order[: order.index(live)][::-1] if live in order else order[::-1]


def later(moment: str, ids: Iterable[str]) -> str:
    """The moment, or a second after the newest release where a clock went back or two came in one second."""
    newest = max((id[:16] for id in ids if not is_ahead(id, moment)), default="")
    return moment if moment > newest else (made_at(newest) + timedelta(seconds=1)).strftime(RELEASE_TIME)


def surplus(ids: Iterable[str], live: str, keep: int, moment: str) -> list[str]:
    """The releases that are too many, but never the live one."""
    return [id for id in in_order(ids, moment)[:-keep] if id != live]
