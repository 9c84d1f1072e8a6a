"""search.py: built pages into titles and full text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from macros import search
from macros.search import IndexingError, build_index, read_entry, spaced

PAGE = """<!doctype html><html lang="zh-CN"><head><title>区科协 · 科普咸安</title>
<meta name="description" content="区科协的职责"></head><body>
<header><nav>导航</nav></header>
<main data-kx-index="单位" data-kx-aliases="科学技术协会|科协">
<nav>当前位置</nav><h1>区<b>科协</b></h1>
<p>牵头<br>三项 &lt;任务&gt;</p><svg><text>图</text></svg><aside>下载</aside><form>表单</form><script>脚本</script>
<p>深入开展</p></main><footer>页脚</footer></body></html>"""


def write(site: Path, url: str, text: str) -> Path:
    path = site / url / "index.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_an_entry_holds_title_kind_aliases_and_words(tmp_path: Path) -> None:
    entry = read_entry(write(tmp_path, "units/kexie", PAGE), tmp_path)
    assert entry is not None
    assert (entry.url, entry.title, entry.kind, entry.description) == ("units/kexie/", "区科协", "单位", "区科协的职责")
    assert entry.aliases == ["科学技术协会", "科协"]


@pytest.mark.parametrize("words", ["导航", "当前位置", "图", "下载", "表单", "脚本", "页脚"])
def test_menus_boxes_and_scripts_are_not_searched(tmp_path: Path, words: str) -> None:
    entry = read_entry(write(tmp_path, "units/kexie", PAGE), tmp_path)
    assert entry is not None and words not in entry.text


def test_the_words_of_the_page_are_searched(tmp_path: Path) -> None:
    entry = read_entry(write(tmp_path, "units/kexie", PAGE), tmp_path)
    assert entry is not None
    assert [words for words in ("区科协", "三项 <任务>", "深入开展") if words not in entry.text] == []


def test_a_page_that_does_not_ask_is_left_out(tmp_path: Path) -> None:
    page = write(tmp_path, "search", PAGE.replace(' data-kx-index="单位"', ""))
    assert read_entry(page, tmp_path) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("区科协", "区 科 协"), ("科普e站 16%", "科 普 e 站 16%"), ("plan", "plan"), ("  甲 \n 乙 ", "甲 乙")],
)
def test_every_han_character_is_a_word_of_its_own(text: str, expected: str) -> None:
    assert spaced(text) == expected


def test_the_index_holds_the_pages_that_ask(tmp_path: Path) -> None:
    write(tmp_path, "units/kexie", PAGE)
    write(tmp_path, "", PAGE.replace("区<b>科协</b>", "首页"))
    write(tmp_path, "search", "<main><h1>搜索</h1></main>")
    assert build_index(tmp_path) == 2
    titles = json.loads((tmp_path / "search" / "titles.json").read_text("utf-8"))
    assert [(entry["url"], entry["title"]) for entry in titles] == [("", "首页"), ("units/kexie/", "区科协")]
    assert all(set(entry) == {"url", "title", "kind", "description", "aliases"} for entry in titles)
    assert (tmp_path / "pagefind" / "pagefind.js").exists()
    assert not (tmp_path / "pagefind" / "pagefind-ui.js").exists()


def test_an_index_that_misses_a_page_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "units/kexie", PAGE)
    (tmp_path / "search").mkdir()
    monkeypatch.setattr(search, "_for_pagefind", lambda entry: "")
    with pytest.raises(IndexingError, match="应当收 1 页"):
        build_index(tmp_path)
