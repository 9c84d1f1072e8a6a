"""The words of an emergency article as HTML, cut into the parts its page arranges: steps, do and do not, the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from markupsafe import Markup

from ..project.rules.texts.emergency_parts import LETTERS, poster_letters

_HEADING = re.compile(r'<h2 id="([^"]*)">(.*?)</h2>', re.DOTALL)
_LIST = re.compile(r"\s*<(ol|ul)>.*?</\1>", re.DOTALL)
_ITEM = re.compile(r"<li>(.*?)</li>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Stage:
    """One part: its heading, the list it begins with (empty where it begins otherwise), and what follows."""

    id: str
    title: Markup
    list: Markup
    more: Markup

    @property
    def size(self) -> str:
        """How large the letters of the list can be on one sheet of paper: large, middle or small."""
        lengths = [len(unescape(_TAG.sub("", item)).strip()) for item in _ITEM.findall(self.list)]
        return poster_letters(lengths, "<figure" in self.more or "<img" in self.more) or LETTERS[-1][0]


def stages(content: str) -> tuple[Markup, list[Stage]]:
    """What stands before the first heading of the second level, and the part under each."""
    lead, *pieces = _HEADING.split(content)
    cut = [pieces[at : at + 3] for at in range(0, len(pieces), 3)]
    return Markup(lead.strip()), [_stage(id, title, html) for id, title, html in cut]


def _stage(id: str, title: str, html: str) -> Stage:
    first = _LIST.match(html)
    end = first.end() if first else 0
    return Stage(id, Markup(title), Markup(html[:end].strip()), Markup(html[end:].strip()))
