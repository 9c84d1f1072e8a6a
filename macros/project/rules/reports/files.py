"""The rules of calls and reports: one generator each, its docstring the rule."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator

from ....common.problems import Problem, nearest
from ....model.plan import Plan
from ....model.record import texts_with_places
from ....model.reports import Correction, Count, Entry, FrozenRow, Received, Report, TakenBack
from ...reporting import answerable, holds, period_of_year, report_of, reporting_units, unit_called
from .entries import contradictions, evidence_faults, not_an_office, private_words

MANIFOLD = 10
"""So many times last year's number is a slip rather than a success."""


def check_calls(plan: Plan) -> Iterator[Problem]:
    """A call is a document with a number or an address, its term is later than it, and it asks each unit once a year."""
    asked: dict[tuple[int, str], str] = {}
    for call in plan.reporting.calls:
        if not (call.number or call.link):
            yield Problem(call.where("title"), "通知要有出处：写 number（文号）或 link（网址），至少一样")
        if call.due < call.issued:
            yield Problem(call.where("due"), f"截止日期早于通知的日期（{call.issued}）")
        if (period := period_of_year(plan, call.year)) is None:
            first = plan.first.begins.year
            yield Problem(call.where("year"), f"{call.year} 年还没有方案，最早的方案从 {first} 年起")
            continue
        known = answerable(plan, period)
        for index, id in enumerate(call.units):
            if id not in known:
                message = f"“{id}”不是 {call.year} 年应当报送的单位{nearest(id, known)}"
                yield Problem(call.where("units", index), message)
        for id in call.units or known:
            if (call.year, id) in asked:
                name = unit_called(plan, id)
                yield Problem(
                    call.where("title"),
                    f"{call.year} 年已经有一份通知要{name}报送（{asked[call.year, id]}）；一个单位一年只写一份，改期请改 due",
                )
                break
            asked[call.year, id] = call.title


def check_reporting_units(plan: Plan) -> Iterator[Problem]:
    """A report lies in a year that has a plan, under a unit that reports, and holds measures it answers for, each once."""
    for report in plan.reporting.reports.values():
        if (period := period_of_year(plan, report.year)) is None:
            yield Problem(report.where(), f"{report.year} 年还没有方案，没有可以报送的措施")
            continue
        known = answerable(plan, period)
        if report.unit not in known:
            unit = plan.units.get(report.unit)
            message = f"“{report.unit}”不是应当报送的单位{nearest(report.unit, known)}"
            if unit and unit.collective:
                message = f"“{unit.name}”是集体名称，由成员各自报送，请按成员分开"
            yield Problem(report.where(), message)
            continue
        mine, seen = [measure.id for measure in known[report.unit]], set[str]()
        name = reporting_units(plan, period)[report.unit].name
        for entry in report.entries:
            if entry.measure in seen:
                yield Problem(entry.where("measure"), f"“{entry.measure}”写了两次，一条措施一年只写一项")
            elif entry.measure not in mine:
                message = f"{name}不是“{entry.measure}”的责任单位{nearest(entry.measure, mine)}"
                yield Problem(entry.where("measure"), message)
            seen.add(entry.measure)


def check_received(plan: Plan) -> Iterator[Problem]:
    """What came in came in after the year began, each entry with one of the times, and corrections came after it."""
    for report in plan.reporting.reports.values():
        days = [item.received for item in report.received]
        for item in report.received:
            if item.received.year < report.year:
                yield Problem(item.where("date"), f"{item.received} 还不到 {report.year} 年，不能报送这一年的情况")
            if item.checked and item.checked < item.received:
                yield Problem(item.where("checked"), f"核对的日期早于收到的日期（{item.received}）")
        for entry in report.entries:
            if entry.received not in days:
                message = f"{entry.received} 没有收到过报送；收到的日期有 {'、'.join(map(str, days))}"
                yield Problem(entry.where("received"), message)
            for change in _changes(entry):
                day = change.withdrawn if isinstance(change, TakenBack) else change.corrected
                if day < entry.received:
                    yield Problem(change.where("date"), f"早于收到的日期（{entry.received}），没有收到的谈不上更正")


def check_entries(plan: Plan) -> Iterator[Problem]:
    """What an entry says agrees with its state, its year and the calendar; a state that claims something has evidence."""
    for report in plan.reporting.reports.values():
        for entry in report.entries:
            for name, message in contradictions(plan, report.year, report.unit, entry):
                yield Problem(entry.where(name), message)


def check_evidence(plan: Plan) -> Iterator[Problem]:
    """A link has its address, a document its number, and what nobody can look up is no evidence."""
    for entry in _entries(plan):
        for item in entry.evidence:
            for name, message in evidence_faults(item):
                yield Problem(item.where(name), message)


def check_reported_privacy(plan: Plan) -> Iterator[Problem]:
    """Reports and calls name offices, no person: no names of clerks, no mobile numbers, no identity numbers."""
    for record in plan.reporting.records():
        for where, text in texts_with_places(record):
            for message in private_words(text):
                yield Problem(where, message)
    for report in plan.reporting.reports.values():
        signed: list[Received | Correction | TakenBack] = [*report.received]
        for item in [*signed, *(change for entry in report.entries for change in _changes(entry))]:
            if not_an_office(item.by):
                yield Problem(item.where("by"), f"“{item.by}”像是人名；这里写单位或科室，例如“区教育局办公室”")


def check_reported_events(plan: Plan) -> Iterator[Problem]:
    """An event of a unit that serves a measure is in the unit's entry; one that several units name is held by all of them (hints)."""
    users: defaultdict[str, list[tuple[Report, Entry]]] = defaultdict(list)
    for report in plan.reporting.reports.values():
        entries = {entry.measure: entry for entry in report.entries}
        for entry in report.entries:
            for id in entry.events:
                users[id].append((report, entry))
        period = period_of_year(plan, report.year)
        mine = {measure.id for measure in answerable(plan, period).get(report.unit, ())} if period else set[str]()
        for event in plan.events.values():
            if event.start.year != report.year or event.status == "cancelled" or not holds(plan, event, report.unit):
                continue
            for id in (id for id in event.measures if id in mine):
                said = entries.get(id)
                if said is None or said.state == "not-started":
                    how = "写的是“未启动”" if said else "没有写这一条"
                    where = said.where("state") if said else report.where("entries")
                    message = f"日历上有本单位的活动“{event.title}”（{event.id}），对应 {id}，报送里{how}，请核对"
                    yield Problem(where, message, warning=True)
    for id, found in users.items():
        held = plan.events.get(id)
        known = {held.host, *held.supporters} if held else set()
        names = [name for name in dict.fromkeys(report.unit for report, _ in found) if name not in known]
        for report, entry in found:
            others = "、".join(unit_called(plan, other.unit) for other, _ in found if other.unit != report.unit)
            if report.unit not in names or not others:
                continue
            message = f"活动 {id} 还有别的单位写了（{others}），合计里只算一次；是合办的，请写进活动的 supporters"
            yield Problem(entry.where("events"), message, warning=True)


def check_reported_numbers(plan: Plan) -> Iterator[Problem]:
    """An event has no fewer people than sessions, and no number is ten times last year's (hints)."""
    for event in plan.events.values():
        if event.people is not None and event.sessions and event.people < event.sessions:
            message = f"现场 {event.people} 人次，比场数（{event.sessions}）还少，请核对"
            yield Problem(event.where("people"), message, warning=True)
    for report, entry in _with_reports(plan):
        before = {(c.what, c.unit): c.number for c in _last_year(plan, report, entry)}
        for count in entry.counts:
            last = before.get((count.what, count.unit))
            if last and count.number >= MANIFOLD * last:
                message = f"{count.what} {count.number} {count.unit}，是上一年（{last}）的 {MANIFOLD} 倍以上，请核对"
                yield Problem(count.where("number"), message, warning=True)


def check_copied_words(plan: Plan) -> Iterator[Problem]:
    """No two entries say the same words of what was done (only a hint)."""
    first: dict[str, Report] = {}
    for report, entry in _with_reports(plan):
        if entry.did and entry.did in first:
            message = f"与 {first[entry.did].where().path} 里的话一字不差，像是照抄的，请核对"
            yield Problem(entry.where("did"), message, warning=True)
        if entry.did:
            first.setdefault(entry.did, report)


def check_dead_evidence(plan: Plan) -> Iterator[Problem]:
    """What is said to be finished does not rest on a link alone that leads nowhere any more (only a hint)."""
    for entry in _entries(plan):
        if entry.state == "done" and entry.evidence and all(item.broken for item in entry.evidence):
            message = "本年已完成的依据都打不开了；请报送单位补一个打得开的链接或文号"
            yield Problem(entry.evidence[0].where("broken"), message, warning=True)


def check_snapshots(plan: Plan) -> Iterator[Problem]:
    """What was frozen is as it was."""
    for snapshot in plan.reporting.snapshots:
        if rows_digest(snapshot.rows) != snapshot.digest:
            message = "内容与校验码对不上：存下的快照不能改。请用版本管理或备份恢复原来的文件；要新的，另运行一次 kepu snapshot"
            yield Problem(snapshot.where("digest"), message)


def rows_digest(rows: Iterable[FrozenRow]) -> str:
    """What tells the rows of a snapshot from any others."""
    plain = [[row.measure, row.unit, dict(row.said)] for row in rows]
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def check_assessments(plan: Plan) -> Iterator[Problem]:
    """The assessment of a plan speaks of tasks of that plan, of each once, and not before the plan began."""
    for period in plan.periods:
        if not (assessment := plan.reporting.assessments.get(period.id)):
            continue
        tasks, seen = [task.id for task in period.tasks], set[str]()
        if assessment.issued < period.begins:
            yield Problem(assessment.where("issued"), f"早于规划期的第一天（{period.begins}）")
        for verdict in assessment.verdicts:
            if verdict.task not in tasks:
                yield Problem(verdict.where("task"), f"任务“{verdict.task}”不存在{nearest(verdict.task, tasks)}")
            elif verdict.task in seen:
                yield Problem(verdict.where("task"), f"“{verdict.task}”写了两次，一项任务一项")
            seen.add(verdict.task)


def _changes(entry: Entry) -> list[Correction | TakenBack]:
    return [*entry.corrections, *([entry.withdrawn] if entry.withdrawn else [])]


def _entries(plan: Plan) -> Iterator[Entry]:
    for report in plan.reporting.reports.values():
        yield from report.entries


def _with_reports(plan: Plan) -> Iterator[tuple[Report, Entry]]:
    for report in plan.reporting.reports.values():
        yield from ((report, entry) for entry in report.entries)


def _last_year(plan: Plan, report: Report, entry: Entry) -> Iterator[Count]:
    before = report_of(plan, report.year - 1, report.unit)
    for earlier in before.entries if before else ():
        if earlier.measure == entry.measure:
            yield from earlier.counts
