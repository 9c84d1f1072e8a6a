"""Articles and resources as Atom (RFC 4287) and as JSON Feed (version 1.1), for feed readers and other portals."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from xml.etree import ElementTree as ET

from markupsafe import Markup

from ...common.reads import remembered
from ...model.plan import Plan
from ...queries.feeds import Feed, FeedEntry, all_feeds, empty_feeds, names
from ..alerts_data import AlertEntry as Alert
from ..alerts_data import alert_entry
from ..files import ExportFile, ExportInput
from .atom import add, address, begin, finish, start_of_day, tag

JSON_FEED = "https://jsonfeed.org/version/1.1"
LANGUAGE = "zh-CN"


@dataclass(frozen=True)
class WrittenEntry:
    """An entry as either format writes it down."""

    id: str
    url: str
    title: str
    summary: str
    html: str
    published: str
    updated: str
    tags: tuple[str, ...]


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


def feed_entries(plan: Plan, feed: Feed) -> list[WrittenEntry]:
    """What a feed tells, in order, the alert first; links are absolute where the site's address is known, relative else."""
    alert = alert_entry(plan)
    first = [_alert(plan, feed, alert)] if alert else []
    return [*first, *(_told(plan, feed, entry) for entry in feed.entries)]


def export_feed_atom(plan: Plan, feed: Feed) -> str:
    """A feed as Atom (RFC 4287); of an empty feed the date is that of the plan."""
    updated = feed.entries[0].updated if feed.entries else plan.current.dated
    root = begin(plan, feed.path, feed.title, updated, feed.page)
    if licence := plan.site.licence:
        add(root, "rights", f"{licence.name}。{licence.text}")
        if licence.link:
            add(root, "link", rel="license", href=licence.link)
    for item in feed_entries(plan, feed):
        _entry(root, item)
    return finish(root)


def export_feed_json(plan: Plan, feed: Feed) -> str:
    """The licence stands in an extension of our own, as the format knows none."""
    data: dict[str, Any] = {
        "version": JSON_FEED,
        "title": feed.title,
        "home_page_url": address(plan, feed.page, feed.page),
        "feed_url": address(plan, f"{feed.path}.json", feed.page),
        "language": LANGUAGE,
        "authors": [{"name": plan.site.host}],
        "items": [_item(item) for item in feed_entries(plan, feed)],
    }
    if plan.site.licence:
        data["_licence"] = plan.site.licence.model_dump(exclude_none=True)
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def html(entry: FeedEntry) -> str:
    """What the record says, as paragraphs, with its sources as a list."""
    paragraphs = Markup("").join(Markup("<p>{}</p>").format(text) for text in entry.paragraphs)
    if not entry.sources:
        return str(paragraphs)
    sources = Markup("").join(Markup("<li>{}</li>").format(source.name) for source in entry.sources)
    return str(paragraphs + Markup("<p>出处：</p><ul>{}</ul>").format(sources))


def _alert(plan: Plan, feed: Feed, alert: Alert) -> WrittenEntry:
    since = alert.updated.isoformat()
    return WrittenEntry(
        id=tag(plan, alert.id),
        url=address(plan, alert.url, feed.page),
        title=alert.title,
        summary=alert.summary,
        html=str(Markup("<p>{}</p>").format(alert.summary)),
        published=since,
        updated=since,
        tags=("通知",),
    )


def _told(plan: Plan, feed: Feed, entry: FeedEntry) -> WrittenEntry:
    return WrittenEntry(
        id=tag(plan, entry.url.rstrip("/")),
        url=address(plan, entry.url, feed.page),
        title=entry.title,
        summary=entry.summary,
        html=html(entry),
        published=start_of_day(entry.published),
        updated=start_of_day(entry.updated),
        tags=tuple(names(plan, entry.audiences, entry.topics)),
    )


def _entry(root: ET.Element, item: WrittenEntry) -> None:
    element = add(root, "entry")
    add(element, "id", item.id)
    add(element, "title", item.title)
    add(element, "published", item.published)
    add(element, "updated", item.updated)
    add(element, "link", rel="alternate", type="text/html", href=item.url)
    for name in item.tags:
        add(element, "category", term=name)
    add(element, "summary", item.summary)
    add(element, "content", item.html, type="html")


def _item(item: WrittenEntry) -> dict[str, Any]:
    return {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "summary": item.summary,
        "content_html": item.html,
        "date_published": item.published,
        "date_modified": item.updated,
        "tags": list(item.tags),
    }
