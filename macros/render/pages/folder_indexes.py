"""The folders between addresses: who cuts an address at a slash finds what is below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ...model.plan import Plan
from ...queries import urls
from .page import SITE_SECTION, Page

DATA_FOLDERS = tuple(f"{urls.DATA}{version}/{folder}" for version in ("v1", "v2") for folder in ("", "schema/"))

FOLDER_CAPTIONS: Mapping[str, str] = {
    "observances": "科普节日",
    "actions": "行动",
    "projects": "工程",
    "safeguards": "保障措施",
    "measures": "措施",
    "topics": "主题",
    "audiences": "人群",
    "experts": "专家",
    "teams": "志愿服务队",
    "kind": "资源的种类",
    "audience": "各类人群的资源",
    "topic": "各主题的资源",
    "v1": "开放数据文件",
    "v2": "方案的全文和树",
    "v2/schema": "方案的全文和树：字段说明",
    "schema": "开放数据的字段说明",
}
"""What a folder without a page of its own is called, by its name in the address."""

LISTS: Mapping[str, str] = {"observances": urls.EVENTS, "topics": urls.ARTICLES, "audiences": urls.ARTICLES}
"""Where the full list of what lies in such a folder stands; else it is the page above."""


def folders_of(addresses: Iterable[str]) -> set[str]:
    """Every folder on the way to these addresses, the site's root left out."""
    found: set[str] = set()
    for address in addresses:
        steps = address.split("/")[:-1]
        found.update("".join(f"{step}/" for step in steps[:count]) for count in range(1, len(steps) + 1))
    return found


def folder_pages(plan: Plan, pages: Mapping[str, str]) -> Iterator[Page]:
    """A page for each folder that has none of its own; `pages` are the titles of those there are, by address."""
    missing = folders_of([*pages, *DATA_FOLDERS]) - pages.keys()
    titles = {
        **pages,
        **{folder: _name(plan, folder) for folder in sorted(missing)},
    }  # in one order, whatever the set's
    plans = {period.base: urls.url_of(period) for period in plan.periods}
    below: dict[str, dict[str, str]] = {folder: {} for folder in missing}
    for url, title in titles.items():
        if (around := _parent(url)) in missing:
            below[around][url] = title
    for folder in sorted(missing):
        above = _above(folder, pages, plans)
        yield Page(
            folder, titles[folder], f"{titles[folder]}：这一类的全部页面", "folder.html", SITE_SECTION,
            trail=((pages.get(above, "首页"), above),) if above else (), indexed=False, folder=True,
            values={"below": below[folder], "above": above, "above_title": pages.get(above, "首页")},
        )  # fmt: skip


def _name(plan: Plan, folder: str) -> str:
    *_, above, step = ["", *folder.split("/")[:-1]]
    known = FOLDER_CAPTIONS.get(f"{above}/{step}") or FOLDER_CAPTIONS.get(step) or _kinds(plan).get(step)
    return known or (f"{step} 年" if step.isdecimal() else f"{step}：全部页面")


def _kinds(plan: Plan) -> dict[str, str]:
    """What a plan calls what lies in a folder."""
    return {kind.folder or id: kind.name for period in plan.periods for id, kind in period.document.kinds.items()}


def _parent(url: str) -> str:
    return url[: url.rstrip("/").rfind("/") + 1]


def _above(folder: str, pages: Mapping[str, str], plans: Mapping[str, str]) -> str:
    """Where the whole list is: a page that is there."""
    wanted = [
        LISTS.get(folder.rstrip("/"), ""),
        plans.get(_parent(folder), "") if folder.split("/")[-2] in FOLDER_CAPTIONS else "",
    ]
    around = _parent(folder)
    while around:
        wanted.append(around)
        around = _parent(around)
    return next((url for url in wanted if url and url in pages), urls.HOME)
