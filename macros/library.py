"""What there is to read: articles by audience, topic, measure and emergency, and what goes with what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .content import Written
from .reading import ArticleHead

RELATED = 4


@dataclass(frozen=True, eq=False)
class Article:
    """An article and its address."""

    url: str
    head: ArticleHead

    @property
    def changed(self) -> str:
        return str(self.head.updated or self.head.written)


def articles_of(pages: Iterable[Written]) -> list[Article]:
    """The articles among the hand-written pages, newest first, then in order of address."""
    found = [Article(page.url, page.article) for page in pages if page.article]
    return sorted(sorted(found, key=lambda article: article.url), key=lambda article: article.changed, reverse=True)


def for_audience(articles: Iterable[Article], audience: str) -> list[Article]:
    """Articles written for an audience; what names none is for everybody."""
    return [article for article in articles if not article.head.audiences or audience in article.head.audiences]


def for_topic(articles: Iterable[Article], topic: str) -> list[Article]:
    return [article for article in articles if topic in article.head.topics]


def for_topics(articles: Iterable[Article], topics: Iterable[str]) -> list[Article]:
    """Articles that share a topic, those that share most first; at most as many as one reads beforehand."""
    wanted = {*topics}
    shared = {article: len(wanted & {*article.head.topics}) for article in articles}
    found = [article for article in shared if shared[article]]
    return sorted(found, key=lambda article: (-shared[article], article.head.rank or 1000, article.url))[:RELATED]


def for_measure(articles: Iterable[Article], measure: str) -> list[Article]:
    return [article for article in articles if measure in article.head.measures]


def for_task(articles: Iterable[Article], task: str) -> list[Article]:
    """Articles that serve any measure of a task."""
    return [article for article in articles if any(id.rpartition("-")[0] == task for id in article.head.measures)]


def emergencies(articles: Iterable[Article]) -> list[Article]:
    """The emergency articles by rank, those without one last, in order of address."""
    found = [article for article in articles if article.head.emergency]
    return sorted(found, key=lambda article: (article.head.rank or 1000, article.url))


def one_each(articles: Iterable[Article], audiences: Iterable[str]) -> list[Article]:
    """The newest article for each audience, none twice."""
    chosen: list[Article] = []
    for audience in audiences:
        mine = (article for article in articles if audience in article.head.audiences and article not in chosen)
        chosen += [article for article in [next(mine, None)] if article]
    return chosen


def related(articles: Iterable[Article], article: Article) -> list[Article]:
    """The articles that share most topics, then measures, then audiences with this one."""
    head = article.head

    def shared(other: Article) -> tuple[int, int, int]:
        return (
            len({*head.topics} & {*other.head.topics}),
            len({*head.measures} & {*other.head.measures}),
            len({*head.audiences} & {*other.head.audiences}),
        )

    others = [other for other in articles if other is not article and shared(other)[0]]
    return sorted(others, key=lambda other: (tuple(-count for count in shared(other)), other.url))[:RELATED]
