"""What answers change in how a plan is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Decisions:
    """What a person has decided; empty before anybody has. Lines count from 0, items go by their path, such as 2-1-3."""

    one_unit: frozenset[str] = frozenset()
    """Words that name one unit, though they look like two or more."""
    several_units: frozenset[str] = frozenset()
    """Words over a sign that name as many units as there are pieces."""
    no_units: frozenset[str] = frozenset()
    same: frozenset[frozenset[str]] = frozenset()
    apart: frozenset[frozenset[str]] = frozenset()
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The members of a collective, by its name."""
    refused_lines: frozenset[int] = frozenset()
    """Rows that are not about the item they were taken for."""
    plain_lines: frozenset[int] = frozenset()
    """Lines whose words on duties are none."""
    conventions: Mapping[int, bool] = field(default_factory=dict)
    """Whether a sentence that the first unit leads holds, by its line."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Short names of items that the text leaves without one."""
    pages: Mapping[str, bool] = field(default_factory=dict)
    """Whether the items of a chapter have pages of their own."""
    notes: tuple[tuple[int, str, str], ...] = ()
    """Remarks of the editor: line, the words they are on, the remark."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What was said of the document and the site, by its name."""
    no_indicators: frozenset[str] = frozenset()
    """Quotes that set no goal."""
    known_units: Mapping[str, str] = field(default_factory=dict)
    """The ids of units that the site has already, by their names and other names."""
