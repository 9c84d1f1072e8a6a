"""Mechanical damages to a plan's text, as copying and typing make them; each gives the damaged text, or None where it cannot be done."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

Damage = Callable[[list[str], random.Random], list[str] | None]

_UNITS = re.compile(
    r"(?:[（(](?:牵头单位[：:])?|[|] |、|，配合单位：)(?P<one>[\u4e00-\u9fff]{2,10}[部局委会协联心])、(?P<two>[\u4e00-\u9fff]{2,10}[部局委会协联心])(?=[、，）)等负 |]|$)"
)
_ROW = re.compile(r"^.+ \| .+[局部协联会委场位心]( \|)*$")


def lost_separator(lines: list[str], chance: random.Random) -> list[str] | None:
    """区科协、区教育局 as 区科协区教育局."""
    return _at_units(lines, chance, lambda one, two: f"{one}{two}")


def glued_by_and(lines: list[str], chance: random.Random) -> list[str] | None:
    """区科协、区教育局 as 区科协等和区教育局."""
    return _at_units(lines, chance, lambda one, two: f"{one}等和{two}")


def misspelt_unit(lines: list[str], chance: random.Random) -> list[str] | None:
    """区科协、区教育局 as 区科协、区教育居."""
    return _at_units(lines, chance, lambda one, two: f"{one}、{two[:-1]}居")


def _at_units(lines: list[str], chance: random.Random, put: Callable[[str, str], str]) -> list[str] | None:
    places = [(index, found) for index, line in enumerate(lines) for found in _UNITS.finditer(line, _duty_start(line))]
    if not places:
        return None
    index, found = chance.choice(places)
    line = lines[index]
    return _with(lines, index, line[: found.start("one")] + put(found["one"], found["two"]) + line[found.end("two") :])


def _duty_start(line: str) -> int:
    """Where the last bracket or cell begins, if it is about who does something; else the end."""
    if " | " in line:
        return line.rstrip("| ").rfind("|")
    start = max(line.rfind("（"), line.rfind("("))
    return start if start >= 0 and re.search("(?:负责|指导|参与|配合单位[^）]*)[）)]$", line) else len(line)


def lost_row(lines: list[str], chance: random.Random) -> list[str] | None:
    """A row of the table is not there."""
    rows = [index for index, line in enumerate(lines) if _ROW.match(line)][1:]
    return None if not rows else _without(lines, chance.choice(rows))


def swapped_rows(lines: list[str], chance: random.Random) -> list[str] | None:
    """Two rows of one task stand in the other order."""
    rows = [
        index
        for index in range(len(lines) - 1)
        if all(
            _ROW.match(lines[at]) and lines[at].count("|") == 3 and "单位" not in lines[at] for at in (index, index + 1)
        )
    ]
    rows = [index for index in rows if lines[index].endswith("| |") and lines[index + 1].endswith("| |")]
    if not rows:
        return None
    index = chance.choice(rows)
    return [*lines[:index], lines[index + 1], lines[index], *lines[index + 2 :]]


def renamed_task(lines: list[str], chance: random.Random) -> list[str] | None:
    """The table calls a task otherwise than the text."""
    rows = [index for index, line in enumerate(lines) if re.match(r"[0-9]+\.[^|]{4,}(?:行动|工程)[(（]", line)]
    if not rows:
        return None
    index = chance.choice(rows)
    return _with(lines, index, re.sub("(行动|工程)([(（])", r"专项\1\2", lines[index], count=1))


def renamed_measure(lines: list[str], chance: random.Random) -> list[str] | None:
    """The table calls a measure otherwise than the text."""
    rows = [index for index, line in enumerate(lines) if " | " in line and "。 " in line]
    if not rows:
        return None
    index = chance.choice(rows)
    place = lines[index].index("。 ")
    return _with(lines, index, lines[index][: place - 2] + "事项" + lines[index][place:])


def other_word(lines: list[str], chance: random.Random) -> list[str] | None:
    """A word in a row is another than in the text."""
    rows = [index for index, line in enumerate(lines) if " | " in line and re.search("建设|服务|发展", line)]
    return None if not rows else _substituted(lines, chance.choice(rows), "建设|服务|发展", "运行")


def lost_units(lines: list[str], chance: random.Random) -> list[str] | None:
    """A row's cell of units is empty, or an item's bracket with them is not there."""
    rows = [index for index, line in enumerate(lines) if _ROW.match(line)][1:]
    items = [
        index
        for index, line in enumerate(lines)
        if re.search(r"[（(][^（(]*(?:负责|牵头|配合单位|单位：)[^（(]*[）)]$", line)
    ]
    if rows:
        index = chance.choice(rows)
        cells = lines[index].rstrip(" |").split(" | ")
        return _with(lines, index, " | ".join([*cells[:-1], ""]).strip() + " |" * lines[index].rstrip().endswith("|"))
    if not items:
        return None
    index = chance.choice(items)
    return _with(lines, index, lines[index][: max(lines[index].rfind("（"), lines[index].rfind("("))])


def lost_bracket(lines: list[str], chance: random.Random) -> list[str] | None:
    """A bracket around units is never closed."""
    items = [index for index, line in enumerate(lines) if re.search(r"(?:负责|参与|指导|[局部委会协联])[）)]$", line)]
    return None if not items else _with(lines, index := chance.choice(items), lines[index][:-1])


def lost_colon(lines: list[str], chance: random.Random) -> list[str] | None:
    """牵头单位：市教育局 as 牵头单位市教育局."""
    items = [index for index, line in enumerate(lines) if re.search("[（(]牵头单位[：:]", line)]
    return None if not items else _substituted(lines, chance.choice(items), "牵头单位[：:]", "牵头单位")


def lost_verb(lines: list[str], chance: random.Random) -> list[str] | None:
    """（体育总局负责） as （体育总局）."""
    items = [index for index, line in enumerate(lines) if re.search("[局部会委]负责[）)]$", line)]
    return None if not items else _substituted(lines, chance.choice(items), "负责([）)])$", r"\1")


def lost_item(lines: list[str], chance: random.Random) -> list[str] | None:
    """A numbered paragraph between two others is not there."""
    items = [
        index
        for index in range(1, len(lines) - 1)
        if all(
            re.match(r"[0-9]+[.．、][^|]+$|[（(][一二三四五六七八九十]+[）)][^|]+$", lines[at])
            for at in (index, index + 1)
        )
        and _style(lines[index]) == _style(lines[index + 1])
    ]
    return None if not items else _without(lines, chance.choice(items))


def other_number(lines: list[str], chance: random.Random) -> list[str] | None:
    """3. as 9., or （三） as （九）."""
    items = [index for index, line in enumerate(lines) if re.match("[（(][一二三四五六七][）)]", line)]
    return None if not items else _substituted(lines, chance.choice(items), "^([（(])[一二三四五六七]", r"\1九")


def _style(line: str) -> str:
    return "digits" if line[0].isdigit() else "brackets"


def _with(lines: list[str], index: int, line: str) -> list[str]:
    return [*lines[:index], line, *lines[index + 1 :]]


def _without(lines: list[str], index: int) -> list[str]:
    return [*lines[:index], *lines[index + 1 :]]


def _substituted(lines: list[str], index: int, pattern: str, words: str) -> list[str]:
    return _with(lines, index, re.sub(pattern, words, lines[index], count=1))


DAMAGES: Mapping[str, Damage] = {
    damage.__name__: damage
    for damage in (
        lost_separator, glued_by_and, misspelt_unit, lost_row, swapped_rows, renamed_task, renamed_measure, other_word,
        lost_units, lost_bracket, lost_colon, lost_verb, lost_item, other_number,
    )
}  # fmt: skip

SIGNS = "（）()、，。；：|一二三1234567890.．第章节①—“”《》 \t\u3000等和及各"


def mangled(lines: list[str], chance: random.Random) -> list[str]:
    """Lines lost, doubled, cut and swapped, signs put in and taken for others, a few times over."""
    lines = list(lines)
    for _ in range(chance.randint(1, 6)):
        kind, index, other = chance.randrange(6), chance.randrange(len(lines)), chance.randrange(len(lines))
        if kind == 0 and len(lines) > 1:
            del lines[index]
        elif kind == 1:
            lines.insert(other, lines[index])
        elif kind == 2:
            signs = list(lines[index])
            for _ in range(chance.randint(1, 5)):
                signs.insert(chance.randrange(len(signs) + 1), chance.choice(SIGNS))
            lines[index] = "".join(signs)
        elif kind == 3:
            lines[index] = lines[index][: chance.randrange(len(lines[index]) + 1)]
        elif kind == 4:
            lines[index], lines[other] = lines[other], lines[index]
        else:
            swapped = zip(chance.sample(SIGNS, 4), chance.sample(SIGNS, 4), strict=True)
            lines[index] = lines[index].translate(str.maketrans(dict(swapped)))
    return lines
