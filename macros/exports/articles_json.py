"""What the site's articles say of themselves as /api/v1/articles.json."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from ..model.plan import Plan
from ..queries.articles import Article
from .shapes import (
    LicenceShape,
    Shape,
    SourceShape,
    UnitName,
    as_json,
    as_schema,
    licence_shape,
    source_shapes,
    unit_name,
)


class ReviewShape(Shape):
    """责任单位的审核。"""

    by: UnitName
    dated: date
    altered: Annotated[bool, Field(description="审核以后文字改过")]


class ArticleShape(Shape):
    """一篇科普文章：标题、答案、出处。正文在网页上。"""

    id: str
    title: str
    summary: Annotated[str, Field(description="一两句话的答案")]
    motto: Annotated[str | None, Field(description="一句口诀")]
    emergency: Annotated[bool, Field(description="是不是应急科普")]
    audiences: Annotated[list[str], Field(description="空的表示面向所有人")]
    topics: list[str]
    measures: list[str]
    keywords: list[str]
    sources: list[SourceShape]
    written: date
    updated: Annotated[date | None, Field(description="最后修改的日期；没有改过则为 null")]
    reviewed: Annotated[ReviewShape | None, Field(description="还没有责任单位审核则为 null")]
    url: Annotated[str, Field(description="页面地址，从网站根算起")]


class ArticlesShape(Shape):
    """科普文章，新的在前。"""

    licence: Annotated[LicenceShape | None, Field(description="转载和使用的条件；没有定则为 null")]
    items: list[ArticleShape]


def export_articles(plan: Plan, articles: Sequence[Article]) -> str:
    """`articles.json`: what each article says first, without its text; JSON text, in the order given."""
    return as_json(ArticlesShape(licence=licence_shape(plan), items=[_article(plan, article) for article in articles]))


def articles_schema() -> dict[str, Any]:
    """The JSON Schema of `articles.json`."""
    return as_schema(ArticlesShape, "articles.json")


def _article(plan: Plan, article: Article) -> ArticleShape:
    head = article.head
    review = head.reviewed
    return ArticleShape(
        id=head.id,
        title=head.title,
        summary=head.summary,
        motto=head.motto,
        emergency=head.emergency,
        audiences=list(head.audiences),
        topics=list(head.topics),
        measures=list(head.serves),
        keywords=list(head.keywords),
        sources=source_shapes(head.sources),
        written=head.written,
        updated=head.updated,
        reviewed=ReviewShape(by=unit_name(plan.units[review.by]), dated=review.dated, altered=head.altered)
        if review
        else None,
        url=article.url,
    )
