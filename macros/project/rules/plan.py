"""The rules that need more than one record: one generator each, its docstring the rule."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import pairwise

from ...common.problems import Problem, Where, listed, nearest
from ...model.official_text import Paragraph, paragraphs, published_lines
from ...model.plan import Document, Measure, Member, Period, Plan, Task
from ...model.record import Record


def check_named_units(plan: Plan) -> Iterator[Problem]:
    """Every unit that leads or takes part has a file in plan/units."""
    places: dict[str, list[Where]] = {}
    for record, name, index, unit in _unit_references(plan):
        if unit not in plan.units:
            places.setdefault(unit, []).append(record.where(name, index))
    for unit, (first, *others) in places.items():
        more = f"（另有 {len(others)} 处也这样写）" if others else ""
        yield Problem(first, f"责任单位“{unit}”不存在{more}{nearest(unit, plan.units)}")


def check_unit_lists(plan: Plan) -> Iterator[Problem]:
    """The units of a list are those its published words name, in that order, none twice."""
    misnamed = {problem.where for problem in check_published_names(plan)}
    for period in plan.periods:
        for record, name, text in _unit_lists(period):
            ids: tuple[str, ...] = getattr(record, name)
            units = [plan.units[id] for id in ids if id in plan.units]
            repeated = [id for id, count in Counter(ids).items() if count > 1]
            said, written = "、".join(unit.name for unit in units), text or ""
            if repeated:
                yield Problem(record.where(name), f"“{listed(repeated)}”写了不止一次，请只留一处")
            elif len(units) < len(ids) or written not in period.source or misnamed & {u.where("name") for u in units}:
                continue  # another rule has said so
            elif said.replace("、", "") != written.replace("、", ""):
                found, published = said or "（没有）", written or "（没有）"
                yield Problem(record.where(name), f"代号写的是“{found}”，原文是“{published}”，两处要一致")


def check_published_names(plan: Plan) -> Iterator[Problem]:
    """A unit with duties is named as the published text names it."""
    lists = [text or "" for period in plan.periods for _, _, text in _unit_lists(period)]
    published = "\n".join([*(period.source for period in plan.periods), *lists])
    for id in sorted({id for *_, id in _unit_references(plan)} & plan.units.keys()):
        unit = plan.units[id]
        if unit.name not in published:
            message = f"“{unit.name}”在方案原文里找不到，要与原文一字不差（别的叫法写在 aliases）"
            yield Problem(unit.where("name"), message)


def check_unit_names(plan: Plan) -> Iterator[Problem]:
    """No two units share a name, and only a collective has members."""
    first: dict[str, str] = {}
    for unit in plan.units.values():
        if unit.name in first:
            yield Problem(unit.where("name"), f"“{unit.name}”与 {first[unit.name]} 重名，一个单位只要一个文件")
        first.setdefault(unit.name, unit.where().path)
        if unit.membership == "listed" and not unit.members:
            yield Problem(unit.where("membership"), "填了 listed，就要在 members 里列出成员；没有名单请填 presumed")
        if unit.members and unit.membership != "listed":
            yield Problem(unit.where("members"), "列了成员，就要写 membership: listed")


def check_page_addresses(plan: Plan) -> Iterator[Problem]:
    """No two pages have the same address: units and members share one folder, tasks another."""
    members = [member for unit in plan.units.values() for member in unit.members]
    yield from _repeated_ids([*plan.units.values(), *members])
    for period in plan.periods:
        yield from _repeated_ids(period.tasks)


def check_task_numbers(plan: Plan) -> Iterator[Problem]:
    """The tasks of a plan are numbered 1, 2, 3 … without a gap, none twice."""
    for period in plan.periods:
        if repeated := list(_repeated_numbers(period)):
            yield from repeated
            continue
        for expected, task in enumerate(period.tasks, 1):
            if task.number != expected:
                yield Problem(task.where("number"), f"序号是 {task.number}，按顺序应当是 {expected}，中间缺了号")
                break


def check_measure_texts(plan: Plan) -> Iterator[Problem]:
    """Every measure has words in the body or in the table of duties."""
    for period in plan.periods:
        for measure in period.measures():
            if not (measure.body or measure.table):
                message = "正文（body）和责任分工表（table）的内容都没有填，至少要填一项"
                yield Problem(measure.where("title"), message)


def check_period_dates(plan: Plan) -> Iterator[Problem]:
    """A plan ends after it starts, its folder says the same years, and no two plans overlap."""
    earlier: Period | None = None
    for period in plan.periods:
        document, years = period.document, f"{period.document.start.year}-{period.document.end.year}"
        if document.end <= document.start:
            yield Problem(document.where("end"), f"结束日期应当晚于开始日期（{document.start}），写的是 {document.end}")
        elif period.id != years:
            field = "start" if period.id[:4] != years[:4] else "end"
            yield Problem(document.where(field), f"起止年份是 {years}，与文件夹名 {period.id} 不符，两处要一致")
        elif earlier and document.start <= earlier.document.end:
            end = f"{earlier.id} 到 {earlier.document.end} 才结束"
            yield Problem(document.where("start"), f"与上一个规划期重叠（{end}），开始日期应当更晚")
        else:
            earlier = period


def check_quotes(plan: Plan) -> Iterator[Problem]:
    """Every title, goal, basis document and noted word is a verbatim part of the text."""
    for period in plan.periods:
        # the records' own wording counts too: where it differs from the source, another rule says so, once
        text = "\n".join([period.source, *(paragraph.text for paragraph in paragraphs(period))])
        for where, value in _quotes(period):
            if value not in text:
                yield Problem(where, f"“{_shortened(value)}”在 {period.source_path} 里找不到，引用要一字不差")


def check_published_text(plan: Plan) -> Iterator[Problem]:
    """Laid out again, the records give the published text to the letter; numbers and separators may be of either width."""
    for period in plan.periods:
        digest = hashlib.sha256(period.source.encode()).hexdigest()
        changed = digest != period.document.source_sha256
        places: set[Where] = set()
        if list(_repeated_numbers(period)):
            continue  # in which order the tasks stand is not known
        for problem in _differences(period):
            if problem.where not in places:
                places.add(problem.where)
                doubt = "；这份原文的校验码也对不上，请先看是不是原文被改动了" if changed else ""
                yield Problem(problem.where, f"{problem.message}{doubt}")
        if changed and not places:
            line = period.document.where("source_sha256").line
            message = f"原文与 plan.yaml 第 {line} 行的校验码不符；原文不应改动，请恢复，确需更换时把 source_sha256 改为 {digest}"
            yield Problem(Where(period.source_path), message)


def _unit_references(plan: Plan) -> Iterator[tuple[Record, str, int, str]]:
    for period in plan.periods:
        for record, name, _ in _unit_lists(period):
            for index, unit in enumerate(getattr(record, name)):
                yield record, name, index, unit


def _unit_lists(period: Period) -> Iterator[tuple[Task | Measure, str, str | None]]:
    for task in period.tasks:
        yield task, "lead", task.lead_text
        for measure in task.measures:
            yield measure, "units", measure.units_text


def _repeated_numbers(period: Period) -> Iterator[Problem]:
    for before, task in pairwise(period.tasks):
        if before.number == task.number:
            message = f"序号 {task.number} 与 {before.where().path} 重复，每项任务的序号只能用一次"
            yield Problem(task.where("number"), message)


def _repeated_ids(records: Iterable[Record]) -> Iterator[Problem]:
    first: dict[str, Record] = {}
    for record in records:
        if record.id in first:
            where, other = record.where("id"), first[record.id].where("id")
            if not isinstance(record, Member):
                where = record.where()  # its id is its file name
            message = f"代号“{record.id}”与 {other.path} 重复，网页地址会互相覆盖，请换一个"
            yield Problem(where, message)
        first.setdefault(record.id, record)


def _quotes(period: Period) -> Iterator[tuple[Where, str]]:
    document = period.document
    quoted: list[tuple[Record, str]] = [(document.goal.indicator, "quote")]
    for basis in document.basis:
        quoted += [(basis, "title"), (basis, "number")]
    quoted += [(task, "title") for task in period.tasks]
    annotated: list[Document | Task | Measure] = [document, *period.tasks, *period.measures()]
    quoted += [(note, "quote") for record in annotated for note in record.notes]
    for record, name in quoted:
        yield record.where(name), getattr(record, name)
    for index, aim in enumerate(document.goal.aims):
        yield document.where("goal", "aims", index), aim


def _differences(period: Period) -> Iterator[Problem]:
    """Paragraph by paragraph; where whole paragraphs are missing, the rest is still compared."""
    records = paragraphs(period)
    lines = published_lines(period)
    written = [_trimmed(_narrow(paragraph.text)) for paragraph in records]
    published = [_trimmed(_narrow(line)) for line in lines]
    matcher = SequenceMatcher(None, written, published, autojunk=False)
    for _, first, last, start, stop in matcher.get_opcodes():
        both = min(last - first, stop - start)
        for index in range(both):
            yield from _difference(records[first + index], lines[start + index], start + index + 1, period.source_path)
        if stop > start + both:
            where = Where(period.source_path, start + both + 1)
            yield Problem(where, _run(stop - start - both, "没有录入 plan/ 的文件", lines[start + both]))
        if last > first + both:
            extra = records[first + both]
            yield Problem(_place(extra, 0), _run(last - first - both, f"在 {period.source_path} 里没有", extra.text))


def _run(count: int, lack: str, text: str) -> str:
    shown = f"“{_shortened(text)}”" if text.strip() else "空行"
    return f"{'这一段' if count == 1 else f'从这里起的 {count} 段'}{lack}：{shown}"


def _difference(paragraph: Paragraph, line: str, number: int, source_path: str) -> Iterator[Problem]:
    """What differs first, if anything does."""
    at, written = _first_difference(paragraph, line), paragraph.text
    if at is not None:
        where = _place(paragraph, at)
        here, there = written[max(0, at - 6) : at + 8], line[max(0, at - 6) : at + 8]
        yield Problem(where, f"与原文（{source_path}:{number}）第 {at + 1} 个字起不同：录入“…{here}…”，原文“…{there}…”")


def _first_difference(paragraph: Paragraph, line: str) -> int | None:
    """How many characters are the same before the first that is not; numbers and separators are as the text has them."""
    written = paragraph.text
    quoted = [piece.where is not None for piece in paragraph.pieces for _ in piece.text]
    at = min(len(written), len(line))
    for place, (exact, one, other) in enumerate(zip(quoted, written, line, strict=False)):
        if one != other and (exact or _narrow(one) != _narrow(other)):
            at = place
            break
    return at if _trimmed(written[at:]) or _trimmed(line[at:]) else None


def _place(paragraph: Paragraph, at: int) -> Where:
    """The field that holds the character at this offset; for numbering, the field beside it."""
    record, first = paragraph.record, paragraph.pieces[0]
    if paragraph.role == "table" and first.where is None and at < len(first.text):
        return (record.task if isinstance(record, Measure) else record).where("number")
    offset, beside = 0, None
    for piece in paragraph.pieces:
        beside = piece.where or beside
        offset += len(piece.text)
        if at < offset and beside:
            return beside
    return beside or record.where()


_NARROW = str.maketrans("，：（）；．、｜", ",:();..|")


def _narrow(text: str) -> str:
    """With signs of half width, and a point after numbers: a plan has the ones or the others, or both."""
    return text.translate(_NARROW)


def _trimmed(line: str) -> str:
    """Without the bars and spaces that end a table row: how many there are says nothing."""
    return line.rstrip(" |｜")


def _shortened(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:24]}…"
