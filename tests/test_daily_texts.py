"""The real pieces: enough of them, short, in season, each with a source that its article or resource names."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from kepu.common.files.national import located
from kepu.model.plan import Plan
from kepu.model.record import Source
from kepu.model.resources import Daily
from kepu.queries.articles import Article
from kepu.queries.daily.schedule import pieces_by_day
from sites import ROOT

UNFINISHED = re.compile(r"敬请期待|建设中|待补充|占位|TODO|待核", re.IGNORECASE)
WARM = {"heatstroke": {6, 7, 8, 9}, "drowning": {5, 6, 7, 8, 9}, "lightning": {4, 5, 6, 7, 8, 9}}
COLD = {"carbon-monoxide": {10, 11, 12, 1, 2, 3}, "forest-fire": {10, 11, 12, 1, 2, 3, 4}}


@pytest.fixture(scope="module")
def articles(real_articles: tuple[Article, ...]) -> dict[str, Article]:
    return {article.id: article for article in real_articles}


def work(name: str) -> str:
    """What a source is called without the article of a law and without what stands in brackets behind it."""
    found = re.match(r"《[^》]+》|[^（]+", name)
    assert found
    return found[0]


def sources_of(piece: Daily, plan: Plan, articles: dict[str, Article]) -> tuple[Source, ...]:
    return plan.resources[piece.resource].sources if piece.resource else articles[piece.article or ""].head.sources


def test_there_are_enough_and_every_article_gave_some(real_plan: Plan, articles: dict[str, Article]) -> None:
    assert len(real_plan.daily) >= 120
    assert set(articles) <= {piece.article for piece in real_plan.daily.values()}


def test_a_source_is_one_that_the_article_or_resource_names(real_plan: Plan, articles: dict[str, Article]) -> None:
    strange = {}
    for id, piece in real_plan.daily.items():
        named = {
            (work(source.name), source.publisher, source.dated) for source in sources_of(piece, real_plan, articles)
        }
        if (work(piece.source.name), piece.source.publisher, piece.source.dated) not in named:
            strange[id] = piece.source.name
    assert strange == {}


def test_a_figure_of_a_piece_stands_in_its_article(real_plan: Plan, articles: dict[str, Article]) -> None:
    strange = {}
    for id, piece in real_plan.daily.items():
        if piece.article:
            words = located(ROOT, articles[piece.article].head.where().path).read_text("utf-8")
            figures = re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d) (?=\D)", "", piece.text))
            missing = [figure for figure in figures if figure not in words]
            if missing:
                strange[id] = missing
    assert strange == {}


def test_a_piece_is_short_and_finished(real_plan: Plan) -> None:
    assert {id: len(piece.text) for id, piece in real_plan.daily.items() if len(piece.text) > 110} == {}
    assert [id for id, piece in real_plan.daily.items() if UNFINISHED.search(piece.text)] == []


def test_pieces_of_a_season_are_shown_in_their_season(real_plan: Plan) -> None:
    months = {**WARM, **COLD}
    late = {
        (piece.id, int(day[:2]))
        for day, piece in pieces_by_day(real_plan).items()
        if piece.article in months and not piece.day and int(day[:2]) not in months[piece.article]
    }
    assert late == set()


def test_days_the_site_knows_have_a_piece_of_their_own(real_plan: Plan) -> None:
    days = {piece.day for piece in real_plan.daily.values() if piece.day}
    assert {"03-22", "03-23", "04-22", "05-12", "06-05", "06-06", "10-13", "11-09", "12-02"} <= days
    assert max(Counter(piece.article for piece in real_plan.daily.values() if piece.article).values()) <= 10
