"""Articles, resources, daily pieces, reposts and the directory into pages: the lists, and a page for each record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ...model.plan import Plan
from ...model.resources import Venue
from ...model.site import Term
from ...model.syndicated import Repost
from ...queries import alerts, feeds, urls
from ...queries import articles as article_queries
from ...queries import directory as directory_queries
from ...queries.articles import Article
from ...queries.page_kinds import PageKind
from .page import (
    ARTICLES_SECTION,
    DAILY_SECTION,
    DIRECTORY_SECTION,
    EMERGENCY_SECTION,
    REPOSTS_SECTION,
    RESOURCES_SECTION,
    Page,
)


def generate_reading_pages(plan: Plan, articles: list[Article], topics: list[Term]) -> Iterator[Page]:
    """Lists of what there is to read; a list that would be empty has no page."""
    if articles:
        yield Page(
            urls.ARTICLES,
            "科普文章",
            "按人群和主题找文章，答案写在最前面",
            "articles.html",
            ARTICLES_SECTION,
            PageKind.ARTICLE,
            indexed=False,
            listing=True,
        )
    for term in plan.vocabulary.audiences if plan.vocabulary else ():
        about = term.about or f"与{term.name}有关的文章、活动和措施"
        yield Page(
            urls.audience_url(term.id), term.name, about, "audience.html", ARTICLES_SECTION, PageKind.AUDIENCE,
            audiences=(term.id,), values={"term": term},
        )  # fmt: skip
    for term in topics:
        about = term.about or f"与{term.name}有关的文章、资源、节日活动、措施和责任单位"
        yield Page(
            urls.topic_url(term.id), term.name, about, "topic.html", ARTICLES_SECTION, PageKind.TOPIC,
            topics=(term.id,), values={"term": term},
        )  # fmt: skip


def article_page(article: Article, host: str) -> Page:
    """The frame of an article that `host` publishes; its words come from its Markdown file."""
    head = article.head
    return Page(
        article.url, head.title, head.summary, "article.html", EMERGENCY_SECTION if head.emergency else ARTICLES_SECTION, PageKind.EMERGENCY if head.emergency else PageKind.ARTICLE,
        trail=((EMERGENCY_SECTION.name, urls.EMERGENCY) if head.emergency else (ARTICLES_SECTION.name, urls.ARTICLES),),
        aliases=(*([head.short] if head.short else []), *head.aliases), keywords=head.keywords,
        audiences=head.audiences, topics=head.topics, year=head.written.year, published=head.written, updated=head.updated or head.written,
        origin=host, preview=urls.preview_url(article.url), values={"article": article},
    )  # fmt: skip


def has_topic(plan: Plan, articles: list[Article], topic: str, today: date) -> bool:
    """Whether anything is on a topic, so that it has a page."""
    occasions = (*plan.observances.values(), *plan.events.values())
    people = directory_queries.valid_entries(plan, today)
    pieces: tuple[article_queries.Fileable, ...] = (*articles, *plan.resources.values(), *people, *occasions)
    taken = feeds.reposts_for_topic(plan, topic)
    return bool(taken) or any(topic in piece.topics for piece in pieces)


_BELOW_RESOURCES = ((RESOURCES_SECTION.name, urls.RESOURCES),)


def generate_resource_pages(plan: Plan) -> Iterator[Page]:
    """The list of resources, the parts of a long one, and a page for each resource."""
    if not (plan.resources):
        return
    yield Page(
        urls.RESOURCES, "科普资源", "平台、热线、场所、课程和读物：谁提供、给谁用、怎么用", "resources.html", RESOURCES_SECTION,
        PageKind.RESOURCE, indexed=False, listing=True,
    )  # fmt: skip
    for selection in article_queries.selections(plan):
        for part in range(1, len(selection.parts) + 1):
            title = selection.title + (f"（第 {part} 页）" if part > 1 else "")
            yield Page(
                selection.url(part), title, f"{selection.title}：谁提供、给谁用、怎么用", "selection.html", RESOURCES_SECTION,
                trail=_BELOW_RESOURCES, indexed=False, values={"selection": selection, "part": part},
            )  # fmt: skip
    for resource in plan.resources.values():
        yield Page(
            urls.url_of(resource), resource.name, resource.about, "resource.html", RESOURCES_SECTION, PageKind.RESOURCE,
            trail=_BELOW_RESOURCES, aliases=resource.aliases, keywords=resource.keywords, audiences=resource.audiences, topics=resource.topics,
            published=resource.added, updated=resource.changed, origin=plan.site.host, values={"record": resource},
        )  # fmt: skip


def generate_daily_pages(plan: Plan, today: date) -> Iterator[Page]:
    """The piece of the day, and a page for each month."""
    if not (plan.daily):
        return
    yield Page(
        urls.DAILY, "天天科普", "一天一条，一到三句话，都有出处，可以复制到微信里", "daily.html", DAILY_SECTION, PageKind.DAILY,
        indexed=False, listing=True, aliases=("每日科普", "每天一条"), updated=today, preview=urls.preview_url(urls.DAILY),
    )  # fmt: skip
    for month in range(1, 13):
        yield Page(
            urls.daily_month_url(month), f"{month} 月的天天科普", f"{month} 月每一天的一条，可以打印", "daily-month.html",
            DAILY_SECTION, trail=((DAILY_SECTION.name, urls.DAILY),), indexed=False, values={"month": month},
        )  # fmt: skip


def generate_quiz_page(plan: Plan) -> Iterator[Page]:
    """All questions; search knows the page by its names alone, since most answers on it are wrong."""
    if plan.quiz:
        yield Page(
            urls.QUIZ, "测一测", "每天五道题，答案都出自本站的文章，不计时，不留成绩", "quiz.html", DAILY_SECTION, PageKind.DAILY,
            indexed=False, listing=True, aliases=("答题", "科普答题", "知识竞赛", "小测验", "每日五题"),
            trail=((DAILY_SECTION.name, urls.DAILY),) if plan.daily else (),
        )  # fmt: skip


def generate_repost_pages(plan: Plan) -> Iterator[Page]:
    """What came from other portals, a list and a page each; their own address is the one search engines shall know."""
    if plan.reposts:
        yield Page(
            urls.REPOSTS,
            "转载",
            "从别的科普网站转载的内容，都标明来源和原文网址",
            "reposts.html",
            REPOSTS_SECTION,
            PageKind.REPOST,
            indexed=False,
            listing=True,
        )
    for item in feeds.reposts(plan):
        yield _repost_page(item)


def _repost_page(item: Repost) -> Page:
    description = item.summary or f"转载自{item.source.name}：{item.title}"
    return Page(
        urls.url_of(item), item.title, description, "repost.html", REPOSTS_SECTION, PageKind.REPOST,
        trail=((REPOSTS_SECTION.name, urls.REPOSTS),), keywords=item.tags, audiences=item.source.audiences, topics=item.source.topics,
        year=item.changed.year if item.changed else None, canonical=item.link,
        published=item.published, updated=item.changed, origin=item.source.name, values={"repost": item},
    )  # fmt: skip


def generate_people_pages(plan: Plan, today: date) -> Iterator[Page]:
    """Who can be asked; an entry that has run out has no page, an empty list neither."""
    for directory in directory_queries.directories(plan, today):
        values = {"directory": directory}
        yield Page(
            directory.url,
            directory.name,
            directory.about,
            "listings.html",
            DIRECTORY_SECTION,
            PageKind.DIRECTORY,
            values=values,
        )
        for record in directory.records:
            yield Page(
                urls.url_of(record), record.name, record.about, "listing.html", DIRECTORY_SECTION, directory.kind,
                trail=((directory.name, directory.url),), aliases=record.aliases, keywords=record.keywords, audiences=record.audiences, topics=record.topics,
                published=record.updated, updated=record.updated, origin=plan.site.host, values={**values, "record": record},
            )  # fmt: skip


def generate_place_pages(plan: Plan, today: date) -> Iterator[Page]:
    """Where one can go, on one page by township; a venue has a page of its own here, a resource among the resources."""
    found = directory_queries.places(plan, today)
    if not found:
        return
    yield Page(
        urls.PLACES, "科普场所", "能去的地方，按乡镇列出：是什么、什么时候开、要不要钱、怎么去", "places.html", RESOURCES_SECTION,
        PageKind.DIRECTORY, trail=_BELOW_RESOURCES if plan.resources else (), aliases=("场所", "科普阵地", "去处"),
        keywords=("去哪里玩", "周末带孩子去哪里", "博物馆", "图书馆", "科技馆", "参观"), values={"places": found},
    )  # fmt: skip
    for venue in (record for record in found if isinstance(record, Venue)):
        yield Page(
            urls.url_of(venue), venue.name, venue.about, "listing.html", RESOURCES_SECTION, PageKind.VENUE,
            trail=(("科普场所", urls.PLACES),), aliases=venue.aliases, keywords=venue.keywords, audiences=venue.audiences,
            topics=venue.topics, published=venue.updated, updated=venue.updated, origin=plan.site.host, values={"record": venue},
        )  # fmt: skip


def generate_emergency_pages(plan: Plan, articles: list[Article]) -> Iterator[Page]:
    """The emergency articles, what a reader without a network sees, and the alerts there are and were."""
    urgent = article_queries.emergencies(articles)
    if urgent:
        yield Page(
            urls.EMERGENCY,
            "应急科普",
            "遇事先看这里：先写来时怎样做，可以打印张贴",
            "emergency.html",
            EMERGENCY_SECTION,
            PageKind.EMERGENCY,
        )
        if plan.site.offline:
            yield Page(
                urls.OFFLINE,
                "没有网络时",
                "没有网络时还能看的应急文章和紧急电话",
                "offline.html",
                EMERGENCY_SECTION,
                indexed=False,
                trail=((EMERGENCY_SECTION.name, urls.EMERGENCY),),
            )
    if alerts.all_alerts(plan):
        yield Page(
            urls.ALERTS,
            "通知存档",
            "本站发布过的提示、预警和紧急通知",
            "alerts.html",
            EMERGENCY_SECTION,
            PageKind.EMERGENCY,
            trail=((EMERGENCY_SECTION.name, urls.EMERGENCY),) if urgent else (),
        )
