"""Resources as /api/v1/resources.json and resources.csv."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from ..model.plan import Plan
from ..model.resources import RESOURCE_KINDS, Resource, ResourceKind
from ..queries import urls
from ..queries.feeds import names
from .shapes import SCHEMA_DIALECT, LicenceShape, Shape, SourceShape, as_json, as_schema, licence_shape, source_shapes
from .tables.duties_csv import write_csv


class ResourceShape(Shape):
    """一条科普资源。"""

    id: str
    name: str
    kind: Annotated[ResourceKind, Field(description="、".join(f"{id} {name}" for id, name in RESOURCE_KINDS.items()))]
    about: Annotated[str, Field(description="能用它做什么")]
    provider: Annotated[str, Field(description="谁提供的")]
    fee: Annotated[str | None, Field(description="费用；没有核实则为 null")]
    free: Annotated[bool | None, Field(description="是否免费；没有核实则为 null")]
    access: Annotated[str, Field(description="怎么用")]
    hours: Annotated[str | None, Field(description="开放或受理的时间；没有核实则为 null")]
    link: Annotated[str | None, Field(description="网址；没有把握则为 null")]
    phone: str | None
    place: str | None
    township: Annotated[str | None, Field(description="乡镇办场代号")]
    city: Annotated[str | None, Field(description="区外的，或者只知道在哪个城市的")]
    address: Annotated[str | None, Field(description="乡镇或城市以下的地址")]
    audiences: Annotated[list[str], Field(description="空的表示面向所有人")]
    topics: list[str]
    measures: list[str]
    sources: list[SourceShape]
    unverified: Annotated[bool, Field(description="true：出处待核")]
    checked: Annotated[date | None, Field(description="有人打开网址看过的那一天；没有打开过则为 null")]
    added: date
    updated: date | None
    url: Annotated[str, Field(description="页面地址，从网站根算起")]


class ResourcesShape(Shape):
    """科普资源，按代号排列。"""

    licence: Annotated[LicenceShape | None, Field(description="本站文字的使用条件；资源本身的条件由提供者定")]
    items: list[ResourceShape]


def export_resources_json(plan: Plan) -> str:
    """`resources.json`: the resources in order of their ids; JSON text."""
    return as_json(ResourcesShape(licence=licence_shape(plan), items=[_shape(resource) for resource in _sorted(plan)]))


def resources_schema() -> dict[str, Any]:
    """The JSON Schema of `resources.json`."""
    return as_schema(ResourcesShape, "resources.json")


RESOURCE_COLUMNS = (
    "种类", "代号", "名称", "能做什么", "提供者", "费用", "怎么用", "时间", "网址", "电话", "地点",
    "面向", "主题", "待核", "网址核验", "收入", "页面",
)  # fmt: skip


def export_resources_csv(plan: Plan) -> str:
    """`resources.csv`: the same resources, a row each (RFC 4180, UTF-8 with a byte order mark for Excel)."""
    return write_csv(RESOURCE_COLUMNS, (_row(plan, resource) for resource in _sorted(plan)))


def resources_csv_schema() -> dict[str, Any]:
    """What each column of `resources.csv` holds, as a JSON Schema of one row."""
    return {
        "$schema": SCHEMA_DIALECT,
        "title": "resources.csv",
        "description": "科普资源，一行一条；UTF-8 编码，带字节序标记",
        "type": "object",
        "properties": {name: {"type": "string", "description": name} for name in RESOURCE_COLUMNS},
        "required": list(RESOURCE_COLUMNS),
        "additionalProperties": False,
    }


def _sorted(plan: Plan) -> list[Resource]:
    return sorted(plan.resources.values(), key=lambda resource: resource.id)


def _shape(resource: Resource) -> ResourceShape:
    place = resource.place
    return ResourceShape(
        id=resource.id,
        name=resource.name,
        kind=resource.kind,
        about=resource.about,
        provider=resource.provider,
        fee=resource.fee,
        free=resource.free if resource.fee else None,
        access=resource.access,
        hours=resource.hours,
        link=resource.link,
        phone=resource.phone,
        place=place.name if place else None,
        township=place.township if place else None,
        city=place.city if place else None,
        address=place.address if place else None,
        audiences=list(resource.audiences),
        topics=list(resource.topics),
        measures=list(resource.serves),
        sources=source_shapes(resource.sources),
        unverified=resource.unverified,
        checked=resource.checked,
        added=resource.added,
        updated=resource.updated,
        url=urls.url_of(resource),
    )


def _row(plan: Plan, resource: Resource) -> list[str]:
    place = resource.place
    return [
        RESOURCE_KINDS[resource.kind],
        resource.id,
        resource.name,
        resource.about,
        resource.provider,
        resource.fee or "",
        resource.access,
        resource.hours or "",
        resource.link or "",
        resource.phone or "",
        "，".join(part for part in (place.name, (place.city or "") + (place.address or "")) if part) if place else "",
        "、".join(names(plan, resource.audiences, ())) or "所有人",
        "、".join(names(plan, (), resource.topics)),
        "待核" if resource.unverified else "",
        str(resource.checked or ("待核验" if resource.link else "")),
        str(resource.added),
        urls.url_of(resource),
    ]
