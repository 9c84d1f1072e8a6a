"""check_sources.py: which sources a reader could look up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from macros.check_sources import can_be_found, check_sources
from macros.content import Written
from macros.model import Plan
from macros.reading import ArticleHead
from macros.record import Source


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"name": "某部"}, False),
        ({"name": "某部通知"}, False),
        ({"name": "某部", "publisher": "某部"}, True),
        ({"name": "某部", "number": "某发〔2021〕9号"}, True),
        ({"name": "某部", "dated": date(2026, 3, 5)}, True),
        ({"name": "某部", "link": "https://example.gov.cn/"}, True),
        ({"name": "《某条例》第十二条"}, True),
        ({"name": "某部 2024 年通知"}, True),
        ({"name": "第 12345 号"}, False),
        ({"name": "某部的说明（网络转载）"}, True),
    ],
)
def test_a_bare_name_is_not_enough(more: dict[str, Any], found: bool) -> None:
    assert can_be_found(Source(**more)) is found


def test_every_source_of_plan_and_articles_is_looked_at(calendar_plan: Plan) -> None:
    bare = (Source(name="某部"),)
    unit = calendar_plan.units["jiaju"].model_copy(update={"sources": bare})
    expert = calendar_plan.experts["weather"].model_copy(update={"sources": bare})
    plan = replace(calendar_plan, units={"jiaju": unit}, experts={"weather": expert})
    head = ArticleHead(title="题", summary="答", topics=("science",), sources=bare, written=date(2026, 1, 1))
    found = check_sources(plan, [Written("content/articles/a.md", "articles/a/", head)])
    named = [problem.warning for problem in found if "“某部”太笼统" in problem.message]
    assert named == [True, True, True]


@pytest.mark.parametrize(("unverified", "named"), [(False, 1), (True, 0)])
def test_what_is_marked_as_not_verified_is_not_named_again(unverified: bool, named: int, calendar_plan: Plan) -> None:
    update = {"sources": (Source(name="某部"),), "unverified": unverified}
    resource = next(iter(calendar_plan.resources.values())).model_copy(update=update)
    found = check_sources(replace(calendar_plan, resources={"a": resource}), [])
    assert len([problem for problem in found if "“某部”" in problem.message]) == named
