"""A text and the values it should have into the text with only the lines of the changed fields changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from ...common.files.yaml_reader import parsed_yaml
from ...common.text.characters import hidden_in
from .spans import Span, SpanPart, spans_of
from .spelling import field_lines, item_lines, spelled


class CannotEdit(Exception):
    """The file is written in a way in which no change of ours would read as meant; nothing was changed."""


def edited(text: str, wanted: dict[str, Any]) -> str:
    """The text with the wanted values; new fields stand behind the field that comes before them in `wanted`.

    Comments, order, quotation marks and line ends stay. What comes back has been read again and says what is wanted.
    Raises CannotEdit.
    """
    file = parsed_yaml(text.replace("\r\n", "\n"), "")
    if file.problems or not isinstance(file.value, dict | None):
        raise CannotEdit
    current = file.value or {}
    if same(current, wanted):
        return text
    for style in ("", '"'):  # a text that a rule for slips takes for one may need its marks
        try:
            new = _Edits(text, style).applied(current, wanted)
        except _Respell:
            raise CannotEdit from None
        lines = new.replace("\r\n", "\n")
        read = parsed_yaml(lines, "")
        if not read.problems and not hidden_in(lines) and same(read.value or {}, wanted):
            return new
    raise CannotEdit


def edited_page(text: str, wanted: dict[str, Any], body: str | None = None) -> str:
    """The same for the front matter of a Markdown file; with another text below it where one is given."""
    found = re.match(r"---\r?\n(.*?)(\r?\n---(\r?\n|$))", text, re.DOTALL)
    if not found:
        raise CannotEdit
    below = text[found.end() :]
    if body is not None and (lines := body.replace("\r\n", "\n")) != below.replace("\r\n", "\n"):
        below = lines.replace("\n", line_end(text))
    return text[: found.start(1)] + edited(found[1], wanted) + found[2] + below


def line_end(text: str) -> str:
    """The line end that a text uses."""
    return "\r\n" if "\r\n" in text else "\n"


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same, true and 1 being different things."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(value, other[name]) for name, value in one.items())
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


class _Respell(Exception):
    """A value cannot be changed in its place."""


class _Edits:
    def __init__(self, text: str, style: str) -> None:
        self.text, self.style = text, style
        self.end = line_end(text)
        self.edits: list[tuple[int, int, str]] = []

    def applied(self, current: dict[str, Any], wanted: dict[str, Any]) -> str:
        root = spans_of(self.text) or Span(len(self.text), len(self.text), "map")
        self.mapping(root, current, wanted)
        pieces, at = [], 0
        for start, end, new in sorted(self.edits, key=lambda edit: edit[:2]):
            pieces += [self.text[at:start], new]
            at = max(at, end)
        new = "".join([*pieces, self.text[at:]])
        return new if self.text.endswith("\n") or not self.text else new.rstrip("\r\n")

    def value(self, span: Span, current: Any, wanted: Any) -> None:
        """Note what changes a value in its place. Raises _Respell where that cannot be done."""
        if same(current, wanted):
            return
        if span.flow:
            self.put(span.start, span.end, self.in_brackets(span, current, wanted))
        elif span.style == "map" and isinstance(wanted, dict) and wanted:
            self.mapping(span, current, wanted)
        elif span.style == "list" and isinstance(wanted, tuple) and wanted:
            self.sequence(span, current, wanted)
        elif span.style in ("map", "list", "|", ">") or isinstance(wanted, dict | tuple) or "\n" in str(wanted):
            raise _Respell
        else:
            self.put(span.start, span.end, " " * span.empty + spelled(wanted, span.style or self.style))

    def mapping(self, span: Span, current: dict[str, Any], wanted: dict[str, Any]) -> None:
        if span.flow:
            return self.put(span.start, span.end, self.in_brackets(span, current, wanted))
        kept = [part for part in span.parts if part.name in wanted]
        if span.parts and not kept:
            raise _Respell
        parts = span.parts
        if parts and parts[0] is not kept[0] and self.dashed(parts[0]):  # the first that stays takes its place
            if "#" in self.text[parts[0].value.end : kept[0].start]:
                raise _Respell
            self.put(parts[0].start, kept[0].start, "")
            parts = parts[parts.index(kept[0]) :]
        for part in parts:
            name = str(part.name)
            if part.name not in wanted:
                self.put(self.line_start(part.start), self.line_behind(part.value.end), "")
                continue
            try:
                self.value(part.value, current[name], wanted[name])
            except _Respell:
                self.respell(part, field_lines(name, wanted[name], self.style))
        for name, before in _added(current, wanted):
            self.insert_field(span, kept, name, wanted[name], before)

    def sequence(self, span: Span, current: tuple[Any, ...], wanted: tuple[Any, ...]) -> None:
        for _, start, end, new_start, new_end in _differences(current, wanted):
            changed = min(end - start, new_end - new_start)
            for index in range(changed):
                part, new = span.parts[start + index], wanted[new_start + index]
                try:
                    self.value(part.value, current[start + index], new)
                except _Respell:
                    self.respell(part, item_lines(new, self.style))
            for part in span.parts[start + changed : end]:
                self.put(self.line_start(part.start), self.line_behind(part.value.end), "")
            at = start + changed
            for new in wanted[new_start + changed : new_end]:
                place = self.line_behind(span.parts[at - 1].value.end) if at else self.line_start(span.start)
                self.insert(place, self.column(span.parts[0].start), item_lines(new, self.style))

    def in_brackets(self, span: Span, current: Any, wanted: Any) -> str:
        """The new words of a value between brackets; what stays the same keeps its spelling."""
        if same(current, wanted):
            return self.text[span.start : span.end]
        if span.style == "{" and isinstance(wanted, dict):
            pieces = list(self.fields_in_braces(span, current, wanted))
        elif span.style == "[" and isinstance(wanted, tuple):
            pieces = list(self.items_in_brackets(span, current, wanted))
        else:
            return spelled(wanted, self.style if span.flow else span.style or self.style, True)
        if not pieces or not span.parts:
            return spelled(wanted, self.style, True)
        opened = self.text[span.start : span.parts[0].start]
        closed = self.text[span.parts[-1].value.end : span.end]
        words, last = [opened], None
        for index, piece in pieces:
            if last is not None or len(words) > 1:
                words.append(self.between(span, last, index))
            words.append(piece)
            last = index
        return "".join([*words, closed])

    def between(self, span: Span, last: int | None, index: int | None) -> str:
        """What parts two pieces: as it was where they were neighbours."""
        if last is not None and index == last + 1:
            return self.text[span.parts[last].value.end : span.parts[index].start]
        return ", "

    def fields_in_braces(
        self, span: Span, current: dict[str, Any], wanted: dict[str, Any]
    ) -> Iterator[tuple[int | None, str]]:
        added = list(_added(current, wanted))
        yield from ((None, f"{name}: {spelled(wanted[name], self.style, True)}") for name, at in added if not at)
        for index, part in enumerate(span.parts):
            name = str(part.name)
            if name in wanted:
                head = self.text[part.start : part.value.start]
                yield index, head + self.in_brackets(part.value, current[name], wanted[name])
            for new, before in added:
                if before == name:
                    yield None, f"{new}: {spelled(wanted[new], self.style, True)}"

    def items_in_brackets(
        self, span: Span, current: tuple[Any, ...], wanted: tuple[Any, ...]
    ) -> Iterator[tuple[int | None, str]]:
        at = 0
        for _, start, end, new_start, new_end in [*_differences(current, wanted), ("", len(current), 0, 0, 0)]:
            yield from (
                (i, self.text[part.start : part.value.end]) for i, part in enumerate(span.parts) if at <= i < start
            )
            for index, new in enumerate(wanted[new_start:new_end], start):
                if index < end:
                    yield index, self.in_brackets(span.parts[index].value, current[index], new)
                else:
                    yield None, spelled(new, self.style, True)
            at = end

    def insert_field(self, span: Span, kept: Sequence[SpanPart], name: str, value: Any, before: str) -> None:
        """Write a new field below the comment that speaks of it, or behind the field that comes before it."""
        column = self.column(span.parts[0].start) if kept else 0
        hint = re.compile(rf"^ {{{column}}}# ?{re.escape(name)}:.*$", re.MULTILINE)
        area = (span.start, self.line_behind(span.end)) if column else (0, len(self.text))
        known = {part.name: part for part in kept}
        if found := hint.search(self.text, *area):
            place = self.line_behind(found.end())
        elif before:
            place = self.line_behind(known[before].value.end)
        elif kept and not self.dashed(span.parts[0]):
            place = self.line_start(span.parts[0].start)
        else:
            place = self.line_behind(kept[0].value.end) if kept else len(self.text)
        self.insert(place, column, field_lines(name, value, self.style))

    def dashed(self, part: SpanPart) -> bool:
        """Whether a dash stands before a field on its line."""
        return bool(self.text[self.line_start(part.start) : part.start].strip())

    def respell(self, part: SpanPart, lines: Iterator[str]) -> None:
        """Write a field or an item anew."""
        pad = self.end + " " * self.column(part.start)
        self.put(part.start, part.value.end, pad.join(lines))

    def insert(self, place: int, column: int, lines: Iterator[str]) -> None:
        new = "".join(f"{' ' * column}{line}{self.end}" for line in lines)
        torn = place == len(self.text) and self.text and not self.text.endswith("\n")
        self.put(place, place, self.end * bool(torn) + new)

    def put(self, start: int, end: int, new: str) -> None:
        self.edits.append((start, end, new))

    def line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def line_behind(self, at: int) -> int:
        """Where the line after this one begins."""
        return self.text.find("\n", at) + 1 or len(self.text)

    def column(self, at: int) -> int:
        return at - self.line_start(at)


def _differences(current: tuple[Any, ...], wanted: tuple[Any, ...]) -> list[tuple[str, int, int, int, int]]:
    """Where two lists differ, by the items that they share."""
    matcher = SequenceMatcher(None, [*map(repr, current)], [*map(repr, wanted)], autojunk=False)
    return [code for code in matcher.get_opcodes() if code[0] != "equal"]


def _added(current: dict[str, Any], wanted: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each new field with the field before it that is there already, or nothing."""
    before = ""
    for name in wanted:
        if name in current:
            before = name
        else:
            yield name, before
