"""YAML text into where each of its values stands, from the marks of PyYAML's events.

Made by hand: no writer of YAML leaves alone what it was not asked to change (ruamel.yaml moves comments with the field
before them, and knows neither the line ends nor the spacing of a file).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml import DocumentStartEvent, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent

BLOCK_STYLES = ("|", ">")


@dataclass
class SpanPart:
    """A field of a mapping or an item of a list: its name or place, where it begins, and its value.

    A field begins with its name, an item with its dash, or with its value where the list stands in brackets.
    """

    name: str | int
    start: int
    value: Span


@dataclass
class Span:
    """A value from its first character to behind its last; `style` is "{", "[", "map", "list", or a scalar's own."""

    start: int
    end: int
    style: str
    parts: list[SpanPart] = field(default_factory=list)

    @property
    def flow(self) -> bool:
        """Whether it stands in brackets or braces."""
        return self.style in ("{", "[")

    @property
    def empty(self) -> bool:
        """Whether nothing stands there."""
        return self.start == self.end


def spans_of(text: str) -> Span | None:
    """The value that a text holds, None where it holds none. Raises yaml.YAMLError."""
    reader = _Spans(text)
    while event := reader.next():
        if isinstance(event, DocumentStartEvent):
            first: Any = reader.next()
            found = reader.span(first, 0)
            return None if found.empty and not found.parts else found
    return None


class _Spans:
    def __init__(self, text: str) -> None:
        self.text = text
        self.next: Any = yaml.CSafeLoader(text).get_event

    def span(self, event: Any, behind: int) -> Span:
        """The span of the value that an event begins; where none is written, it stands `behind` something."""
        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(event, ScalarEvent):
            if event.style in BLOCK_STYLES:  # without the line ends behind it
                end = start + len(self.text[start:end].rstrip())
            style = event.style or ""
            return Span(start, end, style) if style or end > start else Span(behind, behind, "")
        if isinstance(event, MappingStartEvent):
            return self.mapping(Span(start, start, "{" if event.flow_style else "map"))
        return self.sequence(Span(start, start, "[" if event.flow_style else "list"))

    def mapping(self, whole: Span) -> Span:
        while not isinstance(event := self.next(), MappingEndEvent):
            colon = self.text.index(":", event.end_mark.index) + 1
            whole.parts.append(SpanPart(event.value, event.start_mark.index, self.span(self.next(), colon)))
        return self.ended(whole, event)

    def sequence(self, whole: Span) -> Span:
        while not isinstance(event := self.next(), SequenceEndEvent):
            start = event.start_mark.index if whole.flow else self.dash(whole)
            whole.parts.append(SpanPart(len(whole.parts), start, self.span(event, start + 1)))
        return self.ended(whole, event)

    def dash(self, whole: Span) -> int:
        """Where the next item of a list begins."""
        if not whole.parts:
            return self.text.index("-", whole.start)
        found = _DASH.search(self.text, whole.parts[-1].value.end)
        assert found, "an item without a dash"
        return found.end() - 1

    def ended(self, whole: Span, event: Any) -> Span:
        """A block ends with its last value; what its end event marks is the next thing in the file."""
        last = whole.parts[-1].value.end if whole.parts else whole.start
        whole.end = event.end_mark.index if whole.flow else last
        return whole


_DASH = re.compile(r"^[ \t]*-(?=[ \t\r\n])", re.MULTILINE)
