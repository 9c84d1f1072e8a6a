"""audit.py: planted faults in a built site are found, each at its page and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from kepu.postbuild.built_site import BuiltSite
from kepu.postbuild.link_audit import audit

PAGE = """<!doctype html>
<html lang="zh-CN"><head><title>一页</title>
<link rel="stylesheet" href="{up}site.css"></head>
<body><main><h1 id="top">一页</h1>
<p id="p1">一段 <a href="{up}units/">单位</a> <a href="#p1">本段</a></p>
{more}
</main></body></html>
"""


def site(folder: Path, more: str = "", name: str = "units/index.html") -> Path:
    for page in ("index.html", "units/index.html", "404.html", name):
        path = folder / page
        path.parent.mkdir(parents=True, exist_ok=True)
        up = "../" * (len(Path(page).parts) - 1) or "./"
        path.write_text(PAGE.format(up=up, more=more if page == name else ""), "utf-8")
    (folder / "site.css").write_text("", "utf-8")
    (folder / "data.json").write_text("{}", "utf-8")
    return folder


@pytest.mark.parametrize(
    "more",
    [
        "",
        '<a href="../">首页</a> <a href="../#p1">首页一段</a> <a href="../index.html">首页</a>',
        '<a href="../data.json">数据</a> <a href="?q=1">搜索</a>',
        '<a href="https://www.gov.cn/">外站</a> <a href="mailto:a@example.cn">信</a> <a href="tel:07150000000">话</a>',
        '<img alt="" src="data:image/png;base64,AAAA"> <code>{{ measure("youth-1") }}</code>',
        '<a href="../%73ite.css">编码</a>',
    ],
)
def test_a_sound_site_passes(tmp_path: Path, more: str) -> None:
    assert audit(BuiltSite(site(tmp_path, more))) == []


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ('<a href="kexie/">坏</a>', "链接指向的页面不存在：kexie/"),
        ('<a href="../data.csv">坏</a>', "链接指向的页面不存在：../data.csv"),
        ('<form action="../search/"></form>', "链接指向的页面不存在：../search/"),
        ('<a href="#p2">坏</a>', "链接指向的位置不存在：#p2"),
        ('<a href="../#p9">坏</a>', "链接指向的位置不存在：../#p9"),
        ('<a href="../../x/">坏</a>', "链接指到了网站外面：../../x/"),
        ('<a href="/units/x/">坏</a>', "链接指向的页面不存在：/units/x/"),
        ('<a href="javascript:alert(1)">坏</a>', "链接的写法不安全：javascript:alert(1)"),
        ('<a href="JavaScript:alert(1)">坏</a>', "链接的写法不安全：JavaScript:alert(1)"),
        ('<img alt="" src="https://example.com/a.png">', "页面会向别的网站取文件：https://example.com/a.png"),
        ('<img alt="" src="//example.com/a.png">', "页面会向别的网站取文件：//example.com/a.png"),
        ('<script src="https://example.com/a.js"></script>', "页面会向别的网站取文件：https://example.com/a.js"),
        (
            '<link rel="stylesheet" href="https://example.com/a.css">',
            "页面会向别的网站取文件：https://example.com/a.css",
        ),
        ('<iframe src="https://example.com/"></iframe>', "页面会向别的网站取文件：https://example.com/"),
        ('<img alt="" src="missing.png">', "链接指向的页面不存在：missing.png"),
        ("<p>{{ measure }}</p>", "页面里有没处理的标记“{{”"),
        ("<p>{% raw %}</p>", "页面里有没处理的标记“{%”"),
        ("<p>Macro Rendering Error</p>", "页面里有没处理的标记“Macro Rendering Error”"),
    ],
)
def test_a_planted_fault_is_found_at_its_line(tmp_path: Path, more: str, expected: str) -> None:
    assert [str(problem) for problem in audit(BuiltSite(site(tmp_path, more)))] == [f"units/index.html:6: {expected}"]


def test_a_repeated_id_is_found(tmp_path: Path) -> None:
    assert [str(p) for p in audit(BuiltSite(site(tmp_path, '<p id="top"></p>')))] == [
        "units/index.html:1: id“top”在一页里出现 2 次"
    ]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<title></title><main>字</main>", "页面没有标题"),
        ("<title>题</title><main> </main>", "页面没有内容"),
        ("<title>题</title><p>字</p>", "页面没有内容"),
    ],
)
def test_an_empty_page_is_found(tmp_path: Path, html: str, expected: str) -> None:
    (site(tmp_path) / "units" / "index.html").write_text(html, "utf-8")
    assert expected in [problem.message for problem in audit(BuiltSite(tmp_path))]


@pytest.mark.parametrize(("base", "sound"), [("/", False), ("/a/b/", True)])
def test_the_page_for_lost_readers_links_from_the_base(tmp_path: Path, base: str, sound: bool) -> None:
    site(tmp_path, '<a href="/a/b/units/">单位</a>', "404.html")
    assert (audit(BuiltSite(tmp_path), base) == []) is sound


WAY = """<!doctype html><html lang="zh-CN"><head><title>{title}</title></head>
<body><main><p>字</p>{links}</main></body></html>"""


def linked(folder: Path, **links: str) -> Path:
    """A site of pages that lead to others; `home` is the home page."""
    for page, targets in links.items():
        path = folder / ("" if page == "home" else page) / "index.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        up = "" if page == "home" else "../"
        anchors = "".join(f'<a href="{up}{target}">去</a>' for target in targets.split())
        path.write_text(WAY.format(title=f"题 {page}", links=anchors), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("links", "lost"),
    [
        ({"home": "a/ b/", "a": "", "b": "a/"}, []),
        ({"home": "a/", "a": "b/?x=1", "b": "c/index.html", "c": ""}, []),
        ({"home": "a/", "a": "", "b": ""}, ["b"]),
        ({"home": "a/", "a": "", "b": "c/", "c": "b/"}, ["b", "c"]),
        ({"home": "sitemap/ search/", "sitemap": "a/", "search": "b/", "a": "", "b": ""}, ["a", "b"]),
        ({"home": "sitemap/ a/", "sitemap": "a/ b/", "a": "b/", "b": ""}, []),
    ],
)
def test_a_page_no_link_leads_to_is_named(tmp_path: Path, links: dict[str, str], lost: list[str]) -> None:
    assert [str(problem) for problem in audit(BuiltSite(linked(tmp_path, **links)))] == [
        f"{name}/index.html:1: 从首页出发，没有链接能到“题 {name}”这一页；请在有关的页面里给它加一个链接"
        for name in lost
    ]


def test_a_search_form_leads_to_its_page_and_a_style_sheet_to_none(tmp_path: Path) -> None:
    linked(tmp_path, home="", search="", a="")
    page = WAY.format(title="首页", links='<form action="search/"></form><link rel="next" href="a/">')
    (tmp_path / "index.html").write_text(page, "utf-8")
    assert [problem.where.path for problem in audit(BuiltSite(tmp_path))] == ["a/index.html"]


def test_all_faults_come_at_once_in_order(tmp_path: Path) -> None:
    found = audit(BuiltSite(site(tmp_path, '<a href="x/">坏</a>\n<a href="y/">坏</a>\n<p>{{</p>')))
    assert [problem.where.line for problem in found] == [6, 7, 8]
