"""What the site puts between quotation marks as words of a law or guideline, held against the texts kept in plan/quotes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from ....common.problems import Problem, Where, listed
from ....common.text.markdown_code import without_code
from ....model.events import Event, Observance
from ....model.kept_text import KeptText
from ....model.plan import Plan
from ....model.record import Record, Source, children, named_texts, parts
from ....model.resources import Daily, Expert, Question, Resource, Team, Venue
from ...citations import NUMBERS, Citation, KeptTexts, names_of, number_of

SENTENCE = re.compile(r"(?:“[^“”\n]*”|《[^《》\n]*》|[^。！？；\n])+")
QUOTED = re.compile(r"“([^“”\n]+)”")
ARTICLE = re.compile(r"第 ?([0-9零一二三四五六七八九十百千]+) ?条(?:释义)?")
OWN_WORDS = re.compile(rf"{NUMBERS.pattern}(?:释义)?(?:的|里的?)(?:原话|原文|话)")
"""“这是第43条的话”: whoever says so has to show the words."""

PLAN_NAME = re.compile(
    r"[区县市旗州](?:级|里)?的?实施方案|[区县市]里的?方案|(?<![作动施])方案(?:里|原文|另一处|写|要求)"
)
BEFORE = re.compile(r"[，、]?(?:这|也|都|就)?(?:是|见|出自|来自|写在)?[（(]?(?:见|出自|引自)?")
"""What may stand between words and the law they are said to be from: “……”，也是第43条的话；“……”（《……》第六条）."""

_STRAIGHT = re.compile(r'"([^"\n]*)"')
_CORNERS = str.maketrans("「」『』", "“”“”")
_WRAPPED = re.compile(r"(?<=[^\n])\n(?=[^\s#>|*+-])(?![0-9]+\.)")
_MARKS = re.compile(r"[\s“”‘’*]")
_TELLING = re.compile('[“"「『《条]')
"""Signs without which a text neither quotes anything nor names a law or one of its articles."""
OMISSION = "......"
"""What …… becomes when widths are folded."""

MAY_QUOTE = (Resource, Observance, Event, Expert, Team, Venue, Daily, Question)
"""The records that may quote."""

NEAR = 3
"""So many characters have to agree before a place in a law is shown as the nearest one."""


@dataclass(frozen=True)
class Reading:
    """One record or page while it is read: what is kept, what its sources are, and the law named last."""

    kept: KeptTexts
    plan: str
    sources: tuple[Source, ...]
    named: tuple[KeptText, ...]


def check_kept_texts(plan: Plan) -> Iterator[Problem]:
    """Each kept article has its number, once, and no two laws go by one name."""
    names: dict[str, KeptText] = {}
    for law in plan.quotes.values():
        for name in names_of(law):
            if names.setdefault(name, law) is not law:
                yield Problem(law.where("title"), f"“{name}”与 {names[name].where().path} 重名，读者分不清是哪一部")
        seen: set[str] = set()
        for key in law.articles:
            number = f"{_number(key)}{'释义' if key.endswith('释义') else ''}"
            if not ARTICLE.fullmatch(key):
                yield Problem(law.where("articles", key), f"“{key}”不是条号，应当像 第四十三条、第43条、第43条释义")
            elif number in seen:
                yield Problem(law.where("articles", key), f"{key}写了不止一次，请只留一处")
            seen.add(number)


def check_quoted_words(plan: Plan, record: Record) -> Iterator[Problem]:
    """What a record quotes from a law, a guideline or the plan stands there to the letter."""
    if isinstance(record, MAY_QUOTE):
        yield from quotations_in_record(plan, record)


def quotations_in_record(plan: Plan, record: Record) -> Iterator[Problem]:
    """What is wrong with the quotations in the fields of a record, and with the `quote` of its sources."""
    telling = [
        (part, names, text)
        for part in parts(record)
        for names, text in named_texts(part)
        if names[0] != "quote" and _TELLING.search(text)
    ]
    if not telling and not any(source.quote for source in _sources(record)):
        return  # as nearly always
    reading = _reading(plan, record)
    yield from _check_source_quotes(reading)
    for part, names, text in telling:
        yield from (Problem(part.where(*names), message) for _, message in _wrong(text, reading))


def quotations_in_markdown(plan: Plan, head: Record, body: str, first_line: int, shown: str) -> Iterator[Problem]:
    """What is wrong with the quotations in the text of a page, each at its line."""
    text = without_code(body)
    for at, message in _wrong(text, _reading(plan, head)):
        yield Problem(Where(shown, first_line + text.count("\n", 0, at)), message)


def _reading(plan: Plan, record: Record) -> Reading:
    kept, sources = _kept(plan), tuple(_sources(record))
    named = [cited.law for source in sources for cited in kept.citations(source.name) if cited.law]
    return Reading(kept, _plan_words(plan), sources, tuple(named))


@lru_cache(maxsize=2)
def _plan_words(plan: Plan) -> str:
    return "".join(bare_words(period.source) for period in plan.periods)


@lru_cache(maxsize=2)
def _kept(plan: Plan) -> KeptTexts:
    return KeptTexts(plan.quotes.values())


def _sources(record: Record) -> Iterator[Source]:
    if isinstance(record, Source):
        yield record
    for child in children(record):
        yield from _sources(child)


def _check_source_quotes(reading: Reading) -> Iterator[Problem]:
    """The words in `quote` stand in the law and in the article that the source names."""
    for source in reading.sources:
        cited = next((one for one in reading.kept.citations(source.name) if one.law), None)
        for index, words in enumerate(source.quote):
            where = source.where("quote", index)
            if cited is None or cited.law is None:
                yield Problem(where, f"出处“{source.name}”不在 plan/quotes 里，原话没法核对；请存进去，或者删去 quote")
            elif fault := _not_verbatim(words, cited.law, cited.numbers):
                yield Problem(where, fault)


def _wrong(text: str, reading: Reading) -> Iterator[tuple[int, str]]:
    """Position and message of everything that a text says wrongly of a law, sentence by sentence."""
    last: KeptText | None = reading.named[0] if len(set(map(id, reading.named))) == 1 else None
    named, other = list(reading.named), ""
    text = _in_sentences(text)
    for sentence in SENTENCE.finditer(text):
        words, start = sentence[0], sentence.start()
        cited = []
        for one in reading.kept.citations(words):
            if one.law:
                last, other = one.law, ""
                named.append(one.law)
            elif one.title:
                last, other = None, one.title
            cited.append((one, last))
            if fault := _wrong_number(one, last, other, named):
                yield start + one.start, fault
        for at, fault in _wrong_quotes(words, cited, reading):
            yield start + at, fault


def _in_sentences(text: str) -> str:
    """The text with “” for every kind of quotation mark and without line breaks in a paragraph, each place kept."""
    text = _STRAIGHT.sub("“\\1”", text.translate(_CORNERS))
    return _WRAPPED.sub(" ", text)


def _wrong_number(one: Citation, last: KeptText | None, other: str, named: Sequence[KeptText]) -> str | None:
    """Why an article number cannot be held against a kept text; a number alone may be of any law of the page.

    `last` is the kept law named last, `other` the title named last if that one is not kept.
    """
    laws = [one.law] if one.law else [] if one.title else [*([last] if last else ()), *named]
    missing = [number for number in one.numbers if not any(_articles(law, (number,)) for law in laws)]
    if not missing or not (laws or other):
        return None
    if other:
        return f"plan/quotes 里没有《{other}》，条号没法核对；请把这几条的全文存进去，或者不写条号"
    law = laws[0]
    numbers = listed([f"第{number}条" for number in missing])
    return (
        f"《{law.title}》的{numbers}不在 {law.where().path} 里（那里有 {listed(list(law.articles), 12)}）；"
        "请核对条号，或者把这一条的全文存进去"
    )


def _wrong_quotes(
    words: str, cited: Sequence[tuple[Citation, KeptText | None]], reading: Reading
) -> Iterator[tuple[int, str]]:
    shown = False
    for quoted in QUOTED.finditer(words):
        if any(one.start <= quoted.start() < one.end for one, _ in cited):
            continue  # “健康素养66条” is a name
        claim = _claim(words, quoted, cited)
        if claim:
            shown = True
            if fault := _wrong_claim(quoted[1], *claim, reading):
                yield quoted.start(), fault
        elif (plan := PLAN_NAME.search(words)) and plan.end() <= quoted.start() and not _in_plan(quoted[1], reading):
            yield quoted.start(), f"“{_short(quoted[1])}”在方案原文里找不到；请照抄原文，或者去掉引号"
    if (said := OWN_WORDS.search(words)) and not shown and cited:
        yield said.start(), f"说是“{said[0]}”，却没有用引号照抄原文；请照抄，或者改说“照第……条”"


def _claim(
    words: str, quoted: re.Match[str], cited: Sequence[tuple[Citation, KeptText | None]]
) -> tuple[Citation, KeptText | None] | None:
    """The citation whose words these are said to be: the nearest before them, or one that follows at once."""
    for one, law in cited:
        if one.start >= quoted.end() and BEFORE.fullmatch(words, quoted.end(), one.start):
            return one, law
    before = [(one, law) for one, law in cited if one.end <= quoted.start() and (one.title or law)]
    return before[-1] if before else None


def _wrong_claim(words: str, one: Citation, law: KeptText | None, reading: Reading) -> str | None:
    if law is None:
        if _in_plan(words, reading):
            return None
        return f"plan/quotes 里没有《{one.title}》，不能证明“{_short(words)}”是它的原话；请把原文存进去，或者去掉引号"
    if fault := _not_verbatim(words, law, one.numbers):
        return fault
    quotes = [quote for source in reading.sources if _names(source, law, reading.kept) for quote in source.quote]
    if not any(bare_words(words) in bare_words(quote) for quote in quotes):
        return f"“{_short(words)}”是《{law.title}》的原话，请在 sources 里写明这部法的那一项加一行 quote: [{words}]"
    return None


def _not_verbatim(words: str, law: KeptText, numbers: tuple[int, ...]) -> str | None:
    """Why these are not the words of the law, or of the articles named; omissions are marked with ……."""
    if any(_contains(text, words) for text in _articles(law, numbers)):
        return None
    if elsewhere := [key for key, text in law.articles.items() if _contains(text, words)]:
        return f"“{_short(words)}”不在所写的那一条，在《{law.title}》{elsewhere[0]}；请改条号"
    near = _nearest(words, _articles(law, numbers) or list(law.articles.values()))
    hint = f"，最近的一处是“{near}”" if near else ""
    return f"“{_short(words)}”不是《{law.title}》的原话{hint}；请照抄原文，或者去掉引号，不说是它的话"


def _articles(law: KeptText, numbers: tuple[int, ...]) -> list[str]:
    """The texts of these articles, explanations with them; without numbers, of all that are kept."""
    return [text for key, text in law.articles.items() if not numbers or _number(key) in numbers]


def _number(key: str) -> int:
    match = ARTICLE.match(key)
    return number_of(match[1]) if match else 0


def _contains(text: str, words: str) -> bool:
    """Whether the words stand in the text in this order, what …… leaves out aside."""
    squeezed, at = bare_words(text), 0
    for part in bare_words(words).split(OMISSION):
        at = squeezed.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


def _nearest(words: str, candidates: Iterable[str]) -> str:
    """The place that agrees with the words in the longest run, with as much around it as the words are long."""
    wanted, best, found = _MARKS.sub("", words), NEAR - 1, ""
    for text in (_MARKS.sub("", candidate) for candidate in candidates):
        match = SequenceMatcher(None, text, wanted, autojunk=False).find_longest_match()
        if match.size > best:
            start = max(0, match.a - match.b)
            best, found = match.size, text[start : start + len(wanted) + 8]
    return _short(found, 40)


def _names(source: Source, law: KeptText, kept: KeptTexts) -> bool:
    return any(one.law is law for one in kept.citations(source.name))


def _in_plan(words: str, reading: Reading) -> bool:
    return all(part in reading.plan for part in bare_words(words).split(OMISSION))


def bare_words(text: str) -> str:
    """The bare words: quotation marks, line breaks, the width of brackets and a stop at the end do not change them."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).rstrip(",;。!")


def _short(text: str, most: int = 24) -> str:
    return text if len(text) <= most else f"{text[:most]}…"
