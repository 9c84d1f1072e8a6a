"""Every data file of the site, one table of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from functools import partial
from types import ModuleType
from typing import Any

from ..model.plan import Member, Plan, Unit
from ..queries import urls
from ..queries.articles import Article
from ..queries.duties import unit_pages
from . import (
    alerts_data,
    articles_json,
    bom,
    daily_data,
    events_data,
    places_data,
    resources_data,
)
from .feeds import article_feeds, atom, daily_feed
from .feeds.calendars import calendar_files
from .files import API, Content, Export, ExportFile, ExportInput
from .plans import plan_json, tree_json, units_json
from .progress.files import progress_files
from .shapes import as_json
from .tables import duties_csv

API_OF_TREES = "api/v2/"
"""The second version holds plans of any shape; what the first holds of them stays in the first."""
WORKBOOK = "duties.xlsx"
EVENTS_FEED = "events.xml"
FormatWriter = Callable[[Plan, date, Sequence[Article]], Content]

FORMATS: dict[str, tuple[FormatWriter, Callable[[], dict[str, Any]]]] = {
    "plan.json": (lambda plan, *_: plan_json.export_plan(plan), plan_json.plan_schema),
    "units.json": (lambda plan, *_: units_json.export_units(plan), units_json.units_schema),
    "duties.csv": (lambda plan, *_: duties_csv.export_duties_csv(plan), duties_csv.duties_csv_schema),
    "progress.json": (lambda plan, *_: _progress().export_progress_json(plan), lambda: _progress().progress_schema()),
    "progress.csv": (lambda plan, *_: _progress().export_progress_csv(plan), lambda: _progress().progress_csv_schema()),
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


def _progress() -> ModuleType:
    """Loads slowly, like what writes workbooks, and after most changes nothing of it is made anew."""
    from .progress import data

    return data


def list_exports(given: ExportInput) -> Iterator[ExportFile]:
    """Every data file of the site, still to be made.

    A feed or calendar without entries is not made, unless it was published once and its address is `known`.
    """
    for export in EXPORTS:
        yield from export.files(given)


def generate_exports(
    plan: Plan, today: date, articles: Sequence[Article] = (), known: Collection[str] = ()
) -> Iterator[tuple[str, Content]]:
    """Path from the site's root and content of every data file, all made."""
    for path, make, _ in list_exports(ExportInput(plan, today, articles, known)):
        if (content := make()) is not None:
            yield path, content


def schema_name(name: str) -> str:
    """The schema of plan.json is plan.json; that of a CSV whose stem is taken is events-csv.json."""
    stem, _, suffix = name.partition(".")
    return f"{stem}.json" if suffix == "json" or f"{stem}.json" not in FORMATS else f"{stem}-{suffix}.json"


def _data_files(given: ExportInput) -> Iterator[ExportFile]:
    for name, (write, schema) in FORMATS.items():
        yield ExportFile(f"{API}{name}", partial(write, given.plan, given.today, given.articles))
        yield ExportFile(f"{API}schema/{schema_name(name)}", partial(_written, schema))


def _trees(given: ExportInput) -> Iterator[ExportFile]:
    yield ExportFile(f"{API_OF_TREES}plan.json", partial(tree_json.export_trees, given.plan))
    yield ExportFile(f"{API_OF_TREES}schema/plan.json", partial(_written, tree_json.trees_schema))


def _written(schema: Callable[[], dict[str, Any]]) -> str:
    return as_json(schema())


def _workbooks(given: ExportInput) -> Iterator[ExportFile]:
    """The duties of all units, and of each."""
    yield ExportFile(f"{API}{WORKBOOK}", partial(_workbook, given))
    for unit in unit_pages(given.plan):
        yield ExportFile(f"{urls.url_of(unit)}{WORKBOOK}", partial(_workbook, given, unit), (unit,))


def _workbook(given: ExportInput, unit: Unit | Member | None = None) -> bytes:
    from .tables.duties_xlsx import export_duties_workbook, export_unit_workbook

    if unit is None:
        return export_duties_workbook(given.plan, given.today)
    return export_unit_workbook(given.plan, unit, given.today)


def _events_feed(given: ExportInput) -> Iterator[ExportFile]:
    if given.plan.observances or given.plan.events or EVENTS_FEED in given.known:
        yield ExportFile(EVENTS_FEED, partial(atom.export_events_feed, given.plan))


def _daily_feed(given: ExportInput) -> Iterator[ExportFile]:
    if given.plan.daily:
        yield ExportFile(f"{daily_feed.DAILY_FEED}.xml", partial(daily_feed.export_daily_feed, given.plan, given.today))


def _bill_of_materials(given: ExportInput) -> Iterator[ExportFile]:
    yield ExportFile(bom.BOM_FILE, partial(bom.export_bom, given.plan))


def _daily_months(given: ExportInput) -> Iterator[ExportFile]:
    for month in range(1, 13) if given.plan.daily else ():
        write = partial(daily_data.export_daily_month, given.plan, given.articles, month)
        yield ExportFile(f"{urls.DAILY}{month:02}.json", write)


EXPORTS: tuple[Export, ...] = (
    Export(_data_files, rf"{urls.DATA}.+"),
    Export(_trees, rf"{urls.DATA}.+"),
    Export(_workbooks, r"(?:.*/)?[^/]+\.xlsx"),
    Export(progress_files, rf"{urls.PROGRESS}.+\.(?:docx|json)|(?:{urls.UNITS}[^/]+/)?progress\.xml"),
    Export(calendar_files, r"(?:.*/)?[^/]+\.ics"),
    Export(_events_feed, re.escape(EVENTS_FEED)),
    Export(article_feeds.feed_files, r"(?:.*/)?feed\.(?:xml|json)"),
    Export(_daily_feed, rf"{daily_feed.DAILY_FEED}\.xml"),
    Export(_bill_of_materials, re.escape(bom.BOM_FILE)),
    Export(_daily_months, rf"{urls.DAILY}\d\d\.json"),
)
"""Every data file of the site. A new feed is a module and its line here; a new format of open data, a line in FORMATS."""

PROMISED = "|".join(export.promised for export in EXPORTS)
"""A regular expression of the addresses of data files that others may have noted down."""
