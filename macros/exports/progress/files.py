"""The reports of years for Word and Excel, forms, frozen days and feeds; their writers load slowly, and often nobody reports."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ...model.plan import Member, Unit
from ...model.reports import FrozenYear
from ...queries import urls
from ...queries.duties import unit_pages
from ...queries.progress.frozen import frozen_years
from ...queries.progress.standing import YearOfReports, form_name, offered_form, reported_years
from ...queries.progress.sums import events_by_kind
from ..feeds.progress_feed import export_progress_feed
from ..files import API, Content, ExportFile, ExportInput

PROGRESS_FEED = "progress.xml"


def progress_files(given: ExportInput) -> Iterator[ExportFile]:
    """But for the first two none before a year was reported on."""
    yield ExportFile(f"{API}progress.xlsx", partial(_all_years, given))
    yield ExportFile(f"{urls.EVENT_TALLY}draft.xlsx", partial(_tally, given))
    years = [found.year for found in reported_years(given.plan)]
    for year in years:
        folder = urls.progress_url(year)
        yield ExportFile(f"{folder}report.docx", partial(_document, given, year))
        yield ExportFile(f"{folder}report.xlsx", partial(_workbook, given, year))
        for frozen in frozen_years(given.plan, year):
            path = f"{urls.frozen_url(year)}{frozen.taken}.json"
            yield ExportFile(path, partial(_frozen, frozen), (frozen,))
    if years:
        yield ExportFile(PROGRESS_FEED, partial(export_progress_feed, given.plan))
    for unit in unit_pages(given.plan) if years else ():
        if (asked := offered_form(given.plan, unit.id)) is not None:
            yield ExportFile(f"{urls.url_of(unit)}{form_name(asked)}", partial(_form, given, unit, asked), (unit,))
        yield ExportFile(
            f"{urls.url_of(unit)}{PROGRESS_FEED}", partial(export_progress_feed, given.plan, unit), (unit,)
        )


def _all_years(given: ExportInput) -> Content:
    from .workbooks import export_progress_workbook

    return export_progress_workbook(given.plan, given.today)


def _tally(given: ExportInput) -> Content | None:
    from .workbooks import export_tally_workbook

    return export_tally_workbook(given.plan, given.today) if events_by_kind(given.plan, given.today) else None


def _document(given: ExportInput, year: int) -> Content:
    from .document import export_year_document

    return export_year_document(given.plan, _reports(given, year))


def _workbook(given: ExportInput, year: int) -> Content:
    from .workbooks import export_year_workbook

    return export_year_workbook(given.plan, _reports(given, year), given.today)


def _reports(given: ExportInput, year: int) -> YearOfReports:
    """Asked for only when a file is made, which thereby has read what it reads."""
    return next(found for found in reported_years(given.plan) if found.year == year)


def _frozen(frozen: FrozenYear) -> Content:
    return frozen.model_dump_json() + "\n"


def _form(given: ExportInput, unit: Unit | Member, year: int) -> Content:
    from .form import export_form

    return export_form(given.plan, unit, year)
