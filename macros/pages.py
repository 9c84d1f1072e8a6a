"""All records into the pages of the site, each a finished body of HTML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from . import agenda, urls, views
from .content import Article
from .model import TASK_KINDS, Measure, Member, Period, Plan, Task, Unit
from .templates import render


@dataclass(frozen=True)
class Section:
    """A section of the site as government meta tags describe it (《政府网站发展指引》附件《网页标签规范》)."""

    name: str
    description: str
    keywords: str
    type: str


HOME = Section("首页", "本站首页", "科学素质,科普", "首页")
PLAN = Section("行动与工程", "方案全文、任务和措施", "科学素质,实施方案,行动,工程,措施", "政策文件")
DUTIES = Section("责任分工", "任务与责任单位对照", "责任分工,牵头单位,责任单位", "政策文件")
CALENDAR = Section("活动日历", "科普节日、活动和订阅", "活动,科普日,科普月,日历", "工作动态")
UNITS = Section("责任单位", "各责任单位承担的任务和措施", "责任单位,职责", "政策文件")
TOOLS = Section("本站", "搜索和站点地图", "搜索,站点地图", "概况信息")


@dataclass(frozen=True)
class Page:
    """A page of the site: its address from the root, what it is called, how it is drawn."""

    url: str
    title: str
    description: str
    template: str
    section: Section
    kind: str = ""
    period: Period | None = None
    indexed: bool = True
    aliases: tuple[str, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)

    def body(self, root: Path, plan: Plan, today: date) -> str:
        """The page's HTML between header and footer."""
        values = {"plan": plan, "today": today, "page": self, "period": self.period or plan.current, **self.values}
        return render(root, self.template, self.url, values)


def generate_pages(plan: Plan, today: date, articles: list[Article] | None = None) -> Iterator[Page]:
    """Every page that follows from the plan; `articles` are the hand-written ones, for the site map."""
    yield Page(urls.HOME, plan.site.name, plan.site.description, "home.html", HOME, indexed=False)
    for period in plan.periods:
        yield from _period_pages(plan, period)
    yield from _unit_pages(plan)
    if plan.observances or plan.events:
        yield from _calendar_pages(plan, today)
    yield Page(urls.SEARCH, "搜索", "在全站里查找措施、单位和原文", "search.html", TOOLS, indexed=False)
    values = {"articles": articles or []}
    yield Page(urls.SITEMAP, "站点地图", "本站全部页面", "sitemap.html", TOOLS, indexed=False, values=values)


def _period_pages(plan: Plan, period: Period) -> Iterator[Page]:
    document = period.document
    title = document.full_title
    yield Page(
        urls.url_of(period), "行动与工程", f"{title}：目标、五项行动、五项工程和保障措施", "plan.html", PLAN, "方案", period
    )
    yield Page(urls.source_url(period), "方案原文", f"{title}全文，逐段可引用", "source.html", PLAN, "方案", period)
    yield Page(
        urls.contrasts_url(period), "正文与分工表对照", "方案正文与责任分工表不一致的地方，以及全部编者注", "contrasts.html", PLAN, "方案", period
    )
    yield Page(urls.duties_url(period), "责任分工", "谁牵头、谁参与：重点任务与责任单位对照表", "duties.html", DUTIES, "方案", period)
    for task in period.tasks:
        yield _task_page(task, period)
        for measure in task.measures:
            yield _measure_page(measure, period)


def _task_page(task: Task, period: Period) -> Page:
    description = task.purpose or f"{task.title}的{len(task.measures)}项措施和责任单位"
    return Page(
        urls.url_of(task), task.title, description, "task.html", PLAN, TASK_KINDS[task.kind], period,
        aliases=(task.heading, task.table_title), values={"task": task},
    )  # fmt: skip


def _measure_page(measure: Measure, period: Period) -> Page:
    description = (measure.table or measure.body or "")[:110]
    return Page(
        urls.url_of(measure), measure.title, description, "measure.html", PLAN, "措施", period, values={"measure": measure}
    )


def _unit_pages(plan: Plan) -> Iterator[Page]:
    yield Page(urls.UNITS, "责任单位", "各责任单位牵头和参与的任务", "units.html", UNITS, "方案")
    for unit in views.unit_pages(plan):
        description = f"{unit.name}在{plan.site.place}全民科学素质行动中牵头、参与和随集体承担的任务"
        yield Page(
            urls.url_of(unit), unit.name, description, "unit.html", UNITS, "单位", aliases=_aliases(unit), values={"unit": unit}
        )


def _calendar_pages(plan: Plan, today: date) -> Iterator[Page]:
    yield Page(urls.EVENTS, "活动日历", "近期的科普活动和节日，可以订阅到自己的日历", "events.html", CALENDAR, "活动")
    for year in agenda.years(plan, today):
        yield Page(
            urls.year_url(year), f"{year} 年活动日历", f"{year} 年的科普活动和节日一览", "year.html", CALENDAR,
            indexed=False, values={"year": year},
        )  # fmt: skip
        for month in range(1, 13):
            title = f"{year} 年 {month} 月活动日历"
            yield Page(
                urls.month_url(year, month), title, f"{year} 年 {month} 月的科普活动和节日，可打印张贴", "month.html",
                CALENDAR, indexed=False, values={"year": year, "month": month},
            )  # fmt: skip
    for observance in plan.observances.values():
        aliases = (*observance.aliases, *([observance.plan_name] if observance.plan_name else []))
        yield Page(
            urls.url_of(observance), observance.name, observance.about, "observance.html", CALENDAR, "节日",
            aliases=aliases, values={"record": observance},
        )  # fmt: skip
    for event in plan.events.values():
        yield Page(
            urls.url_of(event), event.title, event.about or f"{event.title}，{event.start}", "event.html", CALENDAR, "活动",
            values={"record": event},
        )  # fmt: skip


def _aliases(unit: Unit | Member) -> tuple[str, ...]:
    return unit.aliases if isinstance(unit, Unit) else ()
