"""Addresses that readers know, held against the pages of a built site: none vanishes without a word."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from pathlib import Path
from urllib.parse import quote

from ..common.dates import build_date
from ..common.files.known_addresses import read_addresses
from ..common.problems import Problem, Where, nearest
from ..exports.table import PROMISED
from ..model.plan import Plan
from ..model.redirect import Moved, Redirects
from ..model.resources import Expert, Team, Venue
from ..queries import urls
from .built_site import BuiltSite

_SEARCHED = f"{urls.FEDERATED}pagefind-entry.json"
"""What a portal that merges our index asks first; the other files are named in it."""

_PROMISED = re.compile(rf"(?:.*/)?index\.html|{PROMISED}|{re.escape(_SEARCHED)}")
"""What others may have noted down: pages, calendars, workbooks, feeds, open data, the index for portals."""

_PASSING = re.compile(rf"{urls.REPOSTS}.+")
"""Copies of what others publish come and go with their feeds; search engines and readers are shown the original."""

_PART = re.compile(rf"{urls.RESOURCES}(?:kind|audience|topic)/.+")
"""Parts of a list of resources: they go when it becomes shorter."""

_LEFT = re.compile(r"<main[^>]* data-kx-(?:left|folder)")
"""The mark of a page that only says where its contents went, or what lies below it."""


def addresses(site: Path) -> set[str]:
    """The addresses that a built site promises; what it says of pages that left does not count."""
    return _promised(BuiltSite(site).files, lambda name: bool(_LEFT.search((site / name).read_text("utf-8"))))


def _promised(names: Iterable[str], is_left: Callable[[str], bool]) -> set[str]:
    """The addresses among the names of files that are promised; `is_left` says which pages do not count."""
    pairs = ((name, name.removesuffix("index.html")) for name in names if _PROMISED.fullmatch(name))
    found = [(name, address) for name, address in pairs if not _PASSING.fullmatch(address)]
    return {address for name, address in found if name == address or not is_left(name)}


def check_addresses(root: Path, site: BuiltSite, plan: Plan) -> list[Problem]:
    """What is wrong with the addresses of a site just built."""
    promised = _promised(site.files, site.left.__contains__)
    present = promised | {_SEARCHED}  # which is written last, over pages that are sound
    entries = check_redirects(plan, present, read_addresses(root), build_date())
    return [*entries, *check_hidden(plan, site.files)]


def check_hidden(plan: Plan, there: Iterable[str]) -> Iterator[Problem]:
    """No entry hides a file of the site from readers: nginx asks its maps first, whatever the case of the letters.

    https://nginx.org/en/docs/http/ngx_http_map_module.html
    """
    files = [entry for entry in (plan.redirects or Redirects()).entries() if not entry.from_.endswith("/")]
    names = {name.casefold() for name in there} if files else set()
    for entry in files:
        if entry.from_.casefold() in names:
            yield Problem(entry.where("from"), f"“{entry.from_}”是网站现有的文件，不能又说它搬走或撤下了")


def holds_withdrawn(plan: Plan, present: set[str], kept: Collection[str]) -> bool:
    """Whether the addresses of a release that is kept hold something that is to be nowhere any more."""
    redirects, kept = plan.redirects or Redirects(), {*kept, *map(urls.moved_on, kept)}
    if any(entry.everywhere and entry.from_ in kept for entry in redirects.removed):
        return True
    return any(entry.means(address) for entry in redirects.withdrawn for address in kept - present)


def check_redirects(plan: Plan, present: set[str], known: Iterable[str], today: date) -> Iterator[Problem]:
    """Every address once published is there or accounted for, and what accounts for it is true."""
    redirects = plan.redirects or Redirects()
    for entry in redirects.entries():
        name, target = ("to", entry.to) if isinstance(entry, Moved) else ("instead", entry.instead)
        if entry.from_.endswith("/") and entry.from_.casefold() in present:  # of files see `check_hidden`
            yield Problem(entry.where("from"), f"“{entry.from_}”现在有页面，不能又说它搬走或撤下了")
        if target and target not in present:
            yield Problem(entry.where(name), f"没有“{target}”这个地址{nearest(target, present)}")
    vanished = set(_vanished(plan, redirects, present, known, today))
    for address in sorted(vanished):
        if not any(_belongs(address, folder) for folder in vanished):
            guess = nearest(address, present - set(known)).replace("是否指", "是否搬到了")
            remedy = "搬走的在 moved 里写 from、to、since、why，撤下的在 removed 里写 from、since、why"
            yield Problem(Where("plan/redirects.yaml"), f"“{address}”发布过，现在没有了{guess or '；'}{remedy}")


def moved_addresses(plan: Plan, present: set[str], known: Iterable[str]) -> dict[str, str]:
    """Old address → new one, for what was published and is elsewhere; the feed of a page goes where the page went."""
    found = {}
    for entry in plan.redirects.moved if plan.redirects else ():
        found[entry.from_] = entry.to
        for address in known:
            target = entry.to + address.removeprefix(entry.from_)
            if _belongs(address, entry.from_) and address not in present and target in present:
                found.setdefault(address, target)
    for address in known:
        if address not in present and (target := urls.moved_on(address)) in present:
            found.setdefault(address, target)
    return dict(sorted(found.items()))


def removed_addresses(plan: Plan) -> list[str]:
    return sorted(entry.from_ for entry in plan.redirects.removed) if plan.redirects else []


def nginx_maps(moved: Mapping[str, str], removed: Iterable[str]) -> dict[str, str]:
    """File name → the lines that nginx takes into a `map`: where an address went, and which are gone."""
    return {
        "moved.map": "".join(f'"{old}" "{quote(new)}";\n' for old, new in moved.items()),
        "removed.map": "".join(f'"{old}" 1;\n' for old in removed),
    }


def _vanished(plan: Plan, redirects: Redirects, present: set[str], known: Iterable[str], today: date) -> Iterator[str]:
    accounted = {entry.from_ for entry in redirects.entries()} | _resting(plan)
    for address in set(map(urls.moved_on, known)) - present - accounted:
        if _has_run_out(address, today) or any(_belongs(address, folder) for folder in accounted):
            continue
        if not any(entry.means(address) for entry in redirects.withdrawn):
            yield address


def _resting(plan: Plan) -> set[str]:
    """What the plan still holds and may not show on a day: entries whose time is over, topics that are left with none."""
    listings: Iterable[Expert | Team | Venue] = chain(plan.experts.values(), plan.teams.values(), plan.venues.values())
    topics = plan.vocabulary.topics if plan.vocabulary else ()
    lists = {urls.EXPERTS: plan.experts, urls.TEAMS: plan.teams, urls.PLACES: plan.venues}
    return (
        {urls.url_of(record) for record in listings}
        | {address for address, records in lists.items() if records}
        | {urls.topic_url(term.id) for term in topics}
        | (plan.redirects.emptied().keys() if plan.redirects else set())
        | (set() if plan.site.federated_search else {_SEARCHED})
    )


def _belongs(address: str, folder: str) -> bool:
    """Whether an address is a file right beside the page of a folder, as a feed is."""
    rest = address.removeprefix(folder)
    return folder.endswith("/") and rest not in ("", address) and "/" not in rest


def _has_run_out(address: str, today: date) -> bool:
    """A page of the calendar for a year far from this one, or of a list: it has no entry any more, or it would be there."""
    if _PART.fullmatch(address):
        return True
    year = re.fullmatch(r"events/(\d{4})/(?:\d\d/)?", address)
    return year is not None and abs(int(year[1]) - today.year) > 1
