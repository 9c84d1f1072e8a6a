"""The feeds of other portals into plan/reposts/, so that builds need no network."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from ...common.files.atomic_write import write_whole
from ...common.problems import PlanError, Problem, Say, Where, nearest
from ...common.text.sanitize import clean, safe_address
from ...model.syndicated import FeedSource, Repost, Taken
from ...project.content_loader import load_content
from ...project.plan_loader import REPOST_FOLDER, load_sources, load_taken
from .feed_reader import Incoming, IncomingFeed, Unreadable, read_feed
from .fetch import Unreachable, fetch
from .web import MOST_RESPONSE_BYTES

MOST_CACHED = 900_000
"""Bytes of a file in plan/reposts/; what is larger than 1 MB is not read."""

Fetch = Callable[[str], bytes]


def pull(root: Path, ids: Sequence[str], today: date, say: Say, file: Path | None = None, get: Fetch = fetch) -> bool:
    """Take the feeds of these sources, or of all; whether all went well. `file` stands in for the one source's address.

    Raises PlanError where there is no such source.

    A feed that cannot be had, read or used leaves what was taken before as it was.
    """
    sources = load_sources(root)
    if not (root / "plan" / REPOST_FOLDER).resolve().is_relative_to(root.resolve()):
        raise PlanError([Problem(Where(f"plan/{REPOST_FOLDER}"), "这个文件夹是指向项目外面的链接，不能用")])
    chosen = [source for source in sources if not ids or source.id in ids]
    unknown = [id for id in ids if id not in {source.id for source in sources}]
    for id in unknown:
        say(f"{id}：plan/sources.yaml 里没有这个来源{nearest(id, [source.id for source in sources])}")
    if not sources:
        say("没有要取的来源；怎样加，见编辑指南“与别的网站共享”。")
    if not ids:
        _remove_strangers(root, sources, say)
    results = [_pull_one(root, source, sources, today, say, file, get) for source in chosen]
    return all(results) and not unknown


def _pull_one(
    root: Path, source: FeedSource, sources: Sequence[FeedSource], today: date, say: Say, file: Path | None, get: Fetch
) -> bool:
    old = load_taken(root, source.id)
    kept = f"原来的 {len(old.items)} 条没有动" if old else "什么也没有写"
    try:
        data = _read(root, source, file, get)
        feed = read_feed(data, source.address if safe_address(source.address) else "")
        choice = choose(feed, source, today, _told_elsewhere(root, source, sources))
        if not choice.items:
            raise Unreadable(f"没有一条能用；{choice.dropped_in_words()}")
        _write(root, source, Taken(rights=feed.rights or None, items=choice.items))
    except (Unreachable, Unreadable) as error:
        say(f"{source.id}（{source.name}）：没有取到，{error}。{kept}。")
        return False
    say(
        f"{source.id}（{source.name}）：{_compared(old, choice.items)}，现有 {len(choice.items)} 条。{choice.dropped_in_words()}"
    )
    return True


def _read(root: Path, source: FeedSource, file: Path | None, get: Fetch) -> bytes:
    if file is None and safe_address(source.address):
        return get(source.address)
    path = file or root / source.address
    if file is None and not path.resolve().is_relative_to(root.resolve()):
        raise Unreachable(f"{source.address} 指到了项目外面")
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_RESPONSE_BYTES + 1)
    except OSError:
        raise Unreachable(f"文件 {path} 打不开") from None
    if len(data) > MOST_RESPONSE_BYTES:
        raise Unreachable(f"文件超过 {MOST_RESPONSE_BYTES // 1_000_000} MB 的上限")
    return data


@dataclass
class Choice:
    """What is taken of a feed, and why the rest is not."""

    items: tuple[Repost, ...] = ()
    dropped: Counter[str] = field(default_factory=Counter)

    def dropped_in_words(self) -> str:
        said = "、".join(f"{reason} {number} 条" for reason, number in self.dropped.items())
        return f"没有收：{said}。" if said else ""


@dataclass(frozen=True)
class PublishedItems:
    """Links and titles that stand on the site already."""

    links: frozenset[str]
    titles: frozenset[str]


def choose(feed: IncomingFeed, source: FeedSource, today: date, told: PublishedItems) -> Choice:
    """The newest usable entries, none twice, as many as the source may have and the file has room for."""
    choice = Choice()
    ids, links, titles = set[str](), {*told.links}, {*told.titles}
    usable = []
    for entry in sorted(feed.entries, key=_newest_first):
        marks = (_slug(entry.uid), _same_link(entry.link), same_title(entry.title))
        if reason := _unusable(entry, today):
            choice.dropped[reason] += 1
        elif marks[0] in ids or marks[1] in links or marks[2] in titles:
            choice.dropped["与别的重复"] += 1
        else:
            for mark, seen in zip(marks, (ids, links, titles), strict=True):
                seen.add(mark)
            usable.append(entry)
    if len(usable) > source.limit:
        choice.dropped["超过条数"] += len(usable) - source.limit
    room = MOST_CACHED
    for entry in usable[: source.limit]:
        item = _repost(entry)
        room -= len(json.dumps(_values(item), ensure_ascii=False, indent=2).encode()) * 5 // 4
        if room < 0:
            choice.dropped["放不下"] += 1
        else:
            choice.items = (*choice.items, item)
    return choice


def _unusable(entry: Incoming, today: date) -> str:
    """Why an entry cannot be taken, or nothing."""
    if not entry.title:
        return "没有标题"
    if not safe_address(entry.link):
        return "没有可用的原文网址"
    if any(day and day > today + timedelta(days=1) for day in (entry.published, entry.updated)):
        return "日期在将来"
    return ""


def _newest_first(entry: Incoming) -> tuple[int, str]:
    day = entry.updated or entry.published
    return (-day.toordinal() if day else 0, _slug(entry.uid))


def _repost(entry: Incoming) -> Repost:
    html, shortened = clean(entry.content, entry.link)
    return Repost(
        id=_slug(entry.uid),
        title=entry.title,
        link=entry.link,
        published=entry.published,
        updated=entry.updated if entry.updated != entry.published else None,
        summary=entry.summary or None,
        tags=entry.tags,
        html=html,
        shortened=shortened,
    )


def _slug(uid: str) -> str:
    """An entry's id as part of an address: the same for ever, whatever the feed put into it."""
    return hashlib.sha256(uid.encode("utf-8", "ignore")).hexdigest()[:12]


def _same_link(link: str) -> str:
    return re.sub(r"^https?://|/$", "", link.partition("#")[0])


def same_title(title: str) -> str:
    """What two titles have in common that differ in width, case, spaces and punctuation only."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", title).casefold())


def _told_elsewhere(root: Path, source: FeedSource, sources: Iterable[FeedSource]) -> PublishedItems:
    """The titles of our own articles, and what other sources have brought."""
    pages, _ = load_content(root, None)
    titles = {same_title(page.title) for page in pages if page.article}
    links = set[str]()
    for other in sources:
        taken = load_taken(root, other.id) if other.id != source.id else None
        for item in taken.items if taken else ():
            titles.add(same_title(item.title))
            links.add(_same_link(item.link))
    return PublishedItems(frozenset(links), frozenset(titles))


def _compared(old: Taken | None, items: Iterable[Repost]) -> str:
    before = {item.id: item for item in old.items} if old else {}
    now = {item.id: item for item in items}
    updated = sum(now[id] != before[id] for id in now.keys() & before.keys())
    return f"新增 {len(now.keys() - before.keys())}、更新 {updated}、撤下 {len(before.keys() - now.keys())}"


def _write(root: Path, source: FeedSource, taken: Taken) -> None:
    """Replace the file of a source in one step."""
    folder = root / "plan" / REPOST_FOLDER
    folder.mkdir(exist_ok=True)
    path = folder / f"{source.id}.json"
    write_whole(path, json.dumps(_values(taken), ensure_ascii=False, indent=2) + "\n")


def _values(record: Taken | Repost) -> dict[str, Any]:
    """A record as JSON values, without what is empty."""
    return record.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _remove_strangers(root: Path, sources: Iterable[FeedSource], say: Say) -> None:
    """What came from a source that is no longer listed goes."""
    known = {f"{source.id}.json" for source in sources}
    for path in sorted((root / "plan" / REPOST_FOLDER).glob("*.json")):
        if path.name not in known:
            path.unlink()
            say(f"{path.stem}：已不在 plan/sources.yaml 里，删去了它的转载。")
