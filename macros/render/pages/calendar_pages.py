"""Events and observances into pages: the calendar, its years and months, a page for each entry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from ...common.dates import in_words, weekday
from ...model.plan import Plan
from ...queries import calendar, urls
from ...queries.page_kinds import PageKind
from ...queries.recurrence import Days
from .page import (
    CALENDAR_SECTION,
    Page,
)


def generate_calendar_pages(plan: Plan, today: date) -> Iterator[Page]:
    """The calendar, its years and months, and a page for each entry; none where the calendar is empty."""
    if not (plan.observances or plan.events):
        return
    yield Page(
        urls.EVENTS, "活动日历", "近期的科普活动和节日，可以订阅到自己的日历", "events.html", CALENDAR_SECTION, PageKind.EVENT,
        indexed=False, listing=True, updated=today,
    )  # fmt: skip
    if calendar.far_off(plan, today):
        yield Page(
            urls.LATER, "以后的活动和节日", "两个月以后的科普活动和节日", "later.html", CALENDAR_SECTION, PageKind.EVENT,
            trail=_BELOW_CALENDAR, indexed=False, listing=True, updated=today,
        )  # fmt: skip
    for year in calendar.years(plan, today):
        yield Page(
            urls.year_url(year), f"{year} 年活动日历", f"{year} 年的科普活动和节日一览", "year.html", CALENDAR_SECTION, PageKind.EVENT,
            trail=_BELOW_CALENDAR, indexed=False, listing=True, aliases=(f"{year}年活动",), year=year, values={"year": year},
        )  # fmt: skip
        for month in range(1, 13):
            title = f"{year} 年 {month} 月活动日历"
            yield Page(
                urls.month_url(year, month), title, f"{year} 年 {month} 月的科普活动和节日，可打印张贴", "month.html",
                CALENDAR_SECTION, PageKind.EVENT, heading=f"{year} 年 {month} 月", trail=_below_year(year), indexed=False, listing=True, aliases=_month_names(year, month, today), year=year,
                values={"year": year, "month": month},
            )  # fmt: skip
    for observance in plan.observances.values():
        known = calendar.known(plan, observance, today)
        days = [item.days for item in known if item.days and item.year in (today.year, today.year + 1)]
        yield Page(
            urls.url_of(observance), observance.name, observance.about, "observance.html", CALENDAR_SECTION, PageKind.OBSERVANCE,
            trail=_BELOW_CALENDAR, aliases=observance.aliases, keywords=(*observance.keywords, *_dates(days)), audiences=observance.audiences,
            topics=observance.topics, published=observance.updated, updated=observance.updated, origin=plan.site.host, values={"record": observance},
        )  # fmt: skip
    for event in plan.events.values():
        yield Page(
            urls.url_of(event), event.title, event.about or f"{event.title}，{in_words(event.start)} {weekday(event.start)}", "event.html", CALENDAR_SECTION, PageKind.EVENT,
            trail=_below_year(event.start.year), aliases=event.aliases, keywords=(*event.keywords, *_dates([Days(event.start, event.last)])),
            audiences=event.audiences, topics=event.topics, year=event.start.year,
            published=event.updated, updated=event.updated, origin=plan.site.host, picture=event.picture,
            preview=urls.preview_url(urls.url_of(event)) if event.last >= today else "", values={"record": event},
        )  # fmt: skip


_BELOW_CALENDAR = ((CALENDAR_SECTION.name, urls.EVENTS),)


def _below_year(year: int) -> tuple[tuple[str, str], ...]:
    return (*_BELOW_CALENDAR, (f"{year} 年", urls.year_url(year)))


def _month_names(year: int, month: int, today: date) -> tuple[str, ...]:
    """How people ask for a month: without a year they mean this year's."""
    names = (f"{year}年{month}月", f"{month}月活动", f"{month}月")
    return names if year == today.year else names[:1]


def _dates(spans: Sequence[Days]) -> tuple[str, ...]:
    """The first days and the months of spans of days, as people type them."""
    days = [f"{span.first.month}月{span.first.day}日" for span in spans]
    months = [f"{day.month}月" for span in spans for day in (span.first, span.last)]
    return tuple(dict.fromkeys([*days, *months]))
