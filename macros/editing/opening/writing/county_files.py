"""The files of a county beside its plan: who runs the site, its units, what ties its plan to topics and audiences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from ...record_file import Code
from ..asking.about_document import proposed_host, proposed_name
from ..asking.open_question import DONE, OpenQuestion
from ..duties.unit_register import ProposedUnit, pinyin_ids
from ..outlining.outline import OutlineItem
from ..plan_reading import PlanReading
from .plan_tree import PlanTree

AUDIENCE_WORDS = {
    "youth": "青少年|中小学|学生|未成年", "farmers": "农民|农村居民|新型农业", "workers": "劳动者|工人|职工|产业工人", "seniors": "老年|银龄",
    "officials": "领导干部|公务员",
}  # fmt: skip
"""Words by which a task is for an audience of the national content."""

AUDIENCE_NAMES = {
    "youth": "青少年", "farmers": "农民", "workers": "劳动者", "seniors": "老年人", "officials": "领导干部和公务员",
}  # fmt: skip

TOPIC_WORDS = {
    "disaster": "防灾减灾|应急避险|自然灾害", "fire": "消防|火灾", "safety": "安全生产", "traffic": "交通安全|出行安全",
    "fraud": "诈骗|谣言|防骗", "health": "健康|用药|卫生|疾病|急救", "food": "食品安全|食品药品", "environment": "生态环境|环境保护|节约能源|绿色",
    "farming": "农业技术|农业科技|种植|养殖|农技|高素质农民", "digital": "智能技术|信息素养|网络安全|数字技能|数字素养",
    "work": "职业技能|技能人才|劳动和技能|工匠", "science": "科学精神|科学家精神|科学方法|科学教育", "culture": "阅读|图书|文化场馆",
}  # fmt: skip
"""Words by which a measure is about a topic of the national content."""

_PRESUMED = re.compile("成员单位|部门|单位$")


def site_values(reading: PlanReading) -> dict[str, object]:
    """What site.yaml states: what was answered, else what is proposed."""
    facts, told = reading.facts, reading.decisions.facts
    place = told.get("place") or (facts.place.value if facts.place else "本地")
    name = told.get("name") or proposed_name(place)
    title = "".join(facts.title) or "本地的方案"
    return {
        "name": name, "code": Code(f"kepu-{pinyin_ids([place])[0]}"[:40]), "tagline": f"{place}科学普及的公共平台",
        "description": f"{title}的全文、任务、措施和责任分工，逐条可查、可打印、可下载。", "place": place, "family": None,
        "url": told.get("url"), "host": told.get("host") or proposed_host(reading), "national": {"format": 1},
    }  # fmt: skip


def unit_values(reading: PlanReading, unit: ProposedUnit, taken: set[str]) -> dict[str, object]:
    """What a unit's file states; `taken` are the ids of all units and of the members so far, to which its own are added."""
    others = [name for name in unit.spellings if name != unit.name and not re.search("[，、；／｜,;]", name)]
    if members := reading.decisions.members.get(unit.name, ()):
        listed = [
            {"id": Code(_free(id, taken)), "name": name} for id, name in zip(pinyin_ids(members), members, strict=True)
        ]
        return {"name": unit.name, "aliases": others, "membership": Code("listed"), "members": listed}
    presumed = unit.collective and _PRESUMED.search(unit.name)
    return {"name": unit.name, "aliases": others, "membership": Code("presumed") if presumed else None}


def _free(id: str, taken: set[str]) -> str:
    """The id, with a number where another unit or member has it."""
    found, number = id, 2
    while found in taken:
        found, number = f"{id}-{number}", number + 1
    taken.add(found)
    return found


def map_values(reading: PlanReading, tree: PlanTree) -> dict[str, object]:
    """What map.yaml proposes by the words of the plan, for a person to confirm."""
    tasks = [item for item in reading.outline.items if item.title]
    audiences: dict[str, object] = {}
    for id, words in AUDIENCE_WORDS.items():
        if found := next((item for item in tasks if re.search(words, item.title) and _is_task(tree, item)), None):
            audiences[id] = Code(tree.id_of(found))
    emergency = next((item for item in tasks if "应急" in item.title and _is_task(tree, item)), None)
    return {
        "audiences": audiences, "emergency": Code(tree.id_of(emergency)) if emergency else None,
        "nodes": list(_ties(reading, tree)),
    }  # fmt: skip


def map_questions(reading: PlanReading, tree: PlanTree) -> Iterator[OpenQuestion]:
    """What the map proposes, for a person to confirm: audiences and emergencies with their tasks, measures with their topics."""
    values = map_values(reading, tree)
    titles = {tree.id_of(item): item.title for item in reading.outline.items}
    audiences = cast(Mapping[str, str], values["audiences"])
    said = [f"{AUDIENCE_NAMES[id]}：{titles[task]}" for id, task in audiences.items()]
    said += [f"应急科普：{titles[str(values['emergency'])]}"] if values["emergency"] else []
    nodes = cast(Sequence[Mapping[str, object]], values["nodes"])
    if said or nodes:
        yield OpenQuestion(
            "map", "文章和节日归哪条措施", None, "；".join(said) or "没有找到给某一类人的任务",
            f"按关键词给 {len(nodes)} 条措施对上了主题，写在 map.yaml", "逐条看过 map.yaml 了吗？", ("看过了", DONE),
        )  # fmt: skip


def _is_task(tree: PlanTree, item: OutlineItem) -> bool:
    return tree.rank_of(item) == "task"


def _ties(reading: PlanReading, tree: PlanTree) -> Iterator[dict[str, object]]:
    for item in tree.measures():
        text = item.title + "".join(reading.texts[line] for line in item.lines)
        topics = [id for id, words in TOPIC_WORDS.items() if re.search(words, text)]
        above = " ".join([item.title, *(one.title for one in tree.above(item))])
        audiences = [id for id, words in AUDIENCE_WORDS.items() if re.search(words, above)]
        if topics:
            about = {"topics": [Code(id) for id in topics], "audiences": [Code(id) for id in audiences]}
            yield {"node": Code(tree.measure_id(item)), "about": [{name: ids for name, ids in about.items() if ids}]}
