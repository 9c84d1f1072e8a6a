"""The record of an alert: what the whole site says in an emergency, from when until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from ..common.dates import CHINA
from .record import SERVICE_PHONE, ArticleId, Brief, Line, Link, Record

Level = Literal["notice", "warning", "emergency"]
LEVELS: Mapping[Level, str] = {"notice": "提示", "warning": "预警", "emergency": "紧急"}

ALERT_TIME = "%Y-%m-%d %H:%M"


def parse_moment(text: str) -> datetime:
    """The instant a `Moment` names."""
    return datetime.strptime(text, ALERT_TIME).replace(tzinfo=CHINA)


def filed_as(text: str) -> str:
    """The name of a file for a `Moment`: 2026-07-01-0830."""
    return text.replace(" ", "-").replace(":", "")


def in_figures(moment: datetime) -> str:
    """An instant as a `Moment`, to the minute that has begun."""
    return moment.astimezone(CHINA).strftime(ALERT_TIME)


def _on_the_calendar(text: str) -> str:
    try:
        parse_moment(text)
    except ValueError:
        raise PydanticCustomError("moment", "没有这一天，请核对月和日") from None
    return text


Moment = Annotated[
    str,
    Field(
        pattern=r"^20[0-9][0-9]-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]) ([01][0-9]|2[0-3]):[0-5][0-9]$",
        description='北京时间，写成 "2026-07-01 08:30"，要加引号',
    ),
    AfterValidator(_on_the_calendar),
]


class AlertSource(Record):
    """Who said so, and when."""

    name: Line = Field(description="发布单位或文件，例如“市气象台”")
    issued: Moment = Field(description='来源发布的时间，北京时间，例如 "2026-07-01 08:00"')
    link: Link | None = Field(None, description="来源的网址")


class Alert(Record):
    """A notice over every page while it is valid; kept in the archive afterwards."""

    level: Level = Field(description="级别：notice 提示、warning 预警、emergency 紧急（红色）")
    title: Line = Field(max_length=40, description="一句话标题")
    text: Brief = Field(description="说明：发生了什么，影响哪里")
    todo: tuple[Line, ...] = Field(min_length=1, description="要做什么，一条一行")
    phone: str | None = Field(
        None,
        pattern=SERVICE_PHONE,
        description='打哪个电话，例如救援或值班电话 "0715-8000000"，要加引号；不写个人手机号',
    )
    articles: tuple[ArticleId, ...] = Field((), description="先看哪几篇文章：文件名，不带 .md")
    source: AlertSource = Field(description="来源")
    since: Moment = Field(description='本站开始显示的时间，北京时间，写成 "2026-07-01 08:30"')
    until: Moment = Field(description='有效到什么时候，北京时间，写成 "2026-07-02 20:00"；过了就自动不显示')
    ended: Moment | None = Field(None, description="提前结束的时间；由 kepu alert 填写")

    @property
    def name(self) -> str:
        """What it is filed under: the minute it began in, 2026-07-01-0830."""
        return filed_as(self.since)

    @property
    def caption(self) -> str:
        return LEVELS[self.level]

    @property
    def start(self) -> datetime:
        return parse_moment(self.since)

    @property
    def end(self) -> datetime:
        """When it is over: at its set time, or earlier where it was ended by hand."""
        return parse_moment(self.over)

    @property
    def over(self) -> str:
        return min(self.until, self.ended or self.until)
