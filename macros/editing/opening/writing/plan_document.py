"""What a plan says of itself, its tables, and where the paragraphs stand that belong to no item, in YAML values."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date

from ...record_file import Code
from ..duties.duty_tables import ROLE_COLUMNS
from ..duties.item_duties import ReadTable
from ..outlining.document_facts import DocumentFacts
from ..outlining.front_matter import day_in
from ..outlining.indicators import ProposedIndicator
from ..plan_reading import PlanReading
from .plan_tree import PlanTree, paragraph_places

_FRONT = {
    "title": "title", "notice-title": "notice", "number": "number", "addressees": "addressees", "notice": "notice",
    "issuer": "signature", "date": "signature", "disclosure": "disclosure", "preamble": "preamble", "mention": "attachment",
    "annex": "attachment", "annex-title": "attachment", "annex-text": "other", "closing": "closing", "copies": "other", "meta": "other", "table": "other",
}  # fmt: skip
"""Which field of `front` a line's part in the document goes to."""


def document_values(reading: PlanReading, tree: PlanTree) -> dict[str, object]:
    """What plan.yaml states; the files of the tree have been made before, so that it is known which rows are left."""
    facts, told = reading.facts, reading.decisions.facts
    start, end = period(facts, told)
    front, tables = _front_and_tables(reading, tree)
    issued = _issued(reading)
    return {
        "family": told.get("family") or facts.family,
        "level": told.get("level") or facts.level.value,
        "title": told.get("title") or (None if facts.title_lines else facts.full_title or title_named(reading)),
        "number": facts.number.value if facts.number and facts.number.line is not None else None,
        "issuer": facts.issuer.value if facts.issuer else told.get("issuer"),
        "issued": issued or (_day(told["issued"]) if "issued" in told else None),
        "start": start, "end": end,
        "kinds": {id: tree.kinds[id] for id in sorted(tree.kinds, key=_kind_order)} or NO_KINDS,
        "front": {name: paragraph_places(lines) for name, lines in front.items()},
        "goal": _goal(reading, tree),
        "indicators": [_indicator(one) for one in merged_indicators(reading)],
        "basis": [{"title": title, "number": number} for title, number in facts.basis],
        "tables": tables,
        "notes": _notes(reading, tree),
        "source_sha256": hashlib.sha256(reading.source.text.encode()).hexdigest(),
    }  # fmt: skip


NO_KINDS = {"chapter": {"name": "章", "rank": Code("chapter")}}
"""Of a plan in which nothing is numbered."""


def title_named(reading: PlanReading) -> str:
    """The title by which the text names the plan, where it has none of its own."""
    lines = reading.outline.lines_as("notice", "preamble")
    found = (re.search("《([^《》]{4,60}(?:方案|计划|规划|意见|要点|清单))", reading.texts[line]) for line in lines)
    return next((match[1] for match in found if match), "方案")


def _kind_order(id: str) -> int:
    return ("chapter", "action", "project", "safeguard", "task", "measure", "part").index(id)


def period(facts: DocumentFacts, told: Mapping[str, str]) -> tuple[date | None, date | None]:
    """First and last day, as a person has said, else as the text seems to say."""
    days = re.findall("[0-9]{4}-[0-9]{2}-[0-9]{2}", told.get("period", ""))
    if len(days) == 2:
        return _day(days[0]), _day(days[1])
    return (None, None) if told.get("period") == "没有" else (facts.start, facts.end)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _issued(reading: PlanReading) -> date | None:
    """The day of the signature, where it is written in digits, as rules compare it."""
    facts = reading.facts
    if facts.issued is None or facts.issued_line is None:
        return None
    day = facts.issued
    return day if f"{day.year}年{day.month}月{day.day}日" in reading.texts[facts.issued_line].replace(" ", "") else None


def _front_and_tables(reading: PlanReading, tree: PlanTree) -> tuple[dict[str, list[int]], list[dict[str, object]]]:
    """The paragraphs of each part of the document, and the tables with their heads, titles and rows left over."""
    of_tables: set[int] = set()
    tables = [_table(reading, table, tree, of_tables) for table in reading.duties.tables]
    front: dict[str, list[int]] = {}
    for line, role in reading.outline.roles.items():
        if role in _FRONT and line not in of_tables and line not in tree.claimed:
            field = _FRONT[role]
            day = day_in(reading.texts[line]) if role == "date" else None
            if field == "signature" and _issued(reading) is None and role == "date" and day:
                field = "other"  # in Chinese numerals, which the rule on signatures does not read
            front.setdefault(field, []).append(line)
    if (
        "other" in front
        and _issued(reading) is None
        and any(reading.outline.roles[line] == "date" for line in front["other"])
    ):
        front["other"] = sorted([*front["other"], *front.pop("signature", [])])
    return front, tables


def _table(reading: PlanReading, table: ReadTable, tree: PlanTree, of_tables: set[int]) -> dict[str, object]:
    head = table.table.head
    title: list[int] = []
    line = head - 1
    while reading.outline.roles.get(line) == "annex-title":
        title.insert(0, line)
        line -= 1
    rest = [row.line for row in table.table.rows if row.line not in tree.claimed]
    repeated = [
        line
        for line in range(head + 1, max((*(row.line for row in table.table.rows), head)) + 1)
        if reading.outline.roles[line] == "table" and line not in tree.claimed and line not in rest
    ]
    of_tables |= {head, *title, *rest, *repeated}
    holds = {"group": "task", "name": "measure"} | dict.fromkeys(ROLE_COLUMNS, "duties")
    columns = [
        {"name": name, "holds": Code(holds.get(kind, "other"))}
        for name, kind in zip(table.table.columns, table.table.kinds, strict=True)
    ]
    return {
        "title": paragraph_places(title) if title else None, "head": head + 1, "columns": columns,
        "rows": paragraph_places([*rest, *repeated]) if rest or repeated else None,
    }  # fmt: skip


def _goal(reading: PlanReading, tree: PlanTree) -> Code | None:
    """The item that speaks of the plan's goals: one with figures before one that is only called so."""
    lines = {one.line for one in reading.indicators if one.in_goal}
    called = [item for item in reading.outline.items if "目标" in item.title]
    found = [item for item in called if lines & {*item.lines}] or called
    return Code(tree.id_of(found[0])) if found else None


def merged_indicators(reading: PlanReading) -> list[list[ProposedIndicator]]:
    """Proposed indicators with a year, those of one name and unit together, from early to late."""
    found: dict[tuple[str, str], list[ProposedIndicator]] = {}
    for one in reading.indicators:
        same = found.setdefault((one.name, one.unit), [])
        if one.in_goal and one.year and all(other.year != one.year for other in same):
            same.append(one)
    return [sorted(ones, key=lambda one: one.year or 0) for ones in found.values() if ones]


def _indicator(ones: list[ProposedIndicator]) -> dict[str, object]:
    return {
        "name": ones[-1].name, "quote": ones[-1].quote, "unit": ones[-1].unit,
        "targets": [{"year": one.year, "value": _number(one.value)} for one in ones],
    }  # fmt: skip


def _number(value: float) -> object:
    return int(value) if value == int(value) else value


def _notes(reading: PlanReading, tree: PlanTree) -> list[dict[str, object]]:
    """Remarks on lines of no item."""
    return [{"quote": quote, "text": text} for line, quote, text in reading.decisions.notes if line not in tree.claimed]
