"""The rules on what a plan says of itself: one generator each, its docstring the rule."""

from __future__ import annotations

from collections.abc import Iterator

from ....common.dates import in_words
from ....common.problems import Problem, Where, nearest
from ....model.plan import Period, Plan
from ....model.record import Record
from ...plans.succession import plan_before


def check_period_dates(plan: Plan) -> Iterator[Problem]:
    """A plan ends after it starts, a folder named by years says the same, and plans of one series do not overlap."""
    earlier: dict[tuple[str, str], Period] = {}
    for period in plan.periods:
        document = period.document
        if not (document.start and document.end):
            continue
        years, before = f"{document.start.year}-{document.end.year}", earlier.get(period.series)
        if document.end <= document.start:
            yield Problem(document.where("end"), f"结束日期应当晚于开始日期（{document.start}），写的是 {document.end}")
        elif _looks_like_years(period.id) and period.id != years:
            field = "start" if period.id[:4] != years[:4] else "end"
            yield Problem(document.where(field), f"起止年份是 {years}，与文件夹名 {period.id} 不符，两处要一致")
        elif before and before.document.end and document.start <= before.document.end:
            end = f"{before.id} 到 {before.document.end} 才结束"
            yield Problem(
                document.where("start"),
                f"与上一个规划期重叠（{end}），开始日期应当更晚；不是同一级、同一类的方案，请写明 level、family",
            )
        else:
            earlier[period.series] = period


def _looks_like_years(id: str) -> bool:
    first, mark, last = id.partition("-")
    return bool(mark) and all(len(year) == 4 and year.isdecimal() for year in (first, last))


def check_document(plan: Plan) -> Iterator[Problem]:
    """A plan has a title, and its signature says who issued it and when."""
    for period in plan.periods:
        document = period.document
        signed = "".join(document.words_at(document.front.signature))
        if not document.title:
            yield Problem(
                document.where("title"), "缺少方案标题：用 front.title 指出它是原文第几段，原文没有标题就写 title"
            )
        if document.issuer and signed and document.issuer not in signed:
            yield Problem(document.where("issuer"), f"落款里没有“{document.issuer}”，原文是“{shortened(signed)}”")
        if document.issued and signed and in_words(document.issued) not in signed.replace(" ", ""):
            said = in_words(document.issued)
            yield Problem(document.where("issued"), f"落款里没有“{said}”，原文是“{shortened(signed)}”")
        for field in ("goal",):
            if document.goal and document.goal not in period.by_id:
                yield Problem(
                    document.where(field), f"没有“{document.goal}”这一条{nearest(document.goal, period.by_id)}"
                )


def check_continued(plan: Plan) -> Iterator[Problem]:
    """What a node goes on from stands in the plan before."""
    for period in plan.periods:
        before = plan_before(plan, period)
        for node in period.walk():
            if node.continues and before is None:
                yield Problem(node.where("continues"), "前面没有同级同类的方案，没有可以接续的；请删去这一行")
            elif node.continues and before and node.continues not in before.by_id:
                message = f"{before.id} 里没有“{node.continues}”{nearest(node.continues, before.by_id)}"
                yield Problem(node.where("continues"), message)


def check_quotes(plan: Plan) -> Iterator[Problem]:
    """Every title, goal, basis document and noted word is a verbatim part of the text."""
    for period in plan.periods:
        for where, value in _quotes(period):
            if value not in period.source:
                yield Problem(where, f"“{shortened(value)}”在 {period.source_path} 里找不到，引用要一字不差")


def _quotes(period: Period) -> Iterator[tuple[Where, str]]:
    document = period.document
    quoted: list[tuple[Record, str]] = [(indicator, "quote") for indicator in document.indicators]
    for basis in document.basis:
        quoted += [(basis, "title"), *([(basis, "number")] if basis.number else [])]
    if document.number:
        quoted.append((document, "number"))
    quoted += [(note, "quote") for note in document.notes]
    for record, name in quoted:
        yield record.where(name), getattr(record, name)
    for node in period.walk():
        if node.title_:
            yield node.where("title"), node.title_
        yield from ((note.where("quote"), note.quote) for note in node.notes)


def shortened(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:24]}…"
