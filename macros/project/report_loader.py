"""The folder plan/reports/ and the assessments of plans into records: calls, reports by year and unit, snapshots."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from ..model.reports import Assessment, Calls, FrozenYear, Report, Reporting
from .reading.validation import R

REPORT_FOLDER, CALLS_FILE, SNAPSHOT_FOLDER = "reports", "calls.yaml", "snapshots"
ASSESSMENT_FILE = "assessment.yaml"
YEAR_NAME = re.compile(r"[0-9]{4}")
SNAPSHOT_NAME = re.compile(r"[0-9]{4}-on-[0-9]{4}-[0-9]{2}-[0-9]{2}\.json")


class RecordLoader(Protocol):
    """What reads records and notes what is wrong with their files."""

    folder: Path

    def record(self, path: Path, kind: type[R], id: str | None = None) -> R | None: ...
    def folder_records(self, folder: Path, kind: type[R]) -> Iterator[R]: ...
    def visible(self, folder: Path) -> list[Path]: ...
    def problem(self, path: Path, message: str) -> None: ...


def load_reporting(loader: RecordLoader, periods: Sequence[str]) -> Reporting:
    """All that was asked, received, frozen and judged."""
    folder = loader.folder / REPORT_FOLDER
    calls = loader.record(folder / CALLS_FILE, Calls) if (folder / CALLS_FILE).exists() else None
    if folder.exists() and not folder.is_dir():
        loader.problem(folder, "应当是一个文件夹，里面每年一个文件夹，例如 2025")
    for path in loader.visible(folder):
        if path.name not in (CALLS_FILE, SNAPSHOT_FOLDER) and not (path.is_dir() and YEAR_NAME.fullmatch(path.name)):
            loader.problem(path, f"这里只放 {CALLS_FILE}、{SNAPSHOT_FOLDER} 和年份文件夹，例如 2025")
    return Reporting(
        calls.calls if calls else (),
        {report.id: report for report in _reports(loader, folder)},
        tuple(_snapshots(loader, folder / SNAPSHOT_FOLDER)),
        {name: record for name in periods if (record := _assessment(loader, name))},
    )


def _reports(loader: RecordLoader, folder: Path) -> Iterator[Report]:
    """The reports of all year folders; a report's id is year and unit: 2025/jiaoyuju."""
    for path in loader.visible(folder):
        if path.is_dir() and YEAR_NAME.fullmatch(path.name):
            for report in loader.folder_records(path, Report):
                report._id = f"{path.name}/{report.id.rpartition('/')[2]}"
                yield report


def _snapshots(loader: RecordLoader, folder: Path) -> Iterator[FrozenYear]:
    for path in loader.visible(folder):
        if not SNAPSHOT_NAME.fullmatch(path.name):
            loader.problem(path, "这里只放 kepu snapshot 写成的文件，例如 2025-on-2026-02-10.json")
        elif snapshot := loader.record(path, FrozenYear):
            yield snapshot


def _assessment(loader: RecordLoader, period: str) -> Assessment | None:
    path = loader.folder / period / ASSESSMENT_FILE
    return loader.record(path, Assessment, id=period) if path.exists() else None
