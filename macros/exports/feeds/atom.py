"""New and changed events as an Atom feed (RFC 4287), after the alert that is set.

Made by hand: feedgen would bring lxml in place of these ninety lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from urllib.parse import urljoin
from xml.sax.saxutils import escape

from ...model.events import STATUSES, Event
from ...model.plan import Plan
from ...queries import urls
from ..alerts_data import alert_entry

NAMESPACE = "http://www.w3.org/2005/Atom"
MOST_FEED_EVENTS = 100

IN_ATTRIBUTES = {'"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#09;"}
"""What cannot stand in an attribute as it is, beside what no text can hold."""


def export_events_feed(plan: Plan) -> str:
    """The alert, then the events last changed first; links are absolute where the site's address is known, relative else."""
    events = sorted(plan.events.values(), key=lambda event: (event.updated, event.id), reverse=True)[:MOST_FEED_EVENTS]
    updated = max((event.updated for event in events), default=plan.first.dated)
    head = begin(plan, "events", f"{plan.site.name} · 新增和变动的活动", updated, urls.EVENTS)
    return finish(*head, *written_alert(plan), *(_entry(plan, event) for event in events))


def written_alert(plan: Plan) -> Iterator[str]:
    """The alert that is set, as the first entry of a feed."""
    if alert := alert_entry(plan):
        where = element("link", rel="alternate", type="text/html", href=address(plan, alert.url))
        yield entry(plan, alert.id, alert.title, alert.updated.isoformat(), where, element("summary", alert.summary))


def _entry(plan: Plan, event: Event) -> str:
    where = element("link", rel="alternate", type="text/html", href=address(plan, urls.url_of(event)))
    days = str(event.start) if event.last == event.start else f"{event.start} 至 {event.last}"
    place = f"，{event.place.name}" if event.place else ""
    summary = element("summary", f"{days}{place}，{STATUSES[event.status]}。{event.about or ''}")
    name = urls.url_of(event).rstrip("/")
    return entry(plan, name, event.title, start_of_day(event.updated), where, summary)


def begin(plan: Plan, name: str, title: str, updated: date, page: str) -> list[str]:
    """What a feed says of itself, that will lie at `<name>.xml`, beside the page it belongs to."""
    alert, since = alert_entry(plan), start_of_day(updated)
    folder = f"{name.rpartition('/')[0]}/".lstrip("/")
    return [
        element("id", tag(plan, name)),
        element("title", title),
        element("updated", max(since, alert.updated.isoformat()) if alert else since),
        f"<author>{element('name', plan.site.host)}</author>",
        element("link", rel="self", type="application/atom+xml", href=address(plan, f"{name}.xml", folder)),
        element("link", rel="alternate", type="text/html", href=address(plan, page, folder)),
    ]


def finish(*written: str) -> str:
    """A feed as the XML that is written to its file."""
    whole = "".join(written)
    return f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="{NAMESPACE}" xml:lang="zh-CN">{whole}</feed>\n'


def entry(plan: Plan, name: str, title: str, updated: str, *more: str) -> str:
    """An entry with what all of them have, and more that is written already."""
    whole = "".join((element("id", tag(plan, name)), element("title", title), element("updated", updated), *more))
    return f"<entry>{whole}</entry>"


def element(name: str, text: str | None = None, **attributes: str) -> str:
    """An element of Atom with this text and these attributes."""
    said = "".join([f' {key}="{escape(value, IN_ATTRIBUTES)}"' for key, value in attributes.items()])
    return f"<{name}{said} />" if text is None else f"<{name}{said}>{escape(text)}</{name}>"


def address(plan: Plan, url: str, folder: str = "") -> str:
    """The whole address, or one relative to the folder of the feed where that of the site is not known."""
    return _joined(plan.site.url, url) if plan.site.url else urls.relative(url, folder)


_joined = lru_cache(maxsize=10_000)(urljoin)


def tag(plan: Plan, name: str) -> str:
    """A tag URI (RFC 4151): stays the same wherever the site is served."""
    return f"tag:{plan.site.code},2026:{name}"


def start_of_day(day: date) -> str:
    """A day as an RFC 3339 moment: its first, in China's time."""
    return f"{day}T00:00:00+08:00"
