"""What an editor wants to happen to a record into everything that has to change with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ...editing.changes.edits import same
from ...model.article import ArticleHead, words_digest
from ...model.events import Event
from ...model.record import Record
from ...model.resources import Expert, Resource, Team, Venue
from .fields import FormField

Values = dict[str, Any]

APPOINTED = ("start", "end", "begins", "ends", "place", "status")
"""What calendars that subscribe to an event have of it."""


@dataclass(frozen=True)
class Intent:
    """A button above a form: what it asks, and the fields it sets. `open` says for which records there is one."""

    id: str
    caption: str
    said: str
    asks: tuple[FormField, ...]
    records: tuple[type[Record], ...]
    open: Callable[[Values], bool]
    change: Callable[[Values, Values, date], Values]


def _not_over(values: Values) -> bool:
    return values.get("status", "planned") not in ("cancelled", "finished")


def _postponed(values: Values, given: Values, today: date) -> Values:
    """The first day that was announced stays known, however often an event is put off."""
    return {"status": "postponed", "postponed_from": values.get("postponed_from") or values["start"], **given}


def _renewed(values: Values, given: Values, today: date) -> Values:
    return given


_START = FormField("start", "新的开始日期", "", "day", required=True)
_END = FormField("end", "新的结束日期", "只有一天就不填", "day")
_WHY = FormField("reason", "原因", "一句话，读者会看到", "text", required=True)
_REPORT = FormField("report", "报道或总结的网址", "没有就先不填，以后再补", "line")
_BY = FormField("by", "审核的责任单位", "", "pick", required=True, refers="unit")
_OFFICE = FormField("office", "签字的科室", "例如科普部；不写人名", "line")
_DATED = FormField("dated", "审核日期", "", "day", required=True)
_UNTIL = FormField("valid_until", "新的有效期，到哪一天", "", "day", required=True)

INTENTS: tuple[Intent, ...] = (
    Intent("postpone", "延期", "改日期，活动页写明原来是哪一天、为什么，订阅的日历跟着改。", (_START, _END, _WHY), (Event,), _not_over, _postponed),
    Intent(
        "cancel", "取消", "活动页和订阅的日历都写明已取消。", (_WHY,), (Event,), _not_over,
        lambda values, given, today: {"status": "cancelled", **given},
    ),
    Intent(
        "finish", "结束并填报道", "活动页写明已结束。", (_REPORT,), (Event,),
        lambda values: values.get("status") != "cancelled" and not values.get("report"),
        lambda values, given, today: {"status": "finished", **given},
    ),
    Intent(
        "checked", "今天打开看过，没问题", "写上今天的日期。请先点开网址看一眼。", (), (Resource,),
        lambda values: bool(values.get("link")), lambda values, given, today: {"checked": today},
    ),
    Intent(
        "reviewed", "责任单位审核过了", "文章页写明哪个单位、哪一天审核。", (_BY, _OFFICE, _DATED), (ArticleHead,),
        lambda values: True, lambda values, given, today: {"reviewed": given},
    ),
    Intent("renew", "续期", "有效期过了，网站就不再显示。", (_UNTIL,), (Expert, Team, Venue), lambda values: True, _renewed),
)  # fmt: skip


def intents_for(kind: type[Record], values: Values) -> list[Intent]:
    """The buttons that a record has now."""
    return [intent for intent in INTENTS if kind in intent.records and intent.open(values)]


def intended(intent: Intent, values: Values, given: Values, today: date) -> Values:
    """The record as it should be; a field that is asked for and left empty is taken out."""
    changed = intent.change(values, given, today)
    asked = {field.name for field in intent.asks} - {"by", "office", "dated"}
    if intent.id == "finish":  # a report that is not there yet takes nothing away
        asked = set()
    kept = {name: value for name, value in values.items() if name not in asked or name in changed}
    return {**kept, **changed}


def settled_with(kind: type[Record], before: Values, wanted: Values, today: date, published: bool) -> Values:
    """The record with what follows from its change: the day of the change, and for an event in calendars the revision."""
    if same(before, {name: wanted[name] for name in before if name in wanted}) and before.keys() == wanted.keys():
        return wanted
    more: Values = {}
    if "updated" in kind.model_fields and same(before.get("updated"), wanted.get("updated")) and before:
        begun = wanted.get("written") or wanted.get("added")
        only_review = _changed(before, wanted) <= {"reviewed", "checked"}
        if before.get("updated") != today and begun != today and not only_review:
            more["updated"] = today
    moved = kind is Event and published and bool(_changed(before, wanted) & set(APPOINTED))
    if moved and before.get("revision", 0) == wanted.get("revision", 0):
        more["revision"] = before.get("revision", 0) + 1
    return {**wanted, **more}


def signed_words(before: Mapping[str, Any], wanted: Values, body: str) -> Values:
    """An article with a new signature under it, which says which words were signed."""
    review = wanted.get("reviewed")
    if not isinstance(review, dict) or same(review, before.get("reviewed")):
        return wanted
    return {**wanted, "reviewed": {**review, "words": words_digest(wanted, body)}}


def still_rising(then: Mapping[str, Any], public: Mapping[str, Any]) -> Values:
    """An event as it was once, with a revision that calendars accept which have the public one."""
    revision, known = then.get("revision", 0), public.get("revision", 0)
    least = known + 1 if _changed(then, public) & set(APPOINTED) else known
    if not (isinstance(revision, int) and isinstance(least, int)) or revision >= least:
        return dict(then)
    return {**then, "revision": least}


def _changed(before: Mapping[str, Any], wanted: Mapping[str, Any]) -> set[str]:
    names = before.keys() | wanted.keys()
    return {name for name in names if not same(before.get(name), wanted.get(name))}
