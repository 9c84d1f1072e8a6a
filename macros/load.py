"""The files under plan/ into a Plan; every problem at once, each with its line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from .alerts import Alert
from .destinations import Publishing
from .errors import PlanError, Problem, Where, closest, listed, nearest
from .model import Document, Literacy, Period, Plan, Site, Synonyms, Task, TaskKind, Unit, Vocabulary
from .moves import Redirects
from .occasions import RULE_TYPES, Event, Observance
from .offers import Daily, Expert, Resource, Team, Venue
from .quotations import KeptText
from .record import ID_PATTERN, Record
from .reposts import FeedSource, FeedSources, Taken
from .wording import Typos
from .yamlfile import YamlFile, read_text, read_yaml

R = TypeVar("R", bound=Record)

TASK_FOLDERS: dict[str, TaskKind] = {"actions": "action", "projects": "project", "safeguards": "safeguard"}
PERIOD_NAME = re.compile(r"[0-9]{4}-[0-9]{4}")
FILES = (
    "site.yaml", "literacy.yaml", "vocabulary.yaml", "synonyms.yaml", "alert.yaml", "sources.yaml", "typos.yaml",
    "redirects.yaml", "publish.yaml", "addresses.txt",
)  # fmt: skip
FOLDERS = (
    "units", "observances", "events", "resources", "daily", "experts", "teams", "venues", "alerts", "reposts",
    "quotes",
)  # fmt: skip
SCHEMA_FOLDER = "schema"
REPOSTS = "reposts"
UNIT_FIELDS = {"lead", "units", "unit", "host", "supporters"}
_LEFT_BY_WINDOWS = ("Thumbs.db", "desktop.ini")


def load_plan(root: Path, known: dict[Path, Record] | None = None) -> Plan:
    """The plan of the project in `root`. Raises PlanError with everything that makes it unusable.

    `known` are records read before whose files have not changed since; what is read is added to them.
    """
    loader = _Loader(root, known)
    plan = loader.plan()
    if loader.problems or plan is None:
        raise PlanError(loader.problems)
    return plan


def load_sources(root: Path) -> tuple[FeedSource, ...]:
    """The portals whose feeds are taken over; raises PlanError. What was taken before is not looked at."""
    loader = _Loader(root)
    sources = loader.optional("sources.yaml", FeedSources)
    if loader.problems:
        raise PlanError(loader.problems)
    return sources.feeds if sources else ()


def load_taken(root: Path, id: str) -> Taken | None:
    """What was last taken from a source, or None where there is nothing or nothing usable."""
    loader = _Loader(root)
    return loader.optional(f"{REPOSTS}/{id}.json", Taken)


class _Loader:
    def __init__(self, root: Path, known: dict[Path, Record] | None = None) -> None:
        self.root = root
        self.known = {} if known is None else known
        self.folder = root / "plan"
        self.problems: list[Problem] = []
        self.unit_ids: dict[str, str] = {}

    def plan(self) -> Plan | None:
        if not self.folder.is_dir():
            self.problem(self.folder, "没有这个文件夹；请在项目所在的文件夹里运行 kepu")
            return None
        self.refuse_strangers(self.folder, [*FILES, *FOLDERS, SCHEMA_FOLDER], PERIOD_NAME)
        site = self.record(self.folder / "site.yaml", Site)
        if not self.has("units"):
            self.problem(self.folder / "units", "缺少这个文件夹，里面每个责任单位一个 .yaml 文件")
        units = {unit.id: unit for unit in self.folder_records(self.folder / "units", Unit)}
        self.unit_ids = {unit.name: unit.id for unit in units.values()}
        literacy = self.optional("literacy.yaml", Literacy)
        vocabulary = self.optional("vocabulary.yaml", Vocabulary)
        synonyms = self.optional("synonyms.yaml", Synonyms)
        alert = self.optional("alert.yaml", Alert)
        typos = self.optional("typos.yaml", Typos)
        observances = self.by_id("observances", Observance)
        resources, daily = self.by_id("resources", Resource), self.by_id("daily", Daily)
        experts, teams, venues = self.by_id("experts", Expert), self.by_id("teams", Team), self.by_id("venues", Venue)
        alerts = self.by_id("alerts", Alert)
        sources = self.optional("sources.yaml", FeedSources)
        reposts = self.reposts(sources)
        redirects = self.optional("redirects.yaml", Redirects)
        publishing = self.optional("publish.yaml", Publishing)
        events = {event.id: event for event in self.events(self.folder / "events")}
        names = [path.name for path in self.visible(self.folder) if PERIOD_NAME.fullmatch(path.name)]
        if not names:
            self.problem(self.folder, "没有规划期文件夹，应当有一个像 2021-2025 这样的文件夹")
        periods = [self.period(name, base="" if name == names[0] else f"{name}/") for name in names]
        if site is None or None in periods or not periods:
            return None
        return Plan(
            site, units, tuple(period for period in periods if period), literacy, vocabulary, synonyms, observances,
            events, resources, daily, experts, teams, venues, alert, alerts, sources.feeds if sources else (), reposts,
            redirects, publishing, typos, self.by_id("quotes", KeptText),
        )  # fmt: skip

    def has(self, name: str) -> bool:
        return (self.folder / name).exists()

    def optional(self, name: str, kind: type[R]) -> R | None:
        return self.record(self.folder / name, kind) if self.has(name) else None

    def by_id(self, folder: str, kind: type[R]) -> dict[str, R]:
        return {record.id: record for record in self.folder_records(self.folder / folder, kind)}

    def problem(self, path: Path, message: str) -> None:
        self.problems.append(Problem(Where(self.shown(path)), message))

    def refuse_strangers(self, folder: Path, expected: list[str], pattern: re.Pattern[str] | None = None) -> None:
        """Nothing lies about that would be passed over in silence."""
        for path in self.visible(folder):
            if path.name not in expected and not (pattern and pattern.fullmatch(path.name)):
                guess = (
                    nearest(path.name, expected)
                    or f"；这里只放 {listed(expected, 30)}{'、像 2021-2025 的文件夹' if pattern else ''}"
                )
                self.problem(path, f"不认识的文件或文件夹{guess}")

    def period(self, name: str, base: str) -> Period | None:
        folder = self.folder / name
        if not folder.is_dir():
            self.problem(folder, "应当是一个文件夹，里面放 plan.yaml 和 source.txt")
            return None
        self.refuse_strangers(folder, ["plan.yaml", "source.txt", *TASK_FOLDERS])
        document = self.record(folder / "plan.yaml", Document, id=name)
        tasks = [task for kind in TASK_FOLDERS for task in self.tasks(folder / kind, TASK_FOLDERS[kind], base)]
        source = self.source(folder / "source.txt")
        if document is None or source is None:
            return None
        ordered = tuple(sorted(tasks, key=lambda task: (task.number, task.id)))
        return Period(document, ordered, source, self.shown(folder / "source.txt"), base)

    def source(self, path: Path) -> str | None:
        if not self.usable(path):
            return None
        text, problems = read_text(path, self.shown(path))
        self.problems += problems
        if text is not None and not text.strip():
            self.problem(path, "文件是空的，应当是方案公布的全文")
            return None
        return text

    def tasks(self, folder: Path, kind: TaskKind, base: str) -> Iterator[Task]:
        for task in self.folder_records(folder, Task):
            task._kind, task._base = kind, base
            for number, measure in enumerate(task.measures, 1):
                measure.placed(f"{task.id}-{number}", task._file or YamlFile(""), ("measures", number - 1))
                measure._task, measure._number = task, number
            yield task

    def events(self, folder: Path) -> Iterator[Event]:
        """The events of all year folders; an event's id is year and file name: 2026/science-day."""
        for path in self.visible(folder):
            if not (path.is_dir() and re.fullmatch(r"\d{4}", path.name)):
                self.problem(path, "这里只放年份文件夹，例如 2026")
                continue
            for event in self.folder_records(path, Event):
                event._id = f"{path.name}/{event.id.rpartition('/')[2]}"
                yield event

    def reposts(self, sources: FeedSources | None) -> dict[str, Taken]:
        """What was taken from other portals, a file for each source."""
        known = {source.id: source for source in sources.feeds} if sources else {}
        taken: dict[str, Taken] = {}
        for path in self.visible(self.folder / REPOSTS):
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
        """The records of a folder, one file each, in the order of their names."""
        if folder.exists() and not folder.is_dir():
            self.problem(folder, "应当是一个文件夹，里面每条记录一个 .yaml 文件")
        names = {path.name for path in self.visible(folder)}
        for path in self.visible(folder):
            if path.suffix != ".yaml":
                hint = (
                    f"，请改名为 {path.stem.removesuffix('.yaml')}.yaml"
                    if path.suffix.lower() in (".yml", ".yaml", ".txt")
                    else "，请移到别处"
                )
                self.problem(path, f"这里只放 .yaml 文件{hint}")
                continue
            if not re.fullmatch(ID_PATTERN, path.stem):
                lower = path.name.lower()
                twin = f"；与 {lower} 只差大小写，在 Windows 上会互相覆盖" if lower in names - {path.name} else ""
                self.problem(path, f"文件名“{path.name}”只能用小写字母、数字和短横线{twin}")
            if (record := self.record(path, kind)) is not None:
                yield record

    def record(self, path: Path, kind: type[R], id: str | None = None) -> R | None:
        if isinstance(known := self.known.get(path), kind):
            return known
        if not self.usable(path):
            return None
        file = read_yaml(path, self.shown(path))
        self.problems += file.problems
        if file.problems:
            return None
        record, problems = validated(file, kind, id or path.stem, self.unit_ids)
        self.problems += problems
        if record is not None:
            self.known[path] = record
        return record

    def usable(self, path: Path) -> bool:
        """The file is there and inside the project."""
        if not path.exists():
            self.problem(path, "缺少这个文件")
        elif not path.resolve().is_relative_to(self.root.resolve()):
            self.problem(path, "这个文件是指向项目外面的链接，不能用；请把文件本身放进来")
        else:
            return True
        return False

    def visible(self, folder: Path) -> list[Path]:
        """What an editor sees in a folder: no dot files, no lock and backup files of office programs."""
        if not folder.is_dir():
            return []
        return sorted(
            path
            for path in folder.iterdir()
            if not path.name.startswith((".", "~$")) and path.name not in _LEFT_BY_WINDOWS
        )

    def shown(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()


def validated(file: YamlFile, kind: type[R], id: str, unit_ids: Mapping[str, str]) -> tuple[R | None, list[Problem]]:
    """The values of a file as a record of this kind, or what is wrong with them."""
    if not isinstance(file.value, dict):
        empty = "文件是空的；要么写上内容，要么把文件删去"
        form = "内容应当是“字段: 内容”的形式，每个字段一行"
        return None, [Problem(Where(file.path), empty if file.value is None else form)]
    try:
        # strict: neither true for 1, nor 20260919 for a date
        record = kind.model_validate(file.value, strict=True)
    except ValidationError as error:
        details = error.errors(include_url=False)
        guessed = {(*detail["loc"][:-1], _guess(detail, kind)) for detail in details}
        told = [detail for detail in details if not _follows(detail, guessed)]
        return None, [explain(detail, file, kind, unit_ids) for detail in told]
    place(record, id, file, ())
    return record, []


def place(record: Record, id: str, file: YamlFile, location: tuple[str | int, ...]) -> None:
    """Tell a record and those inside it where they stand."""
    record.placed(id, file, location)
    for name, value in record:
        if isinstance(value, Record):
            place(value, value._id, file, (*location, name))
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if isinstance(item, Record):
                    place(item, item._id, file, (*location, name, index))


def _guess(detail: ErrorDetails, kind: type[Record]) -> str:
    """The field that an unknown one most likely stands for."""
    if detail["type"] != "extra_forbidden":
        return ""
    fields = _fields_at(kind, tuple(detail["loc"][:-1]))
    return closest(str(detail["loc"][-1]), fields)


def _follows(detail: ErrorDetails, guessed: set[tuple[str | int, ...]]) -> bool:
    """Whether a finding only follows from another.

    A misspelt field is missing under its right name, and pydantic counts only the good items of a list.
    """
    if detail["type"] == "too_short":
        return len(detail["input"]) >= int(detail["ctx"]["min_length"])
    return detail["type"] == "missing" and tuple(detail["loc"]) in guessed


def explain(detail: ErrorDetails, file: YamlFile, kind: type[Record], unit_ids: Mapping[str, str]) -> Problem:
    """One finding of the model in words for an editor, at the line it is about."""
    tags = _tags(kind)
    location = tuple(part for part in detail["loc"] if part != "[key]" and part not in tags)
    where = file.where(location)
    if detail["loc"][-1:] == ("[key]",):
        return Problem(where, f"没有“{where.field}”这一项，应当是 {_choices(detail)}")
    if detail["type"] == "id" and where.field in UNIT_FIELDS:
        return Problem(where, _unknown_unit(detail["input"], unit_ids))
    while isinstance(location[-1], int):
        location = location[:-1]
    chosen = next((tags[part] for part in detail["loc"] if part in tags), None)
    fields = _named(chosen) if chosen else _fields_at(kind, location[:-1])
    return Problem(where, _explanation(detail, fields.get(where.field), fields))


def _explanation(detail: ErrorDetails, info: FieldInfo | None, fields: Mapping[str, FieldInfo]) -> str:
    kind, found, context = detail["type"], detail["input"], detail.get("ctx") or {}
    name = str(detail["loc"][-1]) if detail["loc"] else ""
    meaning = f"（{info.description}）" if info and info.description else ""
    if kind == "missing":
        return f"缺少这一项{meaning}"
    if kind == "extra_forbidden":
        return f"没有“{name}”这个字段{nearest(name, fields) or f'；可用的有 {listed(list(fields), 20)}'}"
    if kind == "empty" or found is None:
        optional = not (info and info.is_required()) or isinstance(detail["loc"][-1], int)
        return f"没有填内容{meaning}" + ("；不需要这一项就整行删去" if optional else "；这一项必须填")
    if kind in _LIMITS:
        return f"{found} 超出范围，应当{_LIMITS[kind]} {next(iter(context.values())):g}{meaning}"
    match kind:
        case "literal_error":
            return f"“{_short(found)}”不在可选范围，应当是 {_choices(detail)}"
        case "string_pattern_mismatch":
            return f"“{_short(found)}”的格式不对{meaning}"
        case "string_too_long":
            return f"写了 {len(found)} 个字，最多 {context['max_length']} 个字{meaning}"
        case "too_short":
            return f"写了 {context['actual_length']} 项，至少要有 {context['min_length']} 项{meaning}"
        case "too_long":
            return f"写了 {context['actual_length']} 项，最多 {context['max_length']} 项{meaning}"
        case "union_tag_invalid" | "union_tag_not_found":
            return f"要写明 type，应当是 {'、'.join(RULE_TYPES)} 之一"
        case "link" | "told":
            return detail["msg"]
        case "id" | "moment":
            return f"“{_short(found)}”不能用，{detail['msg']}"
    expected = next(said for sign, said in _EXPECTED.items() if kind.startswith(sign))
    return f"应当是{expected}，写的是{_short_of(found)}{_hint(kind, found) or meaning}"


_LIMITS = {"greater_than": "大于", "greater_than_equal": "不小于", "less_than": "小于", "less_than_equal": "不大于"}
_EXPECTED = {
    "string": "文字",
    "int": "整数",
    "float": "数字",
    "bool": " true 或 false",
    "date": "日期，写成 2026-09-19 这样",
    "tuple": "列表，每项一行，以“- ”开头",
    "model": "“字段: 内容”的形式",
    "dict": "“字段: 内容”的形式",
    "mapping": "“字段: 内容”的形式",
}
"""By how pydantic's types of error begin; `test_load.py` tries every wrong value in every field."""


def _choices(detail: ErrorDetails) -> str:
    return str(detail["ctx"]["expected"]).replace(", ", "、").replace(" or ", " 或 ").replace("'", "")


def _unknown_unit(found: str, unit_ids: Mapping[str, str]) -> str:
    if known := unit_ids.get(found):
        return f"这里写代号，不写名称：“{found}”的代号是 {known}"
    if re.search("[，、,；;]", found):
        return f"“{_short(found)}”要拆成几项，各项之间用英文逗号“,”隔开"
    return f"“{_short(found)}”不是代号；代号是 plan/units 里的文件名，只用小写字母、数字和短横线{nearest(found, unit_ids.values())}"


def _hint(kind: str, found: Any) -> str:
    """What most likely happened, given what was found instead."""
    if kind.startswith("string"):
        if isinstance(found, dict):
            return "；文字里有“: ”或以 { 开头时，请给整句加引号"
        # what a decimal or true looked like in the file is not known here: 1.50, True
        written = f'，写成 "{found}"' if type(found) in (int, date) else ""
        return "；请去掉“- ”或方括号" if isinstance(found, tuple) else f"；请加引号{written}"
    if isinstance(found, (dict, tuple)):
        return ""
    half = unicodedata.normalize("NFKC", str(found)).strip()
    if kind.startswith("date") and (day := _OFFICE_DATE.fullmatch(half)):
        year, month, number = (part for part in day.groups() if part)
        half = f"{year}-{int(month):02}-{int(number):02}"
    elif kind.startswith(("int", "float")) and (amount := _AMOUNT.fullmatch(half)):
        half = amount[1]
        if kind.startswith("int") and "." in half:
            return ""
    elif not (kind.startswith("bool") and half in ("true", "false")):
        return ""
    return f"；请去掉引号，写成 {half}" if half == found else f"；请改为 {half}"


_AMOUNT = re.compile(r"(-?[0-9]{1,9}(?:\.[0-9]{1,9})?)(?:%|年)?")
_OFFICE_DATE = re.compile(r"([0-9]{4})(?:[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([01][0-9])([0-3][0-9]))")


def _short_of(value: Any) -> str:
    if isinstance(value, dict):
        return f"一组字段（{_short('、'.join(value))}）"
    return f"有 {len(value)} 项的列表" if isinstance(value, tuple) else f"“{_short(_plain(value))}”"


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _short(text: Any) -> str:
    """The text, on one line."""
    text = " ".join(str(text).split())
    return text if len(text) <= 30 else f"{text[:30]}…"


def _fields_at(kind: type[Record], location: tuple[str | int, ...]) -> dict[str, FieldInfo]:
    """The fields, by the names an editor writes, of the record at a location."""
    current: type[Record] | None = kind
    for part in location:
        if current is None or not isinstance(part, str):
            continue
        info = current.model_fields.get(part)
        current = _record_in(info.annotation) if info else None
    if current is None:
        return {}
    return _named(current)


def _named(record: type[Record]) -> dict[str, FieldInfo]:
    return {info.alias or name: info for name, info in record.model_fields.items()}


def _tags(kind: type[Record]) -> Mapping[Any, type[Record]]:
    """The values of `type` by which the kinds of rule are told apart; pydantic puts them into its locations."""
    return RULE_TYPES if "rule" in kind.model_fields else {}


def _record_in(annotation: Any) -> type[Record] | None:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    return next((found for part in getattr(annotation, "__args__", ()) if (found := _record_in(part))), None)
