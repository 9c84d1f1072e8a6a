"""The pieces of the last thirty days as an Atom feed (RFC 4287)."""

from __future__ import annotations

from datetime import date, timedelta
from xml.etree import ElementTree as ET

from ...common.dates import in_words
from ...model.plan import Plan
from ...model.resources import Daily
from ...queries import urls
from ...queries.daily.piece import observed_on, source_in_words
from ...queries.daily.schedule import piece_on
from .atom import add, add_alert, address, begin, finish, start_of_day, tag

DAILY_FEED = "daily"
FEED_DAYS = 30


def export_daily_feed(plan: Plan, today: date) -> str:
    """The alert, then an entry for each day, the day of the build first; each keeps its id whatever piece the day has."""
    feed = begin(plan, DAILY_FEED, f"{plan.site.name} · 天天科普", today, urls.DAILY)
    add_alert(plan, feed)
    for day in (today - timedelta(days=back) for back in range(FEED_DAYS)):
        if piece := piece_on(plan, day):
            _entry(plan, feed, day, piece)
    return finish(feed)


def _entry(plan: Plan, feed: ET.Element, day: date, piece: Daily) -> None:
    entry = add(feed, "entry")
    names = [item.title for item in observed_on(plan, day) if not item.long]
    add(entry, "id", tag(plan, f"{DAILY_FEED}/{day}"))
    add(entry, "title", "，".join([in_words(day), *names]))
    add(entry, "updated", start_of_day(day))
    add(entry, "link", rel="alternate", type="text/html", href=address(plan, urls.daily_url(f"{day:%m-%d}")))
    doubt = "，以责任单位公布的为准" if piece.unverified else ""
    add(entry, "summary", f"{piece.text}（出处：{source_in_words(piece)}{doubt}）")
