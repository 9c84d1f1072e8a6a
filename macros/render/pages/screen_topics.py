"""Texts into what a public screen shows of them: sentence by sentence; of an emergency the steps and the picture."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ...common.files.national import located
from ...common.files.yaml_reader import read_below_front_matter
from ...model.article import ArticleHead
from ...project.pictures import Picture, load_pictures
from ...project.rules.texts.emergency_parts import DURING
from ...project.rules.texts.poster_steps import first_picture, poster_steps
from ...queries.articles import Article

_SENTENCE = re.compile(r"[^。！？]+[。！？]*[”’）》]*")


def sentences(text: str) -> list[str]:
    """A text cut after each of its sentences; together they are the text."""
    return _SENTENCE.findall(text)


@dataclass(frozen=True)
class ScreenTopic:
    """One emergency: what its article says of itself, what its poster tells to do, and the drawing that shows it."""

    head: ArticleHead
    steps: tuple[str, ...]
    picture: Picture | None


def screen_topics(root: Path, articles: Iterable[Article]) -> list[ScreenTopic]:
    """The articles as a screen shows them; their words are in content/."""
    pictures, _ = load_pictures(root)
    return [_topic(root, pictures, article) for article in articles]


def _topic(root: Path, pictures: dict[str, Picture], article: Article) -> ScreenTopic:
    body, _ = read_below_front_matter(located(root, article.head.where().path))
    return ScreenTopic(article.head, poster_steps(article.head, body), pictures.get(first_picture(body, DURING) or ""))
