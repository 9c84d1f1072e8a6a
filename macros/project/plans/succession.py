"""A plan and the one before it: which measures go on, which are new, which are gone, as an editor has tied them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...model.plan import Period, Plan
from ...model.tree.node import Node

LIKE_ENOUGH = 0.5
"""So many of the pairs of characters of the shorter text stand in the longer one too, where one may go on from the other."""


@dataclass(frozen=True)
class Succession:
    """What became of the measures of an earlier plan."""

    earlier: Period
    later: Period
    going_on: tuple[tuple[Node, Node], ...]
    """Each as it was and as it is, in the order of the later plan."""
    new: tuple[Node, ...]
    gone: tuple[Node, ...]


def plan_before(plan: Plan, period: Period) -> Period | None:
    """The plan that this one takes the place of."""
    place = plan.periods.index(period)
    return next((other for other in reversed(plan.periods[:place]) if other.series == period.series), None)


def plan_after(plan: Plan, period: Period) -> Period | None:
    """The plan that takes the place of this one."""
    place = plan.periods.index(period) + 1
    return next((other for other in plan.periods[place:] if other.series == period.series), None)


def succession(plan: Plan, later: Period) -> Succession | None:
    """What went on from the plan before; None where there is none, or nobody has tied anything yet."""
    earlier = plan_before(plan, later)
    pairs = _tied(earlier, later) if earlier else []
    if earlier is None or not pairs:
        return None
    after = {new.id for _, new in pairs}
    before = {old.id for old, _ in pairs}
    return Succession(
        earlier,
        later,
        tuple(pairs),
        tuple(measure for measure in later.measures() if measure.id not in after),
        tuple(measure for measure in earlier.measures() if measure.id not in before),
    )


def _tied(earlier: Period, later: Period) -> list[tuple[Node, Node]]:
    measures = {measure.id: measure for measure in earlier.measures()}
    return [(measures[new.continues], new) for new in later.measures() if new.continues in measures]


def goes_on_from(plan: Plan, period: Period, measure: Node) -> Node | None:
    """The measure of the plan before that this one goes on from."""
    earlier = plan_before(plan, period)
    return earlier.by_id.get(measure.continues) if earlier and measure.continues else None


def goes_on_as(plan: Plan, period: Period, measure: Node) -> list[Node]:
    """The measures of the plan after that go on from this one."""
    later = plan_after(plan, period)
    return [new for new in later.measures() if new.continues == measure.id] if later else []


def likely_ties(plan: Plan, later: Period) -> Iterator[tuple[Node, Node]]:
    """Measures that nobody has tied and that read alike: as it was, as it is; each at most once, the likest first."""
    earlier = plan_before(plan, later)
    if earlier is None:
        return
    tied = _tied(earlier, later)
    taken = {id(node) for pair in tied for node in pair}
    old = [(measure, _pairs_of(measure)) for measure in earlier.measures() if id(measure) not in taken]
    new = [(measure, _pairs_of(measure)) for measure in later.measures() if not measure.continues]
    found = [(_likeness(before, after), one, other) for one, before in old for other, after in new]
    for likeness, one, other in sorted(found, key=lambda it: -it[0]):
        if likeness >= LIKE_ENOUGH and not taken & {id(one), id(other)}:
            taken |= {id(one), id(other)}
            yield one, other


def _pairs_of(measure: Node) -> frozenset[str]:
    """The neighbouring characters of a measure's name and words."""
    words = f"{measure.title}。{measure.body or measure.table or ''}"
    text = "".join(char for char in words if char.isalnum())
    return frozenset(text[place : place + 2] for place in range(len(text) - 1))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(8, min(len(one), len(other)))
