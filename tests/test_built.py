"""built.py: a page read in pieces tells the same as the same page read whole, and pieces read before are not read again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from kepu.postbuild import built_site
from kepu.postbuild.built_site import BuiltPage, BuiltSite
from sites import Site

PAGE = """<!doctype html>
<html lang="zh-CN"><head><title>题</title><meta name="description" content="说 &amp; 明"></head>
<body><main data-kx-index="说明">
<p hidden>
<b>藏</b>
</p>
{}
</main></body></html>
"""


def told(page: BuiltPage) -> Mapping[str, Any]:
    """All that a page tells, links each at its line."""
    links = [(start + link.line, *link[1:]) for start, links in page.links for link in links]
    return {**vars(page), "links": links}


def whole(html: str, monkeypatch: pytest.MonkeyPatch) -> BuiltPage:
    with monkeypatch.context() as patch:
        patch.setattr(built_site, "_pieces", lambda text: [built_site._read(text, (), ())])
        return BuiltPage(html)


@pytest.mark.parametrize("name", ["", "duties/", "measures/youth-1/", "events/2026/", "resources/", "search/"])
def test_pages_of_the_site_tell_the_same_in_pieces(real_site: Site, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    html = real_site[name].html
    assert told(BuiltPage(html)) == told(whole(html, monkeypatch))


@pytest.mark.parametrize(
    "words",
    [
        '<p id="a">一</p>\n<p id="a">二 {{ x }}</p>\n<a href="x/">三</a>\n<a href="y/">四</a>',
        "<!-- 注 <p>\n<p> -->\n<p>一</p>",
        '<p title="<a>\n<b>">一</p>\n<p>二</p>',
        "<script>a = '</b>\n<p>';</script>\n<p>一</p>",
        "<p>一\n<p>二</p>\n</div>\n<label for=q>词</label>",
        "<p>3 < 4</p>\n<p>二</p>\n<p>",
        '<nav class="kx-crumbs"><ol><li><a href="./">一\n<b>二</b></a></li>\n<li><a href="./">三</a></li></ol></nav>\n<h1>四\n<b>五</b></h1>',
        '<img src="a.png" alt="" loading="lazy">\n<img src="b.png" alt="">\n<iframe src="c/"></iframe>',
    ],
)
def test_whatever_a_page_holds_it_tells_the_same_in_pieces(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    html = PAGE.format(words)
    assert told(BuiltPage(html)) == told(whole(html, monkeypatch))


def test_the_same_line_tells_something_else_where_something_else_is_open() -> None:
    hidden = PAGE.format("<form>\n<p>一</p>\n</form>")
    shown = PAGE.format("<div>\n<p>一</p>\n</div>")
    assert "一" not in BuiltPage(hidden).marked and "一" in BuiltPage(shown).marked


def test_lines_read_before_are_not_read_again(real_site: Site) -> None:
    built_site._piece.cache_clear()
    assert len(BuiltSite(real_site.folder).pages) == sum(1 for _ in real_site.folder.rglob("*.html"))
    known = built_site._piece.cache_info()
    assert known.hits > known.misses
