"""All records into the pages of the site, each a finished body of HTML."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from markupsafe import Markup

from ..common.dates import CHINA
from ..model.plan import TASK_KINDS, Measure, Member, Period, Plan, Task, Term, Unit
from ..model.redirect import Moved, Redirects, Removed
from ..model.syndicated import Repost
from ..project.content_loader import Written
from ..project.references import townships
from ..queries import alerts, calendar, duties, feeds, urls
from ..queries import articles as library
from ..queries import directory as listings
from ..queries.articles import Article, Shelf
from ..queries.recurrence import Days
from .jinja_env import render


@dataclass(frozen=True)
class Section:
    """A section of the site as government meta tags describe it (《政府网站发展指引》附件《网页标签规范》)."""

    name: str
    description: str
    keywords: str
    type: str


HOME_SECTION = Section("首页", "本站首页", "科学素质,科普", "首页")
PLAN_SECTION = Section("行动与工程", "方案全文、任务和措施", "科学素质,实施方案,行动,工程,措施", "政策文件")
DUTIES_SECTION = Section("责任分工", "任务与责任单位对照", "责任分工,牵头单位,责任单位", "政策文件")
CALENDAR_SECTION = Section("活动日历", "科普节日、活动和订阅", "活动,科普日,科普月,日历", "工作动态")
RESOURCES_SECTION = Section("科普资源", "平台、热线、场所、课程和读物", "科普资源,平台,热线,场所", "工作动态")
DAILY_SECTION = Section("天天科普", "一天一条，每条都有出处", "天天科普,每日科普,健康,防灾", "工作动态")
ARTICLES_SECTION = Section("科普文章", "按人群和主题整理的科普文章", "科普,健康,防骗,农技", "工作动态")
EMERGENCY_SECTION = Section("应急科普", "遇事先看的应急知识", "应急,避险,急救,热线", "工作动态")
REPOSTS_SECTION = Section("转载", "从别的科普网站转载的内容", "转载,科普", "工作动态")
DIRECTORY_SECTION = Section("科普名录", "专家库、志愿服务队和科普阵地", "专家,志愿服务队,科普阵地", "概况信息")
UNITS_SECTION = Section("责任单位", "各责任单位承担的任务和措施", "责任单位,职责", "政策文件")
SITE_SECTION = Section("本站", "搜索和站点地图", "搜索,站点地图", "概况信息")


@dataclass(frozen=True)
class Page:
    """A page of the site: its address from the root, what it is called, how it is drawn, how it is found.

    A page with an `origin` is content, not a list: whoever says so, and the day it was `published`, where one is known.

    Search knows an indexed page by its words, and a `listing` by its name alone: the words on it are other pages'.
    """

    url: str
    title: str
    description: str
    template: str
    section: Section
    kind: str = ""
    period: Period | None = None
    indexed: bool = True
    listing: bool = False
    aliases: tuple[str, ...] = ()
    canonical: str = ""
    keywords: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    year: int | None = None
    folder: bool = False
    left: Moved | Removed | None = None
    published: date | None = None
    origin: str = ""
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def hub(self) -> bool:
        """Whether all that stands on it are cards of other records, by which it is found nonetheless, after them."""
        return self.kind in ("人群", "主题", "名录") or self.url in (urls.EMERGENCY, urls.UNITS)

    def body(
        self, root: Path, plan: Plan, today: date, articles: Shelf[Article] | None = None, content: str = "",
        now: datetime | None = None,
    ) -> str:  # fmt: skip
        """The page's HTML between header and footer; `content` is what an author wrote, already HTML.

        `now` is a moment of `today`; without one, it is its first.
        """
        values = {
            "plan": plan,
            "today": today,
            "now": now or datetime.combine(today, time(), CHINA),
            "page": self,
            "articles": Shelf() if articles is None else articles,
            "content": Markup(content),
            "period": self.period or plan.current,
            "townships": townships(plan),
            **self.values,
        }
        return render(root, self.template, self.url, values)


def menu(plan: Plan, written: Sequence[Written], today: date) -> list[tuple[str, str]]:
    """Title and address of each section in the header; a section without content is not there."""
    articles = library.articles_of(written)
    directories = listings.directories(plan, today)
    sections = (
        (CALENDAR_SECTION, urls.EVENTS, bool(plan.observances or plan.events)),
        (EMERGENCY_SECTION, urls.EMERGENCY, bool(library.emergencies(articles))),
        (ARTICLES_SECTION, urls.ARTICLES, bool(articles)),
        (RESOURCES_SECTION, urls.RESOURCES, bool(plan.resources)),
        (DIRECTORY_SECTION, directories[0].url if directories else "", bool(directories)),
        (PLAN_SECTION, urls.url_of(plan.current), True),
        (UNITS_SECTION, urls.UNITS, True),
    )
    return [(section.name, url) for section, url, there in sections if there]


def generate_pages(plan: Plan, today: date, written: Sequence[Written] = ()) -> Iterator[Page]:
    """Every page that follows from the plan and from the articles; `written` are the hand-written pages."""
    made = list(_filled_pages(plan, today, written))
    yield from made
    yield from _left_pages(plan, {page.url for page in made} | {page.url for page in written})


def _filled_pages(plan: Plan, today: date, written: Sequence[Written]) -> Iterator[Page]:
    """The pages that have something to show."""
    yield Page(urls.HOME, plan.site.name, plan.site.description, "home.html", HOME_SECTION, indexed=False)
    for period in plan.periods:
        yield from _period_pages(plan, period)
    yield from _unit_pages(plan)
    if plan.observances or plan.events:
        yield from _calendar_pages(plan, today)
    articles = library.articles_of(written)
    topics = [
        term
        for term in (plan.vocabulary.topics if plan.vocabulary else ())
        if has_topic(plan, articles, term.id, today)
    ]
    values = {"written": [page for page in written if page.article is None], "topics": topics}
    yield Page(
        urls.SEARCH, "搜索", "在全站里查找措施、单位和原文", "search.html", SITE_SECTION, indexed=False, values=values
    )
    yield Page(
        urls.SITEMAP,
        "站点地图",
        "本站全部页面",
        "sitemap.html",
        SITE_SECTION,
        "说明",
        indexed=False,
        listing=True,
        values=values,
    )
    yield from _reading_pages(plan, articles, topics)
    if plan.resources:
        yield from _resource_pages(plan)
    if plan.daily:
        yield from _daily_pages()
    yield from _repost_pages(plan)
    yield from _people_pages(plan, today)
    yield from _emergency_pages(plan, articles)


def _period_pages(plan: Plan, period: Period) -> Iterator[Page]:
    document = period.document
    title = document.full_title
    yield Page(
        urls.url_of(period),
        "行动与工程",
        f"{title}：目标、五项行动、五项工程和保障措施",
        "plan.html",
        PLAN_SECTION,
        "方案",
        period,
        aliases=("行动与工程", "实施方案", "五项行动", "五项工程"),
        keywords=(f"{period.document.goal.indicator.target:g}%", "工作目标"),
    )
    yield Page(
        urls.source_url(period), "方案原文", f"{title}全文，逐段可引用", "source.html", PLAN_SECTION, "方案", period,
        aliases=("方案全文", title), keywords=tuple(basis.number for basis in period.document.basis),
    )  # fmt: skip
    yield Page(
        urls.contrasts_url(period),
        "正文与分工表对照",
        "方案正文与责任分工表不一致的地方，以及全部编者注",
        "contrasts.html",
        PLAN_SECTION,
        "方案",
        period,
    )
    yield Page(
        urls.duties_url(period),
        "责任分工",
        "谁牵头、谁参与：重点任务与责任单位对照表",
        "duties.html",
        DUTIES_SECTION,
        "方案",
        period,
        aliases=("责任分工表", "任务分工"),
        keywords=("谁负责", "谁牵头", "牵头单位"),
    )
    for task in period.tasks:
        yield _task_page(task, period, plan)
        for measure in task.measures:
            yield _measure_page(measure, period, plan)


def _task_page(task: Task, period: Period, plan: Plan) -> Page:
    description = task.purpose or f"{task.title}的{len(task.measures)}项措施和责任单位"
    return Page(
        urls.url_of(task), task.title, description, "task.html", PLAN_SECTION, TASK_KINDS[task.kind], period,
        aliases=(task.heading, task.table_title, *task.aliases), keywords=task.keywords,
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
        "措施",
        period,
        aliases=measure.aliases,
        keywords=measure.keywords,
        audiences=_audience_of(measure.task, plan),
        values={"measure": measure},
    )


def _unit_pages(plan: Plan) -> Iterator[Page]:
    yield Page(urls.UNITS, "责任单位", "各责任单位牵头和参与的任务", "units.html", UNITS_SECTION, "方案")
    for unit in duties.unit_pages(plan):
        description = f"{unit.name}在{plan.site.place}全民科学素质行动中牵头、参与和随集体承担的任务"
        yield Page(
            urls.url_of(unit),
            unit.name,
            description,
            "unit.html",
            UNITS_SECTION,
            "单位",
            aliases=(*_full_name(unit), *unit.aliases),
            keywords=unit.keywords,
            values={"unit": unit},
        )


def _calendar_pages(plan: Plan, today: date) -> Iterator[Page]:
    yield Page(
        urls.EVENTS, "活动日历", "近期的科普活动和节日，可以订阅到自己的日历", "events.html", CALENDAR_SECTION, "活动",
        indexed=False, listing=True,
    )  # fmt: skip
    for year in calendar.years(plan, today):
        yield Page(
            urls.year_url(year), f"{year} 年活动日历", f"{year} 年的科普活动和节日一览", "year.html", CALENDAR_SECTION, "活动",
            indexed=False, listing=True, aliases=(f"{year}年活动",), year=year, values={"year": year},
        )  # fmt: skip
        for month in range(1, 13):
            title = f"{year} 年 {month} 月活动日历"
            yield Page(
                urls.month_url(year, month), title, f"{year} 年 {month} 月的科普活动和节日，可打印张贴", "month.html",
                CALENDAR_SECTION, "活动", indexed=False, listing=True, aliases=_month_names(year, month, today), year=year,
                values={"year": year, "month": month},
            )  # fmt: skip
    for observance in plan.observances.values():
        aliases = (*observance.aliases, *([observance.plan_name] if observance.plan_name else []))
        known = calendar.known(plan, observance, today)
        days = [item.days for item in known if item.days and item.year in (today.year, today.year + 1)]
        yield Page(
            urls.url_of(observance), observance.name, observance.about, "observance.html", CALENDAR_SECTION, "节日",
            aliases=aliases, keywords=(*observance.keywords, *_dates(days)), audiences=observance.audiences,
            topics=observance.topics, published=observance.updated, origin=plan.site.host, values={"record": observance},
        )  # fmt: skip
    for event in plan.events.values():
        yield Page(
            urls.url_of(event), event.title, event.about or f"{event.title}，{event.start}", "event.html", CALENDAR_SECTION, "活动",
            aliases=event.aliases, keywords=(*event.keywords, *_dates([Days(event.start, event.last)])),
            audiences=event.audiences, topics=event.topics, year=event.start.year,
            published=event.updated, origin=plan.site.host, values={"record": event},
        )  # fmt: skip


def _reading_pages(plan: Plan, articles: list[Article], topics: list[Term]) -> Iterator[Page]:
    """Lists of what there is to read; a list that would be empty has no page."""
    if articles:
        yield Page(
            urls.ARTICLES,
            "科普文章",
            "按人群和主题找文章，答案写在最前面",
            "articles.html",
            ARTICLES_SECTION,
            "文章",
            indexed=False,
            listing=True,
        )
    for term in plan.vocabulary.audiences if plan.vocabulary else ():
        about = term.about or f"与{term.name}有关的文章、活动和措施"
        yield Page(
            urls.audience_url(term.id), term.name, about, "audience.html", ARTICLES_SECTION, "人群",
            audiences=(term.id,), values={"term": term},
        )  # fmt: skip
    for term in topics:
        about = term.about or f"与{term.name}有关的文章、资源、节日活动、措施和责任单位"
        yield Page(
            urls.topic_url(term.id), term.name, about, "topic.html", ARTICLES_SECTION, "主题",
            topics=(term.id,), values={"term": term},
        )  # fmt: skip


def _resource_pages(plan: Plan) -> Iterator[Page]:
    yield Page(
        urls.RESOURCES, "科普资源", "平台、热线、场所、课程和读物：谁提供、给谁用、怎么用", "resources.html", RESOURCES_SECTION,
        "资源", indexed=False, listing=True,
    )  # fmt: skip
    for selection in library.selections(plan):
        for part in range(1, len(selection.parts) + 1):
            title = selection.title + (f"（第 {part} 页）" if part > 1 else "")
            yield Page(
                selection.url(part), title, f"{selection.title}：谁提供、给谁用、怎么用", "selection.html", RESOURCES_SECTION,
                indexed=False, values={"selection": selection, "part": part},
            )  # fmt: skip
    for resource in plan.resources.values():
        yield Page(
            urls.url_of(resource), resource.name, resource.about, "resource.html", RESOURCES_SECTION, "资源",
            aliases=resource.aliases, keywords=resource.keywords, audiences=resource.audiences, topics=resource.topics,
            published=resource.added, origin=plan.site.host, values={"record": resource},
        )  # fmt: skip


def _daily_pages() -> Iterator[Page]:
    yield Page(
        urls.DAILY, "天天科普", "一天一条，一到三句话，都有出处，可以复制到微信里", "daily.html", DAILY_SECTION, "天天科普",
        indexed=False, listing=True, aliases=("每日科普", "每天一条"),
    )  # fmt: skip
    for month in range(1, 13):
        yield Page(
            urls.daily_month_url(month), f"{month} 月的天天科普", f"{month} 月每一天的一条，可以打印", "daily-month.html",
            DAILY_SECTION, indexed=False, values={"month": month},
        )  # fmt: skip


def _repost_pages(plan: Plan) -> Iterator[Page]:
    """What came from other portals, a list and a page each; their own address is the one search engines shall know."""
    if plan.reposts:
        yield Page(
            urls.REPOSTS,
            "转载",
            "从别的科普网站转载的内容，都标明来源和原文网址",
            "reposts.html",
            REPOSTS_SECTION,
            "转载",
            indexed=False,
            listing=True,
        )
    for item in feeds.reposts(plan):
        yield _repost_page(item)


def _repost_page(item: Repost) -> Page:
    description = item.summary or f"转载自{item.source.name}：{item.title}"
    return Page(
        urls.url_of(item), item.title, description, "repost.html", REPOSTS_SECTION, "转载",
        keywords=item.tags, audiences=item.source.audiences, topics=item.source.topics,
        year=item.changed.year if item.changed else None, canonical=item.link,
        published=item.published, origin=item.source.name, values={"repost": item},
    )  # fmt: skip


def _people_pages(plan: Plan, today: date) -> Iterator[Page]:
    """Who can be asked and where one can go; an entry that has run out has no page, an empty list neither."""
    for directory in listings.directories(plan, today):
        values = {"directory": directory}
        yield Page(
            directory.url, directory.name, directory.about, "listings.html", DIRECTORY_SECTION, "名录", values=values
        )
        for record in directory.records:
            yield Page(
                urls.url_of(record), record.name, record.about, "listing.html", DIRECTORY_SECTION, directory.kind,
                aliases=record.aliases, keywords=record.keywords, audiences=record.audiences, topics=record.topics,
                published=record.updated, origin=plan.site.host, values={**values, "record": record},
            )  # fmt: skip


def _emergency_pages(plan: Plan, articles: list[Article]) -> Iterator[Page]:
    """The emergency articles, what a reader without a network sees, and the alerts there are and were."""
    if library.emergencies(articles):
        yield Page(
            urls.EMERGENCY,
            "应急科普",
            "遇事先看这里：先写来时怎样做，可以打印张贴",
            "emergency.html",
            EMERGENCY_SECTION,
            "应急",
        )
        if plan.site.offline:
            yield Page(
                urls.OFFLINE,
                "没有网络时",
                "没有网络时还能看的应急文章和紧急电话",
                "offline.html",
                EMERGENCY_SECTION,
                indexed=False,
            )
    if alerts.all_alerts(plan):
        yield Page(
            urls.ALERTS, "通知存档", "本站发布过的提示、预警和紧急通知", "alerts.html", EMERGENCY_SECTION, "应急"
        )


def _left_pages(plan: Plan, taken: Container[str]) -> Iterator[Page]:
    """What stands at an address that was left, for a host that knows no redirects; they come last.

    So does a list that lost what it held, unless its address is taken: its own page is back, or a page by hand.
    """
    redirects = plan.redirects or Redirects()
    left: list[Moved | Removed] = [*redirects.left()]
    accounted = {entry.from_ for entry in left}
    for folder, since in redirects.emptied().items():
        if folder not in taken and folder not in accounted:
            why = "这里的内容都撤下了，现在没有可看的。"
            left.append(Removed.model_validate({"from": folder, "since": since, "why": why}))
    for entry in left:
        if entry.from_.endswith("/"):
            title = "这个页面搬走了" if isinstance(entry, Moved) else "这个页面已撤下"
            yield Page(
                entry.from_, title, f"原来的地址是 {entry.from_}", "left.html", SITE_SECTION, indexed=False, left=entry,
                values={"entry": entry},
            )  # fmt: skip


def has_topic(plan: Plan, articles: list[Article], topic: str, today: date) -> bool:
    """Whether anything is on a topic, so that it has a page."""
    occasions = (*plan.observances.values(), *plan.events.values())
    people = listings.valid_entries(plan, today)
    pieces: tuple[library.Fileable, ...] = (*articles, *plan.resources.values(), *people, *occasions)
    taken = feeds.reposts_for_topic(plan, topic)
    return bool(taken) or any(topic in piece.topics for piece in pieces)


def article_page(article: Article, host: str) -> Page:
    """The frame of an article that `host` publishes; its words come from its Markdown file."""
    head = article.head
    return Page(
        article.url, head.title, head.summary, "article.html", EMERGENCY_SECTION if head.emergency else ARTICLES_SECTION, "应急" if head.emergency else "文章",
        aliases=(*([head.short] if head.short else []), *head.aliases), keywords=head.keywords,
        audiences=head.audiences, topics=head.topics, year=head.written.year, published=head.written,
        origin=host, values={"article": article},
    )  # fmt: skip


def _audience_of(task: Task, plan: Plan) -> tuple[str, ...]:
    """The audience whose action a task is."""
    terms = plan.vocabulary.audiences if plan.vocabulary else ()
    return tuple(term.id for term in terms if term.action == task.id)


def _month_names(year: int, month: int, today: date) -> tuple[str, ...]:
    """How people ask for a month: without a year they mean this year's."""
    names = (f"{year}年{month}月", f"{month}月活动", f"{month}月")
    return names if year == today.year else names[:1]


def _dates(spans: Sequence[Days]) -> tuple[str, ...]:
    """The first days and the months of spans of days, as people type them."""
    days = [f"{span.first.month}月{span.first.day}日" for span in spans]
    months = [f"{day.month}月" for span in spans for day in (span.first, span.last)]
    return tuple(dict.fromkeys([*days, *months]))


def _full_name(unit: Unit | Member) -> tuple[str, ...]:
    return (unit.full_name,) if isinstance(unit, Unit) and unit.full_name else ()
