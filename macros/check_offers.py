"""The rules of what people can use: resources, daily pieces, listings and alerts; one generator each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from .errors import Problem
from .model import Plan
from .offers import Listing, Resource
from .references import townships, unknown, unknown_terms


def check_references(plan: Plan) -> Iterator[Problem]:
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


RULES: tuple[Callable[[Plan], Iterator[Problem]], ...] = (check_references,)


def _filed(plan: Plan) -> Iterable[Resource | Listing]:
    listings: Iterable[Listing] = chain(plan.experts.values(), plan.teams.values(), plan.venues.values())
    return chain(plan.resources.values(), listings)
