"""The rules of the calendar: one generator each, its docstring the rule."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection, Iterator
from pathlib import Path

from ...common.dates import WEEKDAYS
from ...common.problems import Problem, nearest
from ...model.events import Announced, Event, Fixed, Observance, WeekOf
from ...model.plan import Plan
from ...model.tree.node import Node
from ..references import townships, unknown, unknown_terms
from .texts.files import published

EVENT_PICTURES = "content/events"
LEAST_SAID = 10
"""Characters that say what is in a picture; a file's name or 活动海报 does not."""

_SAID = f"{WEEKDAYS}天"
WEEKDAY = re.compile(r"(?:星期|礼拜|(?<![一-鿿])周|(?<=[本这下日])周)([一二三四五六日天])")
"""周一 is Monday where nothing Chinese but a date stands before it; 科技周一览 and 每周一讲 are not about Mondays."""


def check_calendar_references(plan: Plan) -> Iterator[Problem]:
    """Audiences, topics, measures, units, townships and observances that are named exist."""
    for record in _occasions(plan):
        yield from unknown_terms(plan, record)
    for event in plan.events.values():
        yield from unknown(event, "host", event.host, plan.units, "责任单位")
        yield from unknown(event, "supporters", event.supporters, plan.units, "责任单位")
        yield from unknown(event, "observance", event.observance, plan.observances, "节日")
        if event.place:
            yield from unknown(event.place, "township", event.place.township, townships(plan), "乡镇办场")
    for observance in plan.observances.values():
        yield from unknown(observance, "followed_by", observance.followed_by, plan.observances, "节日")


def check_event_dates(plan: Plan) -> Iterator[Problem]:
    """An event ends after it starts, lies in the folder of its year, and registration closes before it is over."""
    for event in plan.events.values():
        folder = event.id.partition("/")[0]
        begun = event.postponed_from or event.start  # put off into the next year, it keeps its address and its UID
        if folder not in (str(event.start.year), str(begun.year)):
            yield Problem(
                event.where("start"), f"{event.start} 不在 {folder} 年，文件应当放进 {event.start.year} 文件夹"
            )
        if event.last < event.start:
            yield Problem(event.where("end"), f"结束日期早于开始日期（{event.start}）")
        if event.ends and not event.begins:
            yield Problem(event.where("ends"), "写了结束时刻，就要写开始时刻 begins")
        elif event.ends and event.begins and event.last == event.start and event.ends <= event.begins:
            yield Problem(event.where("ends"), f"结束时刻不晚于开始时刻（{event.begins}）")
        closing = event.registration.until if event.registration else None
        if event.registration and closing and closing > event.last:
            yield Problem(event.registration.where("until"), f"报名截止 {closing} 晚于活动结束（{event.last}）")


def check_event_status(plan: Plan) -> Iterator[Problem]:
    """A postponed event says from when, a cancelled one why."""
    for event in plan.events.values():
        if event.status == "postponed" and event.postponed_from is None:
            yield Problem(event.where("status"), "状态是“已延期”，就要在 postponed_from 写原来的日期（start 写新日期）")
        if event.status == "cancelled" and event.reason is None:
            yield Problem(event.where("status"), "状态是“已取消”，就要在 reason 写原因")


def check_event_names(plan: Plan) -> Iterator[Problem]:
    """A weekday in a title is that of the date, and a file is not named like a month."""
    for event in plan.events.values():
        name = event.id.rpartition("/")[2]
        if re.fullmatch(r"[0-9][0-9]", name):
            yield Problem(event.where(), f"文件名“{name}.yaml”会和 {name} 月的月历页冲突，请换一个名字")
        for said in WEEKDAY.findall(event.title):
            right = _SAID[event.start.weekday()]
            if event.start == event.last and min(_SAID.index(said), 6) != event.start.weekday():
                yield Problem(event.where("title"), f"名称里写“星期{said}”，但 {event.start} 是星期{right}")


def check_event_pictures(root: Path, plan: Plan, arriving: Collection[str] = ()) -> Iterator[Problem]:
    """The picture of an event lies where it should, and its words say what is in it, to those who cannot see it."""
    lying = [*(path.name for path in published(root / EVENT_PICTURES) if path.is_file()), *arriving]
    for event in plan.events.values():
        if not (picture := event.picture):
            continue
        if picture.file not in lying:
            message = f"{EVENT_PICTURES}/ 里没有“{picture.file}”这张图{nearest(picture.file, lying)}"
            yield Problem(picture.where("file"), message)
        named = (picture.file, picture.file.rpartition(".")[0], event.title)
        if picture.alt in named or len(picture.alt) < LEAST_SAID:
            yield Problem(
                picture.where("alt"),
                f"“{picture.alt}”说不清图里有什么；请写给看不见图的人听，至少 {LEAST_SAID} 个字，"
                "例如“海报：孩子们围着望远镜看月亮；写着12月5日晚上七点，区科技馆，不用报名”",
            )


def check_double_entries(plan: Plan) -> Iterator[Problem]:
    """No two events have the same title, or the same host and place, on overlapping days."""
    current = [event for event in plan.events.values() if event.status != "cancelled"]
    by_start = sorted(current, key=lambda event: (event.start, event.id))
    for first, second in _overlapping(by_start):
        same_title = first.title == second.title
        same_place = (
            first.place
            and second.place
            and first.host
            and (first.host, first.place.name) == (second.host, second.place.name)
        )
        same_time = first.begins == second.begins
        if same_title or (same_place and same_time):
            path = first.where().path
            yield Problem(
                second.where("start"),
                f"与 {path} 的“{first.title}”日期重叠，像是录了两次；确实是两场的，请在名称里分开",
            )


def check_observance_rules(plan: Plan) -> Iterator[Problem]:
    """A rule names days that exist; announced dates, and only those, stand in the years, each year once."""
    for observance in plan.observances.values():
        rule = observance.rule
        if isinstance(rule, (Fixed, WeekOf)) and rule.day > monthrange(2024, rule.month)[1]:
            yield Problem(rule.where("day"), f"没有 {rule.month} 月 {rule.day} 日")
        if (
            isinstance(rule, Fixed)
            and rule.end_month
            and rule.end_day
            and rule.end_day > monthrange(2024, rule.end_month)[1]
        ):
            yield Problem(rule.where("end_day"), f"没有 {rule.end_month} 月 {rule.end_day} 日")
        if isinstance(rule, Fixed) and (rule.end_month is None) != (rule.end_day is None):
            yield Problem(observance.where("rule"), "end_month 和 end_day 要么都写，要么都不写")
        if observance.since and observance.until and observance.until < observance.since:
            yield Problem(observance.where("until"), f"最后一年早于第一年（{observance.since}）")
        if observance.followed_by and observance.until is None:
            yield Problem(observance.where("followed_by"), "写了由哪一个接替，就要在 until 写最后一年")
        seen: set[int] = set()
        for entry in observance.years:
            if entry.year in seen:
                yield Problem(entry.where("year"), f"{entry.year} 年写了两次")
            seen.add(entry.year)
            if entry.start and not isinstance(rule, Announced):
                yield Problem(
                    entry.where("start"), "日期按规则推算，这里不能再写；逐年公布的，rule 的 type 应当是 announced"
                )
            if entry.start and entry.start.year != entry.year:
                yield Problem(entry.where("start"), f"{entry.start} 不在 {entry.year} 年")
            if entry.end and (entry.start is None or entry.end < entry.start):
                yield Problem(entry.where("end"), "结束日期早于开始日期，或没有写开始日期")


def check_suggestions(plan: Plan) -> Iterator[Problem]:
    """What can be done on a day is from one article, one resource or one source, and no line stands twice."""
    for observance in plan.observances.values():
        for index, one in enumerate(observance.do):
            if sum(origin is not None for origin in (one.article, one.resource, one.source)) != 1:
                message = "要写出自哪里：article（文章）、resource（资源）、source（出处）里写一样，只写一样"
                yield Problem(one.where("text"), message)
            if one.text in [other.text for other in observance.do[:index]]:
                yield Problem(one.where("text"), "这一句写了两次，请只留一处")
            yield from unknown(one, "resource", one.resource, plan.resources, "资源")


def check_calendar_ids(plan: Plan) -> Iterator[Problem]:
    """No observance is named like another one in a year: in calendars both would have the same UID (RFC 5545, 3.8.4.7)."""
    for id, observance in plan.observances.items():
        name, _, year = id.rpartition("-")
        if re.fullmatch(r"[0-9]{4}", year) and name in plan.observances:
            message = (
                f"代号“{id}”与“{name}”{year} 年的日历编号相同，订阅的人会少看到一个；请换一个文件名，例如 {name}-day"
            )
            yield Problem(observance.where(), message)


def check_hosts_measures(plan: Plan) -> Iterator[Problem]:
    """The host of an event answers for the measures the event serves (only a hint)."""
    measures = {measure.id: measure for period in plan.periods for measure in period.measures()}
    answering = {id: _answering(plan, measure) for id, measure in measures.items()}
    for event in plan.events.values():
        for index, id in enumerate(event.measures):
            measure = measures.get(id)
            if event.host and measure and event.host in plan.units and event.host not in answering[id]:
                name = plan.units[event.host].name
                yield Problem(
                    event.where("measures", index), f"{name}不是“{measure.title}”的责任单位，请核对", warning=True
                )


def _occasions(plan: Plan) -> Iterator[Observance | Event]:
    yield from plan.observances.values()
    yield from plan.events.values()


def _answering(plan: Plan, measure: Node) -> set[str]:
    """The units a measure names, and everybody where it names a collective that lists no members."""
    named = set(measure.answering)
    presumed = any(plan.units[id].membership == "presumed" for id in named & plan.units.keys())
    return set(plan.units) if presumed else named


def _overlapping(events: list[Event]) -> Iterator[tuple[Event, Event]]:
    """Pairs whose days overlap, from a list in the order of start; compared only while they can."""
    open_events: list[Event] = []
    for event in events:
        open_events = [other for other in open_events if other.last >= event.start]
        yield from ((other, event) for other in open_events)
        open_events.append(event)
