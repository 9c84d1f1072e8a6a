"""Running text into the amounts it states: a number or a range, and its unit, in one measure whatever they are written in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

Bound = Literal["", "least", "most"]

_DIGITS = {
    sign: value
    for value, signs in enumerate(("零〇", "一", "二两", "三", "四", "五", "六", "七", "八", "九"))
    for sign in signs
}
_PLACES = {"十": 10, "百": 100, "千": 1000}

_UNITS: dict[str, tuple[str, Fraction]] = {
    name: (measure, Fraction(factor))
    for measure, units in {
        "时间": {"秒": 1, "秒钟": 1, "分": 60, "分钟": 60, "小时": 3600, "钟头": 3600, "天": 86400, "日": 86400, "周": 604800,
               "星期": 604800, "礼拜": 604800},
        "月": {"个月": 1, "年": 12, "周年": 12},
        "长度": {"毫米": 1, "mm": 1, "厘米": 10, "公分": 10, "cm": 10, "分米": 100, "米": 1000, "公尺": 1000, "m": 1000,
               "公里": 1_000_000, "千米": 1_000_000, "km": 1_000_000},
        "温度": {"°C": 1, "摄氏度": 1, "度": 1},
        "重量": {"毫克": 1, "mg": 1, "克": 1000, "g": 1000, "斤": 500_000, "市斤": 500_000, "公斤": 1_000_000,
               "千克": 1_000_000, "kg": 1_000_000},
        "容量": {"毫升": 1, "ml": 1, "mL": 1, "升": 1000, "公升": 1000, "L": 1000},
        "比例": {"%": 1},
        "次": {"次": 1, "下": 1, "遍": 1},
        "口": {"口": 1},
        "倍": {"倍": 1},
        "岁": {"岁": 1, "周岁": 1},
        "层": {"层": 1},
        "级": {"级": 1},
        "伏": {"伏": 1, "V": 1, "千伏": 1000, "kV": 1000},
        "亩": {"亩": 1},
        "元": {"元": 1, "块钱": 1},
    }.items()
    for name, factor in units.items()
}  # fmt: skip
"""Each way to write a unit: what it measures, and how many of the smallest unit it is."""

_ANY_UNIT = "|".join(sorted(map(re.escape, _UNITS.keys() - {"分"}), key=lambda name: (-len(name), name)))
"""All but 分 alone, which more often is a mark or a part than a minute."""

_ARABIC = r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+(?:\.[0-9]+)?"
_HAN = r"[零〇一二两三四五六七八九十百千]+"
_ONE = rf"(?:{_ARABIC}|{_HAN}|半)"
_TO = r"\s?(?:[~—–\-]+|至|到)\s?"
_RATIO = r"(?P<left>[0-9]+)\s?[:∶比]\s?(?P<right>[0-9]+)"
_AMOUNT = re.compile(
    rf"(?<![0-9A-Za-z.第:∶])(?<!第 )(?:{_RATIO}(?![0-9:])|(?:(?P<percent>百分之)(?P<of>{_ONE})|"
    rf"(?P<low>{_ONE})(?P<wan>[万亿])?(?:\s?(?P<first>{_ANY_UNIT})?{_TO}(?P<high>{_ONE}))?"
    rf"\s?(?:多|来|余)?个?(?P<half>半)?\s?(?P<unit>分(?=半钟)|(?:{_ANY_UNIT})(?![A-Za-z]))(?P<after>半(?!径)钟?)?"
    rf"(?:(?<=时)(?P<minutes>{_ONE})分钟?)?"
    rf"(?P<per>\s?/\s?(?:分钟?|秒|min|小?时|天|日)|每(?:分钟|秒|小时))?))",
)
_RATE = re.compile(r"(?:每|一|1)(?:个)?(分钟|分|秒|小时|天|日|周|星期|年|次)[^0-9,，、;；。:：]{0,8}$")
_COUNTED_IN = re.compile(rf"[^0-9,;。:、]{{0,4}}?{_ONE}(?:{_TO}{_ONE})?\s?(?:次|下|遍|口)")
_LEAST = re.compile(r"(?:至少|最少|不少于|不低于|不小于|超过|高于|大于|满|保持)[^0-9,;。]{0,4}$")
_MOST = re.compile(r"(?:至多|最多|不超过|不多于|不高于|不大于|少于|低于|小于|不满|不到)[^0-9,;。]{0,4}$")
_LEAST_AFTER, _MOST_AFTER = re.compile(r"\s?(?:以上|以外|之外|开外|多)"), re.compile(r"\s?(?:以下|以内|之内|内)")
_DATE_BEFORE = re.compile(r"[0-9一二三四五六七八九十]\s?月(?:份)?\s?$")
_NO_UNIT_AFTER = {
    "年": "级版度份代检",
    "度": "角数假",
    "级": "别",
    "下": "来去面一午",
    "口": "罩",
    "层": "次",
    "次": "日要品",
    "日": "期本报",
}
"""What follows makes another word of the unit: 三年级, 45度角, 一下来."""

TOO_FAR = 100
"""Amounts further apart are of two things: twenty minutes of cooling and two days of rest. A minute for a second is seen."""

_CLOCK = re.compile(r"(?:[01]?[0-9]|2[0-4])[:∶][0-5][0-9]")


@dataclass(frozen=True)
class Quantity:
    """An amount: from `low` to `high` in the smallest unit of its `measure`, `per` 每分钟 or the like.

    `words` are as written, from `start` to `end` in the text; they and their place do not count when two are compared.
    """

    measure: str
    low: Fraction
    high: Fraction
    per: str = ""
    bound: Bound = ""
    words: str = field(default="", compare=False)
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)

    def differs(self, other: Quantity) -> bool:
        """Whether of one thing not both can be said: numbers that differ, but not wildly, or at least the one and at most the other."""
        if (self.measure, self.per) != (other.measure, other.per):
            return False
        if max(self.high, other.high) > TOO_FAR * max(min(self.low, other.low), Fraction(1, 1000)):
            return False
        opposite = {self.bound, other.bound} == {"least", "most"}
        return opposite or (self.low, self.high) != (other.low, other.high)


def folded(text: str) -> str:
    """The text in which amounts are looked for: narrow digits and signs, no marks of emphasis, as many lines as before."""
    return re.sub(r"[*_`]", "", unicodedata.normalize("NFKC", text))


def quantities(text: str) -> Iterator[Quantity]:
    """The amounts that a folded text states, in its order; years, dates, ordinals, clock times and 一下 are none."""
    for found in _AMOUNT.finditer(text):
        amount = _ratio(found) if found["left"] else _percentage(found) if found["percent"] else _measured(found, text)
        if amount:
            yield amount


def _ratio(found: re.Match[str]) -> Quantity | None:
    if _CLOCK.fullmatch(found[0].replace(" ", "")):
        return None
    value = Fraction(int(found["left"]), int(found["right"]) or 1)
    return Quantity("比", value, value, "", "", found[0], found.start(), found.end())


def _percentage(found: re.Match[str]) -> Quantity:
    low, high = _values(found["of"])
    return Quantity("比例", low, high, "", "", found[0], found.start(), found.end())


def _measured(found: re.Match[str], text: str) -> Quantity | None:
    unit = found["unit"]
    if text[found.end() : found.end() + 1] in _NO_UNIT_AFTER.get(unit, "") and text[found.end() : found.end() + 1]:
        return None
    before = text[max(0, found.start() - 14) : found.start()]
    low, high = _range(found)
    if unit in ("年", "日") and (high >= 1900 or _DATE_BEFORE.search(before)):
        return None
    measure, factor = _UNITS[unit]
    if found[0].startswith("一") and measure in ("次", "口", "层", "级", "倍") and high == low == 1:
        return None  # 拍一下、抽一口气、换一次: one, but nobody counts
    if low == high == 1 and _COUNTED_IN.match(text, found.end()):
        return None  # 一分钟一百次, 一天三次: the rate stands with what is counted
    first = _UNITS[found["first"]][1] if found["first"] else factor
    extra = Fraction(1, 2) if found["half"] or found["after"] else Fraction(0)
    if found["minutes"]:
        extra += _values(found["minutes"])[0] / 60
    words = found[0].strip()
    return Quantity(
        measure, (low + extra) * first, (high + extra) * factor, _per(found, before), _bound(before, text[found.end() :]),
        words, found.start(), found.end(),
    )  # fmt: skip


def _per(found: re.Match[str], before: str) -> str:
    said = found["per"] or ""
    if not said and (rate := _RATE.search(before)):
        said = rate[1]
    for name, signs in {"每分钟": ("分", "min"), "每秒": ("秒",), "每小时": ("时",), "每天": ("天", "日"), "每周": ("周", "星期"),
                        "每年": ("年",), "每次": ("次",)}.items():  # fmt: skip
        if any(sign in said for sign in signs):
            return name
    return ""


def _bound(before: str, after: str) -> Bound:
    if _MOST.search(before) or _MOST_AFTER.match(after):
        return "most"
    return "least" if _LEAST.search(before) or _LEAST_AFTER.match(after) else ""


def _range(found: re.Match[str]) -> tuple[Fraction, Fraction]:
    times = {"万": 10_000, "亿": 100_000_000}.get(found["wan"] or "", 1)
    low, high = _values(found["low"])
    if found["high"]:
        high = _values(found["high"])[1]
    return low * times, high * times


def _values(words: str) -> tuple[Fraction, Fraction]:
    """The number that is written, twice; of 两三 and 十五六 the two."""
    if words == "半":
        return Fraction(1, 2), Fraction(1, 2)
    if words[0].isascii():
        value = Fraction(words.replace(",", ""))
        return value, value
    last = [_DIGITS[sign] for sign in words[-2:] if sign in _DIGITS]
    if len(last) == 2 and last[1] == last[0] + 1 and not re.fullmatch(f"[{''.join(_DIGITS)}]{{3,}}", words):
        return Fraction(_han(words[:-1])), Fraction(_han(words[:-2] + words[-1]))
    return Fraction(_han(words)), Fraction(_han(words))


def _han(words: str) -> int:
    if all(sign in _DIGITS for sign in words):  # 二〇二五
        return int("".join(str(_DIGITS[sign]) for sign in words))
    total = digit = 0
    for sign in words:
        if sign in _PLACES:
            total, digit = total + (digit or 1) * _PLACES[sign], 0
        else:
            digit = _DIGITS[sign]
    return total + digit
