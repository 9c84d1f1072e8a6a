"""A page's body into the whole page: head, header, footer, and what search is told of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from markupsafe import Markup

from ..common.dates import CHINA
from ..model.alert import parse_moment
from ..model.article import PageHead
from ..model.plan import Plan
from ..project.content_loader import Written
from ..queries import urls
from ..queries.alerts import live
from ..queries.articles import Article, FiledList, named
from ..queries.feeds import feeds_by_page
from .assets import FIRST_SHEET, classes_asked, classes_used, generate_assets
from .jinja_env import render
from .pages.page import Page
from .pages.table import menu

LOST = "404.html"
"""The page for addresses that lead nowhere; it can appear anywhere, so its links begin at the site's root."""


@dataclass(frozen=True)
class Framed:
    """A page as its frame sees it: `site_page` where it is one of ours or an article, `head` where it is another's words."""

    url: str | None
    title: str
    description: str
    content: Markup
    site_page: Page | None = None
    head: PageHead | None = None
    canonical: str | None = None

    @property
    def is_home(self) -> bool:
        return self.url == ""

    @property
    def is_senior_home(self) -> bool:
        return self.url == urls.SENIOR

    @property
    def is_lost(self) -> bool:
        return self.url is None


class Frame:
    """Frames the pages of one build; `plan` is settled, and `assets` are those its pages name."""

    def __init__(
        self, root: Path, plan: Plan, written: Sequence[Written], articles: FiledList[Article], now: datetime
    ) -> None:
        self.root, self.plan, self.articles, self.now = root, plan, articles, now
        self.today: date = now.date()
        self.assets = generate_assets(root, plan.site.theme)
        self._asked = {path: classes_asked(css) for name, (path, css) in self.assets.items() if name.endswith(".css")}
        self.values: Mapping[str, Any] = {
            "site": plan.site,
            "plan": plan,
            "alert": plan.alert,
            "alert_articles": named(articles, plan.alert.articles) if plan.alert else [],
            "alert_live": bool(plan.alert and live(plan.alert, now)),
            "today": self.today,
            "assets": self.assets,
            "sheets": self.sheets,
            "feeds": {page: replace(feed, entries=()) for page, feed in feeds_by_page(plan, articles).items()},
            "has_daily": bool(plan.daily),
            "menu": menu(plan, written, self.today),
            "base": urlsplit(plan.site.url or "").path or "/",
        }

    @property
    def common(self) -> list[object]:
        """What goes into every page beside its own values, and the plan."""
        own = {name: value for name, value in self.values.items() if name not in ("plan", "sheets", "assets")}
        ended = [*self.plan.alerts] + [self.now] * bool(self.plan.alert)
        return [own, ended, {name: path for name, (path, _) in self.assets.items()}]

    def render_page(self, page: Page, content: str = "") -> str:
        """A page of ours, or an article's with its words as HTML."""
        body = page.body(self.root, self.plan, self.today, self.articles, content, self.now)
        return self._render(
            Framed(page.url, page.title, page.description, Markup(body), page, canonical=self._whole(page.url))
        )

    def render_written(self, page: Written, content: str) -> str:
        """Another page of content/, its words as HTML."""
        head, whole = page.head, self._whole(page.url)
        assert isinstance(head, PageHead)
        return self._render(Framed(page.url, head.title, head.description, Markup(content), head=head, canonical=whole))

    def render_not_found(self) -> str:
        """The page for addresses that lead nowhere."""
        body = render(self.root, "lost.html", None, self.values)
        return self._render(Framed(None, "页面不存在", self.plan.site.description, Markup(body)))

    def sheets(self, html: str) -> list[str]:
        """The style sheets that a page with this HTML needs, by their paths: the first, and those with a rule for it."""
        first, used = self.assets[f"{FIRST_SHEET}.css"][0], classes_used(html)
        return [path for path, asked in self._asked.items() if path == first or any(map(used.issuperset, asked))]

    def _whole(self, url: str) -> str | None:
        return urljoin(self.plan.site.url, url) if self.plan.site.url else None

    def _render(self, page: Framed) -> str:
        return render(self.root, "frame.html", page.url, {**self.values, "page": page, "known": self._known(page)})

    def _known(self, page: Framed) -> str:
        """A moment that had come when the page was made, in ISO 8601; a reader's clock that is earlier is wrong.

        It is as old as the words of the page, so that the page stays the same while they do.
        """
        day = (page.site_page and page.site_page.updated) or self.plan.current.dated
        first = datetime.combine(day, time(), CHINA)
        return max(first, parse_moment(self.plan.alert.source.issued) if self.plan.alert else first).isoformat()
