"""The rules of what people can use: resources, daily pieces, listings and alerts; one generator each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain

from ...common.dates import years_later
from ...common.problems import Problem
from ...model.plan import Plan
from ...model.record import Place, texts_with_places
from ...model.resources import Listing, Resource
from ..references import all_entries, townships, unknown, unknown_terms


def check_resource_references(plan: Plan) -> Iterator[Problem]:
    """Audiences, topics, measures, units, townships and resources that are named exist."""
    for record in _filed(plan):
        yield from unknown_terms(plan, record)
        if isinstance(record, Listing):
            yield from unknown(record, "unit", record.unit, plan.units, "责任单位")
        place = getattr(record, "place", None)
        if place:
            yield from unknown(place, "township", place.township, townships(plan), "乡镇办场")
    for piece in plan.daily.values():
        yield from unknown(piece, "resource", piece.resource, plan.resources, "资源")


def check_places(plan: Plan) -> Iterator[Problem]:
    """A resource that is a place says where it is; a place lies in a township or a city, and its address repeats neither."""
    for resource in plan.resources.values():
        if resource.kind == "place" and not resource.place:
            yield Problem(resource.where("kind"), "种类是场所（place），还要写 place，至少写 name（地点名称）")
    for record in chain(_filed(plan), plan.events.values()):
        place = getattr(record, "place", None)
        if place:
            yield from _wrong_place(plan, place)


def check_opening_hours(plan: Plan) -> Iterator[Problem]:
    """The opening hours of a place have a source with a date, and no source stands without hours."""
    for resource in plan.resources.values():
        source = resource.hours_source
        if source and not resource.hours:
            yield Problem(resource.where("hours_source"), "没有写 hours（开放时间），就不用写它的出处，请删去")
        elif source and not source.dated:
            yield Problem(resource.where("hours_source"), "还要写 dated：这个开放时间是哪一天公布的，例如 2026-03-05")
        elif resource.kind == "place" and resource.hours and not source:
            message = "场所的开放时间要有出处和日期：加 hours_source，写 name 和 dated；查不到就删去 hours"
            yield Problem(resource.where("hours"), message)


def _wrong_place(plan: Plan, place: Place) -> Iterator[Problem]:
    if place.township and place.city:
        yield Problem(place.where("city"), "写了 township（乡镇办场），就不写 city（城市），请删去一项")
    town = townships(plan).get(place.township or "")
    for part in (place.city, town.name if town else None, plan.site.place):
        if part and place.address and place.address.startswith(part):
            yield Problem(place.where("address"), f"开头的“{part}”网站会自己加上，请删去；只剩它的，删去 address")
            return


def check_terms_of_listings(plan: Plan) -> Iterator[Problem]:
    """An entry is valid from its consent on, for at most three years after it was last gone over."""
    for record in all_entries(plan):
        latest = years_later(record.updated, MOST_YEARS)
        if record.valid_until <= record.consent.dated:
            yield Problem(record.where("valid_until"), f"有效期应当晚于同意公开的日期（{record.consent.dated}）")
        elif record.valid_until > latest:
            message = f"有效期最长到最后核改（{record.updated}）以后三年，应当不晚于 {latest}"
            yield Problem(record.where("valid_until"), message)


def check_personal_data(plan: Plan) -> Iterator[Problem]:
    """No entry holds somebody's mobile number, identity number or private mailbox."""
    for record in all_entries(plan):
        for where, text in texts_with_places(record):
            for what, instead in personal_data(text):
                yield Problem(where, f"里面有{what}，公开的资料里不能有；{instead}")


def personal_data(text: str) -> Iterator[tuple[str, str]]:
    """What in a text belongs to one person and not to the public, and what to write instead."""
    plain = unicodedata.normalize("NFKC", text)
    if match := IDENTITY_NUMBER.search(plain):
        yield f"像身份证号的数字（{match[0][:3]}…）", "请删去"
    elif match := MOBILE_NUMBER.search(plain):
        yield f"像手机号的 11 位数字（{match[0][:3]}…）", "请改写办公电话"
    if match := PRIVATE_MAILBOX.search(plain):
        yield f"私人邮箱（…@{match[1]}）", "请改写单位邮箱，没有就删去"


IDENTITY_NUMBER = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])")
MOBILE_NUMBER = re.compile(r"(?<![0-9])(?:[0-9]{11}|1[3-9][0-9](?:[ -]?[0-9]{4}){2})(?![0-9])")
PRIVATE_MAILBOX = re.compile(
    r"[A-Za-z0-9._+-]+@((?:vip\.)?(?:qq|foxmail|163|126|yeah|sina|sohu|139|189|wo|21cn|tom|aliyun|gmail|outlook|hotmail|live|msn|icloud|yahoo)"
    r"\.[A-Za-z.]*[A-Za-z])",
    re.IGNORECASE,
)
MOST_YEARS = 3


def _filed(plan: Plan) -> Iterable[Resource | Listing]:
    return chain(plan.resources.values(), all_entries(plan))
