"""The rules of what is taken over from other portals; one generator each."""

from __future__ import annotations

from collections.abc import Iterator

from ...common.problems import Problem
from ...model.plan import Plan
from ..references import unknown


def check_feed_sources(plan: Plan) -> Iterator[Problem]:
    """No two sources share an id or an address, and the audiences and topics they are filed under exist."""
    terms = plan.vocabulary
    audiences = [term.id for term in terms.audiences] if terms else []
    topics = [term.id for term in terms.topics] if terms else []
    seen: dict[str, str] = {}
    for source in plan.sources:
        for name in ("id", "address"):
            value = getattr(source, name)
            if value in seen:
                yield Problem(source.where(name), f"与前面的来源“{seen[value]}”重复，请只留一处")
            seen.setdefault(value, source.name)
        yield from unknown(source, "audiences", source.audiences, audiences, "人群")
        yield from unknown(source, "topics", source.topics, topics, "主题")


def check_taken(plan: Plan) -> Iterator[Problem]:
    """No two entries of a source share an id."""
    for taken in plan.reposts.values():
        ids = [item.id for item in taken.items]
        for number, item in enumerate(taken.items):
            if item.id in ids[:number]:
                yield Problem(item.where("id"), f"代号“{item.id}”重复；请重新运行 kepu pull")
