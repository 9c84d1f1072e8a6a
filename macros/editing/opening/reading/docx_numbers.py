"""The numbers that Word shows before paragraphs and does not write into them, from numbering.xml and styles.xml."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Element = Any
"""An element of lxml, which has no annotations."""

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"


@dataclass(frozen=True)
class _Level:
    format: str
    text: str
    start: int
    restart: int | None
    space: bool
    style: str | None


class DocxNumbers:
    """Counts as Word does: call `number` for every paragraph in the order of the document."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self.abstract: dict[str, dict[int, _Level]] = {}
        self.nums: dict[str, tuple[str, dict[int, _Level], dict[int, int]]] = {}
        self.styles = {style.get(f"{W}styleId"): style for style in _all(styles, "style")}
        self.counters: dict[str, dict[int, int]] = {}
        self.started: set[tuple[str, int]] = set()
        links: dict[str, str] = {}
        for one in _all(numbering, "abstractNum"):
            id = str(one.get(f"{W}abstractNumId"))
            self.abstract[id] = {int(level.get(f"{W}ilvl")): _level(level) for level in one.iterchildren(f"{W}lvl")}
            if (link := _value(one, "styleLink")) is not None:
                links[link] = id
        for one in _all(numbering, "abstractNum"):
            if (linked := _value(one, "numStyleLink")) in links:
                self.abstract[str(one.get(f"{W}abstractNumId"))] = self.abstract[links[str(linked)]]
        for num in _all(numbering, "num"):
            levels, starts = {}, {}
            for override in num.iterchildren(f"{W}lvlOverride"):
                place = int(override.get(f"{W}ilvl"))
                if (level := override.find(f"{W}lvl")) is not None:
                    levels[place] = _level(level)
                if (start := _value(override, "startOverride")) is not None:
                    starts[place] = int(start)
            self.nums[str(num.get(f"{W}numId"))] = (str(_value(num, "abstractNumId")), levels, starts)

    def number(self, paragraph: Element) -> str:
        """The number that stands before a paragraph, with what Word puts around it; empty where there is none."""
        num, place = self._numbered(paragraph)
        if num not in self.nums:
            return ""
        abstract, own, starts = self.nums[num]
        levels = {**self.abstract.get(abstract, {}), **own}
        if place not in levels:
            return ""
        counts = self.counters.setdefault(abstract, {})
        level = levels[place]
        if place in starts and (num, place) not in self.started:
            counts[place] = starts[place]
            self.started.add((num, place))
        else:
            counts[place] = counts[place] + 1 if place in counts else level.start
        for lower in [other for other in counts if other > place]:
            if levels[lower].restart != 0 if lower in levels else True:
                del counts[lower]
        return self._written(level, levels, counts) + (" " if level.space else "")

    def _written(self, level: _Level, levels: dict[int, _Level], counts: dict[int, int]) -> str:
        if level.format in ("bullet", "none"):
            return "" if level.format == "bullet" else level.text
        text = level.text
        for place in sorted(levels, reverse=True):
            count = counts.get(place, levels[place].start)
            text = text.replace(f"%{place + 1}", written_number(count, levels[place].format))
        return text

    def _numbered(self, paragraph: Element) -> tuple[str, int]:
        """A paragraph's numbering, its own or its style's, and the level."""
        properties = paragraph.find(f"{W}pPr")
        num, place = _num_of(properties)
        if num is None:
            style = _value(properties, "pStyle") if properties is not None else None
            num, styled = self._of_style(style)
            place = place if place is not None else styled
        return num or "", place or 0

    def _of_style(self, style: str | None) -> tuple[str | None, int | None]:
        seen: set[str] = set()
        place: int | None = None
        while style in self.styles and style not in seen:
            seen.add(str(style))
            element = self.styles[style]
            num, level = _num_of(element.find(f"{W}pPr"))
            place = level if place is None else place
            if num is not None:
                return num, place if place is not None else self._level_of(num, str(style))
            style = _value(element, "basedOn")
        return None, None

    def _level_of(self, num: str, style: str) -> int | None:
        """A heading's style names the list; the list names the style at one of its levels."""
        levels = self.abstract.get(self.nums[num][0], {}) if num in self.nums else {}
        return next((place for place, level in levels.items() if level.style == style), None)


def _num_of(properties: Element | None) -> tuple[str | None, int | None]:
    if properties is None or (found := properties.find(f"{W}numPr")) is None:
        return None, None
    place = _value(found, "ilvl")
    return _value(found, "numId"), None if place is None else int(place)


def _level(element: Element) -> _Level:
    restart = _value(element, "lvlRestart")
    return _Level(
        _value(element, "numFmt") or "decimal", _value(element, "lvlText") or "", int(_value(element, "start") or 1),
        None if restart is None else int(restart), _value(element, "suff") == "space",
        _value(element, "pStyle"),
    )  # fmt: skip


def _value(element: Element, name: str) -> str | None:
    found = element.find(f"{W}{name}")
    return None if found is None else found.get(f"{W}val")


def _all(element: Element | None, name: str) -> Iterator[Element]:
    if element is not None:
        yield from element.iterchildren(f"{W}{name}")


def written_number(count: int, format: str) -> str:
    """A number as Word writes it in one of its formats."""
    if format.startswith(("chineseCounting", "japaneseCounting", "taiwaneseCounting", "ideographDigital")):
        return chinese_number(count)
    if format in ("chineseLegalSimplified", "ideographLegalTraditional"):
        return chinese_number(count).translate(str.maketrans(f"{_DIGITS}十百", f"{_LEGAL}拾佰"))
    if format.startswith("decimalEnclosedCircle") and 1 <= count <= 20:
        return chr(ord("①") + count - 1)
    if format in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter if format == "lowerLetter" else letter.upper()
    if format in ("lowerRoman", "upperRoman"):
        return _roman(count) if format == "upperRoman" else _roman(count).lower()
    if format == "decimalFullWidth":
        return str(count).translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    return f"{count:02d}" if format == "decimalZero" else str(count)


def chinese_number(count: int) -> str:
    """5 as 五, 12 as 十二, 20 as 二十, 103 as 一百零三, up to 999."""
    hundreds, rest = divmod(count, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def _roman(count: int) -> str:
    text = ""
    for value, sign in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        text += sign * (count // value)
        count %= value
    return text
