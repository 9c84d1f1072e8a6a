"""What differs between two states of the project's files, record by record and field by field, in an editor's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...common.files.yaml_reader import parsed_yaml
from ...editing.changes.edits import same
from ..desk_state import DeskState, front_matter
from ..forms.answers import shown
from ..forms.choosing import choices_for
from ..forms.fields import FormField
from ..kinds import NAMED_BY, DeskKind, desk_kind_of

MOST_NAMED, LONGEST_WORDS = 4, 30
"""More changes than these are counted, and longer words cut, where a line tells what was saved."""

_NEW, _GONE, _CHANGED = "新加", "删去", "改动"


@dataclass(frozen=True)
class RecordChange:
    """A record or another file that was changed: how, and each field with what it said and says."""

    caption: str
    name: str
    how: str
    kind: str = ""
    id: str = ""
    fields: list[tuple[str, str, str]] = field(default_factory=list)


def record_changes(
    state: DeskState, before: Mapping[str, bytes | None], now: Mapping[str, bytes | None]
) -> list[RecordChange]:
    """What differs between two states of files, each by its path from the project's folder."""
    return [
        _change(state, path, _decoded(before.get(path)), _decoded(now.get(path)))
        for path in sorted(before.keys() | now.keys())
        if before.get(path) != now.get(path)
    ]


def changes_in_words(changes: Sequence[RecordChange]) -> str:
    """Changes on one line: 活动〈科普进村〉：状态 计划中→已取消."""
    if len(changes) > MOST_NAMED:
        counted = Counter(it.how for it in changes)
        return "、".join(f"{how} {count} 条" for how, count in counted.items()) + f"：{_named(changes[0])}等"
    return "；".join(map(_in_words, changes))


def _named(change: RecordChange) -> str:
    return f"{change.caption}〈{change.name}〉"


def _in_words(change: RecordChange) -> str:
    if not change.fields:
        return f"{change.how}{_named(change)}"
    fields = [
        f"{caption} {_short(old) or '（没有）'}→{_short(new) or '（没有）'}" for caption, old, new in change.fields
    ]
    return f"{_named(change)}：{'，'.join(fields)}"


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_WORDS else f"{words[:LONGEST_WORDS]}……"


def _decoded(content: bytes | None) -> str | None:
    return None if content is None else content.decode("utf-8", "replace")


def _change(state: DeskState, path: str, old: str | None, new: str | None) -> RecordChange:
    how = _NEW if old is None else _GONE if new is None else _CHANGED
    known = desk_kind_of(path)
    if known is None:
        return RecordChange("文件", path, how)
    kind, id = known
    before, after = (_values(kind, text) for text in (old, new))
    name = str(next((it[key] for it in (after, before) for key in NAMED_BY if it.get(key)), path))
    fields = list(_fields(state, kind, before, after)) if how == _CHANGED else []
    if kind.is_page and how == _CHANGED and _below(old) != _below(new):
        fields.append(("正文", f"{len(_below(old))} 个字符", f"{len(_below(new))} 个字符"))
    return RecordChange(kind.caption, name, how, kind.id, id if new is not None else "", fields)


def _values(kind: DeskKind, text: str | None) -> Mapping[str, Any]:
    if text is None:
        return {}
    file = front_matter(text, "") if kind.is_page else parsed_yaml(text.replace("\r\n", "\n"), "")
    return file.value if isinstance(file.value, dict) else {}


def _below(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").removeprefix("---\n").partition("\n---\n")[2]


def _fields(
    state: DeskState, kind: DeskKind, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[tuple[str, str, str]]:
    changed = [it for it in kind.fields if not same(before.get(it.name), after.get(it.name))]
    for it in changed:
        old, new = before.get(it.name), after.get(it.name)
        if it.name != "updated" or len(changed) == 1:  # it follows from whatever else was changed
            yield it.caption, in_words_of_form(state, it, old), in_words_of_form(state, it, new)


def in_words_of_form(state: DeskState, it: FormField, value: Any) -> str:
    """A value as an editor knows it: names for ids, Chinese for codes."""
    if value is None:
        return ""
    parts = []
    for inner, words in _inner(it, value):
        names = dict(inner.choices)
        if inner.refers and state.plan:
            names = {choice.id: choice.name for choice in choices_for(state.plan, state.pages, inner.refers)}
        parts += ["是" if inner.widget == "yes" else names.get(word, word) for word in words if word]
    return "；".join(parts)


def _inner(it: FormField, value: Any) -> Iterator[tuple[FormField, list[str]]]:
    """The inputs of a field with what they show."""
    answers = shown((it,), {it.name: value})
    known = {it.name: it, **{part.name: part for part in it.parts}}
    for name, words in answers.items():
        yield known.get(name.rpartition("/")[2], it), words
