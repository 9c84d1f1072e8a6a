"""Observances and events as iCalendar (RFC 5545), for the calendars of phones and office PCs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from urllib.parse import urljoin

from icalendar import Alarm, Calendar, Timezone, TimezoneStandard, vDuration, vText
from icalendar import Event as CalendarEvent
from icalendar.parser import Contentline, Parameters

from ...model.events import STATUSES, Event, Observance
from ...model.plan import Plan
from ...project.references import township_name
from ...queries import urls
from ...queries.calendar import Item, duty, known, years
from ...queries.recurrence import Days, days_in, entry_for, recurrence_rule

ZONE = "Asia/Shanghai"
ONE_DAY = timedelta(days=1)
REFRESH = timedelta(hours=12)
"""How often calendars shall ask again."""

KEPT = timedelta(days=400)
"""Past items stay this long, so that a cancelled event is seen as cancelled and does not just vanish."""


def calendar(plan: Plan, records: Iterable[Observance | Event], name: str, today: date) -> bytes:
    """A calendar of these records, in the order of their ids; the same data give the same bytes."""
    ordered = sorted(records, key=lambda record: (record.id, urls.url_of(record)))
    return _feed(plan, name, [entry for record in ordered for entry in _entries(plan, record, today)])


def single(plan: Plan, record: Observance | Event, name: str, today: date) -> bytes:
    """A file of one record, however old, with its next days first: many phones import only the first entry."""
    if isinstance(record, Event):
        return _feed(plan, name, [_event_entry(plan, record.id)])
    if entry := _recurring(plan, record):
        return _feed(plan, name, [entry.to_ical()])
    dated = [(item.year, item.days) for item in known(plan, record, today) if item.days]
    ahead = [(year, days) for year, days in dated if days.last >= today]
    return _feed(plan, name, [_single(plan, record, year, days).to_ical() for year, days in ahead or dated[-1:]])


def uid_of(record: Observance | Event, year: int | None = None) -> str:
    """What a record, or an observance in one year, is known by in calendars, without the host; it never changes."""
    if isinstance(record, Event):
        return f"event-{record.id.replace('/', '-')}"
    return f"observance-{record.id}" + (f"-{year}" if year else "")


def has_entries(data: bytes) -> bool:
    """Whether anything is in a calendar."""
    return b"BEGIN:VEVENT" in data


def records_of_items(items: Iterable[Item]) -> list[Observance | Event]:
    """The records behind items, each once."""
    return list({urls.url_of(item.record): item.record for item in items}.values())


def _feed(plan: Plan, name: str, entries: Iterable[bytes]) -> bytes:
    """A calendar around entries that are already written."""
    before, after = _around(plan)
    titled = [Contentline.from_parts(key, Parameters(), vText(name)).to_ical() for key in ("NAME", "X-WR-CALNAME")]
    return b"".join([before, b"\r\n".join(titled), after, *entries, b"END:VCALENDAR\r\n"])


@lru_cache(maxsize=4)
def _around(plan: Plan) -> tuple[bytes, bytes]:
    """What a calendar says of itself before its name, and after it up to its first entry."""
    feed = Calendar()
    feed.add("prodid", f"-//{plan.site.name}//calendar//ZH")
    feed.add("version", "2.0")
    feed.add("calscale", "GREGORIAN")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", "")
    feed.add("x-wr-timezone", ZONE)
    feed.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    feed.add("x-published-ttl", vDuration(REFRESH))  # the only one that Outlook reads
    feed.add_component(_china())  # even where no entry names it: a calendar without a component is none (RFC 5545, 3.6)
    before, _, after = bytes(feed.to_ical()).removesuffix(b"END:VCALENDAR\r\n").partition(b"X-WR-CALNAME:")
    return before, after


@lru_cache(maxsize=20_000)
def _event_entry(plan: Plan, id: str) -> bytes:
    """An event's entry, written: it goes into many feeds."""
    return bytes(_event(plan, plan.events[id]).to_ical())


def _entries(plan: Plan, record: Observance | Event, today: date) -> list[bytes]:
    if isinstance(record, Event):
        return [_event_entry(plan, record.id)] if record.last >= today - KEPT else []
    shown = years(plan, today)
    return _observance_entries(plan, record.id, tuple(shown))


@lru_cache(maxsize=20_000)
def _observance_entries(plan: Plan, id: str, shown: tuple[int, ...]) -> list[bytes]:
    """An observance's entries in these years, written: they go into many feeds."""
    record = plan.observances[id]
    if entry := _recurring(plan, record):
        return [entry.to_ical()] if record.until is None or record.until >= shown[0] else []
    dated = ((year, days_in(record, year)) for year in shown)
    return [_single(plan, record, year, days).to_ical() for year, days in dated if days]


def _recurring(plan: Plan, record: Observance) -> CalendarEvent | None:
    """One entry for all years, from the first year known, or the plan's first; None where no rule can say it."""
    rule = recurrence_rule(record)
    first = days_in(record, record.since or plan.periods[0].document.start.year)
    if rule is None or first is None:
        return None
    entry = _all_day(plan, record, uid_of(record), first, record.name, 0)
    entry.add("rrule", {**rule, "UNTIL": date(record.until, 12, 31)} if record.until else rule)
    return entry


def _single(plan: Plan, record: Observance, year: int, days: Days) -> CalendarEvent:
    noted = entry_for(record, year)
    entry = _all_day(plan, record, uid_of(record, year), days, record.name, noted.revision if noted else 0)
    if noted and noted.theme:
        entry["description"] = vText(f"主题：{noted.theme}\n{entry['description']}")
    if noted and noted.unverified:
        entry["description"] = vText(f"{entry['description']}\n日期以主管部门公布的为准")
    return entry


def _event(plan: Plan, record: Event) -> CalendarEvent:
    title = (
        record.title
        if record.status not in ("postponed", "cancelled")
        else f"【{STATUSES[record.status]}】{record.title}"
    )
    uid = uid_of(record)
    if record.begins:
        entry = _base(plan, record, uid, title, record.revision)
        start = _moment(record.start, record.begins)
        entry.add("dtstart", start, parameters={"TZID": ZONE})
        if record.ends:
            entry.add("dtend", _moment(record.last, record.ends), parameters={"TZID": ZONE})
        elif record.last > record.start:  # without an end it would last no longer than its first moment
            entry.add("dtend", _moment(record.last + ONE_DAY, "00:00"), parameters={"TZID": ZONE})
        _remind(entry, -ONE_DAY, title)
    else:
        entry = _all_day(plan, record, uid, Days(record.start, record.last), title, record.revision)
    entry.add("status", "CANCELLED" if record.status == "cancelled" else "CONFIRMED")
    if record.place:
        parts = (record.place.name, township_name(plan, record.place.township), record.place.address)
        entry.add("location", "，".join(part for part in parts if part))
    return entry


def _all_day(plan: Plan, record: Observance | Event, uid: str, days: Days, title: str, revision: int) -> CalendarEvent:
    """VALUE=DATE with an exclusive end (RFC 5545, 3.6.1); it does not make anybody busy."""
    entry = _base(plan, record, uid, title, revision)
    entry.add("dtstart", days.first)
    entry.add("dtend", days.last + ONE_DAY)
    entry.add("transp", "TRANSPARENT")
    _remind(entry, timedelta(hours=-15), title)  # nine in the morning of the day before
    return entry


def _base(plan: Plan, record: Observance | Event, uid: str, title: str, revision: int) -> CalendarEvent:
    entry = CalendarEvent()
    stamp = datetime.combine(record.updated, time(), UTC)
    entry.add("uid", f"{uid}@{plan.site.code}")
    entry.add("dtstamp", stamp)
    entry.add("last-modified", stamp)
    entry.add("sequence", revision)
    entry.add("summary", title)
    entry.add("description", _description(plan, record))
    if plan.site.url:
        entry.add("url", urljoin(plan.site.url, urls.url_of(record)))
    if plan.vocabulary:
        terms = (*plan.vocabulary.audiences, *plan.vocabulary.topics)
        if names := [term.name for term in terms if term.id in (*record.audiences, *record.topics)]:
            entry.add("categories", names)
    return entry


def _description(plan: Plan, record: Observance | Event) -> str:
    found = duty(plan, record)
    lines = [record.about] if record.about else []
    if isinstance(record, Event):
        lines += [f"状态：{STATUSES[record.status]}" + (f"（{record.reason}）" if record.reason else "")]
        if record.registration:
            lines.append(f"报名：{record.registration.how}")
        if record.fee:
            lines.append(f"费用：{record.fee}")
        if found.leads:
            lines.append("主办：" + "、".join(unit.name for unit in found.leads))
    else:
        lines += [f"可以做：{suggestion.text}" for suggestion in record.do]
    if isinstance(record, Observance) and found.leads:
        lines.append("区内牵头：" + "、".join(unit.name for unit in found.leads))
    return "\n".join(lines)


def _remind(entry: CalendarEvent, before: timedelta, title: str) -> None:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", before)
    entry.add_component(alarm)


def _china() -> Timezone:
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", ZONE)
    standard.add("dtstart", datetime(1991, 9, 15))
    standard.add("tzoffsetfrom", timedelta(hours=8))
    standard.add("tzoffsetto", timedelta(hours=8))
    standard.add("tzname", "CST")
    zone.add_component(standard)
    return zone


def _moment(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock))
