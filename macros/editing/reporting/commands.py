"""The commands on reports: forms out, workbooks back in, a year frozen."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ...common.dates import build_date
from ...common.files.atomic_write import write_whole
from ...exports.progress.form import export_form
from ...model.reports import FrozenYear
from ...project.plan_loader import load_plan
from ...project.report_loader import REPORT_FOLDER, SNAPSHOT_FOLDER
from ...project.reporting import answerable, called, period_of_year, reporting_units
from ...project.rules.reports.files import rows_digest
from ...queries.progress.frozen import frozen_rows
from ...queries.progress.standing import year_of_reports
from .import_forms import import_form, reply_to, said_of, write_imported


def run_reporting(options: argparse.Namespace) -> int:
    """Run one of them; 0 when all went well."""
    return {"form": make_forms, "import": take_forms, "snapshot": freeze_year}[options.command](options)


def make_forms(options: argparse.Namespace) -> int:
    """Write the form of each unit that reports, or of one; a file that is there already may be a filled one and stays."""
    plan = load_plan(options.root)
    period = period_of_year(plan, options.year)
    if period is None:
        return _refuse(f"{options.year} 年还没有方案，没有可以报送的措施。")
    units, mine = reporting_units(plan, period), answerable(plan, period)
    chosen = [id for id in mine if options.unit in (None, id, units[id].name)]
    if not chosen:
        return _refuse(f"“{options.unit}”不是应当报送的单位；有的是：{'、'.join(units[id].name for id in mine)}。")
    folder: Path = options.folder or options.root / f"报送表-{options.year}"
    paths = {id: folder / f"{units[id].name}-{options.year}年报送表.xlsx" for id in chosen}
    if there := [path.name for path in paths.values() if path.exists()]:
        return _refuse(
            f"{folder} 里已经有 {there[0]}{' 等' if there[1:] else ''}，可能是填过的，没有动；请换一个文件夹。"
        )
    folder.mkdir(parents=True, exist_ok=True)
    for id, path in paths.items():
        write_whole(path, export_form(plan, units[id], options.year))
    print(f"已写好 {len(paths)} 份 {options.year} 年报送表，放在 {folder}。")
    if uncalled := [units[id].name for id in chosen if id not in called(plan, options.year)]:
        more = " 等" if uncalled[1:] else ""
        print(
            f"plan/reports/calls.yaml 里没有要{uncalled[0]}{more}报送 {options.year} 年情况的通知；先由主办单位发通知，再把表发出去。"
        )
    return 0


def take_forms(options: argparse.Namespace) -> int:
    """Read filled forms and write what is sound; everything wrong with all of them is told at once."""
    plan = load_plan(options.root)
    day = options.received or build_date()
    expected = [wanted for wanted in (options.year, options.unit) if wanted]
    done = []
    for path in options.files:
        if not path.is_file():
            return _refuse(f"没有 {path} 这个文件。")
        imported, plan = import_form(options.root, plan, path.read_bytes(), path.name, day, expected)
        done.append(imported)
    if not options.check:
        write_imported(options.root, done)
    for one in done:
        print(*said_of(one), sep="\n")
    wrong = [one for one in done if not one.sound]
    for one in wrong:
        print(f"\n可以粘贴的答复：\n{reply_to(one)}")
    written = sum(bool(one.path) for one in done if one.sound)
    print(
        f"\n共 {len(done)} 份：{written} 份{'可以写进' if options.check else '已写进'} plan/reports/，{len(wrong)} 份没有收。"
    )
    return int(bool(wrong))


def freeze_year(options: argparse.Namespace) -> int:
    """Keep the reports of a year as they are today; what was kept before stays."""
    plan = load_plan(options.root)
    found = year_of_reports(plan, options.year)
    if found is None or not found.received:
        return _refuse(f"{options.year} 年还没有收到过报送，没有可以存的。")
    day, rows = build_date(), frozen_rows(plan, found)
    path = options.root / "plan" / REPORT_FOLDER / SNAPSHOT_FOLDER / f"{options.year}-on-{day}.json"
    if path.exists():
        return _refuse(f"今天已经存过：{path.relative_to(options.root)}，没有动。")
    kept = FrozenYear(year=options.year, taken=str(day), digest=rows_digest(rows), rows=rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, kept.model_dump_json(indent=1) + "\n")
    print(f"已存好 {options.year} 年的报送：{path.relative_to(options.root)}，校验码 {kept.digest}。以后的更正不改它。")
    return 0


def _refuse(words: str) -> int:
    print(words, file=sys.stderr)
    return 1
