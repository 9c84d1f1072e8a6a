"""Texts with macros: whether they are called rightly, and the text with something in their place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import jinja2
from jinja2 import nodes

from ...common.problems import Problem, Where, nearest
from .macro_calls import KIND_NAMES, MACROS, Known

WRITTEN_WRONG = '{{ }} 的写法不对，应当像 {{ measure("youth-1") }}'

_AUTHORS = jinja2.Environment(keep_trailing_newline=True)  # it draws nothing


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
