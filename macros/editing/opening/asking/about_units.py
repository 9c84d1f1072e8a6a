"""Questions on units: collectives and their members, spellings, names run together, words that may be no units."""

from __future__ import annotations

from collections.abc import Iterator

from ..duties.unit_names import NamedUnit
from ..duties.unit_register import pinyin_ids
from ..plan_reading import PlanReading
from .open_question import OpenQuestion

UNKNOWN = "不知道"


def ask_members(reading: PlanReading) -> Iterator[OpenQuestion]:
    """Who belongs to each collective."""
    for unit in reading.units:
        if unit.collective:
            yield OpenQuestion(
                f"members-{unit.id}", "集体名称", _line_of(reading, unit.name), unit.name,
                "当作一个责任单位，没有成员名单",
                f"“{unit.name}”包括哪些单位？逐个写，用顿号隔开；方案没有列名单的，答“{UNKNOWN}”", (UNKNOWN,), True, (unit.name,),
            )  # fmt: skip


def ask_spellings(reading: PlanReading) -> Iterator[OpenQuestion]:
    """Whether spellings that were taken for one unit are one, and names hardly different are two."""
    for unit in reading.units:
        others = [name for name in unit.spellings if name != unit.name]
        for other in others:
            yield OpenQuestion(
                f"same-{unit.id}-{pinyin_ids([other])[0]}", "单位的几种写法", _line_of(reading, other),
                f"“{unit.name}”（{unit.spellings[unit.name]} 处）和“{other}”（{unit.spellings[other]} 处）",
                f"当作同一个单位，网站上叫“{unit.name}”，原文照录", "是同一个单位吗？", ("是同一个", "不是同一个"), False,
                (unit.name, other),
            )  # fmt: skip
        for name in unit.alike:
            if unit.name < name:
                yield OpenQuestion(
                    f"alike-{unit.id}-{reading.unit_of[name].id}", "相近的单位名称", _line_of(reading, name),
                    f"“{unit.name}”和“{name}”", "当作两个单位", "是同一个单位吗？", ("不是同一个", "是同一个"),
                    False, (unit.name, name),
                )  # fmt: skip


def ask_names(reading: PlanReading) -> Iterator[OpenQuestion]:
    """Names that were parted without a sign, kept together over one, or look like no unit."""
    for line, unit in _once(_doubted(reading)):
        id = pinyin_ids([unit.whole or unit.words])[0]
        if unit.doubt == "glued":
            yield OpenQuestion(
                f"glued-{id}-{line + 1}", "单位之间没有标点", line, unit.whole, "当作几个单位：" + "、".join(_pieces(reading, unit.whole)),
                "是几个单位，还是一个单位？", ("是几个单位", "是一个单位"), False, (unit.whole,),
            )  # fmt: skip
        elif unit.doubt == "inner":
            yield OpenQuestion(
                f"inner-{id}-{line + 1}", "可能是两个单位", line, unit.words, "当作一个单位", "是一个单位，还是两个单位？",
                ("是一个单位", "是几个单位"), False, (unit.words,),
            )  # fmt: skip
        elif unit.doubt == "and":
            yield OpenQuestion(
                f"and-{id}-{line + 1}", "“等和”", line, unit.words, "“等和”后面的另算一个单位", "这样读对吗？", ("对", "已自己改"),
            )  # fmt: skip
        elif unit.doubt == "chained":
            yield OpenQuestion(
                f"chained-{id}-{line + 1}", "名称里有顿号", line, unit.words, "当作一个单位", "是一个单位，还是几个单位？",
                ("是一个单位", "是几个单位"), False, (unit.words,),
            )  # fmt: skip
        else:
            yield OpenQuestion(
                f"strange-{id}-{line + 1}", "不像单位的名称", line, unit.words, "当作一个单位", "这是一个单位吗？",
                ("是单位", "不是单位"), False, (unit.words,),
            )  # fmt: skip


def ask_open_ends(reading: PlanReading) -> Iterator[OpenQuestion]:
    """Lists that end in 等 name no other unit; once for the whole plan."""
    lines = sorted({duty.line for duty in reading.duties.duties if duty.part.open_end})
    if lines:
        said = "、".join(f"第 {line + 1} 段" for line in lines)
        yield OpenQuestion(
            "open-ends", "“等”字", lines[0], f"{said}的单位后面有“等”", "只算写出名称的单位，“等”照录", "这样处理对吗？",
            ("对", "已自己改"),
        )  # fmt: skip


def _pieces(reading: PlanReading, whole: str) -> list[str]:
    found = [unit.words for _, unit in _doubted(reading) if unit.whole == whole]
    return list(dict.fromkeys(found))


def _doubted(reading: PlanReading) -> Iterator[tuple[int, NamedUnit]]:
    for line, unit in _placed(reading):
        if unit.doubt:
            yield line, unit


def _once(units: Iterator[tuple[int, NamedUnit]]) -> Iterator[tuple[int, NamedUnit]]:
    """Each doubt once in a line: of names run together, the first stands for all."""
    seen: set[tuple[int, str]] = set()
    for line, unit in units:
        if (line, unit.whole or unit.words) not in seen:
            seen.add((line, unit.whole or unit.words))
            yield line, unit


def _placed(reading: PlanReading) -> Iterator[tuple[int, NamedUnit]]:
    """Every name with its line."""
    for place in reading.duties.places:
        if place.way != "doubtful":
            yield from ((place.line, unit) for part in place.said.parts for unit in part.units)
    for table in reading.duties.tables:
        for row in table.rows:
            yield from ((row.row.line, unit) for part in row.row.duties for unit in part.units)


def _line_of(reading: PlanReading, name: str) -> int | None:
    return next((line for line, unit in _placed(reading) if unit.words == name), None)
