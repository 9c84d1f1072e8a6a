"""A built site into the world: sent, checked, switched; and back to the release before."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from .dates import CHINA, build_date
from .destinations import WAYS, Destination
from .errors import PlanError
from .folder import Folder
from .model import Plan
from .redirects import (
    addresses,
    check_redirects,
    moved_addresses,
    nginx_maps,
    read_addresses,
    remember_addresses,
    removed_addresses,
)
from .release import MOMENT, PublishError, Release, prepare_release
from .remote import Server

CACHE = ".kepu-cache"


@dataclass(frozen=True)
class Published:
    """What a publication changed for readers: addresses of pages, each once."""

    place: str
    id: str
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    switched: bool = True
    noted: bool = True
    seconds: float = 0.0


def destination(plan: Plan, id: str | None) -> Destination:
    """The destination of this name, or the first."""
    places = plan.publishing.destinations if plan.publishing else ()
    if not places:
        raise PublishError("还没有写发布到哪里。请新建 plan/publish.yaml，写上 destinations，写法见指南“发布和换期”")
    for place in places:
        if id in (None, place.id):
            return place
    known = "、".join(place.id for place in places)
    raise PublishError(f"plan/publish.yaml 里没有“{id}”，有的是：{known}")


def publish(root: Path, plan: Plan, place: Destination, site: Path) -> Published:
    """Put a built site in the place of the live one. Raises PlanError or PublishError; readers then see the old one."""
    started = time.monotonic()
    if not (site / "index.html").exists():
        raise PublishError(f"{site} 里没有做好的网站，请先运行 kepu build，或去掉 --no-build")
    present = addresses(site)
    (root / CACHE).mkdir(exist_ok=True)
    with _at(place) as there, tempfile.TemporaryDirectory(dir=root / CACHE, prefix="release-") as folder:
        live = there.live
        known = {*read_addresses(root), *(live.addresses if live else ())}
        if problems := list(check_redirects(plan, present, known, build_date())):
            raise PlanError(problems)
        maps = nginx_maps(moved_addresses(plan, present, known), removed_addresses(plan))
        moment = later(there.moment, there.releases)
        cache = None if place.kind == "folder" else root / CACHE / "compressed"
        release = prepare_release(site, Path(folder) / "release", moment, live, present, maps, cache)
        if live and live.digest == release.digest:
            noted = _noted(root, present)
            return Published(there.name, live.id, switched=False, noted=noted, seconds=time.monotonic() - started)
        there.put(Path(folder) / "release", release)
        there.switch(release.id)
    return _compared(there.name, live, release, _noted(root, present), time.monotonic() - started)


def rollback(place: Destination, id: str | None) -> tuple[str, str, float]:
    """Put an earlier release back; without a name the one before the live one. Returns old, new, seconds."""
    started = time.monotonic()
    with _at(place) as there:
        earlier = [name for name in there.releases if name < there.live_id]
        if id is None and not earlier:
            raise PublishError("没有更早的版本可以回退")
        chosen = id or max(earlier)
        if chosen not in there.releases:
            raise PublishError(f"没有“{chosen}”这个版本；用 kepu releases 看有哪些")
        before = there.live_id
        there.switch(chosen)
    return before, chosen, time.monotonic() - started


def releases(place: Destination) -> Iterator[tuple[str, str, bool]]:
    """Id, moment in words and whether it is live, of every release there, newest first."""
    with _at(place, write=False) as there:
        for id in sorted(there.releases, reverse=True):
            yield id, moment_in_words(id), id == there.live_id


def later(moment: str, ids: Iterable[str]) -> str:
    """The moment, or a second after the newest release where a clock went back or two came in one second."""
    newest = max((id[:16] for id in ids), default="")
    if moment > newest:
        return moment
    return (datetime.strptime(newest, MOMENT) + timedelta(seconds=1)).strftime(MOMENT)


def place_in_words(place: Destination) -> str:
    return f"{place.id}（{WAYS[place.kind]} {_at(place).name}）"


def moment_in_words(id: str) -> str:
    """When a release was made, in 咸安."""
    moment = datetime.strptime(id[:16], MOMENT).replace(tzinfo=UTC)
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")


def _at(place: Destination, write: bool = True) -> Server | Folder:
    return Folder(place, write) if place.kind == "folder" else Server(place, write)


def _noted(root: Path, present: set[str]) -> bool:
    """Whether the project's list of addresses could be kept up to date; the site is live either way."""
    try:
        remember_addresses(root, present)
    except OSError:
        return False
    return True


def _compared(name: str, live: Release | None, release: Release, noted: bool, seconds: float) -> Published:
    before, after = (live.pages if live else {}), release.pages
    changed = [address for address in after if address in before and after[address] != before[address]]
    return Published(
        name,
        release.id,
        sorted(after.keys() - before.keys()),
        sorted(changed),
        sorted(before.keys() - after.keys()),
        noted=noted,
        seconds=seconds,
    )
