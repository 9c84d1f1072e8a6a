"""An emergency article into its poster, A4 and A3: overrides/prints/poster.typ says how it looks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ..common.files.national import located
from ..common.files.yaml_reader import read_below_front_matter
from ..model.plan import Plan
from ..model.record import Source
from ..model.resources import Resource
from ..model.site import Site
from ..project.content_loader import Written
from ..project.pictures import Picture
from ..project.rules.texts.emergency_parts import DURING
from ..project.rules.texts.poster_steps import first_picture, poster_steps
from ..queries import urls
from ..queries.articles import Article
from .drawings import drawn_svg, main_colour, picture_svg, qr_svg
from .typesetter import Sheet, prints

SIZES = {"A4": 1.0, "A3": 2**0.5}
"""Size of paper → how much larger than A4 everything on it is."""

IN_TITLE_LINE = 9
"""Characters of a title that fit beside each other in 60 points."""

MOST_IN_SOURCES = 80
"""Characters: two lines of the foot."""

_TITLE_BREAK = re.compile(r"(?<=[，、：！])|(?=怎么|怎样|往哪里|是不是)")


class Poster(NamedTuple):
    """A poster that can be fetched: what it is, the size of its paper, its path in the site, the name it is kept under."""

    caption: str
    size: str
    url: str
    name: str


def posters_of(site: Site, article: Article) -> list[Poster]:
    """The posters of an article: none but of an emergency, and where none can be made."""
    if not (article.head.emergency and prints(site)):
        return []
    title = article.head.title
    return [Poster("下载海报", size, urls.poster_url(article.url, size), f"{title}-海报-{size}.pdf") for size in SIZES]


def poster_sheets(
    root: Path, plan: Plan, pictures: Mapping[str, Picture], page: Written
) -> Iterator[tuple[str, Sheet]]:
    """Size and sheet of each poster of an article: none but of an emergency."""
    if not (page.article and page.article.emergency):
        return
    data = _data(root, plan, pictures, page)
    for size, factor in SIZES.items():
        yield size, Sheet("poster", data, "pdf", factor)


def _data(root: Path, plan: Plan, pictures: Mapping[str, Picture], page: Written) -> dict[str, Any]:
    head = page.article
    assert head and head.hotline
    body, _ = read_below_front_matter(located(root, page.path))
    shown = pictures.get(first_picture(body, DURING) or "")
    address = f"{plan.site.url}{page.url}" if plan.site.url else None
    return {
        "spring": main_colour(plan.site),
        "title": head.title,
        "title-lines": title_lines(head.title),
        "motto": head.motto,
        "call": _call(plan.resources[head.hotline]),
        "second": _call(plan.resources[head.second_hotline]) if head.second_hotline else None,
        "picture": {"svg": picture_svg(root, shown), "alt": shown.description} if shown else None,
        "icon": drawn_svg(root, head.icon, main_colour(plan.site)),
        "steps": poster_steps(head, body),
        "signed": {"unit": plan.units[head.reviewed.by].name, "date": str(head.reviewed.dated)}
        if head.reviewed and not head.altered
        else None,
        "sources": _named(head.sources),
        "site": plan.site.name,
        "host": plan.site.host,
        "updated": str(head.updated or head.written),
        "address": address,
        "qr": qr_svg(address) if address else None,
    }


def _call(line: Resource) -> dict[str, str]:
    phone = line.phone or ""
    return {"phone": phone, "name": line.name.replace(phone, "").strip()}


def title_lines(title: str, most: int = IN_TITLE_LINE) -> list[str]:
    """A title in lines of at most so many characters, broken where a speaker pauses, else when they are full."""
    lines = [""]
    for piece in _TITLE_BREAK.split(title):
        if len(piece) > most:
            return [title[at : at + most] for at in range(0, len(title), most)]
        if len(lines[-1] + piece) > most:
            lines.append("")
        lines[-1] += piece
    return lines


def _named(sources: tuple[Source, ...]) -> str:
    """As many sources by name as two lines hold, and how many there are."""
    said: list[str] = []
    for source in sources:
        publisher = source.publisher if source.publisher and source.publisher not in source.name else ""
        words = f"{publisher}{source.name}"
        if said and len("；".join([*said, words])) > MOST_IN_SOURCES:
            break
        said.append(words)
    rest = f"；等 {len(sources)} 项，全部见网页" if len(said) < len(sources) else ""
    return "；".join(said) + rest
