"""What differs between the records here and those that were published last, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...common.files.yaml_reader import parsed_yaml
from ...editing.changes.edits import same
from ...publish.published_files import published_files
from ..desk_state import DeskState, front_matter
from ..forms.answers import shown
from ..forms.choosing import choices_for
from ..forms.fields import FormField
from ..kinds import NAMED_BY, DeskKind, desk_kind_of

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


def changes_since_published(state: DeskState) -> list[RecordChange] | None:
    """What the public does not see yet; None where nothing was published from this folder, or it was not noted."""
    before = published_files(state.root)
    if before is None:
        return None
    now = {
        path.relative_to(state.root).as_posix(): path
        for path in state.stamps
        if path.suffix in (".yaml", ".md", ".json")
    }
    found = []
    for path in sorted(before.keys() | now.keys()):
        old = before.get(path)
        new = now[path].read_bytes() if path in now else None
        if old != new and path != "plan/addresses.txt":
            found.append(_change(state, path, _decoded(old), _decoded(new)))
    return found


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
    for it in kind.fields:
        old, new = before.get(it.name), after.get(it.name)
        if not same(old, new):
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
