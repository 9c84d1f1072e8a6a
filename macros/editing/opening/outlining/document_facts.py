"""What a plan says of itself: title, number, issuer, day, period, level, place, the documents it is based on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ..reading.source_text import SourceText
from .front_matter import DOCUMENT_NUMBER, PLAN_WORDS, day_in
from .outline import Outline

_YEARS = re.compile(r"(?P<first>20[0-9]{2})\s*年?\s*(?:—{1,2}|-{1,2}|–|~|～|至|－|―)\s*(?P<last>20[0-9]{2})\s*年?")
_FIVE_YEARS = {"十一五": 2006, "十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026, "十六五": 2031}
_TARGET_YEAR = re.compile(r"(?:到|至)(20[0-9]{2})年")
_WITHIN = re.compile(r"(20[0-9]{2})年起(?P<n>[0-9]{1,2}|[三五十])年内")
_GOVERNMENT = re.compile(
    r"(?P<place>[\u4e00-\u9fff]{2,9}?(?:自治区|自治州|自治县|省|市|区|县|旗|州))(?=人民政府|委|全民|政府|[\u4e00-\u9fff]{2,20}(?:方案|计划|规划|意见))"
)
_NOT_PLACES = re.compile(
    "国务院|关于|各|地区|社区|特区|城市|我市|本市|全市|^[省市区县]|印发|转发|实施|贯彻|部门|中共|根据|办公|和|与"
)
_BASIS = re.compile(
    r"《(?P<title>[^《》]*(?:[〈<][^〉>]*[〉>][^《》]*|《[^《》]*》[^《》]*)*)》(?:\s*[（(](?P<number>[^（()）]*?号)(?:[，,][^（()）]*)?[）)])?"
)


@dataclass(frozen=True)
class Stated:
    """A value and where it comes from: `line` from 0, None where it was worked out; `sure` when the text says just so."""

    value: str
    line: int | None = None
    sure: bool = True


@dataclass(frozen=True)
class DocumentFacts:
    """A plan apart from its items; what the text does not say is None."""

    title: tuple[str, ...]
    title_lines: tuple[int, ...]
    number: Stated | None
    issuer: Stated | None
    issued: date | None
    issued_line: int | None
    start: date | None
    end: date | None
    period_from: str
    """The words that the period was taken from; empty where none was."""
    level: Stated
    place: Stated | None
    family: str | None
    basis: tuple[tuple[str, str | None], ...]

    @property
    def full_title(self) -> str:
        return "".join(self.title)


def document_facts(source: SourceText, outline: Outline) -> DocumentFacts:
    """What the text says of the document, and what `source` was told of it."""
    texts = [line.text for line in source.lines]
    titles = tuple(outline.lines_as("title")) or tuple(outline.lines_as("notice-title"))
    told = source.facts.get("题名")
    title = tuple(texts[line] for line in titles) or ((told,) if told else ())
    issuers = outline.lines_as("issuer")
    issuer = Stated(texts[issuers[0]], issuers[0]) if issuers else None
    days = [(line, day) for line in outline.lines_as("date") if (day := day_in(texts[line]))]
    issued = days[0] if days else None
    start, end, words = _period(title, texts, issued[1] if issued else None)
    place = _place(title, issuer, texts)
    return DocumentFacts(
        title, titles, _number(source, outline, texts), issuer, issued[1] if issued else None, issued[0] if issued else None,
        start, end, words, _level(place, issuer, title), place, "科学素质" if "科学素质" in "".join(title) else None,
        tuple(_basis(outline, texts)),
    )  # fmt: skip


def _number(source: SourceText, outline: Outline, texts: Sequence[str]) -> Stated | None:
    lines = outline.lines_as("number")
    if lines:
        return Stated(texts[lines[0]], lines[0])
    told = source.facts.get("文号", "")
    return (
        Stated(told, None, False) if DOCUMENT_NUMBER.fullmatch(told) and any(told in text for text in texts) else None
    )


def _period(title: Sequence[str], texts: Sequence[str], issued: date | None) -> tuple[date | None, date | None, str]:
    """First and last day, and the words they were taken from: the title's years, the years of a five-year plan, a target."""
    whole = "".join(title)
    if found := _YEARS.search(whole):
        return _years(int(found["first"]), int(found["last"]), found[0])
    for words in (whole, "".join(texts[:20])):
        for name, first in _FIVE_YEARS.items():
            if name in words and not re.search(f"《[^》]*{name}[^》]*》", words):
                return _years(first, first + 4, f"“{name}”")
    body = "".join(texts)
    if found := _WITHIN.search(body):
        length = {"三": 3, "五": 5, "十": 10}.get(found["n"]) or int(found["n"])
        return _years(int(found[1]), int(found[1]) + length - 1, found[0])
    years = [int(year) for year in _TARGET_YEAR.findall(body)]
    later = [year for year in years if issued is None or year >= issued.year]
    if later and issued:
        return _years(issued.year, max(later), f"到{max(later)}年")
    return None, None, ""


def _years(first: int, last: int, words: str) -> tuple[date | None, date | None, str]:
    return (date(first, 1, 1), date(last, 12, 31), words) if first <= last else (None, None, "")


def _place(title: Sequence[str], issuer: Stated | None, texts: Sequence[str]) -> Stated | None:
    """The place whose government issued the plan: by the title, the signature, or whom the text names most."""
    whole = "".join(title)
    if (issuer and issuer.value.startswith("国务院")) or whole.startswith("国务院"):
        return Stated("全国", issuer.line if issuer else None, False)
    for words, line in ((whole, None), (issuer.value if issuer else "", issuer.line if issuer else None)):
        if (found := _GOVERNMENT.match(words)) and not _NOT_PLACES.search(found["place"]):
            return Stated(found["place"], line, bool(issuer and issuer.value.startswith(found["place"])))
    named: Counter[str] = Counter(
        found[1]
        for found in re.finditer(
            r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,4}?(?:省|市|区|县|旗))(?:人民政府|委[、，])", "".join(texts)
        )
    )
    named.update(found[1] for found in re.finditer(r"([\u4e00-\u9fff]{2,3}(?:市|区|县|旗))人民政府", "".join(texts)))
    usual = [(name, count) for name, count in named.most_common() if not _NOT_PLACES.search(name)]
    return Stated(usual[0][0], None, False) if usual else None


def _level(place: Stated | None, issuer: Stated | None, title: Sequence[str]) -> Stated:
    if place is None:
        return Stated("县", None, False)
    for ends, level in ((("全国",), "国"), (("省", "自治区"), "省"), (("市", "自治州", "州"), "市")):
        if place.value.endswith(ends):
            return Stated(level, place.line, level in ("国", "省"))
    return Stated("县", place.line, place.value.endswith(("县", "旗")))


def _basis(outline: Outline, texts: Sequence[str]) -> Sequence[tuple[str, str | None]]:
    """The documents that the opening names, with their numbers, as they are written there."""
    found: dict[str, str | None] = {}
    for line in outline.lines_as("preamble"):
        for match in _BASIS.finditer(texts[line]):
            title = f"《{match['title']}》"
            if re.search(f"{PLAN_WORDS}|法|条例|规定", title) and title in texts[line] and "以下简称" not in match[0]:
                found.setdefault(title, match["number"])
    return list(found.items())
