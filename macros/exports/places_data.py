"""Where one can go, as /api/v1/places.json: venues of the directory and resources that are places."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from ..common.text.opening_hours import opening_hours
from ..model.plan import Plan
from ..model.record import PLACE_KINDS, PlaceKind
from ..model.resources import Venue
from ..queries import urls
from ..queries.directory import PlaceEntry, hours_told, map_words, places
from .shapes import LicenceShape, Shape, SourceShape, as_json, as_schema, licence_shape, source_shapes


class PlaceShape(Shape):
    """一处能去的地方；没有核实的项为 null。"""

    id: str
    source: Annotated[Literal["venue", "resource"], Field(description="venue 科普阵地，resource 科普资源里的场所")]
    name: str
    kind: Annotated[PlaceKind | None, Field(description="、".join(f"{id} {name}" for id, name in PLACE_KINDS.items()))]
    about: str
    township: Annotated[str | None, Field(description="乡镇办场代号")]
    city: Annotated[str | None, Field(description="区外的，或者只知道在哪个城市的")]
    address: Annotated[str | None, Field(description="乡镇或城市以下的地址")]
    search: Annotated[str | None, Field(description="在地图程序里搜的词")]
    hours: Annotated[str | None, Field(description="开放时间，照出处写")]
    hours_dated: Annotated[date | None, Field(description="这个开放时间是哪一天公布或核改的")]
    opening_hours: Annotated[list[str], Field(description="同一个开放时间，schema.org 的写法；写法不规则的为空")]
    fee: str | None
    free: Annotated[bool | None, Field(description="是否免费；没有核实则为 null")]
    accessible: Annotated[str | None, Field(description="无障碍情况")]
    transport: str | None
    phone: str | None
    sources: list[SourceShape]
    url: Annotated[str, Field(description="页面地址，从网站根算起")]


class PlacesShape(Shape):
    """科普场所，科普阵地在前，按名称排列。"""

    licence: LicenceShape | None
    items: list[PlaceShape]


def export_places(plan: Plan, today: date) -> str:
    """`places.json`: what is valid on the day; JSON text."""
    items = [_shape(plan, record) for record in places(plan, today)]
    return as_json(PlacesShape(licence=licence_shape(plan), items=items))


def places_schema() -> dict[str, Any]:
    """The JSON Schema of `places.json`."""
    return as_schema(PlacesShape, "places.json")


def _shape(plan: Plan, record: PlaceEntry) -> PlaceShape:
    place = record.place
    return PlaceShape(
        id=record.id,
        source="venue" if isinstance(record, Venue) else "resource",
        name=record.name,
        kind=place.kind if place else None,
        about=record.about,
        township=place.township if place else None,
        city=place.city if place else None,
        address=place.address if place else None,
        search=map_words(plan, place) if place else None,
        hours=record.hours,
        hours_dated=hours_told(record),
        opening_hours=list(opening_hours(record.hours or "")),
        fee=record.fee,
        free=record.free if record.fee else None,
        accessible=place.accessible if place else None,
        transport=place.transport if place else None,
        phone=record.contact.phone if isinstance(record, Venue) else record.phone,
        sources=source_shapes(record.sources),
        url=urls.url_of(record),
    )
