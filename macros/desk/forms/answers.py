"""The values of a record into what a form shows, and what was filled in back into values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from ...common.text.characters import visible
from .fields import FormField

Answers = Mapping[str, Sequence[str]]
"""What a browser sends: the name of each input (`place/name`, `sources/0/link`) with what was filled in."""


def shown(fields: Iterable[FormField], values: Mapping[str, Any], within: str = "") -> dict[str, list[str]]:
    """The values of a record as answers: what the form shows before anybody has touched it."""
    found: dict[str, list[str]] = {}
    for field in fields:
        name, value = within + field.name, values.get(field.name)
        if field.widget == "group":
            found |= shown(field.parts, value if isinstance(value, dict) else {}, f"{name}/")
        elif field.widget == "blocks":
            items = value if isinstance(value, tuple) else ()
            for index, item in enumerate(items):
                found |= shown(field.parts, item if isinstance(item, dict) else {}, f"{name}/{index}/")
        else:
            found[name] = _words(field, value)
    return found


def filled(
    fields: Iterable[FormField], answers: Answers, before: Mapping[str, Any], within: str = ""
) -> dict[str, Any]:
    """The values that were meant, fields in the order of the form; what was not touched is the value of `before` itself.

    Fields of the file that no form shows stay. What cannot be read as the model wants it stays text: the model says so.
    """
    fields = list(fields)
    untouched = shown(fields, before, within)
    values: dict[str, Any] = {}
    value: Any
    for field in fields:
        name, old = within + field.name, before.get(field.name)
        if field.widget == "group":
            old = old if isinstance(old, dict) else {}
            value = filled(field.parts, answers, old, f"{name}/")
            if not value.keys() & {
                part.name for part in field.parts
            }:  # what the program keeps there goes with the rest
                value = None
        elif field.widget == "blocks":
            value = tuple(_blocks(field, answers, old if isinstance(old, tuple) else (), name)) or None
        elif (given := _given(field, answers.get(name, ()), untouched[name])) == untouched[name]:
            value = old
        else:
            value = _value(field, given)
            if value == field.default and field.name not in before:
                value = None
        empty = field.name in before and before[field.name] is None and not given_anything(answers, name)
        if value is not None or empty:
            values[field.name] = value
    return values | {name: value for name, value in before.items() if name not in {field.name for field in fields}}


def given_anything(answers: Answers, name: str) -> bool:
    """Whether anything was filled in for a field."""
    inside = f"{name}/"
    return any(any(words) for key, words in answers.items() if key == name or key.startswith(inside))


def block_numbers(answers: Answers, name: str) -> list[int]:
    """The blocks of a list that a form shows, in its order."""
    found = re.compile(rf"{re.escape(name)}/([0-9]+)/")
    return list(dict.fromkeys(int(match[1]) for key in answers if (match := found.match(key))))


def _blocks(field: FormField, answers: Answers, before: tuple[Any, ...], name: str) -> Iterator[dict[str, Any]]:
    for index in block_numbers(answers, name):
        old = before[index] if index < len(before) and isinstance(before[index], dict) else {}
        if item := filled(field.parts, answers, old, f"{name}/{index}/"):
            yield item


def _words(field: FormField, value: Any) -> list[str]:
    if field.widget in ("picks", "lines"):
        items = [str(item) for item in value] if isinstance(value, tuple) else []
        return items if field.widget == "picks" else ["\n".join(items)]
    if field.widget == "yes":
        return ["true"] if (field.default if value is None else value) is True else []
    if value is None:
        return [str(field.default)] if field.widget == "choice" and field.default is not None else [""]
    return [str(value).removesuffix("\n") if field.widget == "text" else str(value)]


def _given(field: FormField, words: Sequence[str], before: list[str]) -> list[str]:
    """What was filled in, without what nobody sees, blanks around it, and line ends where there can be none.

    Boxes that are ticked have no order of their own: they keep that of the file, and what is new comes behind it.
    """
    cleaned = [visible(word.replace("\r\n", "\n")).strip() for word in words]
    if field.widget == "picks":
        return [*(item for item in before if item in cleaned), *(item for item in cleaned if item not in before)]
    if field.widget == "yes":
        return cleaned
    text = cleaned[0] if cleaned else ""
    if field.widget == "lines":
        return ["\n".join(line.strip() for line in text.split("\n") if line.strip())]
    return [text if field.widget == "text" else " ".join(text.split())]


def _value(field: FormField, given: list[str]) -> Any:
    if field.widget == "yes":
        return bool(given)
    if field.widget == "picks":
        items: tuple[Any, ...] = tuple(map(_number, given)) if field.choices else tuple(given)
        return items or None
    text = given[0]
    if not text:
        return None
    match field.widget:
        case "lines":
            return tuple(text.split("\n"))
        case "number":
            return _number(text)
        case "choice" if all(re.fullmatch("-?[0-9]+", code) for code, _ in field.choices):
            return _number(text)
        case "day":
            return _day(text)
        case "text" if "\n\n" not in text:
            return "".join(map(_joined, text.split("\n"))).strip()
    return text


def _joined(line: str) -> str:
    """A line of running text before the next: with a blank only where it ends in a Latin letter or a digit."""
    return line.strip() + (" " if re.search(r"[A-Za-z0-9,.;]$", line.strip()) else "")


def _number(text: str) -> Any:
    try:
        return int(text) if re.fullmatch("-?[0-9]{1,12}", text) else float(text)
    except ValueError:
        return text


def _day(text: str) -> Any:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
