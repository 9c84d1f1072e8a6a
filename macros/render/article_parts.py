"""The words of an emergency article as HTML, cut into the parts its page arranges: steps, do and do not, the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from markupsafe import Markup

from ..model.article import ArticleHead
from ..project.rules.texts.emergency_parts import LETTERS, poster_letters

_HEADING = re.compile(r'<h2 id="([^"]*)">(.*?)</h2>', re.DOTALL)
_LIST = re.compile(r"\s*<(ol|ul)>.*?</\1>", re.DOTALL)
_ITEM = re.compile(r"<li>(.*?)</li>", re.DOTALL)
_CAPTION = re.compile(r"<figcaption>(.*?)</figcaption>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")

_SHEET = 780
"""Pixels of A4 between its margins that button, foot and rules leave to words and pictures; see emergency.css."""
_PICTURE, _CAPTION_LINE, _SECOND_NUMBER = 144, 17, 29


@dataclass(frozen=True)
class Stage:
    """One part: its heading, the list it begins with (empty where it begins otherwise), and what follows."""

    id: str
    title: Markup
    list: Markup
    more: Markup

    def size(self, head: ArticleHead) -> str:
        """How large the letters of the list can be on one sheet below this head: a name of `LETTERS`."""
        lengths = [_length(item) for item in _ITEM.findall(self.list)]
        return poster_letters(lengths, _SHEET - _above(head) - self._below()) or LETTERS[-1][0]

    def _below(self) -> int:
        """Pixels of a poster below the list: its pictures side by side, with their captions."""
        captions = _CAPTION.findall(self.more)
        if not captions and "<img" not in self.more:
            return 0
        return _PICTURE + _CAPTION_LINE * max((_lines(_length(said), 26) for said in captions), default=0)


def stages(content: str) -> tuple[Markup, list[Stage]]:
    """What stands before the first heading of the second level, and the part under each."""
    lead, *pieces = _HEADING.split(content)
    cut = [pieces[at : at + 3] for at in range(0, len(pieces), 3)]
    return Markup(lead.strip()), [_stage(id, title, html) for id, title, html in cut]


def _stage(id: str, title: str, html: str) -> Stage:
    first = _LIST.match(html)
    end = first.end() if first else 0
    return Stage(id, Markup(title), Markup(html[:end].strip()), Markup(html[end:].strip()))


def _above(head: ArticleHead) -> int:
    """Pixels of a poster that title, motto, answer and second number take."""
    title, motto = 42 * _lines(len(head.title), 19), 40 * _lines(len(head.motto or ""), 21)
    return title + motto + 24 * _lines(len(head.summary), 38) + _SECOND_NUMBER * bool(head.second_hotline)


def _length(html: str) -> int:
    return len(unescape(_TAG.sub("", html)).strip())


def _lines(letters: int, most: int) -> int:
    return -(-letters // most)
