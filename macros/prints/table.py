"""Everything that is printed, one table of it; what was made once is kept by what it was made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from ..common.files.kept import CACHE, Kept
from ..common.parallel import in_parallel
from ..common.problems import PlanError, Problem, Where
from ..model.plan import Plan
from ..project.content_loader import Written
from ..project.pictures import FOLDER, load_pictures
from ..queries import urls
from .cards import article_sheets, daily_sheets, drawing_sheets, event_sheets
from .posters import poster_sheets
from .typesetter import Sheet, Typesetter, font_letters, missing, prints, setting_begun, setting_program

LETTERS = "letters"
"""The font's letters are kept beside the prints: reading them takes longer than setting a few sheets."""

FEW_SHEETS = 8
"""With fewer sheets for each core it takes longer to read the fonts once more."""


@dataclass(frozen=True)
class Print:
    """A file of the site that is printed: its path, the sheet, and the file whose words stand on it."""

    path: str
    sheet: Sheet
    source: str


class PrintedFile(NamedTuple):
    """A print that is made: its path from the site's root, the SHA-256 of the file, and what gives its bytes."""

    path: str
    digest: str
    content: Callable[[], bytes]


def generate_prints(root: Path, plan: Plan, pages: Sequence[Written], today: date) -> Iterator[PrintedFile]:
    """Every poster and every picture to send, none of them read before it is wanted; nothing where the site has none.

    Raises PlanError where the font has not all characters.
    """
    if not prints(plan.site):
        return
    setter, kept = Typesetter(root), Kept(root / CACHE, setting_program(), "prints")
    wanted = [(one, setter.name(one.sheet)) for one in _prints(root, plan, pages, today)]
    if new := {name: one.sheet for one, name in wanted if not kept.keep(name)}:
        if (letters := kept.get(LETTERS)) is None:
            kept.put(LETTERS, letters := font_letters())
        if problems := list(_boxes(letters.decode(), (one for one, name in wanted if name in new))):
            raise PlanError(problems)
        few = len(new) if setting_begun() else FEW_SHEETS
        for name, content in zip(new, in_parallel(setter.set, [*new.values()], few), strict=True):
            kept.put(name, content)
    kept.keep(LETTERS)
    kept.save()
    for one, name in wanted:
        yield PrintedFile(one.path, kept.digest(name) or "", partial(_content, setter, kept, one.sheet, name))


def _content(setter: Typesetter, kept: Kept, sheet: Sheet, name: str) -> bytes:
    """The bytes of a print, made once more where what was kept is damaged."""
    content = kept.get(name)
    return setter.set(sheet) if content is None else content


def _prints(root: Path, plan: Plan, pages: Sequence[Written], today: date) -> Iterator[Print]:
    pictures, _ = load_pictures(root)
    for page in (page for page in pages if page.article):
        for size, sheet in poster_sheets(root, plan, pictures, page):
            yield Print(urls.poster_url(page.url, size), sheet, page.path)
        for path, sheet in article_sheets(root, plan, pictures, page):
            yield Print(path, sheet, page.path)
    for path, sheet in drawing_sheets(root, pictures):
        yield Print(path, sheet, FOLDER.as_posix())
    for event in plan.events.values():
        if event.last >= today:
            for path, sheet in event_sheets(root, plan, event):
                yield Print(path, sheet, event.where().path)
    for path, piece, sheet in daily_sheets(root, plan, today):
        yield Print(path, sheet, piece.where().path)


def _boxes(letters: str, wanted: Iterable[Print]) -> Iterator[Problem]:
    """Characters that would be printed as empty boxes; what was made once had none."""
    known = frozenset(letters)
    for one in wanted:
        if boxes := missing("".join(_words(one.sheet.data)), known):
            yield Problem(Where(one.source), f"海报和分享图的字体里没有“{boxes}”，请换一个写法")


def _words(value: Any) -> Iterator[str]:
    """All texts in what a template is given."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from chain.from_iterable(map(_words, value.values()))
    elif isinstance(value, list | tuple):
        yield from chain.from_iterable(map(_words, value))
