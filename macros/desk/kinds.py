"""The kinds of records that can be edited at the desk: where they lie, what they are called, what is asked first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlencode

from ..common.files.national import own_place
from ..editing.creating.new_event import EVENT_ORDER
from ..editing.creating.new_expert import EXPERT_ORDER
from ..editing.creating.new_resource import DAILY_ORDER, RESOURCE_ORDER
from ..model.article import ArticleHead
from ..model.destination import Publishing
from ..model.events import Event, Observance
from ..model.plan import Plan, Unit
from ..model.record import Record
from ..model.resources import Daily, Expert, Question, Resource, Team, Venue
from ..model.site import Literacy, Site, Vocabulary
from ..model.typo import Synonyms
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
    everyday: bool = True
    """Whether it stands in the line at the top of every page."""
    single: bool = False
    """Whether all of it is one file."""

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
        if self.single:
            return self.id if path == self.path(self.id) else None
        if not path.startswith(f"{self.folder}/"):
            return None
        return str(PurePosixPath(path.removeprefix(f"{self.folder}/")).with_suffix(""))

    def records(self, plan: Plan, pages: list[Written]) -> Mapping[str, Record]:
        """Its records by id."""
        if self.is_page:
            return {PurePosixPath(page.url).name: page.article for page in pages if page.article}
        found = getattr(plan, self.attribute)
        if self.single:
            return {self.id: found} if found else {}
        records: Mapping[str, Record] = found
        return records

    def with_records(self, plan: Plan, records: Mapping[str, Record]) -> Plan:
        """The plan with these in the place of its records."""
        more: dict[str, Any] = {self.attribute: records.get(self.id) if self.single else records}
        return replace(plan, **more)

    def url(self, id: str, record: Record | None) -> str | None:
        """The public page of a record."""
        if self.is_page:
            return article_url(id)
        if self.single:
            return ""
        if isinstance(record, Daily):
            return daily_url(record.day) if record.day else None
        return url_of(record) if isinstance(record, Addressed) else None


ARTICLE_FIRST = ("title", "summary", "topics", "audiences", "measures", "sources", "keywords", "written", "updated")
OBSERVANCE_FIRST = ("name", "rule", "about", "years", "do", "keywords", "updated")
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
        DeskKind("observance", "节日", "个", Observance, "plan/observances", "observances", OBSERVANCE_FIRST, 7, "../schema/observance.json", False),
        DeskKind("unit", "责任单位", "个", Unit, "plan/units", "units", (), 4, "../schema/unit.json", False),
        DeskKind("site", "网站信息", "份", Site, "plan", "site", (), 9, "schema/site.json", False, True),
        DeskKind("literacy", "素质数据", "份", Literacy, "plan", "literacy", (), 9, "schema/literacy.json", False, True),
        DeskKind("synonyms", "同义词", "份", Synonyms, "plan", "synonyms", (), 9, "schema/synonyms.json", False, True),
        DeskKind("vocabulary", "人群和主题", "份", Vocabulary, "plan", "vocabulary", (), 9, "schema/vocabulary.json", False, True),
        DeskKind("publish", "发布到哪里", "份", Publishing, "plan", "publishing", (), 9, "schema/publish.json", False, True),
    )
}  # fmt: skip

LISTED_KINDS: Mapping[str, DeskKind] = {id: kind for id, kind in DESK_KINDS.items() if not kind.single}
"""Those with a file for each record."""

NAMED_BY = ("title", "name", "text", "question")
"""The fields that say what a record is called: each kind has one of them."""


def desk_kind_of(path: str) -> tuple[DeskKind, str] | None:
    """The kind and the id of the record in a file, of the national content too; None where the desk has no form for it."""
    path = own_place(path)
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
