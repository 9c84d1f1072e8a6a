"""Articles, coming events and the next daily pieces into pictures to send on: a card for chats, and what a link looks like there.

overrides/prints/card.typ and preview.typ say how they look. WeChat lets a page of files say nothing to its own window
for sharing, so whoever shares keeps the card by a long press.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..common.dates import hours_in_words, in_words, in_year, weekday
from ..common.files.national import located
from ..common.files.yaml_reader import read_below_front_matter
from ..model.events import Event
from ..model.plan import Plan
from ..model.resources import Daily
from ..project.content_loader import Written
from ..project.pictures import Picture
from ..project.references import township_name
from ..project.rules.texts.emergency_parts import DURING
from ..project.rules.texts.poster_steps import first_picture, poster_steps
from ..queries import urls
from ..queries.calendar import duty
from ..queries.daily.piece import source_in_words
from ..queries.daily.schedule import piece_on
from .drawings import drawn_svg, emblem_svg, main_colour, picture_svg, qr_svg
from .posters import title_lines
from .typesetter import Sheet

DAYS = 60
"""For so many days from the build on there is a card of the daily piece."""

WEAK = "，以责任单位公布的为准"

IN_CARD_LINE, IN_SMALL_LINE, TITLE_LINES = 11, 20, 3
"""Characters of a title beside each other, those of a very long one, and how many such lines there are."""

POINTS = 3
"""So many steps stand on the card of an emergency; the whole is in the article."""


def card_days(plan: Plan, today: date) -> list[date]:
    """The days whose daily piece has a card."""
    days = [today + timedelta(days=ahead) for ahead in range(DAYS)]
    return [day for day in days if piece_on(plan, day)]


def article_sheets(
    root: Path, plan: Plan, pictures: Mapping[str, Picture], page: Written
) -> Iterator[tuple[str, Sheet]]:
    """Path and sheet of the pictures of an article."""
    head = page.article
    assert head
    body, _ = read_below_front_matter(located(root, page.path))
    shown = pictures.get(first_picture(body, DURING if head.emergency else None) or "")
    line = plan.resources[head.hotline].phone if head.emergency and head.hotline else None
    data = {
        **_common(root, plan, page.url, head.title, "应急科普" if head.emergency else "科普文章"),
        "urgent": head.emergency,
        "motto": head.motto,
        "lead": None if head.emergency else head.summary,
        "points": poster_steps(head, body)[:POINTS] if head.emergency else (),
        "picture": picture_svg(root, shown) if shown else None,
        "icon": drawn_svg(root, head.icon, "#ffffff"),
        "call": line,
        "said": f"{plan.site.host} · {head.updated or head.written}",
    }
    yield urls.card_url(page.url), Sheet("card", data, "png")
    yield urls.preview_url(page.url), Sheet("preview", data, "png")


def event_sheets(root: Path, plan: Plan, event: Event) -> Iterator[tuple[str, Sheet]]:
    """Path and sheet of the pictures of an event."""
    url = urls.url_of(event)
    when = [f"{in_words(event.start)} {weekday(event.start)}"]
    when += [f"至{in_year(event.last, event.start.year)} {weekday(event.last)}"] if event.last > event.start else []
    when += [hours_in_words(event.begins, event.ends)] if event.begins else []
    rows = [("时间", "\n".join(when)), ("地点", _place(plan, event)), ("费用", event.fee)]
    rows += [("报名", event.registration.how)] if event.registration else []
    leads = "、".join(unit.name for unit in duty(plan, event).leads)
    state = {"cancelled": "已取消", "postponed": "已延期"}.get(event.status)
    data = {
        **_common(root, plan, url, event.title, f"活动 · {state}" if state else "活动"),
        "motto": state or None,
        "urgent": event.status == "cancelled",
        "lead": event.about,
        "rows": [row for row in rows if row[1]],
        "said": f"{leads or plan.site.host} · {event.updated}",
    }
    yield urls.card_url(url), Sheet("card", data, "png")
    yield (
        urls.preview_url(url),
        Sheet("preview", {**data, "lead": "\n".join(said for _, said in rows[:2] if said)}, "png"),
    )


def daily_sheets(root: Path, plan: Plan, today: date) -> Iterator[tuple[str, Daily, Sheet]]:
    """Path, piece and sheet of the card of each of the next days, and what a link to the page looks like."""
    for day in card_days(plan, today):
        piece = piece_on(plan, day)
        assert piece
        title = f"{day.month}月{day.day}日 {weekday(day)}"
        data = {
            **_common(root, plan, urls.DAILY, title, "天天科普"),
            "lead": piece.text,
            "said": plan.site.host,
            "source": f"出处：{source_in_words(piece)}{WEAK if piece.unverified else ''}",
        }
        yield urls.daily_card_url(f"{day:%m-%d}"), piece, Sheet("card", data, "png")
        if day == today:
            yield (
                urls.preview_url(urls.DAILY),
                piece,
                Sheet("preview", {**data, "title-lines": ["天天科普"], "motto": title}, "png"),
            )


def drawing_sheets(root: Path, pictures: Mapping[str, Picture]) -> Iterator[tuple[str, Sheet]]:
    """Path and sheet of every drawing, 1080 pixels wide."""
    for picture in pictures.values():
        width, height = map(int, picture.box.split()[2:])
        data = {"title": picture.title, "svg": picture_svg(root, picture), "height": 1080 * height / width}
        yield urls.drawing_url(picture.id), Sheet("drawing", data, "png")


def _common(root: Path, plan: Plan, url: str, title: str, label: str) -> dict[str, Any]:
    """What all pictures say, and nothing for what only some do."""
    address = f"{plan.site.url}{url}" if plan.site.url else None
    spring = main_colour(plan.site)
    return {
        **dict.fromkeys(("motto", "lead", "picture", "icon", "call", "source")),
        "points": (),
        "rows": (),
        "urgent": False,
        "title": title,
        "title-lines": title_lines(title, IN_CARD_LINE if len(title) <= TITLE_LINES * IN_CARD_LINE else IN_SMALL_LINE)[
            :TITLE_LINES
        ],
        "label": label,
        "site": plan.site.name,
        "host": plan.site.host,
        "spring": spring,
        "emblem": _emblem(root, plan.site.theme.emblem, spring),
        "emblem-white": _emblem(root, plan.site.theme.emblem, "#ffffff"),
        "address": address,
        "qr": qr_svg(address) if address else None,
    }


_emblem = lru_cache(maxsize=8)(emblem_svg)


def _place(plan: Plan, event: Event) -> str | None:
    if event.place is None:
        return None
    parts = (township_name(plan, event.place.township), event.place.name, event.place.address)
    return " ".join(part for part in parts if part)
