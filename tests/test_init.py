"""`kepu init`: the folder it writes holds up to every rule, what is answered is kept and used, what somebody changed stays."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from damages import mangled
from kepu.__main__ import main
from kepu.common.problems import PlanError
from kepu.editing.opening.reading.read_source import read_source
from kepu.editing.opening.reading.source_text import CannotRead
from kepu.editing.opening.reading.txt_reader import read_txt
from kepu.editing.opening.writing.project_folder import FilledFolder, fill_folder
from kepu.model.plan import Plan
from kepu.project.plan_loader import load_plan
from kepu.project.plans.open_questions import check_open_questions, read_questions, waiting_questions
from kepu.project.rules.table import check_plan
from sites import ROOT, edit
from test_opening import NARROW, PUBLISHED, TEXTS, WIDE, XIANAN

STYLES = PUBLISHED / "styles"


def opened_in(folder: Path, path: Path, signs: dict[int, str] | None = None) -> FilledFolder:
    text = path.read_text("utf-8").translate(signs or {})
    return fill_folder(read_txt(text.encode()), folder)


def faults(folder: Path) -> list[str]:
    """What rules find wrong with the plan in a folder, apart from the national content, which takes a second to read."""
    site = folder / "plan" / "site.yaml"
    site.write_text(site.read_text("utf-8").replace("national: {format: 1}\n", ""), "utf-8")
    for path in folder.glob("plan/*/map.yaml"):
        path.unlink()  # it names what the national content has
    try:
        return [str(problem) for problem in check_plan(load_plan(folder)) if not problem.warning]
    except PlanError as error:
        return [str(problem) for problem in error.problems]


@pytest.mark.parametrize("path", [*TEXTS, *sorted(STYLES.glob("*.txt"))], ids=lambda path: path.stem)
def test_a_made_folder_holds_up_to_every_rule_and_nothing_but_data(tmp_path: Path, path: Path) -> None:
    opened_in(tmp_path, path)
    assert faults(tmp_path) == []
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(files) <= 80
    assert {file.suffix for file in files} <= {".yaml", ".yml", ".txt", ".sums", ""}


@pytest.mark.parametrize("signs", [WIDE, NARROW], ids=["wide", "narrow"])
def test_signs_of_any_width_hold_up_to_the_rules(tmp_path: Path, signs: dict[int, str]) -> None:
    for path in (XIANAN, TEXTS[1]):
        opened_in(tmp_path / path.stem, path, signs)
        assert faults(tmp_path / path.stem) == []


def shares(plan: Plan, role: str) -> set[tuple[str, str]]:
    """Measures, or tasks where units lead, and the names of the units."""
    nodes = plan.current.tasks if role == "lead" else [*plan.current.measures()]
    return {
        (node.heading or "", plan.units[id].name)
        for node in nodes
        for id in (node.lead if role == "lead" else node.units)
    }


def test_our_own_plan_comes_out_as_its_editors_laid_it_over_the_text(tmp_path: Path, real_plan: Plan) -> None:
    opened_in(tmp_path, XIANAN)
    made = load_plan(tmp_path)
    assert shares(made, "units") == shares(real_plan, "units")
    assert shares(made, "lead") == shares(real_plan, "lead")
    assert [unit.name for unit in made.units.values()].sort() == [unit.name for unit in real_plan.units.values()].sort()
    assert [task.heading for task in made.current.tasks] == [task.heading for task in real_plan.current.tasks]
    assert len(list(made.current.measures())) == 36
    assert {*made.units} == {*real_plan.units}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Our own plan, opened."""
    opened_in(tmp_path / "county", XIANAN)
    return tmp_path / "county"


def answer(folder: Path, id: str, words: str) -> None:
    """Answer a question as an editor does: behind `answer:` in the file."""
    line = next(question.line for question in read_questions(folder).questions if question.id == id)
    path = folder / "plan" / "questions.yaml"
    lines = path.read_text("utf-8").splitlines()
    assert lines[line - 1].strip() == "answer:"
    lines[line - 1] += f' "{words}"'
    path.write_text("\n".join(lines) + "\n", "utf-8")


def answered(folder: Path) -> dict[str, str]:
    return {question.id: question.answer for question in read_questions(folder).questions if question.answer}


def test_answers_are_kept_and_used(folder: Path) -> None:
    glued = next(one.id for one in read_questions(folder).questions if one.id.startswith("glued-"))
    for id, words in {
        "host": "咸安区科学技术协会",
        "members-gexiangzhenbanchang": "汀泗桥镇、马桥镇",
        "members-gechengyuandanwei": "区科协、马桥镇",
        "wording-99": "正文作“工作机制”，表作“工作方针”",
        glued: "是一个单位",
    }.items():
        answer(folder, id, words)
    fill_folder(read_source(XIANAN), folder)
    assert len(answered(folder)) == 5 and faults(folder) == []
    plan = load_plan(folder)
    assert plan.site.host == "咸安区科学技术协会"
    assert [member.name for member in plan.units["gexiangzhenbanchang"].members] == ["汀泗桥镇", "马桥镇"]
    assert [member.id for member in plan.units["gechengyuandanwei"].members] == ["kexie-2", "maqiaozhen-2"]
    assert "区应急管理局区卫健局" in {unit.name for unit in plan.units.values()}
    assert [note.quote for note in plan.current.by_id["c4-1-1"].notes] == ["社会参与的工作方针"]


def test_a_question_is_asked_again_when_its_text_has_changed(folder: Path) -> None:
    answer(folder, "wording-73", "照录")
    answer(folder, "wording-84", "照录")
    changed = XIANAN.read_text("utf-8").replace("健康中国咸宁行", "健康中国咸宁游")
    filled = fill_folder(read_txt(changed.encode()), folder)
    assert filled.again == ("wording-73",) and set(answered(folder)) == {"wording-84"}
    (again,) = (one for one in read_questions(folder).questions if one.id == "wording-73")
    assert (again.answer, again.before) == ("", "照录")


def test_an_answer_follows_its_question_to_another_line(folder: Path) -> None:
    answer(folder, "wording-84", "照录")
    text = XIANAN.read_text("utf-8").replace("(此件公开发布)\n", "(此件公开发布)\n(联系电话见网站)\n")
    fill_folder(read_txt(text.encode()), folder)
    assert set(answered(folder)) == {"wording-85"}


def test_a_file_that_somebody_changed_is_left_and_named(folder: Path) -> None:
    path = folder / "plan" / "units" / "kexie.yaml"
    edit(path, "区科协", "区科协  # 核对过")
    answer(folder, "name", "科普某地")
    filled = fill_folder(read_source(XIANAN), folder)
    assert filled.left == ("plan/units/kexie.yaml",) and "核对过" in path.read_text("utf-8")
    assert load_plan(folder).site.name == "科普某地"


def test_open_questions_are_one_reminder_and_each_waits_in_the_list_of_work(folder: Path) -> None:
    (reminder,) = check_open_questions(folder)
    assert reminder.warning and f"还有 {len(waiting_questions(folder))} 个问题没有回答" in reminder.message
    answer(folder, "level", "镇")
    assert "不是给出的选择，应当是 县、国、省、市 之一" in str(next(check_open_questions(folder)))


@pytest.fixture
def running(tmp_path: Path) -> Path:
    """Our own plan and units, as a county has them that has been at work for years."""
    for name in ("plan/2021-2025", "plan/units", "plan/site.yaml"):
        target = tmp_path / "county" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, target)
    return tmp_path / "county"


def test_the_next_plan_is_opened_beside_the_one_before_with_the_units_there_are(running: Path) -> None:
    before = {path: path.read_bytes() for path in running.rglob("*") if path.is_file()}
    text = XIANAN.read_text("utf-8").replace("2021-2025年", "2026-2030年").replace("2022年8月", "2026年8月")
    text = text.replace("到2025年", "到2030年").replace("区统计局、区科协", "区统计局、区数据局、区科协")
    filled = fill_folder(read_txt(text.encode()), running)
    new = {name for name in filled.written if not name.startswith("plan/2026-2030/")}
    assert new == {"plan/units/shujuju.yaml"} and not any(one.id == "host" for one in filled.project.questions)
    assert {path: path.read_bytes() for path in before} == before
    assert fill_folder(read_txt(text.encode()), running).written == ()
    assert faults(running) == []
    plan = load_plan(running)
    assert [period.id for period in plan.periods] == ["2021-2025", "2026-2030"]
    assert {unit for measure in plan.current.measures() for unit in measure.units} == {*plan.units}


def test_another_plan_never_takes_the_place_of_the_one_that_was_opened(folder: Path) -> None:
    with pytest.raises(CannotRead, match="是另一份方案的"):
        fill_folder(read_source(TEXTS[1]), folder)
    assert (folder / "plan" / "2021-2025" / "source.txt").exists()


def test_the_command_says_what_was_found_and_what_to_do_next(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", str(XIANAN), str(tmp_path / "county")]) == 0
    said = capsys.readouterr().out
    assert "读到 102 段：4 章、11 项任务、36 条措施，24 个单位，135 处分工" in said
    assert "39 个问题要人回答" in said and "kepu build" in said


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "信.txt").write_text("一封信", "utf-8")
    assert main(["init", str(XIANAN), str(tmp_path)]) == 1
    assert "已经有别的文件" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["信.txt"]


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "没有.txt", str(tmp_path / "county")]) == 1
    assert "没有“没有.txt”这个文件" in capsys.readouterr().out
    assert not (tmp_path / "county").exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["guangzhou-2012-rencai", "styles/free-trade", "styles/county", "styles/table-only"])
def test_two_commands_make_a_site_of_a_published_plan(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    county = tmp_path / "county"
    assert main(["init", str(PUBLISHED / f"{name}.txt"), str(county)]) == 0
    assert main(["--root", str(county), "build"]) == 0, capsys.readouterr().err
    text = next(county.glob("plan/*/source.txt")).read_text("utf-8")
    page = (county / "site" / "plan" / "source" / "index.html").read_text("utf-8")
    assert page.count('id="p') == len(text.splitlines())


@pytest.mark.slow
def test_whatever_was_mistyped_the_folder_holds_up_to_the_rules(tmp_path: Path) -> None:
    texts = [path.read_text("utf-8").splitlines() for path in [*TEXTS, *sorted(STYLES.glob("*.txt"))]]
    found = {}
    for seed in range(100):
        chance = random.Random(seed)
        text = "\n".join(mangled(chance.choice(texts), chance))
        fill_folder(read_txt(text.encode()), tmp_path / str(seed))
        found |= {seed: wrong} if (wrong := faults(tmp_path / str(seed))) else {}
    assert found == {}
