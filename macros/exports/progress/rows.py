"""The reports of years as rows: a row for each pair of unit and measure, the same in every format."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.plan import Plan
from ...queries.progress.standing import UNASKED, Standing, YearOfReports
from ...queries.progress.sums import counted_events, tally
from ...queries.progress.wording import entry_in_words

PROGRESS_COLUMNS = {
    "年份": "哪一年的情况",
    "规划期": "按哪个方案的措施报送，例如 2021-2025",
    "任务序号": "责任分工表里的序号",
    "任务": "重点任务名称",
    "措施代号": "措施的代号，例如 youth-1",
    "措施": "措施名称",
    "单位代号": "单位代号",
    "单位": "方案里的写法",
    "承担方式": "牵头、列名，或随哪个集体",
    "状态": "单位自己报送的状态；没有人要求报送写“尚未收报”，要求了没有收到写“没有收到”",
    "截止日期": "通知要求的截止日期；没有通知则为空",
    "收到日期": "收到报送的日期；没有收到则为空",
    "补报": "截止以后收到的写“是”",
    "做了什么": "单位报送的原话",
    "日期": "哪一天，或从哪天至哪天",
    "数量": "单位报送的数量，或为什么没有",
    "活动": "活动日历上的活动",
    "依据": "公开链接或文号",
    "原因": "已终止和不涉及的原因",
    "计入合计的活动": "活动个数：几个单位合写的活动只在第一行算一次，这一栏和后三栏相加就是合计",
    "场次": "计入合计的活动的场次",
    "现场人次": "计入合计的活动的现场人次",
    "线上人次": "计入合计的活动的线上人次",
}
"""Column → what it holds."""

MISSING = "没有收到"


def progress_rows(plan: Plan, found: YearOfReports) -> Iterator[list[str | int]]:
    """The rows of a year by task, measure and unit."""
    for one, events in counted_events(plan, found.standings):
        held, task = tally(events), one.measure.task
        entry = one.entry
        yield [
            found.year, found.period.id, task.number, task.title, one.measure.id, one.measure.title, one.unit.id,
            one.unit.name, one.ways, *_told(plan, one),
            *([held.events, held.sessions, held.people, held.online] if entry else ["", "", "", ""]),
        ]  # fmt: skip


def _told(plan: Plan, one: Standing) -> list[str]:
    due = str(one.call.due) if one.call else ""
    if one.entry is None:
        return [MISSING if one.call else UNASKED, due, *[""] * 8]
    state, *rest = entry_in_words(plan, one.entry).values()
    return [state, due, str(one.entry.received), "是" if one.late else "", *rest]
