"""What an entry of a report may not say at once; asked of files by the rules, of workbooks by their import."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....model.plan import Plan
from ....model.reports import STATES, Entry, Evidence
from ...reporting import holds, unit_called
from ..resources import personal_data

NO_EVIDENCE = re.compile("照片|截图|聊天记录|微信群|台账|签到表|留痕")
"""What an inspector may be shown, and nobody else can look up."""

_LABELLED_NAME = re.compile(
    r"(?:联系人|填报人|填表人|经办人|报送人|报告人|联络员|审核人|分管领导|负责人)(?:[:：]\s*|\s+|[（(])[一-鿿]{2,4}"
)
_OFFICE = re.compile("[局委办科股室会院所站部厅队镇乡场街道校馆社团处组]|中心|单位|公司")


def contradictions(plan: Plan, year: int, unit: str, entry: Entry) -> Iterator[tuple[str, str]]:
    """Field and message of everything that does not go together."""
    yield from _of_state(plan, entry)
    yield from _of_days(year, entry)
    for id in entry.events:
        event = plan.events.get(id)
        if event is None:
            yield "events", f"日历上没有活动“{id}”，写法像 2025/science-week"
        elif event.start.year != year:
            yield "events", f"活动“{event.title}”在 {event.start.year} 年，不能写在 {year} 年的报送里"
        elif (event.host or event.supporters) and not holds(plan, event, unit):
            yield (
                "events",
                f"活动“{event.title}”由{unit_called(plan, event.host or event.supporters[0])}举办，不是本单位的",
            )


def _of_state(plan: Plan, entry: Entry) -> Iterator[tuple[str, str]]:
    said = f"写的是“{STATES[entry.state]}”"
    reported = any(plan.events[id].report for id in entry.events if id in plan.events)
    match entry.state:
        case "done":
            if not entry.did:
                yield "did", f"{said}，还要写做了什么"
            if not (entry.on or entry.from_):
                yield "on", f"{said}，还要写日期：哪一天，或从哪天到哪天"
            if not (entry.evidence or reported):
                yield "evidence", f"{said}，要有依据：公开链接、文号，或一个有报道的活动"
            if not (entry.counts or entry.uncounted or entry.events):
                yield "counts", f"{said}，要写数量；没有数量的，写明为什么没有"
        case "ongoing":
            if not entry.did:
                yield "did", f"{said}，还要写做了什么"
        case "not-started":
            if entry.on or entry.from_ or entry.counts or entry.events:
                yield "state", f"{said}，却写了日期、数量或活动；做了就改状态，没做就删去它们"
        case "ended" | "not-applicable":
            if not entry.reason:
                yield "reason", f"{said}，还要写原因"
            if not any(item.kind == "document" for item in entry.evidence):
                yield "evidence", f"{said}，要有依据：写明哪份文件、文号多少"


def _of_days(year: int, entry: Entry) -> Iterator[tuple[str, str]]:
    if entry.on and entry.from_:
        yield "on", "写了哪一天，又写了一段日子，请只留一样"
    if (entry.from_ is None) != (entry.to is None):
        yield "from" if entry.to is None else "to", "从哪天、到哪天要么都写，要么都不写"
    elif entry.from_ and entry.to and entry.to < entry.from_:
        yield "to", f"早于开始的日子（{entry.from_}）"
    for name, day in (("on", entry.on), ("from", entry.from_), ("to", entry.to)):
        if day and day.year != year:
            yield name, f"{day} 不在 {year} 年；这里只报 {year} 年做的"
        elif day and day > entry.received and name != "from":
            yield name, f"{day} 晚于收到的日期（{entry.received}），还没有到的事不能先报"


def evidence_faults(item: Evidence) -> Iterator[tuple[str, str]]:
    """Field and message of what keeps a piece of evidence from being one."""
    if item.kind == "link" and not item.link:
        yield "link", "是公开链接，要写网址；没有网址的请写文号（kind: document）"
    if item.kind == "document" and not item.number:
        yield "number", "是文件，要写文号，例如“咸科协〔2025〕3号”；没有文号的请写公开链接（kind: link）"
    if not item.link and (found := NO_EVIDENCE.search(item.name)):
        yield "name", f"“{found[0]}”别人查不到，不算依据；请写公开链接或文号"


def private_words(text: str) -> Iterator[str]:
    """What is said of a text that names a person, or holds what belongs to one."""
    for what, instead in personal_data(re.sub(r"https?://\S+", "", text)):  # addresses are full of digits
        yield f"里面有{what}，报送要公开，不能有；{instead}"
    if found := _LABELLED_NAME.search(text):
        yield f"“{found[0][:12]}”像是经办人的姓名，报送要公开，请删去；只写单位或科室"


def not_an_office(name: str) -> bool:
    """Whether somebody signed with a name where an office belongs."""
    return not _OFFICE.search(name)
