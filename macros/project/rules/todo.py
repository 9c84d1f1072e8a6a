"""What waits for an editor: nothing here is wrong, so nothing of it stops a build or stands on a reader's page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta

from ...common.dates import years_later
from ...common.problems import Problem, listed
from ...model.events import Announced, YearEntry
from ...model.plan import Plan
from ...model.resources import Daily, Resource
from ..content_loader import Written
from ..plans.succession import likely_ties
from ..reporting import called, report_of, unit_called
from .review_dates import check_reviews, check_validity

CHECKED_FOR = timedelta(days=180)
"""So long an address that was opened counts as sound."""

Waiting = Mapping[str, list[Problem]]
"""Kind of work → where it is and what to do, in the order of files and lines."""


def waiting_work(plan: Plan, pages: Iterable[Written], today: date, placed: Collection[str]) -> Waiting:
    """All kinds of work that wait on a day; a kind without any is left out.

    `placed` are the ids of the daily pieces that have a day of the year.
    """
    pages = list(pages)
    found = {
        "没有打开过的网址": unopened_links(plan),
        "半年没有打开过的网址": stale_links(plan, today),
        "出处不够硬、等责任单位核对的": unverified_records(plan),
        "等责任单位签字的文章": unsigned_articles(pages),
        "审核后改过的文章": (it for it in check_reviews(pages, today) if it.warning and it.where.field == "words"),
        "审核到期的文章": (it for it in check_reviews(pages, today) if it.warning and it.where.field != "words"),
        "排不上日子的天天科普": pieces_without_a_day(plan, placed),
        "办过了还没有报道的活动": unreported_events(plan, today),
        "已经过去、状态没有改的活动": open_past_events(plan, today),
        "延期了没有改修订号的活动": unrevised_postponements(plan),
        "快到期或已到期的名录": (problem for problem in check_validity(plan, today) if problem.warning),
        "可能接续上一份方案、还没有对应的措施": untied_measures(plan),
        "今年的日期还没有写的节日": unannounced_dates(plan, today),
        "没有写可以做什么的节日": observances_without_suggestions(plan, today),
        "通知到期还没有收到的报送": unreceived_reports(plan, today),
        "一年没有核对的法律和指南": uncompared_laws(plan, today),
    }
    return {kind: problems for kind, waiting in found.items() if (problems := sorted(waiting))}


def unopened_links(plan: Plan) -> Iterator[Problem]:
    """Every address of a resource has been opened by somebody, on the day in `checked`."""
    for record in plan.resources.values():
        if record.link and not record.checked:
            message = f"“{record.link}”还没有人打开看过；打开没问题，在下面写 checked: 当天日期，打不开就改正或删去"
            yield Problem(record.where("link"), message)


def stale_links(plan: Plan, today: date) -> Iterator[Problem]:
    """Every address of a resource was opened within the last 180 days."""
    for record in plan.resources.values():
        if record.link and record.checked and today - record.checked > CHECKED_FOR:
            message = f"“{record.link}”上次打开是 {record.checked}，过了半年；再打开看一眼，没问题就改成当天日期"
            yield Problem(record.where("checked"), message)


def unverified_records(plan: Plan) -> Iterator[Problem]:
    """Nothing is marked as `unverified`."""
    entries = [entry for observance in plan.observances.values() for entry in observance.years]
    records: list[Resource | Daily | YearEntry] = [*plan.resources.values(), *plan.daily.values(), *entries]
    for record in records:
        if record.unverified:
            yield Problem(record.where("unverified"), "写着 true；请责任单位核对，核对过了删去这一行，不对就改正")


def unsigned_articles(pages: Iterable[Written]) -> Iterator[Problem]:
    """Every article is signed by a responsible unit."""
    for page in pages:
        if page.article and not page.article.reviewed:
            message = "没有写；请责任单位审核，签字以后写 {by: 单位代号, dated: 审核日期}"
            where = page.article.where("reviewed")
            yield Problem(where, message)


def pieces_without_a_day(plan: Plan, placed: Collection[str]) -> Iterator[Problem]:
    """Every daily piece has a day of the year, unless there are more pieces than days."""
    for piece in plan.daily.values():
        if piece.id not in placed:
            message = "它能用的日子都已经有别的条目，轮不到它；给它写 day，或者删去一条旧的"
            yield Problem(piece.where("months" if piece.months else "text"), message)


def unreported_events(plan: Plan, today: date) -> Iterator[Problem]:
    """An event that was held links to a report of it."""
    for event in plan.events.values():
        if event.last < today and event.status != "cancelled" and not event.report:
            yield Problem(event.where("report"), f"没有写；活动 {event.last} 已办完，有报道或总结就写上网址")


def open_past_events(plan: Plan, today: date) -> Iterator[Problem]:
    """An event that is over is finished or cancelled."""
    for event in plan.events.values():
        if event.last < today and event.status not in ("finished", "cancelled"):
            message = f"写着 {event.status}，活动 {event.last} 已经过去；办了就写 finished，没办就写 cancelled 和原因"
            yield Problem(event.where("status"), message)


def unrevised_postponements(plan: Plan) -> Iterator[Problem]:
    """A postponed event has a higher revision, or the calendars of subscribers keep the old day."""
    for event in plan.events.values():
        if event.status == "postponed" and not event.revision:
            message = "还是 0；改期以后要加 1，写 revision: 1，订阅的日历才会跟着改"
            yield Problem(event.where("revision"), message)


def untied_measures(plan: Plan) -> Iterator[Problem]:
    """A measure that reads like one of the plan before says that it goes on from it."""
    for period in plan.periods:
        for old, new in likely_ties(plan, period):
            message = f"“{new.title}”与上一份方案的“{old.title}”相像；是接着做的就写 continues: {old.id}，不是就不用管"
            yield Problem(new.where("kind"), message)


def unannounced_dates(plan: Plan, today: date) -> Iterator[Problem]:
    """An observance whose days are announced has those of this year."""
    for observance in plan.observances.values():
        running = (observance.since or today.year) <= today.year <= (observance.until or today.year)
        known = {entry.year for entry in observance.years if entry.start}
        if isinstance(observance.rule, Announced) and running and today.year not in known:
            message = f"没有 {today.year} 年的日期；主管部门公布了就写上，并写出处"
            yield Problem(observance.where("years"), message)


def observances_without_suggestions(plan: Plan, today: date) -> Iterator[Problem]:
    """An observance that is still kept says what anybody can do."""
    for observance in plan.observances.values():
        if not observance.do and (observance.until or today.year) >= today.year:
            message = "没有写；写一到三件普通人当天做得到的事，每件有文章、资源或出处，没有可靠的出处就先不写"
            yield Problem(observance.where("do"), message)


def unreceived_reports(plan: Plan, today: date) -> Iterator[Problem]:
    """Whoever was asked to report has done so by the term."""
    for call in plan.reporting.calls:
        asked = [id for id, by in called(plan, call.year).items() if by is call]
        missing = [unit_called(plan, id) for id in asked if report_of(plan, call.year, id) is None]
        if call.due < today and missing:
            message = f"{call.year} 年应报 {len(asked)} 个单位，还有 {len(missing)} 个没有收到：{listed(missing)}"
            yield Problem(call.where("due"), message)


def uncompared_laws(plan: Plan, today: date) -> Iterator[Problem]:
    """The kept text of a law was compared with what is in force within the last year."""
    for law in plan.quotes.values():
        if years_later(law.as_of, 1) < today:
            message = (
                f"《{law.title}》最后核对在 {law.as_of}，已过一年；到国家法律法规数据库或发布单位的网站看改过没有，"
                "没改就写当天的日期，改了就换上新的条文和 dated"
            )
            yield Problem(law.where("as_of"), message)
