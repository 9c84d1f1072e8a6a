"""The reports of years and what events add up to as workbooks, with the numbers of the page on a sheet of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ...model.plan import Plan
from ...queries import urls
from ...queries.progress.standing import YearOfReports, reported_years
from ...queries.progress.sums import DRAFT, NO_STATISTICS, events_by_kind, sums
from ..tables.duties_xlsx import origin_lines
from ..tables.workbook import Table, tables_as_workbook
from .rows import PROGRESS_COLUMNS, progress_rows

PROGRESS_WIDTHS = {
    "年份": 6, "任务序号": 9, "任务": 16, "措施代号": 16, "措施": 22, "单位代号": 12, "单位": 12, "承担方式": 16,
    "做了什么": 36, "数量": 18, "活动": 16, "依据": 30, "原因": 18, "内容": 40, "种类": 16,
}  # fmt: skip

YEAR_COLUMNS = ("任务", "措施", "单位", "状态", "收到日期", "做了什么", "日期", "数量", "活动", "依据", "原因")
"""What of the rows a sheet of A4 has room for; all of them are in the workbook of all years."""

TALLY_COLUMNS = ("年份", "种类", "活动", "场次", "现场人次", "线上人次", "没有写人次的活动")


def export_year_workbook(plan: Plan, found: YearOfReports, today: date) -> bytes:
    """The report of a year: a row for each pair, and the sums."""
    title = f"{plan.site.place} {found.year} 年落实情况"
    return _reports(plan, title, [found], origin_lines(plan, today, urls.progress_url(found.year), title), YEAR_COLUMNS)


def export_progress_workbook(plan: Plan, today: date) -> bytes:
    """`progress.xlsx`: all years."""
    title = f"{plan.site.place}各单位报送的落实情况"
    lines = origin_lines(plan, today, urls.PROGRESS, "落实情况")
    return _reports(plan, title, reported_years(plan), lines, tuple(PROGRESS_COLUMNS))


def export_tally_workbook(plan: Plan, today: date) -> bytes:
    """What public events add up to: a draft to compare statistics with."""
    found: list[list[str | int]] = [
        [year, kind, tally.events, tally.sessions, tally.people, tally.online, tally.uncounted]
        for year, rows in events_by_kind(plan, today)
        for kind, tally in rows
    ]
    lines = (f"草稿：{DRAFT}", *origin_lines(plan, today, urls.EVENT_TALLY, "公开活动汇总（草稿）"))
    table = Table(f"{plan.site.place}公开活动汇总（草稿，不是统计报表）", lines, TALLY_COLUMNS, found, PROGRESS_WIDTHS)
    return tables_as_workbook({"草稿": table})


def _reports(
    plan: Plan, title: str, years: Sequence[YearOfReports], lines: tuple[str, ...], columns: tuple[str, ...]
) -> bytes:
    places = [tuple(PROGRESS_COLUMNS).index(name) for name in columns]
    rows = ([row[place] for place in places] for found in years for row in progress_rows(plan, found))
    added: list[list[str | int]] = [
        [found.year, one.what, one.number, one.unit] for found in years for one in sums(plan, found.standings)
    ]  # fmt: skip
    notes = (*lines, NO_STATISTICS)
    return tables_as_workbook(
        {
            "落实情况": Table(title, notes, columns, rows, PROGRESS_WIDTHS),
            "合计": Table(
                f"{title}：合计", notes, ("年份", "内容", "数量", "单位"), added, {**PROGRESS_WIDTHS, "数量": 10}
            ),
        }
    )
