"""All questions on a plan, in the order in which they are best answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from ..plan_reading import PlanReading
from .about_document import ask_document, ask_indicators, ask_reading, ask_site
from .about_items import (
    ask_brackets,
    ask_duties,
    ask_inner_numbers,
    ask_marks,
    ask_numbers,
    ask_own_lines,
    ask_pages,
    ask_several,
    ask_short_names,
    ask_tails,
    ask_twice,
    ask_unnumbered,
    ask_without_units,
)
from .about_tables import ask_other_tables, ask_tables
from .about_units import ask_members, ask_names, ask_open_ends, ask_spellings
from .open_question import OpenQuestion

AskAbout = Callable[[PlanReading], Iterator[OpenQuestion]]

ASKED: tuple[AskAbout, ...] = (
    ask_site, ask_document, ask_reading, ask_numbers, ask_inner_numbers, ask_pages, ask_brackets, ask_names, ask_spellings, ask_members, ask_open_ends, ask_marks,
    ask_duties, ask_own_lines, ask_tails, ask_several, ask_twice, ask_without_units, ask_tables, ask_other_tables, ask_short_names, ask_unnumbered, ask_indicators,
)  # fmt: skip

ON_PARAGRAPHS = {
    ask_numbers,
    ask_brackets,
    ask_names,
    ask_duties,
    ask_tails,
    ask_twice,
    ask_without_units,
    ask_tables,
    ask_short_names,
    ask_unnumbered,
}
"""What is asked again when anything in the paragraph changes."""


def questions_on(reading: PlanReading) -> tuple[OpenQuestion, ...]:
    """Every question, each id once."""
    found: dict[str, OpenQuestion] = {}
    for ask in ASKED:
        for question in ask(reading):
            line = question.line if ask in ON_PARAGRAPHS else None
            scope = "" if line is None else reading.texts[line]
            found.setdefault(question.id, replace(question, scope=scope))
    return tuple(found.values())
