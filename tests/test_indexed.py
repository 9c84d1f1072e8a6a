"""The words of a built page, and what search is told of a page of ours or of an author's."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from kepu.model.article import PageHead
from kepu.model.plan import Plan
from kepu.postbuild.html.built_page import BuiltPage
from kepu.project.content_loader import Written
from kepu.queries.page_kinds import PageKind
from kepu.queries.search_format import ANCHOR, ANCHOR_END, BREAK
from kepu.render.pages.table import generate_pages
from kepu.render.search_entry import SearchEntry, entry_of_page, entry_of_written

PAGE = """<!doctype html><html lang="zh-CN"><head><title>区科协 · 科普咸安</title></head><body>
<header><nav>导航</nav></header>
<main>
<nav class="kx-crumbs"><ol><li><a href="../">首页</a></li><li><a href="./">责任单位</a></li><li>区科协</li></ol></nav>
<p class="kx-printed">印在纸上</p><aside class="kx-poster__foot">海报下方</aside><p hidden>藏起来</p><h1>区<b>科协</b></h1>
<h2 id="leads">牵头任务</h2><p>牵头<br>三项 &lt;任务&gt;<small>共三项</small></p><svg><title>图</title></svg><form>表单</form><script>脚本</script>
<aside><p>出处：某报</p></aside><nav class="kx-jump"><a href="#p7">本页目录</a></nav>
<section data-kx-others><h2>接着看</h2><ul><li><a href="../">另一篇的标题</a><p>另一篇的话</p></li></ul></section><p id="p7">深入<a>开展</a></p></main><footer>页脚</footer></body></html>"""


def text(page: str = PAGE) -> str:
    return ANCHOR.sub("", BuiltPage(page).marked).replace(BREAK, " ")


@pytest.mark.parametrize(
    "words", ["导航", "印在纸上", "海报下方", "藏起来", "图", "表单", "脚本", "页脚", "本页目录", "接着看", "另一篇"]
)
def test_what_the_page_does_not_show_is_not_searched(words: str) -> None:
    assert words not in text()


@pytest.mark.parametrize("words", ["区科协", "三项 <任务>", "深入开展", "出处：某报", "责任单位"])
def test_what_the_page_shows_is_searched(words: str) -> None:
    assert words in text()


def test_lines_do_not_run_into_each_other() -> None:
    assert "牵头任务 牵头 三项" in text()


def test_anchors_stand_before_their_words() -> None:
    pieces = ANCHOR.split(BuiltPage(PAGE).marked)
    assert [(id, words.partition(BREAK)[0]) for id, words in zip(pieces[1::2], pieces[2::2], strict=True)] == [
        ("main", ""),
        ("leads", "牵头任务"),
        ("p7", "深入开展"),
    ]


def test_a_hub_is_nothing_but_cards_of_others() -> None:
    found = text(PAGE.replace("<main", "<main data-kx-hub"))
    assert "接着看 另一篇的标题 另一篇的话" in found and "本页目录" not in found


def test_no_break_or_space_follows_an_anchor() -> None:
    """It would be a word of its own in the full text, and part what belongs together."""
    assert not re.search(rf"{ANCHOR_END}[\s{BREAK}]", BuiltPage(PAGE).marked)


@pytest.fixture(scope="module")
def entries(two_periods: Plan) -> dict[str, SearchEntry]:
    made = (entry_of_page(page, two_periods) for page in generate_pages(two_periods, date(2026, 6, 1)))
    return {entry.url: entry for entry in made if entry}


@pytest.mark.parametrize(
    ("url", "facts"),
    [
        (
            "units/jiaju/",
            {"title": "甲局", "kind": PageKind.UNIT, "trail": "责任单位", "archived": False, "hub": False},
        ),
        ("units/", {"kind": PageKind.PLAN, "trail": "", "hub": True}),
        ("sitemap/", {"title": "站点地图", "kind": PageKind.ABOUT, "listing": True}),
    ],
)
def test_search_knows_of_a_page_what_the_page_is(
    entries: dict[str, SearchEntry], url: str, facts: dict[str, object]
) -> None:
    assert replace(entries[url], **facts) == entries[url]


def test_a_page_of_an_archived_plan_says_so(entries: dict[str, SearchEntry], two_periods: Plan) -> None:
    old = {entry.url for entry in entries.values() if entry.archived}
    assert old and all(url.startswith(two_periods.periods[0].base) for url in old)


def test_a_plan_is_called_by_its_whole_title_and_what_is_below_it_by_the_way_there(
    entries: dict[str, SearchEntry], two_periods: Plan
) -> None:
    period = two_periods.current
    (measure, *_), task = period.tasks[0].measures, period.tasks[0]
    assert entries[f"{period.base}plan/"].title == period.document.full_title
    assert entries[f"{period.base}measures/{measure.id}/"].trail == f"行动与保障 · {task.title}"


def test_a_page_that_is_not_to_be_found_is_left_out(entries: dict[str, SearchEntry]) -> None:
    assert not {"", "search/"} & entries.keys()


HEAD = {"title": "关于", "description": "一句话", "aliases": ["本站"], "keywords": ["说明"]}


@pytest.mark.parametrize(
    ("url", "more", "listing"), [("about/", {}, False), ("guide/a/", {}, True), ("a/", {"search": "exclude"}, None)]
)
def test_front_matter_says_what_a_page_by_hand_is(url: str, more: dict[str, str], listing: bool | None) -> None:
    found = entry_of_written(Written("content/a.md", url, PageHead.model_validate({**HEAD, **more})))
    expected = SearchEntry(url, "关于", description="一句话", aliases=("本站",), keywords=("说明",))
    assert found == (None if listing is None else replace(expected, listing=listing))
