"""What the data files have in common: their base record and how units are named in them."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from ..model.plan import Member, Plan, Unit
from ..model.record import Source

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Shape(BaseModel):
    """An object in a data file; its fields are the promise to readers."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class UnitName(Shape):
    """责任单位：代号和方案里的写法。"""

    id: str = Field(description="单位代号")
    name: str = Field(description="方案里的写法")


def unit_name(unit: Unit | Member) -> UnitName:
    """A unit as data files name it: id, and name as the plan writes it."""
    return UnitName(id=unit.id, name=unit.name)


def unit_names(plan: Plan, ids: tuple[str, ...]) -> list[UnitName]:
    """The units of these ids, in their order. Raises KeyError for an id that the plan does not have."""
    return [unit_name(plan.units[id]) for id in ids]


class SourceShape(Shape):
    """出处。"""

    name: str = Field(description="来源名称")
    publisher: str | None = Field(description="发布单位")
    number: str | None = Field(description="文号")
    dated: date | None = Field(description="来源的日期")
    link: str | None = Field(description="网址；没有核实则为 null")
    quote: list[str] = Field(description="照抄的原话")


def source_shapes(sources: tuple[Source, ...]) -> list[SourceShape]:
    """The sources of a record as data files give them."""
    return [SourceShape(**source.model_dump()) for source in sources]


class LicenceShape(Shape):
    """转载和使用的条件。"""

    name: str
    link: str | None = Field(description="许可协议全文的网址")
    text: str = Field(description="一句话说明")


def licence_shape(plan: Plan) -> LicenceShape | None:
    """On what terms texts may be used; None where the site states none."""
    return LicenceShape(**plan.site.licence.model_dump()) if plan.site.licence else None


def as_json(shape: Shape) -> str:
    """A data file: indented JSON that ends with a line end."""
    return shape.model_dump_json(indent=2) + "\n"


def as_schema(shape: type[Shape], title: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a data file, under the name of that file."""
    return {"$schema": SCHEMA_DIALECT, **_schema(shape), "title": title}


@cache
def _schema(shape: type[Shape]) -> dict[str, Any]:
    return shape.model_json_schema()
