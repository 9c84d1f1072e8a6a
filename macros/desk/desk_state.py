"""The project as the desk sees it: read again where files have changed, with every problem by file."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ..common.dates import build_date
from ..common.files.yaml.yaml_file import Location, YamlFile
from ..common.files.yaml_reader import parsed_yaml
from ..common.problems import PlanError, Problem
from ..model.plan import Plan, noted_plan
from ..model.record import Record
from ..project.content_loader import Written, load_content, read_page
from ..project.pictures import load_pictures
from ..project.plan_loader import load_plan, load_sound_part
from ..project.reading.kept_records import KeptRecords, SoundBefore
from ..project.reading.macro_calls import known_to_macros
from ..project.reading.validation import validated
from ..project.rules.table import RuleInput, check_pages, check_plan
from .kinds import DeskKind, desk_kind_of

Stamp = tuple[int, int]

BODY_INPUT = "_body"
"""The input of a form that is no field of the record: the text of a page."""


@dataclass
class Tried:
    """New texts as they would be read: their values, what would be said of each, and what would be new in other files."""

    files: dict[str, YamlFile] = field(default_factory=dict)
    said: dict[str, list[Problem]] = field(default_factory=dict)
    elsewhere: list[Problem] = field(default_factory=list)


@dataclass
class DeskState:
    """What was read last. `plan` is None while the files of plan/ cannot be used; `problems` says why."""

    root: Path
    plan: Plan | None = None
    pages: list[Written] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    records: dict[Path, Record] = field(default_factory=dict)
    written: dict[Path, Written] = field(default_factory=dict)
    in_pages: dict[str, list[Problem]] = field(default_factory=dict)
    stamps: dict[Path, Stamp] = field(default_factory=dict)
    reading: threading.RLock = field(default_factory=threading.RLock)

    def refresh(self) -> None:
        """Read again what has changed on the disk since the last time."""
        with self.reading:
            stamps = dict(_stamps(self.root))
            changed = {path for path, _ in stamps.items() ^ self.stamps.items()}
            if changed or (self.plan is None and not self.problems):
                for path in changed:
                    self.records.pop(path, None)
                    self.written.pop(path, None)
                self.stamps = stamps
                self._read(changed)

    def _read(self, changed: set[Path]) -> None:
        problems: list[Problem] = []
        kept = None if self.records else KeptRecords(self.root)  # later on next to nothing is read again
        try:
            self.plan = plan = noted_plan(load_plan(self.root, self.records, kept))
        except PlanError as error:
            problems += error.problems
            self._read_sound_part(problems)
            self.problems = sorted(set(problems))
            return
        before = SoundBefore(self.root, plan) if kept else None
        problems += check_plan(plan, before)
        self.pages, found = load_content(self.root, plan, self.written, kept, before)
        if kept and before:
            kept.save()
            before.save()
        again = {path.relative_to(self.root).as_posix() for path in changed}
        self.in_pages = {path: said for path, said in self.in_pages.items() if path not in again}
        for problem in found:
            self.in_pages.setdefault(problem.where.path, []).append(problem)
        problems += [problem for said in self.in_pages.values() for problem in said]
        problems += check_pages(RuleInput(self.root, self.plan, self.pages, build_date()))
        self.problems = sorted(set(problems))

    def _read_sound_part(self, problems: list[Problem]) -> None:
        """Where only files are broken that have a form, everything else can be looked at, and they be mended there."""
        self.plan, self.pages = None, []
        if all(desk_kind_of(problem.where.path) for problem in problems):
            self.plan = load_sound_part(self.root, self.records)[0]
            self.pages = load_content(self.root, None)[0]

    def faults(self) -> list[Problem]:
        """What keeps the site from being made."""
        return [problem for problem in self.problems if not problem.warning]

    def of_file(self, path: str) -> list[Problem]:
        """What is said of one file."""
        return [problem for problem in self.problems if problem.where.path == path]

    def tried(
        self, kind: DeskKind, id: str, text: str, arriving: Collection[str] = ()
    ) -> tuple[YamlFile, list[Problem]]:
        """A new text for a record: its values, and everything that would be said of the file with it in its place."""
        tried = self.tried_together(kind, {id: text}, arriving)
        return tried.files[id], tried.said[id]

    def tried_together(self, kind: DeskKind, texts: Mapping[str, str], arriving: Collection[str] = ()) -> Tried:
        """New texts for records, each by its id, with all of them and the pictures that arrive in their places."""
        assert self.plan
        with self.reading:
            if not kind.is_page:
                return self._tried_records(kind, texts, arriving)
            pages = {id: self._tried_page(kind, id, text) for id, text in texts.items()}
        return Tried({id: file for id, (file, _) in pages.items()}, {id: said for id, (_, said) in pages.items()})

    def _tried_records(self, kind: DeskKind, texts: Mapping[str, str], arriving: Collection[str]) -> Tried:
        plan = self.plan
        assert plan
        tried, records = Tried(), dict(kind.records(plan, self.pages))
        units = {unit.name: unit.id for unit in plan.units.values()}
        for id, text in texts.items():
            file = tried.files[id] = parsed_yaml(text.replace("\r\n", "\n"), kind.path(id))
            tried.said[id] = list(file.problems)
            if not file.problems:
                record, tried.said[id] = validated(file, kind.record, id.rpartition("/")[2], units)
                if record is not None:
                    record._id = id
                    records[id] = record
        if all(map(tried.said.get, texts)):
            return tried
        changed = kind.with_records(plan, records)
        read = RuleInput(self.root, changed, self.pages, build_date(), arriving)
        found = check_plan(changed) + check_pages(read)
        for id, said in tried.said.items():
            tried.said[id] = said or [it for it in found if it.where.path == kind.path(id)]
        ours, before = {kind.path(id) for id in texts}, set(self.problems)
        tried.elsewhere += [it for it in found if it.where.path not in ours and not it.warning and it not in before]
        return tried

    def _tried_page(self, kind: DeskKind, id: str, text: str) -> tuple[YamlFile, list[Problem]]:
        """A page is read where it would lie, in a folder of its own."""
        known = cache(lambda: known_to_macros(self.plan, load_pictures(self.root)[0]))
        with tempfile.TemporaryDirectory(prefix="kepu-") as folder:
            path = Path(folder, kind.path(id))
            path.parent.mkdir(parents=True)
            path.write_bytes(text.encode())
            _, problems = read_page(path, Path(folder), self.plan, known)
        return front_matter(text, kind.path(id)), problems


def front_matter(text: str, shown: str) -> YamlFile:
    """The values above the text of a page."""
    head = text.replace("\r\n", "\n").removeprefix("---\n").partition("\n---\n")[0]
    return parsed_yaml(f"\n{head}\n", shown)


def places_of(problems: list[Problem], file: YamlFile, text: str = "") -> Iterator[tuple[str, str]]:
    """Input of the form → what is said of it; an empty input where it is said of the file.

    Given the text of a page, what is said of the lines below its front matter is at the input of these, with the line.
    """
    places: dict[tuple[int, str], str] = {}
    for location, line in file.lines.items():
        while location and isinstance(location[-1], int):  # what is said of an item stands beside its list
            location = location[:-1]
        if location:
            places.setdefault((line, str(location[-1])), "/".join(map(str, location)))
    above = text.replace("\r\n", "\n").partition("\n---\n")[0].count("\n") + 2 if text.startswith("---") else 0
    for problem in problems:
        where = problem.where
        if above and where.line > above:
            yield BODY_INPUT, f"第 {where.line - above} 行：{problem.message}"
        elif place := places.get((where.line, where.field)):
            yield place, problem.message
        else:
            yield _missing_in(file, where.line, where.field), problem.message


def _missing_in(file: YamlFile, line: int, field: str) -> str:
    """The input of a field that is not there: in the innermost group that begins on this line."""
    groups = [
        location for location, at in file.lines.items() if at == line and isinstance(_value_at(file, location), dict)
    ]
    within = max(groups, key=len, default=())
    return "/".join(map(str, (*within, field) if field else within)) if within or line == 1 else ""


def _value_at(file: YamlFile, location: Location) -> Any:
    value: Any = file.value
    for part in location:
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, tuple) and isinstance(part, int):
            value = value[part]
    return value


def _stamps(root: Path) -> Iterator[tuple[Path, Stamp]]:
    """Every file of plan/ and content/ with its time and size."""
    for folder in ("plan", "content"):
        for place, _, names in os.walk(root / folder):
            for name in names:
                if not name.startswith("."):
                    path = Path(place, name)
                    found = path.stat()
                    yield path, (found.st_mtime_ns, found.st_size)
