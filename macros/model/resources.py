"""The records of what people can use: resources, pieces for every day, questions, and who can be asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from .events import Month
from .record import (
    SERVICE_PHONE,
    Aliases,
    ArticleId,
    Brief,
    DailyId,
    Keywords,
    Line,
    Link,
    Office,
    Place,
    Record,
    ResourceId,
    Source,
    UnitId,
)
from .site import Filed

ResourceKind = Literal["platform", "hotline", "place", "course", "film", "exhibition", "publication"]
RESOURCE_KINDS: Mapping[ResourceKind, str] = {
    "platform": "平台",
    "hotline": "热线",
    "place": "场所",
    "course": "课程",
    "film": "影音",
    "exhibition": "展览",
    "publication": "读物",
}


class Resource(Filed):
    """Something that exists and helps: a platform, a hotline, a place, a course …"""

    name: Line = Field(description="名称，与提供者自己的写法一致")
    kind: ResourceKind = Field(
        description="种类：platform 平台、hotline 热线、place 场所、course 课程、film 影音、exhibition 展览、publication 读物"
    )
    aliases: Aliases = ()
    keywords: Keywords = ()
    about: Brief = Field(description="能用它做什么，一两句话")
    provider: Line = Field(description="谁提供的")
    fee: Line | None = Field(None, description="费用，例如“免费”；没有核实就不填")
    access: Brief = Field(description="怎么用：打什么电话、开什么网站、到哪里去")
    hours: Line | None = Field(None, description="开放或受理的时间，例如“周二至周日 9:00—17:00”；没有核实就不填")
    hours_source: Source | None = Field(None, description="开放时间的出处，要有日期；场所填了 hours 就要填")
    link: Link | None = Field(None, description="网址；没有把握的不填")
    phone: str | None = Field(None, pattern=SERVICE_PHONE, description='电话，例如 "12345"，要加引号；不写个人手机号')
    place: Place | None = Field(None, description="地点")
    rank: int | None = Field(None, ge=1, description="热线在应急页的次序，小的在前；不填就不放上应急页")
    sources: tuple[Source, ...] = Field(min_length=1, description="出处，至少一个")
    unverified: bool = Field(
        False, description="出处不够硬、要等责任单位核对，就填 true，资源页会写“以提供单位公布的为准”"
    )
    checked: date | None = Field(
        None, description="有人打开网址、看过没问题的那一天；没有打开过就不填，资源页会写“打不开时以提供单位公布的为准”"
    )
    added: date = Field(description="收入的日期")
    updated: date | None = Field(None, description="最后修改的日期；没有改过就不填")

    @property
    def free(self) -> bool:
        return self.fee is not None and self.fee.startswith("免费")

    @property
    def changed(self) -> date:
        return self.updated or self.added


DayOfYear = Annotated[
    str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$", description="月-日，例如 11-09")
]


class Daily(Record):
    """A short piece of knowledge for a day: one to three sentences, and what stands behind them."""

    text: Brief = Field(max_length=160, description="一到三句话")
    article: ArticleId | None = Field(None, description="出自哪篇文章：文件名，不带 .md")
    resource: ResourceId | None = Field(None, description="出自哪条资源：文件名，不带 .yaml")
    source: Source = Field(description="出处")
    unverified: bool = Field(
        False, description="出处不够硬、要等责任单位核对，就填 true，网站会写“以责任单位公布的为准”"
    )
    day: DayOfYear | None = Field(None, description='只用在这一天，例如 "11-09"，要加引号；不填就轮着用')
    months: tuple[Month, ...] = Field((), description="只在这几个月轮着用，例如 [6, 7, 8]；不填就全年")


class Question(Record):
    """A question of the quiz; its right answer stands to the letter in words of an article or of a daily piece."""

    question: Line = Field(max_length=60, description="题目，末尾是问号，例如“油锅起火，先做什么？”")
    right: Line = Field(max_length=40, description="对的答案，照抄 quote 里的字，一字不差")
    wrong: tuple[Line, ...] = Field(
        min_length=2, max_length=3, description="错的答案，两到三个：常见的误会，但照本站的文章确实不对"
    )
    why: Brief = Field(max_length=100, description="为什么，一句话，不重复题目")
    article: ArticleId | None = Field(None, description="出自哪篇文章：文件名，不带 .md")
    daily: DailyId | None = Field(None, description="出自哪条天天科普：文件名，不带 .yaml")
    quote: Line = Field(description="那篇文章或那一条里的原话，一字不差，里面有对的答案")


class Consent(Record):
    """That somebody agreed to be listed in public."""

    dated: date = Field(description="同意公开的日期")
    how: Brief = Field(description="怎样同意的，例如“书面同意，原件存区科协”")


class Listing(Filed):
    """Somebody or some place that can be asked, with consent and for a time."""

    name: Line = Field(description="名称或姓名")
    aliases: Aliases = ()
    keywords: Keywords = ()
    about: Brief = Field(description="能帮什么忙，一两句话")
    unit: UnitId | None = Field(None, description="所属或主管的责任单位代号")
    contact: Office = Field(description="公开的联系办公室，不写个人手机号")
    consent: Consent = Field(description="本人或本单位同意公开")
    valid_until: date = Field(description="有效期的最后一天；过了就不再显示")
    updated: date = Field(description="这份资料最后核改的日期")


class Expert(Listing):
    """A person of the pool of experts (专家库)."""

    title: Line | None = Field(None, description="职称或职务")
    field: Line = Field(description="专长，例如“茶叶栽培”")


class Team(Listing):
    """A volunteer team (志愿服务队)."""

    service: Line = Field(description="服务内容，例如“进村讲用电安全”")
    place: Place | None = Field(None, description="驻地")


class Venue(Listing):
    """A venue of popular science (科普阵地)."""

    place: Place = Field(description="地点")
    hours: Line | None = Field(None, description="开放时间，例如“周二至周日 9:00—17:00”；没有核实就不填")
    fee: Line | None = Field(None, description="费用，例如“免费”；没有核实就不填")

    @property
    def free(self) -> bool:
        return self.fee is not None and self.fee.startswith("免费")
