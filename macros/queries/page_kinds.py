"""The kinds of pages: what a hit of the search is called, and what it is sorted and filtered by."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class _Captioned(StrEnum):
    """Its value is the caption that readers see."""

    @property
    def code(self) -> str:
        """What scripts call it."""
        return self.name.lower()


class PageKind(_Captioned):
    """A kind of page."""

    PLAN = "方案"
    ACTION = "行动"
    PROJECT = "工程"
    SAFEGUARD = "保障"
    TASK = "任务"
    MEASURE = "措施"
    UNIT = "单位"
    EVENT = "活动"
    OBSERVANCE = "节日"
    ARTICLE = "文章"
    EMERGENCY = "应急"
    AUDIENCE = "人群"
    TOPIC = "主题"
    RESOURCE = "资源"
    DAILY = "天天科普"
    REPOST = "转载"
    DIRECTORY = "名录"
    EXPERT = "专家"
    TEAM = "服务队"
    VENUE = "阵地"
    ABOUT = "说明"


class PageGroup(_Captioned):
    """Several kinds that a reader filters by as one, where none of them gives it its name."""

    TASK = "任务"
    SUBJECT = "专题"


GROUPS: Mapping[PageKind, PageKind | PageGroup] = {
    PageKind.ACTION: PageGroup.TASK,
    PageKind.PROJECT: PageGroup.TASK,
    PageKind.SAFEGUARD: PageGroup.TASK,
    PageKind.TASK: PageGroup.TASK,
    PageKind.OBSERVANCE: PageKind.EVENT,
    PageKind.EMERGENCY: PageKind.ARTICLE,
    PageKind.AUDIENCE: PageGroup.SUBJECT,
    PageKind.TOPIC: PageGroup.SUBJECT,
}
"""What a kind is filtered by; those left out are a group of their own."""
