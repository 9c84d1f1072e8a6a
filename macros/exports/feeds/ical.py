"""Observances and events as iCalendar (RFC 5545), for the calendars of phones and office PCs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from urllib.parse import urljoin

from ...model.events import STATUSES, Event, Observance
from ...model.plan import Plan
from ...project.references import township_name
from ...queries import urls
from ...queries.calendar import duty, known, years
from ...queries.recurrence import Days, days_in, entry_for, recurrence_rule

ZONE = "Asia/Shanghai"
ONE_DAY = timedelta(days=1)
REFRESH = "PT12H"
"""How often calendars shall ask again."""

KEPT = timedelta(days=400)
"""Past items stay this long, so that a cancelled event is seen as cancelled and does not just vanish."""


def single(plan: Plan, record: Observance | Event, name: str, today: date) -> bytes:
    """A file of one record, however old, with its next days first: many phones import only the first entry."""
    if isinstance(record, Event):
        return calendar(plan, name, [_event(plan, record)])
    if entry := _recurring(plan, record):
        return calendar(plan, name, [entry])
    dated = [(item.year, item.days) for item in known(plan, record, today) if item.days]
    ahead = [(year, days) for year, days in dated if days.last >= today]
    return calendar(plan, name, [_single(plan, record, year, days) for year, days in ahead or dated[-1:]])


def entries(plan: Plan, record: Observance | Event, today: date) -> list[bytes]:
    """What calendars of many records have of one, written: none of an event that is over for long."""
    if isinstance(record, Event) and record.last < today - KEPT:
        return []
    if isinstance(record, Event):
        return [_event(plan, record)]
    shown = years(plan, today)
    if entry := _recurring(plan, record):
        return [entry] if record.until is None or record.until >= shown[0] else []
    dated = ((year, days_in(record, year)) for year in shown)
    return [_single(plan, record, year, days) for year, days in dated if days]


def uid_of(record: Observance | Event, year: int | None = None) -> str:
    """What a record, or an observance in one year, is known by in calendars, without the host; it never changes."""
    if isinstance(record, Event):
        return f"event-{record.id.replace('/', '-')}"
    return f"observance-{record.id}" + (f"-{year}" if year else "")


def calendar(plan: Plan, name: str, entries: Iterable[bytes]) -> bytes:
    """A calendar around entries that are already written; even without any it says which zone is meant (RFC 5545, 3.6)."""
    title = _text(name)
    titled = _folded(f"NAME:{title}"), _folded(f"X-WR-CALNAME:{title}")
    return b"".join([_before(plan.site.name), b"\r\n".join(titled), _AFTER, *entries, b"END:VCALENDAR\r\n"])


@cache
def _before(site: str) -> bytes:
    """What a calendar says of itself before its name."""
    lines = ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_text(f'-//{site}//calendar//ZH')}", "CALSCALE:GREGORIAN")
    return b"\r\n".join(map(_folded, (*lines, "METHOD:PUBLISH", "")))


_AFTER = "\r\n".join(
    (
        "",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",  # the only one that Outlook reads
        f"X-WR-TIMEZONE:{ZONE}",
        *("BEGIN:VTIMEZONE", f"TZID:{ZONE}"),
        *("BEGIN:STANDARD", "DTSTART:19910915T000000", "TZNAME:CST", "TZOFFSETFROM:+0800", "TZOFFSETTO:+0800"),
        *("END:STANDARD", "END:VTIMEZONE", ""),
    )
).encode()
"""The same after its name."""


def _recurring(plan: Plan, record: Observance) -> bytes | None:
    """One entry for all years, from the first year known, or the plan's first; None where no rule can say it."""
    rule = recurrence_rule(record)
    first = days_in(record, record.since or plan.first.begins.year)
    if rule is None or first is None:
        return None
    until = {"UNTIL": f"{record.until}1231"} if record.until else {}
    said = {"FREQ": rule["FREQ"], **until, **dict(sorted(rule.items(), key=lambda part: _IN_RULE.index(part[0])))}
    lines = _base(plan, record, uid_of(record), record.name, 0) | _all_day(first)
    return _written(lines | {"RRULE": ";".join(f"{key}={value}" for key, value in said.items())}, DAY_BEFORE_AT_NINE)


def _single(plan: Plan, record: Observance, year: int, days: Days) -> bytes:
    noted = entry_for(record, year)
    theme = f"主题：{noted.theme}\n" if noted and noted.theme else ""
    doubt = "\n日期以主管部门公布的为准" if noted and noted.unverified else ""
    described = _text(f"{theme}{_description(plan, record)}{doubt}")
    lines = _base(plan, record, uid_of(record, year), record.name, noted.revision if noted else 0)
    return _written(lines | _all_day(days) | {"DESCRIPTION": described}, DAY_BEFORE_AT_NINE)


def _event(plan: Plan, record: Event) -> bytes:
    put_off = record.status in ("postponed", "cancelled")
    title = f"【{STATUSES[record.status]}】{record.title}" if put_off else record.title
    lines = _base(plan, record, uid_of(record), title, record.revision)
    lines["STATUS"] = "CANCELLED" if record.status == "cancelled" else "CONFIRMED"
    if record.place:
        parts = (record.place.name, township_name(plan, record.place.township), record.place.address)
        lines["LOCATION"] = _text("，".join(part for part in parts if part))
    if record.picture and plan.site.url:  # RFC 7986, 5.10; without a host there is no URI
        lines["IMAGE;DISPLAY=FULLSIZE;VALUE=URI"] = urljoin(plan.site.url, urls.picture_url(record.picture))
    if not record.begins:
        return _written(lines | _all_day(Days(record.start, record.last)), DAY_BEFORE_AT_NINE)
    lines[f"DTSTART;TZID={ZONE}"] = _moment(record.start, record.begins)
    if record.ends:
        lines[f"DTEND;TZID={ZONE}"] = _moment(record.last, record.ends)
    elif record.last > record.start:  # without an end it would last no longer than its first moment
        lines[f"DTEND;TZID={ZONE}"] = _moment(record.last + ONE_DAY, "00:00")
    return _written(lines, DAY_BEFORE)


def _all_day(days: Days) -> dict[str, str]:
    """VALUE=DATE with an exclusive end (RFC 5545, 3.6.1); it does not make anybody busy."""
    first, after = _day(days.first), _day(days.last + ONE_DAY)
    return {"DTSTART;VALUE=DATE": first, "DTEND;VALUE=DATE": after, "TRANSP": "TRANSPARENT"}


def _base(plan: Plan, record: Observance | Event, uid: str, title: str, revision: int) -> dict[str, str]:
    """Name, with its parameters → value as it is written, of what all entries have."""
    stamp = f"{_day(record.updated)}T000000Z"
    lines = {
        "SUMMARY": _text(title),
        "DTSTAMP": stamp,
        "UID": _text(f"{uid}@{plan.site.code}"),
        "SEQUENCE": str(revision),
        "DESCRIPTION": _text(_description(plan, record)),
        "LAST-MODIFIED": stamp,
    }
    if plan.site.url:
        lines["URL"] = urljoin(plan.site.url, urls.url_of(record))
    if plan.vocabulary:
        terms = (*plan.vocabulary.audiences, *plan.vocabulary.topics)
        if names := [term.name for term in terms if term.id in (*record.audiences, *record.topics)]:
            lines["CATEGORIES"] = ",".join(map(_text, names))
    return lines


DAY_BEFORE, DAY_BEFORE_AT_NINE = "-P1D", "-PT15H"
"""When an entry reminds of itself: a day before its moment, at nine in the morning of the day before its day."""

_IN_RULE = ("FREQ", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH")
"""The parts of a rule in the order of icalendar."""

_FIRST = ("SUMMARY", "DTSTART", "DTEND", "DTSTAMP", "UID", "SEQUENCE", "RRULE")
"""The lines of an entry in its order: these, and then all others by name."""

_LIMIT = 75
"""Bytes of a line (RFC 5545, 3.1)."""


def _written(lines: Mapping[str, str], reminder: str) -> bytes:
    """An entry as icalendar writes it, at a tenth of its time: at 5,000 records every second is felt."""
    alarm = ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{lines['SUMMARY']}", f"TRIGGER:{reminder}", "END:VALARM")
    whole = ("BEGIN:VEVENT", *(f"{name}:{lines[name]}" for name in sorted(lines, key=_place)), *alarm, "END:VEVENT", "")
    return b"\r\n".join(map(_folded, whole))


@cache
def _place(name: str) -> tuple[int, str]:
    own = name.partition(";")[0]
    return (_FIRST.index(own), "") if own in _FIRST else (len(_FIRST), own)


def _text(value: str) -> str:
    """A text with its signs escaped (RFC 5545, 3.3.11)."""
    escaped = value.replace(r"\N", "\n").replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,")
    return escaped.replace("\r\n", r"\n").replace("\n", r"\n").replace("\r", r"\n")


def _folded(line: str) -> bytes:
    """A line in pieces short enough, none of which ends within a character or an escaped sign."""
    if len(data := line.encode()) < _LIMIT:
        return data
    start, pieces = 0, list[bytes]()
    while len(data) - start >= _LIMIT:
        end = start + _LIMIT - 1
        while data[end] & 0xC0 == 0x80:  # within a character of UTF-8
            end -= 1
        if data[end - 1] in b"\\^":
            end -= 1
        pieces.append(data[start:end])
        start = end
    return b"\r\n ".join([*pieces, data[start:]])


def _description(plan: Plan, record: Observance | Event) -> str:
    led_by = "、".join(unit.name for unit in duty(plan, record).leads)
    lines = [record.about] if record.about else []
    if isinstance(record, Event):
        lines += [f"状态：{STATUSES[record.status]}" + (f"（{record.reason}）" if record.reason else "")]
        if record.registration:
            lines.append(f"报名：{record.registration.how}")
        if record.fee:
            lines.append(f"费用：{record.fee}")
        if led_by:
            lines.append(f"主办：{led_by}")
    else:
        lines += [f"可以做：{suggestion.text}" for suggestion in record.do]
    if isinstance(record, Observance) and led_by:
        lines.append(f"区内牵头：{led_by}")
    return "\n".join(lines)


def _moment(day: date, clock: str) -> str:
    return f"{_day(day)}T{clock.replace(':', '')}00"


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")
