"""The words of an emergency article as HTML, cut into the parts its page arranges: steps, do and do not, the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

_HEADING = re.compile(r'<h2 id="([^"]*)">(.*?)</h2>', re.DOTALL)
_LIST = re.compile(r"\s*<(ol|ul)>.*?</\1>", re.DOTALL)


@dataclass(frozen=True)
class Stage:
    """One part: its heading, the list it begins with (empty where it begins otherwise), and what follows."""

    id: str
    title: Markup
    list: Markup
    more: Markup


def stages(content: str) -> tuple[Markup, list[Stage]]:
    """What stands before the first heading of the second level, and the part under each."""
    lead, *pieces = _HEADING.split(content)
    cut = [pieces[at : at + 3] for at in range(0, len(pieces), 3)]
    return Markup(lead.strip()), [_stage(id, title, html) for id, title, html in cut]


def _stage(id: str, title: str, html: str) -> Stage:
    first = _LIST.match(html)
    end = first.end() if first else 0
    return Stage(id, Markup(title), Markup(html[:end].strip()), Markup(html[end:].strip()))
