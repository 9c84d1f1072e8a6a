"""search.py: built pages into the names and the full text that search asks."""

from __future__ import annotations

import json
import re
import shutil
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest
from kepu.common.files.file_writer import FileWriter
from kepu.common.files.kept import Kept
from kepu.common.text import hanzi
from kepu.model.plan import Plan
from kepu.model.typo import Synonyms
from kepu.postbuild import search_index
from kepu.postbuild.built_site import BuiltSite
from kepu.postbuild.fulltext import changed_words
from kepu.postbuild.search_index import IndexingError, build_index, search_entries, write_index
from kepu.project.plan_loader import load_plan
from kepu.queries.page_kinds import PageKind
from kepu.queries.search_format import PageRow
from kepu.render.search_entry import SearchEntry
from sites import VALID, page_rows

PAGE = """<!doctype html><html lang="zh-CN"><head><title>{title}</title><meta name="description" content="一句话"></head>
<body><main><h1>{title}</h1><p>{text}</p></main></body></html>"""
KNOWN: defaultdict[Path, dict[str, SearchEntry]] = defaultdict(dict)
"""Folder → what its pages are, by address."""


def write(
    site: Path, url: str, title: str, kind: PageKind = PageKind.MEASURE, text: str = "一段文字", **facts: Any
) -> None:
    path = site / url / "index.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PAGE.format(title=title, text=text), "utf-8")
    KNOWN[site][url] = SearchEntry(f"{url}/", title, kind, description="一句话", **facts)


def index(site: Path, plan: Plan) -> int:
    return build_index(BuiltSite(site), KNOWN[site].values(), plan)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(VALID / "small")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The pages of all units of the small plan, which every index must hold."""
    for url, title in {
        "yiju": "乙局",
        "jiaju": "甲局",
        "all": "各成员单位",
        "towns": "各乡镇",
        "e": "东镇",
        "w": "西镇",
    }.items():
        write(tmp_path, f"units/{url}", title, PageKind.UNIT)
    return tmp_path


def names(site: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((site / "search" / "names.json").read_text("utf-8"))
    return found


def keywords(site: Path) -> dict[str, Any]:
    found: dict[str, Any] = listed(site, f"keywords.{names(site)['keywords']}")
    return found


def listed(site: Path, name: str) -> Any:
    return json.loads((site / "search" / f"{name}.json").read_text("utf-8"))


def rows(site: Path) -> dict[str, PageRow]:
    return {row.url or "": row for row in page_rows(names(site))}


def beside(site: Path, values: list[str]) -> dict[str, str]:
    """Address → what another list has in the place of the page, where it has anything."""
    return {url: value for url, value in zip(rows(site), values, strict=True) if value}


def ids(site: Path) -> dict[str, str]:
    return beside(site, listed(site, f"text/pages.{names(site)['text']['ids']}"))


def test_the_index_holds_the_pages_that_ask(site: Path, plan: Plan) -> None:
    write(
        site,
        "measures/a",
        "深入开展",
        keywords=("科普",),
        year="2026",
        audiences=("youth", "farmers"),
    )
    (site / "search").mkdir()
    (site / "search" / "index.html").write_text("<main><h1>搜索</h1></main>", "utf-8")  # nobody asks for it
    assert index(site, plan) == 7
    data = names(site)
    found = rows(site)
    assert len(found) == 7 and "search/" not in found
    row = found["measures/a/"]
    assert re.fullmatch("[0-9a-f]{6,}", ids(site)["measures/a/"]) and len(ids(site)) == 7
    assert len(listed(site, f"text/list.{data['text']['list']}")[2]) == 7, "the lengths of all pages"
    assert beside(site, keywords(site)["keywords"].split("\n")) == {"measures/a/": "科普"}
    assert (data["kinds"][row.kind], data["trails"][row.trail]) == ("measure", "")
    expected = {"year": "2026", "audiences": "youth farmers", "title": "深入开展"}
    assert row == PageRow(row.kind, url="measures/a/", topics="", archived=0, **expected)


def test_a_listing_has_a_name_but_no_full_text(site: Path, plan: Plan) -> None:
    write(site, "events/2026/09", "2026 年 9 月活动日历", listing=True)
    assert index(site, plan) == 6
    assert "events/2026/09/" not in ids(site)


def test_what_is_quoted_belongs_to_the_page_that_says_least_else(site: Path, plan: Plan) -> None:
    write(site, "measures/a", "健全体系", text="打造“智惠行动”品牌。")
    write(site, "units/long", "长页", text="打造“智惠行动”品牌。再说许多别的话，一句接一句。")
    index(site, plan)
    assert beside(site, keywords(site)["keywords"].split("\n")) == {"measures/a/": "智惠行动"}


def test_common_kinds_give_way_where_there_is_not_room_for_all(
    site: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_index, "NAMED", 120)
    monkeypatch.setattr(search_index, "DETAILED", 10)
    for number in range(20):
        write(site, f"events/2026/e{number:02}", f"第 {number} 场活动", PageKind.EVENT)
    index(site, plan)
    found = page_rows(names(site))
    assert len(found) == 26
    assert any(row.title for row in found[:6]), "the names of units come first"
    assert {(row.url, row.title) for row in found[-10:]} == {(None, None)}, "the rest is found by its text alone"
    assert all(listed(site, f"text/pages.{names(site)['text']['ids']}"))


def test_an_index_that_misses_words_is_refused(site: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = search_index.write_page_texts

    def torn(filling: FileWriter, entries: list[SearchEntry], ids: dict[str, str]) -> None:
        whole(filling, [replace(e, words=e.marked.replace("段", "")) if e.title == "甲局" else e for e in entries], ids)

    monkeypatch.setattr(search_index, "write_page_texts", torn)
    with pytest.raises(IndexingError, match="搜索索引漏了 units/jiaju/ 的内容"):
        index(site, plan)


def test_a_unit_without_a_page_of_its_name_stops_the_build(site: Path, plan: Plan) -> None:
    write(site, "units/jiaju", "某局", PageKind.UNIT)
    with pytest.raises(IndexingError, match="搜“甲局”找不到这个单位的页面"):
        index(site, plan)


@pytest.mark.parametrize("name", ["甲局", "甲 局"])
def test_nobody_else_may_have_the_name_of_a_unit(site: Path, plan: Plan, name: str) -> None:
    write(site, "measures/a", "深入开展", aliases=(name,))
    with pytest.raises(IndexingError, match="搜“甲局”，排在前面的可能是 measures/a/"):
        index(site, plan)


def test_characters_go_with_the_index(site: Path, plan: Plan) -> None:
    index(site, plan)
    tables = json.loads((site / "search" / "hanzi.json").read_text("utf-8"))
    assert "局" in tables["syllables"]["ju"]
    pairs = dict(zip(tables["simplified"][::2], tables["simplified"][1::2], strict=True))
    assert pairs["東"] == "东"
    assert "賴" not in pairs, "nothing on the site is written with 赖"


def test_synonyms_go_with_the_index(site: Path, plan: Plan) -> None:
    words = Synonyms.model_validate({"groups": ({"typed": ("打疫苗", "打>针"), "means": ("预防接种",)},)})
    index(site, replace(plan, synonyms=words))
    assert keywords(site)["synonyms"] == "打疫苗|打 针>预防接种"
    assert keywords(site)["unwritten"] == []


def test_what_is_said_where_nobody_has_written_goes_with_the_index(site: Path, plan: Plan) -> None:
    groups = (
        {"typed": ("打针",), "means": ("预防接种",)},
        {"typed": ("噎住",), "means": ("120",), "unwritten": {"call": "120", "topic": "health"}},
        {"typed": ("高血压",), "means": ("用药",), "unwritten": {"topic": "health"}},
    )
    index(site, replace(plan, synonyms=Synonyms.model_validate({"groups": groups})))
    assert keywords(site)["unwritten"] == [[1, "120", "health", ""], [2, "", "health", ""]]


def test_lists_of_others_are_named(site: Path, plan: Plan) -> None:
    write(site, "topics/a", "一个主题", PageKind.TOPIC, hub=True)
    index(site, plan)
    assert names(site)["hubs"] == ["topics/a/"]


@pytest.fixture
def made(site: Path, plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A site with its index, as it would be live, and its pages once more."""
    again = tmp_path_factory.mktemp("again") / "site"
    shutil.copytree(site, again)
    KNOWN[again] = dict(KNOWN[site])
    written_beside(site, None, plan)
    return site, again


def written_beside(site: Path, before: Path | None, plan: Plan, program: str = "p") -> None:
    kept = Kept((before or site).parent / "cache", program, "words")
    entries = search_entries(BuiltSite(site), KNOWN[site].values(), plan, kept)
    assert write_index(entries, plan, FileWriter(site, before), kept) == 6


def refuse(*_: object) -> NoReturn:
    raise IndexingError("made anew")


def test_where_no_word_changed_the_full_text_stays(
    made: tuple[Path, Path], plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after = made
    page = after / "units" / "yiju" / "index.html"
    page.write_text(page.read_text("utf-8").replace("<p>", '<p class="new">'), "utf-8")
    monkeypatch.setattr(changed_words, "write_places", refuse)
    monkeypatch.setattr(hanzi, "syllables", refuse)
    monkeypatch.setattr(BuiltSite, "words", refuse)
    written_beside(after, before, plan)
    for path in (path for path in (before / "search").rglob("*") if path.is_file()):
        assert (after / path.relative_to(before)).samefile(path)


def harm(folder: Path) -> None:
    next((folder / "search" / "text").glob("2-*")).write_text("{}", "utf-8")


@pytest.mark.parametrize("what", ["a file of the index", "what is known of it", "our program", "a page more"])
def test_what_cannot_be_built_on_is_made_anew(
    made: tuple[Path, Path], plan: Plan, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    before, after = made
    if what == "a file of the index":
        harm(before)
    if what == "what is known of it":
        (before.parent / "cache" / "words.kept").unlink()
    if what == "a page more":
        write(after, "a", "新的一页")
    monkeypatch.setattr(changed_words, "write_places", refuse)
    with pytest.raises(IndexingError, match="made anew"):
        written_beside(after, before, plan, "another" if what == "our program" else "p")
