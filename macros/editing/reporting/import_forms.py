"""Filled forms into plan/reports/: all of a form or nothing of it, changes as corrections, every wrong cell at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from ...common.files.atomic_write import write_whole
from ...common.files.yaml.yaml_file import YamlFile
from ...common.office.office_file import UnusableFile
from ...model.plan import Plan
from ...model.reports import CORRECTED_FIELDS, Correction, Entry, Received, Report
from ...project.plan_loader import SCHEMA_FOLDER
from ...project.report_loader import REPORT_FOLDER
from ...project.reporting import answerable, called, period_of_year, report_of
from ...project.rules.reports.entries import not_an_office, private_words
from ..changes.edits import CannotEdit, edited
from ..changes.spelling import group_lines
from .form_entries import Outcome, compared, written
from .form_file import FormFile, read_form

HOW = "电子表格"
WHY = "报送单位改报"


@dataclass
class Imported:
    """What became of one workbook; `path` is the file that was or would be written, if any."""

    name: str
    form: FormFile | None = None
    outcome: Outcome = field(default_factory=Outcome)
    refused: str = ""
    path: str = ""
    content: str = ""

    @property
    def sound(self) -> bool:
        return not self.refused and not self.outcome.faults


def import_form(
    root: Path, plan: Plan, content: bytes, name: str, received: date, expected: Sequence[str | int] = ()
) -> tuple[Imported, Plan]:
    """One workbook against the plan: what would be written, and the plan with it. Nothing is written yet.

    `expected` are the year and unit that it must be of, where somebody said so.
    """
    done = Imported(name)
    try:
        done.form = form = read_form(content, name)
        _refuse_other(plan, form, expected)
    except UnusableFile as unusable:
        done.refused = unusable.message.removeprefix(f"{name}：")
        return done, plan
    report = report_of(plan, form.year, form.unit)
    done.outcome = compared(plan, form, entries_by_measure(report), received)
    if not (done.outcome.added or done.outcome.changed):
        return done, plan
    done.outcome.faults += _wrong_office(form)
    if done.outcome.faults:
        return done, plan
    merged = _merged(plan, form, report, done.outcome, received)
    done.path = f"plan/{REPORT_FOLDER}/{form.year}/{form.unit}.yaml"
    done.content = _text(root / done.path, merged)
    merged.placed(f"{form.year}/{form.unit}", YamlFile(done.path))
    reports = {**plan.reporting.reports, merged.id: merged}
    return done, replace(plan, reporting=replace(plan.reporting, reports=reports))


def write_imported(root: Path, imported: Iterable[Imported]) -> None:
    """Write what sound workbooks came to."""
    for done in imported:
        if done.sound and done.path:
            path = root / done.path
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, done.content)


def _refuse_other(plan: Plan, form: FormFile, expected: Sequence[str | int]) -> None:
    """A form of another unit or year than was asked for, or of one that does not report."""
    whose = f"{form.unit_name} {form.year} 年"
    period = period_of_year(plan, form.year)
    if period is None or form.unit not in answerable(plan, period):
        raise UnusableFile(f"这是{whose}的表；本方案里没有这个单位这一年的措施")
    for wanted in expected:
        if wanted not in (form.year, form.unit, form.unit_name):
            said = f"{wanted} 年" if isinstance(wanted, int) else f"“{wanted}”"
            raise UnusableFile(f"这是{whose}的表，要的是{said}的")
    asked = {call.year for call in plan.reporting.calls}
    if asked and form.year not in asked and form.year > max(asked):
        raise UnusableFile(
            f"这是{whose}的表，还没有发过 {form.year} 年的通知；发过的是 {'、'.join(map(str, sorted(asked)))} 年"
        )
    if form.year in asked and form.unit not in called(plan, form.year):
        raise UnusableFile(f"这是{whose}的表，{form.year} 年的通知没有要它报送")


def _wrong_office(form: FormFile) -> list[str]:
    if not form.office:
        return [f"{form.office_place}（报送科室）：没有填；写哪个单位或科室报的，例如“{form.unit_name}办公室”"]
    if not_an_office(form.office):
        return [
            f"{form.office_place}（报送科室）：“{form.office}”像是人名，请写单位或科室，例如“{form.unit_name}办公室”"
        ]
    return [f"{form.office_place}（报送科室）：{message}" for message in private_words(form.office)]


def _merged(plan: Plan, form: FormFile, report: Report | None, outcome: Outcome, received: date) -> Report:
    """The report with what came in: entries in the plan's order, every change with what was said before."""
    came = Received.model_validate(
        {"date": received, "by": form.office, "how": HOW} | ({"number": form.number} if form.number else {})
    )
    entries = dict(entries_by_measure(report))
    for entry, changes in outcome.changed:
        said = [
            Correction.model_validate({"date": received, "field": name, "was": was, "why": WHY, "by": form.office})
            for name, was, _ in changes
        ]
        entries[entry.measure] = entry.model_copy(update={"corrections": (*entry.corrections, *said)})
    entries |= {entry.measure: entry for entry in outcome.added}
    period = period_of_year(plan, form.year)
    order = [measure.id for measure in period.measures()] if period else []
    ordered = sorted(entries.values(), key=lambda entry: order.index(entry.measure) if entry.measure in order else 999)
    before = report.received if report else ()
    return Report.model_construct(received=(*before, came), entries=tuple(ordered))


def _text(path: Path, report: Report) -> str:
    """The file of a report: the one there with only what changed changed, or a new one."""
    wanted: dict[str, Any] = written(report)
    if path.exists():
        try:
            return edited(path.read_text("utf-8"), wanted)
        except CannotEdit:
            pass
    schema = f"# yaml-language-server: $schema=../../{SCHEMA_FOLDER}/report.json"
    return "\n".join([schema, *group_lines(wanted)]) + "\n"


def said_of(done: Imported) -> list[str]:
    """What is told of one workbook, in lines."""
    if done.form is None or done.refused:
        return [f"{done.name}：没有收。{done.refused}"]
    form, outcome = done.form, done.outcome
    whose = f"{form.unit_name} {form.year} 年（{done.name}）"
    if outcome.faults:
        return [
            f"{whose}：没有收，有 {len(outcome.faults)} 处要改",
            *(f"  {fault}" for fault in outcome.faults),
            *_aside(outcome),
        ]
    if not done.path:
        return [f"{whose}：没有变化", *_aside(outcome)]
    changed = sum(len(changes) for _, changes in outcome.changed)
    lines = [f"{whose}：新报 {len(outcome.added)} 条，改 {changed} 处，没有变化 {outcome.unchanged} 条；{done.path}"]
    for entry, changes in outcome.changed:
        lines += (f"  改：{entry.measure} {CORRECTED_FIELDS[name]}：{was} → {now}" for name, was, now in changes)
    return [*lines, *_aside(outcome)]


def _aside(outcome: Outcome) -> list[str]:
    return [f"  {line}" for line in (*outcome.dropped, *outcome.kept)]


def reply_to(done: Imported) -> str:
    """What to answer the unit, to be pasted into a letter."""
    if done.refused or done.form is None:
        return f"您好：发来的“{done.name}”没有能收：{done.refused}。"
    form, faults = done.form, done.outcome.faults
    listed = "\n".join(f"{number}. {fault}" for number, fault in enumerate(faults, 1))
    return (
        f"{form.unit_name}：您单位的 {form.year} 年报送表（{done.name}）有 {len(faults)} 处要改，改好以后请把整份表再发来，"
        f"别处不用动：\n{listed}"
    )


def entries_by_measure(report: Report | None) -> dict[str, Entry]:
    """What a report says."""
    return {entry.measure: entry for entry in report.entries} if report else {}
