"""The calendars of the site: of everything, of each unit, audience, topic and measure, and a file for each entry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import partial
from operator import itemgetter

from ...common.reads import remembered
from ...model.events import Event, Observance
from ...model.plan import Plan
from ...queries import urls
from ...queries.calendar import Item, bound_units, known
from ...queries.duties import keeps_calendar, unit_pages
from ..files import ExportFile, ExportInput
from . import ical

FEED = "events.ics"


def calendar_files(given: ExportInput) -> Iterator[ExportFile]:
    """Many phones import only the first entry of a file, hence the file for each."""
    plan = given.plan
    yield _feed(given, "", "活动与节日")
    for unit in unit_pages(plan):
        yield _feed(given, urls.url_of(unit), unit.name)
    for measure in (measure for period in plan.periods for measure in period.measures()):
        yield _feed(given, urls.url_of(measure), measure.title)
    if plan.vocabulary:
        for term in plan.vocabulary.audiences:
            yield _feed(given, urls.audience_url(term.id), term.name)
        for term in plan.vocabulary.topics:
            yield _feed(given, urls.topic_url(term.id), term.name)
    records: list[Observance | Event] = [*plan.observances.values(), *plan.events.values()]
    for record in records:
        yield ExportFile(f"{urls.url_of(record)}event.ics", partial(_single, given, record), (record,))


def _feed(given: ExportInput, page: str, title: str) -> ExportFile:
    path = f"{page}{FEED}"
    return ExportFile(path, partial(_calendar, given, page, title, path), (title, path in given.known))


def _calendar(given: ExportInput, page: str, title: str, path: str) -> bytes | None:
    """The calendar of a page; an empty one only where it was published once."""
    if (entries := _entries_by_page(given.plan, given.today).get(page)) or path in given.known:
        return ical.calendar(given.plan, f"{given.plan.site.name} · {title}", entries or ())
    return None


def _single(given: ExportInput, record: Observance | Event) -> bytes | None:
    if isinstance(record, Event) or known(given.plan, record, given.today):
        title = record.title if isinstance(record, Event) else record.name
        return ical.single(given.plan, record, title, given.today)
    return None


@remembered(4)
def _entries_by_page(plan: Plan, today: date) -> dict[str, list[bytes]]:
    """The entries of each page's calendar, in the order of their ids."""
    units = {unit.id: urls.url_of(unit) for unit in unit_pages(plan)}
    measures = defaultdict[str, list[str]](list)
    for period in plan.periods:
        for measure in period.measures():
            if keeps_calendar(plan, period, measure):
                measures[measure.id].append(urls.url_of(measure))
    audiences = [term.id for term in plan.vocabulary.audiences] if plan.vocabulary else []
    found = defaultdict[str, list[bytes]](list)
    records: list[Observance | Event] = [*plan.observances.values(), *plan.events.values()]
    written = ((record, ical.entries(plan, record, today)) for record in records)
    for record, entries in sorted(filter(itemgetter(1), written), key=lambda pair: (pair[0].id, urls.url_of(pair[0]))):
        pages = (
            "",
            *(units[id] for id in bound_units(plan, Item(record, today.year, None)) if id in units),
            *(page for id in record.serves for page in measures.get(id, ())),
            *map(urls.audience_url, record.audiences or audiences),
            *map(urls.topic_url, record.topics),
        )
        for page in dict.fromkeys(pages):
            found[page] += entries
    return found
