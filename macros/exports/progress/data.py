"""The reports of all years as /api/v1/progress.json and progress.csv: what came in, in the units' own words."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ...model.plan import Plan
from ...model.reports import Assessment, Call, Entry
from ...queries.progress.standing import Standing, YearOfReports, reported_years
from ...queries.progress.sums import NO_STATISTICS, sums
from ..shapes import SCHEMA_DIALECT, as_schema
from ..tables.duties_csv import write_csv
from .rows import PROGRESS_COLUMNS, progress_rows


class SparseShape(BaseModel):
    """An object in the data that leaves out what is as usual; its fields are the promise to readers."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CallShape(SparseShape):
    """一份报送通知。"""

    by: str
    title: str
    number: str | None = Field(None, description="文号；没有则不出现")
    link: str | None = Field(None, description="网址；没有公开则不出现")
    issued: date
    due: date = Field(description="截止日期，当天还算按时")


class CountShape(SparseShape):
    """单位报送的一个数，也用于合计。"""

    what: str
    number: int
    unit: str


class EvidenceShape(SparseShape):
    """一条依据。"""

    kind: Literal["link", "document"]
    name: str
    link: str | None = None
    number: str | None = Field(None, description="文号")
    dated: date | None = None
    broken: date | None = Field(None, description="链接已打不开，核对的日期")


class CorrectionShape(SparseShape):
    """一次更正；原来的说法留着。"""

    corrected: date
    field: str
    was: str
    why: str
    by: str


class EntryShape(SparseShape):
    """一个单位对一条措施的报送。没有的字段不出现。"""

    measure: str
    unit: str
    ways: list[str] = Field(description="承担方式：牵头、列名，或随哪个集体")
    state: Literal["ongoing", "done", "not-started", "ended", "not-applicable"]
    received: date = Field(description="收到的日期")
    late: bool = Field(description="true：截止以后收到的")
    did: str | None = None
    start: date | None = Field(None, description="哪一天，或从哪天起")
    end: date | None = Field(None, description="到哪一天；只有一天则不出现")
    counts: list[CountShape] = Field(default_factory=list)
    uncounted: str | None = Field(None, description="为什么没有数量")
    events: list[str] = Field(default_factory=list, description="活动日历上的活动代号；合计里一个活动只算一次")
    evidence: list[EvidenceShape] = Field(default_factory=list)
    reason: str | None = None
    corrections: list[CorrectionShape] = Field(default_factory=list)


class MissingShape(SparseShape):
    """一个单位没有收到报送的措施。"""

    unit: str
    due: date | None = Field(None, description="通知的截止日期；没有人要求报送则不出现")
    measures: list[str]


class YearShape(SparseShape):
    """一年的报送。"""

    year: int
    period: str
    calls: list[CallShape]
    asked: int = Field(description="应报多少条；没有通知则为 0")
    received: int = Field(description="收到多少条")
    sums: list[CountShape] = Field(description=NO_STATISTICS)
    entries: list[EntryShape]
    missing: list[MissingShape]


class AssessmentShape(SparseShape):
    """规划期终了评估。"""

    period: str
    title: str
    number: str
    by: str
    issued: date
    link: str | None = None
    summary: str | None = None
    verdicts: dict[str, str] = Field(description="任务代号和评估报告里的原话")


class ProgressShape(SparseShape):
    """各单位的报送，新的年份在前。合计不是统计数据。"""

    note: str
    assessments: list[AssessmentShape]
    years: list[YearShape] = Field(description="没有人要求报送、也没有收到过报送，则为空")


def export_progress_json(plan: Plan) -> str:
    """`progress.json`: everything that was asked and received; what says nothing is left out. JSON text."""
    shape = ProgressShape(
        note=NO_STATISTICS,
        assessments=[_assessment(id, one) for id, one in plan.reporting.assessments.items()],
        years=[_year(plan, found) for found in reported_years(plan)],
    )
    return shape.model_dump_json(exclude_defaults=True) + "\n"


def progress_schema() -> dict[str, Any]:
    """The JSON Schema of `progress.json`."""
    return as_schema(ProgressShape, "progress.json")


def export_progress_csv(plan: Plan) -> str:
    """`progress.csv`: a row for each unit of each measure in each year that was asked for or reported on."""
    found = (row for year in reported_years(plan) for row in progress_rows(plan, year))
    return write_csv(PROGRESS_COLUMNS, ([str(value) for value in row] for row in found))


def progress_csv_schema() -> dict[str, Any]:
    """JSON Schema of one row, each value a string."""
    return {
        "$schema": SCHEMA_DIALECT,
        "title": "progress.csv",
        "description": f"各单位的报送，一行一个“年份—措施—单位”；{NO_STATISTICS}；UTF-8 编码，带字节序标记",
        "type": "object",
        "properties": {name: {"type": "string", "description": meaning} for name, meaning in PROGRESS_COLUMNS.items()},
        "required": list(PROGRESS_COLUMNS),
        "additionalProperties": False,
    }


def _year(plan: Plan, found: YearOfReports) -> YearShape:
    open_units = {id: [one for one in mine if not one.entry] for id, mine in found.by_unit.items()}
    return YearShape(
        year=found.year,
        period=found.period.id,
        calls=[_call(call) for call in found.calls],
        asked=sum(one.call is not None for one in found.standings),
        received=len(found.received),
        sums=[CountShape(what=one.what, number=one.number, unit=one.unit) for one in sums(plan, found.standings)],
        entries=[_entry(one, one.entry) for one in found.standings if one.entry],
        missing=[
            MissingShape(unit=id, due=mine[0].call.due if mine[0].call else None, measures=[m.measure.id for m in mine])
            for id, mine in open_units.items()
            if mine
        ],
    )


def _call(call: Call) -> CallShape:
    return CallShape(
        by=call.by, title=call.title, number=call.number, link=call.link, issued=call.issued, due=call.due
    )  # fmt: skip


def _entry(one: Standing, entry: Entry) -> EntryShape:
    return EntryShape(
        measure=one.measure.id,
        unit=one.unit.id,
        ways=list(one.charge.ways),
        state=entry.state,
        received=entry.received,
        late=one.late,
        did=entry.did,
        start=entry.on or entry.from_,
        end=entry.to,
        counts=[CountShape(**count.model_dump()) for count in entry.counts],
        uncounted=entry.uncounted,
        events=list(entry.events),
        evidence=[EvidenceShape(**item.model_dump(exclude={"archived"})) for item in entry.evidence],
        reason=entry.reason,
        corrections=[CorrectionShape(**change.model_dump()) for change in entry.corrections],
    )


def _assessment(period: str, one: Assessment) -> AssessmentShape:
    return AssessmentShape(
        period=period,
        **one.model_dump(exclude={"verdicts"}),
        verdicts={verdict.task: verdict.quote for verdict in one.verdicts},
    )
