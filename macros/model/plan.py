"""The records: what the YAML files may state, and how the pieces of a plan hang together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from dataclasses import field as dataclass_field
from datetime import date
from functools import cached_property
from typing import Literal

from pydantic import Field

from ..common.reads import NotedFolder
from .alert import Alert
from .destination import Publishing
from .events import Event, Observance
from .kept_text import KeptText
from .record import Aliases, Id, Keywords, Line, Record, Source
from .redirect import Redirects
from .reports import Reporting
from .resources import Daily, Expert, Question, Resource, Team, Venue
from .site import Literacy, PlanMap, Site, Vocabulary
from .syndicated import FeedSource, Taken
from .tree.document import PLAN_LEVELS, Document, Indicator
from .tree.layout import TextLine, laid_out, own_lines
from .tree.node import Node
from .typo import Discrepancies, Synonyms, Typos


class Member(Record):
    """A listed member of a collective, such as a township."""

    id_: Id = Field(alias="id", description="代号，用拼音，例如 dongzhen；用在网址里，定了不要改")
    name: Line = Field(description="名称，例如“东镇”")
    code: Line | None = Field(None, pattern=r"^[0-9]{9}$", description="国家统计局统计用区划代码，9 位数字，加引号")
    aliases: Aliases = ()
    keywords: Keywords = ()

    @property
    def id(self) -> str:
        return self.id_


class Unit(Record):
    """A responsible unit, or a collective of units."""

    name: Line = Field(description="方案里的写法，例如“区科协”")
    full_name: Line | None = Field(None, description="单位全称；没有核实的不填，网站就不显示")
    aliases: Aliases = ()
    keywords: Keywords = ()
    membership: Literal["listed", "presumed"] | None = Field(
        None, description="只有集体名称才填：listed 成员有名单；presumed 方案没有列名单，按分工表里出现的单位推定"
    )
    members: tuple[Member, ...] = Field((), description="成员名单，只有 membership: listed 才填")
    sources: tuple[Source, ...] = Field((), description="成员名单的出处")

    @property
    def collective(self) -> bool:
        return self.membership is not None


LONG_AGO = date(2000, 1, 1)
"""Stands for the day of a plan without any."""


@dataclass(frozen=True, eq=False)
class Period:
    """One plan: its document, the top of its tree in the order of the text, its text as published."""

    document: Document
    nodes: tuple[Node, ...]
    source: str
    source_path: str
    base: str = ""
    sums: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.document.id

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The paragraphs of the published text."""
        return own_lines(self.source)

    def walk(self) -> Iterator[Node]:
        """Every node, in the order of the text."""
        for node in self.nodes:
            yield from node.walk()

    def nodes_written(self) -> Iterator[Node]:
        """The node of each file of the tree; what stands below it there comes with it."""
        return (node for node in self.walk() if node.is_file)

    @cached_property
    def by_id(self) -> Mapping[str, Node]:
        return {node.id: node for node in self.walk()}

    @cached_property
    def tasks(self) -> tuple[Node, ...]:
        """The tasks, and the measures that stand below none."""
        return tuple(node for node in self.walk() if node.task is node and node.rank in ("task", "measure"))

    def measures(self) -> Iterator[Node]:
        return iter(self._measures)

    @cached_property
    def _measures(self) -> tuple[Node, ...]:
        return tuple(measure for task in self.tasks for measure in task.measures)

    @cached_property
    def goal(self) -> Node | None:
        """Where the plan says what it aims at."""
        return self.by_id.get(self.document.goal or "")

    @property
    def dated(self) -> date:
        """The day it was issued; where it does not say, the first it is known to be in force."""
        return self.document.issued or self.document.start or LONG_AGO

    @property
    def begins(self) -> date:
        """The first day of its period; where it does not say, the day it was issued."""
        return self.document.start or self.document.issued or LONG_AGO

    @cached_property
    def text_lines(self) -> tuple[TextLine, ...]:
        """The published text with, for each paragraph, the record it belongs to."""
        return tuple(laid_out(self.document, self.nodes, self.lines))

    @property
    def series(self) -> tuple[str, str]:
        """Level and family: the plans of one series follow each other."""
        return self.document.level, self.document.family or ""

    @property
    def indicator(self) -> Indicator | None:
        """The goal that stands for all."""
        return next(iter(self.document.indicators), None)


@dataclass(frozen=True, eq=False)
class Plan:
    """Everything under plan/: the site's identity, the units, the plans by period (oldest first), the calendar, and what people can use."""

    site: Site
    units: Mapping[str, Unit]
    periods: tuple[Period, ...]
    literacy: Literacy | None = None
    vocabulary: Vocabulary | None = None
    synonyms: Synonyms | None = None
    observances: Mapping[str, Observance] = dataclass_field(default_factory=dict)
    events: Mapping[str, Event] = dataclass_field(default_factory=dict)
    resources: Mapping[str, Resource] = dataclass_field(default_factory=dict)
    daily: Mapping[str, Daily] = dataclass_field(default_factory=dict)
    experts: Mapping[str, Expert] = dataclass_field(default_factory=dict)
    teams: Mapping[str, Team] = dataclass_field(default_factory=dict)
    venues: Mapping[str, Venue] = dataclass_field(default_factory=dict)
    alert: Alert | None = None
    alerts: Mapping[str, Alert] = dataclass_field(default_factory=dict)
    """Alerts that were ended by hand or followed by another; `alert` is the one set now, be it over or not."""
    sources: tuple[FeedSource, ...] = ()
    reposts: Mapping[str, Taken] = dataclass_field(default_factory=dict)
    """What was taken from the feeds of other portals, by the id of the source."""
    redirects: Redirects | None = None
    publishing: Publishing | None = None
    typos: Typos | None = None
    quotes: Mapping[str, KeptText] = dataclass_field(default_factory=dict)
    """The laws and guidelines whose articles the site names, word by word."""
    numbers: Discrepancies | None = None
    quiz: Mapping[str, Question] = dataclass_field(default_factory=dict)
    reporting: Reporting = dataclass_field(default_factory=Reporting)
    maps: Mapping[str, PlanMap] = dataclass_field(default_factory=dict)
    """What ties topics and audiences to each plan, by its id."""
    """What units were asked to report, and reported."""

    @cached_property
    def current(self) -> Period:
        """The plan that is carried out here: the newest of the site's own series."""
        own = own_series(self.site, self.periods)
        return next(period for period in reversed(self.periods) if period.series == own)

    @property
    def map(self) -> PlanMap:
        """What ties topics and audiences to the current plan."""
        return self.maps.get(self.current.id) or PlanMap()

    @cached_property
    def first(self) -> Period:
        """The oldest plan of the site's own series."""
        return next(period for period in self.periods if period.series == self.current.series)


FINE = ("observances", "events", "resources", "daily", "experts", "teams", "venues", "quiz", "reposts")
"""The folders of plan/ of which a page knows what it reads; whatever lies elsewhere in plan/ is part of every page."""


@dataclass(frozen=True, eq=False)
class NotedPlan(Plan):
    """A plan that notes which of its folders, and which records in them, are looked at."""

    def __post_init__(self) -> None:
        for name in FINE:
            if not isinstance(folder := getattr(self, name), NotedFolder):
                object.__setattr__(self, name, NotedFolder(folder, name))


def noted_plan(plan: Plan) -> NotedPlan:
    """The same plan, noting what is looked at."""
    return (
        plan
        if isinstance(plan, NotedPlan)
        else NotedPlan(**{field.name: getattr(plan, field.name) for field in fields(plan)})
    )


def own_series(site: Site, periods: Sequence[Period]) -> tuple[str, str]:
    """Level and family of the site's own plans: the most local level; of several families there, the site's, or the first."""
    local = max((period.document.level for period in periods), key=PLAN_LEVELS.index)
    families = [period.series[1] for period in periods if period.document.level == local]
    named = site.family if site.family in families else None
    return local, named or ("" if "" in families else families[0])
