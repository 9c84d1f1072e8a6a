"""What has run out or lies ahead, held against the day of the build: listings, reviews, opening hours and fees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from ...common.dates import years_later
from ...common.problems import Problem
from ...model.article import review_due
from ...model.plan import Plan
from ...model.resources import Resource
from ..content_loader import Written
from ..references import all_entries

SOON = timedelta(days=30)
STALE_YEARS = 3
"""Opening hours and fees change; what a source of that age says of them is not news of today."""

_OWN_YEAR = re.compile(r"(?:19|20)\d\d ?年")


def check_dates(plan: Plan, pages: Iterable[Written], today: date) -> Iterator[Problem]:
    """All that the day of the build says about plan and articles."""
    yield from check_consents(plan, today)
    yield from check_validity(plan, today)
    yield from check_reviews(pages, today)
    yield from check_hours_and_fees(plan, today)


def check_consents(plan: Plan, today: date) -> Iterator[Problem]:
    """Nobody is listed before agreeing to it, and no entry was gone over in the future."""
    for record in all_entries(plan):
        if record.consent.dated > today:
            where = record.consent.where("dated")
            yield Problem(where, f"同意公开的日期 {record.consent.dated} 还没有到，应当是已经同意的那一天")
        if record.updated > today:
            yield Problem(record.where("updated"), f"核改日期 {record.updated} 还没有到，应当是核改的那一天")


def check_validity(plan: Plan, today: date) -> Iterator[Problem]:
    """An entry that has run out, or will within 30 days, is gone over (only a hint)."""
    for record in all_entries(plan):
        where, last = record.where("valid_until"), record.valid_until
        if record.consent.dated < last < today:
            message = (
                f"有效期已过（{last}），网站不再显示；核对后改 valid_until 和 updated，不再合作就用 kepu withdraw 撤下"
            )
            yield Problem(where, message, warning=True)
        elif today <= last <= today + SOON:
            message = f"有效期只到 {last}，快到了；请联系核对，改 valid_until 和 updated"
            yield Problem(where, message, warning=True)


def check_reviews(pages: Iterable[Written], today: date) -> Iterator[Problem]:
    """A review is of these words and not older than two years (only hints), and has already taken place."""
    for page in pages:
        review = page.article.reviewed if page.article else None
        if review is None:
            continue
        assert page.article
        if page.article.altered:
            message = f"审核（{review.dated}）以后改过文字，网页上写着“审核后改过”；请责任单位再看一遍，重新签字"
            yield Problem(review.where("words"), message, warning=True)
        if review.dated > today:
            yield Problem(review.where("dated"), f"审核日期 {review.dated} 还没有到，应当是已经审核的那一天")
        elif review_due(review) <= today:
            message = f"复核到期：上次审核在 {review.dated}，已过两年；请责任单位再看一遍，改 dated"
            yield Problem(review.where("dated"), message, warning=True)


def check_hours_and_fees(plan: Plan, today: date) -> Iterator[Problem]:
    """Opening hours and fees of a resource are known from the last three years, or say of which year (only a hint)."""
    for resource in plan.resources.values():
        newest = _newest(resource)
        if years_later(newest, STALE_YEARS) >= today:
            continue
        for name in ("hours", "fee"):
            value = getattr(resource, name)
            if name == "hours" and resource.hours_source:  # its day stands beside it
                continue
            if value and not _OWN_YEAR.search(value):
                message = f"“{value}”的最新的出处是 {newest}，已过三年；再核一次、填 checked，或者在这里写明是哪一年的，或者整行删去"
                yield Problem(resource.where(name), message, warning=True)


def _newest(resource: Resource) -> date:
    """The last day on which a source spoke of the resource or somebody looked; without any, when it was entered."""
    days = [source.dated for source in resource.sources if source.dated]
    return max([*days, *([resource.checked] if resource.checked else [])], default=resource.changed)
