"""The rules that `kepu check` and every build run, one a line: a new rule is a generator and its line here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from ...common.problems import Problem, Where
from ...model.plan import Plan
from ...model.record import Record
from ..content_loader import Written, check_named_articles
from ..foreign.national_content import check_national_pieces
from ..icons import check_theme
from ..plans import ties
from ..plans.open_questions import check_open_questions
from ..reading.kept_records import SoundBefore
from ..references import all_records
from . import alerts, calendar, daily, publishing, quiz, resources, review_dates, syndicated
from .plans import documents, published_text, units
from .reports import files as reports
from .texts import numbers, quotations, sources, synonyms, typos

PLAN_RULES: tuple[Callable[[Plan], Iterator[Problem]], ...] = (
    units.check_named_units,
    units.check_unit_lists,
    units.check_published_names,
    units.check_unit_names,
    units.check_page_addresses,
    documents.check_period_dates,
    published_text.check_source_unchanged,
    published_text.check_tables,
    published_text.check_headings,
    published_text.check_coverage,
    published_text.check_duty_words,
    documents.check_document,
    documents.check_continued,
    documents.check_quotes,
    calendar.check_calendar_references,
    calendar.check_event_dates,
    calendar.check_event_status,
    calendar.check_event_names,
    calendar.check_double_entries,
    calendar.check_observance_rules,
    calendar.check_suggestions,
    calendar.check_calendar_ids,
    ties.check_maps,
    calendar.check_hosts_measures,
    resources.check_resource_references,
    resources.check_places,
    resources.check_opening_hours,
    resources.check_terms_of_listings,
    resources.check_personal_data,
    alerts.check_times,
    alerts.check_alert_files,
    daily.check_origin,
    daily.check_sentences,
    daily.check_days,
    daily.check_doubles,
    daily.check_every_day_has_a_piece,
    quiz.check_question_origins,
    quiz.check_answers,
    quiz.check_double_questions,
    reports.check_calls,
    reports.check_reporting_units,
    reports.check_received,
    reports.check_entries,
    reports.check_evidence,
    reports.check_reported_privacy,
    reports.check_reported_events,
    reports.check_reported_numbers,
    reports.check_copied_words,
    reports.check_dead_evidence,
    reports.check_snapshots,
    reports.check_assessments,
    syndicated.check_feed_sources,
    syndicated.check_taken,
    publishing.check_redirects_lead_somewhere,
    publishing.check_destinations,
    synonyms.check_double_words,
    synonyms.check_loops,
    synonyms.check_synonym_units,
    synonyms.check_offices_meant,
    synonyms.check_unwritten,
    typos.check_list,
    quotations.check_kept_texts,
)
"""What is asked of the records alone. The order counts: of two rules that name a place, the earlier speaks."""

RECORD_RULES: tuple[Callable[[Plan, Record], Iterator[Problem]], ...] = (
    typos.typos_in_record,
    quotations.check_quoted_words,
)
"""What is asked of each record by itself, after PLAN_RULES: what was found sound is not gone through again, for as long
as all that the rules look at stays."""


@dataclass(frozen=True)
class RuleInput:
    """What the rules on pages look at: the project's folder, its plan, the hand-written pages, the day of the build.

    `arriving` are pictures that will lie in their place when what is looked at is saved.
    """

    root: Path
    plan: Plan
    pages: Sequence[Written]
    today: date
    arriving: Collection[str] = ()


PAGE_RULES: tuple[Callable[[RuleInput], Iterator[Problem]], ...] = (
    lambda read: check_open_questions(read.root),
    lambda read: check_national_pieces(read.plan),
    lambda read: check_theme(read.root, read.plan.site),
    lambda read: check_named_articles(read.plan, read.pages),
    lambda read: calendar.check_event_pictures(read.root, read.plan, read.arriving),
    lambda read: review_dates.check_dates(read.plan, read.pages, read.today),
    lambda read: ties.check_articles_in_maps(read.plan, [page.article.id for page in read.pages if page.article]),
    lambda read: sources.check_cited_sources(read.plan, read.pages),
    lambda read: sources.check_descriptions(read.plan, read.pages),
    lambda read: quiz.check_quoted_answers(read.root, read.plan, read.pages),
    lambda read: numbers.check_numbers(read.root, read.plan, read.pages),
)
"""What is asked of plan and hand-written pages together; a rule on the text of one page alone is called where it is read."""


def check_plan(plan: Plan, sound: SoundBefore | None = None) -> list[Problem]:
    """Everything PLAN_RULES and RECORD_RULES find, in the order of files and lines.

    A place one rule has named is not named again by a later one: one mistake, one message. Of an earlier run on this
    very plan `sound` are the records without fault.
    """
    assert sound is None or sound.plan is plan
    found: set[Problem] = set()
    named: set[Where] = set()
    for rule in PLAN_RULES:
        said = [problem for problem in rule(plan) if problem.where not in named]
        found.update(said)
        named.update(problem.where for problem in said)
    for record in all_records(plan):
        check = partial(_of_record, plan, record)
        of_record = sound.records.found(sound.name_of(record), check) if sound else check()
        found.update(problem for problem in of_record if problem.where not in named)
    return sorted(found)


def _of_record(plan: Plan, record: Record) -> Iterator[Problem]:
    named: set[Where] = set()
    for rule in RECORD_RULES:
        said = [problem for problem in rule(plan, record) if problem.where not in named]
        named.update(problem.where for problem in said)
        yield from said


def check_pages(read: RuleInput) -> list[Problem]:
    """Everything PAGE_RULES find, rule by rule."""
    return [problem for rule in PAGE_RULES for problem in rule(read)]
