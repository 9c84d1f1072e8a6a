"""Everything that is printed, one table of it; what was made once is kept by what it was made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from ..common.files.kept import CACHE, Kept
from ..common.problems import PlanError, Problem, Where
from ..model.plan import Plan
from ..project.content_loader import Written
from ..project.pictures import load_pictures
from ..queries import urls
from .posters import poster_sheets
from .typesetter import Sheet, Typesetter, installed, setting_program


@dataclass(frozen=True)
class Print:
    """A file of the site that is printed: its path, the sheet, and the file whose words stand on it."""

    path: str
    sheet: Sheet
    source: str


def generate_prints(root: Path, plan: Plan, pages: Sequence[Written]) -> Iterator[tuple[str, bytes]]:
    """Path from the site's root and content of every poster; nothing where the program that sets them is not installed.

    Raises PlanError where the font has not all characters.
    """
    if not installed():
        return
    setter, kept = Typesetter(root), Kept(root / CACHE, setting_program(), "prints")
    wanted = list(_prints(root, plan, pages))
    if problems := list(_boxes(setter, kept, wanted)):
        raise PlanError(problems)
    for one in wanted:
        name = setter.name(one.sheet)
        made = kept.get(name)
        if made is None:
            kept.put(name, made := setter.set(one.sheet))
        yield one.path, made
    kept.save()


def _prints(root: Path, plan: Plan, pages: Sequence[Written]) -> Iterator[Print]:
    pictures, _ = load_pictures(root)
    for page in pages:
        if page.article and page.article.emergency:
            for size, sheet in poster_sheets(root, plan, pictures, page):
                yield Print(urls.poster_url(page.url, size), sheet, page.path)


def _boxes(setter: Typesetter, kept: Kept, prints: Iterable[Print]) -> Iterator[Problem]:
    """Characters that would be printed as empty boxes; what was made once had none."""
    for one in prints:
        made = kept.get(setter.name(one.sheet)) is not None
        if not made and (letters := setter.missing("".join(_words(one.sheet.data)))):
            yield Problem(Where(one.source), f"海报和分享图的字体里没有“{letters}”，请换一个写法")


def _words(value: Any) -> Iterator[str]:
    """All texts in what a template is given."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from chain.from_iterable(map(_words, value.values()))
    elif isinstance(value, list | tuple):
        yield from chain.from_iterable(map(_words, value))
