"""The rules on units and their duties: one generator each, its docstring the rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ....common.problems import Problem, Where, listed, nearest
from ....model.plan import Member, Period, Plan
from ....model.record import Record
from ....model.tree.node import Duty, Node


def check_named_units(plan: Plan) -> Iterator[Problem]:
    """Every unit with a duty has a file in plan/units."""
    places: dict[str, list[Where]] = {}
    for duty, index, unit in _unit_references(plan):
        if unit not in plan.units:
            places.setdefault(unit, []).append(duty.where("units", index))
    for unit, (first, *others) in places.items():
        more = f"（另有 {len(others)} 处也这样写）" if others else ""
        yield Problem(first, f"责任单位“{unit}”不存在{more}{nearest(unit, plan.units)}")


def check_unit_lists(plan: Plan) -> Iterator[Problem]:
    """The units of a duty are those its published words name, in that order, none twice."""
    misnamed = {problem.where for problem in check_published_names(plan)}
    for period in plan.periods:
        for _, duty in duties_of(period):
            units = [plan.units[id] for id in duty.units if id in plan.units]
            repeated = [id for id, count in Counter(duty.units).items() if count > 1]
            written = duty.words or ""
            if repeated:
                yield Problem(duty.where("units"), f"“{listed(repeated)}”写了不止一次，请只留一处")
            elif len(units) < len(duty.units) or written not in period.source:
                continue  # another rule has said so
            elif not misnamed & {unit.where("name") for unit in units} and not _names(
                written, [(unit.name, *unit.aliases) for unit in units]
            ):
                found, published = "、".join(unit.name for unit in units) or "（没有）", written or "（没有）"
                yield Problem(duty.where("units"), f"代号写的是“{found}”，原文是“{published}”，两处要一致")


SEPARATORS = ("以及", "、", "，", ",", "；", ";", "和", "及", "与", "等", " ", "\u3000")
"""What stands between the names of units; where a text has lost it, nothing does."""


def _names(words: str, units: list[tuple[str, ...]]) -> bool:
    """Whether words are the names of these units, in this order, and nothing else."""
    rest = _past_separators(words) if not units else words
    for names in units:
        name = next((name for name in sorted(names, key=len, reverse=True) if rest.startswith(name)), None)
        if name is None:
            return False
        rest = _past_separators(rest.removeprefix(name))
    return not rest


def _past_separators(words: str) -> str:
    while sign := next((sign for sign in SEPARATORS if words.startswith(sign)), ""):
        words = words.removeprefix(sign)
    return words


def check_published_names(plan: Plan) -> Iterator[Problem]:
    """A unit with duties is named as the published text names it."""
    words = [duty.words or "" for period in plan.periods for _, duty in duties_of(period)]
    published = "\n".join([*(period.source for period in plan.periods), *words])
    for id in sorted({id for *_, id in _unit_references(plan)} & plan.units.keys()):
        unit = plan.units[id]
        if unit.name not in published:
            message = f"“{unit.name}”在方案原文里找不到，要与原文一字不差（别的叫法写在 aliases）"
            yield Problem(unit.where("name"), message)


def check_unit_names(plan: Plan) -> Iterator[Problem]:
    """No two units share a name, and only a collective has members."""
    first: dict[str, str] = {}
    for unit in plan.units.values():
        if unit.name in first:
            yield Problem(unit.where("name"), f"“{unit.name}”与 {first[unit.name]} 重名，一个单位只要一个文件")
        first.setdefault(unit.name, unit.where().path)
        if unit.membership == "listed" and not unit.members:
            yield Problem(unit.where("membership"), "填了 listed，就要在 members 里列出成员；没有名单请填 presumed")
        if unit.members and unit.membership != "listed":
            yield Problem(unit.where("members"), "列了成员，就要写 membership: listed")


def check_page_addresses(plan: Plan) -> Iterator[Problem]:
    """No two units or members have the same page."""
    members = [member for unit in plan.units.values() for member in unit.members]
    first: dict[str, Record] = {}
    for record in [*plan.units.values(), *members]:
        if record.id in first:
            where, other = record.where("id"), first[record.id].where("id")
            if not isinstance(record, Member):
                where = record.where()  # its id is its file name
            message = f"代号“{record.id}”与 {other.path} 重复，网页地址会互相覆盖，请换一个"
            yield Problem(where, message)
        first.setdefault(record.id, record)


def duties_of(period: Period) -> Iterator[tuple[Node, Duty]]:
    """Every duty of a plan with the node it hangs on."""
    for node in period.walk():
        for duty in node.duties:
            yield node, duty


def _unit_references(plan: Plan) -> Iterator[tuple[Duty, int, str]]:
    for period in plan.periods:
        for _, duty in duties_of(period):
            for index, unit in enumerate(duty.units):
                yield duty, index, unit
