"""What pages and feeds say of a daily piece: what is behind it, who says so, what is observed on its day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from ...model.events import Fixed, Observance, Suggestion
from ...model.plan import Plan
from ...model.resources import Daily
from .. import urls
from ..articles import Article
from ..calendar import AHEAD, Item, items_between


@dataclass(frozen=True)
class Behind:
    """What a piece is taken from: its title and the address of its page."""

    title: str
    url: str


def behind(plan: Plan, articles: Iterable[Article], piece: Daily | Suggestion) -> Behind:
    """The resource or the article a piece or a suggestion names."""
    if piece.resource:
        resource = plan.resources[piece.resource]
        return Behind(resource.name, urls.url_of(resource))
    return article_behind(articles, piece.article or "")


def article_behind(articles: Iterable[Article], id: str) -> Behind:
    """An article by its id; the section's name stands for the title of one that is not at hand."""
    title = next((article.head.title for article in articles if article.id == id), "科普文章")
    return Behind(title, urls.article_url(id))


def source_in_words(piece: Daily) -> str:
    """Who says so, in one run of words: 国家卫生健康委《…》第13条，or 应急管理部，…"""
    source = piece.source
    if source.publisher is None or source.publisher in source.name:
        return source.name
    return f"{source.publisher}{'' if source.name.startswith('《') else '，'}{source.name}"


def observed_on(plan: Plan, day: date) -> list[Item]:
    """The observances of a day, its own before those of the week and the month."""
    return _shortest_first(items_between(plan, day, day))


def observed_from(plan: Plan, today: date) -> list[Item]:
    """The observances of today and of the days that a reader may come to see the page on."""
    return _shortest_first(items_between(plan, today - timedelta(days=1), today + AHEAD))


def observed_every_year(plan: Plan, day: str) -> list[Observance]:
    """The observances that have this day, written “11-09”, in every year."""
    return [observance for observance in plan.observances.values() if _fixed_day(observance) == day]


def _shortest_first(items: Iterable[Item]) -> list[Item]:
    observances = [item for item in items if item.days and not item.is_event]
    return sorted(observances, key=lambda item: (item.days.length if item.days else 0, item.key))


def _fixed_day(observance: Observance) -> str | None:
    rule = observance.rule
    if isinstance(rule, Fixed) and not rule.end_day and observance.until is None:
        return f"{rule.month:02}-{rule.day:02}"
    return None
