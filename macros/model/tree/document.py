"""A plan as it was issued, apart from its tree: who issued it and when, what it aims at, what its words are called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from pydantic import Field, PrivateAttr

from ..record import Id, Line, Note, Record, Text
from .node import Kind
from .words import TextPlaces, numbers_of

PlanLevel = Literal["国", "省", "市", "县"]
PLAN_LEVELS: tuple[PlanLevel, ...] = ("国", "省", "市", "县")
"""The levels of government, the widest first."""


class Basis(Record):
    """A document the plan is based on."""

    title: Line = Field(description="文件名，带书名号，与原文一字不差")
    number: Line | None = Field(None, description="文号，与原文一字不差；没有就不填")


class IndicatorTarget(Record):
    """The value that an indicator is to have reached in a year."""

    year: int = Field(ge=1990, le=2100, description="年份")
    value: float = Field(description="目标值，例如 16")


class Indicator(Record):
    """A goal of the plan that can be measured."""

    name: Line = Field(description="指标名称")
    quote: Text = Field(description="原文里的那一句，与原文一字不差")
    unit: str = Field("%", description="单位，例如 %、万人；没有单位写 ''")
    targets: tuple[IndicatorTarget, ...] = Field(min_length=1, description="目标值，一年一项，从早到晚")

    @property
    def last(self) -> IndicatorTarget:
        return self.targets[-1]


ColumnHolds = Literal["task", "measure", "duties", "other"]


class Column(Record):
    """A column of a table."""

    name: Line = Field(description="栏名，与原文一字不差")
    holds: ColumnHolds = Field(
        "other", description="这一栏写什么：task 任务；measure 措施；duties 责任单位；other 别的，例如时限"
    )


class PlanTable(Record):
    """A table of the plan; a row is a paragraph, its cells parted by |."""

    title: TextPlaces | None = Field(None, description="表的标题是原文第几段")
    head: int = Field(ge=1, description="表头是原文第几段")
    columns: tuple[Column, ...] = Field(min_length=1, description="各栏")
    rows: TextPlaces | None = Field(None, description="不属于任何一条任务、措施的各行是原文第几段；没有就不填")


class Front(Record):
    """What stands before, between and after the tree, by what it is."""

    title: TextPlaces | None = Field(None, description="方案标题")
    number: TextPlaces | None = Field(None, description="文号")
    addressees: TextPlaces | None = Field(None, description="主送单位")
    notice: TextPlaces | None = Field(None, description="印发通知的话")
    signature: TextPlaces | None = Field(None, description="落款：印发单位和日期")
    disclosure: TextPlaces | None = Field(None, description="公开属性，例如“(此件公开发布)”")
    preamble: TextPlaces | None = Field(None, description="开头说明依据的段落")
    attachment: TextPlaces | None = Field(None, description="附件说明、“附件”二字")
    closing: TextPlaces | None = Field(None, description="结尾的段落")
    other: TextPlaces | None = Field(None, description="别的段落")

    def places(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """What each of the fields names that are filled, paragraph by paragraph."""
        for name in type(self).model_fields:
            if numbers := numbers_of(getattr(self, name)):
                yield name, numbers


class Names(Record):
    """What pages call the nodes of a rank, whatever their kind."""

    tasks: Line = Field("任务", description="方案怎样称呼任务，例如“重点任务”")
    measures: Line = Field("措施", description="方案怎样称呼措施，例如“项目”")


class Document(Record):
    """A plan as it was issued, apart from its tree."""

    family: Line | None = Field(None, description="哪一类方案，例如“科学素质”；同类同级的方案前后接续")
    level: PlanLevel = Field("县", description="哪一级：国、省、市、县")
    title_: Line | None = Field(
        None, alias="title", description="方案标题；原文里有标题的不填，用 front.title 指出在哪里"
    )
    number: Line | None = Field(None, description="方案自己的文号，与原文一字不差")
    issuer: Line | None = Field(None, description="印发单位，与落款一字不差")
    issued: date | None = Field(None, description="印发日期，写成 2022-08-26")
    start: date | None = Field(None, description="规划期第一天")
    end: date | None = Field(None, description="规划期最后一天")
    names: Names = Field(Names(), description="网页上怎样称呼任务和措施")
    leads: tuple[Line, ...] = Field(("牵头",), description="哪些 role 是牵头")
    kinds: Mapping[Id, Kind] = Field(description="方案里的各种层次：行动、工程、章、措施……")
    front: Front = Field(Front(), description="不属于哪一条的段落，各是什么")
    goal: Id | None = Field(None, description="写目标的那一条的代号")
    indicators: tuple[Indicator, ...] = Field((), description="可以衡量的目标")
    basis: tuple[Basis, ...] = Field((), description="依据的文件")
    tables: tuple[PlanTable, ...] = Field((), description="附表")
    notes: tuple[Note, ...] = Field((), description="编者注")
    source_sha256: str = Field(
        pattern=r"^[0-9a-f]{64}$", description="source.txt 的校验码（SHA-256，64 位小写十六进制）；原文一改动就对不上"
    )

    _lines: tuple[str, ...] = PrivateAttr(())

    def read(self, lines: tuple[str, ...]) -> None:
        """Give the document the text it was issued with; only the loader may call this."""
        self._lines = lines

    def words_at(self, places: TextPlaces | None) -> tuple[str, ...]:
        """The paragraphs at these places."""
        return tuple(self._lines[number - 1] for number in numbers_of(places) if number <= len(self._lines))

    @property
    def title(self) -> tuple[str, ...]:
        """The title, as the text breaks it into lines."""
        return (self.title_,) if self.title_ else self.words_at(self.front.title)

    @property
    def full_title(self) -> str:
        return "".join(self.title)

    @property
    def addressees(self) -> tuple[str, ...]:
        """Whom it was sent to, one by one."""
        line = "".join(self.words_at(self.front.addressees)).rstrip(":： ")
        return tuple(name.strip() for name in re.split("[,，;；]", line) if name.strip())

    @property
    def disclosure(self) -> str:
        return "".join(self.words_at(self.front.disclosure))

    @property
    def years(self) -> str:
        """The years it runs, “2021—2025”; empty where it says none."""
        if self.start and self.end:
            return f"{self.start.year}—{self.end.year}"
        known = self.start or self.issued
        return str(known.year) if known else ""
