"""What authors may call in the text of a page: which macros there are, whether they are called rightly, what stands for them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

import jinja2
from jinja2 import nodes

from ...common.problems import Problem, Where, nearest
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

WRITTEN_WRONG = '{{ }} 的写法不对，应当像 {{ measure("youth-1") }}'

_AUTHORS = jinja2.Environment(keep_trailing_newline=True)  # it draws nothing

Known = Mapping[str, Collection[str]]
"""The ids that macros may be given, by kind."""


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


def check_macros(body: str, first_line: int, shown: str, known: Known) -> Iterator[Problem]:
    """Only our macros, called with plain values, stand between {{ and }}; each id exists."""
    if "{" not in body:
        return
    try:
        tree = _AUTHORS.parse(body)
    except jinja2.TemplateSyntaxError as error:
        yield Problem(Where(shown, first_line + error.lineno - 1), WRITTEN_WRONG)
        return
    except RecursionError:  # brackets within brackets within brackets
        yield Problem(Where(shown, first_line + body.count("\n", 0, body.find("{{"))), WRITTEN_WRONG)
        return
    for node in tree.body:
        parts = node.nodes if isinstance(node, nodes.Output) else [node]
        for part in parts:
            if not isinstance(part, nodes.TemplateData):
                yield from _check_call(part, first_line, shown, known)


def fill_macros(body: str, draw: Callable[[str, Sequence[str]], str]) -> str:
    """A checked text with every macro replaced by what `draw` returns for its name and its ids."""
    if "{" not in body:
        return body
    filled = []
    for node in _AUTHORS.parse(body).body:
        for part in node.nodes if isinstance(node, nodes.Output) else [node]:
            if isinstance(part, nodes.TemplateData):
                filled.append(part.data)
            elif isinstance(part, nodes.Call) and isinstance(part.node, nodes.Name):
                ids = [argument.value for argument in part.args if isinstance(argument, nodes.Const)]
                filled.append(draw(part.node.name, ids))
    return "".join(filled)


def _check_call(node: nodes.Node, first_line: int, shown: str, known: Known) -> Iterator[Problem]:
    line = next((part.lineno for part in (node, *node.find_all(nodes.Node)) if part.lineno), 1)  # a Scope has none
    where = Where(shown, first_line + line - 1)
    if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name):
        example = '{{ measure("youth-1") }}'
        message = f"{{{{ }}}} 里只能写本站的宏，像 {example}；要显示双花括号本身，用 {{% raw %}} 括起"
        yield Problem(where, message)
        return
    name = node.node.name
    if name not in MACROS:
        yield Problem(where, f"没有“{name}”这个宏{nearest(name, MACROS)}")
        return
    kind = MACROS[name]
    values = [argument.value for argument in node.args if isinstance(argument, nodes.Const)]
    plain = not (node.kwargs or node.dyn_args or node.dyn_kwargs) and len(values) == len(node.args)
    if not plain or len(values) != (kind is not None):
        expected = f'{name}("代号")' if kind else f"{name}()"
        yield Problem(where, f"宏“{name}”应当写成 {{{{ {expected} }}}}")
    elif kind and kind in known and values[0] not in known[kind]:
        yield Problem(where, f"{KIND_NAMES[kind]}“{values[0]}”不存在{nearest(str(values[0]), known[kind])}")
