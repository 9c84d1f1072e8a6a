"""The records of the calendar: observances that come round by rule, and events that somebody holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, PrivateAttr

from .record import (
    Aliases,
    ArticleId,
    Brief,
    Keywords,
    Line,
    Link,
    ObservanceId,
    Office,
    Place,
    Record,
    ResourceId,
    Source,
    UnitId,
)
from .site import Filed

Month = Annotated[int, Field(ge=1, le=12, description="月份，1 到 12")]
DayOfMonth = Annotated[int, Field(ge=1, le=31, description="日，1 到 31")]
Year = Annotated[int, Field(ge=1900, le=2100, description="年份")]
Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", description="时刻，24 小时制，例如 09:00")]


class Fixed(Record):
    """The same day every year, or the same days."""

    type: Literal["fixed"] = Field(description="每年同一天，或同一段日子")
    month: Month
    day: DayOfMonth
    end_month: Month | None = Field(None, description="一段日子的最后一天：月份")
    end_day: DayOfMonth | None = Field(None, description="一段日子的最后一天：日")


class NthWeekday(Record):
    """The nth given weekday of a month, counted from its start, or from its end with -1."""

    type: Literal["nth-weekday"] = Field(description="某月第几个星期几")
    month: Month
    n: Literal[1, 2, 3, 4, -1] = Field(description="第几个；-1 是最后一个")
    weekday: int = Field(ge=1, le=7, description="星期几，1 是星期一，7 是星期日")


class WeekOf(Record):
    """The week, Monday to Sunday, that holds a day of the year."""

    type: Literal["week-of"] = Field(description="某一天所在的那一周，星期一到星期日")
    month: Month
    day: DayOfMonth


class SolarTerm(Record):
    """The day of a solar term."""

    type: Literal["solar-term"] = Field(description="某个节气")
    term: Literal["秋分"] = Field(description="节气名称")


class Lunar(Record):
    """A date of the Chinese calendar."""

    type: Literal["lunar"] = Field(description="农历日期")
    month: Month
    day: int = Field(ge=1, le=30, description="农历日，1 到 30")


class Announced(Record):
    """Dates that an authority announces for each year."""

    type: Literal["announced"] = Field(description="每年由主管部门公布，写在 years 里")


class Undated(Record):
    """A series of activities without a day of its own."""

    type: Literal["undated"] = Field(description="系列活动，没有固定的日子")


Rule = Annotated[
    Fixed | NthWeekday | WeekOf | SolarTerm | Lunar | Announced | Undated,
    Field(discriminator="type", description="日子怎么定"),
]


RULE_TYPES: Mapping[str, type[Record]] = {
    "fixed": Fixed,
    "nth-weekday": NthWeekday,
    "week-of": WeekOf,
    "solar-term": SolarTerm,
    "lunar": Lunar,
    "announced": Announced,
    "undated": Undated,
}


class YearEntry(Record):
    """What is known of one year: announced dates, theme, and who says so."""

    year: Year
    start: date | None = Field(None, description="这一年的第一天，只有 announced 才填")
    end: date | None = Field(None, description="这一年的最后一天；只有一天就不填")
    theme: Line | None = Field(None, description="这一年的主题")
    source: Source | None = Field(None, description="出处")
    unverified: bool = Field(
        False, description="出处不够硬、要等责任单位核对，就填 true，节日页会写“日期以主管部门公布的为准”"
    )
    revision: int = Field(0, ge=0, description="日期公布后每改一次加 1，订阅的日历才会跟着改")


class Occasion(Filed):
    """What observances and events have in common."""

    aliases: Aliases = ()
    keywords: Keywords = ()
    updated: date = Field(description="这份资料最后核改的日期")


class Suggestion(Record):
    """Something anybody can do on a day, and the article, the resource or the text that says so."""

    text: Brief = Field(max_length=60, description="一句话：谁都做得到的一件事")
    article: ArticleId | None = Field(None, description="出自哪篇文章：文件名，不带 .md")
    resource: ResourceId | None = Field(None, description="出自哪条资源：文件名，不带 .yaml")
    source: Source | None = Field(None, description="不出自本站文章、资源的，写出处，例如法规的哪一条")


class Observance(Occasion):
    """A yearly day, week or month, or a series without a date."""

    name: Line = Field(description="名称")
    rule: Rule
    since: Year | None = Field(None, description="第一年")
    until: Year | None = Field(None, description="最后一年；还在办就不填")
    followed_by: ObservanceId | None = Field(None, description="停办后由哪一个接替：代号")
    about: Brief = Field(description="一两句话说明来历和内容，都要有出处")
    do: tuple[Suggestion, ...] = Field((), max_length=3, description="这一天可以做什么：最多三件，每件有出处")
    organiser: Line | None = Field(None, description="全国的主办单位")
    years: tuple[YearEntry, ...] = Field((), description="各年的日期和主题")

    _in_plan: tuple[str, tuple[int, ...]] = PrivateAttr(("", ()))

    @property
    def plan_name(self) -> str:
        """What the current plan calls it, or nothing where it does not name it; the loader looks it up in the text."""
        return self._in_plan[0]

    @property
    def plan_places(self) -> tuple[int, ...]:
        """The paragraphs of the current plan's text that name it."""
        return self._in_plan[1]


class Registration(Record):
    """How to take part."""

    how: Brief = Field(description="怎么报名")
    link: Link | None = Field(None, description="报名网址")
    until: date | None = Field(None, description="报名截止日期")
    capacity: int | None = Field(None, ge=1, description="名额")


class EventPicture(Record):
    """A picture of an event, such as its poster, and the words in its place."""

    file: str = Field(
        pattern=r"^[0-9A-Za-z_一-鿿][0-9A-Za-z_.一-鿿-]*\.(png|jpe?g|webp|gif|PNG|JPE?G|WEBP|GIF)$",
        description="海报或照片的文件名，例如“keji-jie.jpg”；图放在 content/events/ 里",
    )
    alt: Brief = Field(description="替代文字，念给看不见图的人听：图里有什么，海报上写了什么")
    credit: Line | None = Field(None, description="谁画的、谁拍的；不知道就不填")


EventKind = Literal["lecture", "exhibition", "contest", "training", "consultation", "drill", "study", "open-day"]
EVENT_KINDS: Mapping[EventKind, str] = {
    "lecture": "讲座",
    "exhibition": "展览",
    "contest": "竞赛",
    "training": "培训",
    "consultation": "咨询",
    "drill": "演练",
    "study": "研学",
    "open-day": "开放日",
}

Status = Literal["planned", "open", "postponed", "cancelled", "finished"]
STATUSES: Mapping[Status, str] = {
    "planned": "计划中",
    "open": "报名中",
    "postponed": "已延期",
    "cancelled": "已取消",
    "finished": "已结束",
}


class Event(Occasion):
    """Something somebody holds, on one or more days."""

    title: Line = Field(description="活动名称")
    about: Brief | None = Field(None, description="一两句话介绍")
    start: date = Field(description="开始日期")
    end: date | None = Field(None, description="结束日期；只有一天就不填")
    begins: Clock | None = Field(None, description="开始时刻，24 小时制，例如 09:00；全天就不填")
    ends: Clock | None = Field(None, description="结束时刻，例如 11:30")
    status: Status = Field(
        "planned", description="状态：planned 计划中、open 报名中、postponed 已延期、cancelled 已取消、finished 已结束"
    )
    postponed_from: date | None = Field(None, description="原来的日期，已延期才填（start 填新日期）")
    reason: Brief | None = Field(None, description="已取消或已延期的原因")
    report: Link | None = Field(None, description="报道或总结的网址，已结束才填")
    place: Place | None = Field(None, description="地点")
    host: UnitId | None = Field(None, description="主办的责任单位代号；没有核实就不填")
    supporters: tuple[UnitId, ...] = Field((), description="协办的责任单位代号")
    observance: ObservanceId | None = Field(None, description="属于哪个节日：代号")
    kind: EventKind | None = Field(
        None, description="哪一种活动：" + "、".join(f"{id} {name}" for id, name in EVENT_KINDS.items())
    )
    sessions: int | None = Field(None, ge=1, description="办了几场，已结束才填；没有数过就不填")
    people: int | None = Field(None, ge=0, description="现场多少人次，已结束才填；没有数过就不填")
    online: int | None = Field(None, ge=0, description="线上多少人次，已结束才填；没有数过就不填")
    fee: Line | None = Field(None, description="费用，例如“免费”；没有核实就不填")
    registration: Registration | None = Field(None, description="怎么报名")
    contact: Office | None = Field(None, description="咨询哪个办公室")
    picture: EventPicture | None = Field(None, description="海报或照片，连同替代文字")
    revision: int = Field(0, ge=0, description="修订号：公布后每改一次日期、地点或状态加 1，订阅的日历才会跟着改")

    @property
    def last(self) -> date:
        """The last day of the event."""
        return self.end or self.start

    @property
    def free(self) -> bool:
        return self.fee is not None and self.fee.startswith("免费")

    @property
    def open_until(self) -> date | None:
        """The last day on which one can sign up; None where signing up is not open."""
        if self.status != "open":
            return None
        return (self.registration and self.registration.until) or self.last
