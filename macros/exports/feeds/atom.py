"""New and changed events as an Atom feed (RFC 4287), after the alert that is set.

Made by hand: feedgen would bring lxml in place of these ninety lines.
"""

from __future__ import annotations

from datetime import date
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

from ...model.events import STATUSES, Event
from ...model.plan import Plan
from ...queries import urls
from ..alerts_data import alert_entry

NAMESPACE = "http://www.w3.org/2005/Atom"
MOST_FEED_EVENTS = 100


def export_events_feed(plan: Plan) -> str:
    """The alert, then the events last changed first; links are absolute where the site's address is known, relative else."""
    events = sorted(plan.events.values(), key=lambda event: (event.updated, event.id), reverse=True)[:MOST_FEED_EVENTS]
    updated = max((event.updated for event in events), default=plan.first.dated)
    feed = begin(plan, "events", f"{plan.site.name} · 新增和变动的活动", updated, urls.EVENTS)
    add_alert(plan, feed)
    for event in events:
        _entry(plan, feed, event)
    return finish(feed)


def add_alert(plan: Plan, feed: ET.Element) -> None:
    """The alert that is set, as the first entry of a feed."""
    alert = alert_entry(plan)
    if alert is None:
        return
    entry = add(feed, "entry")
    add(entry, "id", tag(plan, alert.id))
    add(entry, "title", alert.title)
    add(entry, "updated", alert.updated.isoformat())
    add(entry, "link", rel="alternate", type="text/html", href=address(plan, alert.url))
    add(entry, "summary", alert.summary)


def _entry(plan: Plan, feed: ET.Element, event: Event) -> None:
    entry = add(feed, "entry")
    add(entry, "id", tag(plan, urls.url_of(event).rstrip("/")))
    add(entry, "title", event.title)
    add(entry, "updated", start_of_day(event.updated))
    add(entry, "link", rel="alternate", type="text/html", href=address(plan, urls.url_of(event)))
    days = str(event.start) if event.last == event.start else f"{event.start} 至 {event.last}"
    place = f"，{event.place.name}" if event.place else ""
    add(entry, "summary", f"{days}{place}，{STATUSES[event.status]}。{event.about or ''}")


def begin(plan: Plan, name: str, title: str, updated: date, page: str) -> ET.Element:
    """An empty feed that will lie at `<name>.xml`, beside the page it belongs to."""
    ET.register_namespace("", NAMESPACE)
    feed = ET.Element(f"{{{NAMESPACE}}}feed", {"xml:lang": "zh-CN"})
    add(feed, "id", tag(plan, name))
    add(feed, "title", title)
    alert = alert_entry(plan)
    add(feed, "updated", max(start_of_day(updated), alert.updated.isoformat()) if alert else start_of_day(updated))
    add(add(feed, "author"), "name", plan.site.host)
    folder = f"{name.rpartition('/')[0]}/".lstrip("/")
    add(feed, "link", rel="self", type="application/atom+xml", href=address(plan, f"{name}.xml", folder))
    add(feed, "link", rel="alternate", type="text/html", href=address(plan, page, folder))
    return feed


def finish(feed: ET.Element) -> str:
    """A feed as the XML that is written to its file."""
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="unicode") + "\n"


def add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    """Add an element of Atom with this text and these attributes; returns it."""
    element = ET.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)
    element.text = text
    return element


def address(plan: Plan, url: str, folder: str = "") -> str:
    """The whole address, or one relative to the folder of the feed where that of the site is not known."""
    return urljoin(plan.site.url, url) if plan.site.url else urls.relative(url, folder)


def tag(plan: Plan, name: str) -> str:
    """A tag URI (RFC 4151): stays the same wherever the site is served."""
    return f"tag:{plan.site.code},2026:{name}"


def start_of_day(day: date) -> str:
    """A day as an RFC 3339 moment: its first, in China's time."""
    return f"{day}T00:00:00+08:00"
