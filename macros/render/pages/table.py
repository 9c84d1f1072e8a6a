"""All records into the pages of the site: one table of what makes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ...model.plan import Plan
from ...model.site import Term
from ...project.content_loader import Written
from ...queries import articles as article_queries
from ...queries import directory as directory_queries
from ...queries import urls
from ...queries.articles import Article
from ...queries.page_kinds import PageKind
from .calendar_pages import generate_calendar_pages
from .page import (
    ARTICLES_SECTION,
    CALENDAR_SECTION,
    EMERGENCY_SECTION,
    HOME_SECTION,
    RESOURCES_SECTION,
    SITE_SECTION,
    UNITS_SECTION,
    Page,
)
from .plan_pages import generate_period_pages, generate_unit_pages
from .progress_pages import generate_progress_pages
from .reading_pages import (
    generate_daily_pages,
    generate_emergency_pages,
    generate_people_pages,
    generate_place_pages,
    generate_quiz_page,
    generate_reading_pages,
    generate_repost_pages,
    generate_resource_pages,
    has_topic,
)
from .redirect_pages import generate_redirect_pages
from .screen_page import generate_screen_page


def menu(plan: Plan, written: Sequence[Written], today: date) -> list[tuple[str, str]]:
    """Word and address of each entry of the header, at most five; one without content is not there."""
    articles = article_queries.articles_of(written)
    directories = directory_queries.directories(plan, today)
    lists = [directory.url for directory in directories] + [urls.PLACES] * bool(directory_queries.places(plan, today))
    offers = [urls.RESOURCES] if plan.resources else lists
    sections = (
        (EMERGENCY_SECTION, urls.EMERGENCY, bool(article_queries.emergencies(articles))),
        (CALENDAR_SECTION, urls.EVENTS, bool(plan.observances or plan.events)),
        (ARTICLES_SECTION, urls.ARTICLES, bool(articles)),
        (RESOURCES_SECTION, next(iter(offers), ""), bool(offers)),
        (UNITS_SECTION, urls.UNITS, True),
    )
    return [(section.label, url) for section, url, there in sections if there]


@dataclass(frozen=True)
class PageInput:
    """What pages are made from: the plan, the day, the hand-written pages, the articles among them, the topics with anything on them."""

    plan: Plan
    today: date
    written: Sequence[Written]
    articles: list[Article]
    topics: list[Term]


PAGES: tuple[Callable[[PageInput], Iterator[Page]], ...] = (
    lambda given: _home_page(given),
    lambda given: generate_period_pages(given.plan),
    lambda given: generate_unit_pages(given.plan),
    lambda given: generate_progress_pages(given.plan, given.today),
    lambda given: generate_calendar_pages(given.plan, given.today),
    lambda given: _site_pages(given),
    lambda given: generate_reading_pages(given.plan, given.articles, given.topics),
    lambda given: generate_resource_pages(given.plan),
    lambda given: generate_daily_pages(given.plan, given.today),
    lambda given: generate_quiz_page(given.plan),
    lambda given: generate_repost_pages(given.plan),
    lambda given: generate_people_pages(given.plan, given.today),
    lambda given: generate_place_pages(given.plan, given.today),
    lambda given: generate_emergency_pages(given.plan, given.articles),
    lambda given: generate_screen_page(given.plan, given.today, given.articles),
)
"""Everything that makes pages, in the order of the site map; a new kind of page is a generator and its line here."""


def generate_pages(plan: Plan, today: date, written: Sequence[Written] = ()) -> Iterator[Page]:
    """Every page that follows from the plan and from the articles; `written` are the hand-written pages."""
    articles = article_queries.articles_of(written)
    topics = [
        term
        for term in (plan.vocabulary.topics if plan.vocabulary else ())
        if has_topic(plan, articles, term.id, today)
    ]
    given = PageInput(plan, today, written, articles, topics)
    made = [page for generate in PAGES for page in generate(given)]
    yield from made
    yield from generate_redirect_pages(plan, {page.url for page in made} | {page.url for page in written})


def _home_page(given: PageInput) -> Iterator[Page]:
    site = given.plan.site
    yield Page(urls.HOME, site.name, site.description, "home.html", HOME_SECTION, indexed=False, updated=given.today)


def _site_pages(given: PageInput) -> Iterator[Page]:
    """Search, the list of all pages, and the home page of 长者模式."""
    values = {"written": [page for page in given.written if page.article is None], "topics": given.topics}
    yield Page(
        urls.SEARCH, "搜索", "在全站里查找措施、单位和原文", "search.html", SITE_SECTION, indexed=False, values=values
    )
    yield Page(
        urls.SITEMAP, "站点地图", "本站全部页面", "sitemap.html", SITE_SECTION, PageKind.ABOUT,
        indexed=False, listing=True, values=values,
    )  # fmt: skip
    yield Page(
        urls.SENIOR, "长者模式", "字大、按钮大，只有七个入口", "senior.html", SITE_SECTION, PageKind.ABOUT,
        indexed=False, listing=True, aliases=("长者版", "老年版", "关怀版", "适老化"), values={"topics": given.topics},
    )  # fmt: skip
