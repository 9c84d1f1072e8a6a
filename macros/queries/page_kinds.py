"""The kinds of pages: what a hit of the search is called, and what it is sorted and filtered by."""

from __future__ import annotations

from enum import StrEnum


class PageKind(StrEnum):
    """A kind of page; its value is the caption that readers see."""

    PLAN = "方案"
    ACTION = "行动"
    PROJECT = "工程"
    SAFEGUARD = "保障"
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
