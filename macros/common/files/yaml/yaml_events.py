"""The events of a YAML parser into plain values, with every slip of an office keyboard.

Made by hand on the events of PyYAML: loaders (ruamel, strictyaml) stop at the first fault and know no office slips.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml
from yaml import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from ...problems import Problem, Where
from ...text.characters import INVISIBLE
from ...text.line_joining import HAN, unwrapped
from ..text_file import Unusable
from .yaml_file import Location, YamlFile, field_name_of
from .yaml_scalars import plain_value
from .yaml_slips import NO_SPACE, missing_space

MAX_DEPTH = 12

_SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

YamlEvent = Any  # the stubs of PyYAML know neither the marks nor the anchors of all events


class YamlReader:
    """Builds values from the event stream: lines, depth and aliases are all in view there."""

    def __init__(self, file: YamlFile) -> None:
        self.file = file
        self.text_lines: set[int] = set()
        self.depth = 0
        self.text_of: list[str] = []
        self.last_quoted = (0, 0)  # first and last line, from 0

    def read(self, text: str) -> None:
        self.text_of = [*text.split("\n"), ""]  # where a text has no last line end, the parser tells of a line after it
        self.next_event: Callable[[], YamlEvent] = _SAFE_LOADER(text).get_event  # yaml.parse asks twice for each
        started = False
        while event := self.next_event():
            if isinstance(event, DocumentStartEvent):
                if started:
                    return self.problem(event, "一个文件只能写一份内容，不要用“---”分成几份")
                started = True
                self.file.value = self.node(self.next_event(), ())

    def problem(self, event: YamlEvent, message: str, location: Location = ()) -> None:
        self.file.problems.append(Problem(Where(self.file.path, _line(event), field_name_of(location)), message))

    def node(self, event: YamlEvent, location: Location) -> Any:
        if isinstance(event, AliasEvent):
            hint = "请直接写出来；文字以 * 开头时请给整句加引号"
            return self.problem(event, f"不支持用“*{event.anchor}”引用别处的内容，{hint}", location)
        if event.anchor or event.tag:
            self.refuse_marks(event, location)
        if isinstance(event, ScalarEvent):
            return self.scalar(event, location)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unusable(f"层次超过 {MAX_DEPTH} 层，请检查缩进和括号", _line(event))
        value = self.mapping(location) if isinstance(event, MappingStartEvent) else self.sequence(location)
        self.depth -= 1
        return value

    def refuse_marks(self, event: YamlEvent, location: Location) -> None:
        """Anchors (&name) and tags (!name)."""
        if event.anchor:
            self.problem(event, f"不支持“&{event.anchor}”这种写法；文字以 & 开头时请给整句加引号", location)
        if event.tag:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.problem(event, f"不支持“{tag}”这种写法；文字以 ! 开头时请给整句加引号", location)

    def mapping(self, location: Location) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := self.next_event(), MappingEndEvent):
            if not isinstance(event, ScalarEvent):
                self.problem(event, "冒号前面应当是一个字段名；文字以 { [ * & 开头时请给整句加引号", location)
                if not isinstance(event, AliasEvent):
                    self.node(event, location)
                self.node(self.next_event(), location)
                continue
            key, here = event.value, (*location, event.value)
            value_event = self.next_event()
            if "：" in key and getattr(value_event, "value", "x") == "":
                message = f"“{_cut(key)}”里的冒号是中文的“：”，应当是英文的“:”，后面空一格"
                self.problem(event, message, location)
            elif key in values:
                self.problem(event, f"重复写了两次（第 {self.file.lines[here]} 行已有），请只留一处", here)
                self.node(value_event, here)
            else:
                if event.anchor or event.tag:
                    self.refuse_marks(event, here)
                self.file.lines[here] = _line(event)
                values[key] = self.node(value_event, here)
        return values

    def sequence(self, location: Location) -> tuple[Any, ...]:
        values: list[Any] = []
        while not isinstance(event := self.next_event(), SequenceEndEvent):
            here = (*location, len(values))
            self.file.lines[here] = _line(event)
            values.append(self.node(event, here))
        return tuple(values)

    def scalar(self, event: YamlEvent, location: Location) -> Any:
        first, last = event.start_mark.line, event.end_mark.line
        if event.style:
            after = last + (event.end_mark.column > 0)
            self.text_lines.update(range(first + 2, after + 1))
            self.last_quoted = (first, last)
        if event.style == '"' and (hidden := INVISIBLE.search(event.value)):
            self.problem(event, f"反斜杠写出了看不见的字符（U+{ord(hidden[0]):04X}），请删去", location)
        if event.style not in ("|", ">") and "#" in self.text_of[last]:
            self.cut(event, location)
        text = str(event.value) if first == last else self.unfolded(event)
        if event.style or not event.implicit[0]:
            return text
        if first != last:
            self.swallowed(event)
        try:
            return plain_value(text)
        except ValueError as error:
            self.problem(event, str(error), location)
            return event.value

    def cut(self, event: YamlEvent, location: Location) -> None:
        """What follows “ #” is a comment in YAML (1.2.2 §6.6): words that were meant as text are lost without a word."""
        after = self.text_of[event.end_mark.line][event.end_mark.column :]
        rest = after.lstrip(" \t,]}")
        words = HAN.search(event.value) or " " in event.value.strip()
        close = not event.style and words and re.match(r"[ \t]# ", after)
        lost = close or not rest.startswith("# ")
        if rest.startswith("#") and rest.strip("# ") and lost:
            hint = "是内容就给整句加引号，是说明就另起一行写"
            self.problem(event, f"“{_cut(rest)}”前面有“ #”，这几个字不算内容，网站上不会显示；{hint}", location)

    def unfolded(self, event: YamlEvent) -> str:
        """A text over several lines, without spaces where lines of Chinese meet; a block kept as it stands (|) stays."""
        first, last = event.start_mark, event.end_mark
        text = str(event.value)
        if event.style == "|" or " " not in text:
            return text
        lines = self.text_of[first.line : last.line + 1]
        lines[-1] = lines[-1][: last.column]
        lines[0] = lines[0][first.column :]
        if event.style == ">":
            return (
                text
                if len({len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()}) > 1
                else _read([lines[0], *unwrapped(lines[1:])])
            )
        if event.style:
            return _read(unwrapped(lines))
        drawn = _folded(lines)
        return _folded(unwrapped(lines)) if drawn == text else text

    def swallowed(self, event: YamlEvent) -> None:
        """A text without quotes may go on in the next line; a list item or a field there was not meant as text."""
        for number in range(event.start_mark.line + 1, event.end_mark.line + 1):
            line, path = self.text_of[number], self.file.path
            if line.lstrip().startswith("- "):
                message = "列表各项的“-”没有对齐，这一行被并进了上一项"
                self.file.problems.append(Problem(Where(path, number + 1), message))
            elif match := NO_SPACE.match(line):
                self.file.problems.append(missing_space(path, number + 1, match[1]))


def _read(lines: list[str]) -> str:
    """The text that these lines of a quoted or folded scalar are, once they stand alone."""
    return next(str(event.value) for event in yaml.parse("\n".join(lines)) if isinstance(event, yaml.ScalarEvent))


def _folded(lines: list[str]) -> str:
    """Lines without quotes as YAML draws them together: an empty one is a line end, any other line end a space."""
    words = [line.strip() for line in lines]
    return re.sub(r"\n+", lambda ends: "\n" * (len(ends[0]) - 1) or " ", "\n".join(words).rstrip("\n"))


def _line(event: YamlEvent) -> int:
    return int(event.start_mark.line) + 1


def _cut(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:20]}…"
