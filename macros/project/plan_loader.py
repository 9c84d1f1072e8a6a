"""The files under plan/ into a Plan; every problem at once, each with its line."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from ..common.files.national import PACKAGE, national_files, national_folder, shown_path
from ..common.files.text_file import Unusable, file_bytes
from ..common.files.yaml_reader import yaml_of
from ..common.os_errors import passed_over
from ..common.problems import PlanError, Problem, Where, listed, nearest
from ..model.alert import Alert
from ..model.destination import Publishing
from ..model.events import Event, Observance
from ..model.kept_text import KeptText
from ..model.plan import Plan, Unit
from ..model.record import DEVICE_NAME, ID_PATTERN, Record
from ..model.redirect import Redirects
from ..model.resources import Daily, Expert, Question, Resource, Team, Venue
from ..model.site import Literacy, National, NationalPackage, Site, Vocabulary
from ..model.syndicated import FeedSource, FeedSources, Taken
from ..model.typo import Discrepancies, OfficeList, Synonyms, Typos
from .foreign.national_content import joined, kept, mismatch, with_offices
from .plans.open_questions import QUESTION_FILE
from .plans.plan_folders import holds_plan, load_periods
from .plans.ties import load_maps, tie_plan
from .reading.kept_records import KeptRecords, content_digest
from .reading.validation import R, validated
from .report_loader import REPORT_FOLDER, load_reporting

FILES = (
    "site.yaml", "literacy.yaml", "vocabulary.yaml", "synonyms.yaml", "alert.yaml", "sources.yaml", "typos.yaml",
    "redirects.yaml", "publish.yaml", "numbers.yaml", "addresses.txt", QUESTION_FILE,
)  # fmt: skip
FOLDERS = (
    "units", "observances", "events", "resources", "daily", "experts", "teams", "venues", "alerts", "reposts",
    "quotes", "quiz", REPORT_FOLDER,
)  # fmt: skip
SCHEMA_FOLDER = "schema"
REPOST_FOLDER = "reposts"


def load_plan(root: Path, known: dict[Path, Record] | None = None, kept: KeptRecords | None = None) -> Plan:
    """The plan of the project in `root`. Raises PlanError with everything that makes it unusable.

    `known` are records read before whose files have not changed since; what is read is added to them. `kept` are those
    of an earlier run.
    """
    loader = _Loader(root, known, kept)
    plan = loader.plan()
    if loader.problems or plan is None:
        raise PlanError(loader.problems)
    tie_plan(plan)
    return plan


def load_sound_part(root: Path, known: dict[Path, Record]) -> tuple[Plan | None, list[Problem]]:
    """The plan without the files that cannot be read, and what is wrong with these; None where nothing holds it together.

    For those who mend such files: rules are not to be held against it, it lacks what they may ask for.
    """
    loader = _Loader(root, known)
    nameless = dict.fromkeys(("name", "tagline", "description", "place", "host"), "（网站信息有错）")
    plan = loader.plan(Site.model_validate(nameless))
    if plan:
        tie_plan(plan)
    return plan, loader.problems


def load_sources(root: Path) -> tuple[FeedSource, ...]:
    """The portals whose feeds are taken over; raises PlanError. What was taken before is not looked at."""
    loader = _Loader(root)
    sources = loader.optional("sources.yaml", FeedSources)
    if loader.problems:
        raise PlanError(loader.problems)
    return sources.feeds if sources else ()


def load_redirects(root: Path) -> Redirects | None:
    """What became of addresses that were left, or None where nothing usable says so."""
    loader = _Loader(root)
    return loader.optional("redirects.yaml", Redirects)


def load_taken(root: Path, id: str) -> Taken | None:
    """What was last taken from a source, or None where there is nothing or nothing usable."""
    loader = _Loader(root)
    return loader.optional(f"{REPOST_FOLDER}/{id}.json", Taken)


class _Loader:
    def __init__(self, root: Path, known: dict[Path, Record] | None = None, kept: KeptRecords | None = None) -> None:
        self.root, self.kept = root, kept
        self.known = {} if known is None else known
        self.folder = root / "plan"
        self.place = root.resolve()
        self.within = f"{self.folder}{os.sep}"
        self.start = len(self.within) - len(self.folder.name) - 1
        self.folders: dict[str, bool] = {}
        self.national: Path | None = None
        self.without: frozenset[str] = frozenset()
        self.problems: list[Problem] = []
        self.unit_ids: dict[str, str] = {}

    def plan(self, nameless: Site | None = None) -> Plan | None:
        """The plan as far as it can be read; `nameless` stands where the site says nothing usable of itself."""
        if not self.folder.is_dir():
            self.problem(self.folder, "没有这个文件夹；请在项目所在的文件夹里运行 kepu")
            return None
        self.refuse_strangers(self.folder, [*FILES, *FOLDERS, SCHEMA_FOLDER], plans=True)
        site = self.record(self.folder / "site.yaml", Site) or nameless
        if site and not self.takes_in_national(site.national):
            return None
        if not self.has("units"):
            self.problem(self.folder / "units", "缺少这个文件夹，里面每个责任单位一个 .yaml 文件")
        units = {unit.id: unit for unit in self.folder_records(self.folder / "units", Unit)}
        self.unit_ids = {unit.name: unit.id for unit in units.values()}
        literacy = self.optional("literacy.yaml", Literacy)
        vocabulary = self.optional("vocabulary.yaml", Vocabulary) or self.of_national("vocabulary.yaml", Vocabulary)
        alert = self.optional("alert.yaml", Alert)
        typos, offices = self.joined("typos.yaml", Typos), self.of_national("offices.yaml", OfficeList)
        synonyms = with_offices(self.joined("synonyms.yaml", Synonyms), offices, units.values())
        numbers = self.joined("numbers.yaml", Discrepancies)
        observances = self.by_id("observances", Observance)
        resources, daily = self.by_id("resources", Resource), self.by_id("daily", Daily)
        experts, teams, venues = self.by_id("experts", Expert), self.by_id("teams", Team), self.by_id("venues", Venue)
        alerts = self.by_id("alerts", Alert)
        sources = self.optional("sources.yaml", FeedSources)
        reposts = self.reposts(sources)
        redirects = self.optional("redirects.yaml", Redirects)
        publishing = self.optional("publish.yaml", Publishing)
        events = {event.id: event for event in self.events(self.folder / "events")}
        periods = load_periods(self, site)
        if site is None or not periods:
            return None
        return Plan(
            site, units, periods, literacy, vocabulary, synonyms, observances,
            events, resources, daily, experts, teams, venues, alert, alerts, sources.feeds if sources else (), reposts,
            redirects, publishing, typos, self.by_id("quotes", KeptText), numbers, self.by_id("quiz", Question), load_reporting(self, [period.id for period in periods]),
            load_maps(self, [period.id for period in periods]),
        )  # fmt: skip

    def takes_in_national(self, asked: National | None) -> bool:
        """Find the national content where the project asks for it; whether it is one that we can read."""
        if asked is None:
            return True
        self.national, self.without = national_folder() / "plan", frozenset(asked.without)
        if fault := mismatch(asked, self.record(national_folder() / PACKAGE, NationalPackage)):
            self.problems = [Problem(asked.where("format"), fault)]
        return not fault

    def of_national(self, name: str, kind: type[R]) -> R | None:
        return self.record(path, kind) if self.national and (path := self.national / name).exists() else None

    def joined(self, name: str, kind: type[R]) -> R | None:
        return joined(self.optional(name, kind), self.of_national(name, kind))

    def has(self, name: str) -> bool:
        return (self.folder / name).exists()

    def optional(self, name: str, kind: type[R]) -> R | None:
        return self.record(self.folder / name, kind) if self.has(name) else None

    def by_id(self, folder: str, kind: type[R]) -> dict[str, R]:
        return {record.id: record for record in self.folder_records(self.folder / folder, kind)}

    def problem(self, path: Path, message: str) -> None:
        self.problems.append(Problem(Where(self.shown(path)), message))

    def refuse_strangers(self, folder: Path, expected: list[str], plans: bool = False) -> None:
        """Nothing lies about that would be passed over in silence."""
        for path in self.visible(folder):
            if path.name not in expected and not (plans and holds_plan(path)):
                guess = (
                    nearest(path.name, expected)
                    or f"；这里只放 {listed(expected, 30)}{'、像 2021-2025 的文件夹' if plans else ''}"
                )
                self.problem(path, f"不认识的文件或文件夹{guess}")

    def events(self, folder: Path) -> Iterator[Event]:
        """The events of all year folders; an event's id is year and file name: 2026/science-day."""
        for path in self.visible(folder):
            if not (path.is_dir() and re.fullmatch(r"[0-9]{4}", path.name)):
                self.problem(path, "这里只放年份文件夹，例如 2026")
                continue
            for event in self.folder_records(path, Event):
                event._id = f"{path.name}/{event.id.rpartition('/')[2]}"
                yield event

    def reposts(self, sources: FeedSources | None) -> dict[str, Taken]:
        """What was taken from other portals, a file for each source."""
        known = {source.id: source for source in sources.feeds} if sources else {}
        taken: dict[str, Taken] = {}
        for path in self.visible(self.folder / REPOST_FOLDER):
            if path.suffix != ".json":
                self.problem(path, "这里只放 kepu pull 写成的 .json 文件，请移到别处")
            elif (sources and path.stem not in known) or not self.has("sources.yaml"):
                self.problem(
                    path, f"plan/sources.yaml 里没有“{path.stem}”这个来源；运行一次 kepu pull，会把这个文件删去"
                )
            elif (record := self.record(path, Taken)) and path.stem in known:
                for item in record.items:
                    item.comes_from(known[path.stem])
                taken[path.stem] = record
        return taken

    def folder_records(self, folder: Path, kind: type[R]) -> Iterator[R]:
        """The records of a folder, one file each, in the order of their names; those of the national content among them."""
        if folder.exists() and not folder.is_dir():
            self.problem(folder, "应当是一个文件夹，里面每条记录一个 .yaml 文件")
        more = national_files(self.root, self.shown(folder), self.without) if self.national else ()
        paths = sorted([*self.visible(folder), *more], key=lambda path: path.name)
        names = {path.name for path in paths}
        for path in paths:
            name = path.name
            if not name.endswith(".yaml"):
                hint = (
                    f"，请改名为 {path.stem.removesuffix('.yaml')}.yaml"
                    if path.suffix.lower() in (".yml", ".yaml", ".txt")
                    else "，请移到别处"
                )
                self.problem(path, f"这里只放 .yaml 文件{hint}")
                continue
            stem = name.removesuffix(".yaml")
            if not re.fullmatch(ID_PATTERN, stem):
                lower = name.lower()
                twin = f"；与 {lower} 只差大小写，在 Windows 上会互相覆盖" if lower in names - {name} else ""
                self.problem(path, f"文件名“{name}”只能用小写字母、数字和短横线{twin}")
            elif DEVICE_NAME.fullmatch(stem):
                self.problem(path, f"“{stem}”是 Windows 给设备留的名字，那里建不了这样的文件，请换一个")
            if (record := self.record(path, kind, stem)) and (record := kept(record, self.without)):
                yield record

    def record(self, path: Path, kind: type[R], id: str | None = None) -> R | None:
        if isinstance(known := self.known.get(path), kind):
            return known
        if not self.usable(path):
            return None
        record, problems = self.read(path, kind, id or path.stem)
        self.problems += problems
        if record is not None:
            self.known[path] = record
        return record

    def read(self, path: Path, kind: type[R], id: str) -> tuple[R | None, list[Problem]]:
        """The record in a file that is there, or what is wrong with it."""
        shown = self.shown(path)
        try:
            if self.kept and (record := self.kept.get(kind, self.kept.digest(str(path)), id, shown)):
                return record, []
            data = file_bytes(path)
        except Unusable as error:
            return None, [Problem(Where(shown, error.line), error.message)]
        file = yaml_of(data, shown)
        if file.problems:
            return None, file.problems
        record, problems = validated(file, kind, id, self.unit_ids)
        if self.kept and record:
            self.kept.put(record, content_digest(data))
        return record, problems

    def usable(self, path: Path) -> bool:
        """The file is there and inside the project."""
        try:
            linked = stat.S_ISLNK(os.lstat(path).st_mode)  # one question for each of thousands
        except OSError:
            linked = True
        fault = "缺少这个文件" if linked and not path.exists() else ""
        if not fault and not self.inside(path, linked):
            fault = "这个文件是指向项目外面的链接，不能用；请把文件本身放进来"
        if fault:
            self.problem(path, fault)
        return not fault

    def inside(self, path: Path, linked: bool) -> bool:
        """Whether a file lies in the project or is the engine's, links followed; a folder is followed once for all of its files."""
        if linked:
            return path.resolve().is_relative_to(self.place)
        folder = str(path).rpartition(os.sep)[0]
        if folder not in self.folders:
            ours = path.is_relative_to(national_folder())
            self.folders[folder] = ours or path.parent.resolve().is_relative_to(self.place)
        return self.folders[folder]

    def visible(self, folder: Path) -> list[Path]:
        """What an editor sees in a folder: no dot files, no lock and backup files of office programs."""
        if not folder.is_dir():
            return []
        names = sorted(name for name in os.listdir(folder) if not passed_over(name))  # noqa: PTH208  # paths sort slowly
        return [folder / name for name in names]

    def shown(self, path: Path) -> str:
        text = str(path)
        if f"{text}{os.sep}".startswith(self.within):
            return text[self.start :].replace(os.sep, "/")
        return shown_path(self.root, path)
