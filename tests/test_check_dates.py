"""check_dates.py: what has run out by the day of the build; listings stand in plans/invalid, reviews here."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from kepu.common.files.yaml.yaml_file import YamlFile
from kepu.model.article import ArticleHead, review_due
from kepu.model.plan import Plan
from kepu.model.record import Source
from kepu.project.content_loader import Written
from kepu.project.reading.validation import validated
from kepu.project.rules.review_dates import check_hours_and_fees, check_reviews
from kepu.queries.articles import Article, FiledList
from kepu.render.pages.reading_pages import article_page
from sites import ROOT


def article(reviewed: date | None) -> Written:
    values = {
        "title": "题",
        "summary": "答",
        "topics": ("science",),
        "sources": ({"name": "某报"},),
        "written": date(2020, 1, 1),
    }
    review = {"reviewed": {"by": "jiaju", "dated": reviewed}} if reviewed else {}
    file = YamlFile("content/articles/a.md", {**values, **review}, {("reviewed", "dated"): 9})
    head, problems = validated(file, ArticleHead, "a", {})
    assert problems == [] and head
    return Written("content/articles/a.md", "articles/a/", head)


@pytest.mark.parametrize(
    ("reviewed", "due"),
    [
        (date(2024, 6, 1), date(2026, 6, 2)),
        (date(2024, 2, 29), date(2026, 3, 2)),
        (date(2023, 12, 31), date(2026, 1, 1)),
    ],
)
def test_a_review_is_due_again_the_day_after_two_years(reviewed: date, due: date) -> None:
    head = article(reviewed).article
    assert head and head.reviewed and review_due(head.reviewed) == due


@pytest.mark.parametrize(
    ("reviewed", "said"),
    [
        (None, None),
        (date(2024, 6, 1), None),
        (date(2026, 6, 1), None),
        (date(2024, 5, 31), "（提醒）复核到期：上次审核在 2024-05-31，已过两年；请责任单位再看一遍，改 dated"),
        (date(2026, 6, 2), "审核日期 2026-06-02 还没有到，应当是已经审核的那一天"),
    ],
)
def test_an_old_review_is_a_hint_and_one_to_come_a_mistake(reviewed: date | None, said: str | None) -> None:
    found = [str(problem) for problem in check_reviews([article(reviewed)], date(2026, 6, 1))]
    assert found == ([f"content/articles/a.md:9: dated：{said}"] if said else [])


@pytest.mark.parametrize(("today", "hidden"), [(date(2026, 6, 1), True), (date(2026, 6, 2), False)])
def test_the_page_says_so_from_the_day_it_is_due(today: date, hidden: bool, calendar_plan: Plan) -> None:
    page = article(date(2024, 6, 1))
    assert page.article
    found = Article(page.url, page.article)
    html = article_page(found, "某局").body(ROOT, calendar_plan, today, FiledList([found]))
    (mark,) = re.findall(r'<p class="kx-note[^>]*data-kx-from="2026-06-02"[^>]*><b>复核到期', html)
    assert (" hidden>" in mark) is hidden


def test_without_a_review_there_is_nothing_to_go_over_again(calendar_plan: Plan) -> None:
    page = article(None)
    assert page.article
    found = Article(page.url, page.article)
    html = article_page(found, "某局").body(ROOT, calendar_plan, date(2030, 1, 1), FiledList([found]))
    assert "复核到期" not in html and "内容依据上列出处；责任单位签字后在这里写明" in html


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        ({"hours": "周二至周日", "fee": "免费"}, ["hours", "fee"]),
        ({"hours": "周二至周日（2022 年）", "fee": None}, []),
        ({"hours": "周二至周日", "fee": None, "checked": date(2026, 1, 1)}, []),
        ({"hours": "周二至周日", "fee": None, "sources": (Source(name="某馆公告", dated=date(2023, 6, 1)),)}, []),
        (
            {"hours": "周二至周日", "fee": None, "sources": (Source(name="某馆公告", dated=date(2023, 5, 31)),)},
            ["hours"],
        ),
        ({"hours": None, "fee": None}, []),
    ],
)
def test_opening_hours_are_news_for_three_years(told: dict[str, Any], fields: list[str], calendar_plan: Plan) -> None:
    old = {"checked": None, "sources": (Source(name="某馆"),), "added": date(2020, 1, 1), "updated": None}
    resource = next(iter(calendar_plan.resources.values())).model_copy(update=old | told)
    found = check_hours_and_fees(replace(calendar_plan, resources={"a": resource}), date(2026, 6, 1))
    assert [(problem.where.field, problem.warning) for problem in found] == [(field, True) for field in fields]
