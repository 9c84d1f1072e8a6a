"""The plans whole, their texts and the trees over them, as /api/v2/plan.json."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from ...model.plan import Period, Plan
from ...model.record import Note
from ...model.tree.layout import table_of
from ...model.tree.node import Node
from ...model.tree.words import numbers_of
from ...queries import urls
from ...queries.duties import archived, totals
from ..shapes import Shape, UnitName, as_json, as_schema, unit_names


class NotedWords(Shape):
    """编者注。"""

    quote: Annotated[str, Field(description="所注的原文")]
    text: Annotated[str, Field(description="说明")]


class KindShape(Shape):
    """方案的一种层次。"""

    id: Annotated[str, Field(description="代号")]
    name: Annotated[str, Field(description="方案里的叫法，例如“行动”")]
    rank: Annotated[str, Field(description="怎样显示：chapter 章、task 任务、measure 措施、part 一项")]


class TargetShape(Shape):
    """一年的目标值。"""

    year: int
    value: float


class GoalShape(Shape):
    """可以衡量的目标。"""

    name: Annotated[str, Field(description="指标名称")]
    quote: Annotated[str, Field(description="原文")]
    unit: Annotated[str, Field(description="单位，例如 %")]
    targets: Annotated[list[TargetShape], Field(description="各年的目标值，从早到晚")]


class SourceDocument(Shape):
    """依据文件。"""

    title: str
    number: Annotated[str | None, Field(description="文号；方案没有写则为 null")]


class FrontShape(Shape):
    """不属于哪一条的段落。"""

    what: Annotated[
        str,
        Field(
            description="是什么：title 标题、number 文号、addressees 主送、notice 通知、signature 落款、disclosure 公开属性、"
            "preamble 开头、attachment 附件说明、closing 结尾、other 别的"
        ),
    ]
    paragraphs: Annotated[list[int], Field(description="段号，从 1 起")]


class ColumnShape(Shape):
    """表的一栏。"""

    name: str
    holds: Annotated[str, Field(description="写什么：task 任务、measure 措施、duties 责任单位、other 别的")]


class TableShape(Shape):
    """附表。"""

    title: Annotated[list[int], Field(description="表的标题的段号")]
    head: Annotated[int, Field(description="表头的段号")]
    columns: list[ColumnShape]
    rows: Annotated[list[int], Field(description="不属于任何一条的各行的段号")]


class RowShape(Shape):
    """表里说到这一条的一行。"""

    paragraph: Annotated[int, Field(description="段号")]
    label: Annotated[str, Field(description="名称前面的序号")]
    title: Annotated[str, Field(description="表里的名称；格里没有名称则为空")]
    text: Annotated[str, Field(description="名称后面的文字")]
    cells: Annotated[list[str], Field(description="各栏的原文，与上一行合并的格为空")]


class DutyShape(Shape):
    """由谁怎样负责，管到这一条下面的全部。"""

    role: Annotated[str, Field(description="怎样负责，方案的词，例如 牵头、配合")]
    lead: Annotated[bool, Field(description="是不是牵头")]
    units: list[UnitName]
    words: Annotated[str | None, Field(description="原文")]


class NodeShape(Shape):
    """树上的一条：章、任务、措施或者其中的一项。"""

    id: str
    parent: Annotated[str | None, Field(description="上一级的代号；最上面的为 null")]
    kind: Annotated[str, Field(description="哪一种，kinds 里的代号")]
    number: Annotated[int, Field(description="任务在方案里、措施在任务里、别的在上一级里的顺序，从 1 起")]
    label: Annotated[str | None, Field(description="序号的原文，例如“（一）”")]
    heading: Annotated[str | None, Field(description="标题的原文；原文没有则为 null")]
    title: Annotated[str, Field(description="本站的叫法")]
    text: Annotated[str | None, Field(description="序号和标题后面的原文，不含下一级；几段之间用换行隔开")]
    paragraphs: Annotated[list[int], Field(description="在正文里的段号")]
    rows: list[RowShape]
    duties: list[DutyShape]
    notes: list[NotedWords]
    continues: Annotated[str | None, Field(description="接续上一份方案的哪一条")]
    url: Annotated[str, Field(description="页面地址，从网站根算起")]


class TreeTotals(Shape):
    """数量。"""

    tasks: int
    measures: int
    units: Annotated[int, Field(description="分工里出现的单位名称数")]
    pairs: Annotated[int, Field(description="措施与单位的对应关系数")]


class PlanTreeShape(Shape):
    """一份方案：全文和上面的树。"""

    id: str
    title: str
    family: Annotated[str | None, Field(description="哪一类方案")]
    level: Annotated[str, Field(description="哪一级：国、省、市、县")]
    number: Annotated[str | None, Field(description="方案自己的文号")]
    issuer: str | None
    issued: date | None
    start: date | None
    end: date | None
    current: Annotated[bool, Field(description="是不是本站正在执行的一份")]
    archived: Annotated[bool, Field(description="是否已有同级同类的新方案接替")]
    kinds: list[KindShape]
    indicators: list[GoalShape]
    basis: list[SourceDocument]
    addressees: list[str]
    front: list[FrontShape]
    tables: list[TableShape]
    notes: list[NotedWords]
    totals: TreeTotals
    nodes: Annotated[list[NodeShape], Field(description="全部各条，按原文的次序")]
    text: Annotated[list[str], Field(description="全文，一段一项；段号是它的位置，从 1 数起")]
    sha256: Annotated[str, Field(description="全文的校验码")]
    url: str
    source_url: str


class PlanTreesShape(Shape):
    """全部方案。"""

    name: Annotated[str, Field(description="网站名称")]
    plans: Annotated[list[PlanTreeShape], Field(description="开始早的在前")]


def export_trees(plan: Plan) -> str:
    """`plan.json` of the second version: every plan whole, whatever its shape; JSON text."""
    return as_json(PlanTreesShape(name=plan.site.name, plans=[_tree(plan, period) for period in plan.periods]))


def trees_schema() -> dict[str, Any]:
    """The JSON Schema of it."""
    return as_schema(PlanTreesShape, "plan.json")


def _tree(plan: Plan, period: Period) -> PlanTreeShape:
    document, sums = period.document, totals(period)
    return PlanTreeShape(
        id=period.id,
        title=document.full_title,
        family=document.family,
        level=document.level,
        number=document.number,
        issuer=document.issuer,
        issued=document.issued,
        start=document.start,
        end=document.end,
        current=period is plan.current,
        archived=archived(plan, period),
        kinds=[KindShape(id=id, name=kind.name, rank=kind.rank) for id, kind in document.kinds.items()],
        indicators=[
            GoalShape(
                name=goal.name,
                quote=goal.quote,
                unit=goal.unit,
                targets=[TargetShape(year=target.year, value=target.value) for target in goal.targets],
            )
            for goal in document.indicators
        ],
        basis=[SourceDocument(title=basis.title, number=basis.number) for basis in document.basis],
        addressees=list(document.addressees),
        front=[FrontShape(what=name, paragraphs=list(numbers)) for name, numbers in document.front.places()],
        tables=[
            TableShape(
                title=list(numbers_of(table.title)),
                head=table.head,
                columns=[ColumnShape(name=column.name, holds=column.holds) for column in table.columns],
                rows=list(numbers_of(table.rows)),
            )
            for table in document.tables
        ],
        notes=_notes(document.notes),
        totals=TreeTotals(tasks=sums.tasks, measures=sums.measures, units=sums.units, pairs=sums.pairs),
        nodes=[_node(plan, period, node) for node in period.walk()],
        text=list(period.lines),
        sha256=document.source_sha256,
        url=urls.url_of(period),
        source_url=urls.source_url(period),
    )


def _node(plan: Plan, period: Period, node: Node) -> NodeShape:
    return NodeShape(
        id=node.id,
        parent=node.parent.id if node.parent else None,
        kind=node.kind,
        number=node.number,
        label=node.label,
        heading=node.heading,
        title=node.title,
        text="\n".join(words for _, words in node.said if words) or None,
        paragraphs=list(numbers_of(node.at)),
        rows=[
            RowShape(
                paragraph=row.at,
                label=row.label,
                title=row.title,
                text=row.text,
                cells=[*row.cells, *[""] * (_columns(period, row.at) - len(row.cells))],
            )
            for row in node.words.rows
        ],
        duties=[
            DutyShape(role=duty.role, lead=node.leads_by(duty), units=unit_names(plan, duty.units), words=duty.words)
            for duty in node.duties
        ],
        notes=_notes(node.notes),
        continues=node.continues,
        url=urls.url_of(node),
    )


def _columns(period: Period, number: int) -> int:
    table = table_of(period.document, number)
    return len(table.columns) if table else 0


def _notes(notes: tuple[Note, ...]) -> list[NotedWords]:
    return [NotedWords(quote=note.quote, text=note.text) for note in notes]
