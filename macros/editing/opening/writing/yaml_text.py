"""Plain values into the YAML of a project's files: block by block, every text in quotation marks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from ....common.files.yaml_reader import quoted
from ...record_file import Code


class Blank(str):
    """A text whose line is there also while it is empty."""


def yaml_text(values: Mapping[str, object], schema: str = "") -> str:
    """A file: its values in their order, without those that are empty; `schema` is the path to its description."""
    head = f"# yaml-language-server: $schema={schema}\n" if schema else ""
    return head + "\n".join(_mapping(values)) + "\n"


def _mapping(values: Mapping[str, object]) -> Iterator[str]:
    for name, value in values.items():
        if isinstance(value, Blank) and not value:
            yield f"{name}:"
        elif value is None or value == "" or (isinstance(value, Sequence | Mapping) and not value):
            continue
        elif isinstance(value, Mapping):
            if len(flow := f"{name}: {_flow(value)}") < 100 and _is_flat(value):
                yield flow
            else:
                yield f"{name}:"
                yield from (f"  {line}" for line in _mapping(value))
        elif isinstance(value, Sequence) and not isinstance(value, str):
            yield from _listed(name, value)
        else:
            yield f"{name}: {_scalar(value)}"


def _listed(name: str, values: Sequence[object]) -> Iterator[str]:
    flow = f"{name}: {_flow(values)}"
    if all(not isinstance(value, Mapping) or _is_flat(value) for value in values) and len(flow) < 110:
        yield flow
        return
    yield f"{name}:"
    for value in values:
        if isinstance(value, Mapping) and not (_is_flat(value) and len(_flow(value)) < 110):
            for place, line in enumerate(_mapping(value)):
                yield f"  {'  ' if place else '- '}{line}"
        else:
            yield f"  - {_flow(value)}"


def _is_flat(value: Mapping[str, object]) -> bool:
    return not any(
        isinstance(one, Mapping) or (isinstance(one, Sequence) and any(isinstance(part, Mapping) for part in one))
        for one in value.values()
    )


def _flow(value: object) -> str:
    if isinstance(value, Mapping):
        return (
            "{"
            + ", ".join(f"{name}: {_flow(one)}" for name, one in value.items() if one not in (None, "", (), []))
            + "}"
        )
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}" if abs(value) < 1e6 else str(int(value))
    return str(value) if isinstance(value, Code | date | int) else quoted(str(value))
