"""Every data file of the site, one table of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..model.events import Event, Observance
from ..model.plan import Plan
from ..queries import calendar as calendar_queries
from ..queries import feeds as feed_queries
from ..queries import urls
from ..queries.articles import Article
from ..queries.duties import keeps_calendar, unit_pages
from ..queries.progress.frozen import frozen_years
from ..queries.progress.standing import form_name, offered_form, reported_years
from ..queries.progress.sums import events_by_kind
from . import (
    alerts_data,
    articles_json,
    bom,
    daily_data,
    events_data,
    places_data,
    resources_data,
)
from .feeds import article_feeds, atom, daily_feed, ical, progress_feed
from .plans import plan_json, tree_json, units_json
from .progress import data as progress_data
from .tables import duties_csv, duties_xlsx

API = "api/v1/"
API_OF_TREES = "api/v2/"
"""The second version holds plans of any shape; what the first holds of them stays in the first."""
WORKBOOK = "duties.xlsx"
EVENTS_FEED = "events.xml"
FEED = "events.ics"
PROGRESS_FEED = "progress.xml"
FormatWriter = Callable[[Plan, date, Sequence[Article]], str | bytes]

FORMATS: dict[str, tuple[FormatWriter, Callable[[], dict[str, Any]]]] = {
    "plan.json": (lambda plan, *_: plan_json.export_plan(plan), plan_json.plan_schema),
    "units.json": (lambda plan, *_: units_json.export_units(plan), units_json.units_schema),
    "duties.csv": (lambda plan, *_: duties_csv.export_duties_csv(plan), duties_csv.duties_csv_schema),
    "progress.json": (lambda plan, *_: progress_data.export_progress_json(plan), progress_data.progress_schema),
    "progress.csv": (lambda plan, *_: progress_data.export_progress_csv(plan), progress_data.progress_csv_schema),
    "alert.json": (lambda plan, *_: alerts_data.export_alerts(plan), alerts_data.alerts_schema),
    "events.json": (lambda plan, today, _: events_data.export_events_json(plan, today), events_data.events_schema),
    "events.csv": (lambda plan, today, _: events_data.export_events_csv(plan, today), events_data.events_csv_schema),
    "articles.json": (
        lambda plan, _, articles: articles_json.export_articles(plan, articles),
        articles_json.articles_schema,
    ),
    "resources.json": (lambda plan, *_: resources_data.export_resources_json(plan), resources_data.resources_schema),
    "resources.csv": (lambda plan, *_: resources_data.export_resources_csv(plan), resources_data.resources_csv_schema),
    "places.json": (lambda plan, today, _: places_data.export_places(plan, today), places_data.places_schema),
    "quiz.json": (lambda plan, *_: daily_data.export_quiz(plan), daily_data.quiz_schema),
    "daily.json": (lambda plan, *_: daily_data.export_daily(plan), daily_data.daily_schema),
}
"""File name → what writes it, and the JSON Schema of it (of one row, for CSV)."""


@dataclass(frozen=True)
class ExportInput:
    """What data files are made from; `known` are the addresses published so far, from the site's root."""

    plan: Plan
    today: date
    articles: Sequence[Article] = ()
    known: Collection[str] = ()


File = tuple[str, str | bytes]
"""A path from the site's root, and what the file holds."""


@dataclass(frozen=True)
class Export:
    """Files of one sort: what generates them, and which addresses readers may rely on, as a regular expression."""

    generate: Callable[[ExportInput], Iterator[File]]
    promised: str


def generate_exports(
    plan: Plan, today: date, articles: Sequence[Article] = (), known: Collection[str] = ()
) -> Iterator[File]:
    """Path from the site's root and content of every data file.

    A feed or calendar without entries is left out, unless it was published once and its address is `known`.
    """
    given = ExportInput(plan, today, articles, known)
    for export in EXPORTS:
        yield from export.generate(given)


def schema_name(name: str) -> str:
    """The schema of plan.json is plan.json; that of a CSV whose stem is taken is events-csv.json."""
    stem, _, suffix = name.partition(".")
    return f"{stem}.json" if suffix == "json" or f"{stem}.json" not in FORMATS else f"{stem}-{suffix}.json"


def _data_files(given: ExportInput) -> Iterator[File]:
    for name, (write, schema) in FORMATS.items():
        yield f"{API}{name}", write(given.plan, given.today, given.articles)
        yield f"{API}schema/{schema_name(name)}", json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def _trees(given: ExportInput) -> Iterator[File]:
    yield f"{API_OF_TREES}plan.json", tree_json.export_trees(given.plan)
    yield f"{API_OF_TREES}schema/plan.json", json.dumps(tree_json.trees_schema(), ensure_ascii=False, indent=2) + "\n"


def _workbooks(given: ExportInput) -> Iterator[File]:
    """The duties of all units, and of each."""
    yield f"{API}{WORKBOOK}", duties_xlsx.export_duties_workbook(given.plan, given.today)
    for unit in unit_pages(given.plan):
        yield f"{urls.url_of(unit)}{WORKBOOK}", duties_xlsx.export_unit_workbook(given.plan, unit, given.today)


def _progress_files(given: ExportInput) -> Iterator[File]:
    """The reports of years for Word and Excel, forms, frozen days, feeds; their writers load slowly, and often nobody reports."""
    plan, today = given.plan, given.today
    from .progress import workbooks

    yield f"{API}progress.xlsx", workbooks.export_progress_workbook(plan, today)
    if events_by_kind(plan, today):
        yield f"{urls.EVENT_TALLY}draft.xlsx", workbooks.export_tally_workbook(plan, today)
    years = reported_years(plan)
    if not years:
        return
    from .progress.document import export_year_document
    from .progress.form import export_form

    for found in years:
        folder = urls.progress_url(found.year)
        yield f"{folder}report.docx", export_year_document(plan, found)
        yield f"{folder}report.xlsx", workbooks.export_year_workbook(plan, found, today)
        for frozen in frozen_years(plan, found.year):
            yield f"{urls.frozen_url(found.year)}{frozen.taken}.json", frozen.model_dump_json() + "\n"
    if feed := progress_feed.export_progress_feed(plan):
        yield f"{PROGRESS_FEED}", feed
    for unit in unit_pages(plan):
        if (year := offered_form(plan, unit.id)) is not None:
            yield f"{urls.url_of(unit)}{form_name(year)}", export_form(plan, unit, year)
        if feed := progress_feed.export_progress_feed(plan, unit):
            yield f"{urls.url_of(unit)}{PROGRESS_FEED}", feed


def _calendar_files(given: ExportInput) -> Iterator[File]:
    for path, calendar in _calendars(given.plan, given.today):
        if ical.has_entries(calendar) or path in given.known:
            yield path, calendar


def _events_feed(given: ExportInput) -> Iterator[File]:
    if given.plan.observances or given.plan.events or EVENTS_FEED in given.known:
        yield EVENTS_FEED, atom.export_events_feed(given.plan)


def _article_feeds(given: ExportInput) -> Iterator[File]:
    for feed in feed_queries.all_feeds(given.plan, given.articles):
        for suffix, write in ((".xml", article_feeds.export_feed_atom), (".json", article_feeds.export_feed_json)):
            if feed.entries or f"{feed.path}{suffix}" in given.known:
                yield f"{feed.path}{suffix}", write(given.plan, feed)


def _daily_feed(given: ExportInput) -> Iterator[File]:
    if given.plan.daily:
        yield f"{daily_feed.DAILY_FEED}.xml", daily_feed.export_daily_feed(given.plan, given.today)


def _bill_of_materials(given: ExportInput) -> Iterator[File]:
    yield bom.BOM_FILE, bom.export_bom(given.plan)


def _daily_months(given: ExportInput) -> Iterator[File]:
    for month in range(1, 13) if given.plan.daily else ():
        yield f"{urls.DAILY}{month:02}.json", daily_data.export_daily_month(given.plan, given.articles, month)


def _calendars(plan: Plan, today: date) -> Iterator[tuple[str, bytes]]:
    """A feed for everything, for each unit, audience, topic and measure, and a file for each entry.

    Many phones import only the first entry of a file, hence the file for each.
    """
    records: list[Observance | Event] = [*plan.observances.values(), *plan.events.values()]
    items = [calendar_queries.Item(record, today.year, None) for record in records]
    fresh = [item for item in items if not isinstance(item.record, Event) or item.record.last >= today - ical.KEPT]
    name = plan.site.name

    def feed(path: str, title: str, chosen: list[calendar_queries.Item]) -> tuple[str, bytes]:
        return path, ical.calendar(plan, ical.records_of_items(chosen), f"{name} · {title}", today)

    yield feed(FEED, "活动与节日", fresh)
    for unit in unit_pages(plan):
        yield feed(f"{urls.url_of(unit)}{FEED}", unit.name, calendar_queries.items_for_unit(plan, fresh, unit))
    for period, measure in ((each, measure) for each in plan.periods for measure in each.measures()):
        mine = calendar_queries.items_for_measure(fresh, measure.id) if keeps_calendar(plan, period, measure) else []
        yield feed(f"{urls.url_of(measure)}{FEED}", measure.title, mine)
    if plan.vocabulary:
        for term in plan.vocabulary.audiences:
            yield feed(f"audiences/{term.id}/{FEED}", term.name, calendar_queries.items_for_audience(fresh, term.id))
        for term in plan.vocabulary.topics:
            yield feed(f"topics/{term.id}/{FEED}", term.name, calendar_queries.items_for_topic(fresh, term.id))
    for item in items:
        if isinstance(item.record, Event) or calendar_queries.known(plan, item.record, today):
            yield f"{urls.url_of(item.record)}event.ics", ical.single(plan, item.record, item.title, today)


EXPORTS: tuple[Export, ...] = (
    Export(_data_files, rf"{urls.DATA}.+"),
    Export(_trees, rf"{urls.DATA}.+"),
    Export(_workbooks, r"(?:.*/)?[^/]+\.xlsx"),
    Export(_progress_files, rf"{urls.PROGRESS}.+\.(?:docx|json)|(?:{urls.UNITS}[^/]+/)?progress\.xml"),
    Export(_calendar_files, r"(?:.*/)?[^/]+\.ics"),
    Export(_events_feed, re.escape(EVENTS_FEED)),
    Export(_article_feeds, r"(?:.*/)?feed\.(?:xml|json)"),
    Export(_daily_feed, rf"{daily_feed.DAILY_FEED}\.xml"),
    Export(_bill_of_materials, re.escape(bom.BOM_FILE)),
    Export(_daily_months, rf"{urls.DAILY}\d\d\.json"),
)
"""Every data file of the site. A new feed is a module and its line here; a new format of open data, a line in FORMATS."""

PROMISED = "|".join(export.promised for export in EXPORTS)
"""A regular expression of the addresses of data files that others may have noted down."""
