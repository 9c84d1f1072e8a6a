"""The records of what other portals share with us: where it comes from, and what was last taken."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr
from pydantic_core import PydanticCustomError

from ..common.text.sanitize import is_clean, plain_text, safe_address
from .record import AudienceId, Brief, Id, Line, Record, TopicId

MOST_PER_SOURCE = 50
"""Entries that may be taken from one source."""


def _feed_address(address: str) -> str:
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|[/\\]", address):
        if not safe_address(address):
            raise PydanticCustomError(
                "told",
                "要么是 http、https 开头的网址（不带用户名和密码），要么是项目里的文件，例如 feeds/province.json",
            )
    elif ".." in address.split("/") or "\\" in address:
        raise PydanticCustomError("told", "文件要在项目里面，从项目文件夹写起，用 / 分隔，例如 feeds/province.json")
    return address


def _web_address(address: str) -> str:
    if not safe_address(address):
        raise PydanticCustomError("told", f"“{address[:60]}”不是网页的地址；{PULL_AGAIN}")
    return address


def _plain(text: str) -> str:
    if plain_text(text) != text:
        raise PydanticCustomError("told", f"有看不见的字符、多余的空格或像模板的括号；{PULL_AGAIN}")
    return text


def _harmless(lines: tuple[str, ...]) -> tuple[str, ...]:
    if not is_clean(lines):
        raise PydanticCustomError("told", f"有不允许的标记（脚本、样式、图片等）；{PULL_AGAIN}")
    return lines


def _day(value: Any) -> Any:
    """JSON knows no dates."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise PydanticCustomError("told", f"没有“{value[:20]}”这一天；{PULL_AGAIN}") from None


PULL_AGAIN = "这个文件由 kepu pull 写成，不要手改，请重新运行 kepu pull"

Plain = Annotated[Brief, AfterValidator(_plain)]
IsoDate = Annotated[date, BeforeValidator(_day)]


class FeedSource(Record):
    """Another portal whose feed is taken over."""

    id_: Id = Field(alias="id", description="代号，用在网址和文件名里，定了不要改，例如 province")
    name: Line = Field(description="来源的名称，显示在每一条转载上，例如“某省科普网”")
    address: Annotated[Line, AfterValidator(_feed_address)] = Field(
        description="订阅源（JSON Feed、Atom 或 RSS）的网址，或者项目里的文件，例如 feeds/province.json"
    )
    terms: Brief = Field(description="凭什么可以转载，例如“对方网站写明可以转载，注明来源即可”；显示在转载页上")
    audiences: tuple[AudienceId, ...] = Field((), description="全部条目归到哪些人群：vocabulary.yaml 里的代号")
    topics: tuple[TopicId, ...] = Field((), description="全部条目归到哪些主题：vocabulary.yaml 里的代号")
    limit: int = Field(20, ge=1, le=MOST_PER_SOURCE, description="最多取几条，新的在前；不填就是 20，最多 50")

    @property
    def id(self) -> str:
        return self.id_


class FeedSources(Record):
    """The portals whose feeds are taken over, in order."""

    feeds: tuple[FeedSource, ...] = Field(min_length=1, description="来源，一项一个")


class Repost(Record):
    """An entry of somebody else's feed, made harmless; `html` is a line for each block."""

    id_: Id = Field(alias="id", description="代号，由 kepu pull 生成")
    title: Plain = Field(description="标题")
    link: Annotated[Line, AfterValidator(_web_address)] = Field(description="原文的网址")
    published: IsoDate | None = Field(None, description="发布日期")
    updated: IsoDate | None = Field(None, description="修改日期")
    summary: Plain | None = Field(None, description="摘要")
    tags: tuple[Plain, ...] = Field((), description="对方的标签")
    html: Annotated[tuple[Line, ...], AfterValidator(_harmless)] = Field((), description="内容")
    shortened: bool = Field(False, description="内容太长，只留了开头")

    _source: FeedSource = PrivateAttr()

    @property
    def id(self) -> str:
        return self.id_

    @property
    def source(self) -> FeedSource:
        return self._source

    @property
    def changed(self) -> date | None:
        return self.updated or self.published

    def comes_from(self, source: FeedSource) -> None:
        """Tell a freshly read entry where it comes from; only loading may call this."""
        self._source = source


class Taken(Record):
    """What was last taken from one source: newest first."""

    rights: Plain | None = Field(None, description="对方订阅源里写的使用条件")
    items: tuple[Repost, ...] = Field(min_length=1, max_length=MOST_PER_SOURCE, description="条目")
