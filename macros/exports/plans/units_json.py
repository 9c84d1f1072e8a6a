"""The responsible units and what they answer for as /api/v1/units.json."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from ...model.plan import Member, Period, Plan, Unit
from ...queries import urls
from ...queries.duties import Duties, duties, members
from ..shapes import Shape, UnitName, as_json, as_schema, unit_name


class InheritedShape(Shape):
    """因所在集体被列名而承担的措施。"""

    collective: UnitName
    presumed: Annotated[bool, Field(description="true：方案没有列成员名单，由编者按分工表推定")]
    measures: Annotated[list[str], Field(description="措施代号")]


class DutiesShape(Shape):
    """一个规划期里的职责。"""

    period: str
    leads: Annotated[list[str], Field(description="牵头的任务代号")]
    takes_part: Annotated[list[str], Field(description="列名的措施代号")]
    inherits: list[InheritedShape]


class MemberShape(Shape):
    """有名单的集体里的成员。"""

    id: str
    name: str
    code: Annotated[str | None, Field(description="国家统计局统计用区划代码")]
    url: str
    duties: list[DutiesShape]


class UnitShape(Shape):
    """责任单位，或若干单位的集体名称。"""

    id: str
    name: Annotated[str, Field(description="方案里的写法")]
    full_name: Annotated[str | None, Field(description="全称；未经核实则为 null")]
    membership: Annotated[
        Literal["listed", "presumed"] | None,
        Field(description="null：单个单位；listed：成员有名单；presumed：成员由编者推定"),
    ]
    members: list[UnitName]
    url: str
    duties: Annotated[list[DutiesShape], Field(description="每个规划期一项，新的在前")]


class UnitsShape(Shape):
    """全部责任单位。"""

    units: list[UnitShape]
    members: Annotated[list[MemberShape], Field(description="有名单的集体的成员，例如各乡镇办场")]


def export_units(plan: Plan) -> str:
    """`units.json`: units, their members, and what each answers for in every period; JSON text."""
    listed = [member for unit in plan.units.values() for member in unit.members]
    return as_json(
        UnitsShape(
            units=[_unit(plan, unit) for unit in plan.units.values()], members=[_member(plan, m) for m in listed]
        )
    )


def units_schema() -> dict[str, Any]:
    """The JSON Schema of `units.json`."""
    return as_schema(UnitsShape, "units.json")


def _unit(plan: Plan, unit: Unit) -> UnitShape:
    return UnitShape(
        id=unit.id,
        name=unit.name,
        full_name=unit.full_name,
        membership=unit.membership,
        members=[unit_name(member) for member in members(plan, plan.current, unit)],
        url=urls.url_of(unit),
        duties=_all_duties(plan, unit),
    )


def _member(plan: Plan, member: Member) -> MemberShape:
    url = urls.url_of(member)
    return MemberShape(id=member.id, name=member.name, code=member.code, url=url, duties=_all_duties(plan, member))


def _all_duties(plan: Plan, unit: Unit | Member) -> list[DutiesShape]:
    return [_duties(period, duties(plan, period, unit)) for period in reversed(plan.periods)]


def _duties(period: Period, found: Duties) -> DutiesShape:
    return DutiesShape(
        period=period.id,
        leads=[task.id for task in found.leads],
        takes_part=[measure.id for measure in found.takes_part],
        inherits=[
            InheritedShape(
                collective=unit_name(inherited.collective),
                presumed=inherited.presumed,
                measures=[measure.id for measure in inherited.measures],
            )
            for inherited in found.inherits
        ],
    )
