"""The rows of a form held against what a unit had reported: the entries as they should be, and every wrong cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic_core import ErrorDetails, ValidationError

from ...common.text.line_joining import on_one_line
from ...model.plan import Plan
from ...model.record import Record, strings
from ...model.reports import CORRECTED_FIELDS, CorrectedField, Entry
from ...project.reporting import answerable, period_of_year
from ...project.rules.reports.entries import contradictions, evidence_faults, private_words
from ...queries.progress.form_cells import (
    CODE_COLUMN,
    COUNTS_COLUMN,
    DAYS_COLUMN,
    DID_COLUMN,
    EVIDENCE_COLUMN,
    FILLED_COLUMNS,
    STATE_COLUMN,
    WITHHELD_COLUMN,
    cells_of,
)
from ...queries.progress.wording import field_in_words
from .form_file import FormFile, FormRow
from .form_values import EntryValues, WrongCell, counts_in, day_or_days_in, evidence_in, state_in

CELL_READERS: Mapping[str, Callable[[str], EntryValues]] = {
    STATE_COLUMN: state_in,
    DAYS_COLUMN: day_or_days_in,
    COUNTS_COLUMN: counts_in,
    EVIDENCE_COLUMN: evidence_in,
}
COLUMN_OF = {
    "state": STATE_COLUMN, "did": DID_COLUMN, "reason": DID_COLUMN, "on": DAYS_COLUMN, "from": DAYS_COLUMN,
    "to": DAYS_COLUMN, "counts": COUNTS_COLUMN, "uncounted": COUNTS_COLUMN, "evidence": EVIDENCE_COLUMN,
    "events": DID_COLUMN,
}  # fmt: skip
"""The field of an entry → the column that fills it."""

YES = ("是", "√", "✓", "y", "yes", "1", "暂不公开")
WITHOUT_WORDS = ("ended", "not-applicable")
"""The states whose words are a reason."""


@dataclass
class Outcome:
    """What a form comes to: new and changed entries, what was changed in them, what was left out, what is wrong."""

    added: list[Entry] = field(default_factory=list)
    changed: list[tuple[Entry, list[tuple[CorrectedField, str, str]]]] = field(default_factory=list)
    unchanged: int = 0
    dropped: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def compared(plan: Plan, form: FormFile, known: Mapping[str, Entry], received: date) -> Outcome:
    """Every row of a form beside the entry that is there already; nothing that is there is ever taken away."""
    found = Outcome(faults=list(form.faults))
    period = period_of_year(plan, form.year)
    mine = [measure.id for measure in answerable(plan, period).get(form.unit, ())] if period else []
    seen: dict[str, str] = {}
    for row in form.rows:
        place = row.places[CODE_COLUMN]
        if row.code not in mine:
            if not row.empty:
                shown = f"“{row.code}”" if row.code else "空的"
                found.faults.append(
                    f"{place}（{CODE_COLUMN}）：{shown}，不是{form.unit_name}的措施；代号不要改，也不要加行"
                )
            continue
        if row.code in seen:
            found.faults.append(f"{place}（{CODE_COLUMN}）：{row.code} 在 {seen[row.code]} 已经有一行，请只留一行")
            continue
        seen[row.code] = place
        _compare(plan, form, row, known.get(row.code), received, found)
    return found


def _compare(plan: Plan, form: FormFile, row: FormRow, old: Entry | None, received: date, found: Outcome) -> None:
    withheld = row.words[WITHHELD_COLUMN]
    if withheld.casefold() in YES:
        found.dropped.append(f"{row.places[WITHHELD_COLUMN]}：{row.code} 写了暂不公开，这一行没有收")
        return
    if withheld:
        found.dropped.append(f"{row.places[WITHHELD_COLUMN]}：{row.code} 的“暂不公开”里的话没有收，别的照收")
    before = cells_of(old) if old else dict.fromkeys(FILLED_COLUMNS, "")
    touched = [name for name in FILLED_COLUMNS if row.words[name] and _plain(row.words[name]) != _plain(before[name])]
    for name in FILLED_COLUMNS:
        if old and before[name] and not row.words[name]:
            found.kept.append(f"{row.places[name]}：{row.code} 的{name}是空的，原来的留着：{_flat(before[name])}")
    if not touched:
        found.unchanged += old is not None
        return
    if old and old.withdrawn:
        back = f"{row.code} 已在 {old.withdrawn.withdrawn} 撤回；要重新报，请编辑先删去文件里的 withdrawn 那一行"
        found.faults.append(f"{row.places[touched[0]]}（{touched[0]}）：{back}")
        return
    if old is None and not row.words[STATE_COLUMN]:
        found.faults.append(f"{row.places[STATE_COLUMN]}（{STATE_COLUMN}）：填了别的格，还要选状态")
        return
    faults: list[tuple[str, str]] = []
    values = _values(row, touched, old, faults)
    entry = None if faults else _entry(old, row.code, values, received, faults)
    if entry and not faults:
        faults += _wrong_in(plan, form, entry)
    if faults or entry is None:
        told = dict.fromkeys(f"{row.places[column]}（{column}）：{message}" for column, message in faults)
        found.faults += told
    elif old is None:
        found.added.append(entry)
    elif changes := list(_changes(plan, old, entry)):
        found.changed.append((entry, changes))


def _values(row: FormRow, touched: list[str], old: Entry | None, faults: list[tuple[str, str]]) -> EntryValues:
    values: EntryValues = {}
    for name in touched:
        if name == DID_COLUMN:
            continue
        try:
            values |= CELL_READERS[name](row.words[name])
        except WrongCell as wrong:
            faults.append((name, str(wrong)))
    state = values.get("state") or (old.state if old else None)
    if words := on_one_line(row.words[DID_COLUMN]).strip():
        values["reason" if state in WITHOUT_WORDS else "did"] = words
    return values


def _entry(
    old: Entry | None, measure: str, values: EntryValues, received: date, faults: list[tuple[str, str]]
) -> Entry | None:  # fmt: skip
    fields: dict[str, Any] = {"measure": measure, "received": received} | (written(old) if old else {})
    fields = {name: value for name, value in (fields | values).items() if value is not None}
    if old and "evidence" in values:
        fields["evidence"] = tuple(_with_history(item, old) for item in values["evidence"])
    try:
        return Entry.model_validate(fields, strict=True)
    except ValidationError as error:
        faults += (_fault(detail) for detail in error.errors(include_url=False))
        return None


def _with_history(item: dict[str, Any], old: Entry) -> dict[str, Any]:
    """A piece of evidence with what the editors noted of it."""
    for known in old.evidence:
        if (known.link, known.number) == (item.get("link"), item.get("number")):
            return item | {name: day for name in ("archived", "broken") if (day := getattr(known, name))}
    return item


def _fault(detail: ErrorDetails) -> tuple[str, str]:
    name = str(detail["loc"][0]) if detail["loc"] else "did"
    if detail["type"] == "string_too_long":
        most = detail.get("ctx", {}).get("max_length")
        return COLUMN_OF.get(name, DID_COLUMN), f"写了 {len(detail['input'])} 个字，最多 {most} 个字"
    return COLUMN_OF.get(name, DID_COLUMN), f"“{_flat(str(detail['input']))}”不能用：{detail['msg']}"


def _wrong_in(plan: Plan, form: FormFile, entry: Entry) -> Iterator[tuple[str, str]]:
    for name, message in contradictions(plan, form.year, form.unit, entry):
        yield COLUMN_OF[name], message
    for item in entry.evidence:
        for _, message in evidence_faults(item):
            yield EVIDENCE_COLUMN, message
    texts = {"did": entry.did, "reason": entry.reason, "uncounted": entry.uncounted}
    for name, text in texts.items():
        yield from ((COLUMN_OF[name], message) for message in private_words(text or ""))
    for record, column in [(item, EVIDENCE_COLUMN) for item in entry.evidence] + [
        (c, COUNTS_COLUMN) for c in entry.counts
    ]:
        yield from ((column, message) for text in strings(record) for message in private_words(text))


def _changes(plan: Plan, old: Entry, new: Entry) -> Iterator[tuple[CorrectedField, str, str]]:
    """Field, what it said and what it says, of every one that differs."""
    for name in CORRECTED_FIELDS:
        was, now = field_in_words(old, name, plan), field_in_words(new, name, plan)
        if was != now:
            yield name, was, now


def written(record: Record) -> dict[str, Any]:
    """The fields of a record as its file has them; those that say nothing are left out."""
    found: dict[str, Any] = {}
    for name, info in type(record).model_fields.items():
        value = getattr(record, name)
        if value is None or value == () or value == info.default:
            continue
        found[info.alias or name] = _written(value)
    return found


def _written(value: Any) -> Any:
    if isinstance(value, Record):
        return written(value)
    return tuple(_written(item) for item in value) if isinstance(value, tuple) else value


def _plain(words: str) -> str:
    return "\n".join(" ".join(line.split()) for line in words.split("\n") if line.strip())


def _flat(words: str) -> str:
    flat = "；".join(line.strip() for line in words.split("\n") if line.strip())
    return flat if len(flat) <= 40 else f"{flat[:40]}…"
