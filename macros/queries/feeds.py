"""What is shared with other portals: articles and resources as entries of feeds, and what came from others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Literal

from markupsafe import Markup, escape

from ..model.plan import Plan
from ..model.record import Source
from ..model.resources import Resource
from ..model.syndicated import FeedSource, Repost
from . import urls
from .articles import Article

MOST_ENTRIES = 50
"""Entries in a feed."""

LIST_PAGES = (urls.HOME, urls.ARTICLES, urls.RESOURCES)
"""The pages that the feed of everything belongs to; the first is the one it names."""


@dataclass(frozen=True)
class FeedEntry:
    """An article or a resource as feeds tell of it; `paragraphs` are plain text."""

    kind: Literal["article", "resource"]
    url: str
    title: str
    summary: str
    paragraphs: tuple[str, ...]
    sources: tuple[Source, ...]
    audiences: tuple[str, ...]
    topics: tuple[str, ...]
    published: date
    updated: date

    @cached_property
    def html(self) -> str:
        """What the record says, as paragraphs, with its sources as a list."""
        paragraphs = "".join([f"<p>{escape(text)!s}</p>" for text in self.paragraphs])
        sources = "".join([f"<li>{escape(source.name)!s}</li>" for source in self.sources])
        return f"{paragraphs}<p>出处：</p><ul>{sources}</ul>" if sources else paragraphs


@dataclass(frozen=True)
class Feed:
    """A feed: its path without suffix, its title, the page it belongs to, its entries newest first."""

    path: str
    title: str
    page: str
    entries: tuple[FeedEntry, ...]


def feeds(plan: Plan, articles: Iterable[Article]) -> list[Feed]:
    """The feed of everything, then one for each audience and topic that has something; none is empty."""
    return [feed for feed in all_feeds(plan, articles) if feed.entries]


def all_feeds(plan: Plan, articles: Iterable[Article]) -> list[Feed]:
    """The same with those that are empty now: what was published once is kept."""
    entries = entries_of(plan, articles)
    by_page: dict[str, list[FeedEntry]] = {urls.HOME: entries}
    if plan.vocabulary:
        for term in plan.vocabulary.audiences:
            mine = [entry for entry in entries if not entry.audiences or term.id in entry.audiences]
            by_page[urls.audience_url(term.id)] = mine
        for term in plan.vocabulary.topics:
            by_page[urls.topic_url(term.id)] = [entry for entry in entries if term.id in entry.topics]
    return [replace(feed, entries=tuple(by_page[feed.page][:MOST_ENTRIES])) for feed in empty_feeds(plan)]


def empty_feeds(plan: Plan) -> list[Feed]:
    """The same, all without entries: which there are, the vocabulary says."""
    found = [Feed("feed", f"{plan.site.name} · 新文章和新资源", urls.HOME, ())]
    if plan.vocabulary:
        pages = [(urls.audience_url(term.id), term.name) for term in plan.vocabulary.audiences]
        pages += [(urls.topic_url(term.id), term.name) for term in plan.vocabulary.topics]
        found += [Feed(f"{page}feed", f"{plan.site.name} · {name}", page, ()) for page, name in pages]
    return found


def feeds_by_page(plan: Plan, articles: Iterable[Article]) -> Mapping[str, Feed]:
    """The feed to offer on a page, by the page's address."""
    found = {feed.page: feed for feed in feeds(plan, articles)}
    if whole := found.get(urls.HOME):
        found |= dict.fromkeys(LIST_PAGES, whole)
    return found


def entries_of(plan: Plan, articles: Iterable[Article]) -> list[FeedEntry]:
    """All articles and resources, those last changed first."""
    entries = [*map(_of_article, articles), *map(_of_resource, plan.resources.values())]
    return sorted(sorted(entries, key=lambda entry: entry.url), key=lambda entry: entry.updated, reverse=True)


def _of_article(article: Article) -> FeedEntry:
    head = article.head
    waiting = "" if head.reviewed else "内容依据所列出处，责任单位还没有签字。"
    paragraphs = tuple(text for text in (head.summary, head.motto, waiting) if text)
    return FeedEntry(
        "article", article.url, head.title, head.summary, paragraphs, head.sources, head.audiences, head.topics,
        published=head.written, updated=head.updated or head.written,
    )  # fmt: skip


def _of_resource(resource: Resource) -> FeedEntry:
    waiting = ["有出入时以提供单位公布的为准。"] if resource.unverified else []
    offered = (resource.about, f"提供者：{resource.provider}", f"怎么用：{resource.access}", *waiting)
    return FeedEntry(
        "resource", urls.url_of(resource), resource.name, resource.about, offered, resource.sources,
        resource.audiences, resource.topics, published=resource.added, updated=resource.changed,
    )  # fmt: skip


def reposts(plan: Plan) -> list[Repost]:
    """All entries taken from others, those last changed first; undated ones last."""
    found = [item for taken in plan.reposts.values() for item in taken.items]
    return sorted(found, key=lambda item: (-item.changed.toordinal() if item.changed else 0, item.source.id, item.id))


def reposts_of(plan: Plan, source: FeedSource) -> list[Repost]:
    return [item for item in reposts(plan) if item.source is source]


def reposts_for_audience(plan: Plan, audience: str) -> list[Repost]:
    """What is filed under an audience; what is filed under none is for everybody."""
    found = ((item, repost_audiences(plan, item)) for item in reposts(plan))
    return [item for item, audiences in found if not audiences or audience in audiences]


def reposts_for_topic(plan: Plan, topic: str) -> list[Repost]:
    return [item for item in reposts(plan) if topic in repost_topics(plan, item)]


def repost_audiences(plan: Plan, item: Repost) -> tuple[str, ...]:
    """The audiences of the source, and those whose names the entry is tagged with."""
    terms = plan.vocabulary.audiences if plan.vocabulary else ()
    return tuple(term.id for term in terms if term.id in item.source.audiences or term.name in item.tags)


def repost_topics(plan: Plan, item: Repost) -> tuple[str, ...]:
    terms = plan.vocabulary.topics if plan.vocabulary else ()
    return tuple(term.id for term in terms if term.id in item.source.topics or term.name in item.tags)


def html_of(item: Repost) -> Markup:
    """The entry's content; loading has refused what is not harmless.

    Search engines are told that we do not vouch for its links: a portal that is broken into would sell them through us.
    """
    return Markup("\n".join(item.html).replace('rel="external"', 'rel="external nofollow"'))


def names(plan: Plan, audiences: Iterable[str], topics: Iterable[str]) -> list[str]:
    """The names of these audiences, then of these topics, in the order of the vocabulary."""
    if plan.vocabulary is None:
        return []
    chosen = {*audiences}
    found = [term.name for term in plan.vocabulary.audiences if term.id in chosen]
    chosen = {*topics}
    return found + [term.name for term in plan.vocabulary.topics if term.id in chosen]
