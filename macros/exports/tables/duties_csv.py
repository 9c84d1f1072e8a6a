"""The responsibility table as /api/v1/duties.csv: a row for each unit of each measure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ...model.plan import Period, Plan
from ...queries.duties import leads_of, named_in
from ..shapes import SCHEMA_DIALECT

DUTY_COLUMNS = {
    "规划期": "方案的规划期，例如 2021-2025",
    "任务序号": "责任分工表里的序号",
    "任务": "重点任务名称",
    "牵头单位": "任务的牵头单位，用顿号分开；方案没有写则为空",
    "措施代号": "措施的代号，例如 youth-1",
    "措施": "措施名称",
    "责任单位代号": "单位代号；方案没有列责任单位则为空",
    "责任单位": "方案里的写法",
    "是否牵头该任务": "是 或 否",
}

BYTE_ORDER_MARK = "\ufeff"
"""Excel takes a CSV file for GBK unless it begins with this."""


def export_duties_csv(plan: Plan) -> str:
    """CSV after RFC 4180, which ends lines with CRLF."""
    return write_csv(DUTY_COLUMNS, (row for period in plan.periods for row in rows(plan, period)))


def write_csv(columns: Iterable[str], found: Iterable[Sequence[str]]) -> str:
    """A table as CSV for Excel as for programs; no text becomes a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([safe_cell(value) for value in row] for row in found)
    return BYTE_ORDER_MARK + text.getvalue()


def duties_csv_schema() -> dict[str, Any]:
    """JSON Schema of one row, each value a string."""
    return {
        "$schema": SCHEMA_DIALECT,
        "title": "duties.csv",
        "description": "责任分工表，一行一个“措施—责任单位”；UTF-8 编码，带字节序标记",
        "type": "object",
        "properties": {name: {"type": "string", "description": meaning} for name, meaning in DUTY_COLUMNS.items()},
        "required": list(DUTY_COLUMNS),
        "additionalProperties": False,
    }


def rows(plan: Plan, period: Period) -> Iterator[list[str]]:
    """A row for each unit of each measure, and one for a measure without units; the columns are COLUMNS."""
    for task in period.tasks:
        for measure in task.measures:
            leading_units = leads_of(measure)
            leads = "、".join(plan.units[id].name for id in leading_units)
            for id in named_in(measure) or ("",):
                name = plan.units[id].name if id else ""
                leading = "是" if id and id in leading_units else "否"
                yield [period.id, str(task.number), task.title, leads, measure.id, measure.title, id, name, leading]


def safe_cell(value: str) -> str:
    """Text that a spreadsheet will not take for a formula (CWE-1236)."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
