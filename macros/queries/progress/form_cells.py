"""The form that a unit fills: its columns, and what stands in the cells of what was reported already."""

from __future__ import annotations

from ...model.reports import STATES, Entry, Evidence
from .wording import days_in_words

CODE_COLUMN, PLAN_COLUMN, LAST_YEAR_COLUMN = "代号", "措施（方案原文，不用改）", "上年报的"
STATE_COLUMN, DID_COLUMN, DAYS_COLUMN, COUNTS_COLUMN, EVIDENCE_COLUMN, WITHHELD_COLUMN = (
    "状态",
    "做了什么；为什么",
    "日期",
    "数量",
    "依据",
    "暂不公开",
)
FORM_COLUMNS = (
    CODE_COLUMN,
    PLAN_COLUMN,
    LAST_YEAR_COLUMN,
    STATE_COLUMN,
    DID_COLUMN,
    DAYS_COLUMN,
    COUNTS_COLUMN,
    EVIDENCE_COLUMN,
    WITHHELD_COLUMN,
)
"""At most nine: more are too small to read on A4."""

FILLED_COLUMNS = (STATE_COLUMN, DID_COLUMN, DAYS_COLUMN, COUNTS_COLUMN, EVIDENCE_COLUMN)
"""The columns that are taken over."""

OFFICE_LABEL, NUMBER_LABEL = "报送科室：", "文号（没有不填）："
HIDDEN_SHEET, FORM_SIGN = "kepu", "kepu-report-1"
"""The hidden sheet says of which unit and year a form is; its first cell holds the sign."""

NONE_COUNTED = "无："
"""What stands before the reason why nothing was counted."""

FORM_HEAD_ROW = 5
"""The row of the columns' names, from 0."""


def cells_of(entry: Entry) -> dict[str, str]:
    """What an entry says, as a unit would have filled it in."""
    counts = [f"{count.what} {count.number} {count.unit}" for count in entry.counts]
    if entry.uncounted:
        counts.append(NONE_COUNTED + entry.uncounted)
    return {
        STATE_COLUMN: STATES[entry.state],
        DID_COLUMN: entry.did or entry.reason or "",
        DAYS_COLUMN: days_in_words(entry),
        COUNTS_COLUMN: "\n".join(counts),
        EVIDENCE_COLUMN: "\n".join(_evidence(item) for item in entry.evidence),
    }


def _evidence(item: Evidence) -> str:
    return " ".join(filter(None, (item.name, item.number, item.link, str(item.dated or ""))))
