"""The tree held against the published text: every paragraph has its place, and every place says what the tree says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from ....common.problems import Problem, Where
from ....model.plan import Period, Plan
from ....model.tree.layout import ParagraphClaim, head_of, paragraph_claims, table_of, whole
from ....model.tree.node import Node
from ....model.tree.words import RowWords, numbers_of
from .documents import shortened
from .units import duties_of


def paragraph_sums(source: str) -> list[str]:
    """A short sum of each paragraph, as source.sums keeps them."""
    return [hashlib.sha256(line.encode()).hexdigest()[:8] for line in source.removesuffix("\n").split("\n")]


def check_source_unchanged(plan: Plan) -> Iterator[Problem]:
    """The published text is what it was when the tree was laid over it; a changed paragraph is named."""
    for period in plan.periods:
        digest, document = hashlib.sha256(period.source.encode()).hexdigest(), period.document
        changed = digest != document.source_sha256
        places = list(_changed_lines(period)) if period.sums else []
        yield from places
        if changed and not places:
            line = document.where("source_sha256").line
            message = f"原文与 plan.yaml 第 {line} 行的校验码不符；原文不应改动，请恢复，确需更换时把 source_sha256 改为 {digest}"
            yield Problem(Where(period.source_path), message)


def _changed_lines(period: Period) -> Iterator[Problem]:
    sums, kept = paragraph_sums(period.source), period.sums
    for sign, first, last, start, stop in SequenceMatcher(None, kept, sums, autojunk=False).get_opcodes():
        if sign == "equal":
            continue
        both = min(last - first, stop - start)
        for index in range(both):
            number = start + index + 1
            now, text = sums[number - 1], shortened(period.lines[number - 1])
            message = (
                f"这一段与公布时不同：“{text}”；原文不应改动，请恢复，确需更换时把 source.sums 第 {number} 行改为 {now}"
            )
            yield Problem(Where(period.source_path, number), message)
        if stop > start + both:
            number, count = start + both + 1, stop - start - both
            words = f"“{shortened(period.lines[number - 1])}”" if period.lines[number - 1].strip() else "空行"
            yield Problem(
                Where(period.source_path, number), f"{_run(count)}是公布时没有的：{words}；原文不应改动，请恢复"
            )
        if last > first + both:
            count = last - first - both
            yield Problem(
                Where(period.source_path, min(stop + 1, len(sums))),
                f"这里少了公布时的 {count} 段；原文不应改动，请恢复",
            )


def _undisturbed(plan: Plan) -> Iterator[Period]:
    """The plans whose paragraphs can be counted: where some were added or lost, everything after them would be wrong."""
    return (period for period in plan.periods if not period.sums or len(period.sums) == len(period.lines))


def _run(count: int) -> str:
    return "这一段" if count == 1 else f"从这里起的 {count} 段"


def check_coverage(plan: Plan) -> Iterator[Problem]:
    """Every paragraph of the text is claimed, and by one record only."""
    for period in _undisturbed(plan):
        taken: dict[int, list[ParagraphClaim]] = {}
        for claim in paragraph_claims(period.document, period.nodes):
            if claim.number > len(period.lines):
                yield Problem(
                    claim.where, f"{period.source_path} 只有 {len(period.lines)} 段，没有第 {claim.number} 段"
                )
            elif other := next((other for other in taken.get(claim.number, []) if _collide(claim, other)), None):
                yield Problem(
                    claim.where, f"第 {claim.number} 段已经写在 {other.where.path}:{other.where.line}，一段只能属于一处"
                )
            else:
                taken.setdefault(claim.number, []).append(claim)
        free = [number for number in range(1, len(period.lines) + 1) if number not in taken]
        for first, count in _runs(free):
            text = period.lines[first - 1]
            shown = f"“{shortened(text)}”" if text.strip() else "空行"
            yield Problem(Where(period.source_path, first), f"{_run(count)}没有录入 plan/ 的文件：{shown}")


def _collide(claim: ParagraphClaim, other: ParagraphClaim) -> bool:
    """Whether two records want the same words: of one row, the same cell; of one paragraph, the same beginning."""
    if bool(claim.cell) != bool(other.cell):
        return True
    if claim.cell:
        return claim.cell == other.cell
    return not (isinstance(claim.record, Node) and isinstance(other.record, Node)) or claim.start == other.start


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Neighbours taken together: the first of them, and how many they are."""
    first, count = 0, 0
    for number in numbers:
        if count and number == first + count:
            count += 1
            continue
        if count:
            yield first, count
        first, count = number, 1
    if count:
        yield first, count


def check_headings(plan: Plan) -> Iterator[Problem]:
    """Label and heading of every node stand where it says, in the body and in the tables."""
    for period in _undisturbed(plan):
        for node in period.walk():
            if not node.heading and not node.short_:
                yield Problem(node.where("kind"), "原文没有标题的，要有编者起的简称 short；原文有标题就填 heading")
            if not numbers_of(node.at) and not node.rows:
                yield Problem(node.where("kind"), "没有写在原文的哪里：正文里的填 at，表里的填 rows")
            wrong = list(_wrong_head(period, node))
            yield from wrong
            for index, row in enumerate(node.words.rows):
                if not wrong or node.rows[index].title:
                    yield from _wrong_row(period, node, index, row)


def _wrong_head(period: Period, node: Node) -> Iterator[Problem]:
    head, numbers = head_of(node), numbers_of(node.at)
    if not head or not node.words.head or not numbers:
        return
    line, start = period.lines[numbers[0] - 1], node.words.head.start
    if not line.startswith(head, start):
        at = next(
            (i for i, (a, b) in enumerate(zip(head, line[start:], strict=False)) if a != b),
            min(len(head), len(line) - start),
        )
        field = "label" if node.label and at < len(node.label) else "heading"
        yield Problem(node.where(field), difference(period, numbers[0], start + at, line[:start] + head, line))
    elif node.heading and not whole(line[start:], head):
        rest = shortened(line[start + len(head) :])
        yield Problem(node.where("heading"), f"标题没有完，原文（{period.source_path}:{numbers[0]}）接着是“{rest}”")


def difference(period: Period, number: int, at: int, written: str, line: str) -> str:
    """From which character on a paragraph is not as it was entered."""
    here, there = written[max(0, at - 6) : at + 8], line[max(0, at - 6) : at + 8]
    return f"与原文（{period.source_path}:{number}）第 {at + 1} 个字起不同：录入“…{here}…”，原文“…{there}…”"


def _wrong_row(period: Period, node: Node, index: int, row: RowWords) -> Iterator[Problem]:
    where = node.where("rows", index)
    table = table_of(period.document, row.at)
    line = period.lines[row.at - 1]
    if table and len(row.cells) > len(table.columns):
        yield Problem(where, f"这一行有 {len(row.cells)} 格，表只有 {len(table.columns)} 栏：“{shortened(line)}”")
    elif not row.found:
        yield Problem(
            where,
            f"{period.source_path}:{row.at} 的这一格里没有“{row.title}”，原文是“{shortened(line)}”；名称与正文不同就填 title，格里没有名称就填 bare: true",
        )


def check_tables(plan: Plan) -> Iterator[Problem]:
    """The columns of a table are named as its head has them, and rows stand below the head of a table."""
    for period in _undisturbed(plan):
        for table in period.document.tables:
            names = [column.name for column in table.columns]
            line = period.lines[table.head - 1] if table.head <= len(period.lines) else ""
            found = [cell.strip() for cell in line.replace("｜", "|").split("|") if cell.strip()]
            place = f"（{period.source_path}:{table.head}）"
            if len(found) != len(names):
                said = f"表头{place}的各栏是“{'｜'.join(found)}”，写的是“{'｜'.join(names)}”"
                yield Problem(table.where("columns"), said)
                continue
            for number, (column, name) in enumerate(zip(table.columns, found, strict=True), 1):
                if column.name != name:
                    yield Problem(column.where("name"), f"表头{place}第 {number} 栏是“{name}”，写的是“{column.name}”")
        for node in period.walk():
            for index, row in enumerate(node.rows):
                if table_of(period.document, row.at) is None:
                    yield Problem(node.where("rows", index), f"第 {row.at} 段前面没有表头；表写在 plan.yaml 的 tables")


def check_duty_words(plan: Plan) -> Iterator[Problem]:
    """The words of a duty stand in the text of the node it hangs on."""
    for period in _undisturbed(plan):
        for node, duty in duties_of(period):
            text = "\n".join(period.lines[number - 1] for number in _reach(node) if number <= len(period.lines))
            if duty.words and text and duty.words not in text:
                numbers = "、".join(map(str, _reach(node)))
                yield Problem(
                    duty.where("words"),
                    f"“{shortened(duty.words)}”在这一条的原文（{period.source_path} 第 {numbers} 段）里找不到，引用要一字不差",
                )
            elif not duty.words and duty.units:
                yield Problem(duty.where("units"), "缺少 words：这些单位在原文里的写法，一字不差")


def _reach(node: Node) -> list[int]:
    """The paragraphs that speak of a node."""
    return list(dict.fromkeys([*numbers_of(node.at), *(row.at for row in node.rows)]))
