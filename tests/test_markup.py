"""markup.py: what is not well formed is found at its line, and what is passes."""

from __future__ import annotations

from pathlib import Path

import pytest
from kepu.postbuild.built_site import BuiltSite
from kepu.postbuild.html.built_page import BuiltPage
from kepu.postbuild.link_audit import audit
from sites import Site

PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>一页 &amp; 二页</title></head>
<body><main id="main">
{}
</main></body></html>
"""


def faults_of(html: str) -> list[tuple[int, str]]:
    return BuiltPage(html).faults


@pytest.mark.parametrize(
    "words",
    [
        "",
        "<p>一段 <b>粗</b><br>&lt;字&#62; &hellip; 3 > 2</p>",
        "<ul><li>一<ul><li>二</li></ul></li></ul><dl><div><dt>名</dt><dd><p>义</p></dd></div></dl>",
        "<table><caption>表</caption><thead><tr><th scope=col>列</th></tr></thead><tbody><tr><td><p>格</p></td></tr></tbody></table>",
        '<svg viewBox="0 0 4 4"><path d="M0 0"/><g><circle r="1"/></g></svg>',
        '<script>if (a < b && c) { "</p>" }</script><script type="application/ld+json">{"a": "<b>&"}</script>',
        "<!-- 注 <p> --><p hidden data-x='\"'>字</p>",
        '<label for="q">词</label><input id="q" name="q" disabled><details><summary>题</summary><p>文</p></details>',
        '<a href="?a=1&amp;b=2"><span>一</span></a><a href="#main">二</a>',
    ],
)
def test_well_formed_pages_pass(words: str) -> None:
    assert faults_of(PAGE.format(words)) == []


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("<p>一", "</main> 与前面的 <p> 不成对"),
        ("一</p>", "</p> 与前面的 <main> 不成对"),
        ("<b><i>一</b></i>", "</b> 与前面的 <i> 不成对"),
        ("<p><div>一</div></p>", "<div> 不能放在 <body>、<main>、<p> 里"),
        ("<a href=a><b><a href=b>一</a></b></a>", "<a> 不能放在 <main>、<a>、<b> 里"),
        ("<h2><p>一</p></h2>", "<p> 不能放在 <body>、<main>、<h2> 里"),
        ("<li>一</li>", "<li> 不能直接放在 <main> 里"),
        ("<ul><p>一</p></ul>", "<ul> 里不能直接放 <p>"),
        ("<table><td>一</td></table>", "<td> 不能直接放在 <table> 里"),
        ("<tr><td>一</td></tr>", "<tr> 不能直接放在 <main> 里"),
        ('<p id="a" id="b">一</p>', "属性 id 写了两次"),
        ('<p id="a b">一</p>', "id“a b”是空的或有空格"),
        ('<p id="">一</p>', "id“”是空的或有空格"),
        ("<p/>", "<p/> 不能自己结束"),
        ("<p>A & B</p>", "“&”没有转义：& B"),
        ("<p>&nonsuch;</p>", "“&”没有转义：&nonsuch;"),
        ("<p>&copy</p>", "“&”没有转义：&copy"),
        ('<a href="?a=1&b=2">一</a>', "“&”没有转义：&b=2"),
        ("<p>3 < 4</p>", "读不懂“< 4</p>"),
        ('<p class="a>一</p>', "读不懂“<p class="),
        ("<!-- 没完", "读不懂“<!-- 没完"),
        ("<script>一", "<script> 没有结束"),
        ('<label for="q">词</label>', "for 指的 id“q”不在这一页里"),
        ('<p aria-labelledby="a main">词</p>', "aria-labelledby 指的 id“a”不在这一页里"),
        ("<main>二</main>", "<main> 应当有一个，有 2 个"),
        ("<title>二</title>", "<title> 应当有一个，有 2 个"),
    ],
)
def test_what_is_not_well_formed_is_named(words: str, fault: str) -> None:
    found = faults_of(PAGE.format(words))
    assert any(said.startswith(fault) for _, said in found), found


def test_a_fault_is_named_at_its_line() -> None:
    assert [line for line, _ in faults_of(PAGE.format("<p>一</p>\n<p>二\n</p>\n<p>A & B</p>"))] == [7]


def test_a_page_begins_with_its_type() -> None:
    assert (1, "第一行应当是 <!doctype html>") in faults_of(PAGE.format("").removeprefix("<!doctype html>\n"))
    assert (1, "<body> 没有结束") in faults_of(PAGE.format("").replace("</body></html>", ""))


def test_the_audit_reads_every_page_of_a_site(tmp_path: Path) -> None:
    for name in ("a/index.html", "404.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("<p>一", "utf-8")
    found = {problem.where.path for problem in audit(BuiltSite(tmp_path)) if "不合 HTML 规则" in problem.message}
    assert found == {"404.html", "a/index.html"}


def test_it_is_no_milder_than_a_browser_on_broken_pages(small_site: Site) -> None:
    """Each way of breaking a real page that html5lib notices, it notices too."""
    from sites import HtmlPage

    page = small_site["units/"].html
    for old, new in (
        ("</main>", ""),
        ("</nav>", ""),
        ("<li>", "<p>"),
        ("</a>", ""),
        ('class="', "class='"),
        ("</p>", ""),
    ):
        broken = page.replace(old, new, 1)
        assert broken != page
        if HtmlPage("", broken).parsed[1]:
            assert faults_of(broken), (old, new)
