"""contrasts.py: body and table of a measure, word by word."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest
from kepu.model.plan import Plan
from kepu.model.tree.node import Node
from kepu.queries.published.text_comparison import contrast, contrasts, name_contrasts


def saying(body: str | None, table: str | None) -> Node:
    """A measure with these words."""
    return cast(
        "Node", SimpleNamespace(body=body, table=table, at=12 if body else None, rows=(table,) if table else ())
    )


@pytest.mark.parametrize(
    ("body", "table", "kind"),
    [
        ("讲好科学家的故事。", "讲好科学家的故事。", "same"),
        ("坚持立德树人,讲好科学家的故事。", "坚持立德树人。", "shortened"),
        ("健康中国咸安行", "健康中国咸宁行", "changed"),
        ("年度考核体系,区领导小组", "年度考核体系。区领导小组", "changed"),
        ("举办活动。", "举办活动,进党校。", "changed"),
        ("举办活动。", None, "body-only"),
        (None, "举办活动。", "table-only"),
    ],
)
def test_two_texts_are_the_same_shortened_or_changed(body: str | None, table: str | None, kind: str) -> None:
    assert contrast(saying(body, table)).kind == kind


def test_only_what_the_other_side_lacks_is_marked() -> None:
    found = contrast(saying("开展健康中国咸安行等活动", "开展健康中国咸宁行活动"))
    assert [(run.text, run.own) for run in found.body if run.own] == [("安", True), ("等", True)]
    assert [(run.text, run.own) for run in found.table if run.own] == [("宁", True)]


def test_the_runs_of_each_side_are_its_whole_text(real_plan: Plan) -> None:
    for measure in real_plan.current.measures():
        found = contrast(measure)
        assert "".join(run.text for run in found.body) == (measure.body or "")
        assert "".join(run.text for run in found.table) == (measure.table or "")


def test_each_measure_has_one_kind(real_plan: Plan) -> None:
    period = real_plan.current
    kinds = ("changed", "shortened", "same", "body-only", "table-only")
    found = [item.measure.id for kind in kinds for item in contrasts(period, kind)]
    assert sorted(found) == sorted(measure.id for measure in period.measures())


@pytest.mark.parametrize(
    ("heading", "table_title", "expected"),
    [
        ("推进应急科普工程", "推进应急科普工程", []),
        ("推进应急科普工程", "应急科普工程", [True]),
        ("实施青少年行动", "开展青少年行动", [True]),
        ("推进科普基础建设工程", "科普设施工程", [False]),
    ],
)
def test_names_differ_in_the_verb_only_or_altogether(heading: str, table_title: str, expected: list[bool]) -> None:
    task = SimpleNamespace(heading=heading, title=heading, table_title=table_title)
    found = name_contrasts(SimpleNamespace(tasks=(task,)))  # type: ignore[arg-type]
    assert [one.verb_only for one in found] == expected
