"""check_daily.py at its edges; every rule has a folder tests/plans/invalid/daily-… that breaks it, see test_check.py."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from kepu.model.plan import Plan
from kepu.model.resources import Daily
from kepu.project.rules.table import check_plan


def with_daily(plan: Plan, *fields: dict[str, Any]) -> Plan:
    """The plan with these pieces and no others; their ids are a, b, c … in their order."""
    pieces = {}
    for id, values in zip("abcdefghijklmnop", fields, strict=False):
        given = {"text": f"第{id}条。", "article": "a", "source": {"name": "某手册"}, **values}
        pieces[id] = Daily.model_validate(given)
        pieces[id].placed(id, pieces[id]._file)  # type: ignore[arg-type]
    return replace(plan, daily=pieces)


def messages(plan: Plan) -> list[str]:
    return [problem.message for problem in check_plan(plan)]


def test_without_pieces_nothing_is_asked_for(valid_plan: Plan) -> None:
    assert not valid_plan.daily and messages(valid_plan) == []


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("一句。", True),
        ("一句！两句？三句。", True),
        ("只是感叹！！！", True),
        ("他说：“走吧。”", True),
        ("见《手册》。", True),
        ("一句。两句。三句。四句。", False),
        ("没有句号", False),
        ("英文句号.", False),
        ("句号在中间。后面还有", False),
    ],
)
def test_a_piece_is_one_to_three_whole_sentences(text: str, right: bool, valid_plan: Plan) -> None:
    assert (messages(with_daily(valid_plan, {"text": text})) == []) == right


@pytest.mark.parametrize(
    ("fields", "right"),
    [
        ({"day": "02-29"}, True),
        ({"day": "12-31"}, True),
        ({"day": "02-30"}, False),
        ({"day": "06-31"}, False),
        ({"months": [1, 12]}, True),
        ({"months": [1, 1]}, False),
        ({"day": "01-01", "months": [1]}, False),
    ],
)
def test_days_and_months_are_those_of_the_calendar(fields: dict[str, Any], right: bool, valid_plan: Plan) -> None:
    fields = {**fields, **({"months": tuple(fields["months"])} if "months" in fields else {})}
    assert (messages(with_daily(valid_plan, {}, fields)) == []) == right


def test_months_without_a_piece_are_told_unless_each_of_their_days_has_one(valid_plan: Plan) -> None:
    spring = {"months": (3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1)}
    assert [message[:4] for message in messages(with_daily(valid_plan, spring))] == ["2 月里"]
    filled = with_daily(valid_plan, spring)
    february = {
        f"d{day}": Daily.model_validate(
            {"text": f"二月{day}日。", "article": "a", "source": {"name": "某手册"}, "day": f"02-{day:02}"}
        )
        for day in range(1, 30)
    }
    assert messages(replace(filled, daily={**filled.daily, **february})) == []
    february["d29"] = february["d29"].model_copy(update={"day": "03-05"})
    assert [message[:4] for message in messages(replace(filled, daily={**filled.daily, **february}))] == ["2 月里"]


def test_a_day_of_its_own_does_not_fill_a_month(valid_plan: Plan) -> None:
    assert len(messages(with_daily(valid_plan, {"day": "11-09"}))) == 1
    assert messages(with_daily(valid_plan, {"day": "11-09"}, {})) == []


def test_marks_and_spaces_do_not_make_another_text(valid_plan: Plan) -> None:
    assert messages(with_daily(valid_plan, {"text": "天热，多喝水。"}, {"text": "天热多 喝水！"})) != []
    assert messages(with_daily(valid_plan, {"text": "天热多喝水。"}, {"text": "天热多喝茶。"})) == []
