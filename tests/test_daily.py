"""daily.py: what pages and feeds say of a daily piece and of its day."""

from __future__ import annotations

from datetime import date

import pytest
from kepu.model.plan import Plan
from kepu.model.resources import Daily
from kepu.queries.articles import Article
from kepu.queries.daily.piece import Behind, behind, observed_every_year, observed_from, observed_on, source_in_words


def piece(**source: str) -> Daily:
    return Daily.model_validate({"text": "一句。", "article": "fire", "source": source})


def test_behind_a_piece_stands_an_article_or_a_resource(
    real_plan: Plan, real_articles: tuple[Article, ...], calendar_plan: Plan
) -> None:
    assert behind(real_plan, real_articles, piece(name="某手册")) == Behind("家里起火怎么办", "articles/fire/")
    assert behind(real_plan, (), piece(name="某手册")) == Behind("科普文章", "articles/fire/")
    stars = calendar_plan.daily["stars"]
    assert behind(calendar_plan, real_articles, stars) == Behind("星图网", "resources/star-map/")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ({"name": "某手册"}, "某手册"),
        ({"name": "《某法》第一条", "publisher": "某会"}, "某会《某法》第一条"),
        ({"name": "防火提示", "publisher": "某局"}, "某局，防火提示"),
        ({"name": "某局《提示》", "publisher": "某局"}, "某局《提示》"),
    ],
)
def test_a_source_is_one_run_of_words(source: dict[str, str], words: str) -> None:
    assert source_in_words(piece(**source)) == words


def test_the_day_itself_comes_before_the_week_and_the_month(real_plan: Plan) -> None:
    assert [item.title for item in observed_on(real_plan, date(2026, 11, 9))] == ["全国消防日", "全国消防宣传月"]
    assert [item.title for item in observed_on(real_plan, date(2026, 11, 10))] == ["全国消防宣传月"]


def test_events_are_no_observances(calendar_plan: Plan) -> None:
    assert observed_on(calendar_plan, date(2026, 6, 20)) == []


def test_every_day_a_reader_may_come_on_is_known_for_a_year(calendar_plan: Plan) -> None:
    titles = [(item.title, item.year) for item in observed_from(calendar_plan, date(2026, 6, 1))]
    assert ("防灾日", 2027) in titles and ("防灾日", 2026) not in titles


def test_only_days_that_never_move_and_are_still_kept_stand_in_the_months(calendar_plan: Plan) -> None:
    assert [observance.id for observance in observed_every_year(calendar_plan, "05-12")] == ["fixed-day"]
    found = {
        observance.id
        for month in range(1, 13)
        for day in range(1, 32)
        for observance in observed_every_year(calendar_plan, f"{month:02}-{day:02}")
    }
    assert found == {"fixed-day"}
