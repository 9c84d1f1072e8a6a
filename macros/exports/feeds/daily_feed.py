"""The pieces of the last thirty days as an Atom feed (RFC 4287)."""

from __future__ import annotations

from datetime import date, timedelta

from ...common.dates import in_words
from ...model.plan import Plan
from ...model.resources import Daily
from ...queries import urls
from ...queries.daily.piece import observed_on, source_in_words
from ...queries.daily.schedule import piece_on
from .atom import address, begin, element, entry, finish, start_of_day, written_alert

DAILY_FEED = "daily"
FEED_DAYS = 30


def export_daily_feed(plan: Plan, today: date) -> str:
    """The alert, then an entry for each day, the day of the build first; each keeps its id whatever piece the day has."""
    days = (today - timedelta(days=back) for back in range(FEED_DAYS))
    entries = [_entry(plan, day, piece) for day in days if (piece := piece_on(plan, day))]
    head = begin(plan, DAILY_FEED, f"{plan.site.name} · 天天科普", today, urls.DAILY)
    return finish(*head, *written_alert(plan), *entries)


def _entry(plan: Plan, day: date, piece: Daily) -> str:
    names = [item.title for item in observed_on(plan, day) if not item.long]
    where = address(plan, urls.daily_url(f"{day:%m-%d}"))
    doubt = "，以责任单位公布的为准" if piece.unverified else ""
    return entry(
        plan,
        f"{DAILY_FEED}/{day}",
        "，".join([in_words(day), *names]),
        start_of_day(day),
        element("link", rel="alternate", type="text/html", href=where),
        element("summary", f"{piece.text}（出处：{source_in_words(piece)}{doubt}）"),
    )
