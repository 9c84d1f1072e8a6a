"""What the data files have in common: their base record and how units are named in them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field, TypeAdapter
from pydantic_core import to_json
from typing_extensions import TypedDict  # pydantic cannot describe that of typing before Python 3.12

from ..model.plan import Member, Plan, Unit
from ..model.record import Source

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Shape(TypedDict):
    """An object in a data file; its fields are the promise to readers."""


class UnitName(Shape):
    """责任单位：代号和方案里的写法。"""

    id: Annotated[str, Field(description="单位代号")]
    name: Annotated[str, Field(description="方案里的写法")]


def unit_name(unit: Unit | Member) -> UnitName:
    """A unit as data files name it: id, and name as the plan writes it."""
    return UnitName(id=unit.id, name=unit.name)


def unit_names(plan: Plan, ids: tuple[str, ...]) -> list[UnitName]:
    """The units of these ids, in their order. Raises KeyError for an id that the plan does not have."""
    return [unit_name(plan.units[id]) for id in ids]


class SourceShape(Shape):
    """出处。"""

    name: Annotated[str, Field(description="来源名称")]
    publisher: Annotated[str | None, Field(description="发布单位")]
    number: Annotated[str | None, Field(description="文号")]
    dated: Annotated[date | None, Field(description="来源的日期")]
    link: Annotated[str | None, Field(description="网址；没有核实则为 null")]
    quote: Annotated[list[str], Field(description="照抄的原话")]


def source_shapes(sources: tuple[Source, ...]) -> list[SourceShape]:
    """The sources of a record as data files give them."""
    return [source_shape(source) for source in sources]


def source_shape(source: Source) -> SourceShape:
    return SourceShape(
        name=source.name,
        publisher=source.publisher,
        number=source.number,
        dated=source.dated,
        link=source.link,
        quote=list(source.quote),
    )


class LicenceShape(Shape):
    """转载和使用的条件。"""

    name: str
    link: Annotated[str | None, Field(description="许可协议全文的网址")]
    text: Annotated[str, Field(description="一句话说明")]


def licence_shape(plan: Plan) -> LicenceShape | None:
    """On what terms texts may be used; None where the site states none."""
    found = plan.site.licence
    return LicenceShape(name=found.name, link=found.link, text=found.text) if found else None


def as_json(value: object, indent: int | None = 2) -> str:
    """A data file: JSON, indented by default, that ends with a line end."""
    return to_json(value, indent=indent).decode() + "\n"


def as_schema(shape: Any, title: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a data file, under the name of that file."""
    schema = TypeAdapter(shape).json_schema()
    found = {name: _closed(other) for name, other in schema.get("$defs", {}).items()}
    return {"$schema": SCHEMA_DIALECT, **_closed(schema), **({"$defs": found} if found else {}), "title": title}


def _closed(schema: dict[str, Any]) -> dict[str, Any]:
    """What an object is, and that it has nothing else."""
    return dict(sorted({**schema, "additionalProperties": False}.items()))
