"""The alert that is set and those that ended as /api/v1/alert.json, and as an entry for feeds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from ..model.alert import Alert, parse_moment
from ..model.plan import Plan
from ..queries import urls
from ..queries.alerts import all_alerts
from .shapes import Shape, as_json, as_schema


class ArticleLink(Shape):
    """先看的一篇文章。"""

    id: str
    url: str


class OfAlert:
    """What is called in the schema as what other data files have, and is less."""

    class SourceShape(Shape):
        """通知的来源。"""

        name: str
        issued: Annotated[datetime, Field(description="来源发布的时间")]
        link: str | None


class AlertShape(Shape):
    """一条通知。时间都带时区。"""

    id: Annotated[str, Field(description="开始的时间，也是存档的文件名，例如 2026-07-01-0830")]
    level: Annotated[
        Literal["notice", "warning", "emergency"], Field(description="notice 提示；warning 预警；emergency 紧急")
    ]
    title: str
    text: str
    todo: Annotated[list[str], Field(description="要做什么")]
    phone: Annotated[str | None, Field(description="打哪个电话；没有则为 null")]
    articles: list[ArticleLink]
    source: OfAlert.SourceShape
    since: Annotated[datetime, Field(description="开始显示的时间")]
    until: Annotated[datetime, Field(description="有效到什么时候")]
    ended: Annotated[datetime | None, Field(description="提前结束的时间；没有提前结束则为 null")]
    url: str


class AlertsShape(Shape):
    """全站通知。"""

    alert: Annotated[
        AlertShape | None,
        Field(description="生成时已设、还没有过期的通知；现在是否有效，要拿 since 和 until 与现在的时间比"),
    ]
    archive: Annotated[list[AlertShape], Field(description="已经过期或结束的，新的在前")]


def export_alerts(plan: Plan) -> str:
    """`alert.json`: the alert that is set, and those that have ended; JSON text."""
    ended = [alert for alert in all_alerts(plan) if alert is not plan.alert]
    return as_json(
        AlertsShape(alert=_shape(plan.alert) if plan.alert else None, archive=[_shape(alert) for alert in ended])
    )


def alerts_schema() -> dict[str, Any]:
    """The JSON Schema of `alert.json`."""
    return as_schema(AlertsShape, "alert.json")


@dataclass(frozen=True)
class AlertEntry:
    """What any feed says of an alert; `id` and `url` count from the site's root, as everywhere."""

    id: str
    title: str
    updated: datetime
    url: str
    summary: str


def alert_entry(plan: Plan) -> AlertEntry | None:
    """The first entry of every feed while an alert is set; its times stand in it, for whoever reads it later."""
    alert = plan.alert
    if alert is None:
        return None
    steps = "；".join(alert.todo)
    phone = f"电话：{alert.phone}。" if alert.phone else ""
    source = f"来源：{alert.source.name}，{alert.source.issued} 发布"
    return AlertEntry(
        id=f"{urls.ALERTS}{alert.name}",
        title=f"【{alert.caption}】{alert.title}",
        updated=alert.start,
        url=urls.alert_url(alert),
        summary=f"{alert.text} 要做什么：{steps}。{phone}{source}。有效时间：{alert.since} 至 {alert.over}。",
    )


def _shape(alert: Alert) -> AlertShape:
    source = alert.source
    return AlertShape(
        id=alert.name,
        level=alert.level,
        title=alert.title,
        text=alert.text,
        todo=list(alert.todo),
        phone=alert.phone,
        articles=[ArticleLink(id=id, url=urls.article_url(id)) for id in alert.articles],
        source=OfAlert.SourceShape(name=source.name, issued=parse_moment(source.issued), link=source.link),
        since=alert.start,
        until=parse_moment(alert.until),
        ended=parse_moment(alert.ended) if alert.ended else None,
        url=urls.alert_url(alert),
    )
