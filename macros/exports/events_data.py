"""Events and observances as /api/v1/events.json and events.csv, from last year to next year."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from ..model.events import STATUSES, Event, EventPicture
from ..model.plan import Plan
from ..queries import urls
from ..queries.calendar import Item, duty, items_in, years
from .shapes import SCHEMA_DIALECT, Shape, UnitName, as_json, as_schema, unit_name
from .tables.duties_csv import write_csv


class PictureShape(Shape):
    """活动的海报或照片。"""

    url: Annotated[str, Field(description="图片的地址，从网站的根算起")]
    alt: Annotated[str, Field(description="替代文字：看不见图的人听到的")]
    credit: Annotated[str | None, Field(description="谁画的、谁拍的；不知道则为 null")]


class ItemShape(Shape):
    """一个活动，或一个节日在某一年的日子。"""

    kind: Annotated[Literal["event", "observance"], Field(description="event 活动；observance 节日")]
    id: str
    title: str
    year: int
    start: Annotated[date | None, Field(description="第一天；日期待主管部门公布则为 null")]
    end: Annotated[date | None, Field(description="最后一天，含当天")]
    begins: Annotated[str | None, Field(description="开始时刻，北京时间")]
    ends: str | None
    status: Annotated[str | None, Field(description="活动的状态：planned、open、postponed、cancelled、finished")]
    theme: str | None
    unverified: Annotated[bool, Field(description="true：出处待核")]
    place: str | None
    township: Annotated[str | None, Field(description="乡镇办场代号")]
    free: Annotated[bool | None, Field(description="是否免费；不知道则为 null")]
    leads: Annotated[list[UnitName], Field(description="活动的主办单位，或节日对应措施的牵头单位")]
    units: Annotated[list[UnitName], Field(description="其余有关单位")]
    audiences: Annotated[list[str], Field(description="空的表示面向所有人")]
    topics: list[str]
    measures: list[str]
    picture: Annotated[PictureShape | None, Field(description="活动的海报或照片；没有则为 null")]
    url: str


class EventsShape(Shape):
    """活动日历。"""

    items: list[ItemShape]


def export_events_json(plan: Plan, today: date) -> str:
    """`events.json`: events and observances in the years that the calendar shows; JSON text."""
    return as_json(EventsShape(items=[_item(plan, item) for item in _items(plan, today)]))


def events_schema() -> dict[str, Any]:
    """The JSON Schema of `events.json`."""
    return as_schema(EventsShape, "events.json")


EVENT_COLUMNS = (
    "类别",
    "代号",
    "名称",
    "开始",
    "结束",
    "时刻",
    "状态",
    "主题",
    "待核",
    "地点",
    "牵头或主办",
    "其他单位",
    "页面",
)


def export_events_csv(plan: Plan, today: date) -> str:
    """`events.csv`: the same items, a row each (RFC 4180, UTF-8 with a byte order mark for Excel)."""
    return write_csv(EVENT_COLUMNS, (_row(plan, item) for item in _items(plan, today)))


def events_csv_schema() -> dict[str, Any]:
    """What each column of `events.csv` holds, as a JSON Schema of one row."""
    return {
        "$schema": SCHEMA_DIALECT,
        "title": "events.csv",
        "description": "活动日历，一行一个活动或一个节日在某一年的日子；UTF-8 编码，带字节序标记",
        "type": "object",
        "properties": {name: {"type": "string", "description": name} for name in EVENT_COLUMNS},
        "required": list(EVENT_COLUMNS),
        "additionalProperties": False,
    }


def _items(plan: Plan, today: date) -> list[Item]:
    """Each once: what runs over New Year belongs to the year it starts in."""
    shown = years(plan, today)
    return [
        item
        for year in shown
        for item in items_in(plan, year)
        if year == (item.days.first.year if item.days else item.year)
    ]


def _item(plan: Plan, item: Item) -> ItemShape:
    record, found = item.record, duty(plan, item.record)
    event = record if isinstance(record, Event) else None
    return ItemShape(
        kind="event" if event else "observance",
        id=record.id,
        title=item.title,
        year=item.year,
        start=item.days.first if item.days else None,
        end=item.days.last if item.days else None,
        begins=event.begins if event else None,
        ends=event.ends if event else None,
        status=event.status if event else None,
        theme=item.theme,
        unverified=item.unverified,
        place=event.place.name if event and event.place else None,
        township=item.township,
        free=event.free if event and event.fee else None,
        leads=[unit_name(unit) for unit in found.leads],
        units=[unit_name(unit) for unit in found.others],
        audiences=list(record.audiences),
        topics=list(record.topics),
        measures=list(record.serves),
        picture=_picture(event.picture) if event and event.picture else None,
        url=urls.url_of(record),
    )


def _picture(picture: EventPicture) -> PictureShape:
    return PictureShape(url=urls.picture_url(picture), alt=picture.alt, credit=picture.credit)


def _row(plan: Plan, item: Item) -> list[str]:
    record, found = item.record, duty(plan, item.record)
    event = record if isinstance(record, Event) else None
    return [
        "活动" if event else "节日",
        record.id,
        item.title,
        str(item.days.first) if item.days else "日期待主管部门公布",
        str(item.days.last) if item.days else "",
        "—".join(filter(None, (event.begins, event.ends))) if event else "",
        STATUSES[event.status] if event else "",
        item.theme or "",
        "待核" if item.unverified else "",
        event.place.name if event and event.place else "",
        "、".join([unit.name for unit in found.leads]),
        "、".join([unit.name for unit in found.others]),
        urls.url_of(record),
    ]
