"""The rules of what people can use: resources, daily pieces, listings and alerts; one generator each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain

from ...common.dates import years_later
from ...common.problems import Problem
from ...model.plan import Plan
from ...model.record import texts_with_places
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
