"""The records of laws and guidelines whose words the site repeats: each article as it was published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pydantic import Field

from .record import Line, Record, Source, Text


class KeptText(Record):
    """A law or guideline: who issued it, as of which day it was read, and the articles that the site names."""

    title: Line = Field(description="全名，不带书名号，例如“中华人民共和国安全生产法”")
    names: tuple[Line, ...] = Field(
        (), description="文章里用的别的叫法，不带书名号和引号，例如“健康素养66条”；去掉“中华人民共和国”的简称不用写"
    )
    publisher: Line = Field(description="制定或发布的机关")
    number: Line | None = Field(None, description="文号或令号；没有查到就不填")
    dated: date = Field(description="公布、修订或修正的日期：存的是哪一天的文本")
    since: date | None = Field(None, description="施行日期")
    as_of: date = Field(description="最后一次核对的日期，或者所读汇编的日期")
    sources: tuple[Source, ...] = Field(min_length=1, description="从哪里读到的，至少一个")
    articles: Mapping[str, Text] = Field(
        min_length=1, description="条号和全文，例如 第四十三条: 全文；条号照原文的写法，释义写成 第43条释义"
    )
