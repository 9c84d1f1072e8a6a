"""The plans, tasks and measures as /api/v1/plan.json."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from ...model.plan import Period, Plan
from ...model.record import Note
from ...model.tree.node import Node
from ...queries import urls
from ...queries.duties import archived, leads_of, named_in, tasks_of, text_places, totals
from ...queries.published.goal import aims
from ..shapes import Shape, UnitName, as_json, as_schema, unit_names


class NoteShape(Shape):
    """编者注。"""

    quote: Annotated[str, Field(description="所注的原文")]
    text: Annotated[str, Field(description="说明")]


class TotalsShape(Shape):
    """数量。"""

    tasks: Annotated[int, Field(description="重点任务数")]
    measures: Annotated[int, Field(description="措施数")]
    units: Annotated[int, Field(description="责任分工表里出现的单位名称数")]
    pairs: Annotated[int, Field(description="措施与责任单位的对应关系数")]


class BasisShape(Shape):
    """依据文件。"""

    title: str
    number: Annotated[str, Field(description="文号")]


class IndicatorShape(Shape):
    """可以衡量的目标。"""

    name: str
    target: Annotated[float, Field(description="百分数")]
    year: int
    quote: Annotated[str, Field(description="原文")]


class PeriodShape(Shape):
    """一个规划期的方案。"""

    id: Annotated[str, Field(description="规划期，例如 2021-2025")]
    title: str
    issuer: str
    issued: date
    start: date
    end: date
    archived: Annotated[bool, Field(description="是否已有新的方案接替")]
    addressees: Annotated[list[str], Field(description="主送单位")]
    basis: list[BasisShape]
    goal: Annotated[str, Field(description="工作目标原文")]
    indicator: IndicatorShape
    aims: Annotated[list[str], Field(description="工作目标里的其余各句")]
    totals: TotalsShape
    notes: list[NoteShape]
    url: Annotated[str, Field(description="页面地址，从网站根算起")]
    source_url: Annotated[str, Field(description="原文页面地址")]


class TaskShape(Shape):
    """重点任务：行动、工程或保障。"""

    id: str
    period: str
    number: Annotated[int, Field(description="责任分工表里的序号")]
    title: Annotated[str, Field(description="本站使用的名称")]
    heading: Annotated[str, Field(description="正文小标题")]
    table_title: Annotated[str, Field(description="责任分工表里的名称")]
    purpose: Annotated[str | None, Field(description="正文小标题后的一段")]
    lead: Annotated[list[UnitName], Field(description="牵头单位")]
    measures: Annotated[list[str], Field(description="措施代号")]
    notes: list[NoteShape]
    url: str


class MeasureShape(Shape):
    """措施。"""

    id: str
    period: str
    parent: Annotated[str, Field(description="所属任务代号")]
    number: Annotated[int, Field(description="在任务里的顺序，从 1 起")]
    title: str
    body_text: Annotated[str | None, Field(description="正文原文")]
    table_text: Annotated[str | None, Field(description="责任分工表原文；没有这一行则为 null")]
    lead: Annotated[list[UnitName], Field(description="所属任务的牵头单位")]
    units: Annotated[list[UnitName], Field(description="责任分工表列出的责任单位，按原文顺序")]
    units_text: Annotated[str | None, Field(description="责任单位一栏的原文")]
    notes: list[NoteShape]
    paragraphs: Annotated[list[int], Field(description="在原文里的段号，从 1 起")]
    url: str


class PlanShape(Shape):
    """全部规划期的方案。"""

    name: Annotated[str, Field(description="网站名称")]
    periods: list[PeriodShape]
    actions: list[TaskShape]
    projects: list[TaskShape]
    safeguards: list[TaskShape]
    measures: list[MeasureShape]


def export_plan(plan: Plan) -> str:
    """`plan.json`: the plans that have its shape, down to their measures; JSON text."""
    periods = [period for period in plan.periods if in_shape(period)]
    return as_json(
        PlanShape(
            name=plan.site.name,
            periods=[_period(plan, period) for period in periods],
            actions=[_task(plan, period, task) for period in periods for task in tasks_of(period, "action")],
            projects=[_task(plan, period, task) for period in periods for task in tasks_of(period, "project")],
            safeguards=[_task(plan, period, task) for period in periods for task in tasks_of(period, "safeguard")],
            measures=[shape for period in periods for shape in _measures(plan, period)],
        )
    )


def plan_schema() -> dict[str, Any]:
    """The JSON Schema of `plan.json`."""
    return as_schema(PlanShape, "plan.json")


def in_shape(period: Period) -> bool:
    """Whether the first version of the data has a place for everything of a plan."""
    document = period.document
    return bool(
        period.indicator and period.goal and document.issuer and document.issued and document.start and document.end
    )


def _period(plan: Plan, period: Period) -> PeriodShape:
    document, indicator, sums = period.document, period.indicator, totals(period)
    assert indicator and document.issuer and document.issued and document.start and document.end
    return PeriodShape(
        id=period.id,
        title=document.full_title,
        issuer=document.issuer,
        issued=document.issued,
        start=document.start,
        end=document.end,
        archived=archived(plan, period),
        addressees=list(document.addressees),
        basis=[BasisShape(title=basis.title, number=basis.number or "") for basis in document.basis],
        goal=(period.goal.body if period.goal else None) or "",
        indicator=IndicatorShape(
            name=indicator.name, target=indicator.last.value, year=indicator.last.year, quote=indicator.quote
        ),
        aims=aims(period),
        totals=TotalsShape(tasks=sums.tasks, measures=sums.measures, units=sums.units, pairs=sums.pairs),
        notes=_notes(document.notes),
        url=urls.url_of(period),
        source_url=urls.source_url(period),
    )


def _task(plan: Plan, period: Period, task: Node) -> TaskShape:
    return TaskShape(
        id=task.id,
        period=period.id,
        number=task.number,
        title=task.title,
        heading=task.heading or task.title,
        table_title=task.table_title,
        purpose=task.body,
        lead=unit_names(plan, task.lead),
        measures=[measure.id for measure in task.measures],
        notes=_notes(task.notes),
        url=urls.url_of(task),
    )


def _measures(plan: Plan, period: Period) -> list[MeasureShape]:
    places = text_places(period)
    return [_measure(plan, period, measure, places) for measure in period.measures()]


def _measure(plan: Plan, period: Period, measure: Node, places: dict[tuple[str, str], int]) -> MeasureShape:
    return MeasureShape(
        id=measure.id,
        period=period.id,
        parent=measure.task.id,
        number=measure.number,
        title=measure.title,
        body_text=measure.body,
        table_text=measure.table,
        lead=unit_names(plan, leads_of(measure)),
        units=unit_names(plan, named_in(measure)),
        units_text=measure.units_text,
        notes=_notes(measure.notes),
        paragraphs=[places[key] for role in ("body", "table") if (key := (measure.id, role)) in places],
        url=urls.url_of(measure),
    )


def _notes(notes: tuple[Note, ...]) -> list[NoteShape]:
    return [NoteShape(quote=note.quote, text=note.text) for note in notes]
