"""The tree over the text: every paragraph has one owner, and what a node says is fetched from the text."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import PLANS
from kepu.common.text.numerals import counted
from kepu.model.plan import Period, Plan
from kepu.model.tree.layout import placed_cells
from kepu.project.plan_loader import load_plan

EVERY = [period for folder in sorted((PLANS / "valid").iterdir()) for period in load_plan(folder).periods]


@pytest.mark.parametrize("period", EVERY, ids=lambda period: f"{period.source_path}")
def test_the_lines_are_the_published_text_to_the_letter(period: Period) -> None:
    assert "\n".join(line.text for line in period.text_lines) == period.source.removesuffix("\n")
    assert all(line.record is not None for line in period.text_lines)


def test_what_a_node_says_is_fetched_from_the_text(valid_plan: Plan) -> None:
    found = valid_plan.current.by_id
    assert (found["youth"].body, found["youth"].table_title) == ("普及科学知识,培育青少年。", "青少年科学素质提升行动")
    assert (found["youth-2"].body, found["youth-2"].table) == ("每年办一次科技节。", "每年办一次科技节。")
    assert found["youth"].words.rows[0].rest == "(牵头单位:甲局)"
    assert [row.cells for row in found["youth-2"].words.rows] == [
        ("", "办好科技节。 每年办一次科技节。", "甲局、各乡镇")
    ]


def test_a_measure_named_like_its_task_shares_its_paragraph(valid_plan: Plan) -> None:
    found = valid_plan.current.by_id
    assert (found["network"].body, found["network-1"].body) == (None, "各成员单位都要供稿,乙局负责汇总。")
    assert found["network-1"].table == "各成员单位都要供稿。"


def test_a_measure_the_table_leaves_out_has_no_row() -> None:
    measure = load_plan(PLANS / "valid" / "two-periods").current.by_id["assurance-2"]
    assert (measure.table, measure.body, measure.paragraphs) == (None, "定期考核。", (16,))


@pytest.mark.parametrize(
    ("line", "first", "cells"),
    [
        ("甲 | 乙 | 丙 |", None, ("甲", "乙", "丙")),
        ("乙 | 丙 | |", None, ("", "乙", "丙")),
        ("| 乙 | 丙 |", None, ("", "乙", "丙")),
        ("甲 |", None, ("甲",)),
        ("乙｜丙", None, ("", "乙", "丙")),
        ("乙 | |", 2, ("", "乙")),
    ],
)
def test_cells_that_are_missing_are_the_first(line: str, first: int | None, cells: tuple[str, ...]) -> None:
    assert placed_cells(line, 3, first) == cells


@pytest.mark.parametrize(
    ("number", "written"),
    [(1, "一"), (2, "两"), (5, "五"), (10, "十"), (12, "十二"), (20, "二十"), (99, "九十九"), (100, "100")],
)
def test_things_are_counted_in_chinese(number: int, written: str) -> None:
    assert counted(number) == written


def test_a_small_folder_holds_a_plan(valid_plan: Plan) -> None:
    folder: Path = PLANS / "valid" / "small" / "plan" / "2021-2025"
    assert not any("立德树人" in path.read_text("utf-8") for path in folder.rglob("*.yaml")), (
        "no body stands in the tree"
    )
    assert valid_plan.current.sums
