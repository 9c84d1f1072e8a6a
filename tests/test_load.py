"""Files that Git cannot hold, every wrong kind of value in every field, and bytes changed at random."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import pytest
import yaml
from choosing import mostly_slow
from conftest import PLANS
from kepu.common.files.yaml.yaml_file import Location, YamlFile
from kepu.common.problems import PlanError
from kepu.model.plan import Plan, Unit
from kepu.model.record import Record
from kepu.model.site import Literacy, Site
from kepu.model.tree.document import Document
from kepu.model.tree.node import Node
from kepu.project.plan_loader import load_plan
from kepu.project.reading.load_messages import explain
from kepu.project.rules.table import check_plan
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

CopyPlan = Callable[..., Path]
SMALL = PLANS / "valid" / "small"
FILES = sorted(path.relative_to(SMALL).as_posix() for path in SMALL.rglob("*.*"))
KINDS: dict[str, type[Record]] = {
    "plan/site.yaml": Site,
    "plan/literacy.yaml": Literacy,
    "plan/units/jiaju.yaml": Unit,
    "plan/units/gexiangzhen.yaml": Unit,
    "plan/2021-2025/plan.yaml": Document,
    "plan/2021-2025/tree/youth.yaml": Node,
}
WRONG: tuple[Any, ...] = (
    *(None, True, 0, 7, -1, 10**20, 1.5, 20260919, date(2026, 9, 19)),
    *("", " 　", "文字", "１６", "16%", "2026年9月19日", "2026/9/19", "甲，乙", "java\tscript:x", "//host", "真"),
    *((), ("文字",), (None,), ({"a": 1},), {}, {"文字": None}, {"id": "A b"}, {"action": 1, "x": "y"}),
)


def test_records_know_their_ids_and_places(valid_plan: Plan) -> None:
    youth, network = valid_plan.current.tasks
    assert (youth.id, youth.kind, network.id, network.kind) == ("youth", "action", "network", "project")
    assert [measure.id for measure in valid_plan.current.measures()] == ["youth-1", "youth-2", "network-1"]
    assert str(youth.measures[1].where("at")) == str(youth.measures[0].where("at")).replace("14", "24")
    assert [member.id for member in valid_plan.units["gexiangzhen"].members] == ["dongzhen", "xizhen"]


def test_line_ends_of_windows_change_nothing(valid_plan: Plan) -> None:
    crlf = load_plan(PLANS / "valid" / "crlf")
    assert crlf.current.source == valid_plan.current.source
    for theirs, ours in zip(records(crlf), records(valid_plan), strict=True):
        assert theirs.model_dump() == ours.model_dump()


def test_the_first_period_has_no_folder_in_its_addresses() -> None:
    plan = load_plan(PLANS / "valid" / "two-periods")
    assert [(period.id, period.base) for period in plan.periods] == [("2021-2025", ""), ("2026-2030", "2026-2030/")]
    assert plan.current.id == "2026-2030"


def test_markup_is_text() -> None:
    plan = load_plan(PLANS / "valid" / "markup")
    assert plan.units["yiju"].full_name == '<script>alert("1")</script>'


SAMPLES = (
    *(
        "0715-8322110",
        "12345",
        "09:30",
        "12-25",
        "2026-07-01 08:30",
        "2026-02-10",
        "420000101",
        "bm01000001",
        "0" * 64,
        "a.b:c-1",
    ),
    *("kepu1", "units/kejiju1/", "a1@b.cn", "3701", f"{'0' * 32}-{'0' * 64}", "0" * 16, "a图-1.jpg", "#0d5560", "0715"),
)
"""One value at least for every pattern of a field."""


def patterns(kind: type[BaseModel]) -> Iterator[tuple[str, str]]:
    """Every pattern that a record has its fields held against, with the field's name."""
    schema = kind.model_json_schema()
    for name, definition in {kind.__name__: schema, **schema.get("$defs", {})}.items():
        for field, value in definition.get("properties", {}).items():
            for part in (value, value.get("items", {}), *value.get("anyOf", ())):
                if "pattern" in part:
                    yield f"{name}.{field}", part["pattern"]


def test_every_pattern_means_half_width_signs_and_ascii_digits() -> None:
    kinds = [kind for kind in every_record() if kind.model_fields]
    found = {pattern: name for kind in kinds for name, pattern in patterns(kind)}
    assert len(found) > 8
    for pattern, name in found.items():
        if pattern == "^.{2,}$":  # of any signs
            continue
        sound = TypeAdapter(Annotated[str, Field(pattern=pattern)])
        fitting = [sample for sample in SAMPLES if re.search(pattern, sample)]
        assert fitting, f"{name} needs a sample for {pattern}"
        for sample in fitting:
            assert sound.validate_python(sample) == sample
            for index, char in enumerate(sample):
                if char.isascii() and char.isalnum():
                    wide = sample[:index] + chr(ord(char) + 0xFEE0) + sample[index + 1 :]
                    with pytest.raises(ValidationError):
                        sound.validate_python(wide)


def every_record(kind: type[Record] = Record) -> Iterator[type[Record]]:
    for child in kind.__subclasses__():
        yield child
        yield from every_record(child)


def test_what_programs_leave_behind_is_passed_over(copy_plan: CopyPlan) -> None:
    project = copy_plan()
    for name in (".DS_Store", "Thumbs.db", "desktop.ini", "~$jiaju.yaml", ".jiaju.yaml.swp", "._jiaju.yaml"):
        (project / "plan" / "units" / name).write_bytes(b"\0")
    assert len(load_plan(project).units) == 4


def test_file_names_that_differ_only_in_case_are_refused(copy_plan: CopyPlan) -> None:
    project = copy_plan()
    twin = project / "plan" / "units" / "JiaJu.yaml"
    if twin.exists():
        pytest.skip("this disk takes both names for one")
    twin.write_text("name: 丙局\n", "utf-8")
    assert refusals(project) == [
        "plan/units/JiaJu.yaml:1: 文件名“JiaJu.yaml”只能用小写字母、数字和短横线；"
        "与 jiaju.yaml 只差大小写，在 Windows 上会互相覆盖"
    ]


@pytest.mark.parametrize("name", ["units/jiaju.yaml", "2021-2025/source.txt", "2021-2025/plan.yaml", "site.yaml"])
def test_a_link_out_of_the_project_is_refused(name: str, copy_plan: CopyPlan, tmp_path: Path) -> None:
    project = copy_plan()
    path, outside = project / "plan" / name, tmp_path / "outside"
    path.rename(outside)
    link(path, outside)
    assert refusals(project) == [f"plan/{name}:1: 这个文件是指向项目外面的链接，不能用；请把文件本身放进来"]


def test_a_link_inside_the_project_is_followed(copy_plan: CopyPlan) -> None:
    project = copy_plan()
    path = project / "plan" / "units" / "jiaju.yaml"
    path.rename(project / "jiaju.yaml")
    link(path, project / "jiaju.yaml")
    assert load_plan(project).units["jiaju"].name == "甲局"


@pytest.mark.parametrize("target", ["gone.yaml", "jiaju.yaml"], ids=["to nothing", "to itself"])
def test_a_link_that_leads_nowhere_is_a_missing_file(target: str, copy_plan: CopyPlan) -> None:
    project = copy_plan()
    path = project / "plan" / "units" / "jiaju.yaml"
    path.unlink()
    link(path, path.with_name(target))
    assert refusals(project) == ["plan/units/jiaju.yaml:1: 缺少这个文件"]


def test_a_file_that_is_too_large_is_refused_with_the_plan(copy_plan: CopyPlan) -> None:
    project = copy_plan()
    with (project / "plan" / "2021-2025" / "source.txt").open("wb") as file:
        file.truncate(50_000_000)
    assert refusals(project) == [
        "plan/2021-2025/source.txt:1: 文件有 50.0 MB，超过 1 MB 的上限；一条记录一个文件，附件请不要放进来"
    ]


@pytest.mark.parametrize("name", KINDS)
def test_every_wrong_value_in_every_field_is_explained_in_chinese(name: str) -> None:
    kind, file = KINDS[name], YamlFile(name)
    content = tupled(yaml.safe_load((SMALL / name).read_text("utf-8")))
    kind.model_validate(content, strict=True)
    for location in locations(content):
        for value in WRONG:
            try:
                kind.model_validate(replaced(content, location, value), strict=True)
            except ValidationError as error:
                for detail in error.errors():
                    message = explain(detail, file, kind, {"甲局": "jiaju"}).message
                    said = re.sub("“[^”]*”|（[^）]*）", "", message)
                    assert re.search("[一-鿿]{2}", said), message
                    assert not re.search("(?i)input|should|valid|none|tuple|dict|string", said), message


@pytest.mark.parametrize("name", mostly_slow(FILES, FILES[::4]))
def test_bytes_changed_at_random_load_or_are_refused(name: str, copy_plan: CopyPlan) -> None:
    project = copy_plan()
    path = project / name
    original, chance = path.read_bytes(), random.Random(name)
    for _ in range(100):
        spoiled = original
        for _ in range(chance.choice((1, 1, 2, 5))):
            spoiled = mutated(spoiled, chance)
        path.write_bytes(spoiled)
        try:
            problems = check_plan(load_plan(project))
        except PlanError as error:
            problems = list(error.problems)
            assert problems
        for problem in problems:
            assert problem.where.path.startswith("plan/") and problem.where.line >= 1 and problem.message


SIGNS = [
    *(b": ", b"- ", b"-", b"\t", b"&a ", b"*a", b"!!x ", b"!", b'"', b"'", b"{", b"}", b"[", b"]", b",", b"#"),
    *(b"%", b"@", b"`", b"?", b">", b"|", b"---\n", b"\n", b"\r", b"\n\n  ", b"~", b"yes", b"\\"),
    *("：".encode(), "　".encode(), "\ufeff".encode(), "\u2028".encode(), "科".encode("gbk")),
]


def mutated(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    end = min(len(data), start + chance.choice((0, 1, 3, 30)))
    middle = chance.choice(
        (b"", bytes([chance.randrange(256)]), chance.choice(SIGNS), data[start:end] * 2, chance.choice(SIGNS) * 20)
    )
    return data[:start] + middle + data[end:]


def records(plan: Plan) -> list[Record]:
    assert plan.literacy
    return [plan.site, plan.literacy, *plan.units.values(), plan.current.document, *plan.current.tasks]


def refusals(project: Path) -> list[str]:
    with pytest.raises(PlanError) as caught:
        load_plan(project)
    return [str(problem) for problem in caught.value.problems]


def link(path: Path, target: Path) -> None:
    try:
        path.symlink_to(target)
    except OSError:
        pytest.skip("this system lets nobody make links")


def tupled(value: Any) -> Any:
    """As our own reader gives it: lists as tuples."""
    if isinstance(value, dict):
        return {key: tupled(item) for key, item in value.items()}
    return tuple(map(tupled, value)) if isinstance(value, list) else value


def locations(value: Any, here: Location = ()) -> Iterator[Location]:
    """The place of every field and item."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, tuple) else ()
    for key, item in items:
        yield (*here, key)
        yield from locations(item, (*here, key))


def replaced(value: Any, location: Location, new: Any) -> Any:
    if not location:
        return new
    first, *rest = location
    items: Any = dict(value) if isinstance(value, dict) else list(value)
    items[first] = replaced(items[first], tuple(rest), new)
    return items if isinstance(items, dict) else tuple(items)


def test_a_pipe_is_refused_and_not_waited_for(copy_plan: CopyPlan) -> None:
    root = copy_plan()
    os.mkfifo(root / "plan" / "units" / "pipe.yaml")
    with pytest.raises(PlanError, match=r"plan/units/pipe\.yaml:1: 这不是普通文件"):
        load_plan(root)


@pytest.mark.parametrize("link", ["https://[", "https://[::1/", "https://a:b/", "http://[x]y/"])
def test_an_address_no_program_can_read_is_named(copy_plan: CopyPlan, link: str) -> None:
    root = copy_plan()
    path = root / "plan" / "literacy.yaml"
    path.write_text(path.read_text("utf-8").replace("https://example.gov.cn/gangyao.html", f'"{link}"'), "utf-8")
    with pytest.raises(PlanError, match=r"plan/literacy\.yaml:16: link：网址的写法不对"):
        load_plan(root)


@pytest.mark.parametrize(
    ("day", "sound"), [("1899-12-31", False), ("1900-01-01", True), ("2100-12-31", True), ("9999-12-31", False)]
)
def test_a_date_far_away_is_refused(copy_plan: CopyPlan, day: str, sound: bool) -> None:
    """The calendar has a page for every month between the first event and the last."""
    root = copy_plan()
    path = root / "plan" / "2021-2025" / "plan.yaml"
    path.write_text(path.read_text("utf-8").replace("issued:", f"since: {day}\nissued:"), "utf-8")
    with pytest.raises(PlanError) as raised:
        load_plan(root)
    assert ("年份应当在 1900 到 2100 之间" in str(raised.value)) is not sound


def test_a_value_of_several_lines_is_told_in_one(copy_plan: CopyPlan) -> None:
    root = copy_plan()
    path = root / "plan" / "2021-2025" / "plan.yaml"
    path.write_text(path.read_text("utf-8") + "notes:\n  - |\n    一行\n    又一行\n", "utf-8")
    with pytest.raises(PlanError, match=r"写的是“一行 又一行”") as raised:
        load_plan(root)
    assert not any("\n" in problem.message for problem in raised.value.problems)
