"""A plan's records laid out again as the text that was published, paragraph by paragraph.

The published text and the records say the same thing twice. Laying the records out in the order and with
the numbering of an official document (公文) gives the text back, so each can be held against the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..common.dates import in_words
from ..common.problems import Where
from .plan import TASK_KINDS, Document, Measure, Period, Task
from .record import Record

NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class TextPiece:
    """Part of a paragraph: the words, and the field they come from (None for numbering and separators)."""

    text: str
    where: Where | None = None


@dataclass(frozen=True)
class Paragraph:
    """One line of the published text and the record it belongs to."""

    pieces: tuple[TextPiece, ...]
    record: Record
    role: str = "body"

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def paragraphs(period: Period) -> list[Paragraph]:
    """The whole text as the records have it, without the bars and spaces that end a table row."""
    return [*_opening(period.document), *_chapters(period), *_attachment(period)]


def published_lines(period: Period) -> list[str]:
    """The paragraphs of the published text, in order."""
    return period.source.removesuffix("\n").split("\n")


def numeral(number: int) -> str:
    """1 as 一, 12 as 十二, 20 as 二十, up to 99."""
    tens, ones = divmod(number, 10)
    before = "" if not tens else f"{NUMERALS[tens - 1] if tens > 1 else ''}十"
    return before + (NUMERALS[ones - 1] if ones else "")


def _line(record: Record, *parts: str | tuple[str, Where], role: str = "body") -> Paragraph:
    pieces = tuple(TextPiece(part) if isinstance(part, str) else TextPiece(*part) for part in parts)
    return Paragraph(pieces, record, role)


def _quoted(record: Record, *names: str | int) -> tuple[str, Where]:
    value: object = record
    for name in names:
        value = value[name] if isinstance(name, int) else getattr(value, name)  # type: ignore[index]
    return str(value or ""), record.where(*names)


def _lines(document: Document, texts: tuple[str, ...], *names: str, role: str = "body") -> Iterator[Paragraph]:
    for index, text in enumerate(texts):
        yield _line(document, (text, document.where(*names, index)), role=role)


def _opening(document: Document) -> Iterator[Paragraph]:
    addressees: list[str | tuple[str, Where]] = []
    for index in range(len(document.addressees)):
        addressees += [_quoted(document, "addressees", index), ","]
    yield _line(document, *addressees[:-1], ":", role="addressees")
    yield _line(document, _quoted(document, "notice"))
    yield _line(document, _quoted(document, "issuer"), role="signature")
    yield _line(document, (in_words(document.issued), document.where("issued")), role="signature")
    yield _line(document, _quoted(document, "disclosure"))
    yield from _lines(document, document.title, "title", role="title")
    yield _line(document, _quoted(document, "preamble"))
    yield _line(document, _quoted(document.goal, "heading"), role="heading")
    yield _line(document, _quoted(document.goal, "text"), role="goal")


def _chapters(period: Period) -> Iterator[Paragraph]:
    for kind in TASK_KINDS:
        tasks = [task for task in period.tasks if task.kind == kind]
        if tasks and kind in period.document.chapters:
            heading = (period.document.chapters[kind], period.document.where("chapters", kind))
            yield _line(period.document, heading, role="heading")
        for number, task in enumerate(tasks, 1):
            yield from _task_body(task, number)


def _task_body(task: Task, number: int) -> Iterator[Paragraph]:
    heading = (f"({numeral(number)})", _quoted(task, "heading"), "。")
    if stands_alone(task):
        yield _line(task.measures[0], *heading, _quoted(task.measures[0], "body"))
        return
    yield _line(task, *heading, _quoted(task, "purpose"))
    for measure in task.measures:
        if measure.body:
            prefix = "" if task.kind == "safeguard" else f"{measure.number}."
            yield _line(measure, prefix, _quoted(measure, "title"), "。", _quoted(measure, "body"))


def stands_alone(task: Task) -> bool:
    """A task whose only measure is the task itself, so that the text names it once."""
    return len(task.measures) == 1 and task.measures[0].title == task.heading


def _attachment(period: Period) -> Iterator[Paragraph]:
    document = period.document
    yield from _lines(document, document.attachment.mention, "attachment", "mention")
    yield _line(document, _quoted(document, "attachment", "label"))
    yield from _lines(document, document.attachment.title, "attachment", "title", role="title")
    columns = document.attachment.columns
    yield _line(document, (" | ".join(columns), document.where("attachment", "columns")), role="table")
    for task in period.tasks:
        yield from _task_rows(task)


def _task_rows(task: Task) -> Iterator[Paragraph]:
    name: list[str | tuple[str, Where]] = [f"{task.number}.", _quoted(task, "table_title")]
    if task.lead_text:
        name += ["(牵头单位:", _quoted(task, "lead_text"), ")"]
    if stands_alone(task):
        yield _line(task, *name, role="table")
        yield _row(task.measures[0])
        return
    before = [*name, " | "]  # the name stands in the first row only
    for measure in task.measures:
        if measure.table:
            yield _row(measure, *before, _quoted(measure, "title"), "。 ")
            before = []


def _row(measure: Measure, *before: str | tuple[str, Where]) -> Paragraph:
    return _line(measure, *before, _quoted(measure, "table"), " | ", _quoted(measure, "units_text"), role="table")
