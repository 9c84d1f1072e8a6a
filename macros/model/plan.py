"""The records: what the YAML files may state, and how the pieces of a plan hang together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from typing import Literal

from pydantic import Field, PrivateAttr

from .alert import Alert
from .destination import Publishing
from .events import Event, Observance
from .kept_text import KeptText
from .record import Aliases, Id, Keywords, Line, Note, Record, Source, Text, UnitId
from .redirect import Redirects
from .reports import Reporting
from .resources import Daily, Expert, Question, Resource, Team, Venue
from .site import Literacy, PlanMap, Site, Vocabulary
from .syndicated import FeedSource, Taken
from .typo import Discrepancies, Synonyms, Typos


class Member(Record):
    """A listed member of a collective, such as a township."""

    id_: Id = Field(alias="id", description="代号，用拼音，例如 tingsiqiaozhen；用在网址里，定了不要改")
    name: Line = Field(description="名称，例如“汀泗桥镇”")
    code: Line | None = Field(None, pattern=r"^[0-9]{9}$", description="国家统计局统计用区划代码，9 位数字，加引号")
    aliases: Aliases = ()
    keywords: Keywords = ()

    @property
    def id(self) -> str:
        return self.id_


class Unit(Record):
    """A responsible unit, or a collective of units."""

    name: Line = Field(description="方案里的写法，例如“区科协”")
    full_name: Line | None = Field(None, description="单位全称；没有核实的不填，网站就不显示")
    aliases: Aliases = ()
    keywords: Keywords = ()
    membership: Literal["listed", "presumed"] | None = Field(
        None, description="只有集体名称才填：listed 成员有名单；presumed 方案没有列名单，按分工表里出现的单位推定"
    )
    members: tuple[Member, ...] = Field((), description="成员名单，只有 membership: listed 才填")
    sources: tuple[Source, ...] = Field((), description="成员名单的出处")

    @property
    def collective(self) -> bool:
        return self.membership is not None


class Measure(Record):
    """One thing the plan promises to do."""

    title: Line = Field(description="措施名称，与原文一字不差")
    body: Text | None = Field(None, description="正文里的内容，与原文一字不差；正文没有就不填")
    table: Text | None = Field(None, description="责任分工表里的内容，与原文一字不差；分工表没有这一行就不填")
    units: tuple[UnitId, ...] = Field((), description="责任单位代号，按分工表的顺序")
    units_text: Text | None = Field(None, description="责任单位一栏的原文，与原文一字不差")
    notes: tuple[Note, ...] = Field((), description="编者注")
    aliases: Aliases = ()
    keywords: Keywords = ()

    _task: Task = PrivateAttr()
    _number: int = PrivateAttr(0)

    @property
    def task(self) -> Task:
        return self._task

    @property
    def number(self) -> int:
        """The measure's place in its task, from 1."""
        return self._number


TaskKind = Literal["action", "project", "safeguard"]
TASK_KINDS: Mapping[TaskKind, str] = {"action": "行动", "project": "工程", "safeguard": "保障"}


class Task(Record):
    """One of the plan's key tasks (重点任务): an action, a project or a safeguard, with its measures."""

    number: int = Field(ge=1, description="责任分工表里的序号，1、2、3……")
    title: Line = Field(description="网站上的名称，取自原文")
    short: Line = Field(description="简称，用在窄的地方，例如“青少年”")
    heading: Line = Field(description="正文小标题（去掉“（一）”和句号），与原文一字不差")
    table_title: Line = Field(description="责任分工表里的名称（去掉序号），与原文一字不差")
    purpose: Text | None = Field(None, description="正文小标题后面的一段话；没有就不填")
    lead: tuple[UnitId, ...] = Field((), description="牵头单位代号")
    lead_text: Text | None = Field(None, description="牵头单位的原文，例如“区总工会、区人社局”")
    notes: tuple[Note, ...] = Field((), description="编者注")
    aliases: Aliases = ()
    keywords: Keywords = ()
    measures: tuple[Measure, ...] = Field(min_length=1, description="措施，按方案的顺序")

    _kind: TaskKind = PrivateAttr("action")
    _base: str = PrivateAttr("")

    @property
    def kind(self) -> TaskKind:
        return self._kind

    @property
    def base(self) -> str:
        """What stands before the addresses of this plan period: empty, or `2026-2030/`."""
        return self._base


class Basis(Record):
    """A document the plan is based on."""

    title: Line = Field(description="文件名，带书名号，与原文一字不差")
    number: Line = Field(description="文号，与原文一字不差")


class Indicator(Record):
    """The plan's measurable goal."""

    quote: Text = Field(description="原文里的那一句，与原文一字不差")
    name: Line = Field(description="指标名称")
    target: float = Field(gt=0, le=100, description="目标值，百分数，例如 16")
    year: int = Field(ge=2000, le=2100, description="目标年份")


class Goal(Record):
    """What the plan wants to have reached at its end."""

    heading: Line = Field(description="这一章的标题，与原文一字不差")
    text: Text = Field(description="工作目标全文，与原文一字不差")
    indicator: Indicator = Field(description="可以衡量的目标")
    aims: tuple[Text, ...] = Field((), description="其余目标，逐句，与原文一字不差")


class Attachment(Record):
    """The responsibility table's own headings."""

    mention: tuple[Line, ...] = Field(description="正文末尾提到附件的文字，逐行")
    label: Line = Field(description="“附件”二字")
    title: tuple[Line, ...] = Field(description="附件标题，逐行")
    columns: tuple[Line, ...] = Field(min_length=3, max_length=3, description="表头的三个栏目")


class Document(Record):
    """A plan as it was issued, apart from its tasks."""

    title: tuple[Line, ...] = Field(min_length=1, description="方案标题，原文分几行就写几行")
    addressees: tuple[Line, ...] = Field(description="主送单位，逐个")
    notice: Text = Field(description="印发通知的那句话")
    issuer: Line = Field(description="印发单位")
    issued: date = Field(description="印发日期")
    disclosure: Line = Field(description="公开属性，原文照录")
    start: date = Field(description="规划期第一天")
    end: date = Field(description="规划期最后一天")
    preamble: Text = Field(description="开头说明依据的一段")
    basis: tuple[Basis, ...] = Field(description="依据的文件")
    goal: Goal = Field(description="工作目标")
    chapters: Mapping[TaskKind, Line] = Field(description="各章标题：action、project、safeguard")
    attachment: Attachment = Field(description="附件（责任分工表）的标题")
    notes: tuple[Note, ...] = Field((), description="编者注")
    source_sha256: str = Field(
        pattern=r"^[0-9a-f]{64}$", description="source.txt 的校验码（SHA-256，64 位小写十六进制）；原文一改动就对不上"
    )

    @property
    def full_title(self) -> str:
        return "".join(self.title)


@dataclass(frozen=True, eq=False)
class Period:
    """One plan: its document, its tasks in order, its text as published."""

    document: Document
    tasks: tuple[Task, ...]
    source: str
    source_path: str
    base: str = ""

    @property
    def id(self) -> str:
        return self.document.id

    def measures(self) -> Iterator[Measure]:
        for task in self.tasks:
            yield from task.measures


@dataclass(frozen=True, eq=False)
class Plan:
    """Everything under plan/: the site's identity, the units, the plans by period (oldest first), the calendar, and what people can use."""

    site: Site
    units: Mapping[str, Unit]
    periods: tuple[Period, ...]
    literacy: Literacy | None = None
    vocabulary: Vocabulary | None = None
    synonyms: Synonyms | None = None
    observances: Mapping[str, Observance] = dataclass_field(default_factory=dict)
    events: Mapping[str, Event] = dataclass_field(default_factory=dict)
    resources: Mapping[str, Resource] = dataclass_field(default_factory=dict)
    daily: Mapping[str, Daily] = dataclass_field(default_factory=dict)
    experts: Mapping[str, Expert] = dataclass_field(default_factory=dict)
    teams: Mapping[str, Team] = dataclass_field(default_factory=dict)
    venues: Mapping[str, Venue] = dataclass_field(default_factory=dict)
    alert: Alert | None = None
    alerts: Mapping[str, Alert] = dataclass_field(default_factory=dict)
    """Alerts that were ended by hand or followed by another; `alert` is the one set now, be it over or not."""
    sources: tuple[FeedSource, ...] = ()
    reposts: Mapping[str, Taken] = dataclass_field(default_factory=dict)
    """What was taken from the feeds of other portals, by the id of the source."""
    redirects: Redirects | None = None
    publishing: Publishing | None = None
    typos: Typos | None = None
    quotes: Mapping[str, KeptText] = dataclass_field(default_factory=dict)
    """The laws and guidelines whose articles the site names, word by word."""
    numbers: Discrepancies | None = None
    quiz: Mapping[str, Question] = dataclass_field(default_factory=dict)
    reporting: Reporting = dataclass_field(default_factory=Reporting)
    maps: Mapping[str, PlanMap] = dataclass_field(default_factory=dict)
    """What ties topics and audiences to each plan, by its id."""
    """What units were asked to report, and reported."""

    @property
    def current(self) -> Period:
        return self.periods[-1]

    @property
    def map(self) -> PlanMap:
        """What ties topics and audiences to the current plan."""
        return self.maps.get(self.current.id) or PlanMap()
