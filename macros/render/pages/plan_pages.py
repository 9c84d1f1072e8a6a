"""A plan and its units into pages: the plan at a glance, its text, its tasks and measures, who is responsible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...model.plan import Member, Period, Plan, Unit
from ...model.tree.node import Node
from ...project.plans import succession
from ...queries import duties, urls
from ...queries.page_kinds import PageKind
from ...queries.published import contents
from .page import (
    DUTIES_SECTION,
    PLAN_SECTION,
    UNITS_SECTION,
    Page,
    Section,
)


def generate_period_pages(plan: Plan) -> Iterator[Page]:
    """The pages of every plan period, oldest first."""
    for period in plan.periods:
        yield from _period_pages(plan, period)


def _period_pages(plan: Plan, period: Period) -> Iterator[Page]:
    document = period.document
    title, section = document.full_title, _section(plan, period)
    yield Page(
        urls.url_of(period),
        _called(plan, period),
        f"{title}：{'、'.join(['目标', *contents.counted_tasks(period)])}",
        "plan.html",
        section,
        PageKind.PLAN,
        period,
        heading=title,
        aliases=(contents.caption(period), "实施方案", *contents.counted_tasks(period)),
        keywords=(*_targets(period), *((period.goal.title,) if period.goal else ())),
    )
    yield Page(
        urls.source_url(period), "方案原文", f"{title}全文，逐段可引用", "source.html", section, PageKind.PLAN, period,
        trail=_below_plan(plan, period), aliases=("方案全文", title), keywords=tuple(basis.number for basis in period.document.basis if basis.number),
    )  # fmt: skip
    if contents.has_contrasts(period):
        whole = contents.has_tables(period)
        yield Page(
            urls.contrasts_url(period),
            contents.contrasts_title(period),
            "方案正文与责任分工表不一致的地方，以及全部编者注" if whole else f"《{title}》的全部编者注",
            "contrasts.html",
            section,
            PageKind.PLAN,
            period,
            trail=_below_plan(plan, period),
        )
    if found := succession.succession(plan, period):
        yield Page(
            urls.changes_url(period),
            "与上一份方案比较",
            f"《{title}》与上一份方案比较：接着做的、新增的、不再列的",
            "changes.html",
            section,
            PageKind.PLAN,
            period,
            trail=_below_plan(plan, period),
            aliases=("新旧方案对照", "新旧方案比较"),
            values={"found": found},
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
        if task.measures[0] is not task:
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


def _targets(period: Period) -> tuple[str, ...]:
    """The values that the plan aims at."""
    return tuple(f"{indicator.last.value:g}{indicator.unit}" for indicator in period.document.indicators)


def _task_page(task: Node, period: Period, plan: Plan) -> Page:
    description = task.body or f"{task.title}的{len(task.measures)}项{period.document.names.measures}和责任单位"
    names = (name for name in (task.heading, task.table_title) if name)
    return Page(
        urls.url_of(task), task.title, description, "task.html", _section(plan, period), _page_kind(task, PageKind.TASK), period,
        trail=_below_plan(plan, period), aliases=(*names, *task.aliases), keywords=task.keywords,
        audiences=_audience_of(task, plan), values={"task": task},
    )  # fmt: skip


def _measure_page(measure: Node, period: Period, plan: Plan) -> Page:
    description = (measure.table or measure.body or "")[:110]
    task = measure.task
    return Page(
        urls.url_of(measure),
        measure.title,
        description,
        "measure.html",
        _section(plan, period),
        PageKind.MEASURE,
        period,
        trail=(*_below_plan(plan, period), *(((task.title, urls.url_of(task)),) if task is not measure else ())),
        aliases=measure.aliases,
        keywords=measure.keywords,
        audiences=_audience_of(task, plan),
        values={"measure": measure},
    )


def _page_kind(node: Node, otherwise: PageKind) -> PageKind:
    """What the search calls the page of a node: as the plan does, where it knows the word."""
    return next((kind for kind in PageKind if kind.value == node.kind_name), otherwise)


def _below_plan(plan: Plan, period: Period) -> tuple[tuple[str, str], ...]:
    return ((_called(plan, period), urls.url_of(period)),)


def _section(plan: Plan, period: Period) -> Section:
    """The section of a plan's pages, in the words of the plan."""
    words = [period.document.family, "实施方案", *[*contents.task_kinds(period)][:2], period.document.names.measures]
    kept = dict.fromkeys(word for word in words if word)
    return replace(PLAN_SECTION, name=_called(plan, period), keywords=",".join(kept))


def _called(plan: Plan, period: Period) -> str:
    """What the plan's own page is called: a plan of another level or family by its title."""
    return contents.caption(period) if period.series == plan.current.series else period.document.full_title


def _audience_of(task: Node, plan: Plan) -> tuple[str, ...]:
    """The audience whose action a task is."""
    return tuple(id for id, node in plan.map.audiences.items() if node == task.id)


def _full_name(unit: Unit | Member) -> tuple[str, ...]:
    return (unit.full_name,) if isinstance(unit, Unit) and unit.full_name else ()
