"""check_sources.py: which sources a reader could look up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from kepu.model.article import ArticleHead
from kepu.model.kept_text import KeptText
from kepu.model.plan import Plan
from kepu.model.record import Source
from kepu.project.content_loader import Written
from kepu.project.rules.texts.sources import can_be_found, check_cited_sources, check_descriptions


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
    found = check_cited_sources(plan, [Written("content/articles/a.md", "articles/a/", head)])
    named = [problem.warning for problem in found if "“某部”太笼统" in problem.message]
    assert named == [True, True, True]


@pytest.mark.parametrize(("unverified", "named"), [(False, 1), (True, 0)])
def test_what_is_marked_as_not_verified_is_not_named_again(unverified: bool, named: int, calendar_plan: Plan) -> None:
    update = {"sources": (Source(name="某部"),), "unverified": unverified}
    resource = next(iter(calendar_plan.resources.values())).model_copy(update=update)
    found = check_cited_sources(replace(calendar_plan, resources={"a": resource}), [])
    assert len([problem for problem in found if "“某部”" in problem.message]) == named


@pytest.mark.parametrize(
    ("others", "field"),
    [
        ({"publisher": "某部"}, ""),
        ({"publisher": "某部（某网站节选）"}, ""),
        ({"name": "《某条例》（2022年修订）第三条", "publisher": "某部"}, ""),
        ({"name": "关于《某条例》的报道", "publisher": "某报"}, ""),
        ({"publisher": "某部办公厅"}, "publisher"),
        ({"dated": date(2024, 1, 2)}, "dated"),
        ({"number": "某发〔2024〕2号"}, "number"),
    ],
)
def test_one_document_is_described_in_one_way(others: dict[str, Any], field: str, calendar_plan: Plan) -> None:
    said: dict[str, Any] = {
        "name": "《某条例》",
        "publisher": "某部",
        "number": "某发〔2024〕1号",
        "dated": date(2024, 1, 1),
    }
    sources = (Source(**said), Source(**said), Source(**{"name": "《某条例》"} | others))
    head = ArticleHead(title="题", summary="答", topics=("science",), sources=sources, written=date(2026, 1, 1))
    found = check_descriptions(calendar_plan, [Written("content/articles/a.md", "articles/a/", head)])
    assert [problem.where.field for problem in found] == ([field] if field else [])


def test_a_kept_text_says_who_published_it(calendar_plan: Plan) -> None:
    law = KeptText(
        title="中华人民共和国某法",
        publisher="某会",
        dated=date(2024, 1, 1),
        as_of=date(2026, 1, 1),
        sources=(Source(name="某公报", dated=date(2024, 1, 1)),),
        articles={"第一条": "为了……"},
    )
    sources = (Source(name="《某法》第一条", publisher="某部"), Source(name="《中华人民共和国某法》", publisher="某部"))
    head = ArticleHead(title="题", summary="答", topics=("science",), sources=sources, written=date(2026, 1, 1))
    plan = replace(calendar_plan, quotes={"law": law})
    found = list(check_descriptions(plan, [Written("content/articles/a.md", "articles/a/", head)]))
    assert len(found) == 2 and all("“某会”" in problem.message for problem in found)
