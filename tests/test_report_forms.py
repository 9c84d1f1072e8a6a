"""A form goes out, a unit fills it, it comes back: what is written, what is said, what is refused."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from kepu.__main__ import main
from kepu.common.office.cells import cell_words, column_letter
from kepu.common.office.workbook_reader import read_workbook
from kepu.desk.desk import Desk
from kepu.desk.serving.uploads import Upload
from kepu.editing.history.snapshots import read_snapshots
from kepu.editing.history.undoing import undo_snapshot
from kepu.editing.reporting.form_values import day_or_days_in, evidence_in
from kepu.exports.progress.form import export_form
from kepu.model.plan import Plan
from kepu.model.reports import STATES
from kepu.project.plan_loader import load_plan
from kepu.project.rules.table import check_plan
from kepu.queries.progress.form_cells import FORM_COLUMNS, FORM_HEAD_ROW, cells_of
from sites import SUMMER_2026, VALID, edit, make_project
from workbooks import Rows, as_ods, as_xlsx, digests, rows_in

Run = Callable[..., int]
HEAD = FORM_HEAD_ROW + 1
"""The row of the columns' names, from 1."""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", SUMMER_2026)
    return Path(shutil.copytree(VALID / "reporting", tmp_path / "project"))


def form_of(root: Path, unit: str, year: int = 2025) -> dict[str, Rows]:
    plan = load_plan(root)
    members = {member.id: member for one in plan.units.values() for member in one.members}
    return rows_in(export_form(plan, plan.units[unit] if unit in plan.units else members[unit], year))


def filled(sheets: dict[str, Rows], office: str = "乙局办公室", **rows: list[str]) -> dict[str, Rows]:
    """The form with these words in the cells from 状态 on, by measure written as youth_1."""
    main_sheet = next(iter(sheets.values()))
    main_sheet[FORM_HEAD_ROW - 1][1] = office
    for name, words in rows.items():
        row = next(row for row in main_sheet if row[0] == name.replace("_", "-"))
        row[3 : 3 + len(words)] = words
    return sheets


def took(root: Path, content: bytes, *options: str, name: str = "乙局.xlsx") -> int:
    path = root / name
    path.write_bytes(content)
    return main(["--root", str(root), "import", str(path), *options])


DONE = [
    "本年已完成",
    "办了两次\n稿件评比。",
    "2025年3月1日 至 2025.3.２0",
    "稿件 1,200 篇；到场 ３４ 人次",
    "《测试总结》 乙测[2025] 7 号 2025-12-30",
]


def test_a_form_comes_back_as_it_went_and_nothing_is_written(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = digests(project)
    for unit in ("jiaju", "yiju", "dongzhen", "xizhen"):
        sheets = form_of(project, unit)
        for content, name in ((as_xlsx(sheets), f"{unit}.xlsx"), (as_ods(sheets), f"{unit}.ods")):
            assert took(project, content, name=name) == 0
            assert "没有变化" in capsys.readouterr().out
    assert digests(project) == before


def test_what_a_unit_fills_in_is_written_and_sound(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert took(project, as_xlsx(filled(form_of(project, "yiju"), network_1=DONE))) == 0
    assert "新报 1 条，改 0 处，没有变化 1 条；plan/reports/2025/yiju.yaml" in capsys.readouterr().out
    plan = load_plan(project)
    assert [problem for problem in check_plan(plan) if not problem.warning] == []
    report = plan.reporting.reports["2025/yiju"]
    assert [item.by for item in report.received] == ["乙局", "乙局办公室"]
    entry = next(entry for entry in report.entries if entry.measure == "network-1")
    assert (entry.state, entry.did, str(entry.from_), str(entry.to)) == (
        "done",
        "办了两次稿件评比。",
        "2025-03-01",
        "2025-03-20",
    )
    assert [(count.what, count.number, count.unit) for count in entry.counts] == [
        ("稿件", 1200, "篇"),
        ("到场", 34, "人次"),
    ]
    (item,) = entry.evidence
    assert (item.kind, item.name, item.number, str(item.dated)) == (
        "document",
        "《测试总结》",
        "乙测〔2025〕7号",
        "2025-12-30",
    )
    assert str(entry.received) == str(report.received[-1].received) == "2026-06-01"


def test_a_second_time_writes_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = as_xlsx(filled(form_of(project, "yiju"), network_1=DONE))
    assert took(project, content) == 0
    once = digests(project)
    assert took(project, content) == 0
    assert digests(project) == once
    assert "没有变化" in capsys.readouterr().out.splitlines()[-3]


def test_a_unit_without_a_file_gets_one(project: Path) -> None:
    words = ["未启动"]
    assert took(project, as_xlsx(filled(form_of(project, "dongzhen"), office="东镇党政办", youth_2=words))) == 0
    text = (project / "plan" / "reports" / "2025" / "dongzhen.yaml").read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=../../schema/report.json\nreceived:\n")
    assert load_plan(project).reporting.reports["2025/dongzhen"].entries[0].state == "not-started"


def test_one_changed_cell_is_one_change_with_the_old_words(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = project / "plan" / "reports" / "2025" / "jiaju.yaml"
    before = path.read_text("utf-8")
    sheets = filled(form_of(project, "jiaju"), office="甲局办公室")
    row = next(row for row in next(iter(sheets.values())) if row[0] == "youth-1")
    row[6] = str(row[6]).replace("报告会 12 场", "报告会 11 场")
    assert took(project, as_xlsx(sheets)) == 0
    said = capsys.readouterr().out
    assert (
        "改 1 处" in said
        and "改：youth-1 数量：报告会 12 场；报告会到场 1500 人次 → 报告会 11 场；报告会到场 1500 人次" in said
    )
    after = path.read_text("utf-8")
    gone = [line for line in before.splitlines() if line not in after.splitlines()]
    assert gone == ["      - {what: 报告会, number: 12, unit: 场}"]
    entry = load_plan(project).reporting.reports["2025/jiaju"].entries[0]
    assert [(c.field, c.was) for c in entry.corrections][1:] == [("counts", "报告会 12 场；报告会到场 1500 人次")]
    assert str(entry.received) == "2026-01-20"


def test_what_is_emptied_or_struck_out_stays(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = digests(project)
    sheets = form_of(project, "jiaju")
    main_sheet = next(iter(sheets.values()))
    row = next(row for row in main_sheet if row[0] == "youth-1")
    row[4], row[7] = "", ""
    main_sheet.remove(next(row for row in main_sheet if row[0] == "youth-2"))
    assert took(project, as_xlsx(sheets)) == 0
    assert digests(project) == before
    said = capsys.readouterr().out
    assert "youth-1 的做了什么；为什么是空的，原来的留着" in said and "没有变化" in said


def test_what_is_not_to_be_public_is_dropped_and_said(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheets = filled(form_of(project, "yiju"), network_1=[*DONE, "是"])
    assert took(project, as_xlsx(sheets)) == 0
    assert "network-1 写了暂不公开，这一行没有收" in capsys.readouterr().out
    assert took(project, as_xlsx(filled(form_of(project, "yiju"), network_1=[*DONE, "还在走程序"]))) == 0
    assert "“暂不公开”里的话没有收，别的照收" in capsys.readouterr().out
    assert "还在走程序" not in (project / "plan" / "reports" / "2025" / "yiju.yaml").read_text("utf-8")


WRONG = {
    "state": (["完成", "供稿。"], "D{row}（状态）：写的是“完成”", "您是否想选“本年已完成”？"),
    "serial": (["进行中", "供稿。", "45797"], "F{row}（日期）：写的是 45797", "像是 Excel 里的日期变成了数字"),
    "month": (["进行中", "供稿。", "三月"], "F{row}（日期）：写的是“三月”", "要写到哪一天"),
    "backwards": (["进行中", "供稿。", "2025-05-02至2025-05-01"], "F{row}（日期）", "后一天早于前一天"),
    "about": (["进行中", "供稿。", "", "到场约300人次"], "G{row}（数量）：写的是“约300”", "不写约数"),
    "ten-thousand": (["进行中", "供稿。", "", "到场 1.2 万人次"], "G{row}（数量）", "不写约数"),
    "bare": (["进行中", "供稿。", "", "300人次"], "G{row}（数量）：写的是“300人次”", "还要写数的是什么"),
    "none": (["进行中", "供稿。", "", "无"], "G{row}（数量）：写的是“无”", "还要写为什么没有"),
    "photo": (["进行中", "供稿。", "", "", "有照片备查"], "H{row}（依据）：写的是“有照片备查”", "别人查不到"),
    "number": (["进行中", "供稿。", "", "", "乙测〔2025〕3号"], "H{row}（依据）", "文号前面还要写文件名"),
    "unproved": (["本年已完成", "供稿。", "2025-03-01", "稿件 3 篇"], "H{row}（依据）：写的是“本年已完成”", "要有依据"),
    "undated": (["本年已完成", "供稿。", "", "稿件 3 篇", "报道 https://e.cn/1"], "F{row}（日期）", "还要写日期"),
    "other-year": (["进行中", "供稿。", "2024-03-01"], "F{row}（日期）：2024-03-01 不在 2025 年", ""),
    "stateless": (["", "供稿。"], "D{row}（状态）：填了别的格", "还要选状态"),
    "idle": (["未启动", "", "2025-03-01"], "D{row}（状态）：写的是“未启动”", "却写了日期"),
    "reasonless": (["不涉及"], "E{row}（做了什么；为什么）", "还要写原因"),
    "clerk": (["进行中", "供稿，联系人：王五五 13800138000"], "E{row}（做了什么；为什么）", "手机号"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_cell_is_named_and_nothing_is_written(
    project: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    words, place, hint = WRONG[name]
    before = digests(project)
    sheets = filled(form_of(project, "yiju"), network_1=words)
    row = 1 + [row[0] for row in next(iter(sheets.values()))].index("network-1")
    assert took(project, as_xlsx(sheets)) == 1
    said = capsys.readouterr().out
    line = next(line for line in said.splitlines() if line.startswith(f"  {place.format(row=row)}"))
    assert hint in line and "可以粘贴的答复" in said
    assert digests(project) == before


def test_everything_wrong_is_told_at_once(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = filled(
        form_of(project, "yiju"), "李四四", youth_1=["完成"], network_1=["进行中", "供稿。", "三月", "约300"]
    )
    main_sheet = next(iter(first.values()))
    main_sheet.append(["digital-1", "", "", "进行中", "加的一行。", "", "", "", ""])
    main_sheet.append(["network-1", "", "", "进行中", "又一行。", "", "", "", ""])
    paths = [project / "one.xlsx", project / "two.xlsx"]
    paths[0].write_bytes(as_xlsx(first))
    paths[1].write_bytes(as_xlsx(filled(form_of(project, "jiaju"), "甲局", network_1=["终止"])))
    assert main(["--root", str(project), "import", *map(str, paths)]) == 1
    faults = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]
    cells = [re.match(r" +([A-Z]+[0-9]+)（", line)[1] for line in faults]  # type: ignore[index]
    assert len(cells) == len(set(cells)) == 6
    assert any("不是乙局的措施" in line for line in faults) and any("已经有一行" in line for line in faults)


def test_a_name_is_no_office(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for office, told in (("李四四", "像是人名"), ("", "没有填"), ("乙局 13800138000", "手机号")):
        assert took(project, as_xlsx(filled(form_of(project, "yiju"), office, network_1=["进行中", "供稿。"]))) == 1
        assert told in capsys.readouterr().out


def test_a_form_of_another_unit_or_year_is_refused_by_name(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = digests(project)
    form = filled(form_of(project, "yiju"), network_1=DONE)
    assert took(project, as_xlsx(form), "--unit", "甲局") == 1
    assert "这是乙局 2025 年的表，要的是“甲局”的" in capsys.readouterr().out
    assert took(project, as_xlsx(form), "--year", "2024") == 1
    assert "这是乙局 2025 年的表，要的是2024 年的" in capsys.readouterr().out.replace(" 2024", "2024")
    assert took(project, as_xlsx(form_of(project, "yiju", 2026))) == 1
    assert "还没有发过 2026 年的通知" in capsys.readouterr().out
    form["kepu"][2][0] = "dingju"
    assert took(project, as_xlsx(form)) == 1
    assert "没有这个单位这一年的措施" in capsys.readouterr().out
    form["kepu"][2][0], form["kepu"][3][0] = "jiaju", "甲局"
    assert took(project, as_xlsx(form)) == 1
    assert "表头写的是“乙局 2025 年报送表”，这份表却是给“甲局 2025 年报送表”做的" in capsys.readouterr().out
    edit(project / "plan" / "reports" / "calls.yaml", "    due:", "    units: [jiaju]\n    due:")
    assert took(project, as_xlsx(filled(form_of(project, "yiju"), network_1=DONE))) == 1
    assert "2025 年的通知没有要它报送" in capsys.readouterr().out
    left = digests(project)
    assert {name for name in left if left[name][0] != before.get(name, (b"",))[0]} == {"plan/reports/calls.yaml"}


def test_what_was_taken_back_does_not_come_back_by_itself(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = project / "plan" / "reports" / "2025" / "yiju.yaml"
    path.write_text(path.read_text("utf-8") + "    withdrawn: {date: 2026-03-05, why: 填错, by: 乙局}\n", "utf-8")
    sheets = filled(form_of(project, "yiju"), youth_1=["进行中", "换了说法。"])
    assert took(project, as_xlsx(sheets)) == 1
    assert "youth-1 已在 2026-03-05 撤回" in capsys.readouterr().out


def test_check_writes_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = digests(project)
    assert took(project, as_xlsx(filled(form_of(project, "yiju"), network_1=DONE)), "--check") == 0
    assert "1 份可以写进 plan/reports/" in capsys.readouterr().out
    assert digests(project) == before


def with_part(content: bytes, name: str, text: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
        new.writestr(name, text)
    return made.getvalue()


def test_hostile_workbooks_are_refused_by_name(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = digests(project)
    sound = as_xlsx(filled(form_of(project, "yiju"), network_1=DONE))
    formula = re.compile(rb'<c r="(E[0-9]+)" t="inlineStr">')
    with zipfile.ZipFile(io.BytesIO(sound)) as book:
        sheet = book.read("xl/worksheets/s1.xml")
    spoilt = formula.sub(rb'<c r="\1" t="str"><f>1+1</f><v>2</v></c><c r="Z1" t="inlineStr">', sheet)
    cases: dict[str, tuple[bytes, str, str]] = {
        "bomb": (with_part(sound, "xl/media/x.bin", b"\0" * 120_000_000), "a.xlsx", "a.xlsx：没有收"),
        "macros": (with_part(sound, "xl/vbaProject.bin", b"x"), "b.xlsx", "宏"),
        "macro name": (sound, "c.xlsm", "能带宏"),
        "outside": (with_part(sound, "xl/externalLinks/externalLink1.xml", b"<x/>"), "d.xlsx", "d.xlsx：没有收"),
        "formula": (with_part(sound, "xl/worksheets/s9.xml", spoilt), "e.xlsx", "是公式"),
        "too large": (b"PK\x03\x04" + b"0" * 6_000_000, "f.xlsx", "5 MB"),
        "text": ("代号,状态\n".encode(), "g.csv", "CSV"),
        "another book": (as_xlsx({"表": [["代号", "状态"]]}), "h.xlsx", "这不是本站的报送表"),
    }
    for name, (content, file, told) in cases.items():
        assert took(project, content, name=file) == 1, name
        assert told in capsys.readouterr().out, name
    assert digests(project) == before


@pytest.mark.parametrize(
    ("line", "name", "number"),
    [
        ("《总结》测〔2025〕3号", "《总结》", "测〔2025〕3号"),
        ("《总结》（测[2025] 3 号） 2025-12-30", "《总结》", "测〔2025〕3号"),
        ("年度总结 测办函（2025）12号", "年度总结", "测办函〔2025〕12号"),
        ("年度总结（测〔2025〕3号），2025年12月30日", "年度总结", "测〔2025〕3号"),
    ],
)
def test_a_document_is_told_from_its_number(line: str, name: str, number: str) -> None:
    (item,) = evidence_in(line)["evidence"]
    assert (item["name"], item["number"]) == (name, number)


@pytest.mark.parametrize("day", ["2025-09-20", "2025.9.20", "2025/9/20", "2025年9月20日", "２０２５．９．２０"])
def test_a_day_may_be_written_as_offices_write_it(day: str) -> None:
    assert str(day_or_days_in(day)["on"]) == "2025-09-20"


def test_all_forms_go_out_and_none_is_written_over(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(project), "form", "2025"]) == 0
    assert len(list((project / "报送表-2025").iterdir())) == 4
    assert main(["--root", str(project), "form", "2025", "乙局"]) == 1
    assert "可能是填过的，没有动" in capsys.readouterr().err
    assert main(["--root", str(project), "form", "2024", "yiju", "--folder", str(project / "x")]) == 0
    assert "没有要乙局报送 2024 年情况的通知" in capsys.readouterr().out
    assert main(["--root", str(project), "form", "2025", "各乡镇"]) == 1
    assert main(["--root", str(project), "form", "1999"]) == 1


def test_a_year_is_frozen_once_a_day(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(project), "snapshot", "2025"]) == 0
    path = project / "plan" / "reports" / "snapshots" / "2025-on-2026-06-01.json"
    kept = path.read_bytes()
    assert took(project, as_xlsx(filled(form_of(project, "yiju"), network_1=DONE))) == 0
    assert main(["--root", str(project), "snapshot", "2025"]) == 1
    assert path.read_bytes() == kept
    assert [problem for problem in check_plan(load_plan(project)) if not problem.warning] == []
    edit(path, "本年已完成", "进行中")
    assert "校验码对不上" in str(check_plan(load_plan(project))[0])
    assert main(["--root", str(project), "snapshot", "2023"]) == 1


def test_a_form_has_nine_columns_a_list_of_states_and_locked_words(real_plan: Plan) -> None:
    data = export_form(real_plan, real_plan.units["kexie"], 2025)
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        workbook = book.read("xl/workbook.xml").decode()
    assert len(FORM_COLUMNS) <= 9
    assert 'type="list"' in sheet and all(name in sheet for name in STATES.values())
    assert "<sheetProtection" in sheet and 'state="hidden"' in workbook
    assert 'orientation="landscape"' in sheet and 'paperSize="9"' in sheet and "fitToPage" in sheet
    last = column_letter(len(FORM_COLUMNS) - 1)
    assert f'r="{last}{HEAD}"' in sheet


def test_what_was_reported_stands_in_the_form_and_last_years_beside_it(project: Path) -> None:
    rows = {
        cell_words(row[0]): [cell_words(cell) for cell in row] for row in next(iter(form_of(project, "jiaju").values()))
    }
    entry = load_plan(project).reporting.reports["2025/jiaju"].entries[0]
    assert rows["youth-1"][3:8] == list(cells_of(entry).values())
    assert "办了一次科技节。" in rows["youth-2"][2] and rows["youth-1"][2] == ""


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="apt-get install libreoffice-calc")
def test_saved_anew_by_libreoffice_it_gives_the_same_report(project: Path, tmp_path: Path) -> None:
    """In the workbook as in the three kinds that LibreOffice makes of it."""
    form = tmp_path / "form.xlsx"
    plan = load_plan(project)
    form.write_bytes(export_form(plan, plan.units["jiaju"], 2025))
    for kind in ("xlsx", "xls", "ods"):
        folder = tmp_path / kind
        command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--convert-to", kind]
        subprocess.run([*command, "--outdir", str(folder), str(form)], check=True, capture_output=True)
        saved = folder / f"form.{kind}"
        sheets = read_workbook(saved.read_bytes(), saved.name)
        assert {sheet.name: sheet.hidden for sheet in sheets} == {"2025年报送": False, "kepu": True}
        before = digests(project)
        assert main(["--root", str(project), "import", str(saved)]) == 0
        assert digests(project) == before, kind
    texts = set()
    answers = tmp_path / "answers.xlsx"
    answers.write_bytes(as_xlsx(filled(form_of(project, "yiju"), network_1=DONE)))
    for kind in ("xlsx", "xls", "ods", "as it came"):
        saved, mine = answers, tmp_path / f"project {kind}"
        shutil.copytree(project, mine)
        if kind != "as it came":
            folder = tmp_path / f"answers {kind}"
            command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--convert-to", kind]
            subprocess.run([*command, "--outdir", str(folder), str(answers)], check=True, capture_output=True)
            saved = folder / f"answers.{kind}"
        assert main(["--root", str(mine), "import", str(saved)]) == 0
        texts.add((mine / "plan" / "reports" / "2025" / "yiju.yaml").read_text("utf-8"))
    assert len(texts) == 1 and "乙测〔2025〕7号" in texts.pop()


def test_the_desk_takes_forms_and_an_import_can_be_taken_back(project: Path) -> None:
    whole = make_project(project.parent / "whole", "reporting")
    desk = Desk(whole, "http://127.0.0.1:1")
    before = digests(whole)
    good = Upload("乙局.xlsx", as_xlsx(filled(form_of(whole, "yiju"), network_1=DONE)))
    bad = Upload("甲局.xlsx", as_xlsx(filled(form_of(whole, "jiaju"), "甲局", network_1=["完成"])))
    shown = str(desk.upload("/reports", {}, {"received": ["2026-05-30"]}, {"forms": [good, bad]}).body)
    assert "新报 1 条" in shown and "您是否想选“本年已完成”" in shown and "可以复制的答复" in shown
    assert digests(whole) == before
    (token,) = set(re.findall(r'name="token" value="([0-9a-f]+)"', shown))
    saved = desk.post("/reports/save", {}, {"token": [token], "received": ["2026-05-30"]})
    assert saved.status == 303
    report = load_plan(whole).reporting.reports["2025/yiju"]
    assert str(report.received[-1].received) == "2026-05-30" and len(report.entries) == 2
    assert "2025/jiaju" in load_plan(whole).reporting.reports
    newest = next(iter(read_snapshots(whole)))
    assert newest.said == "收报送表：乙局"
    undo_snapshot(whole, newest)
    assert digests(whole).keys() == before.keys()
    assert {name: data for name, (data, _) in digests(whole).items()} == {
        name: data for name, (data, _) in before.items()
    }
    assert "还没有选文件" in str(desk.upload("/reports", {}, {}, {}).body)
    assert "收报送表" in str(desk.get("/reports", {}).body) and "/reports" in str(desk.get("/", {}).body)
