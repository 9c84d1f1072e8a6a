"""What units report into pages: by year, by plan, what is missing, what changed, what the words mean."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ...model.plan import Plan
from ...queries import urls
from ...queries.page_kinds import PageKind
from ...queries.progress.changes import changes_of_reports
from ...queries.progress.frozen import frozen_steps, frozen_years
from ...queries.progress.standing import YearOfReports, reported_years
from ...queries.progress.sums import events_by_kind
from .page import PROGRESS_SECTION, Page

ASKED_FOR = ("报送情况", "进展情况", "完成情况", "工作总结")
"""What people look for when they mean who has done what."""

_TRAIL = ((PROGRESS_SECTION.name, urls.PROGRESS),)


def generate_progress_pages(plan: Plan, today: date) -> Iterator[Page]:
    """The first page and the meaning of its words, whether anything was reported or not; then what there is."""
    years = reported_years(plan)
    yield Page(
        urls.PROGRESS, "落实情况", f"{plan.site.place}各单位报送的落实情况：谁做了什么，依据是什么", "progress.html",
        PROGRESS_SECTION, PageKind.PLAN, heading="落实情况", listing=True, aliases=ASKED_FOR, values={"years": years},
    )  # fmt: skip
    yield Page(
        urls.DEFINITIONS, "报送的状态和口径", "每一种状态是谁说的、要什么依据；哪些数不能当统计数据用",
        "progress-definitions.html", PROGRESS_SECTION, PageKind.PLAN, trail=_TRAIL,
    )  # fmt: skip
    if tallies := events_by_kind(plan, today):
        yield Page(
            urls.EVENT_TALLY, "公开活动汇总（草稿）", "从活动日历算出的场次和人次，不是统计报表", "progress-events.html",
            PROGRESS_SECTION, PageKind.PLAN, trail=_TRAIL, listing=True, updated=_last_event(plan),
            values={"tallies": tallies},
        )  # fmt: skip
    for period in plan.periods:
        mine = reported_years(plan, period)
        if mine or period.id in plan.reporting.assessments:
            yield Page(
                urls.progress_url(period.id), f"{period.id} 年落实情况", f"{period.id} 年方案各年的报送并排",
                "progress-period.html", PROGRESS_SECTION, PageKind.PLAN, period, trail=_TRAIL, listing=True,
                updated=_last_change(plan), values={"years": list(reversed(mine))},
            )  # fmt: skip
    for found in years:
        yield from _year_pages(plan, found)
    if changes := changes_of_reports(plan):
        yield Page(
            urls.CHANGES, "报送变动", "收到、更正和撤回的报送，新的在前", "progress-changes.html", PROGRESS_SECTION,
            PageKind.PLAN, trail=_TRAIL, listing=True, updated=changes[0].day, values={"changes": changes},
        )  # fmt: skip


def _year_pages(plan: Plan, found: YearOfReports) -> Iterator[Page]:
    year, updated = found.year, max([call.issued for call in found.calls] + ([found.last] if found.last else []))
    trail = (*_TRAIL, (f"{year} 年落实情况", urls.progress_url(year)))
    yield Page(
        urls.progress_url(year), f"{year} 年落实情况", f"{year} 年各单位按任务和措施报送的落实情况", "progress-year.html",
        PROGRESS_SECTION, PageKind.PLAN, found.period, listing=True, trail=_TRAIL, updated=updated,
        values={"found": found, "frozen": frozen_years(plan, year)},
    )  # fmt: skip
    yield Page(
        urls.gaps_url(year), f"{year} 年还缺什么", f"{year} 年哪些措施没有收到报送，哪些没有活动", "progress-gaps.html",
        PROGRESS_SECTION, PageKind.PLAN, found.period, listing=True, trail=trail, updated=updated, values={"found": found},
    )  # fmt: skip
    if steps := frozen_steps(plan, year):
        yield Page(
            urls.frozen_url(year), f"{year} 年存下的快照", f"{year} 年报送在某一天的样子，和后来的不同", "progress-frozen.html",
            PROGRESS_SECTION, PageKind.PLAN, found.period, listing=True, trail=trail, updated=updated,
            values={"found": found, "steps": steps},
        )  # fmt: skip


def _last_change(plan: Plan) -> date:
    days = [change.day for change in changes_of_reports(plan)]
    calls = [call.issued for call in plan.reporting.calls]
    return max([*days, *calls, *(one.issued for one in plan.reporting.assessments.values())])


def _last_event(plan: Plan) -> date:
    return max(event.updated for event in plan.events.values())
