"""indexed.py: a built page into what search knows of it."""

from __future__ import annotations

import re

import pytest
from kepu.postbuild.built_site import BuiltPage
from kepu.postbuild.search_entry import SearchEntry, entry_of
from kepu.queries.search_format import ANCHOR

PAGE = """<!doctype html><html lang="zh-CN"><head><title>区科协 · 科普咸安</title>
<meta name="description" content="区科协的职责"></head><body>
<header><nav>导航</nav></header>
<main data-kx-index="单位" data-kx-aliases="科学技术协会|科协" data-kx-keywords="科普|协会" data-kx-audiences="youth|farmers"
 data-kx-topics="science" data-kx-year="2026">
<nav class="kx-crumbs"><ol><li><a href="../">首页</a></li><li><a href="./">责任单位</a></li><li>区科协</li></ol></nav>
<p class="kx-printed">印在纸上</p><aside class="kx-poster__foot">海报下方</aside><p hidden>藏起来</p><h1>区<b>科协</b></h1>
<h2 id="leads">牵头任务</h2><p>牵头<br>三项 &lt;任务&gt;<small>共三项</small></p><svg><title>图</title></svg><form>表单</form><script>脚本</script>
<aside><p>出处：某报</p></aside><nav class="kx-jump"><a href="#p7">本页目录</a></nav>
<section data-kx-others><h2>接着看</h2><ul><li><a href="../">另一篇的标题</a><p>另一篇的话</p></li></ul></section><p id="p7">深入<a>开展</a></p></main><footer>页脚</footer></body></html>"""


def entry(text: str = PAGE) -> SearchEntry | None:
    return entry_of("units/kexie/index.html", BuiltPage(text))


def test_an_entry_holds_what_the_page_states() -> None:
    found = entry()
    assert found is not None
    assert (found.url, found.title, found.kind, found.description) == ("units/kexie/", "区科协", "单位", "区科协的职责")
    assert found.aliases == ["科学技术协会", "科协"]
    assert found.keywords == ["科普", "协会"]
    assert (found.audiences, found.topics, found.year) == (["youth", "farmers"], ["science"], "2026")
    assert (found.listing, found.archived) == (False, False)


def test_the_way_from_home_says_where_a_page_belongs() -> None:
    found = entry()
    assert found is not None and found.trail == "责任单位"


@pytest.mark.parametrize(
    "words", ["导航", "印在纸上", "海报下方", "藏起来", "图", "表单", "脚本", "页脚", "本页目录", "接着看", "另一篇"]
)
def test_what_the_page_does_not_show_is_not_searched(words: str) -> None:
    found = entry()
    assert found is not None and words not in found.text


@pytest.mark.parametrize("words", ["区科协", "三项 <任务>", "深入开展", "出处：某报", "责任单位"])
def test_what_the_page_shows_is_searched(words: str) -> None:
    found = entry()
    assert found is not None and words in found.text


def test_lines_do_not_run_into_each_other() -> None:
    found = entry()
    assert found is not None and "牵头任务 牵头 三项" in found.text


def test_anchors_stand_before_their_words() -> None:
    found = entry()
    assert found is not None
    pieces = ANCHOR.split(found.marked)
    assert [(id, words.partition("¶")[0]) for id, words in zip(pieces[1::2], pieces[2::2], strict=True)] == [
        ("main", ""),
        ("leads", "牵头任务"),
        ("p7", "深入开展"),
    ]


def test_a_hub_is_nothing_but_cards_of_others() -> None:
    found = entry(PAGE.replace("<main ", "<main data-kx-hub "))
    assert found is not None and found.hub
    assert "接着看 另一篇的标题 另一篇的话" in found.text and "本页目录" not in found.text


def test_a_listing_is_known_by_its_name() -> None:
    found = entry(PAGE.replace("data-kx-index", "data-kx-listing"))
    assert found is not None and found.listing and found.kind == "单位"


def test_a_page_of_an_archived_plan_says_so() -> None:
    found = entry(PAGE.replace("<main ", "<main data-kx-archived "))
    assert found is not None and found.archived


def test_a_page_that_does_not_ask_is_left_out() -> None:
    assert entry(PAGE.replace(' data-kx-index="单位"', "")) is None


def test_no_break_or_space_follows_an_anchor() -> None:
    """It would be a word of its own in the full text, and part what belongs together."""
    found = entry()
    assert found is not None and not re.search("\ue001[\\s¶]", found.marked)
