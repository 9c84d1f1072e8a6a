"""built_site.py: what lexbor reads of a page is what stands in it, and lines are told as they are written."""

from __future__ import annotations

import hashlib
import json
from html import unescape
from pathlib import Path

import pytest
from kepu.common.packages import program
from kepu.postbuild import built_site
from kepu.postbuild.built_site import BuiltPage, BuiltSite, PageLink
from kepu.postbuild.html_grammar import TagReader
from kepu.postbuild.manifest import sound_pages
from sites import HtmlPage, Site

PAGE = """<!doctype html>
<html lang="zh-CN"><head><title>题</title><meta name="description" content="说 &amp; 明"></head>
<body><main data-kx-index="说明" data-kx-aliases="甲&quot;乙">
<p hidden>
<b>藏</b>
</p>
{}
</main></body></html>
"""


def test_a_page_tells_what_it_states() -> None:
    page = BuiltPage(PAGE.format('<h1>一&amp;<b>二</b></h1><p id="a&amp;b">三<br>四</p>'))
    assert (page.title, page.description, page.heading, page.ids) == ("题", "说 & 明", "一&二", ["a&b"])
    assert page.main == {"data-kx-index": "说明", "data-kx-aliases": '甲"乙'}
    assert page.full and not page.faults and not page.markers
    assert page.marked == "一&二¶\ue000main\ue001\ue000a&b\ue001三¶四"


def test_the_title_of_a_picture_is_not_the_pages() -> None:
    assert BuiltPage(PAGE.format("<svg><title>图</title></svg>")).title == "题"


@pytest.mark.parametrize("words", ["<script>a</script>", "<style>p {}</style>", "<!-- 注 -->", "<img src=a alt='图'>"])
def test_a_page_of_scripts_and_pictures_says_nothing(words: str) -> None:
    assert not BuiltPage(f"<title>题</title><main>{words}</main>").full


@pytest.mark.parametrize(
    ("tag", "link"),
    [
        ('<a href="x/?a=1&amp;b=2"></a>', PageLink("x/?a=1&b=2", False, False, True)),
        ('<form action="../search/"></form>', PageLink("../search/", False, False, True)),
        ('<link rel="stylesheet" href="a.css">', PageLink("a.css", True, False, False)),
        ('<link rel="alternate" href="a.xml">', PageLink("a.xml", False, False, False)),
        ('<link rel="manifest" href="m.json">', PageLink("m.json", True, True, False)),
        ('<img src="a.png" loading="lazy" alt="">', PageLink("a.png", True, True, False)),
        ('<img src="a.png" alt="">', PageLink("a.png", True, False, False)),
        ("<script src=a.js></script>", PageLink("a.js", True, False, False)),
        ('<svg><use href="#i"/></svg>', PageLink("#i", False, False, False)),
        ('<input src="a.png">', None),
    ],
)
def test_a_link_tells_what_a_browser_does_with_it(tag: str, link: PageLink | None) -> None:
    assert BuiltPage(PAGE.format(tag)).links == ([link] if link else [])


def test_every_line_of_a_link_is_known(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE.format('<a href="x/">一</a>\n<a\n href="y/">二</a>\n<a href="x/">三</a>'))
    lines = BuiltSite(tmp_path).link_lines("a.html")
    assert {link.href: found for link, found in lines.items()} == {"x/": [7, 10], "y/": [8]}


@pytest.mark.parametrize("name", ["", "duties/", "measures/youth-1/", "events/2026/", "resources/", "search/"])
def test_lexbor_reads_of_our_pages_what_html5lib_and_their_tags_tell(real_site: Site, name: str) -> None:
    html = real_site[name].html
    page, other, tags = BuiltPage(html), HtmlPage("", html), TagReader(html)
    tags.read()
    assert (
        page.ids
        == [unescape(id) for id in tags.ids]
        == [node.get("id") for node in other.parsed[0].iter() if node.get("id")]
    )
    lines = BuiltSite(real_site.folder).link_lines(f"{name}index.html")
    assert sorted(page.links) == sorted(link for link, found in lines.items() for _ in found)


def test_deep_nesting_is_read_to_its_end() -> None:
    assert BuiltPage(PAGE.format("<div>" * 5_000 + "底" + "</div>" * 5_000)).marked == "底"


def sound_site(folder: Path, **changes: object) -> Path:
    """A site of one page that is not well formed, with the manifest of a build that found it sound."""
    (folder / "index.html").write_text("<p>一", "utf-8")
    digest = hashlib.sha256((folder / "index.html").read_bytes()).hexdigest()
    manifest = {"program": program(), "files": {"index.html": digest, "data.json": "0"}, **changes}
    (folder / "build.json").write_text(json.dumps(manifest), "utf-8")
    return folder


def test_a_page_that_the_same_program_found_sound_is_not_checked_again(tmp_path: Path) -> None:
    sound = sound_pages(sound_site(tmp_path))
    assert len(sound) == 1
    assert BuiltSite(tmp_path, sound).pages["index.html"].faults == []
    assert BuiltSite(tmp_path).pages["index.html"].faults
    (tmp_path / "index.html").write_text("<p>二", "utf-8")
    assert BuiltSite(tmp_path, sound).pages["index.html"].faults


@pytest.mark.parametrize("changes", [{"program": "another"}, {"files": 1}, {"program": None}])
def test_what_another_program_found_sound_is_checked(tmp_path: Path, changes: dict[str, object]) -> None:
    assert (
        sound_pages(sound_site(tmp_path, **changes))
        == sound_pages(tmp_path / "none")
        == sound_pages(None)
        == frozenset()
    )


def test_markers_in_code_are_examples() -> None:
    page = BuiltPage(PAGE.format("<p><code>{{ x }}</code></p>\n<p>{{ y }} {%</p>"))
    assert page.markers == [(8, "{{"), (8, "{%")] and built_site.MARKERS[0] == "{{"
