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
FEED_NAMES = ("events.xml", "feed.xml", "feed.json", f"{daily_feed.DAILY_FEED}.xml")
"""What feeds are called, at the root or beside the page they belong to."""

Export = Callable[[Plan, date, Sequence[Article]], str | bytes]

FORMATS: dict[str, tuple[Export, Callable[[], dict[str, Any]]]] = {
    "plan.json": (lambda plan, *_: plan_json.export_plan(plan), plan_json.plan_schema),
    "units.json": (lambda plan, *_: units_json.export_units(plan), units_json.units_schema),
    "duties.csv": (lambda plan, *_: duties_csv.export_duties_csv(plan), duties_csv.duties_csv_schema),
    "alert.json": (lambda plan, *_: alerts_data.export_alerts(plan), alerts_data.alerts_schema),
    "events.json": (lambda plan, today, _: events_data.export_events_json(plan, today), events_data.events_schema),
    "events.csv": (lambda plan, today, _: events_data.export_events_csv(plan, today), events_data.events_csv_schema),
    "articles.json": (
        lambda plan, _, articles: articles_json.export_articles(plan, articles),
        articles_json.articles_schema,
    ),
    "resources.json": (lambda plan, *_: resources_data.export_resources_json(plan), resources_data.resources_schema),
    "resources.csv": (lambda plan, *_: resources_data.export_resources_csv(plan), resources_data.resources_csv_schema),
    "daily.json": (lambda plan, *_: daily_data.export_daily(plan), daily_data.daily_schema),
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
    yield f"{API}duties.xlsx", duties_xlsx.export_duties_workbook(plan, today)
    for unit in unit_pages(plan):
        yield f"{urls.url_of(unit)}{UNIT_WORKBOOK}", duties_xlsx.export_unit_workbook(plan, unit, today)
    for path, calendar in _calendars(plan, today):
        if ical.has_entries(calendar) or path in known:
            yield path, calendar
    yield from _feeds(plan, today, articles, known)
    if plan.daily:
        for month in range(1, 13):
            yield f"{urls.DAILY}{month:02}.json", daily_data.export_daily_month(plan, articles, month)


def _feeds(plan: Plan, today: date, articles: Sequence[Article], known: Collection[str]) -> Iterator[tuple[str, str]]:
    """What programs that follow news read: FEED_NAMES are their names."""
    if plan.observances or plan.events or "events.xml" in known:
        yield "events.xml", atom.export_events_feed(plan)
    for feed in sharing.all_feeds(plan, articles):
        for suffix, export in ((".xml", feeds.export_feed_atom), (".json", feeds.export_feed_json)):
            if feed.entries or f"{feed.path}{suffix}" in known:
                yield f"{feed.path}{suffix}", export(plan, feed)
    if plan.daily:
        yield f"{daily_feed.DAILY_FEED}.xml", daily_feed.export_daily_feed(plan, today)


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
        return path, ical.calendar(plan, ical.records_of_items(chosen), f"{name} · {title}", today)

    yield feed(FEED, "活动与节日", items)
    for unit in unit_pages(plan):
        yield feed(f"{urls.url_of(unit)}{FEED}", unit.name, agenda.items_for_unit(plan, items, unit))
    for measure in plan.current.measures():
        yield feed(f"{urls.url_of(measure)}{FEED}", measure.title, agenda.items_for_measure(items, measure.id))
    if plan.vocabulary:
        for term in plan.vocabulary.audiences:
            yield feed(f"audiences/{term.id}/{FEED}", term.name, agenda.items_for_audience(items, term.id))
        for term in plan.vocabulary.topics:
            yield feed(f"topics/{term.id}/{FEED}", term.name, agenda.items_for_topic(items, term.id))
    for item in items:
        if isinstance(item.record, Event) or agenda.known(plan, item.record, today):
            yield f"{urls.url_of(item.record)}event.ics", ical.single(plan, item.record, item.title, today)
