"""What authors may call in the text of a page, and what they may give it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ...model.plan import Plan
from ...model.record import Record
from ..pictures import Picture

WORDS = "words"
"""What a macro is given that looks for words in the plan."""

MACROS: dict[str, str | None] = {
    "site_name": None,
    "site_host": None,
    "plan_title": None,
    "progress_to_goal": None,
    "plan_totals": None,
    "action": "action",
    "project": "project",
    "safeguard": "safeguard",
    "measure": "measure",
    "unit": "unit",
    "duties": "unit",
    "measures": "task",
    "notes": None,
    "picture": "picture",
    "plan_says": WORDS,
    "office": WORDS,
}
"""What authors may call, and the kind of record whose id is the first argument, or WORDS (None: no argument)."""

KIND_NAMES = {
    "action": "行动",
    "project": "工程",
    "safeguard": "保障",
    "task": "任务",
    "measure": "措施",
    "unit": "责任单位",
    "picture": "图",
}

Known = Mapping[str, Collection[str]]
"""The ids that macros may be given, by kind."""


def known_to_macros(plan: Plan | None, pictures: Mapping[str, Picture]) -> Known:
    """All that macros may be given; without a plan only pictures are known."""
    return {kind: records_for_macro(plan, kind, pictures) for kind in KIND_NAMES} if plan else {"picture": pictures}


def records_for_macro(plan: Plan, kind: str, pictures: Mapping[str, Picture]) -> Mapping[str, Record | Picture]:
    """What a macro may be given, by id: records of the current plan, or pictures."""
    tasks = plan.current.tasks
    match kind:
        case "picture":
            return pictures
        case "unit":
            return {
                unit.id: unit for unit in [*plan.units.values(), *(m for u in plan.units.values() for m in u.members)]
            }
        case "measure":
            return {measure.id: measure for measure in plan.current.measures()}
        case "task":
            return {task.id: task for task in tasks}
    return {task.id: task for task in tasks if task.kind == kind}
