"""Answers into decisions: what each answer changes in how the plan is read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..decisions import Decisions
from .about_document import NONE
from .about_units import UNKNOWN
from .open_question import AS_IS, GivenAnswer, OpenQuestion, answer_of

FACTS = {"place", "host", "name", "url", "title", "issuer", "issued", "period", "level", "family"}


def decided(questions: Sequence[OpenQuestion], given: Mapping[str, GivenAnswer]) -> Decisions:
    """What has been decided by the answers whose questions have not changed since."""
    answered = [(question, answer) for question in questions if (answer := answer_of(question, given).strip())]
    by_kind: dict[str, list[tuple[OpenQuestion, str]]] = {}
    for question, answer in answered:
        by_kind.setdefault(question.id.partition("-")[0], []).append((question, answer))

    def words(kind: str, wanted: str) -> frozenset[str]:
        return frozenset(question.key[0] for question, answer in by_kind.get(kind, ()) if answer == wanted)

    def pairs(kind: str, wanted: str) -> frozenset[frozenset[str]]:
        return frozenset(frozenset(question.key) for question, answer in by_kind.get(kind, ()) if answer == wanted)

    def lines(kinds: str, wanted: str) -> frozenset[int]:
        return frozenset(
            question.line
            for kind in kinds.split()
            for question, answer in by_kind.get(kind, ())
            if answer == wanted and question.line is not None
        )

    return Decisions(
        one_unit=words("glued", "是一个单位"),
        several_units=words("chained", "是几个单位") | words("inner", "是几个单位"),
        no_units=words("strange", "不是单位"),
        same=pairs("alike", "是同一个"),
        apart=pairs("same", "不是同一个"),
        members={question.key[0]: names_in(answer) for question, answer in by_kind.get("members", ()) if answer != UNKNOWN},
        refused_lines=lines("row", "不是同一条") | lines("group", "不是同一项"),
        plain_lines=lines("sentence line role", "不是"),
        conventions={
            question.line: answer != "不对，不分牵头"
            for question, answer in by_kind.get("convention", ())
            if question.line is not None and len(question.choices) > 1
        },
        pages={question.key[0]: answer == "每条一页" for question, answer in by_kind.get("pages", ()) if question.key},
        names={question.key[0]: answer for question, answer in by_kind.get("name", ()) if question.key},
        notes=tuple(
            (question.line, _quoted(question), answer)
            for kind in ("wording", "annex", "convention")
            for question, answer in by_kind.get(kind, ())
            if question.line is not None and question.free and answer != AS_IS
        ),
        facts={question.id: answer for question, answer in answered if question.id in FACTS and answer not in ("对", NONE)},
        no_indicators=words("indicator", "不是"),
    )  # fmt: skip


def _quoted(question: OpenQuestion) -> str:
    """The words a remark is on: the first that the question quotes."""
    found = re.search("“([^“”]+)”", question.found)
    return found[1] if found else question.found


def names_in(answer: str) -> tuple[str, ...]:
    """The names in an answer."""
    return tuple(name for part in re.split("[、，,；;\\s]+", answer) if (name := part.strip("。 ")))
