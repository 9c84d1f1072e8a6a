"""The tree over a plan's text: what stands where, who answers for it. No words of the text are kept twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field, PrivateAttr

from ..record import Aliases, Id, Keywords, Line, Note, Record, UnitId
from .words import NodeWords, TextPlaces, TextSpan

Rank = Literal["chapter", "task", "measure", "part"]
RANKS: Mapping[Rank, str] = {
    "chapter": "章，在方案页上",
    "task": "任务，有自己的一页，在责任分工表上占一行",
    "measure": "措施，有自己的一页",
    "part": "措施里的一项，在上一级的页上",
}


class Kind(Record):
    """What the plan calls nodes of one sort, and how they are shown."""

    name: Line = Field(description="方案里的叫法，例如“行动”“工程”“保障”“章”")
    rank: Rank = Field(description="怎样显示：" + "；".join(f"{rank} {meaning}" for rank, meaning in RANKS.items()))
    folder: Id | None = Field(None, description="网址里的文件夹，例如 actions；不填就用代号")


class Duty(Record):
    """Who answers for a node and how, in the words of the text."""

    role: Line = Field(description="怎样负责，用方案的词：牵头、责任、配合、指导、会同……")
    units: tuple[UnitId, ...] = Field((), description="责任单位代号，按原文的顺序")
    words: Line | None = Field(None, description="这些单位在原文里的写法，一字不差，例如“区科协、区教育局”")


class NodeRow(Record):
    """A row of a table that speaks of a node."""

    at: int = Field(ge=1, description="这一行是原文的第几段")
    title: Line | None = Field(None, description="表里的名称，与 heading 不同才填，一字不差")
    bare: bool = Field(False, description="true：这一格里没有名称，只有内容")
    first: int | None = Field(None, ge=1, description="这一行的第一格是第几栏；数不出来才填")


class Node(Record):
    """A piece of the plan: a chapter, a task, a measure, a part of one; with what stands below it."""

    id_: Id | None = Field(None, alias="id", description="代号，用在网址里，定了不要改；不填就是上一级的代号加序号")
    kind: Id = Field(description="哪一种，plan.yaml 的 kinds 里的代号")
    under: Id | None = Field(None, description="上一级的代号；只有上一级写在别的文件里才填")
    label: Line | None = Field(None, description="序号，与原文一字不差，例如“（一）”“1.”“①”")
    heading: Line | None = Field(None, description="标题，去掉序号和后面的标点，与原文一字不差；原文没有标题就不填")
    title_: Line | None = Field(None, alias="title", description="网站上的名称，取自原文；不填就用 heading")
    short_: Line | None = Field(
        None, alias="short", description="编者起的简称，用在窄的地方，例如“青少年”；原文没有标题的必须填"
    )
    at: TextPlaces | None = Field(None, description="在原文的第几段：12，或者 12-15，或者 [12, 15-16]；只在表里的不填")
    rows: tuple[NodeRow, ...] = Field((), description="在附表里的各行")
    duties: tuple[Duty, ...] = Field((), description="谁负责")
    notes: tuple[Note, ...] = Field((), description="编者注")
    aliases: Aliases = ()
    keywords: Keywords = ()
    continues: Id | None = Field(None, description="接续上一份方案的哪一条，写那一条的代号")
    children: tuple[Node, ...] = Field((), description="下一级，按方案的顺序")

    _kind: Kind = PrivateAttr()
    _base: str = PrivateAttr("")
    _leads: tuple[str, ...] = PrivateAttr(("牵头",))
    _parent: Node | None = PrivateAttr(None)
    _below: tuple[Node, ...] = PrivateAttr(())
    _number: int = PrivateAttr(0)
    _gap: str = PrivateAttr("")
    _words: NodeWords = PrivateAttr(NodeWords())
    _lines: tuple[str, ...] = PrivateAttr(())

    @property
    def title(self) -> str:
        """What the site calls it."""
        return self.title_ or self.heading or self.short_ or self.label or self.id

    @property
    def short(self) -> str:
        return self.short_ or self.title

    @property
    def kind_name(self) -> str:
        return self._kind.name

    @property
    def rank(self) -> Rank:
        return self._kind.rank

    @property
    def base(self) -> str:
        """What stands before the addresses of its plan: empty, or `2026-2030/`."""
        return self._base

    @property
    def folder(self) -> str:
        """The folder of its page, below that of the plan."""
        return f"{self._base}{self._kind.folder or self.kind}"

    @property
    def parent(self) -> Node | None:
        return self._parent

    @property
    def below(self) -> tuple[Node, ...]:
        """What stands below it, in the order of the text, wherever it is written."""
        return self._below

    @property
    def number(self) -> int:
        """A task's place in the plan, a measure's place in its task, another's below its parent; from 1."""
        return self._number

    @property
    def place_in_file(self) -> tuple[str | int, ...]:
        """Where it stands in its file: empty where the file begins with it."""
        return tuple(self._location)

    @property
    def is_file(self) -> bool:
        """Whether a file begins with it."""
        return not self._location

    def walk(self) -> Iterator[Node]:
        """The node and all below it."""
        yield self
        for node in self._below:
            yield from node.walk()

    def above(self) -> Iterator[Node]:
        """What it stands below, the nearest first."""
        node = self._parent
        while node is not None:
            yield node
            node = node._parent

    @property
    def task(self) -> Node:
        """The task a node belongs to; a measure below none is one of its own."""
        return next((node for node in (self, *self.above()) if node.rank == "task"), self)

    @property
    def measures(self) -> tuple[Node, ...]:
        """The measures of a task; a task without any is its own."""
        found = tuple(node for node in self.walk() if node.rank == "measure")
        return found or (self,)

    @property
    def parts(self) -> tuple[Node, ...]:
        """The parts of a node: what stands below it without a page of its own."""
        return tuple(node for node in self._below if node.rank == "part")

    @property
    def words(self) -> NodeWords:
        return self._words

    @property
    def paragraphs(self) -> tuple[int, ...]:
        """The paragraphs of the text in which the node and its parts stand, those of the body first."""
        own = [span.line for span in (*((self._words.head,) if self._words.head else ()), *self._words.own)]
        rows = [row.at for row in self._words.rows]
        return tuple(dict.fromkeys([*own, *rows, *(number for part in self.parts for number in part.paragraphs)]))

    @property
    def said(self) -> tuple[tuple[str, str], ...]:
        """Its own paragraphs: what label and heading are in the first, and the words that follow."""
        head, own = self._words.head, self._words.own
        told = [(self._cut(head), "")] if head else []
        for span in own:
            if head and span.line == head.line:
                told[0] = (told[0][0], self._cut(span))
            else:
                told.append(("", self._cut(span)))
        return tuple(told)

    def _cut(self, span: TextSpan) -> str:
        return self._lines[span.line - 1][span.start : span.end]

    @property
    def body(self) -> str | None:
        """Its words in the body of the plan, without label and heading, with those of its parts; a paragraph a line."""
        spans = sorted(
            (*self._words.own, *(span for part in self.parts for span in part.spans())),
            key=lambda span: (span.line, span.start),
        )
        text, line = "", 0
        for span in spans:
            text += ("\n" if line and span.line != line else "") + self._lines[span.line - 1][span.start : span.end]
            line = span.line
        return text or None

    def spans(self) -> Iterator[TextSpan]:
        """Everything of the body that belongs to the node and its parts."""
        if self._words.head:
            yield self._words.head
        yield from self._words.own
        for part in self.parts:
            yield from part.spans()

    @property
    def table(self) -> str | None:
        """Its words in the tables."""
        return "\n".join(row.text for row in self._words.rows if row.text) or None

    @property
    def table_title(self) -> str:
        """What a table calls it; without a row, its heading."""
        return next((row.title for row in self._words.rows if row.title), self.heading or self.title)

    @property
    def lead(self) -> tuple[str, ...]:
        """The units that lead it, by its own duties."""
        return _units(duty for duty in self.duties if duty.role in self._leads)

    @property
    def units(self) -> tuple[str, ...]:
        """All units that its duties and those of its parts name."""
        return _units(self.all_duties())

    @property
    def answering(self) -> tuple[str, ...]:
        """All units that answer for it: by its own duties, by those of its parts and of what it stands below."""
        return _units(
            duty for node in (self, *self.above()) for duty in (node.all_duties() if node is self else node.duties)
        )

    def all_duties(self) -> Iterator[Duty]:
        """Its duties and those of its parts."""
        yield from self.duties
        for part in self.parts:
            yield from part.all_duties()

    def leads_by(self, duty: Duty) -> bool:
        return duty.role in self._leads

    @property
    def units_text(self) -> str | None:
        """The words of its duties: as they are where there is one, else each after its role."""
        duties = [duty for duty in self.all_duties() if duty.words]
        if len(duties) == 1:
            return duties[0].words
        return "；".join(f"{duty.role}：{duty.words}" for duty in duties) or None


def _units(duties: Iterator[Duty]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(id for duty in duties for id in duty.units))
