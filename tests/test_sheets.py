"""The style sheets of a page: those with a rule for it, in one order, and few bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain

import pytest
from kepu.common.dates import CHINA
from kepu.common.files.overrides import all_overrides
from kepu.project.plan_loader import load_plan
from kepu.queries.articles import FiledList
from kepu.render.assets import (
    FIRST_SHEET,
    LATER_SHEETS,
    SCRIPTS,
    STYLE_SHEETS,
    classes_asked,
    classes_used,
    generate_sheets,
)
from kepu.render.layout import Frame
from kepu.render.pages.table import generate_pages
from sites import ROOT, VALID, HtmlPage, Site, Takers

from bench.weight import MOST_ARTICLE, weigh

MADE = generate_sheets(ROOT)
ASKED = {path: classes_asked(css) for path, css in MADE.values()}
FIRST = MADE[f"{FIRST_SHEET}.css"][0]
SET_BY = {
    name: {
        word
        for part in parts
        for words in re.findall(r'"((?: ?kx-[\w-]+)+)"', (ROOT / f"overrides/js/{part}.js").read_text("utf-8"))
        for word in words.split()
    }
    for name, parts in SCRIPTS.items()
}
"""Script → the classes that it may give to an element."""


@pytest.fixture(scope="module")
def pages(
    real_site: Site, alert_site: Site, calendar_site: Site, small_site: Site, taking_sites: Takers
) -> list[HtmlPage]:
    sites = (real_site, alert_site, calendar_site, small_site, taking_sites.after)
    plan = load_plan(VALID / "reporting")
    frame = Frame(ROOT, plan, [], FiledList(), datetime(2026, 6, 1, 8, tzinfo=CHINA))
    reported = [page for page in generate_pages(plan, date(2026, 6, 1)) if page.url.startswith("progress/")]
    return [
        *(page for site in sites for page in site),
        *(HtmlPage(page.url, frame.render_page(page)) for page in reported),
    ]


def test_a_page_loads_the_sheets_with_a_rule_for_it_and_no_others(pages: list[HtmlPage]) -> None:
    """Also for what its scripts may write into it; search may be opened on any page, and only what is grouped is grouped anew."""
    for page in pages:
        ran = [name for name in scripts(page) if name != "agenda" or "data-kx-groups" in page.html]
        written = chain.from_iterable(SET_BY[name] for name in (*ran, "search"))
        used = classes_used(page.html)
        assert loaded(page) == needed(used), page.url
        assert loaded(page) == needed(used | {*written}), page.url


def needed(used: set[str]) -> list[str]:
    return [path for path, asked in ASKED.items() if path == FIRST or any(one <= used for one in asked)]


def loaded(page: HtmlPage) -> list[str]:
    links = [link.get("href") or "" for link in page.all("link", rel="stylesheet")]
    later = tuple(f"assets/{name}." for name in LATER_SHEETS)  # the mode's own page names its own
    return [path for path in (link[link.index("assets/") :] for link in links) if not path.startswith(later)]


def scripts(page: HtmlPage) -> Iterator[str]:
    for script in page.all("script"):
        if found := re.search(r"assets/(\w+)\.", script.get("src") or ""):
            yield found[1]


def test_every_part_is_in_one_sheet_and_every_sheet_of_some_pages_is_loaded_by_some(pages: list[HtmlPage]) -> None:
    parts = [part for sheet in STYLE_SHEETS.values() for part in sheet]
    assert len(parts) == len(set(parts))
    assert {f"{part}.css" for part in parts} <= all_overrides(ROOT, "css").keys()
    assert {path for page in pages for path in loaded(page)} == ASKED.keys()
    assert not [path for path, asked in ASKED.items() if path != FIRST and frozenset() in asked]


@pytest.mark.parametrize(
    ("css", "asked"),
    [
        (".a .b, .a>li{x:y}", {"a"}),
        ("@media print{.a.b:hover,p .c::after{x:y}}.d{x:y}", {"ab", "c", "d"}),
        ('.a:not(.b):not([class*="c"])[data-d=".e"]{margin:.4rem}', {"a"}),
        ("p{x:y}", {""}),
    ],
)
def test_what_a_rule_asks_for(css: str, asked: set[str]) -> None:
    assert {"".join(sorted(one)) for one in classes_asked(css)} == asked


def test_an_article_is_light(real_site: Site) -> None:
    """With its style sheets and scripts, without its pictures."""
    weights = {path.parent.name: weigh(path).whole for path in real_site.folder.glob("articles/*/index.html")}
    assert {name: weight for name, weight in weights.items() if weight > MOST_ARTICLE} == {}
