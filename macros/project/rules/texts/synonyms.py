"""The rules of plan/synonyms.yaml: one generator each, its docstring the rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ....common.problems import Problem, Where, nearest
from ....model.plan import Member, Plan, Unit


def check_double_words(plan: Plan) -> Iterator[Problem]:
    """A word stands once among the words that people type."""
    first: dict[str, Where] = {}
    for word, where in _typed(plan):
        if word in first:
            yield Problem(
                where, f"“{word}”在第 {first[word].line} 行已经写过，一个词只写一次，几种意思写在同一组的 means 里"
            )
        first.setdefault(word, where)


def check_loops(plan: Plan) -> Iterator[Problem]:
    """No word leads back to itself."""
    meant: dict[str, tuple[str, ...]] = {}
    for group in plan.synonyms.groups if plan.synonyms else ():
        meant |= dict.fromkeys(group.typed, group.means)
    for word, where in _typed(plan):
        if way := _way_back(word, meant):
            yield Problem(where, f"绕回了原处（{' → '.join(way)}），请删去其中一个")


def check_synonym_units(plan: Plan) -> Iterator[Problem]:
    """The name of a unit needs no other word."""
    names = {unit.name: unit.where().path for unit in plan.units.values()}
    names |= {member.name: member.where().path for unit in plan.units.values() for member in unit.members}
    for word, where in _typed(plan):
        if word in names:
            yield Problem(where, f"“{word}”是责任单位的名称（{names[word]}），搜它总是先出这个单位，请删去")


_OFFICE = re.compile("(?:区|县|市|州|旗|团)[一-鿿]{1,12}(?:局|委|办|部|会|中心|协|联|院|站)")


def check_offices_meant(plan: Plan) -> Iterator[Problem]:
    """An office that a word stands for is a unit of the plan: after a change of names the word would lead nowhere."""
    units: list[Unit | Member] = [
        *plan.units.values(),
        *(member for unit in plan.units.values() for member in unit.members),
    ]
    known = {name for unit in units for name in (unit.name, *unit.aliases)}
    for group in plan.synonyms.groups if plan.synonyms else ():
        for index, word in enumerate(group.means):
            if _OFFICE.fullmatch(word) and word not in known:
                said = f"“{word}”不是责任单位的名称，搜左边的词就找不到它{nearest(word, known)}"
                yield Problem(group.where("means", index), said)


def check_unwritten(plan: Plan) -> Iterator[Problem]:
    """Where nobody has written about something, the hotline and the topic that stand in for it are known."""
    topics = {topic.id for topic in plan.vocabulary.topics} if plan.vocabulary else set[str]()
    phones = {resource.phone for resource in plan.resources.values() if resource.phone}
    for group in plan.synonyms.groups if plan.synonyms else ():
        if (unwritten := group.unwritten) is None:
            continue
        if unwritten.topic not in topics:
            known = f"有的是：{'、'.join(sorted(topics))}" if topics else "主题写在 plan/vocabulary.yaml 里"
            yield Problem(group.where("unwritten", "topic"), f"没有“{unwritten.topic}”这个主题，{known}")
        if unwritten.call and unwritten.call not in phones:
            yield Problem(
                group.where("unwritten", "call"),
                f"资源里没有电话是 {unwritten.call} 的热线，请先写一条，或改成有的号码",
            )


def _typed(plan: Plan) -> Iterator[tuple[str, Where]]:
    for group in plan.synonyms.groups if plan.synonyms else ():
        for index, word in enumerate(group.typed):
            yield word, group.where("typed", index)


def _way_back(word: str, meant: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The words on the way from a word back to itself, or none."""
    ways, seen = [[word]], {word}
    while ways:
        way = ways.pop()
        for next_word in meant.get(way[-1], ()):
            if next_word == word:
                return [*way, word]
            if next_word not in seen:
                seen.add(next_word)
                ways.append([*way, next_word])
    return []
