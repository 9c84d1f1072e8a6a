"""Amounts that pieces of one topic state of one thing: where they differ, plan/numbers.yaml says why."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial
from itertools import combinations, pairwise, product
from pathlib import Path, PurePosixPath

from ....common.files.national import is_national, located, own_place
from ....common.files.yaml_reader import read_below_front_matter
from ....common.problems import Problem, Where, listed
from ....common.text.quantities import Quantity, folded, quantities
from ....model.plan import Plan
from ....model.typo import Discrepancy
from ...content_loader import Written
from .emergency_parts import AFTER, DURING, parts_of

LIST = "plan/numbers.yaml"

SHARED_NEARBY, SHARED_FAR = 1, 2
"""So many words have two sentences of one article, or of two pieces of one topic, in common if they mean the same thing.

Measured on the texts of November 2026: with one word for all, every second find was of two different things.
"""

_SENTENCE_END = re.compile(r"[。！？；!?;]")
_LABEL = re.compile(r"\s*(?:[-+]|[0-9]+\.)?\s*([^:,。]{1,20}):")
_NAMES = re.compile(r"《[^《》]*》|“[^“”]*”")
_HAN = re.compile("[一-鿿]+")
_PARTS = re.compile(f"^## *(?:{DURING}|{AFTER})", re.MULTILINE)
_COUNTING = re.compile("[0-9零〇一二两三四五六七八九十百千半]")
"""Signs of which every amount has one."""
_EMPTY = frozenset(
    "的了是在不要和与或到就也都有把被让给从对以为及并再先又很更最个这那他她它你我您们着过得地之可会能用上下里外人时打说写前后"
    "中没只按照至少约每"
)
"""Characters of words that join and say nothing of what is measured."""
_EVERYWHERE = frozenset(
    ("医生", "医院", "马上", "提醒", "规定", "专家", "全国", "国家", "委员", "健康", "素养", "释义")
)


@dataclass(frozen=True)
class Statement:
    """An amount where it is said: its place, the article or resource it belongs to, its topics, the words around it."""

    where: Where
    piece: str
    topics: frozenset[str]
    amount: Quantity
    words: frozenset[str]
    sentence: str


@dataclass(frozen=True)
class _Text:
    where: Callable[[], Where]
    piece: str
    topics: frozenset[str]
    text: str


def check_numbers(root: Path, plan: Plan, pages: Iterable[Written]) -> Iterator[Problem]:
    """Amounts of one thing are the same in articles, daily pieces and resources of one topic, or the list says why not."""
    stated = list(statements(root, plan, pages))
    explained = plan.numbers.differences if plan.numbers else ()
    used: set[int] = set()
    for one, other in differing(stated):
        reasons = [entry for entry in explained if _explains(entry, one, other)]
        used |= {id(entry) for entry in reasons}
        if not reasons:
            yield Problem(other.where, _message(one, other))
    for entry in explained:
        yield from _wrong_entry(entry, stated, id(entry) in used)


def statements(root: Path, plan: Plan, pages: Iterable[Written]) -> Iterator[Statement]:
    """Every amount in 来时 and 之后 of articles, in daily pieces, and in what resources say of themselves."""
    for text in _texts(root, plan, pages):
        line = folded(text.text)
        if not _COUNTING.search(line):
            continue
        label = found[1] if (found := _LABEL.match(line)) else ""
        for sentence in _SENTENCE_END.split(line):
            amounts = list(quantities(sentence)) if _COUNTING.search(sentence) else []
            words = _words(label + "。" + _without(sentence, amounts)) if amounts else frozenset()
            for amount in amounts:
                verb = _HAN.findall(sentence[: amount.start])[-1:]
                acts = {verb[0][-1]} - _EMPTY if verb and sentence[: amount.start].rstrip().endswith(verb[0]) else set()
                yield Statement(text.where(), text.piece, text.topics, amount, words | acts, sentence)


def differing(stated: Iterable[Statement]) -> Iterator[tuple[Statement, Statement]]:
    """The pairs that say different amounts of what seems one thing."""
    by_measure: defaultdict[tuple[str, str], dict[tuple[Quantity, frozenset[str]], list[Statement]]] = defaultdict(dict)
    for statement in stated:
        same = by_measure[statement.amount.measure, statement.amount.per]
        same.setdefault((statement.amount, statement.words), []).append(statement)
    for groups in by_measure.values():
        for (one, words), (other, others) in combinations(groups, 2):
            if words & others and one.differs(other):
                pairs = product(groups[one, words], groups[other, others])
                yield from (pair for pair in pairs if _of_one_thing(*pair))


def _of_one_thing(one: Statement, other: Statement) -> bool:
    """What stands on one line was written with the other in view; else near pieces need fewer words in common."""
    if one.where == other.where:
        return False
    if one.piece == other.piece:
        return len(one.words & other.words) >= SHARED_NEARBY
    return bool(one.topics & other.topics) and len(one.words & other.words) >= SHARED_FAR


def _texts(root: Path, plan: Plan, pages: Iterable[Written]) -> Iterator[_Text]:
    topics = {id: frozenset(resource.topics) for id, resource in plan.resources.items()}
    for page in pages:
        if head := page.article:
            article = PurePosixPath(page.url).name
            topics[article] = frozenset(head.topics)
            body, first_line = read_below_front_matter(located(root, page.path))
            for part in parts_of(body, first_line) if _PARTS.search(body) else ():
                for number, line in part.lines if part.name in (DURING, AFTER) else ():
                    yield _Text(partial(Where, page.path, number), article, topics[article], line)
    for piece in plan.daily.values():
        origin = piece.article or piece.resource or ""
        yield _Text(partial(piece.where, "text"), origin, topics.get(origin, frozenset()), piece.text)
    for id, resource in plan.resources.items():
        for field in ("about", "access"):
            yield _Text(partial(resource.where, field), id, topics[id], getattr(resource, field))


def _without(sentence: str, amounts: Iterable[Quantity]) -> str:
    for amount in amounts:
        sentence = sentence[: amount.start] + "。" * (amount.end - amount.start) + sentence[amount.end :]
    return sentence


def _words(sentence: str) -> frozenset[str]:
    """The pairs of characters that say what a sentence is about; names of documents and quoted words say it not."""
    runs = _HAN.findall(_NAMES.sub("。", sentence))
    pairs = {a + b for run in runs for a, b in pairwise(run) if not {a, b} & _EMPTY}
    return frozenset(pairs - _EVERYWHERE)


def _message(one: Statement, other: Statement) -> str:
    here, there = (_without(statement.sentence, [statement.amount]) for statement in (one, other))
    run = SequenceMatcher(None, here, there.replace("。", "；"), autojunk=False).find_longest_match()
    shared = here[run.a : run.a + run.size].strip("。,: ")
    return (
        f"“{other.amount.words}”与 {one.where.path}:{one.where.line} 的“{one.amount.words}”不一样，说的像是同一件事"
        f"（都有“{shared}”）；请照出处改成一样，确有理由不同，就写进 {LIST}"
    )


def _explains(entry: Discrepancy, one: Statement, other: Statement) -> bool:
    said = _amounts(entry)
    return {own_place(statement.where.path) for statement in (one, other)} <= set(entry.files) and all(
        _is_said(statement.amount, said) for statement in (one, other)
    )


def _is_said(amount: Quantity, said: Iterable[Quantity]) -> bool:
    """Whether the amount is among these; the list need not repeat 至少 and 每分钟."""
    return any((amount.measure, amount.low, amount.high) == (one.measure, one.low, one.high) for one in said)


def _amounts(entry: Discrepancy) -> list[Quantity]:
    return [amount for words in entry.said for amount in quantities(folded(words))]


def _wrong_entry(entry: Discrepancy, stated: Iterable[Statement], used: bool) -> Iterator[Problem]:
    """Every entry names files that state its amounts; one that explains nothing any more is only a hint."""
    if is_national(entry.where().path):  # what a county does not use leaves a gap in a list that is not its own
        return
    files = {own_place(statement.where.path) for statement in stated}
    for index, name in enumerate(entry.files):
        if name not in files:
            yield Problem(entry.where("files", index), f"“{name}”里没有要核对的数，请改文件名或删去", warning=True)
    for index, words in enumerate(entry.said):
        if not list(quantities(folded(words))):
            yield Problem(entry.where("said", index), f"“{words}”不是数加单位，应当像 {listed(['15分钟', '8米'])}")
    if not used:
        yield Problem(entry.where("reason"), "这几个数现在没有不同，这一项用不着了，可以删去", warning=True)
