"""The plan as data for others: one module a format, one table of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from typing import Any

from ..model.events import Event, Observance
from ..model.plan import Plan
from ..queries import calendar as agenda
from ..queries import feeds as sharing
from ..queries import urls
from ..queries.articles import Article
from ..queries.duties import unit_pages
from . import (
    alerts_data,
    articles_json,
    atom,
    daily_data,
    daily_feed,
    duties_csv,
    duties_xlsx,
    events_data,
    feeds,
    ical,
    plan_json,
    resources_data,
    units_json,
)

API = "api/v1/"
UNIT_WORKBOOK = "duties.xlsx"
FEED = "events.ics"
FEED_NAMES = ("events.xml", "feed.xml", "feed.json", f"{daily_feed.NAME}.xml")
"""What feeds are called, at the root or beside the page they belong to."""

Export = Callable[[Plan, date, Sequence[Article]], str | bytes]

FORMATS: dict[str, tuple[Export, Callable[[], dict[str, Any]]]] = {
    "plan.json": (lambda plan, *_: plan_json.export(plan), plan_json.schema),
    "units.json": (lambda plan, *_: units_json.export(plan), units_json.schema),
    "duties.csv": (lambda plan, *_: duties_csv.export(plan), duties_csv.schema),
    "alert.json": (lambda plan, *_: alerts_data.export(plan), alerts_data.schema),
    "events.json": (lambda plan, today, _: events_data.export_json(plan, today), events_data.schema_json),
    "events.csv": (lambda plan, today, _: events_data.export_csv(plan, today), events_data.schema_csv),
    "articles.json": (lambda plan, _, articles: articles_json.export(plan, articles), articles_json.schema),
    "resources.json": (lambda plan, *_: resources_data.export_json(plan), resources_data.schema_json),
    "resources.csv": (lambda plan, *_: resources_data.export_csv(plan), resources_data.schema_csv),
    "daily.json": (lambda plan, *_: daily_data.export(plan), daily_data.schema),
}
"""File name → what writes it, and the JSON Schema of it (of one row, for CSV)."""


def generate_exports(
    plan: Plan, today: date, articles: Sequence[Article] = (), known: Collection[str] = ()
) -> Iterator[tuple[str, str | bytes]]:
    """Path from the site's root and content of every data file.

    A feed or calendar without entries is left out, unless it was published once and its address is `known`.
    """
    for name, (export, schema) in FORMATS.items():
        yield f"{API}{name}", export(plan, today, articles)
        yield f"{API}schema/{schema_name(name)}", json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
    yield f"{API}duties.xlsx", duties_xlsx.export(plan, today)
    for unit in unit_pages(plan):
        yield f"{urls.url_of(unit)}{UNIT_WORKBOOK}", duties_xlsx.export_unit(plan, unit, today)
    for path, calendar in _calendars(plan, today):
        if ical.has_entries(calendar) or path in known:
            yield path, calendar
    yield from _feeds(plan, today, articles, known)
    if plan.daily:
        for month in range(1, 13):
            yield f"{urls.DAILY}{month:02}.json", daily_data.export_month(plan, articles, month)


def _feeds(plan: Plan, today: date, articles: Sequence[Article], known: Collection[str]) -> Iterator[tuple[str, str]]:
    """What programs that follow news read: FEED_NAMES are their names."""
    if plan.observances or plan.events or "events.xml" in known:
        yield "events.xml", atom.export(plan)
    for feed in sharing.all_feeds(plan, articles):
        for suffix, export in ((".xml", feeds.export_atom), (".json", feeds.export_json)):
            if feed.entries or f"{feed.path}{suffix}" in known:
                yield f"{feed.path}{suffix}", export(plan, feed)
    if plan.daily:
        yield f"{daily_feed.NAME}.xml", daily_feed.export(plan, today)


def schema_name(name: str) -> str:
    """The schema of plan.json is plan.json; that of a CSV whose stem is taken is events-csv.json."""
    stem, _, suffix = name.partition(".")
    return f"{stem}.json" if suffix == "json" or f"{stem}.json" not in FORMATS else f"{stem}-{suffix}.json"


def _calendars(plan: Plan, today: date) -> Iterator[tuple[str, bytes]]:
    """A feed for everything, for each unit, audience, topic and measure, and a file for each entry.

    Many phones import only the first entry of a file, hence the file for each.
    """
    records: list[Observance | Event] = [*plan.observances.values(), *plan.events.values()]
    items = [agenda.Item(record, today.year, None) for record in records]
    name = plan.site.name

    def feed(path: str, title: str, chosen: list[agenda.Item]) -> tuple[str, bytes]:
        return path, ical.calendar(plan, ical.records_of(chosen), f"{name} · {title}", today)

    yield feed(FEED, "活动与节日", items)
    for unit in unit_pages(plan):
        yield feed(f"{urls.url_of(unit)}{FEED}", unit.name, agenda.for_unit(plan, items, unit))
    for measure in plan.current.measures():
        yield feed(f"{urls.url_of(measure)}{FEED}", measure.title, agenda.for_measure(items, measure.id))
    if plan.vocabulary:
        for term in plan.vocabulary.audiences:
            yield feed(f"audiences/{term.id}/{FEED}", term.name, agenda.for_audience(items, term.id))
        for term in plan.vocabulary.topics:
            yield feed(f"topics/{term.id}/{FEED}", term.name, agenda.for_topic(items, term.id))
    for item in items:
        if isinstance(item.record, Event) or agenda.known(plan, item.record, today):
            yield f"{urls.url_of(item.record)}event.ics", ical.single(plan, item.record, item.title, today)
