"""The kinds of records that can be edited at the desk: where they lie, what they are called, what is asked first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from urllib.parse import urlencode

from ..editing.creating.new_event import EVENT_ORDER
from ..editing.creating.new_expert import EXPERT_ORDER
from ..editing.creating.new_resource import DAILY_ORDER, RESOURCE_ORDER
from ..model.article import ArticleHead
from ..model.events import Event
from ..model.plan import Plan
from ..model.record import Record
from ..model.resources import Daily, Expert, Question, Resource, Team, Venue
from ..project.content_loader import Written
from ..queries.urls import Addressed, article_url, daily_url, url_of
from .forms.fields import FormField, form_fields


@dataclass(frozen=True)
class DeskKind:
    """A kind of records: `attribute` is its name in the plan, `first` how many fields are shown before 更多."""

    id: str
    caption: str
    measure_word: str
    record: type[Record]
    folder: str
    attribute: str
    order: tuple[str, ...]
    first: int
    schema: str = ""

    @property
    def fields(self) -> tuple[FormField, ...]:
        return form_fields(self.record, self.order)

    @property
    def is_page(self) -> bool:
        """Whether its records are front matter of a text."""
        return not self.attribute

    def path(self, id: str) -> str:
        """The file of a record, from the project's folder."""
        return f"{self.folder}/{id}.{'md' if self.is_page else 'yaml'}"

    def id_in(self, path: str) -> str | None:
        """The id of the record in a file, None where the file is not of this kind."""
        if not path.startswith(f"{self.folder}/"):
            return None
        return str(PurePosixPath(path.removeprefix(f"{self.folder}/")).with_suffix(""))

    def records(self, plan: Plan, pages: list[Written]) -> Mapping[str, Record]:
        """Its records by id."""
        if self.is_page:
            return {PurePosixPath(page.url).name: page.article for page in pages if page.article}
        found: Mapping[str, Record] = getattr(plan, self.attribute)
        return found

    def url(self, id: str, record: Record | None) -> str | None:
        """The public page of a record."""
        if self.is_page:
            return article_url(id)
        if isinstance(record, Daily):
            return daily_url(record.day) if record.day else None
        return url_of(record) if isinstance(record, Addressed) else None


ARTICLE_FIRST = ("title", "summary", "topics", "audiences", "measures", "sources", "keywords", "written", "updated")
LISTING = ("name", "about", "place", "field", "service", "unit", "contact", "consent", "valid_until")

DESK_KINDS: Mapping[str, DeskKind] = {
    kind.id: kind
    for kind in (
        DeskKind("event", "活动", "个", Event, "plan/events", "events", EVENT_ORDER, 16, "../../schema/event.json"),
        DeskKind("resource", "资源", "条", Resource, "plan/resources", "resources", RESOURCE_ORDER, 18, "../schema/resource.json"),
        DeskKind("daily", "天天科普", "条", Daily, "plan/daily", "daily", DAILY_ORDER, 7, "../schema/daily.json"),
        DeskKind("quiz", "测一测", "道题", Question, "plan/quiz", "quiz", (), 7, "../schema/quiz.json"),
        DeskKind("article", "文章", "篇", ArticleHead, "content/articles", "", ARTICLE_FIRST, 8),
        DeskKind("expert", "专家", "位", Expert, "plan/experts", "experts", EXPERT_ORDER, 11, "../schema/expert.json"),
        DeskKind("team", "志愿服务队", "支", Team, "plan/teams", "teams", LISTING, 9, "../schema/team.json"),
        DeskKind("venue", "科普阵地", "个", Venue, "plan/venues", "venues", LISTING, 9, "../schema/venue.json"),
    )
}  # fmt: skip

NAMED_BY = ("title", "name", "text", "question")
"""The fields that say what a record is called: each kind has one of them."""


def desk_kind_of(path: str) -> tuple[DeskKind, str] | None:
    """The kind and the id of the record in a file, None where the desk has no form for it."""
    for kind in DESK_KINDS.values():
        if (id := kind.id_in(path)) and not id.endswith("index"):
            return kind, id
    return None


def name_of(record: Record) -> str:
    """What a record is called."""
    return str(next(filter(None, (getattr(record, name, None) for name in NAMED_BY)), ""))


def day_of(record: Record) -> date | None:
    """The day that a record is about, or was last changed on."""
    days = (getattr(record, name, None) for name in ("start", "updated", "written", "added"))
    return next((day for day in days if isinstance(day, date)), None)


def record_address(kind: DeskKind, id: str, **more: str) -> str:
    """Where the form of a record is."""
    return f"/record?{urlencode({'kind': kind.id, 'id': id, **more})}"
