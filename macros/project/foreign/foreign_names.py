"""What in the texts of a county's site belongs to another county or to another plan; `kepu check --foreign` lists it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ...common.files.national import is_national, located, own_place
from ...common.files.yaml_reader import read_below_front_matter
from ...common.problems import Problem, Where
from ...model.plan import Plan
from ...model.record import Record, Source, part_texts, parts
from ...model.tree.document import Document
from ...model.tree.node import Node
from ..content_loader import Written
from ..references import all_records
from .gazetteer import Gazetteer

_RANKS = "区县市旗州"
_PLAN = re.compile(r"《([^《》]{2,20}?[省市区县旗州])[^《》]*(?:实施方案|规划纲要|行动计划|工作方案)[^《》]*》")
_CODE = re.compile(r"(?<![0-9-])(0[0-9]{2,3})-[0-9]{7,8}(?![0-9])")
_LINK = re.compile(r"\]\([^)]*\)|https?://\S+")


@dataclass(frozen=True)
class _Text:
    """Words of a record or a page with their place, and the sources that may speak of other places."""

    where: Where
    words: str
    attributed: str


def foreign_names(root: Path, plan: Plan, pages: Iterable[Written]) -> list[Problem]:
    """Every name of a place, unit, number or plan that is not the county's own, in the order of files and lines."""
    gazetteer, units = Gazetteer.of(plan), _units_elsewhere(plan)
    found: set[Problem] = set()
    for text in _texts(root, plan, pages):
        found |= {Problem(text.where, said) for said in _said(text, gazetteer, units)}
        found |= {Problem(text.where, said) for said in _plans(text.words, plan, gazetteer)}
    for where, name in _titles_of_sources(plan, pages):
        found |= {Problem(where, said) for said in _plans(name, plan, gazetteer)}
    return sorted(found)


def _said(text: _Text, gazetteer: Gazetteer, units: re.Pattern[str] | None) -> Iterator[str]:
    for name, place in gazetteer.elsewhere(text.words, text.where.path):
        if name not in text.attributed:
            yield f"“{name}”是别处的地名（{place}）；本地的就写进 plan/site.yaml 的 above 或 nearby，不是就改掉"
    for name in dict.fromkeys(units.findall(text.words) if units and not _explains(text.where.path) else ()):
        yield f"“{name}”不是本地责任单位的叫法，照 plan/units/ 里的名称写"
    for code in dict.fromkeys(_CODE.findall(text.words)):
        if code in gazetteer.codes:
            yield f"区号 {code} 是{gazetteer.codes[code]}的，请核对这个电话"


def _explains(shown: str) -> bool:
    """Whether a file explains the program, with examples of offices that are nobody's."""
    return is_national(shown) and own_place(shown).startswith(("content/guide/", "content/api"))


def _plans(words: str, plan: Plan, gazetteer: Gazetteer) -> Iterator[str]:
    """Plans of other places by their titles; those that the county's own plans name themselves are none."""
    own = "".join(period.source for period in plan.periods) + "".join(gazetteer.own)
    for match in _PLAN.finditer(words):
        if match[0].strip("《》") not in own and match[1] not in gazetteer.own and match[1][-3:] not in gazetteer.own:
            yield f"{match[0]}是别处的方案，本地的方案里没有提到"


def _units_elsewhere(plan: Plan) -> re.Pattern[str] | None:
    """The county's offices under the name of another rank: 区教育局 where there is a 县教育局."""
    rank = plan.site.place[-1]
    stems = {unit.name[1:] for unit in plan.units.values() if unit.name.startswith(rank) and len(unit.name) > 2}
    others = _RANKS.replace(rank, "")
    if rank not in _RANKS or not stems:
        return None
    names = "|".join(sorted(map(re.escape, stems), key=len, reverse=True))
    return re.compile(f"(?<![一-鿿])[{others}](?:{names})|(?<=[问由和、到请给在向找])[{others}](?:{names})")


def _texts(root: Path, plan: Plan, pages: Iterable[Written]) -> Iterator[_Text]:
    plans = (Document, Node)  # their words are those of the published text
    for record in all_records(plan):
        if not isinstance(record, plans):
            yield from _of_record(record)
    for group in plan.synonyms.groups if plan.synonyms else ():
        yield from (_Text(group.where("means", index), word, "") for index, word in enumerate(group.means))
    for page in pages:
        yield from _of_record(page.head)
        attributed = _attributed(page.head)
        body, first = read_below_front_matter(located(root, page.path))
        for number, line in enumerate(body.split("\n"), first):
            yield _Text(Where(page.path, number), _LINK.sub("]", line), attributed)


def _of_record(record: Record) -> Iterator[_Text]:
    attributed = _attributed(record)
    for part in parts(record):
        if not isinstance(part, Source):
            yield from (_Text(where, words, attributed) for where, words in part_texts(part) if where.field != "link")


def _attributed(record: Record) -> str:
    """What the sources of a record are called: places in it are those of whoever said something."""
    sources = (part for part in parts(record) if isinstance(part, Source))
    return "\n".join(f"{source.name}\n{source.publisher or ''}" for source in sources)


def _titles_of_sources(plan: Plan, pages: Iterable[Written]) -> Iterator[tuple[Where, str]]:
    for record in (*all_records(plan), *(page.head for page in pages)):
        yield from ((part.where("name"), part.name) for part in parts(record) if isinstance(part, Source))
