"""Whether search answers for everything that a plan says: each node, each unit and each paragraph leads to its page."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..common.problems import Problem, Where, listed
from ..model.plan import Period, Plan
from ..queries import urls
from ..queries.duties import unit_pages
from ..queries.search_format import ANCHOR, ANCHOR_END, ANCHOR_START, PAGE_TEXTS, PageTextRow
from .fulltext.search_fulltext import folded_letters
from .search_index import fold_name

_CELLS = re.compile(r"[|｜]")


@dataclass(frozen=True)
class Asked:
    """How many nodes, units and paragraphs were looked for, and what is wrong with the answers."""

    nodes: int
    units: int
    paragraphs: int
    problems: list[Problem]


def ask_all(plan: Plan, site: Path) -> Asked:
    """Look for everything in the index of a built site. Raises OSError or ValueError where there is none of ours."""
    pages = {page.url: page for page in _page_texts(site)}
    named: dict[str, list[str]] = defaultdict(list)
    for page in pages.values():
        named[fold_name(page.title)].append(page.url)
    problems = [*_nodes(plan, pages, named), *_units(plan, pages)]
    for period in plan.periods:
        problems += _paragraphs(period, pages)
    nodes = sum(len(period.tasks) + len(list(period.measures())) for period in plan.periods)
    paragraphs = sum(len(period.lines) for period in plan.periods)
    return Asked(nodes, len(unit_pages(plan)), paragraphs, problems)


def _page_texts(site: Path) -> Iterator[PageTextRow]:
    for path in sorted((site / PAGE_TEXTS).iterdir()):
        yield PageTextRow(*json.loads(path.read_text("utf-8")))


def _nodes(plan: Plan, pages: Mapping[str, PageTextRow], named: Mapping[str, list[str]]) -> Iterator[Problem]:
    for period in plan.periods:
        for node in dict.fromkeys((*period.tasks, *period.measures())):
            url = urls.url_of(node)
            kin = {
                urls.url_of(other) for other in (node, node.parent, *node.children) if other and other.rank != "chapter"
            }
            others = [other for other in named[fold_name(node.title)] if other not in kin]
            if url not in pages or fold_name(pages[url].title) != fold_name(node.title):
                yield Problem(node.where(), f"搜“{node.title}”，找不到它的页面 {url}")
            elif others:
                said = f"搜“{node.title}”，有几页同名：{listed([url, *others])}；请给其中一个起短名（short）"
                yield Problem(node.where(), said, warning=True)


def _units(plan: Plan, pages: Mapping[str, PageTextRow]) -> Iterator[Problem]:
    for unit in unit_pages(plan):
        url = urls.url_of(unit)
        if url not in pages or pages[url].title != unit.name:
            yield Problem(unit.where(), f"搜“{unit.name}”，找不到它的页面 {url}")


def _paragraphs(period: Period, pages: Mapping[str, PageTextRow]) -> Iterator[Problem]:
    """The words of each paragraph stand on the page of the text, behind its number."""
    page = pages.get(urls.source_url(period))
    parts = (page.marked if page else "").split(ANCHOR_START)
    said = {
        id: folded_letters(ANCHOR.sub("", words)) for id, _, words in (part.partition(ANCHOR_END) for part in parts)
    }
    for number, line in enumerate(period.lines, 1):
        cells = filter(None, map(folded_letters, _CELLS.split(line)))
        if not all(cell in said.get(f"p{number}", "") for cell in cells):
            where = Where(period.source_path, number)
            yield Problem(where, f"搜第 {number} 段的话（“{line[:20]}”），找不到这一段")
