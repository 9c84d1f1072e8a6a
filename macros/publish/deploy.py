"""A built site into the world: what is live is looked at, the new one sent, checked, switched; and back again."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from ..common.dates import build_date
from ..common.files.kept import CACHE
from ..common.files.known_addresses import read_addresses, remember_addresses
from ..common.files.lock import Busy, locked
from ..common.problems import PlanError, Say, listed
from ..model.destination import WAY_CAPTIONS, Destination
from ..model.plan import Plan
from ..postbuild.addresses import (
    addresses,
    check_hidden,
    check_redirects,
    holds_withdrawn,
    moved_addresses,
    nginx_maps,
    removed_addresses,
)
from ..postbuild.built_site import BuiltSite
from .appointments import check_appointments, read_appointments
from .integrity import Findings, examine, readers_name
from .places.place import PublishingPlace
from .places.table import place_at
from .release import PublishError, Release, prepare_release
from .release_ids import RELEASE_TIME, SLACK, earlier, in_order, is_ahead, later, made_at, moment_in_words, surplus


class RolledBack(PublishError):
    """What is live was rolled back to, and nobody has said yet that the mistake is mended."""


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
    """The destination of this name, or the first. Raises PublishError where there is none."""
    places = plan.publishing.destinations if plan.publishing else ()
    if not places:
        raise PublishError("还没有写发布到哪里。请新建 plan/publish.yaml，写上 destinations，写法见指南“发布和换期”")
    for place in places:
        if id in (None, place.id):
            return place
    known = "、".join(place.id for place in places)
    raise PublishError(f"plan/publish.yaml 里没有“{id}”，有的是：{known}")


def publish(
    root: Path, plan: Plan, place: Destination, site: Path, mended: bool = False, say: Say = print
) -> Published:
    """Put a built site in the place of the live one; what was altered there is told and healed.

    Raises PlanError or PublishError (RolledBack unless `mended`), and readers then see the old site.
    """
    started = time.monotonic()
    if not (site / "index.html").exists():
        raise PublishError(f"{site} 里没有做好的网站，请先运行 kepu build，或去掉 --no-build")
    present = addresses(site)
    with place_at(place) as there, _workspace(root) as folder:
        _tell_of_oddities(there, say)
        found = examine(there.live_id, there.contents(there.live_id)) if there.live_id else Findings(None)
        if not found.whole:
            say(_altered_in_words(found))
        if there.held and not mended:
            raise RolledBack(_held_in_words(place, there.held))
        live = found.release
        known = {*read_addresses(root), *(live.addresses if live else ())}
        problems = list(check_redirects(plan, present, known, build_date()))
        problems += check_hidden(plan, BuiltSite(site).files)
        problems += check_appointments(plan, live.appointments if live else {}, read_appointments(site))
        if problems:
            raise PlanError(problems)
        maps = nginx_maps(moved_addresses(plan, present, known), removed_addresses(plan))
        moment = later(there.moment, there.releases)
        cache = None if place.kind == "folder" else root / CACHE / "compressed"
        tainted = [id for id in there.releases if _is_tainted(plan, present, there, id)]
        before = _kept_times(live, found, there.live_id not in tainted)
        release = prepare_release(site, folder / "release", moment, before, present, maps, cache)
        if live and found.whole and live.digest == release.digest:
            there.free()
            _purge(there, tainted, say)
            noted = _noted(root, present)
            return Published(there.name, live.id, switched=False, noted=noted, seconds=time.monotonic() - started)
        if not found.whole:
            say("这次把全部文件重新传一遍……")
        there.put(folder / "release", release, live if found.whole else None)
        there.switch(release.id)
        there.free()
        for id in surplus({*there.releases, release.id}, release.id, place.keep, there.moment):
            there.remove(id)
        _purge(there, tainted, say)
    return _compared(there.name, live, release, _noted(root, present), time.monotonic() - started)


def rollback(place: Destination, id: str | None, say: Say = print) -> tuple[str, str, float]:
    """Put an earlier release back; without a name the newest whole one before the live one. Returns old, new, seconds.

    What was taken down is noted there, so that no publication brings it back by itself. Raises PublishError.
    """
    started = time.monotonic()
    with place_at(place) as there:
        if id is not None and id not in there.releases:
            raise PublishError(f"没有“{id}”这个版本；用 kepu releases 看有哪些")
        before = there.live_id
        candidates = [id] if id else earlier(there.releases, before, there.moment)
        if not candidates:
            raise PublishError("没有更早的版本可以回退")
        chosen = _first_untouched(there, candidates, say)
        there.switch(chosen)
        order = in_order({*there.releases, before, chosen} - {""}, there.moment)
        taken_down = max([name for name in (there.held, before) if name in order], key=order.index, default="")
        if taken_down and order.index(chosen) < order.index(taken_down):
            there.hold(taken_down)
        else:
            there.free()
    return before, chosen, time.monotonic() - started


def releases(place: Destination) -> Iterator[tuple[str, str, bool]]:
    """Id, moment in words and whether it is live, of every release there, newest first."""
    with place_at(place, write=False) as there:
        for id in reversed(in_order(there.releases, there.moment)):
            yield id, moment_in_words(id), id == there.live_id


def verified(place: Destination) -> Iterator[tuple[str, bool, Findings]]:
    """Id, whether it is live, and what was altered, of every release there, newest first."""
    with place_at(place, write=False) as there:
        for id in reversed(in_order({*there.releases, there.live_id} - {""}, there.moment)):
            yield id, id == there.live_id, examine(id, there.contents(id))


def held(place: Destination) -> str:
    """The release that was taken down by a rollback and may not come back by itself, or nothing."""
    with place_at(place, write=False) as there:
        return there.held


def place_in_words(place: Destination) -> str:
    """A destination as messages name it: id, kind and where it is."""
    return f"{place.id}（{WAY_CAPTIONS[place.kind]} {place_at(place).name}）"


@contextmanager
def _workspace(root: Path) -> Iterator[Path]:
    """A folder for one publication; those of publications that were killed are cleared away."""
    cache = root / CACHE
    cache.mkdir(exist_ok=True)
    try:
        with locked(cache / "publish.lock"):
            for left in cache.glob("release-*"):
                shutil.rmtree(left, ignore_errors=True)
            with tempfile.TemporaryDirectory(dir=cache, prefix="release-") as folder:
                yield Path(folder)
    except Busy:
        raise PublishError("这个项目的另一次发布正在进行，等它做完再运行一次") from None


def _tell_of_oddities(there: PublishingPlace, say: Say) -> None:
    """What is strange at the destination and stops nothing: folders that are not ours, clocks that cannot be right."""
    if there.strangers:
        say(f"注意：releases 里有不是版本的东西，没有动它：{listed(there.strangers)}。")
    ahead = [id for id in there.releases if is_ahead(id, there.moment)]
    if ahead:
        say(
            f"注意：有的版本写着将来的时刻（{moment_in_words(max(ahead))}），那里的钟现在是 {moment_in_words(there.moment)}："
            "当时的钟或现在的钟不对，请核对。这些版本按最旧的算。"
        )
    if abs(made_at(there.moment) - datetime.now(UTC)) > SLACK:
        own = moment_in_words(datetime.now(UTC).strftime(RELEASE_TIME))
        say(f"注意：那里的钟是 {moment_in_words(there.moment)}，这台电脑的钟是 {own}，有一个不对，请核对。")


def _altered_in_words(found: Findings) -> str:
    if found.untouched:
        return f"注意，线上有的文件权限不对：{found.in_words()}。"
    return f"注意，线上文件被改动过：{found.in_words()}。可能是磁盘坏了，也可能有人动过，请告诉管服务器的同事。"


def _held_in_words(place: Destination, id: str) -> str:
    return (
        f"公众看到的是回退过的版本（换下的是 {id}，{moment_in_words(id)} 发布的）。没有人说错处已经改好，所以不自动换上新的。"
        f"改好以后运行 kepu publish {place.id} --mended"
    )


def _kept_times(live: Release | None, found: Findings, lingers: bool) -> Release | None:
    """The live release as far as it is to be built upon.

    What was altered gets a new time, so that readers fetch it anew; what holds words that were withdrawn leaves none of
    its full text behind.
    """
    if live is None or (found.whole and lingers):
        return live
    altered = {*found.changed, *found.missing, *(() if lingers else live.fingerprinted)}
    return replace(live, files={name: kept for name, kept in live.files.items() if readers_name(name) not in altered})


def _is_tainted(plan: Plan, present: set[str], there: PublishingPlace, id: str) -> bool:
    """Whether a release holds what was withdrawn, or cannot say."""
    redirects = plan.redirects
    if not redirects or not (redirects.withdrawn or any(entry.everywhere for entry in redirects.removed)):
        return False
    kept = there.addresses(id)
    return not kept or holds_withdrawn(plan, present, kept)


def _purge(there: PublishingPlace, ids: Iterable[str], say: Say) -> None:
    for id in ids:
        there.remove(id)
        say(f"旧版本 {id} 里有撤下的内容，已删去。")


def _first_untouched(there: PublishingPlace, ids: Iterable[str], say: Say) -> str:
    """The first release that is as it was published. Raises PublishError."""
    for id in ids:
        found = examine(id, there.contents(id))
        if found.untouched:
            return id
        say(f"版本 {id} 坏了或被改动过，不能用：{found.in_words()}。")
    raise PublishError("没有可以用的完好版本，请换一个版本，或者改好以后再发布一次")


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
