"""Articles and resources as Atom (RFC 4287) and as JSON Feed (version 1.1), for feed readers and other portals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from markupsafe import escape

from ...common.reads import remembered
from ...model.plan import Plan
from ...queries.feeds import Feed, all_feeds, empty_feeds, names
from ..alerts_data import alert_entry
from ..files import ExportFile, ExportInput
from ..shapes import as_json
from .atom import address, begin, element, finish, start_of_day, tag

JSON_FEED = "https://jsonfeed.org/version/1.1"
LANGUAGE = "zh-CN"


def feed_files(given: ExportInput) -> Iterator[ExportFile]:
    """The feed of everything, of each audience and topic, in both formats."""
    for feed in empty_feeds(given.plan):
        for suffix, write in ((".xml", export_feed_atom), (".json", export_feed_json)):
            path = f"{feed.path}{suffix}"
            yield ExportFile(path, partial(_file, given, feed.path, write, path in given.known), (path in given.known,))


def _file(given: ExportInput, name: str, write: Callable[[Plan, Feed], str], known: bool) -> str | None:
    """An empty feed only where it was published once."""
    feed = _feeds(given)[name]
    return write(given.plan, feed) if feed.entries or known else None


@remembered(4)
def _feeds(given: ExportInput) -> dict[str, Feed]:
    return {feed.path: feed for feed in all_feeds(given.plan, given.articles)}


def export_feed_atom(plan: Plan, feed: Feed) -> str:
    """A feed as Atom (RFC 4287); of an empty feed the date is that of the plan."""
    updated = feed.entries[0].updated if feed.entries else plan.current.dated
    head = begin(plan, feed.path, feed.title, updated, feed.page)
    if licence := plan.site.licence:
        head.append(element("rights", f"{licence.name}。{licence.text}"))
        if licence.link:
            head.append(element("link", rel="license", href=licence.link))
    return finish(*head, *(_entry(plan, item) for item in _told(plan, feed)))


def export_feed_json(plan: Plan, feed: Feed) -> str:
    """The licence stands in an extension of our own, as the format knows none."""
    data: dict[str, Any] = {
        "version": JSON_FEED,
        "title": feed.title,
        "home_page_url": address(plan, feed.page, feed.page),
        "feed_url": address(plan, f"{feed.path}.json", feed.page),
        "language": LANGUAGE,
        "authors": [{"name": plan.site.host}],
        "items": [_item(plan, item) for item in _told(plan, feed)],
    }
    if plan.site.licence:
        data["_licence"] = plan.site.licence.model_dump(exclude_none=True)
    return as_json(data)


@dataclass(frozen=True)
class WrittenEntry:
    """An entry as either format writes it down: what it is known by, where a reader of the feed finds it, what it says."""

    name: str
    where: str
    title: str
    summary: str
    html: str
    published: str
    updated: str
    tags: tuple[str, ...]


def _told(plan: Plan, feed: Feed) -> Iterator[WrittenEntry]:
    """What a feed tells, in order, the alert first; links are absolute where the site's address is known, relative else."""
    if alert := alert_entry(plan):
        since, said = alert.updated.isoformat(), f"<p>{escape(alert.summary)!s}</p>"
        where = address(plan, alert.url, feed.page)
        yield WrittenEntry(alert.id, where, alert.title, alert.summary, said, since, since, ("通知",))
    for entry in feed.entries:
        yield WrittenEntry(
            name=entry.url.rstrip("/"),
            where=address(plan, entry.url, feed.page),
            title=entry.title,
            summary=entry.summary,
            html=entry.html,
            published=start_of_day(entry.published),
            updated=start_of_day(entry.updated),
            tags=tuple(names(plan, entry.audiences, entry.topics)),
        )


def _entry(plan: Plan, item: WrittenEntry) -> str:
    written = (
        element("id", tag(plan, item.name)),
        element("title", item.title),
        element("published", item.published),
        element("updated", item.updated),
        element("link", rel="alternate", type="text/html", href=item.where),
        *(element("category", term=name) for name in item.tags),
        element("summary", item.summary),
        element("content", item.html, type="html"),
    )
    return f"<entry>{''.join(written)}</entry>"


def _item(plan: Plan, item: WrittenEntry) -> dict[str, Any]:
    return {
        "id": tag(plan, item.name),
        "url": item.where,
        "title": item.title,
        "summary": item.summary,
        "content_html": item.html,
        "date_published": item.published,
        "date_modified": item.updated,
        "tags": list(item.tags),
    }
