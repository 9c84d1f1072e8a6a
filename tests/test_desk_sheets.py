"""Excel, both ways: what an office does to a workbook becomes what it means, all of it or nothing, and nothing else."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from choosing import mostly_slow
from kepu.common.office.office_file import UnusableFile
from kepu.desk.desk_state import DeskState
from kepu.desk.kinds import LISTED_KINDS
from kepu.desk.sheets.cell_codes import TOO_LONG, CellCodes
from kepu.desk.sheets.columns import sheet_form
from kepu.desk.sheets.import_save import ImportPlan, exported_workbook, planned_import, saved_import
from kepu.editing.history.snapshots import read_snapshots
from kepu.editing.history.undoing import undo_snapshot
from kepu.project.plan_loader import load_plan
from sites import ROOT, SUMMER_2026, edit, make_project
from workbooks import as_ods, as_xlsx, changed, digests, rows_in

RESOURCE, EVENT, DAILY = (LISTED_KINDS[id] for id in ("resource", "event", "daily"))

Change = Callable[[Any, dict[str, int]], object]


@pytest.fixture
def state(project: Path) -> DeskState:
    found = DeskState(project)
    found.refresh()
    assert found.faults() == []
    return found


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskState]:
    """A project that no test writes to."""
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv("SOURCE_DATE_EPOCH", SUMMER_2026)
        found = DeskState(make_project(tmp_path_factory.mktemp("kept") / "project", "calendar"))
        found.refresh()
        yield found


@pytest.fixture(scope="module")
def book(kept: DeskState) -> bytes:
    """The resources, which are the same in every project of these tests."""
    return exported_workbook(kept, RESOURCE)


def read(state: DeskState, content: bytes, kind: Any = RESOURCE) -> ImportPlan:
    return planned_import(state, kind, content, "表.xlsx")


def counts(plan: ImportPlan) -> dict[str, int]:
    return {how: len(plan.of(how)) for how in ("new", "changed", "clash", "refused") if plan.of(how)}


def refusals(plan: ImportPlan) -> list[str]:
    return [words for row in plan.of("refused") for words in row.said]


def save_all(state: DeskState, plan: ImportPlan, kind: Any = RESOURCE) -> tuple[int, int] | None:
    return saved_import(state, kind, plan, {row.key for row in plan.rows}, {})


def new_resource(rows: Any, columns: dict[str, int], **cells: Any) -> None:
    """A row below the others, with everything that must be there."""
    whole = {
        "名称": "新的读物", "种类": "读物", "能用它做什么": "讲星星。", "谁提供的": "丁台", "怎么用": "在书店买。",
        "主题": "科学精神", "出处：来源名称": "丁台说明", **cells,
    }  # fmt: skip
    rows.append([whole.get(head, "") for head in columns])


@pytest.mark.parametrize("real", mostly_slow([True, False], [False]), ids=["real", "small"])
def test_a_workbook_of_any_kind_read_back_untouched_changes_nothing(state: DeskState, real: bool) -> None:
    """Written again by other programs too: what cannot be told apart in a cell counts as the same."""
    if real:
        state = DeskState(ROOT)
        state.refresh()
    assert state.plan
    for kind in LISTED_KINDS.values():
        content = exported_workbook(state, kind)
        sheets = rows_in(content)
        for again in (content, as_xlsx(sheets), as_ods(sheets)):
            plan = read(state, again, kind)
            assert counts(plan) == {} and plan.absent == 0 and not plan.can_be_saved, kind.id
            own = [id for id in kind.records(state.plan, state.pages) if (state.root / kind.path(id)).is_file()]
            assert len(plan.rows) == len(own), kind.id


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("ending", ["xlsx", "ods", "xls"])
def test_a_workbook_that_libreoffice_saved_again_changes_nothing(tmp_path: Path, ending: str) -> None:
    state = DeskState(ROOT)
    state.refresh()
    for kind in LISTED_KINDS.values():
        (tmp_path / f"{kind.id}.xlsx").write_bytes(exported_workbook(state, kind))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/user", "--headless", "--convert-to", ending]
    files = sorted(map(str, tmp_path.glob("*.xlsx")))
    subprocess.run([*command, "--outdir", str(tmp_path / "again"), *files], check=True, capture_output=True)
    for kind in LISTED_KINDS.values():
        again = (tmp_path / "again" / f"{kind.id}.{ending}").read_bytes()
        assert counts(planned_import(state, kind, again, f"x.{ending}")) == {}, kind.id


def test_names_stand_for_codes_and_every_cell_is_a_text(kept: DeskState) -> None:
    sheets = rows_in(exported_workbook(kept, EVENT))
    cells = [cell for rows in sheets.values() for row in rows for cell in row]
    assert all(isinstance(cell, str) for cell in cells)
    words = "\n".join(map(str, cells))
    assert "甲局" in words and "jiaju" not in words and "报名中" in words and "planned" not in words
    assert {"活动", "出处", "名单", "怎么填"} <= sheets.keys()


def test_what_is_typed_into_an_empty_cell_stays_as_it_was_typed(book: bytes) -> None:
    """Every column of every sheet is text to its last row: Excel makes no date of 11-09, no time of 09:00, no number."""
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        formats = re.findall(
            r'<xf numFmtId="([0-9]+)"', package.read("xl/styles.xml").decode().partition("<cellXfs")[2]
        )
        for name in (it for it in package.namelist() if it.startswith("xl/worksheets/sheet")):
            columns = re.findall(
                r'<col min="([0-9]+)" max="([0-9]+)"[^>]*? style="([0-9]+)"', package.read(name).decode()
            )
            assert columns and {formats[int(style)] for _, _, style in columns} == {"49"}, name
            heads = package.read(name).decode().partition("</row>")[0].count("<c r=")
            assert sum(int(last) - int(first) + 1 for first, last, _ in columns) >= heads, name


def test_changed_cells_change_their_lines_and_the_rest_keeps_its_bytes(state: DeskState, book: bytes) -> None:
    def work(rows: Any, columns: dict[str, int]) -> None:
        row = next(row for row in rows if row[0] == "月亮读本")
        row[columns["谁提供的"]] = "戊台"
        row[columns["读者可能搜的词"]] = "月相、月食"
        rows.append(list(rows.pop(1)))  # sorted otherwise

    before = digests(state.root)
    plan = read(state, changed(book, "资源", work))
    (row,) = plan.of("changed")
    assert [(it.head, it.old, it.new) for it in row.changes] == [
        ("读者可能搜的词", "", "月相\n月食"), ("谁提供的", "丙台", "戊台"),
    ]  # fmt: skip
    assert digests(state.root) == before
    assert save_all(state, plan) == (0, 1)
    after = digests(state.root)
    assert [name for name in after if after[name] != before[name]] == ["plan/resources/moon-book.yaml"]
    old, new = (it["plan/resources/moon-book.yaml"][0].decode().splitlines() for it in (before, after))
    assert [line for line in new if line not in old] == [
        "keywords: [月相, 月食]",
        "provider: 戊台",
        "updated: 2026-06-01",
    ]
    (snapshot,) = read_snapshots(state.root)
    assert snapshot.said == "从表格导入资源：改动 1 条"
    assert undo_snapshot(state.root, snapshot)
    assert {name: it[0] for name, it in digests(state.root).items()} == {name: it[0] for name, it in before.items()}


def test_twenty_new_rows_are_twenty_files_and_one_undo(state: DeskState, book: bytes) -> None:
    def work(rows: Any, columns: dict[str, int]) -> None:
        for number in range(20):
            new_resource(rows, columns, 名称=f"读物 {number}", 电话="0715-8312345")

    before = digests(state.root)
    plan = read(state, changed(book, "资源", work))
    assert counts(plan) == {"new": 20}
    assert save_all(state, plan) == (20, 0)
    made = sorted(digests(state.root).keys() - before.keys())
    assert len(made) == 20 and made[0] == "plan/resources/duwu-0.yaml"
    text = (state.root / made[0]).read_text("utf-8")
    assert 'phone: "0715-8312345"\n' in text and "added: 2026-06-01\n" in text and "topics: [science]\n" in text
    state.refresh()
    assert state.faults() == [] and len(load_plan(state.root).resources) == 24
    assert undo_snapshot(state.root, read_snapshots(state.root)[0])
    assert digests(state.root) == before


def test_two_new_rows_of_one_name_get_an_address_each(state: DeskState, book: bytes) -> None:
    plan = read(
        state, changed(book, "资源", lambda rows, it: [new_resource(rows, it, 名称=name) for name in ("星星", "惺惺")])
    )
    assert save_all(state, plan) == (2, 0)
    assert {"xingxing.yaml", "xingxing-2.yaml"} <= {path.name for path in (state.root / "plan/resources").iterdir()}


BAD: dict[str, tuple[Change, str]] = {
    "phone": (lambda rows, it: new_resource(rows, it, 电话="13912345678"), "“资源”第 6 行 J 列“电话”："),
    "number": (lambda rows, it: new_resource(rows, it, 电话=7158312345), "电话变成了数字 7158312345，前面的 0"),
    "choice": (lambda rows, it: new_resource(rows, it, 种类="书"), "“资源”第 6 行 B 列“种类”：没有“书”这一个"),
    "name": (lambda rows, it: new_resource(rows, it, 主题="科学精什"), "没有“科学精什”这一个，是否指 科学精神？"),
    "day": (lambda rows, it: new_resource(rows, it, 收入的日期=45920), "写的是数字 45920，不是日期"),
    "yes": (lambda rows, it: new_resource(rows, it, **{"出处不够硬、要等责任单位核对": "待定"}), "应当是“是”"),
    "failed": (lambda rows, it: new_resource(rows, it, 谁提供的="#REF!"), "公式没有算出结果（#REF!）"),
    "missing": (lambda rows, it: new_resource(rows, it, 谁提供的=""), "“资源”第 6 行 F 列“谁提供的”：缺少这一项"),
    "link": (lambda rows, it: new_resource(rows, it, 网址="www.example.gov.cn"), "列“网址”："),
    "emptied": (lambda rows, it: rows[1].__setitem__(0, ""), "要撤下这一条，请在编辑台打开它"),
    "twice": (lambda rows, it: rows.append(list(rows[1])), "第 2、6 行是同一条，请只留一行"),
    "gone": (lambda rows, it: rows[1].__setitem__(it["文件（不要改）"], "nothing"), "这一条已经不在了"),
    "path": (lambda rows, it: rows[1].__setitem__(it["文件（不要改）"], "../site"), "隐藏的“文件”一列被改过"),
}


def test_one_bad_cell_is_named_by_row_and_column_and_nothing_is_written(kept: DeskState, book: bytes) -> None:
    before = digests(kept.root)
    for case, (change, said) in BAD.items():

        def work(rows: Any, columns: dict[str, int], change: Change = change) -> None:
            change(rows, columns)
            new_resource(rows, columns, 名称="好的一条")

        plan = read(kept, changed(book, "资源", work))
        assert refusals(plan) and all(said in words for words in refusals(plan)), (case, refusals(plan))
        assert not plan.can_be_saved and save_all(kept, plan) is None, case
    assert digests(kept.root) == before


WRONG_BOOKS: dict[str, tuple[Change, str]] = {
    "unknown column": (lambda rows, it: rows[0].__setitem__(1, "类别"), "有不认得的列“类别”"),
    "misspelt column": (lambda rows, it: rows[0].__setitem__(0, "名稱"), "有不认得的列“名稱”"),
    "column twice": (lambda rows, it: rows[0].__setitem__(1, "名称"), "有两列都叫“名称”"),
    "no head": (lambda rows, it: [row.__setitem__(2, "注") for row in rows[1:]] + [rows[0].__setitem__(2, "")], "C 列没有列名"),
    "no table": (lambda rows, it: rows.__setitem__(0, ["资源一览表"] + [f"x{n}" for n in range(20)]), "第 1 行不是列名"),
}  # fmt: skip


def test_a_column_that_is_not_known_stops_everything(kept: DeskState, book: bytes) -> None:
    for change, said in WRONG_BOOKS.values():
        with pytest.raises(UnusableFile, match=said):
            read(kept, changed(book, "资源", change))


def test_a_workbook_of_another_kind_is_sent_to_its_place(kept: DeskState) -> None:
    with pytest.raises(UnusableFile, match="这是“活动”的表，请到“活动”那一页导入"):
        read(kept, exported_workbook(kept, EVENT))


def test_rows_and_columns_that_are_not_there_change_nothing(kept: DeskState, book: bytes) -> None:
    sheets = {"资源": [[row[0], row[-2]] for row in rows_in(book)["资源"][:3]]}
    plan = read(kept, as_xlsx(sheets))
    assert counts(plan) == {} and plan.absent == 2


def test_what_was_changed_here_since_is_shown_beside_and_chosen_cell_by_cell(state: DeskState, book: bytes) -> None:
    def work(rows: Any, columns: dict[str, int]) -> None:
        row = next(row for row in rows if row[0] == "月亮读本")
        row[columns["怎么用"]], row[columns["费用"]] = "在书店买。", "免费"

    edit(state.root / "plan/resources/moon-book.yaml", "在图书馆借", "在学校借")
    state.refresh()
    plan = read(state, changed(book, "资源", work))
    (row,) = plan.of("clash")
    assert [(it.head, it.old, it.new) for it in row.changes] == [
        ("怎么用", "在学校借。", "在书店买。"), ("费用", "", "免费"),
    ]  # fmt: skip
    assert saved_import(state, RESOURCE, plan, {row.key}, {row.key: frozenset({"access"})}) == (0, 1)
    text = (state.root / "plan/resources/moon-book.yaml").read_text("utf-8")
    assert "在学校借。" in text and "fee: 免费\n" in text


def test_a_row_that_was_copied_to_write_another_is_new(state: DeskState, book: bytes) -> None:
    def work(rows: Any, columns: dict[str, int]) -> None:
        rows.append(["太阳读本", *rows[1][1:]])

    plan = read(state, changed(book, "资源", work))
    assert counts(plan) == {"new": 1}
    assert save_all(state, plan) == (1, 0)
    assert (state.root / "plan/resources/taiyangduben.yaml").exists()


def test_a_new_row_that_is_called_like_a_record_is_not_taken_for_granted(kept: DeskState, book: bytes) -> None:
    plan = read(
        kept, changed(book, "资源", lambda rows, it: [new_resource(rows, it, 名称=n) for n in ("月亮读本", "新的")])
    )
    assert [(row.name, row.twin) for row in plan.of("new")] == [("月亮读本", True), ("新的", False)]


def test_further_items_of_a_list_stand_on_a_sheet_of_their_own(state: DeskState, book: bytes) -> None:
    sheets = rows_in(book)
    sheets["资源"].append([])
    new_resource(sheets["资源"], {str(head): index for index, head in enumerate(sheets["资源"][0])})
    sheets["资源"].pop(-2)
    width = len(sheets["出处（第二个起）"][0])
    sheets["出处（第二个起）"] += [[name, "馆藏目录", "丁馆", *[""] * (width - 3)] for name in ("月亮读本", "新的读物")]
    plan = read(state, as_xlsx(sheets))
    assert counts(plan) == {"new": 1, "changed": 1}
    (row,) = plan.of("changed")
    assert [(it.head, it.new) for it in row.changes] == [("出处 2：来源名称", "馆藏目录"), ("出处 2：发布单位", "丁馆")]
    assert save_all(state, plan) == (1, 1)
    loaded = load_plan(state.root).resources
    assert [it.name for it in loaded["moon-book"].sources] == ["丙台说明", "馆藏目录"]
    assert [it.name for it in loaded["xindeduwu"].sources] == ["丁台说明", "馆藏目录"]
    again = exported_workbook(state, RESOURCE)
    assert counts(read(state, again)) == {} and len(rows_in(again)["出处（第二个起）"]) == 3
    without = rows_in(again)
    del without["出处（第二个起）"][1:]
    assert counts(read(state, as_xlsx(without))) == {}  # a row that was deleted deletes nothing
    without["出处（第二个起）"].append(["谁也不是", "甲"])
    assert "属于“谁也不是”，表里没有这一条" in refusals(read(state, as_xlsx(without)))[0]


def test_what_offices_type_into_cells_is_taken_as_they_mean_it(kept: DeskState) -> None:
    typed: dict[str, Sequence[Any]] = {
        "开始日期": ("2026.9.20", "2026年9月20日", "２０２６－９－２０", date(2026, 9, 20), "20260920"),
        "开始时刻": ("9:00", "9：00", "9点", time(9), "09:00"),
        "咨询哪个办公室：办公电话": (
            "0715-8312345",
            "０７１５－８３１２３４５",
            "0715 - 8312345",
            12345,
            "0715—8312345",
        ),
    }
    form = sheet_form(EVENT)
    codes = CellCodes(lambda refers: [])
    found = {
        head: [codes.values(next(it for it in form.columns if it.head == head), cell) for cell in cells]
        for head, cells in typed.items()
    }
    assert found["开始日期"] == [["2026-09-20"]] * 5
    assert found["开始时刻"] == [["09:00"]] * 5
    assert found["咨询哪个办公室：办公电话"] == [["0715-8312345"]] * 3 + [["12345"], ["0715-8312345"]]
    day = next(it for it in sheet_form(DAILY).columns if it.name == "day")
    assert [codes.values(day, cell) for cell in ("11-09", "11月9日", date(2026, 11, 9), "11.9")] == [["11-09"]] * 4
    months = next(it for it in sheet_form(DAILY).columns if it.name == "months")
    assert [codes.values(months, cell) for cell in ("6；7", "6、7月", "6月,7月", 6)] == [["6", "7"]] * 3 + [["6"]]


def test_a_text_that_begins_like_a_formula_stays_one_and_a_text_too_long_for_a_cell_stays_in_its_form() -> None:
    field = sheet_form(RESOURCE).columns[4].field
    codes = CellCodes(lambda refers: [])
    assert codes.words(field, ["=1+1"]) == "=1+1" and codes.words(field, ["长" * 40_000]) == TOO_LONG


def test_text_beginning_like_a_formula_is_written_as_text(state: DeskState) -> None:
    edit(state.root / "plan/resources/moon-book.yaml", "provider: 丙台", 'provider: "=HYPERLINK(1)"')
    state.refresh()
    content = exported_workbook(state, RESOURCE)
    assert "=HYPERLINK(1)" in [row[5] for row in rows_in(content)["资源"]]
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")
        assert b"quotePrefix" in package.read("xl/styles.xml")
    assert counts(read(state, content)) == {}
