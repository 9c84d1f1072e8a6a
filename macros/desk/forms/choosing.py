"""What an id may refer to, by name: the choices of a form, found by their characters, their pinyin, or another name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from ...common.text.hanzi import in_pinyin
from ...model.plan import Plan
from ...model.record import DEVICE_NAME, Record
from ...project.content_loader import Written
from ...project.references import dialled, townships
from ..kinds import DESK_KINDS, name_of

LONGEST_ADDRESS = 40


class NamedChoice(NamedTuple):
    """An id with its name, and everything it is found by."""

    id: str
    name: str
    found_by: str


def choices_for(plan: Plan, pages: list[Written], refers: str) -> list[NamedChoice]:
    """Everything that an id of this kind can stand for."""
    return [NamedChoice(id, name, found_by(name, more)) for id, name, more in _named(plan, pages, refers)]


def _named(plan: Plan, pages: list[Written], refers: str) -> Iterator[tuple[str, str, Iterable[str]]]:
    terms = plan.vocabulary
    match refers:
        case "audience" | "topic" if terms:
            yield from ((it.id, it.name, ()) for it in (terms.audiences if refers == "audience" else terms.topics))
        case "unit":
            yield from ((id, it.name, it.aliases) for id, it in plan.units.items())
        case "township":
            yield from ((id, it.name, it.aliases) for id, it in townships(plan).items())
        case "measure":
            yield from ((it.id, f"{it.task.short}：{it.title}", it.aliases) for it in plan.current.measures())
        case "observance":
            yield from ((id, it.name, it.aliases) for id, it in plan.observances.items())
        case "hotline":
            yield from ((id, f"{it.phone} {it.name}", it.aliases) for id, it in dialled(plan).items())
        case _ if refers in DESK_KINDS:
            records = DESK_KINDS[refers].records(plan, pages)
            yield from ((id, name_of(it), other_names(it)) for id, it in records.items())


def other_names(record: Record) -> tuple[str, ...]:
    """What else a record is called."""
    return (*getattr(record, "aliases", ()), *getattr(record, "keywords", ()))


@lru_cache(maxsize=4096)
def _sounds(text: str) -> str:
    parts = in_pinyin(text)
    return f"{''.join(parts)} {''.join(part[:1] for part in parts)}"


def found_by(name: str, more: Iterable[str] = ()) -> str:
    """A name, its pinyin whole and by first letters, and its other names, as one text in small letters."""
    words = (name, *more)
    return " ".join([*words, *map(_sounds, words)]).lower()


def proposed_address(title: str) -> str:
    """The end of an address for a title: its pinyin, as far as it fits."""
    syllables = [re.sub("[^a-z0-9]+", "-", part.lower()) for part in in_pinyin(title)]
    address = ""
    for syllable in syllables:
        if len(address + syllable) > LONGEST_ADDRESS:
            break
        address += syllable
    address = re.sub("-+", "-", address).strip("-")
    return f"{address}-1" if DEVICE_NAME.fullmatch(address) or re.fullmatch("[0-9]{2}", address) else address
