"""The values of a YAML file, and the line of each."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from ...problems import Problem, Where

Location = tuple[str | int, ...]


@dataclass
class YamlFile:
    """Values of one file; `lines` gives the line (from 1) of every key and list item by its location."""

    path: str
    value: Any = None
    lines: dict[Location, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    packed: str = ""

    def where(self, location: Location) -> Where:
        """The nearest line known for a location, and its last field name."""
        if self.packed and location:
            self.lines, self.packed = _unpacked(self.packed), ""
        known = location
        while known and known not in self.lines:
            known = known[:-1]
        return Where(self.path, self.lines.get(known, 1), field_name_of(location))

    def pack(self) -> str:
        """Let go of the values, and hold the lines as one text, which is returned, until somebody asks for one."""
        listed: list[str | int] = []
        for location, line in self.lines.items():
            listed += (len(location), location[-1], line)
        self.packed = _ENCODER.encode(listed)
        self.value, self.lines = None, {}
        return self.packed


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _unpacked(packed: str) -> dict[Location, int]:
    lines: dict[Location, int] = {}
    parts = iter(json.loads(packed))
    names: list[str | int] = []
    for depth, name, line in zip(parts, parts, parts, strict=True):
        names[depth - 1 :] = [name]
        lines[tuple(names)] = line
    return lines


def field_name_of(location: Location) -> str:
    """The last field that a location names."""
    return next((part for part in reversed(location) if isinstance(part, str)), "")
