"""Questions on the plan as a document and on the site: what the text does not say, or was only taken from its words."""

from __future__ import annotations

from collections.abc import Iterator

from ..outlining.indicators import unread_figures
from ..plan_reading import PlanReading
from .about_items import quote
from .open_question import AS_IS, DONE, OpenQuestion

NONE = "没有"


def ask_document(reading: PlanReading) -> Iterator[OpenQuestion]:
    """Title, issuer, day, period, level and family."""
    facts = reading.facts
    if len(facts.title_lines) != 1:
        where = facts.title_lines[0] if facts.title_lines else None
        found = facts.full_title or "（原文里没有单独一行的标题）"
        yield OpenQuestion(
            "title",
            "方案的标题",
            where,
            found,
            f"标题是“{found}”" if facts.title else "没有标题",
            "标题对吗？不对的写全",
            ("对",),
            True,
        )
    if facts.issuer is None:
        yield OpenQuestion(
            "issuer", "印发单位", None, "没有落款", "没有写印发单位", "谁印发的？原文没有写的答“没有”", (NONE,), True
        )
    if facts.issued is None:
        yield OpenQuestion(
            "issued",
            "印发日期",
            None,
            "没有落款的日期",
            "没有写印发日期",
            "哪一天印发的？写成 2022-08-26；原文没有写的答“没有”",
            (NONE,),
            True,
        )
    years = f"{facts.start} 至 {facts.end}" if facts.start else "没有写"
    yield OpenQuestion(
        "period", "规划期", None, facts.period_from or "原文没有说从哪年到哪年", years, "规划期的第一天和最后一天？写成 2021-01-01 至 2025-12-31；没有的答“没有”",
        ("对", NONE), True,
    )  # fmt: skip
    yield OpenQuestion(
        "level", "哪一级的方案", facts.level.line, facts.place.value if facts.place else "", facts.level.value, "是国、省、市、县哪一级？（区、旗算县）",
        (facts.level.value, *(level for level in "国省市县" if level != facts.level.value)),
    )  # fmt: skip
    yield OpenQuestion(
        "family",
        "哪一类方案",
        None,
        facts.full_title,
        facts.family or "没有写",
        "哪一类？例如“科学素质”“营养”；只有一类的可以不写",
        ("对",),
        True,
    )


def ask_site(reading: PlanReading) -> Iterator[OpenQuestion]:
    """Place, host, name and address of the site."""
    facts = reading.facts
    place = facts.place.value if facts.place else "本地"
    yield OpenQuestion(
        "place",
        "地名",
        facts.place.line if facts.place else None,
        facts.full_title or "全文",
        place,
        "网站是哪个地方的？写全称，例如“某某县”",
        ("对",),
        True,
    )
    yield OpenQuestion(
        "host", "主办单位", None, "原文不会写", proposed_host(reading), "网站由哪个单位主办？", ("对",), True
    )
    yield OpenQuestion("name", "网站名称", None, "原文不会写", proposed_name(place), "网站叫什么？", ("对",), True)
    yield OpenQuestion(
        "url", "网址", None, "原文不会写", "还没有网址", "正式网址？以 / 结尾；还没有的答“没有”", (NONE,), True
    )


def proposed_host(reading: PlanReading) -> str:
    """Who probably runs the site: the association for science where the plan names one, else who issued the plan."""
    names = [unit.name for unit in reading.units if unit.name.endswith(("科协", "科学技术协会"))]
    place = reading.facts.place.value if reading.facts.place else ""
    if names:
        return f"{place}科协" if names[0].endswith("科协") and len(names[0]) == 3 and place else names[0]
    return reading.facts.issuer.value if reading.facts.issuer else f"{place}科协"


def proposed_name(place: str) -> str:
    short = place[:-1] if len(place) > 2 and place[-1] in "省市区县州旗" else place
    return f"科普{short}"


def ask_indicators(reading: PlanReading) -> Iterator[OpenQuestion]:
    """Whether sentences with figures are goals of the plan."""
    for number, one in enumerate((one for one in reading.indicators if one.in_goal), 1):
        yield OpenQuestion(
            f"indicator-{number}", "目标", one.line, one.quote, f"{one.name}：{one.year or '没有写年份'} {one.value:g} {one.unit}",
            "这是方案的指标吗？是的话请核对名称、数值、单位和年份", ("是", "不是"), False, (one.quote,),
        )  # fmt: skip
    for line, words in unread_figures(reading.texts, reading.outline, reading.indicators):
        yield OpenQuestion(
            f"figures-{line + 1}", "目标里没有认出的数字", line, words, "没有列为指标",
            "有要列为指标的，请写进 plan.yaml 的 indicators", ("不列", DONE),
        )  # fmt: skip
    others = [one for one in reading.indicators if not one.in_goal]
    if others:
        yield OpenQuestion(
            "indicators-elsewhere", "别处的数字目标", others[0].line, "；".join(one.quote for one in others[:12]), "没有列为指标",
            "有要列为指标的，请写进 plan.yaml 的 indicators", ("不列", DONE),
        )  # fmt: skip


def ask_reading(reading: PlanReading) -> Iterator[OpenQuestion]:
    """What was changed or guessed when the file was read, and lines whose place was guessed."""
    for number, remark in enumerate(reading.source.remarks, 1):
        yield OpenQuestion(
            f"reading-{number}",
            "读文件时",
            None,
            remark,
            "照这样写进 source.txt",
            "与印发的文件对一对",
            ("对过了", DONE),
        )
    said = {
        "closing": "结尾的话，不属于任何一条",
        "preamble": "开头的话",
        "annex-text": "附件里的话，不属于任何一条",
        "meta": "像网页上的话，不是方案的原文；不是的请从文件里删去，再运行一次",
    }
    for role, words in said.items():
        for line in reading.outline.lines_as(role):
            if role != "preamble" or line != next(iter(reading.outline.lines_as("preamble"))):
                yield OpenQuestion(
                    f"line-{line + 1}",
                    "段落放在哪里",
                    line,
                    quote(reading.texts[line]),
                    words,
                    "这样对吗？",
                    ("对", DONE),
                )
    mention = (
        "".join(reading.texts[line] for line in reading.outline.lines_as("mention")).partition(":")[2]
        or "".join(reading.texts[line] for line in reading.outline.lines_as("mention")).partition("：")[2]
    )
    heading = "".join(reading.texts[line] for line in reading.outline.lines_as("annex-title"))
    if mention and heading and mention != heading and len(reading.outline.lines_as("annex")) == 1:
        line = reading.outline.lines_as("mention")[0]
        yield OpenQuestion(
            "annex-name",
            "附件的名称",
            line,
            f"正文末尾是“{mention}”，附件是“{heading}”",
            "两处照录",
            "要说明的，写一句编者注",
            (AS_IS,),
            True,
        )
