"""The folder of a plan into the plan, and several into the plans of a site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from ...common.files.text_file import read_text
from ...common.problems import Problem
from ...model.plan import Period, own_series
from ...model.site import Site
from ...model.tree.document import Document
from ...model.tree.node import Node
from ..reading.validation import R
from ..report_loader import ASSESSMENT_FILE
from .ties import MAP_FILE
from .tree_building import built_tree, settle

PLAN_FILE, TEXT_FILE, SUMS_FILE, TREE_FOLDER = "plan.yaml", "source.txt", "source.sums", "tree"
PLAN_FOLDER = re.compile(r"[0-9]{4}-[0-9]{4}")
"""How the folder of a plan is called, unless it is called otherwise."""


class FolderLoader(Protocol):
    """What reads the files of a project and notes what is wrong with them."""

    folder: Path
    problems: list[Problem]

    def record(self, path: Path, kind: type[R], id: str | None = None) -> R | None: ...
    def folder_records(self, folder: Path, kind: type[R]) -> Iterator[R]: ...
    def visible(self, folder: Path) -> list[Path]: ...
    def problem(self, path: Path, message: str) -> None: ...
    def refuse_strangers(self, folder: Path, expected: list[str]) -> None: ...
    def usable(self, path: Path) -> bool: ...
    def shown(self, path: Path) -> str: ...


def holds_plan(path: Path) -> bool:
    """Whether something in plan/ is the folder of a plan, or was to be one."""
    return bool(PLAN_FOLDER.match(path.name)) or any((path / name).exists() for name in (PLAN_FILE, TEXT_FILE))


def load_periods(loader: FolderLoader, site: Site | None) -> tuple[Period, ...]:
    """The plans, those that begin earlier first. The oldest of the site's own has its pages at the root."""
    paths = [path for path in loader.visible(loader.folder) if holds_plan(path)]
    if not paths:
        loader.problem(loader.folder, "没有规划期文件夹，应当有一个像 2021-2025 这样的文件夹")
    found = [_period(loader, path) for path in paths]
    periods = sorted((period for period in found if period), key=lambda period: (period.begins, period.id))
    if None in found or site is None or not periods:
        return ()
    own = own_series(site, periods)
    first = next(period for period in periods if period.series == own)
    settled = tuple(replace(period, base="" if period is first else f"{period.id}/") for period in periods)
    for period in settled:
        settle(period)
    return settled


def _period(loader: FolderLoader, folder: Path) -> Period | None:
    if not folder.is_dir():
        loader.problem(folder, "应当是一个文件夹，里面放 plan.yaml 和 source.txt")
        return None
    loader.refuse_strangers(folder, [PLAN_FILE, TEXT_FILE, SUMS_FILE, TREE_FOLDER, ASSESSMENT_FILE, MAP_FILE])
    document = loader.record(folder / PLAN_FILE, Document, id=folder.name)
    tops = list(loader.folder_records(folder / TREE_FOLDER, Node))
    source = _text(loader, folder / TEXT_FILE)
    sums = _text(loader, folder / SUMS_FILE) if (folder / SUMS_FILE).exists() else ""
    if document is None or source is None:
        return None
    nodes, problems = built_tree(document, tops)
    loader.problems += problems
    return Period(document, nodes, source, loader.shown(folder / TEXT_FILE), sums=tuple((sums or "").split()))


def _text(loader: FolderLoader, path: Path) -> str | None:
    if not loader.usable(path):
        return None
    text, problems = read_text(path, loader.shown(path))
    loader.problems += problems
    if text is not None and not text.strip():
        loader.problem(path, "文件是空的，应当是方案公布的全文")
        return None
    return text
