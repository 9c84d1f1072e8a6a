"""Values into YAML as our editors write it: words as they are where nothing can be misread, else in quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ...common.files.yaml.yaml_scalars import plain_value
from ...common.files.yaml_reader import quoted

LONG = 24
"""Items of a list that are longer stand on lines of their own."""

_BEGINS_PLAIN = re.compile(r"[A-Za-z一-鿿《“（【〔]")
_MISREAD = re.compile(r": |:$| #|[\n\t]|\s$")
_FLOW_SIGNS = re.compile(r"[,\[\]{}]")


def spelled(value: Any, style: str = "", flow: bool = False) -> str:
    """A scalar on one line, in the marks of the scalar whose place it takes; lists and groups in brackets."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return _text(value, style, flow)
        case tuple():
            return f"[{', '.join(spelled(item, style, True) for item in value)}]"
        case dict():
            return f"{{{', '.join(f'{name}: {spelled(item, style, True)}' for name, item in value.items())}}}"
        case None:
            return "null" if flow else ""
    return str(value)


def field_lines(name: str, value: Any, style: str = "") -> Iterator[str]:
    """The lines of a field that stands in no brackets."""
    match value:
        case dict() if value:
            yield f"{name}:"
            yield from (f"  {line}" for line in group_lines(value, style))
        case tuple() if any(isinstance(item, Mapping) or len(str(item)) > LONG for item in value):
            yield f"{name}:"
            yield from (f"  {line}" for item in value for line in item_lines(item, style))
        case str() if (
            style != '"'
            and "\n" in value.rstrip("\n")
            and not value.startswith((" ", "\n"))
            and not value.endswith("\n\n")
        ):
            yield f"{name}: {'|' if value.endswith(chr(10)) else '|-'}"
            yield from (f"  {line}".rstrip() for line in value.removesuffix("\n").split("\n"))
        case _:
            yield f"{name}: {spelled(value, style)}".rstrip()


def group_lines(values: Mapping[str, Any], style: str = "") -> Iterator[str]:
    """The lines of fields that belong together."""
    for name, value in values.items():
        yield from field_lines(name, value, style)


def item_lines(value: Any, style: str = "") -> Iterator[str]:
    """The lines of an item of a list."""
    lines = list(group_lines(value, style)) if isinstance(value, dict) and value else [spelled(value, style)]
    yield from (f"{'  ' if index else '- '}{line}" for index, line in enumerate(lines))


def _text(value: str, style: str, flow: bool) -> str:
    if style == "'" and "\n" not in value:
        return "'" + value.replace("'", "''") + "'"
    if style == '"' or not _is_plain(value, flow):
        return quoted(value).replace("\n", "\\n").replace("\t", "\\t")
    return value


def _is_plain(value: str, flow: bool) -> bool:
    """Whether the reader takes the words without marks for what they are."""
    if not _BEGINS_PLAIN.match(value) or _MISREAD.search(value) or (flow and _FLOW_SIGNS.search(value)):
        return False
    try:
        return plain_value(value) is value
    except ValueError:
        return False
