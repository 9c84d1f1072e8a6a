"""The daily pieces and their days as /api/v1/daily.json, a small file for each month that pages read, and the questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field

from ..common.text.hotline_links import dialled_parts
from ..model.plan import Plan
from ..model.resources import Daily, Question
from ..project.references import dialled
from ..queries.articles import Article
from ..queries.daily import quiz
from ..queries.daily.piece import behind, source_in_words
from ..queries.daily.schedule import month_of, pieces_by_day
from .shapes import LicenceShape, Shape, SourceShape, as_json, as_schema, licence_shape, source_shape


class PieceShape(Shape):
    """天天科普的一条。"""

    id: str
    text: Annotated[str, Field(description="一到三句话")]
    article: Annotated[str | None, Field(description="出自哪篇文章；出自资源则为 null")]
    resource: Annotated[str | None, Field(description="出自哪条资源；出自文章则为 null")]
    source: SourceShape
    unverified: Annotated[bool, Field(description="true：出处待核")]
    day: Annotated[str | None, Field(description="只用在这一天，例如 11-09；轮着用则为 null")]
    months: Annotated[list[int], Field(description="只在这几个月轮着用；空的表示全年")]
    url: Annotated[str, Field(description="文章或资源的页面地址，从网站根算起")]


class DailyShape(Shape):
    """天天科普：全部条目，和一年 366 天各用哪一条。"""

    items: list[PieceShape]
    days: Annotated[dict[str, str], Field(description="月-日（含 02-29）对应的条目代号，每年相同")]


def export_daily(plan: Plan) -> str:
    """`daily.json`: every piece, and “MM-DD” → id for each day of the year; JSON text."""
    days = {day: piece.id for day, piece in pieces_by_day(plan).items()}
    return as_json(DailyShape(items=[_piece(plan, piece) for piece in plan.daily.values()], days=days))


def daily_schema() -> dict[str, Any]:
    """The JSON Schema of `daily.json`."""
    return as_schema(DailyShape, "daily.json")


def export_daily_month(plan: Plan, articles: Sequence[Article], month: int) -> str:
    """What the page of the day shows, for each day of a month."""
    days = {day: _shown(plan, articles, piece) for day, piece in month_of(plan, month)}
    return as_json(days, indent=None)


def _piece(plan: Plan, piece: Daily) -> PieceShape:
    return PieceShape(
        id=piece.id,
        text=piece.text,
        article=piece.article,
        resource=piece.resource,
        source=source_shape(piece.source),
        unverified=piece.unverified,
        day=piece.day,
        months=list(piece.months),
        url=behind(plan, (), piece).url,
    )


def _shown(plan: Plan, articles: Sequence[Article], piece: Daily) -> dict[str, object]:
    found = behind(plan, articles, piece)
    parts = dialled_parts(piece.text, (line.phone for line in dialled(plan).values() if line.phone))
    return {
        "text": piece.text,
        **({"parts": parts} if len(parts) > 1 else {}),
        "source": source_in_words(piece),
        "unverified": piece.unverified,
        "title": found.title,
        "url": found.url,
    }


class QuestionShape(Shape):
    """一道题。"""

    id: str
    question: str
    options: Annotated[list[str], Field(description="几个答案，次序与网页上的 A、B、C、D 相同")]
    right: Annotated[int, Field(description="对的是 options 里的第几个，从 0 数起")]
    why: str
    quote: Annotated[str, Field(description="出处里的原话，里面有对的答案")]
    article: Annotated[str | None, Field(description="出自哪篇文章；出自天天科普则为 null")]
    daily: Annotated[str | None, Field(description="出自哪条天天科普；出自文章则为 null")]
    url: Annotated[str, Field(description="出处的页面地址，从网站根算起")]


class QuizShape(Shape):
    """测一测的全部题目，按出题的次序。"""

    licence: LicenceShape | None
    round: Annotated[
        int, Field(description="一轮几题。北京时间从 1970-01-01 数起的第 n 天，从第 n×round 题起，到末尾从头接着数")
    ]
    items: list[QuestionShape]


def export_quiz(plan: Plan) -> str:
    """`quiz.json`: every question; JSON text."""
    items = [_question(plan, question) for question in quiz.ordered(plan)]
    return as_json(QuizShape(licence=licence_shape(plan), round=quiz.ROUND, items=items))


def quiz_schema() -> dict[str, Any]:
    """The JSON Schema of `quiz.json`."""
    return as_schema(QuizShape, "quiz.json")


def _question(plan: Plan, question: Question) -> QuestionShape:
    options = quiz.options(question)
    return QuestionShape(
        id=question.id,
        question=question.question,
        options=[option.text for option in options],
        right=next(place for place, option in enumerate(options) if option.right),
        why=question.why,
        quote=question.quote,
        article=question.article,
        daily=question.daily,
        url=quiz.source_behind(plan, (), question).url,
    )
