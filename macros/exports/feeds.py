"""Articles and resources as Atom (RFC 4287) and as JSON Feed (version 1.1), for feed readers and other portals."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree as ET

from markupsafe import Markup

from ..model import Plan
from ..sharing import Entry, Feed, names
from .atom import add, address, begin, finish, moment, tag

JSON_FEED = "https://jsonfeed.org/version/1.1"
LANGUAGE = "zh-CN"


def export_atom(plan: Plan, feed: Feed) -> str:
    """The feed as Atom; links are absolute where the site's address is known, relative else."""
    root = begin(plan, feed.path, feed.title, feed.entries[0].updated, feed.page)
    if licence := plan.site.licence:
        add(root, "rights", f"{licence.name}。{licence.text}")
        if licence.link:
            add(root, "link", rel="license", href=licence.link)
    for entry in feed.entries:
        _entry(plan, root, feed, entry)
    return finish(root)


def _entry(plan: Plan, root: ET.Element, feed: Feed, entry: Entry) -> None:
    element = add(root, "entry")
    add(element, "id", _id(plan, entry))
    add(element, "title", entry.title)
    add(element, "published", moment(entry.published))
    add(element, "updated", moment(entry.updated))
    add(element, "link", rel="alternate", type="text/html", href=address(plan, entry.url, feed.page))
    for name in names(plan, entry.audiences, entry.topics):
        add(element, "category", term=name)
    add(element, "summary", entry.summary)
    add(element, "content", html(entry), type="html")


def export_json(plan: Plan, feed: Feed) -> str:
    """The feed as JSON Feed; the licence stands in an extension of our own, as the format knows none."""
    data: dict[str, Any] = {
        "version": JSON_FEED,
        "title": feed.title,
        "home_page_url": address(plan, feed.page, feed.page),
        "feed_url": address(plan, f"{feed.path}.json", feed.page),
        "language": LANGUAGE,
        "authors": [{"name": plan.site.host}],
        "items": [_item(plan, feed, entry) for entry in feed.entries],
    }
    if plan.site.licence:
        data["_licence"] = plan.site.licence.model_dump(exclude_none=True)
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _item(plan: Plan, feed: Feed, entry: Entry) -> dict[str, Any]:
    return {
        "id": _id(plan, entry),
        "url": address(plan, entry.url, feed.page),
        "title": entry.title,
        "summary": entry.summary,
        "content_html": html(entry),
        "date_published": moment(entry.published),
        "date_modified": moment(entry.updated),
        "tags": names(plan, entry.audiences, entry.topics),
    }


def html(entry: Entry) -> str:
    """What the record says, as paragraphs, with its sources as a list."""
    paragraphs = Markup("").join(Markup("<p>{}</p>").format(text) for text in entry.paragraphs)
    if not entry.sources:
        return str(paragraphs)
    sources = Markup("").join(Markup("<li>{}</li>").format(source.name) for source in entry.sources)
    return str(paragraphs + Markup("<p>出处：</p><ul>{}</ul>").format(sources))


def _id(plan: Plan, entry: Entry) -> str:
    return tag(plan, entry.url.rstrip("/"))
