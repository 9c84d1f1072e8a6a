"""Questions on where a table and the text say different things of the same item."""

from __future__ import annotations

from collections.abc import Iterator

from ..duties.item_duties import ReadTable
from ..duties.row_matching import folded_words, missing_rows, other_words, out_of_order
from ..outlining.outline import ROW
from ..plan_reading import PlanReading
from .about_items import quote
from .open_question import AS_IS, DONE, OpenQuestion


def ask_tables(reading: PlanReading) -> Iterator[OpenQuestion]:
    """Everything odd about every table."""
    for table in reading.duties.tables:
        yield from _columns(table)
        if any(row.item and row.item.style != ROW for row in table.rows):
            yield from _groups(table)
            yield from _rows(reading, table)
            yield from _order(reading, table)
        yield from _cells(reading, table)


def ask_other_tables(reading: PlanReading) -> Iterator[OpenQuestion]:
    """Tables in which nothing was read: no heading names units, or there is none."""
    read = {line for table in reading.duties.tables for line in table.table.lines}
    read |= {line for table in reading.duties.tables for line in table.table.misfits}
    heads = {reading.texts[table.table.head] for table in reading.duties.tables}
    lines = [
        line for line in reading.outline.lines_as("table") if line not in read and reading.texts[line] not in heads
    ]
    for place, line in enumerate(lines):
        if place == 0 or lines[place - 1] != line - 1:
            yield OpenQuestion(
                f"table-{line + 1}", "没有认出的表", line, quote(reading.texts[line]), "表头没有写责任单位，表里的话没有当作分工",
                "这是分工的表吗？是的请在表头写明“责任单位”，再运行一次", ("不是", DONE),
            )  # fmt: skip


def _columns(table: ReadTable) -> Iterator[OpenQuestion]:
    said = {
        "group": "任务",
        "name": "措施",
        "order": "序号",
        "due": "时限",
        "text": "内容",
        "remark": "备注",
        "person": "人",
    }
    read = "；".join(
        f"{name}：{said.get(kind, f'{kind}单位')}"
        for name, kind in zip(table.table.columns, table.table.kinds, strict=True)
    )
    yield OpenQuestion(
        f"columns-{table.table.head + 1}", "表的各栏", table.table.head, " | ".join(table.table.columns), read, "各栏认得对吗？",
        ("对", DONE),
    )  # fmt: skip
    if table.table.first_leads:
        yield OpenQuestion(
            f"convention-{table.table.head + 1}-0", "通用的约定", table.table.head, table.table.first_leads, "表里每一行，列第一位的当作牵头",
            "这样理解对吗？", ("对", "不对，不分牵头"),
        )  # fmt: skip


def _groups(table: ReadTable) -> Iterator[OpenQuestion]:
    for group in table.groups:
        if group.item is None:
            yield OpenQuestion(
                f"group-{group.line + 1}", "表里的任务", group.line, group.name, "正文里没有找到这项任务", "正文里叫什么？对得上的请自己在 tree/ 里补上 rows",
                ("正文没有", DONE),
            )  # fmt: skip
        elif group.name != group.item.title:
            slight = "" if group.alike else "，名称不同"
            yield OpenQuestion(
                f"group-{group.line + 1}", "任务的名称", group.line, f"表里是“{group.name}”，正文是“{group.item.title}”",
                f"当作同一项{slight}，网站用正文的名称，两处照录", "是同一项吗？", ("是同一项", "不是同一项"),
            )  # fmt: skip


def _rows(reading: PlanReading, table: ReadTable) -> Iterator[OpenQuestion]:
    for row in table.rows:
        line = row.row.line
        if row.item is None or row.item.style == ROW:
            yield OpenQuestion(
                f"extra-{line + 1}", "表里多出的一行", line, quote(row.row.name), "正文里没有找到这一条，单独算一条",
                "正文里对应哪一条？对得上的请自己在 tree/ 里合成一条", ("正文没有", DONE),
            )  # fmt: skip
            continue
        if row.likeness < 1 or folded_words(row.title or row.item.title) != folded_words(row.item.title):
            yield OpenQuestion(
                f"row-{line + 1}", "表里的措施", line, f"表里是“{quote(row.title or row.row.name)}”，正文是“{row.item.label}{row.item.title}”",
                "按内容认作同一条", "是同一条吗？", ("是同一条", "不是同一条"),
            )  # fmt: skip
        words = "".join(reading.texts[at] for at in row.item.lines)
        if differing := other_words(row, words):
            yield OpenQuestion(
                f"wording-{line + 1}", "表和正文的文字不同", line, "；".join(f"“{part}”" for part in differing), "正文没有这样的话，两处照录",
                "要说明的，写一句编者注", (AS_IS,), True,
            )  # fmt: skip
    for item in missing_rows(table.rows, reading.outline):
        yield OpenQuestion(
            f"no-row-{reading.path(item)}", "表里少了一行", item.line, f"{item.label}{item.title}", "表里没有这一条，没有责任单位，不作推定",
            "原文就是这样吗？", ("原文就是这样", DONE),
        )  # fmt: skip


def _order(reading: PlanReading, table: ReadTable) -> Iterator[OpenQuestion]:
    for row in out_of_order(table.rows):
        yield OpenQuestion(
            f"order-{row.row.line + 1}", "表的次序", row.row.line, quote(row.title or row.row.name), "表里的次序与正文不同，网站按正文的次序",
            "原文就是这样吗？", (AS_IS, DONE),
        )  # fmt: skip


def _cells(reading: PlanReading, table: ReadTable) -> Iterator[OpenQuestion]:
    for row in table.rows:
        if not row.row.duties:
            yield OpenQuestion(
                f"no-unit-{row.row.line + 1}", "这一行没有单位", row.row.line, quote(reading.texts[row.row.line]), "没有读出责任单位",
                "原文就没有写，还是没有读出来？", ("原文没有写", DONE),
            )  # fmt: skip
    for line in table.table.misfits:
        rows = {row.line for row in table.table.rows}
        done = "这一行的格子比表头少，按内容猜了各属哪一栏" if line in rows else "这一行的格子比表头多，没有读"
        yield OpenQuestion(
            f"cells-{line + 1}", "表的格子", line, quote(reading.texts[line]), done, "对吗？",
            ("对", DONE),
        )  # fmt: skip
