"""The real plan: whole, true to the published text, and guarded against the change of a single character."""

from __future__ import annotations

import hashlib
import random
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml
from kepu.common.problems import PlanError, Problem
from kepu.model.plan import Plan
from kepu.model.record import Record
from kepu.model.tree.node import Node
from kepu.project import plan_loader
from kepu.project.plan_loader import load_plan
from kepu.project.rules.plans.published_text import check_headings
from kepu.project.rules.table import check_plan
from kepu.queries import duties
from kepu.queries.published import goal, text_comparison
from sites import ROOT, VALID, edit

SOURCE = ROOT / "plan" / "2021-2025" / "source.txt"
TABLE_HEAD = "重点任务 | 主要措施 | 责任单位 |"


def table() -> Iterator[tuple[int, str, str, list[str]]]:
    """The published table, read without help of ours: task number, its lead, words of the row, its units."""
    number, lead = 0, ""
    lines = SOURCE.read_text("utf-8").splitlines()
    for line in lines[lines.index(TABLE_HEAD) + 1 :]:
        cells = [cell.strip() for cell in line.split("|") if cell.strip()]
        if task := re.fullmatch(r"(\d+)\.[^()]+(?:\(牵头单位:(.+)\))?", cells[0]):
            number, lead = int(task[1]), task[2] or ""
            cells = cells[1:]
        if cells:
            text, units = cells
            yield number, lead, text, split_units(units)


def split_units(text: str) -> list[str]:
    """Names between 、; in 区应急管理局区卫健局 the separator got lost."""
    return [name for part in text.split("、") for name in re.split(r"(?<=局)(?=区)", part) if name]


def test_the_plan_has_no_problems(real_plan: Plan) -> None:
    assert check_plan(real_plan) == []


def test_there_are_five_actions_five_projects_two_safeguards(real_plan: Plan) -> None:
    period = real_plan.current
    ids = {kind: [task.id for task in duties.tasks_of(period, kind)] for kind in ("action", "project", "safeguard")}
    assert ids == {
        "action": ["youth", "farmers", "workers", "seniors", "officials"],
        "project": ["infrastructure", "digital", "emergency", "resources", "grassroots"],
        "safeguard": ["leadership", "assurance"],
    }
    assert [task.number for task in period.tasks] == list(range(1, 13))


def test_there_are_36_measures(real_plan: Plan) -> None:
    counts = Counter(measure.task.kind for measure in real_plan.current.measures())
    assert counts == {"action": 17, "project": 15, "safeguard": 4}


def test_measures_are_numbered_as_in_the_text(real_plan: Plan) -> None:
    for task in real_plan.current.tasks:
        assert [measure.id for measure in task.measures] == [f"{task.id}-{n + 1}" for n in range(len(task.measures))]


def test_there_are_24_unit_names_of_which_three_are_collectives(real_plan: Plan) -> None:
    assert len(real_plan.units) == 24 == duties.totals(real_plan.current).units
    assert {unit.name: unit.membership for unit in real_plan.units.values() if unit.collective} == {
        "各乡镇办场": "listed",
        "区各成员单位": "presumed",
        "区全民科学素质工作领导小组各成员单位": "presumed",
    }


def test_the_collective_of_townships_has_14_members_with_codes(real_plan: Plan) -> None:
    members = real_plan.units["gexiangzhenbanchang"].members
    assert len(members) == 14
    assert [member.name for member in members][:4] == ["温泉街道", "浮山街道", "永安街道", "汀泗桥镇"]
    codes = [member.code or "" for member in members]
    assert all(re.fullmatch(r"421202\d{3}", code) for code in codes)
    assert len(set(codes)) == 14


def test_no_full_name_is_invented(real_plan: Plan) -> None:
    assert {unit.full_name for unit in real_plan.units.values()} == {None}


def test_units_are_exactly_those_the_table_names(real_plan: Plan) -> None:
    named = {name for _, lead, _, units in table() for name in [*split_units(lead), *units]}
    assert {unit.name for unit in real_plan.units.values()} == named


def test_every_pair_of_measure_and_unit_is_that_of_the_table(real_plan: Plan) -> None:
    measures = {measure.table: measure for measure in real_plan.current.measures() if measure.table}
    rows = [(measure_of(text, measures), units) for _, _, text, units in table()]
    assert len(rows) == len(measures) == 35
    ours = [(m.id, [real_plan.units[id].name for id in m.units]) for m in real_plan.current.measures() if m.table]
    assert [(measure.id, units) for measure, units in rows] == ours
    pairs = [(measure.id, unit) for measure, units in rows for unit in units]
    assert len(pairs) == len(set(pairs)) == duties.totals(real_plan.current).pairs


def measure_of(text: str, measures: dict[str, Node]) -> Node:
    """The measure a row is about: the row is its title and its words, or its words alone."""
    return measures[text] if text in measures else measures[text.partition("。 ")[2]]


def test_the_rows_of_the_table_carry_the_titles_of_the_measures(real_plan: Plan) -> None:
    titles = [text.partition("。 ")[0] for number, _, text, _ in table() if number != 11]
    ours = [m.title for m in real_plan.current.measures() if m.table and m.task.number != 11]
    assert titles == ours


def test_the_lead_units_of_all_tasks_are_those_of_the_table(real_plan: Plan) -> None:
    published = {number: split_units(lead) for number, lead, _, _ in table()}
    ours = {task.number: [real_plan.units[id].name for id in task.lead] for task in real_plan.current.tasks}
    assert ours == published
    assert [number for number, lead in ours.items() if not lead] == [11, 12]


def test_the_measure_without_a_row_has_no_unit(real_plan: Plan) -> None:
    without = [measure for measure in real_plan.current.measures() if not measure.units]
    assert [(m.id, m.table, m.units_text, m.title) for m in without] == [
        ("officials-2", None, None, "加强对领导干部和公务员的科普活动")
    ]


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ("farmers-2", "健康中国咸宁行"),
        ("infrastructure", "科普设施工程"),
        ("assurance", "建立保障经费投入和落实奖励机制"),
        ("emergency-2", "区应急管理局区卫健局"),
        ("officials-2", "加强对领导干部和公务员的科普活动"),
        ("resources-3", "积极承接”"),
    ],
)
def test_an_error_of_the_text_has_its_note(real_plan: Plan, record: str, words: str) -> None:
    notes = [note for note, found in text_comparison.all_notes(real_plan.current) if found.id == record]
    assert any(words in f"{note.quote} {note.text}" for note in notes)


def test_every_other_name_of_a_task_has_its_note(real_plan: Plan) -> None:
    """A name that differs in more than the opening verb; the page of contrasts lists the others too."""
    for found in text_comparison.name_contrasts(real_plan.current):
        if not found.verb_only:
            assert found.task.notes, found.task.id


def test_the_goal_is_sixteen_per_cent_by_2025(real_plan: Plan) -> None:
    document, indicator = real_plan.current.document, real_plan.current.indicator
    assert indicator and (indicator.last.value, indicator.last.year, indicator.unit) == (16, 2025, "%")
    assert document.issued == date(2022, 8, 26)
    parts = [indicator.quote, *goal.aims(real_plan.current)]
    assert real_plan.current.goal and ",".join(parts) + "。" == real_plan.current.goal.body


def test_the_published_text_is_kept_byte_for_byte(real_plan: Plan) -> None:
    data = SOURCE.read_bytes()
    assert hashlib.sha256(data).hexdigest() == real_plan.current.document.source_sha256
    assert b"\r" not in data and not data.startswith(b"\xef\xbb\xbf")


def test_the_plan_has_run_its_course_the_day_after_its_last(real_plan: Plan) -> None:
    assert not duties.expired(real_plan.current, date(2025, 12, 31))
    assert duties.expired(real_plan.current, date(2026, 1, 1))


WIDE = str.maketrans(",:();", "，：（）；")


def widened(value: object) -> object:
    """A YAML value with signs of full width in all its texts."""
    if isinstance(value, dict):
        return {name: widened(item) for name, item in value.items()}
    if isinstance(value, list):
        return [widened(item) for item in value]
    return value.translate(WIDE) if isinstance(value, str) else value


def labelled(value: object, point: str) -> object:
    """The labels of a tree with this sign after their numbers."""
    if isinstance(value, dict):
        return {
            name: re.sub(r"^(\d+)\.", rf"\1{point}", item) if name in ("label", "quote") else labelled(item, point)
            for name, item in value.items()
        }
    return [labelled(item, point) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("project", [ROOT, VALID / "two-periods"], ids=["real", "two periods"])
@pytest.mark.parametrize("numbers", ["1.", "1．", "1、"])
def test_a_plan_with_signs_of_full_width_is_held_against_its_text_in_the_same_way(
    project: Path, numbers: str, tmp_path: Path
) -> None:
    shutil.copytree(project / "plan", tmp_path / "plan")
    for source in tmp_path.glob("plan/2*/source.txt"):
        text = re.sub(r"^(\d+)\.", rf"\1{numbers[1]}", source.read_text("utf-8").translate(WIDE), flags=re.MULTILINE)
        source.write_text(text, "utf-8")
        source.with_name("source.sums").unlink()
        for path in source.parent.rglob("*.yaml"):
            value = labelled(widened(yaml.safe_load(path.read_text("utf-8"))), numbers[1])
            path.write_text(yaml.safe_dump(value, allow_unicode=True), "utf-8")
        document, digest = source.with_name("plan.yaml"), hashlib.sha256(text.encode()).hexdigest()
        told = re.sub("(source_sha256: ).*", rf"\g<1>{digest}", document.read_text("utf-8"))
        document.write_text(told, "utf-8")
    first = load_plan(tmp_path)
    before = load_plan(project)
    assert [problem for problem in check_plan(first) if problem.where.path.startswith("plan/2")] == []
    assert [duties.totals(period) for period in first.periods] == [duties.totals(period) for period in before.periods]
    task = next(tmp_path.glob("plan/2021-2025/tree/youth.yaml"))
    edit(task, "（", "(")
    (problem, *_) = check_headings(load_plan(tmp_path))
    assert "个字起不同" in problem.message, "what is quoted keeps its width"


# One character changed, anywhere.

SAMPLE = 150
OFTEN = 15
"""So many of the sample are tried at every run."""


def now_and_then(cases: Iterable[int]) -> list[object]:
    """The first of the cases as they are, the others marked slow."""
    return [case if number < OFTEN else pytest.param(case, marks=pytest.mark.slow) for number, case in enumerate(cases)]


def other(char: str) -> str:
    """A character that stands in the text often, so that no check can go by strangeness; never the same one."""
    return "科" if char != "科" else "的"


def source_places() -> list[int]:
    return sorted(random.Random(2021).sample(range(len(SOURCE.read_text("utf-8"))), SAMPLE))


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plan to be spoilt, without the folders that quote nothing of it: they take most of the time to check."""
    root = tmp_path_factory.mktemp("mutated")
    others = shutil.ignore_patterns(
        "daily", "quiz", "events", "observances", "resources", "schema", "synonyms.yaml", "map.yaml"
    )
    shutil.copytree(ROOT / "plan", root / "plan", ignore=others)
    edit(root / "plan" / "site.yaml", "national:\n  format: 1\n", "")
    assert problems_of(root) == []
    return root


@pytest.fixture(scope="module")
def sound(scratch: Path) -> Plan:
    return plan_loader.load_plan(scratch)


@pytest.mark.parametrize("at", now_and_then(random.Random(1).sample(source_places(), SAMPLE)))
def test_one_character_changed_in_the_source_is_found(sound: Plan, at: int) -> None:
    period = sound.current
    text = period.source
    changed = text[:at] + other(text[at]) + text[at + 1 :]
    problems = check_plan(replace(sound, periods=(replace(period, source=changed),)))
    line = text[:at].count("\n") + 1
    lines = {line, line + 1} if text[at] == "\n" else {line}  # two lines have become one
    found = {problem.where.line for problem in problems if problem.where.path == period.source_path}
    assert found & lines or (text[at:] == "\n" and found), "file and line are told"
    assert all(problem.where.path.startswith("plan/") for problem in problems)


def quoted_fields(plan: Plan) -> Iterator[tuple[Record, str]]:
    """Every field that holds words of the published text: record, and the name of the field in the file."""
    document = plan.current.document
    yield document, "issuer"
    yield from ((indicator, "quote") for indicator in document.indicators)
    yield from ((basis, name) for basis in document.basis for name in ("title", "number"))
    yield from ((column, "name") for table in document.tables for column in table.columns)
    yield from ((note, "quote") for note in document.notes)
    for node in plan.current.walk():
        yield from ((node, name) for name, value in field_values(node) if value)
        yield from ((row, "title") for row in node.rows if row.title)
        yield from ((duty, "words") for duty in node.duties)
        yield from ((note, "quote") for note in node.notes)


def field_values(node: Node) -> list[tuple[str, str | None]]:
    return [("label", node.label), ("heading", node.heading), ("title", node.title_)]


def value_of(record: Record, name: str) -> str:
    value = dict(field_values(record))[name] if isinstance(record, Node) else getattr(record, name)
    assert isinstance(value, str)
    return value


@pytest.fixture(scope="module")
def places(real_plan: Plan) -> list[tuple[str, int, int]]:
    """File, line and column of characters inside quoted fields, drawn evenly over all their characters."""
    lines = {path: path.read_text("utf-8").split("\n") for path in (ROOT / "plan" / "2021-2025").rglob("*.yaml")}
    found = []
    for record, name in quoted_fields(real_plan):
        where = record.where(name)
        line, value = lines[ROOT / where.path][where.line - 1], value_of(record, name)
        assert line.count(value) >= 1, f"{where} does not hold {value}"
        start = line.rindex(value)
        found += [(where.path, where.line, start + index) for index in range(len(value))]
    return sorted(random.Random(2025).sample(found, SAMPLE))


@pytest.fixture(scope="module")
def cached_reading() -> Iterator[None]:
    """Files that have not changed are read once: the parser takes most of the time of a reading."""
    remembered = cache(plan_loader.yaml_of)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan_loader, "yaml_of", lambda data, shown: copy(remembered(data, shown)))
        yield


@pytest.mark.parametrize("index", now_and_then(random.Random(1).sample(range(SAMPLE), SAMPLE)))
@pytest.mark.usefixtures("cached_reading")
def test_one_character_changed_in_a_quoted_field_is_found(
    scratch: Path, places: list[tuple[str, int, int]], index: int
) -> None:
    path, number, column = places[index]
    original = (scratch / path).read_text("utf-8")
    lines = original.split("\n")
    line = lines[number - 1]
    lines[number - 1] = line[:column] + other(line[column]) + line[column + 1 :]
    (scratch / path).write_text("\n".join(lines), "utf-8")
    try:
        problems = problems_of(scratch)
    finally:
        (scratch / path).write_text(original, "utf-8")
    assert (path, number) in {(problem.where.path, problem.where.line) for problem in problems}


def problems_of(root: Path) -> list[Problem]:
    try:
        return check_plan(plan_loader.load_plan(root))
    except PlanError as error:
        return list(error.problems)


@pytest.mark.parametrize("change", [lambda text: text + "科", lambda text: text[1:], lambda text: text + "\n"])
def test_a_source_grown_or_cut_is_found(scratch: Path, change: Callable[[str], str]) -> None:
    original = SOURCE.read_text("utf-8")
    path = scratch / "plan" / "2021-2025" / "source.txt"
    path.write_text(change(original), "utf-8")
    try:
        assert problems_of(scratch)
    finally:
        path.write_text(original, "utf-8")
