"""The quiz: answers that stand in the articles, the same five for everybody on a day, and a page that works folded."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from kepu.editing.creating.new_question import new_question
from kepu.exports.daily_data import export_quiz
from kepu.model.plan import Plan
from kepu.model.resources import Question
from kepu.project.content_loader import check_named_articles, load_content
from kepu.project.plan_loader import load_plan
from kepu.project.rules.quiz import check_quoted_answers
from kepu.project.rules.table import check_plan
from kepu.queries.daily import quiz
from sites import Site, edit, make_project, text_of
from test_new import Editor

DAY = date(2026, 11, 30)

ARTICLE = """\
---
title: 打雷怎么办
summary: 进屋。
topics: [disaster]
sources: [{name: 某手册, dated: 2025-01-01}]
written: 2026-01-10
---
听见雷声，**马上进屋**，见[《别的文章》](thunder.md)。

不躲在大树下。
"""

FILE = """\
question: 听见雷声，先做什么？
right: 马上进屋
wrong: [躲到大树下, 下河游泳]
why: 屋里有防雷设施。
article: thunder
quote: 听见雷声，马上进屋，见《别的文章》。
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = make_project(tmp_path / "project", "calendar", {"articles/thunder.md": ARTICLE})
    shutil.rmtree(root / "plan" / "quiz")
    (root / "plan" / "quiz").mkdir()
    (root / "plan" / "quiz" / "thunder.yaml").write_text(FILE, "utf-8")
    return root


def said_of(root: Path) -> list[str]:
    plan = load_plan(root)
    pages, _ = load_content(root, plan)
    return [str(problem) for problem in check_quoted_answers(root, plan, pages)]


def test_words_may_be_emphasised_or_linked_where_they_stand(project: Path) -> None:
    assert check_plan(load_plan(project)) == []
    assert said_of(project) == []


def test_an_article_that_no_longer_says_so_stops_the_build(project: Path) -> None:
    edit(project / "content/articles/thunder.md", "马上进屋", "快进屋")
    assert said_of(project) == [
        "plan/quiz/thunder.yaml:6: quote：“听见雷声，马上进屋，见《别的文章》。”不在 content/articles/thunder.md 里，"
        "最近的是第 8 行“听见雷声，**快进屋**，见《别的文章》。”；文章改了，这道题要跟着改，或者删去"
    ]


def test_an_answer_may_stand_in_a_daily_piece(project: Path) -> None:
    id, piece = next(iter(load_plan(project).daily.items()))
    path = project / "plan/quiz/thunder.yaml"
    edit(path, "article: thunder", f"daily: {id}")
    edit(path, "听见雷声，马上进屋，见《别的文章》。", piece.text)
    assert said_of(project) == []
    edit(project / f"plan/daily/{id}.yaml", piece.text[:4], "换了话")
    assert f"不在 plan/daily/{id}.yaml 里" in said_of(project)[0]


def test_an_article_that_does_not_exist_is_named(project: Path) -> None:
    edit(project / "plan/quiz/thunder.yaml", "article: thunder", "article: thunders")
    plan = load_plan(project)
    found = [str(problem) for problem in check_named_articles(plan, load_content(project, plan)[0])]
    assert found == ["plan/quiz/thunder.yaml:5: article：文章“thunders”不存在，是否指 thunder？"]


def with_questions(plan: Plan, count: int, **changes: Any) -> Plan:
    made = {}
    for number in range(count):
        question = Question(
            question=f"第 {number} 题？",
            right="对",
            wrong=("错", "不对"),
            why="因为。",
            article=f"a{number % 7}",
            quote="对。",
        )
        question.placed(f"q{number}", plan.site._file)  # type: ignore[arg-type]
        made[f"q{number}"] = question.model_copy(update=changes)
        made[f"q{number}"].placed(f"q{number}", plan.site._file)  # type: ignore[arg-type]
    return dataclasses.replace(plan, quiz=made)


def test_rounds_follow_one_another_until_all_have_been_asked(calendar_plan: Plan) -> None:
    plan = with_questions(calendar_plan, 20)
    asked = [question.id for days in range(4) for question in quiz.round_on(plan, DAY + timedelta(days=days))]
    assert len(asked) == 20 and len(set(asked)) == 20
    assert quiz.round_on(plan, DAY) == quiz.round_on(plan, DAY + timedelta(days=4))


def test_a_round_has_no_two_of_one_article(calendar_plan: Plan) -> None:
    order = quiz.ordered(with_questions(calendar_plan, 21))
    for start in range(len(order) - 7):
        assert len({question.article for question in order[start : start + quiz.ROUND]}) == quiz.ROUND


@pytest.mark.parametrize("count", [1, 4, 5, 7])
def test_of_few_questions_none_comes_twice_in_a_round(count: int, calendar_plan: Plan) -> None:
    found = quiz.round_on(with_questions(calendar_plan, count), DAY)
    assert len({question.id for question in found}) == len(found) == min(count, quiz.ROUND)


def test_the_right_answer_stands_anywhere(real_plan: Plan) -> None:
    letters = Counter(
        option.letter for question in real_plan.quiz.values() for option in quiz.options(question) if option.right
    )
    assert {"A", "B", "C"} <= letters.keys() and max(letters.values()) < len(real_plan.quiz) / 2


def test_there_are_many_and_most_of_what_to_do_in_an_emergency_is_asked(real_plan: Plan, real_articles: Any) -> None:
    assert len(real_plan.quiz) >= 40
    asked = {question.article for question in real_plan.quiz.values()}
    urgent = {article.id for article in real_articles if article.head.emergency}
    assert len(asked & urgent) >= 20


def test_the_data_hold_the_order_and_the_right_answers(real_plan: Plan) -> None:
    data = json.loads(export_quiz(real_plan))
    assert data["round"] == quiz.ROUND
    assert [item["id"] for item in data["items"]] == [question.id for question in quiz.ordered(real_plan)]
    for item in data["items"]:
        question = real_plan.quiz[item["id"]]
        assert item["options"][item["right"]] == question.right
        assert sorted(item["options"]) == sorted((question.right, *question.wrong))


def test_without_scripts_all_questions_stand_with_folded_answers(real_site: Site, real_plan: Plan) -> None:
    page = real_site["quiz/"]
    items = page.all("li", "kx-question")
    assert len(items) == len(real_plan.quiz)
    for item in items:
        question = real_plan.quiz[(item.get("id") or "").removeprefix("q-")]
        folded = item.find("details")
        assert folded is not None and "open" not in folded.attrib
        assert question.right in text_of(folded) and question.why in text_of(folded)
        shown = {text_of(option.find("span")) for option in item.findall("ol/li")}
        assert shown == {question.right, *question.wrong}
        assert folded.find(".//a") is not None
    assert page.one("form", "kx-round").get("hidden") is not None


def test_search_knows_the_page_by_its_names_and_not_by_wrong_answers(real_site: Site) -> None:
    assert "答题" in real_site.found["quiz/"].aliases and real_site.found["quiz/"].title == "测一测"
    texts = "".join(path.read_text("utf-8") for path in (real_site.folder / "search").rglob("*.json"))
    assert "把抽油烟机开到最大" not in texts


def test_the_page_is_reached_from_where_one_reads_the_piece_of_the_day(real_site: Site) -> None:
    for url in ("", "daily/", "sitemap/"):
        assert "quiz/" in real_site[url].links(), url


def test_without_questions_there_is_no_page_and_no_link(small_site: Site) -> None:
    assert "quiz/" not in small_site.pages
    assert not [page.url for page in small_site if "quiz/" in page.links()]


def test_an_editor_is_asked_until_the_answer_stands_in_the_article(project: Path) -> None:
    plan = load_plan(project)
    pages, _ = load_content(project, plan)
    answers: Callable[[], dict[str, Any]] = lambda: {  # noqa: E731
        "出自哪篇文章": "打雷",
        "那篇文章或那一条里的原话": ["躲在大树下没事", "不躲在大树下。"],
        "题目": ["打雷时能躲在大树下吗", "打雷时能躲在大树下吗？"],
        "对的答案": ["能", "不躲在大树下"],
        "错的答案": ["雨大就能躲", "雨大就能躲", "树高就能躲", ""],
        "为什么": "大树会引雷。",
        "文件名": "tree",
    }
    editor = Editor(answers())
    path = new_question(project, plan, pages, editor.ask, editor.said.append)
    assert editor.said == [
        "那里没有这句话，要照抄，一个字也不能改。",
        "末尾要有问号（？）。",
        "对的答案要照抄原话里的字。",
        "几个答案要各不相同。",
    ]
    found = load_plan(project).quiz[path.stem]
    assert (found.right, found.wrong, found.article) == ("不躲在大树下", ("雨大就能躲", "树高就能躲"), "thunder")
    assert check_plan(load_plan(project)) == [] and said_of(project) == []
