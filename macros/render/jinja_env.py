"""Our Jinja environment: escaping on, undefined names an error, links through `link`."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from ..common.dates import WEEKDAYS, hours_in_words, in_words, in_year, weekday
from ..common.files.overrides import override_folders
from ..common.reads import note
from ..common.templates import CompiledTemplates, PageEnvironment
from ..common.text.hotline_links import dialled_html, dialled_words, has_number
from ..model.alert import LEVELS
from ..model.article import review_due
from ..model.events import EVENT_KINDS, STATUSES
from ..model.record import PLACE_KINDS
from ..model.reports import STATES
from ..model.resources import RESOURCE_KINDS
from ..prints.cards import card_days
from ..prints.posters import posters_of
from ..prints.typesetter import prints
from ..project.icons import UnknownIcon, drawn_icons, icon_svg
from ..project.plans import succession
from ..project.references import phones
from ..queries import (
    alerts,
    articles,
    calendar,
    directory,
    duties,
    feeds,
    months,
    urls,
)
from ..queries.daily import piece as daily_piece
from ..queries.daily import quiz
from ..queries.daily import schedule as daily_schedule
from ..queries.progress import changes as progress_changes
from ..queries.progress import standing as progress_standing
from ..queries.progress import sums as progress_sums
from ..queries.progress import wording as progress_wording
from ..queries.published import contents, goal, tables, text_comparison
from ..queries.recurrence import rule_in_words, time_to_act
from . import structured_data
from .article_parts import stages
from .assets import fingerprint
from .pages.screen_topics import ScreenTopic, screen_topics, sentences

TEMPLATES = "plan"
"""The folder of our own templates within overrides/."""


class DrawingError(Exception):
    """A template of ours is wrong; says which, where, and what Jinja has to say."""


def forget_templates() -> None:
    """Read every template anew from now on; one with the same words is not compiled again."""
    environment.cache_clear()


def compile_templates(root: Path) -> None:
    """Compile every template of the project before pages are drawn by several processes at once. Raises DrawingError."""
    env = environment(root)
    try:
        for name in env.list_templates(extensions=("html",)):
            env.get_template(name)
    except jinja2.TemplateError as error:
        raise DrawingError(_place(root, error)) from error
    _COMPILED.save()


_COMPILED = CompiledTemplates()


@lru_cache(maxsize=4)
def environment(root: Path) -> PageEnvironment:
    """The environment for the templates of the project in `root`; views are at hand under their names."""
    env = PageEnvironment(
        loader=jinja2.FileSystemLoader(override_folders(root, TEMPLATES)),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_COMPILED,
    )
    env.filters |= {
        "link": link,
        "dial": dial,
        "path": urls.url_of,
        "in_words": in_words,
        "in_year": in_year,
        "weekday": weekday,
        "hours": hours_in_words,
        "sentences": sentences,
        "fingerprint": fingerprint,
        "place_key": articles.place_key,
    }
    env.globals |= {
        "icon": partial(_icon, drawn_icons(root)),
        "duty_queries": duties,
        "contrast_queries": text_comparison,
        "said_in_plan": text_comparison.said_in_plan,
        "office_name": directory.office_name,
        "table_queries": tables,
        "contents_queries": contents,
        "succession_queries": succession,
        "goal_queries": goal,
        "calendar_queries": calendar,
        "month_queries": months,
        "daily_queries": daily_piece,
        "schedule_queries": daily_schedule,
        "quiz_queries": quiz,
        "alert_queries": alerts,
        "article_queries": articles,
        "feed_queries": feeds,
        "directory_queries": directory,
        "progress_queries": progress_standing,
        "sum_queries": progress_sums,
        "change_queries": progress_changes,
        "report_words": progress_wording,
        "urls": urls,
        "STATUSES": STATUSES,
        "STATES": STATES,
        "EVENT_KINDS": EVENT_KINDS,
        "WEEKDAYS": WEEKDAYS,
        "RESOURCE_KINDS": RESOURCE_KINDS,
        "PLACE_KINDS": PLACE_KINDS,
        "LEVELS": LEVELS,
        "review_due": review_due,
        "stages": stages,
        "screen_topics": partial(_screen_topics, root),
        "qr": structured_data.qr_code,
        "posters_of": posters_of,
        "card_days": card_days,
        "prints": prints,
        "json_ld": structured_data.event_json_ld,
        "json_ld_article": structured_data.article_json_ld,
        "json_ld_resource": structured_data.resource_json_ld,
        "json_ld_venue": structured_data.venue_json_ld,
        "rule_in_words": rule_in_words,
        "time_to_act": time_to_act,
    }
    return env


def render(root: Path, template: str, page_url: str | None, values: Mapping[str, Any]) -> str:
    """A template filled in for the page at `page_url`; None is a page that can appear anywhere. Raises DrawingError."""
    try:
        return environment(root).draw(template, {**values, "page_url": page_url})
    except jinja2.TemplateError as error:
        raise DrawingError(_place(root, error)) from error


def _place(root: Path, error: jinja2.TemplateError) -> str:
    if isinstance(error, jinja2.TemplateSyntaxError):
        file, line = error.filename or error.name or "", error.lineno
    else:
        folders = tuple(map(str, override_folders(root, TEMPLATES)))
        frames = traceback.extract_tb(error.__traceback__)
        file, line = next(
            ((f.filename, f.lineno or 1) for f in reversed(frames) if f.filename.startswith(folders)), ("", 1)
        )
    within = [folder for folder in override_folders(root) if folder in Path(file).parents]
    shown = Path("overrides", Path(file).relative_to(within[0]) if within else TEMPLATES).as_posix()
    return f"{shown}:{line}: 模板有错，请交给做网站的人：{error}"


def _screen_topics(root: Path, topics: Iterable[articles.Article]) -> list[ScreenTopic]:
    note("texts")  # which of them nobody says: it is drawn each time
    return screen_topics(root, topics)


def _icon(known: Mapping[str, Path], *names: str) -> Markup:
    try:
        return icon_svg(known, *names)
    except UnknownIcon as unknown:
        raise jinja2.TemplateRuntimeError(str(unknown)) from unknown


@jinja2.pass_context
def link(context: jinja2.runtime.Context, target: str | urls.Addressed) -> str:
    """The address of a record, or of a path from the site's root, as seen from the page being drawn."""
    url = target if isinstance(target, str) else urls.url_of(target)
    page_url = context["page_url"]
    return f"{context['base']}{url}" if page_url is None else urls.relative(url, page_url)


@jinja2.pass_context
def dial(context: jinja2.runtime.Context, words: str) -> Markup:
    """Running text with its hotlines as links; what is not HTML yet is escaped."""
    if not has_number(words):
        return escape(words)
    numbers = phones(context["plan"])
    return Markup(dialled_html(words, numbers)) if isinstance(words, Markup) else dialled_words(words, numbers)
