"""The tree laid over the text: which words each node has, and which node each paragraph belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...common.problems import Where
from ..record import Record
from .document import Document, PlanTable
from .node import Node, NodeRow
from .words import NodeWords, RowWords, TextSpan, numbers_of

LABEL = re.compile(r"\s*(?:[（(]?(?:[0-9０-９]+|[一二三四五六七八九十百]+)[）)]?[.．、]?|[①-⑳])\s*")
"""The number before the name in a cell: 1. or （一） or ①."""
AFTER_HEADING = re.compile(r"[。：:．.；;，,]?[ \u3000]*")
"""What parts a heading from the words that follow."""


@dataclass(frozen=True)
class TextLine:
    """A paragraph of the published text: its number from 1, its words, the record it states and how."""

    number: int
    text: str
    record: Record
    role: str


@dataclass(frozen=True)
class ParagraphClaim:
    """That a record says a paragraph is its own: `cell` tells claims on the columns of a row apart."""

    number: int
    record: Node | Document
    role: str
    where: Where
    cell: int = 0
    start: int = 0


def own_lines(source: str) -> tuple[str, ...]:
    """The paragraphs of a published text, in order."""
    return tuple(source.removesuffix("\n").split("\n"))


def placed_cells(line: str, columns: int, first: int | None = None) -> tuple[str, ...]:
    """The cells of a row by column. Those missing at its beginning go on from the row above; one alone is the first."""
    cells = [cell.strip() for cell in re.split("[|｜]", line)]
    while len(cells) > 1 and not cells[-1]:
        cells.pop()
    before = first - 1 if first else columns - len(cells) if 1 < len(cells) < columns else 0
    return ("",) * before + tuple(cells)


def table_of(document: Document, number: int) -> PlanTable | None:
    """The table a paragraph is a row of: the last whose head stands before it."""
    before = [table for table in document.tables if table.head < number]
    return max(before, key=lambda table: table.head, default=None)


def column_of(table: PlanTable, node: Node) -> int:
    """The column, from 0, that speaks of a node of this rank."""
    holds = [column.holds for column in table.columns]
    wanted = ("task", "measure") if node.rank in ("task", "chapter") else ("measure", "task")
    return next((holds.index(name) for name in wanted if name in holds), 0)


def lay_over(document: Document, nodes: Iterable[Node], lines: tuple[str, ...]) -> None:
    """Tell every node of a plan what it says. What stands elsewhere than it should is left to the rules."""
    document.read(lines)
    every = [node for top in nodes for node in top.walk()]
    for node in every:
        node._gap = _gap(node, lines)
    starts = {id(node): start for node in every if (start := _start(node, lines)) is not None}
    begun: dict[int, list[int]] = {}
    for node in every:
        if id(node) in starts:
            begun.setdefault(numbers_of(node.at)[0], []).append(starts[id(node)])
    for node in every:
        rows = tuple(words for row in node.rows if (words := _row(document, node, row, lines)))
        node._lines = lines
        node._words = _words(node, starts.get(id(node)), begun, lines, rows)


def _start(node: Node, lines: tuple[str, ...]) -> int | None:
    """Where in its first paragraph a node begins: at the beginning, or after what it shares the paragraph with."""
    numbers = numbers_of(node.at)
    if not numbers or numbers[0] > len(lines):
        return None
    after = 0
    for other in _before(node):
        if numbers_of(other.at)[:1] == numbers[:1]:
            begins, line = _start(other, lines) or 0, lines[numbers[0] - 1]
            shared = begins + len(other.label or "")  # a task that stands alone has the title of its measure
            if other is node.parent and node.heading and line.startswith(head_of(node), shared):
                return shared
            after = max(after, begins + len(head_of(other)))
    found = lines[numbers[0] - 1].find(head_of(node), after)
    return found if after and found >= 0 else after


def _before(node: Node) -> Iterator[Node]:
    """Its parent and the sibling before it: what it may share a paragraph with."""
    parent = node.parent
    if parent is not None:
        yield parent
        place = next(index for index, child in enumerate(parent.below) if child is node)
        if place:
            yield parent.below[place - 1]


def head_of(node: Node) -> str:
    """What its first paragraph begins with: label and heading, with the space that the text has between them."""
    return f"{node.label or ''}{node._gap}{node.heading or ''}"


def _gap(node: Node, lines: tuple[str, ...]) -> str:
    """The space between a node's label and its heading."""
    number = next(iter(numbers_of(node.at)), len(lines) + 1)
    if not (node.label and node.heading) or number > len(lines):
        return ""
    after = lines[number - 1].partition(node.label)[2]
    space = after[: len(after) - len(after.lstrip())]
    return space if after.startswith(node.heading, len(space)) else ""


def _words(
    node: Node, start: int | None, begun: dict[int, list[int]], lines: tuple[str, ...], rows: tuple[RowWords, ...]
) -> NodeWords:
    numbers = [number for number in numbers_of(node.at) if number <= len(lines)]
    if start is None or not numbers:
        return NodeWords(rows=rows)
    line = lines[numbers[0] - 1]
    end = min((other for other in begun[numbers[0]] if other > start), default=len(line))
    head = head_of(node)
    stop = min(start + len(head), end)
    if head and stop < end and (sign := AFTER_HEADING.match(line, stop, end)):
        stop = sign.end() if node.heading else stop
    spans = [TextSpan(numbers[0], stop, end), *(TextSpan(number, 0, len(lines[number - 1])) for number in numbers[1:])]
    return NodeWords(TextSpan(numbers[0], start, stop), tuple(span for span in spans if span.end > span.start), rows)


def _row(document: Document, node: Node, row: NodeRow, lines: tuple[str, ...]) -> RowWords | None:
    table = table_of(document, row.at)
    if table is None or row.at > len(lines):
        return None
    cells = placed_cells(lines[row.at - 1], len(table.columns), row.first)
    place = column_of(table, node)
    cell = cells[place] if place < len(cells) else ""
    title = "" if row.bare else row.title or node.heading or ""
    label = ""
    if not cell.startswith(title) and (match := LABEL.match(cell)) and cell.startswith(title, match.end()):
        label = match[0]
    begins = f"{label}{title}"
    found = cell.startswith(begins) and whole(cell, begins)
    rest = cell.removeprefix(begins) if found else cell
    sign = AFTER_HEADING.match(rest) if title else None
    return RowWords(row.at, label, title, rest, rest[sign.end() :] if sign else rest, cells, found)


def whole(text: str, beginning: str) -> bool:
    """Whether a heading ends where the text goes on with something else than words."""
    following = text[len(beginning) : len(beginning) + 1]
    return not beginning or not (following.isalnum() and beginning[-1:].isalnum())


def paragraph_claims(document: Document, nodes: Iterable[Node]) -> Iterator[ParagraphClaim]:
    """Every paragraph that a record says is its own, from the front of the plan to the leaves of its tree."""
    roles = {"title": "title", "addressees": "addressees", "signature": "signature"}
    for name, numbers in document.front.places():
        for number in numbers:
            yield ParagraphClaim(number, document, roles.get(name, "body"), document.where("front", name))
    for index, table in enumerate(document.tables):
        yield from (ParagraphClaim(n, document, "title", table.where("title")) for n in numbers_of(table.title))
        yield ParagraphClaim(table.head, document, "table", document.where("tables", index, "head"))
        yield from (ParagraphClaim(n, document, "table", table.where("rows")) for n in numbers_of(table.rows))
    for top in nodes:
        for node in top.walk():
            yield from _node_claims(document, node)


def _node_claims(document: Document, node: Node) -> Iterator[ParagraphClaim]:
    head = node.words.head
    for index, number in enumerate(numbers_of(node.at)):
        top = node.rank == "chapter" or node.parent is None
        alone = top and index == 0 and not any(span.line == number for span in node.words.own)
        role = "heading" if alone else "goal" if top and node.id == document.goal else "body"
        yield ParagraphClaim(
            number, node, role, node.where("at"), start=head.start if head and head.line == number else 0
        )
    for index, row in enumerate(node.rows):
        table = table_of(document, row.at)
        cell = column_of(table, node) if table else int(node.rank == "measure")
        yield ParagraphClaim(row.at, node, "table", node.where("rows", index, "at"), 1 + cell)


_DEEPER = {"chapter": 0, "part": 1, "task": 2, "measure": 3}
"""To whom a paragraph is given that several share: a measure before its task before a part."""


def laid_out(document: Document, nodes: Iterable[Node], lines: tuple[str, ...]) -> list[TextLine]:
    """The published text with, for each paragraph, the record it belongs to."""
    owners: dict[int, ParagraphClaim] = {}
    for claim in paragraph_claims(document, nodes):
        other = owners.get(claim.number)
        if other is None or _weight(claim) > _weight(other):
            owners[claim.number] = claim
    return [_text_line(document, number, text, owners.get(number)) for number, text in enumerate(lines, 1)]


def _weight(claim: ParagraphClaim) -> int:
    return _DEEPER[claim.record.rank] if isinstance(claim.record, Node) else -1


def _text_line(document: Document, number: int, text: str, claim: ParagraphClaim | None) -> TextLine:
    return TextLine(number, text, claim.record, claim.role) if claim else TextLine(number, text, document, "body")
