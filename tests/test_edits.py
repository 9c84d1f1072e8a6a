"""editing/changes: only the lines of what is changed change, every change is read again, and a save is whole or not made."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from kepu.common.files.yaml_reader import parsed_yaml
from kepu.editing.changes.edits import CannotEdit, edited, edited_page
from sites import ROOT

NASTY = '科普: 进村 #1 “引号” "x" \\ [a, b]'
PLAN_FILES = sorted(path for folder in ("plan", "national/plan") for path in (ROOT / folder).rglob("*.yaml"))
PAGES = sorted(path for folder in ("content", "national/content") for path in (ROOT / folder).rglob("*.md"))
SAMPLE, MANY = 24, 60


def values(text: str) -> dict[str, Any]:
    file = parsed_yaml(text.replace("\r\n", "\n"), "")
    assert not file.problems
    return dict(file.value)


def replaced(value: Any, place: tuple[str | int, ...], new: Any) -> Any:
    """A value with something else at one place."""
    if not place:
        return new
    if isinstance(value, dict):
        return {name: replaced(it, place[1:], new) if name == place[0] else it for name, it in value.items()}
    return tuple(replaced(it, place[1:], new) if index == place[0] else it for index, it in enumerate(value))


def scalars(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, dict | tuple):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for name, it in pairs:
            yield from scalars(it, (*place, name))
    else:
        yield place


def without(value: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: it for key, it in value.items() if key != name}


def changes(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every scalar changed, every field taken away, fields and items put in everywhere."""
    yield from (replaced(value, place, NASTY) for place in scalars(value))
    yield from (without(value, name) for name in value if len(value) > 1)
    yield from ({**value, "new": it} for it in (NASTY, True, 3, date(2026, 9, 19), ("a", "b"), {"name": "x", "n": 1}))
    yield {"new": "first", **value}
    for name, it in value.items():
        if isinstance(it, tuple) and it:
            yield from (
                {**value, name: new} for new in ((*it, it[-1]), (it[0], *it), it[1:] or ("x",), it[:-1] or ("x",))
            )
            for index, item in enumerate(it):
                yield from (replaced(value, (name, index), new) for new in group_changes(item))
        yield from (replaced(value, (name,), new) for new in group_changes(it))
        yield from ({**value, name: new} for new in (("a", NASTY), {"a": "b"}, "one\n\ntwo", "one\ntwo\n"))


def group_changes(group: Any) -> Iterator[dict[str, Any]]:
    if isinstance(group, dict):
        yield from (without(group, name) for name in group if len(group) > 1)
        yield from ({**group, "new": "x"}, {"new": "x", **group})


def comments(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.lstrip().startswith("#")]


def check(text: str, wanted: dict[str, Any]) -> None:
    """The new text says what was meant; its comments and every line of an unchanged field are those of the old one."""
    new = edited(text, wanted)
    assert values(new) == wanted  # on top of what edited() itself makes sure of
    before = values(text)
    gone = [name for name, it in before.items() if isinstance(it, tuple | dict) and isinstance(wanted.get(name), str)]
    lost = comments(inside(text, gone))
    assert [it for it in comments(new) if it not in lost] == [it for it in comments(text) if it not in lost]
    assert new.endswith("\n") == text.endswith("\n")
    assert new.count("\r\n") in (0, new.count("\n"))
    for name in before.keys() & wanted.keys():
        if before[name] == wanted[name]:
            assert block(text, name) == block(new, name)


def inside(text: str, names: Sequence[str]) -> str:
    """The lines of these fields at the top, with the comments among them."""
    lines, found = text.splitlines(), list[str]()
    for name in names:
        at = next(index for index, line in enumerate(lines) if line.startswith(f"{name}:"))
        rest = next((i for i, line in enumerate(lines[at + 1 :], at + 1) if line and line[0] not in " -"), len(lines))
        found += lines[at:rest]
    return "\n".join(found)


def block(text: str, name: str) -> list[str]:
    """The lines of a field at the top, without comments."""
    return [line for line in inside(text, [name]).splitlines() if line.strip() and not line.lstrip().startswith("#")]


def variants(path: Path) -> Iterator[str]:
    """A file as it is, with the line ends of Windows, and without its last line end."""
    text = path.read_text("utf-8")
    yield from (text, text.replace("\n", "\r\n"), text.rstrip("\n"))


def test_what_is_not_changed_is_the_same_file() -> None:
    for path in PLAN_FILES:
        text = path.read_text("utf-8")
        assert edited(text, values(text)) is text, path
    for path in PAGES:
        text = path.read_text("utf-8")
        head = text.split("\n---\n")[0].removeprefix("---\n")
        assert edited_page(text, values(head), text.split("\n---\n", 1)[1].replace("\n", "\r\n")) == text, path


def test_changes_drawn_by_lot_change_only_their_lines() -> None:
    chance = random.Random(20261130)
    for path in chance.sample(PLAN_FILES, SAMPLE):
        text = chance.choice(list(variants(path)))
        for wanted in chance.sample(all_changes := list(changes(values(text))), min(12, len(all_changes))):
            check(text, wanted)


@pytest.mark.slow
@pytest.mark.parametrize("path", PLAN_FILES, ids=lambda path: path.stem)
def test_changes_of_every_file_change_only_their_lines(path: Path) -> None:
    chance = random.Random(path.name)
    for text in variants(path):
        for wanted in chance.sample(all_changes := list(changes(values(text))), min(MANY, len(all_changes))):
            check(text, wanted)


@pytest.mark.slow
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_changes_of_front_matter_leave_the_text_alone(path: Path) -> None:
    chance = random.Random(path.name)
    for text in variants(path):
        head, _, body = text.replace("\r\n", "\n").removeprefix("---\n").partition("\n---\n")
        for wanted in chance.sample(all_changes := list(changes(values(head))), min(MANY, len(all_changes))):
            new = edited_page(text, wanted).replace("\r\n", "\n")
            assert new.endswith("\n---\n" + body) and values(new.split("\n---\n")[0].removeprefix("---\n")) == wanted


STRANGE = """\
# 开头的说明
title:   "双引号"   # 说明一
place: {name: 武商, city:  '武汉市' }  # 说明二
empty:
tags: [ a,b,   c ]
# start: 起
sources:
- name: 甲
  # 乙的说明
  link: https://example.gov.cn/#a

-   name: 丙
    quote: |
      一行
      两行

# 最后
folded: 一段
  接着
"""

BY_HAND: list[tuple[dict[str, Any], str, str]] = [
    ({"title": "改了"}, 'title:   "双引号"   # 说明一', 'title:   "改了"   # 说明一'),
    ({"place": {"name": "武商", "city": "北京, 市"}}, "'武汉市'", "'北京, 市'"),
    ({"place": {"name": "武商"}}, "{name: 武商, city:  '武汉市' }", "{name: 武商 }"),
    ({"empty": "填了"}, "empty:\n", "empty: 填了\n"),
    ({"tags": ("a", "c")}, "[ a,b,   c ]", "[ a, c ]"),
    ({"tags": ("a", "b", "d", "c")}, "[ a,b,   c ]", "[ a,b, d, c ]"),
    ({"start": date(2026, 9, 19)}, "# start: 起\n", "# start: 起\nstart: 2026-09-19\n"),
    ({"phone": "0715-8312345"}, "  接着\n", '  接着\nphone: "0715-8312345"\n'),
    ({"folded": "一句"}, "folded: 一段\n  接着\n", "folded: 一句\n"),
]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(("new", "old_words", "new_words"), BY_HAND, ids=[next(iter(new)) for new, _, _ in BY_HAND])
def test_one_field_of_a_file_written_by_hand(new: dict[str, Any], old_words: str, new_words: str, end: str) -> None:
    assert STRANGE.count(old_words) == 1
    text, meant = STRANGE.replace("\n", end), STRANGE.replace(old_words, new_words).replace("\n", end)
    assert edited(text, {**values(STRANGE), **new}) == meant


def test_items_come_and_go_without_the_comments_of_others() -> None:
    first, second = values(STRANGE)["sources"]
    gone = STRANGE.replace("- name: 甲\n  # 乙的说明\n  link: https://example.gov.cn/#a\n", "")
    assert edited(STRANGE, {**values(STRANGE), "sources": (second,)}) == gone
    more = STRANGE.replace("      两行\n", "      两行\n- name: 丁\n")
    assert edited(STRANGE, {**values(STRANGE), "sources": (first, second, {"name": "丁"})}) == more


def test_a_new_file_is_a_comment_and_its_fields() -> None:
    wanted = {"title": "名称", "start": date(2026, 9, 19), "place": {"name": "广场"}, "do": ("a" * 30,)}
    text = edited("# 说明\n", wanted)
    assert text == f"# 说明\ntitle: 名称\nstart: 2026-09-19\nplace:\n  name: 广场\ndo:\n  - {'a' * 30}\n"


@pytest.mark.parametrize("text", ["a: [1, 2\n", "- a\n", "a: &x 1\n", "a: 1\na: 2\n"])
def test_what_cannot_be_read_is_not_changed(text: str) -> None:
    with pytest.raises(CannotEdit):
        edited(text, {"a": "x"})


def test_words_that_no_file_may_hold_are_not_written() -> None:
    with pytest.raises(CannotEdit):
        edited("a: x\n", {"a": "零宽\u200b字符"})
