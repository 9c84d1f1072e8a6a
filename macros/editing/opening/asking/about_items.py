"""Questions on items and on who answers for them: numbers, names, brackets, roles, items that no unit answers for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..duties.duty_places import unbalanced
from ..duties.duty_words import FIRST_LEADS
from ..outlining.outline import OutlineItem
from ..plan_reading import PlanReading
from .open_question import AS_IS, DONE, OpenQuestion

MAX_QUOTE = 60


def quote(text: str) -> str:
    """Words to be shown, cut where they are long."""
    return text if len(text) <= MAX_QUOTE else f"{text[:MAX_QUOTE]}……"


def ask_numbers(reading: PlanReading) -> Iterator[OpenQuestion]:
    """Numbers out of their order: a paragraph may be missing, or be none of the plan's items."""
    for item in reading.outline.items:
        if item.oddity:
            yield OpenQuestion(
                f"number-{reading.path(item)}", "编号", item.line, quote(reading.texts[item.line]), f"{item.oddity}；照原文的编号放",
                "原文就是这样，还是漏了段落？漏了的请补进 source.txt", (AS_IS, DONE),
            )  # fmt: skip


_INNER_NUMBER = re.compile(
    r"(?<=[。；])\s*(?:[（(](?P<han>[一二三四五六七八九十]{1,3})[)）]|(?P<digit>[0-9]{1,2})[.．、](?![0-9]))(?=[\u4e00-\u9fff“])"
)


def ask_inner_numbers(reading: PlanReading) -> Iterator[OpenQuestion]:
    """Numbers within a paragraph, where two items may have been copied into one."""
    for line, text in enumerate(reading.texts):
        if reading.source.lines[line].cells is None and (found := _INNER_NUMBER.search(text)):
            yield OpenQuestion(
                f"inner-number-{line + 1}", "段落里的编号", line, quote(text[max(0, found.start() - 12) : found.end() + 20]), "整段算一条",
                "是不是两条抄成了一段？是的请在 source.txt 里分开，再运行一次", (AS_IS, DONE),
            )  # fmt: skip


def ask_marks(reading: PlanReading) -> Iterator[OpenQuestion]:
    """Signs such as ★ among units, which say something that the program does not know; once for the whole plan."""
    spans = [(place.line, place.words) for place in reading.duties.places]
    spans += [(row.line, " ".join(row.cells)) for table in reading.duties.tables for row in table.table.rows]
    lines = [line for line, words in spans if re.search("[★☆＊▲△●◆]", words)]
    if lines:
        said = "、".join(f"第 {line + 1} 段" for line in dict.fromkeys(lines))
        yield OpenQuestion(
            "marks", "单位旁的记号", lines[0], f"{said}的单位旁边有记号", "记号没有收进单位的名称，也没有当作牵头", "记号是什么意思？要区分的请自己改 tree/ 里的 duties",
            ("不用区分", DONE),
        )  # fmt: skip


def ask_short_names(reading: PlanReading) -> Iterator[OpenQuestion]:
    """Items without a name need a short one from the editor."""
    for item in reading.outline.items:
        if not item.title:
            yield OpenQuestion(
                f"name-{reading.path(item)}", "没有名称的条目", item.line, quote(reading.texts[item.line]),
                f"网站上暂时叫“{provisional_name(item)}”", "起一个简称，14 个字以内", (), True, (reading.path(item),),
            )  # fmt: skip


def provisional_name(item: OutlineItem) -> str:
    """What an item without a name is called until somebody names it: its first words."""
    words = re.split("[，。；：,;:（(]", item.body.strip("“”"))[0] or item.body or f"{item.label or '没有字的'}条"
    return words if len(words) <= 14 else f"{words[:13]}…"


_NO_TASKS = re.compile("总则|目标|要求|意义|原则|思想|背景|现状|形势|基础|步骤|阶段|解释|说明|附则|范围|对象|依据")


def has_pages(reading: PlanReading, top: OutlineItem) -> bool:
    """Whether the items of a chapter have pages of their own: as a person has said, else where units answer for them."""
    path = reading.path(top)
    if path in reading.decisions.pages:
        return reading.decisions.pages[path]
    if any(item.index in reading.duties_of for item in (top, *_below(reading, top))):
        return True
    below = reading.outline.children(top)
    return not (_NO_TASKS.search(top.title) or (below and all(_NO_TASKS.search(item.title) for item in below)))


def ask_pages(reading: PlanReading) -> Iterator[OpenQuestion]:
    """Whether chapters for which nobody answers hold tasks or only explain."""
    for top in reading.outline.children(None):
        below = list(_below(reading, top))
        if below and not any(item.index in reading.duties_of for item in (top, *below)):
            pages = has_pages(reading, top)
            choices = ("每条一页", "只是说明，不单独成页")
            yield OpenQuestion(
                f"pages-{reading.path(top)}", "没有分工的一章", top.line, f"{top.label}{top.title}", choices[0] if pages else choices[1],
                "这一章里的各条，是要做的事，还是说明？", choices if pages else choices[::-1], False, (reading.path(top),),
            )  # fmt: skip


def ask_unnumbered(reading: PlanReading) -> Iterator[OpenQuestion]:
    """Paragraphs without a number that were made items."""
    for item in reading.outline.items:
        if not item.label and item.style != "row":
            yield OpenQuestion(
                f"unnumbered-{reading.path(item)}", "没有编号的段落", item.line, quote(reading.texts[item.line]),
                f"段首“{item.title}”当作名称，单独算一条", "这样对吗？", ("对", DONE),
            )  # fmt: skip


def ask_duties(reading: PlanReading) -> Iterator[OpenQuestion]:
    """Words on duties that were guessed, or left out."""
    for place in reading.duties.places:
        said, line = place.said, place.line
        where = f"{line + 1}-{place.start}"
        found = quote(reading.texts[line][place.start : place.end])
        roles = "；".join(f"{part.role}：{'、'.join(unit.words for unit in part.units)}" for part in said.parts)
        if place.way == "doubtful":
            yield OpenQuestion(
                f"bracket-{where}", "像分工的括号", line, found, "没有当作分工", "括号里写的是责任单位吗？是的请自己在 tree/ 里补上 duties",
                ("不是", DONE),
            )  # fmt: skip
            continue
        if place.way == "sentence":
            yield OpenQuestion(
                f"sentence-{where}", "句子里的分工", line, found, roles, "这是这一条的分工吗？", ("是", "不是")
            )
        if "no-verb" in said.doubts:
            yield OpenQuestion(
                f"role-{where}", "没有写怎样负责", line, found, roles, "括号里是责任单位吗？", ("是", "不是")
            )
        if "no-sign" in said.doubts:
            yield OpenQuestion(f"sign-{where}", "分工里少了冒号", line, found, roles, "这样读对吗？", ("对", DONE))
        if said.others:
            yield OpenQuestion(
                f"rest-{where}",
                "分工里不是单位的话",
                line,
                "；".join(said.others),
                "没有当作单位",
                "这样对吗？",
                ("对", DONE),
            )
        if any(part.role == "会同" or part.words.startswith("会同") for part in said.parts):
            yield OpenQuestion(f"with-{where}", "“会同”", line, found, roles, "这样读对吗？", ("对", DONE))
        yield from _conventions(reading, line, where, said.conventions)


def ask_own_lines(reading: PlanReading) -> Iterator[OpenQuestion]:
    """Lines such as 责任单位：… belong to the item above them; once for the whole plan."""
    lines = [place.line for place in reading.duties.places if place.way == "line"]
    if lines:
        said = "、".join(f"第 {line + 1} 段" for line in lines)
        yield OpenQuestion(
            "own-lines",
            "单独写的分工",
            lines[0],
            f"{said}写着“责任单位：……”一类的话",
            "当作它前面那一条的分工",
            "这样对吗？",
            ("对", DONE),
        )


def ask_several(reading: PlanReading) -> Iterator[OpenQuestion]:
    """Items whose paragraphs each name units: all count for the item, unless paragraphs are items of their own."""
    for index, duties in reading.duties_of.items():
        item = reading.outline.items[index]
        lines = sorted({duty.line for duty in duties if duty.row is None and duty.line in item.lines})
        if len(lines) > 1 and not any(place.way == "line" and place.line in lines for place in reading.duties.places):
            yield OpenQuestion(
                f"several-{reading.path(item)}", "一条里几段各有单位", item.line, "、".join(f"第 {line + 1} 段" for line in lines),
                "都算在这一条名下", "这几段是一条，还是漏了编号的几条？", ("是一条", DONE),
            )  # fmt: skip


def ask_twice(reading: PlanReading) -> Iterator[OpenQuestion]:
    """Items for which the text and a table name different units."""
    for index, duties in reading.duties_of.items():
        item = reading.outline.items[index]
        own = {unit.words for duty in duties if duty.row is None for unit in duty.part.units}
        rows = {unit.words for duty in duties if duty.row is not None for unit in duty.part.units}
        if own and rows and own != rows and not reading.outline.children(item):
            yield OpenQuestion(
                f"twice-{reading.path(item)}", "正文和表的单位不同", item.line,
                f"正文：{'、'.join(sorted(own))}；表：{'、'.join(sorted(rows))}", "两处都照录", "原文就是这样吗？", ("原文就是这样", DONE),
            )  # fmt: skip


def ask_tails(reading: PlanReading) -> Iterator[OpenQuestion]:
    """Words of an item behind its last units; or, where its paragraphs have units of their own, paragraphs without any."""
    ends: dict[int, int] = {}
    closing: set[int] = set()
    for place in reading.duties.places:
        if place.way != "doubtful":
            ends[place.line] = max(ends.get(place.line, 0), place.end)
            closing |= {place.line} if place.way == "line" else set()
    for item in reading.outline.items:
        named = [line for line in item.lines if line in ends]
        for line in item.lines if named else ():
            begins = item.body_start if line == item.line else 0
            rest = reading.texts[line][ends.get(line, begins) :].strip("。；; ")
            closed = line not in ends and any(after > line for after in closing & {*named})
            if len(rest) > 8 and not closed:
                yield OpenQuestion(
                    f"tail-{line + 1}", "后面没有责任单位的话", line, quote(rest), "算在前面的责任单位名下，不另推定", "原文就没有写吗？",
                    ("原文没有写", DONE),
                )  # fmt: skip


def _conventions(reading: PlanReading, line: int, where: str, sentences: tuple[str, ...]) -> Iterator[OpenQuestion]:
    if not sentences:
        return
    found = "，".join(sentences)
    if FIRST_LEADS.search(found):
        later = "从这一条起每一条" if "下同" in found else "这一条"
        yield OpenQuestion(
            f"convention-{where}",
            "通用的约定",
            line,
            found,
            f"{later}，列第一位的当作牵头",
            "这样理解对吗？",
            ("对", "不对，不分牵头"),
        )
    else:
        yield OpenQuestion(
            f"convention-{where}",
            "通用的约定",
            line,
            found,
            "照录，没有给别的条加单位",
            "怎样处理？可以写一句编者注",
            (AS_IS,),
            True,
        )


def ask_brackets(reading: PlanReading) -> Iterator[OpenQuestion]:
    """Brackets without their other half, behind which units may be hidden."""
    for line, text in enumerate(reading.texts):
        if sign := unbalanced(text):
            place = text.rfind(sign) if sign in "）)" else text.find(sign)
            yield OpenQuestion(
                f"half-bracket-{line + 1}", "括号不成对", line, quote(text[max(0, place - 20) : place + 40]), f"“{sign}”没有另一半，照录",
                "与印发的文件对一对；抄漏了的请改 source.txt 后再运行一次", (AS_IS, DONE),
            )  # fmt: skip


def ask_without_units(reading: PlanReading) -> Iterator[OpenQuestion]:
    """Items that no unit answers for, in chapters where others have some; or a plan in which nobody answers for anything."""
    with_units = {duty.item.index for duty in reading.duties.duties}
    if not reading.outline.items:
        yield OpenQuestion(
            "no-items", "没有条目", None, "全文", "没有认出编号，全文都当作不属于哪一条的话", "方案用什么编号？请在文件里写上一、（一）1. 一类的编号，再运行一次",
            ("没有编号", DONE),
        )  # fmt: skip
    if not with_units:
        yield OpenQuestion(
            "no-units",
            "没有分工",
            None,
            "全文",
            "没有找到责任单位",
            "方案另有责任分工表吗？有的话请放进同一个文件，再运行一次",
            ("没有", DONE),
        )
        return
    for item in reading.outline.items:
        siblings = reading.outline.children(None if item.parent is None else reading.outline.items[item.parent])
        below = reading.outline.children(item)
        some = any(other.index in with_units for other in siblings)
        if not below and item.index not in with_units and (some or _chapter_has(reading, item, with_units)):
            yield OpenQuestion(
                f"without-{reading.path(item)}", "没有责任单位的条目", item.line, quote(reading.texts[item.line]),
                "这一条没有责任单位，不作推定", "原文就没有写，还是没有读出来？", ("原文没有写", DONE),
            )  # fmt: skip


def _chapter_has(reading: PlanReading, item: OutlineItem, with_units: set[int]) -> bool:
    """Whether most items of the chapter have units."""
    top = item
    while top.parent is not None:
        top = reading.outline.items[top.parent]
    leaves = [other for other in _below(reading, top) if not reading.outline.children(other)]
    return sum(other.index in with_units for other in leaves) * 2 > len(leaves)


def _below(reading: PlanReading, item: OutlineItem) -> Iterator[OutlineItem]:
    for child in reading.outline.children(item):
        yield child
        yield from _below(reading, child)
