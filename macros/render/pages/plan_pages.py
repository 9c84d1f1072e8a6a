"""A plan and its units into pages: the plan at a glance, its text, its tasks and measures, who is responsible."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.plan import TASK_KINDS, Measure, Member, Period, Plan, Task, Unit
from ...queries import duties, urls
from ...queries.page_kinds import PageKind
from .page import (
    DUTIES_SECTION,
    PLAN_SECTION,
    UNITS_SECTION,
    Page,
)


def generate_period_pages(plan: Plan) -> Iterator[Page]:
    """The pages of every plan period, oldest first."""
    for period in plan.periods:
        yield from _period_pages(plan, period)


def _period_pages(plan: Plan, period: Period) -> Iterator[Page]:
    document = period.document
    title = document.full_title
    yield Page(
        urls.url_of(period),
        "行动与工程",
        f"{title}：目标、五项行动、五项工程和保障措施",
        "plan.html",
        PLAN_SECTION,
        PageKind.PLAN,
        period,
        heading=title,
        aliases=("行动与工程", "实施方案", "五项行动", "五项工程"),
        keywords=(f"{period.document.goal.indicator.target:g}%", "工作目标"),
    )
    yield Page(
        urls.source_url(period), "方案原文", f"{title}全文，逐段可引用", "source.html", PLAN_SECTION, PageKind.PLAN, period,
        trail=_below_plan(period), aliases=("方案全文", title), keywords=tuple(basis.number for basis in period.document.basis),
    )  # fmt: skip
    yield Page(
        urls.contrasts_url(period),
        "正文与分工表对照",
        "方案正文与责任分工表不一致的地方，以及全部编者注",
        "contrasts.html",
        PLAN_SECTION,
        PageKind.PLAN,
        period,
        trail=_below_plan(period),
    )
    yield Page(
        urls.duties_url(period),
        "责任分工",
        "谁牵头、谁参与：重点任务与责任单位对照表",
        "duties.html",
        DUTIES_SECTION,
        PageKind.PLAN,
        period,
        aliases=("责任分工表", "任务分工"),
        keywords=("谁负责", "谁牵头", "牵头单位"),
    )
    for task in period.tasks:
        yield _task_page(task, period, plan)
        for measure in task.measures:
            yield _measure_page(measure, period, plan)


def generate_unit_pages(plan: Plan) -> Iterator[Page]:
    """The list of units, and a page for each unit and each listed member."""
    yield Page(urls.UNITS, "责任单位", "各责任单位牵头和参与的任务", "units.html", UNITS_SECTION, PageKind.PLAN)
    for unit in duties.unit_pages(plan):
        description = f"{unit.name}在{plan.site.place}全民科学素质行动中牵头、参与和随集体承担的任务"
        yield Page(
            urls.url_of(unit),
            unit.name,
            description,
            "unit.html",
            UNITS_SECTION,
            PageKind.UNIT,
            trail=((UNITS_SECTION.name, urls.UNITS),),
            aliases=(*_full_name(unit), *unit.aliases),
            keywords=unit.keywords,
            values={"unit": unit},
        )


def _task_page(task: Task, period: Period, plan: Plan) -> Page:
    description = task.purpose or f"{task.title}的{len(task.measures)}项措施和责任单位"
    return Page(
        urls.url_of(task), task.title, description, "task.html", PLAN_SECTION, PageKind(TASK_KINDS[task.kind]), period,
        trail=_below_plan(period), aliases=(task.heading, task.table_title, *task.aliases), keywords=task.keywords,
        audiences=_audience_of(task, plan), values={"task": task},
    )  # fmt: skip


def _measure_page(measure: Measure, period: Period, plan: Plan) -> Page:
    description = (measure.table or measure.body or "")[:110]
    return Page(
        urls.url_of(measure),
        measure.title,
        description,
        "measure.html",
        PLAN_SECTION,
        PageKind.MEASURE,
        period,
        trail=(*_below_plan(period), (measure.task.title, urls.url_of(measure.task))),
        aliases=measure.aliases,
        keywords=measure.keywords,
        audiences=_audience_of(measure.task, plan),
        values={"measure": measure},
    )


def _below_plan(period: Period) -> tuple[tuple[str, str], ...]:
    return ((PLAN_SECTION.name, urls.url_of(period)),)


def _audience_of(task: Task, plan: Plan) -> tuple[str, ...]:
    """The audience whose action a task is."""
    return tuple(id for id, node in plan.map.audiences.items() if node == task.id)


def _full_name(unit: Unit | Member) -> tuple[str, ...]:
    return (unit.full_name,) if isinstance(unit, Unit) and unit.full_name else ()
