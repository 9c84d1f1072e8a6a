"""The records of reports: who asked for them, what units say they have done, and what was said of a whole period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from .record import Brief, Id, Line, Link, MeasureId, Record, UnitId

ReportYear = Annotated[int, Field(ge=2000, le=2100, description="哪一年的报送，例如 2025")]

State = Literal["ongoing", "done", "not-started", "ended", "not-applicable"]
STATES: Mapping[State, str] = {
    "ongoing": "进行中",
    "done": "本年已完成",
    "not-started": "未启动",
    "ended": "已终止",
    "not-applicable": "不涉及",
}
"""What a unit may say of a measure in a year. What the site works out itself is in `queries.progress.standing`."""


class Call(Record):
    """A document that asked units for the reports of a year."""

    year: ReportYear
    by: Line = Field(description="发通知的单位，例如“区科协”")
    title: Line = Field(description="通知的标题，照抄")
    number: Line | None = Field(None, description="文号，例如“咸科协〔2026〕1号”；没有文号就写 link")
    link: Link | None = Field(None, description="通知的网址；没有公开的不填")
    issued: date = Field(description="通知的日期，写成 2026-01-05")
    due: date = Field(description="报送截止日期，当天还算按时")
    units: tuple[UnitId, ...] = Field((), description="要报的单位和乡镇办场的代号；不填就是全部应报单位")


class Calls(Record):
    """Who asked for what; without a call nothing is ever late."""

    calls: tuple[Call, ...] = Field(min_length=1, description="报送通知，一份一项")


class Received(Record):
    """One time that a unit's report came in; appended, never edited."""

    received: date = Field(alias="date", description="收到的日期")
    by: Line = Field(description="哪个单位或科室报的，例如“区教育局办公室”；不写个人姓名")
    how: Line = Field(description="怎么报的，例如“盖章件”“电子表格”")
    number: Line | None = Field(None, description="报送件的文号；没有就不填")
    checked: date | None = Field(None, description="编辑核对的日期；还没有核对就不填")


class Count(Record):
    """How much of something a unit says it did."""

    what: Line = Field(description="数的是什么，例如“报告会”“到场”")
    number: int = Field(ge=0, description="多少，只写数字")
    unit: Line = Field(max_length=6, description="单位，例如“场”“人次”")


EvidenceKind = Literal["link", "document"]


class Evidence(Record):
    """What others can look up: a public page, or a document by its number."""

    kind: EvidenceKind = Field(description="link 公开链接；document 有文号的文件")
    name: Line = Field(description="网页、报道或文件的名称")
    link: Link | None = Field(None, description="网址，kind: link 必填")
    number: Line | None = Field(None, description="文号，kind: document 必填，例如“咸科协〔2025〕3号”")
    dated: date | None = Field(None, description="网页或文件的日期")
    archived: date | None = Field(None, description="另存一份的日期；没有存就不填")
    broken: date | None = Field(None, description="链接后来打不开了，写核对的日期；不删去，状态不变")


CorrectedField = Literal["state", "did", "on", "from", "to", "counts", "uncounted", "events", "evidence", "reason"]
CORRECTED_FIELDS: Mapping[CorrectedField, str] = {
    "state": "状态",
    "did": "做了什么",
    "on": "完成日期",
    "from": "从哪天",
    "to": "到哪天",
    "counts": "数量",
    "uncounted": "没有数量的说明",
    "events": "活动",
    "evidence": "依据",
    "reason": "原因",
}
"""The fields of an entry that may be corrected, and what readers call them."""


class Correction(Record):
    """What an entry said before, and why it says something else now."""

    corrected: date = Field(alias="date", description="更正的日期")
    field: CorrectedField = Field(
        description="更正了哪一项：" + "、".join(f"{i} {n}" for i, n in CORRECTED_FIELDS.items())
    )
    was: Brief = Field(description="原来写的，照抄，例如“15 场”；原来没有填就写“没有填”")
    why: Brief = Field(description="为什么更正")
    by: Line = Field(description="哪个单位或科室提出的；不写个人姓名")


class TakenBack(Record):
    """That a unit takes back what it said of a measure."""

    withdrawn: date = Field(alias="date", description="撤回的日期")
    why: Brief = Field(description="为什么撤回")
    by: Line = Field(description="哪个单位或科室提出的；不写个人姓名")


class Entry(Record):
    """What a unit says of one measure in one year."""

    measure: MeasureId = Field(description="措施代号，例如 youth-1")
    state: State = Field(description="本单位报送的状态：" + "、".join(f"{id} {name}" for id, name in STATES.items()))
    received: date = Field(description="随哪一次报送来的：上面 received 里的日期；以后更正不改它")
    did: Brief | None = Field(None, max_length=500, description="做了什么，一两句话；进行中和本年已完成必填")
    on: date | None = Field(None, description="哪一天做的；一段日子写 from 和 to")
    from_: date | None = Field(None, alias="from", description="从哪一天起")
    to: date | None = Field(None, description="到哪一天止")
    counts: tuple[Count, ...] = Field((), description="数量；活动日历上已经写了人次的不重复写")
    uncounted: Brief | None = Field(None, description="本年已完成而没有数量的，写为什么没有")
    events: tuple[Line, ...] = Field((), description="活动日历上的活动，例如 2025/science-week；几个单位都写的只算一次")
    evidence: tuple[Evidence, ...] = Field((), description="依据：公开链接，或有文号的文件")
    reason: Brief | None = Field(None, description="已终止和不涉及的，写原因，并写有文号的依据")
    corrections: tuple[Correction, ...] = Field((), description="更正，只加不改")
    withdrawn: TakenBack | None = Field(None, description="撤回；没有撤回就不填")


class Report(Record):
    """All that a unit reported for a year, by measure; a unit that has not reported has no file."""

    received: tuple[Received, ...] = Field(min_length=1, description="每收到一次加一项，不改以前的")
    entries: tuple[Entry, ...] = Field(min_length=1, description="一条措施一项，按方案的次序")

    @property
    def year(self) -> int:
        return int(self.id.partition("/")[0])

    @property
    def unit(self) -> str:
        return self.id.partition("/")[2]


class Verdict(Record):
    """What the assessment of a whole plan says of a task."""

    task: Id = Field(description="任务代号，例如 youth")
    quote: Brief = Field(description="评估报告里的原话，一字不差")


class Assessment(Record):
    """The assessment of a plan at its end, as it was published."""

    title: Line = Field(description="评估报告的标题，照抄")
    number: Line = Field(description="文号")
    by: Line = Field(description="发布单位")
    issued: date = Field(description="发布日期")
    link: Link | None = Field(None, description="网址；没有公开的不填")
    summary: Brief | None = Field(None, description="总的结论，照抄原话")
    verdicts: tuple[Verdict, ...] = Field((), description="对各项任务的结论，一项任务一项")


class FrozenRow(Record):
    """One measure of one unit as it stood on a day, in the words of the page."""

    measure: MeasureId = Field(description="措施代号")
    unit: UnitId = Field(description="单位代号")
    said: Mapping[str, str] = Field(description="栏目的名称和内容；没有收到的只有状态")


class FrozenYear(Record):
    """A year's reports as they stood on a day; `kepu snapshot` writes it, and nobody changes it."""

    year: ReportYear
    taken: str = Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="哪一天存的")
    digest: str = Field(pattern=r"^[0-9a-f]{64}$", description="rows 的校验码（SHA-256）")
    rows: tuple[FrozenRow, ...] = Field(description="全部应报的措施和单位")


@dataclass(frozen=True, eq=False)
class Reporting:
    """All that was asked, received, frozen and judged; reports by year and unit, `2025/jiaoyuju`."""

    calls: tuple[Call, ...] = ()
    reports: Mapping[str, Report] = dataclass_field(default_factory=dict)
    snapshots: tuple[FrozenYear, ...] = ()
    assessments: Mapping[str, Assessment] = dataclass_field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether anybody was asked or has reported."""
        return bool(self.calls or self.reports)

    @property
    def years(self) -> list[int]:
        """The years that were asked for or reported on, oldest first."""
        return sorted({call.year for call in self.calls} | {report.year for report in self.reports.values()})

    def records(self) -> Iterator[Record]:
        """Everything that editors write of it."""
        yield from (*self.calls, *self.reports.values(), *self.assessments.values())
