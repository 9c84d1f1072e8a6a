"""built_site.py: what is read of a page in parts is what stands in it, and lines are told as they are written."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path

import pytest
from kepu.common.files.kept import Kept
from kepu.postbuild.built_site import BuiltSite
from kepu.postbuild.html import built_page
from kepu.postbuild.html.built_page import BuiltPage, link_lines
from kepu.postbuild.html.html_grammar import TagReader
from kepu.postbuild.html.page_facts import facts_of
from kepu.postbuild.html.page_links import PageLink
from kepu.queries.search_format import ANCHOR, BREAK
from sites import HtmlPage, Site

PAGE = """<!doctype html>
<html lang="zh-CN"><head><title>题</title><meta name="description" content="说 &amp; 明"></head>
<body><main data-kx-left data-kx-page="甲&quot;乙">
<p hidden>
<b>藏</b>
</p>
{}
</main></body></html>
"""


def test_a_page_tells_what_it_states() -> None:
    page = BuiltPage(PAGE.format('<h1>一&amp;<b>二</b></h1><p id="a&amp;b">三<br>四</p>'))
    assert (page.title, page.ids, page.found_by_address) == ("题", ["a&b"], True)
    assert page.main == {"data-kx-left": "", "data-kx-page": '甲"乙'}
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
    lines = link_lines((tmp_path / "a.html").read_text())
    assert {link.href: found for link, found in lines.items()} == {"x/": [7, 10], "y/": [8]}


@pytest.mark.parametrize("name", ["", "duties/", "measures/youth-1/", "events/2026/", "resources/", "search/"])
def test_read_of_our_pages_in_parts_is_what_html5lib_and_their_tags_tell(real_site: Site, name: str) -> None:
    html = real_site[name].html
    page, other, tags = BuiltPage(html), HtmlPage("", html), TagReader(html)
    tags.read()
    assert page.ids == tags.ids == [node.get("id") for node in other.parsed[0].iter() if node.get("id")]
    lines = link_lines(html)
    assert sorted(page.links) == sorted(link for link, found in lines.items() for _ in found)


@pytest.mark.parametrize("name", ["", "duties/", "measures/youth-1/", "search/"])
def test_words_are_those_that_html5lib_reads(real_site: Site, name: str) -> None:
    """Their letters, but for what search passes over."""
    html = real_site[name].html
    said, other = BuiltPage(html).marked, HtmlPage("", html).parsed[0].find(".//main")
    left = iter("".join(other.itertext()))
    assert all(char in left for char in ANCHOR.sub("", said).replace(BREAK, "").replace(" ", ""))


@pytest.mark.parametrize(
    "piece",
    [
        "<p title='一\n<b>误'>字</p>",
        "<!-- 注\n<p>误\n<!-- -->",
        "<script>\n<p>误</p>{{</script>",
        "<pre>\n<b>字</b>\n</pre>",
        "<p\n>字</p>",
        "<template>\n<p>误</p></template>",
    ],
)
def test_what_spans_lines_is_read_whole(piece: str) -> None:
    page = BuiltPage(PAGE.format(f"<p>前</p>\n{piece}\n<p id=z>后</p>"))
    assert (page.faults, page.markers, page.ids, page.marked.endswith("后")) == ([], [], ["z"], True)
    assert "误" not in page.marked


def test_deep_nesting_is_read_to_its_end() -> None:
    assert BuiltPage(PAGE.format("<div>" * 5_000 + "底" + "</div>" * 5_000)).marked == "底"


def test_a_page_is_known_by_its_bytes_and_read_anew_when_they_change(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    path, keeping = tmp_path / "site" / "index.html", partial(Kept, tmp_path / "cache", "p")
    path.write_text("<p>一{{", "utf-8")
    site = BuiltSite(tmp_path / "site", keeping)
    first, key = site.facts("index.html"), site.pages["index.html"]
    assert (first, first.sound) == (facts_of("index.html", site.page("index.html")), False)
    kept = keeping("pages")
    other = PAGE.format('<p id="二"></p>')
    kept.put(key, facts_of("index.html", BuiltPage(other)).packed())
    kept.save()
    assert BuiltSite(tmp_path / "site", keeping).facts("index.html").ids == ["二"], "it was not read"
    path.write_text("<p id=三>", "utf-8")
    assert BuiltSite(tmp_path / "site", keeping).facts("index.html").ids == ["三"]


def test_what_is_kept_of_a_page_is_what_is_in_it(real_site: Site, tmp_path: Path) -> None:
    names = [f"{url}index.html" for url in ("", "articles/", "duties/", "units/kexie/")]
    digests = {name: hashlib.sha256((real_site.folder / name).read_bytes()).hexdigest() for name in names}
    for _ in range(2):
        site = BuiltSite(real_site.folder, partial(Kept, tmp_path, "p"), digests)
        for name in names:
            page = BuiltPage((real_site.folder / name).read_text("utf-8"))
            assert (site.facts(name), site.words(name)) == (facts_of(name, page), page.marked)
            assert site.words_digest(name) == hashlib.sha256(page.marked.encode()).hexdigest()


def test_markers_in_code_are_examples() -> None:
    page = BuiltPage(PAGE.format("<p><code>{{ x }}</code></p>\n<p>{{ y }} {%</p>"))
    assert page.markers == [(8, "{{"), (8, "{%")] and built_page.MARKERS[0] == "{{"
