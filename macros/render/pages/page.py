"""What a page is: its address and facts, the section it belongs to, how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from markupsafe import Markup

from ...common.dates import CHINA
from ...model.events import EventPicture
from ...model.plan import Period, Plan
from ...model.redirect import Moved, Removed
from ...project.references import townships
from ...queries import urls
from ...queries.articles import Article, FiledList
from ...queries.page_kinds import PageKind


@dataclass(frozen=True)
class Section:
    """A section of the site as government meta tags describe it (《政府网站发展指引》附件《网页标签规范》)."""

    name: str
    description: str
    keywords: str
    type: str
    label: str = ""
    """The word in the header under which its pages stand, short and plain; several sections may share one."""
    emergency: bool = False
    """Its pages are kept for readers without a network."""


HOME_SECTION = Section("首页", "本站首页", "科学素质,科普", "首页")
PLAN_SECTION = Section("任务", "方案全文、任务和措施", "实施方案,措施", "政策文件", "职责")
"""That of a plan is called as the plan calls its tasks."""
DUTIES_SECTION = Section("责任分工", "任务与责任单位对照", "责任分工,牵头单位,责任单位", "政策文件", "职责")
CALENDAR_SECTION = Section("活动日历", "科普节日、活动和订阅", "活动,科普日,科普月,日历", "工作动态", "活动")
RESOURCES_SECTION = Section("科普资源", "平台、热线、场所、课程和读物", "科普资源,平台,热线,场所", "工作动态", "资源")
DAILY_SECTION = Section("天天科普", "一天一条，每条都有出处", "天天科普,每日科普,健康,防灾", "工作动态")
ARTICLES_SECTION = Section("科普文章", "按人群和主题整理的科普文章", "科普,健康,防骗,农技", "工作动态", "文章")
EMERGENCY_SECTION = Section("应急科普", "遇事先看的应急知识", "应急,避险,急救,热线", "工作动态", "应急", emergency=True)
REPOSTS_SECTION = Section("转载", "从别的科普网站转载的内容", "转载,科普", "工作动态")
DIRECTORY_SECTION = Section("科普名录", "专家库和志愿服务队", "专家,志愿服务队", "概况信息", "资源")
UNITS_SECTION = Section("责任单位", "各责任单位承担的任务和措施", "责任单位,职责", "政策文件", "职责")
PROGRESS_SECTION = Section("落实情况", "各单位报送的落实情况", "报送,落实,进展", "工作动态", "职责")
SITE_SECTION = Section("本站", "搜索和站点地图", "搜索,站点地图", "概况信息")


@dataclass(frozen=True)
class Page:
    """A page of the site: its address from the root, what it is called, how it is drawn, how it is found.

    A page with an `origin` is content, not a list: whoever says so, and the day it was `published`, where one is known.
    `updated` is the day its own words last changed, as its record says, or today where they change every day.

    Search knows an indexed page by its words, and a `listing` by its name alone: the words on it are other pages'.
    Where it has pictures to send on, `preview` is the path of the one that stands for a link to it.
    Its `heading` is its title where none is given; its `trail` are the titles and addresses of the pages it belongs to, the
    home page left out.
    """

    url: str
    title: str
    description: str
    template: str
    section: Section
    kind: PageKind | None = None
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
    redirect: Moved | Removed | None = None
    published: date | None = None
    updated: date | None = None
    origin: str = ""
    heading: str = ""
    trail: tuple[tuple[str, str], ...] = ()
    picture: EventPicture | None = None
    preview: str = ""
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def kept(self) -> bool:
        """Whether a browser that was here keeps it for when there is no network."""
        return self.section.emergency or self.url == urls.SCREEN

    @property
    def hub(self) -> bool:
        """Whether all that stands on it are cards of other records, by which it is found nonetheless, after them."""
        return self.kind in (PageKind.AUDIENCE, PageKind.TOPIC, PageKind.DIRECTORY) or self.url in (
            urls.EMERGENCY,
            urls.UNITS,
        )

    def body(
        self, root: Path, plan: Plan, today: date, articles: FiledList[Article] | None = None, content: str = "",
        now: datetime | None = None,
    ) -> str:  # fmt: skip
        """The page's HTML between header and footer; `content` is what an author wrote, already HTML.

        `now` is a moment of `today`; without one, it is its first.
        """
        values = {
            "plan": plan,
            "today": today,
            "page": self,
            "articles": FiledList() if articles is None else articles,
            "content": Markup(content),
            "period": self.period or plan.current,
            "townships": townships(plan),
            **self.values,
        }
        if plan.alert:  # else nothing changes within a day
            values["now"] = now or datetime.combine(today, time(), CHINA)
        from ..jinja_env import render  # with all that templates ask: not for who wants the address alone

        return render(root, self.template, self.url, values)
