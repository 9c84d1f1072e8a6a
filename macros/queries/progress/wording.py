"""What an entry of a report says, in the words of pages, tables, documents and workbooks."""

from __future__ import annotations

from ...model.plan import Plan
from ...model.reports import CORRECTED_FIELDS, STATES, Entry, Evidence

ENTRY_COLUMNS = ("状态", "做了什么", "日期", "数量", "活动", "依据", "原因")
"""The parts of an entry, in the order in which they are told."""

PART = "；"


def entry_in_words(plan: Plan, entry: Entry) -> dict[str, str]:
    """Every part of an entry by its name; one that says nothing is empty."""
    return {
        "状态": STATES[entry.state],
        "做了什么": entry.did or "",
        "日期": days_in_words(entry),
        "数量": counts_in_words(entry),
        "活动": PART.join(event_title(plan, id) for id in entry.events),
        "依据": PART.join(evidence_in_words(item) for item in entry.evidence),
        "原因": entry.reason or "",
    }


def days_in_words(entry: Entry) -> str:
    """The day, or from which to which: 2025-05-20 至 2025-06-01."""
    if entry.from_ and entry.to and entry.from_ != entry.to:
        return f"{entry.from_} 至 {entry.to}"
    day = entry.on or entry.from_
    return str(day) if day else ""


def counts_in_words(entry: Entry) -> str:
    """How much, or why nothing was counted: 报告会 12 场；到场 3400 人次."""
    told = PART.join(f"{count.what} {count.number} {count.unit}" for count in entry.counts)
    none = f"没有数量：{entry.uncounted}" if entry.uncounted else ""
    return PART.join(filter(None, (told, none)))


def event_title(plan: Plan, id: str) -> str:
    """What an event is called; one that is no longer there by its id."""
    return plan.events[id].title if id in plan.events else id


def evidence_in_words(item: Evidence) -> str:
    """What can be looked up, on one line: name, number or address, day."""
    broken = f"（链接已打不开，核对于 {item.broken}）" if item.broken else ""
    return " ".join(filter(None, (item.name, item.number, item.link, str(item.dated or "")))) + broken


def field_in_words(entry: Entry, name: str, plan: Plan) -> str:
    """One field as a correction keeps it; an empty one is said to be."""
    words = entry_in_words(plan, entry)
    told = {
        "on": str(entry.on or ""),
        "from": str(entry.from_ or ""),
        "to": str(entry.to or ""),
        "uncounted": entry.uncounted or "",
        "counts": PART.join(f"{count.what} {count.number} {count.unit}" for count in entry.counts),
        "reason": words["原因"],
        "state": words["状态"],
        "did": words["做了什么"],
        "events": PART.join(entry.events),
        "evidence": words["依据"],
    }
    return told[name] or "没有填"


def corrected_part(name: str) -> str:
    """What readers call the field of a correction."""
    return next(caption for field, caption in CORRECTED_FIELDS.items() if field == name)
