"""What the data files have in common: their base record and how units are named in them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from ..model import Member, Plan, Unit

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Shape(BaseModel):
    """An object in a data file; its fields are the promise to readers."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class UnitName(Shape):
    """责任单位：代号和方案里的写法。"""

    id: str = Field(description="单位代号")
    name: str = Field(description="方案里的写法")


def unit_name(unit: Unit | Member) -> UnitName:
    return UnitName(id=unit.id, name=unit.name)


def unit_names(plan: Plan, ids: tuple[str, ...]) -> list[UnitName]:
    return [unit_name(plan.units[id]) for id in ids]


def as_json(shape: Shape) -> str:
    return shape.model_dump_json(indent=2) + "\n"


def as_schema(shape: type[Shape], title: str) -> dict[str, Any]:
    return {"$schema": SCHEMA_DIALECT, **shape.model_json_schema(), "title": title}
