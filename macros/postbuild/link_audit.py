"""A built site held against what every site must keep: no dead link, no page astray, no foreign request.

Made by hand: link checkers (lychee, linkchecker) know neither lines of our sources nor pages that nothing leads to.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..common.problems import Problem, Where
from .built_site import BuiltSite
from .html.built_page import link_lines
from .html.page_facts import LinkEnd, ends_of
from .standing_links import ASTRAY, BYWAYS, HOME_FILE, StandingLinks, Targets


def audit(site: BuiltSite, base: str = "/") -> list[Problem]:
    """Everything wrong with the built pages; paths are those in the site.

    `base` is the path the site is served under; only the 404 page uses it, since it can appear anywhere.

    Of a site that was sound before, what has changed is looked at; only where that leaves a doubt, all of it.
    """
    targets, step = Targets(site, base), f"links {base}"
    before = site.sound.get(step)
    links = StandingLinks(site, targets, site.survey, before)
    if before is None or not links.sound():
        links = StandingLinks(site, targets, site.surveyed(site.pages) if site.before else site.survey, None)
        if not links.sound():
            found = [problem for name in site.pages for problem in _page_problems(site, name)]
            return sorted([*found, *_broken_links(site, targets), *_unreached(site, targets)])
    site.sound.put(step, links.packed())
    return []


def _page_problems(site: BuiltSite, name: str) -> Iterator[Problem]:
    if site.facts(name).sound:
        return
    page = site.page(name)
    for line, fault in page.faults:
        yield Problem(Where(name, line), f"网页的写法不合 HTML 规则：{fault}")
    if not page.title.strip():
        yield Problem(Where(name), "页面没有标题")
    if not page.full:
        yield Problem(Where(name), "页面没有内容")
    for line, marker in page.markers:
        yield Problem(Where(name, line), f"页面里有没处理的标记“{marker}”")
    if len({*page.ids}) < len(page.ids):
        for id in sorted({id for id in page.ids if page.ids.count(id) > 1}):
            yield Problem(Where(name), f"id“{id}”在一页里出现 {page.ids.count(id)} 次")


def _broken_links(site: BuiltSite, targets: Targets) -> Iterator[Problem]:
    """Links at fault, each at every line where it stands."""
    for name in site.pages:
        facts = site.facts(name)
        if facts.sound and all(targets.holds(path, anchors) for path, anchors in facts.ends.items()):
            continue
        links = site.page(name).links
        faults = {link: fault for link, end in ends_of(name, links) if (fault := _fault(end, targets))}
        lines = link_lines(site.html(name)) if faults else {}
        for link, fault in faults.items():
            yield from (Problem(Where(name, line), f"{fault}：{link.href}") for line in lines.get(link) or (1,))


def _fault(end: LinkEnd, targets: Targets) -> str | None:
    """What is wrong with a link, or None."""
    if end.fault or end.path is None:
        return end.fault
    if targets.file(end.path) is None:
        outside = targets.path(end.path).startswith("..")
        return "链接指到了网站外面" if outside else "链接指向的页面不存在"
    there = targets.holds(end.path, [end.anchor] if end.anchor else [])
    return None if there else "链接指向的位置不存在"


def _unreached(site: BuiltSite, targets: Targets) -> Iterator[Problem]:
    """Pages that no chain of links from the home page leads to, other than through site map and search.

    One that only says where its contents went is left for those who know its address.
    """
    reached: set[str] = set()
    fresh = {HOME_FILE} & site.pages.keys()
    while fresh:
        reached |= fresh
        leads = {path for name in fresh - BYWAYS for path in site.facts(name).leads()}
        fresh = {file for path in leads if (file := targets.file(path)) in site.pages and file} - reached
    for name in sorted(site.pages.keys() - reached - ASTRAY - site.left):
        message = f"从首页出发，没有链接能到“{site.page(name).title.strip()}”这一页；请在有关的页面里给它加一个链接"
        yield Problem(Where(name), message)
