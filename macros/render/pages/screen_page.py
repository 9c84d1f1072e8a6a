"""What a television in a hall shows by turns, into one page that goes on for weeks without a network."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ...model.plan import Plan
from ...queries import articles as article_queries
from ...queries import calendar, urls
from ...queries.articles import Article
from ...queries.daily.quiz import round_on
from ...queries.daily.schedule import piece_on
from .page import SITE_SECTION, Page

SCREEN_DAYS = 60
"""So many days are in the page, today among them; later ones come with the next build a screen gets to see."""

AFTER_THAT = 3
"""Of what is on, so many more stand in the page, so that it has something next until its last day."""


def generate_screen_page(plan: Plan, today: date, articles: list[Article]) -> Iterator[Page]:
    """The page for public screens; none where it would have nothing of its own every day."""
    urgent = article_queries.emergencies(articles)
    if not (plan.daily or urgent):
        return
    days = [today + timedelta(days=number) for number in range(SCREEN_DAYS)]
    pieces = [(day, piece) for day in days if (piece := piece_on(plan, day))]
    coming = calendar.coming(plan, today)
    yield Page(
        urls.SCREEN, "公共大屏", "给社区、村部的电视和科普大屏用：一个网页，自己轮着放", "wall.html", SITE_SECTION,
        indexed=False, listing=True, updated=today,
        values={
            "pieces": pieces,
            "questions": [(day, question) for day in days for question in round_on(plan, day)[:1]],
            "events": _ahead([item for item in coming if item.is_event], days[-1]),
            "observances": _ahead([item for item in coming if not item.is_event], days[-1]),
            "urgent": urgent,
            "turn": (today - date(1970, 1, 1)).days,
            "lines": article_queries.hotlines(plan),
        },
    )  # fmt: skip


def _ahead(items: list[calendar.Item], last: date) -> list[calendar.Item]:
    within = sum(1 for item in items if item.days and item.days.first <= last)
    return items[: within + AFTER_THAT]
