"""The records, laid out again, are the published text; and every word knows the field it comes from."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import PLANS
from kepu.model.official_text import numeral, paragraphs, published_lines, stands_alone
from kepu.model.plan import Measure, Plan
from kepu.project.plan_loader import load_plan


@pytest.mark.parametrize("project", sorted((PLANS / "valid").iterdir()), ids=lambda folder: folder.name)
def test_the_records_give_the_published_paragraphs(project: Path) -> None:
    for period in load_plan(project).periods:
        published = [line.rstrip(" |") for line in published_lines(period)]
        assert [paragraph.text.rstrip(" |") for paragraph in paragraphs(period)] == published


def test_every_word_of_a_record_knows_its_line(valid_plan: Plan) -> None:
    for paragraph in paragraphs(valid_plan.current):
        for piece in paragraph.pieces:
            if piece.where and piece.where.field not in ("issued", "columns"):  # written otherwise in the file
                lines = (PLANS / "valid" / "small" / piece.where.path).read_text("utf-8").splitlines()
                assert piece.text in lines[piece.where.line - 1]


def test_numbering_and_separators_belong_to_no_field(valid_plan: Plan) -> None:
    body = next(paragraph for paragraph in paragraphs(valid_plan.current) if paragraph.text.startswith("2.办好科技节"))
    assert [(piece.text, piece.where.field if piece.where else None) for piece in body.pieces] == [
        ("2.", None),
        ("办好科技节", "title"),
        ("。", None),
        ("每年办一次科技节。", "body"),
    ]
    assert isinstance(body.record, Measure)


def test_the_first_row_of_a_task_names_it_and_its_lead_units(valid_plan: Plan) -> None:
    rows = [paragraph.text for paragraph in paragraphs(valid_plan.current) if paragraph.role == "table"]
    assert rows[1].startswith("1.青少年科学素质提升行动(牵头单位:甲局) | 开展进校园活动。 ")
    assert rows[2] == "办好科技节。 每年办一次科技节。 | 甲局、各乡镇"


def test_a_measure_named_like_its_task_is_named_once(valid_plan: Plan) -> None:
    youth, network = valid_plan.current.tasks
    assert (stands_alone(youth), stands_alone(network)) == (False, True)
    texts = [paragraph.text for paragraph in paragraphs(valid_plan.current)]
    assert "(一)办好科普网。各成员单位都要供稿,乙局负责汇总。" in texts
    assert texts[-2:] == ["2.办好科普网", "各成员单位都要供稿。 | 各成员单位"]


def test_measures_of_a_safeguard_are_not_numbered() -> None:
    texts = [paragraph.text for paragraph in paragraphs(load_plan(PLANS / "valid" / "two-periods").current)]
    assert "完善经费保障。保障经费。" in texts


def test_a_measure_the_table_leaves_out_has_no_row() -> None:
    texts = [paragraph.text for paragraph in paragraphs(load_plan(PLANS / "valid" / "two-periods").current)]
    assert [text for text in texts if "完善考核机制" in text] == ["完善考核机制。定期考核。"]


@pytest.mark.parametrize(("number", "written"), [(1, "一"), (5, "五"), (10, "十"), (11, "十一"), (19, "十九")])
def test_numerals_are_chinese(number: int, written: str) -> None:
    assert numeral(number) == written
