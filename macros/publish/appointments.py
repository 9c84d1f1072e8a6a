"""The days that subscribers have in their calendars, read off a built site, and held against those of the next one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from ..common.problems import Problem
from ..exports.feeds.calendars import FEED
from ..exports.feeds.ical import uid_of
from ..model.events import Event, YearEntry
from ..model.plan import Plan

Appointments = Mapping[str, "Appointment"]


@dataclass(frozen=True)
class Appointment:
    """When an entry of the calendar is, as the feed writes it (start/end), how often it was changed, whether it is off."""

    when: str
    revision: int
    off: bool | None = False
    """None where the live release does not say."""

    @property
    def in_words(self) -> str:
        """From when until when, for an editor."""
        first, _, last = self.when.partition("/")
        start, end = _moment(first), _moment(last, ends=True)
        return start if end in ("", start) else f"{start} 至 {end}"


def read_appointments(site: Path) -> dict[str, Appointment]:
    """UID without its host → appointment, of the feed of everything; empty for a site without a calendar."""
    path = site / FEED
    text = path.read_text("utf-8") if path.exists() else ""
    unfolded = re.sub(r"\r?\n[ \t]", "", text)  # RFC 5545, 3.1
    found = {}
    for entry in re.findall(r"BEGIN:VEVENT\r?\n(.*?)END:VEVENT", unfolded, re.DOTALL):
        lines = dict(re.findall(r"^(UID|DTSTART|DTEND|SEQUENCE|STATUS)(?:;[^:\r\n]*)?:(.*?)\r?$", entry, re.MULTILINE))
        when = f"{lines.get('DTSTART', '')}/{lines.get('DTEND', '')}"
        off = lines.get("STATUS") == "CANCELLED"
        found[lines.get("UID", "").partition("@")[0]] = Appointment(when, int(lines.get("SEQUENCE", 0)), off)
    return found


def check_appointments(plan: Plan, live: Appointments, now: Appointments) -> Iterator[Problem]:
    """What is published and moves or is called off has a higher revision, or calendars keep the old day.

    https://www.rfc-editor.org/rfc/rfc5546#section-2.1.4
    """
    for uid, record in _movable(plan).items():
        if uid not in live or uid not in now:
            continue
        before, after = live[uid], now[uid]
        if after.revision < before.revision:
            message = f"公布的是 {before.revision}，现在是 {after.revision}，不能改小，订阅的日历会不理；至少写 {before.revision}"
            yield Problem(record.where("revision"), message)
        elif after.when != before.when and after.revision == before.revision:
            message = (
                f"公布的是 {before.in_words}，现在是 {after.in_words}，revision 还是 {after.revision}；改了日期或时刻，"
                f"要写 revision: {after.revision + 1}，订阅的日历才会跟着改（updated 也改成今天）"
            )
            yield Problem(record.where(_moved_field(before.when, after.when)), message)
        elif before.off is not None and after.off != before.off and after.revision == before.revision:
            told = "没有取消，现在取消了" if after.off else "取消了，现在又要办"
            message = f"公布的是{told}，revision 还是 {after.revision}；要写 revision: {after.revision + 1}，订阅的日历才会跟着改"
            yield Problem(record.where("status"), message)


def _movable(plan: Plan) -> dict[str, Event | YearEntry]:
    """UID → record, of all whose date an editor writes."""
    found: dict[str, Event | YearEntry] = {uid_of(event): event for event in plan.events.values()}
    for observance in plan.observances.values():
        found |= {uid_of(observance, entry.year): entry for entry in observance.years if entry.start}
    return found


def _moved_field(before: str, after: str) -> str:
    """The field that an editor has changed, most likely."""
    (old, _, old_end), (new, _, new_end) = before.partition("/"), after.partition("/")
    if old[:8] != new[:8]:
        return "start"
    if old != new:
        return "begins"
    return "ends" if old_end[:8] == new_end[:8] else "end"


def _moment(value: str, ends: bool = False) -> str:
    """20260610T090000 as 2026-06-10 09:00; a day alone as itself, or as the day before where it is the end."""
    if "T" in value:
        return f"{datetime.strptime(value[:15], '%Y%m%dT%H%M%S'):%Y-%m-%d %H:%M}"
    if not value:
        return ""
    return str(date.fromisoformat(value) - timedelta(days=int(ends)))
