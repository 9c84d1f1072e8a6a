"""New and changed events as an Atom feed (RFC 4287)."""

from __future__ import annotations

from datetime import date
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

from .. import urls
from ..model import Plan
from ..occasions import STATUSES, Event

NAMESPACE = "http://www.w3.org/2005/Atom"
MOST = 100


def export(plan: Plan) -> str:
    """The events last changed first; links are absolute where the site's address is known, relative else."""
    events = sorted(plan.events.values(), key=lambda event: (event.updated, event.id), reverse=True)[:MOST]
    ET.register_namespace("", NAMESPACE)
    feed = ET.Element(f"{{{NAMESPACE}}}feed", {"xml:lang": "zh-CN"})
    _add(feed, "id", _tag(plan, "events"))
    _add(feed, "title", f"{plan.site.name} · 新增和变动的活动")
    _add(feed, "updated", _moment(max((event.updated for event in events), default=plan.periods[0].document.issued)))
    _add(_add(feed, "author"), "name", plan.site.host)
    _add(feed, "link", rel="self", type="application/atom+xml", href=_address(plan, "events.xml"))
    _add(feed, "link", rel="alternate", type="text/html", href=_address(plan, urls.EVENTS))
    for event in events:
        _entry(plan, feed, event)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="unicode") + "\n"


def _entry(plan: Plan, feed: ET.Element, event: Event) -> None:
    entry = _add(feed, "entry")
    _add(entry, "id", _tag(plan, urls.url_of(event).rstrip("/")))
    _add(entry, "title", event.title)
    _add(entry, "updated", _moment(event.updated))
    _add(entry, "link", rel="alternate", type="text/html", href=_address(plan, urls.url_of(event)))
    days = str(event.start) if event.last == event.start else f"{event.start} 至 {event.last}"
    place = f"，{event.place.name}" if event.place else ""
    _add(entry, "summary", f"{days}{place}，{STATUSES[event.status]}。{event.about or ''}")


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)
    element.text = text
    return element


def _address(plan: Plan, url: str) -> str:
    return urljoin(plan.site.url, url) if plan.site.url else url


def _tag(plan: Plan, name: str) -> str:
    """A tag URI (RFC 4151): stays the same wherever the site is served."""
    return f"tag:{plan.site.code},2026:{name}"


def _moment(day: date) -> str:
    return f"{day}T00:00:00+08:00"
