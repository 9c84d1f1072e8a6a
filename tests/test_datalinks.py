"""datalinks.py: feeds, data and style sheets lead where they say."""

from __future__ import annotations

from pathlib import Path

import pytest
from kepu.postbuild.built_site import BuiltSite
from kepu.postbuild.data_audit import check_data

ADDRESS = "https://example.gov.cn/kepu/"


def site(folder: Path, name: str, text: str) -> BuiltSite:
    (folder / "units" / "kexie").mkdir(parents=True)
    (folder / "units" / "kexie" / "index.html").write_text('<p id="p1">一</p><p id=p2>二</p>', "utf-8")
    (folder / "index.html").write_text("首页", "utf-8")
    (folder / "a.bin").write_text("", "utf-8")
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    return BuiltSite(folder)


ATOM = '<feed xmlns="http://www.w3.org/2005/Atom">\n<link href="{}"/></feed>'
HTML = '<feed xmlns="http://www.w3.org/2005/Atom">\n<content type="html">&lt;a href="{}"&gt;</content></feed>'
MAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url>\n<loc>{}</loc></url></urlset>'
ICS = "BEGIN:VCALENDAR\r\nURL:{}\r\nEND:VCALENDAR\r\n"
PLACES = [
    ("api/v1/a.json", '{{"list": [\n{{"url": "{}"}}]}}'),
    ("api/v1/b.json", '{{"home_page_url":\n"{}"}}'),
    ("api/v1/c.json", '{{"content_html":\n"<a href=\'{}\'>"}}'),
    ("feed.xml", ATOM),
    ("feed.xml", HTML),
    ("sitemap.xml", MAP),
    ("a.csv", "\ufeff代号,页面\r\nx,{}\r\n"),
    ("a.ics", ICS),
]
SOUND = [
    "units/kexie/",
    "units/kexie/#p1",
    "units/kexie/#p2",
    "units/kexie/index.html",
    f"{ADDRESS}units/kexie/",
    ADDRESS,
]
OUTSIDE = ["https://www.gov.cn/", "mailto:a@example.cn"]
DEAD = ["units/nobody/", "units/kexie/#p9", f"{ADDRESS}units/nobody/", "../../../etc/passwd", "/units/kexie/", "units/"]


@pytest.mark.parametrize(("name", "text"), PLACES)
@pytest.mark.parametrize("target", [*SOUND, *OUTSIDE])
def test_addresses_that_lead_somewhere_pass(tmp_path: Path, name: str, text: str, target: str) -> None:
    assert check_data(site(tmp_path, name, text.format(target)), ADDRESS) == []


@pytest.mark.parametrize(("name", "text"), PLACES)
@pytest.mark.parametrize("target", DEAD)
def test_an_address_that_leads_nowhere_is_named_at_its_line(tmp_path: Path, name: str, text: str, target: str) -> None:
    found = check_data(site(tmp_path, name, text.format(target)), ADDRESS)
    assert [str(problem) for problem in found] == [f"{name}:2: 地址指向的文件不存在：{target}"]


def test_a_feed_may_count_from_its_own_folder(tmp_path: Path) -> None:
    assert check_data(site(tmp_path, "units/kexie/feed.xml", ATOM.format("./"))) == []


def test_a_long_address_is_found_through_folded_lines(tmp_path: Path) -> None:
    folded = f"BEGIN:VCALENDAR\r\nURL:{ADDRESS}units/ke\r\n xie/\r\n"
    assert check_data(site(tmp_path, "a.ics", folded), ADDRESS) == []


@pytest.mark.parametrize(("name", "text"), [("a.json", "{"), ("a.xml", "<feed>"), ("p.svg", "<svg><g></svg>")])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str, text: str) -> None:
    (found,) = check_data(site(tmp_path, name, text))
    assert str(found).startswith(f"{name}:1: 文件读不出来：")


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("a { background: url(../a.bin) }", True),
        ('a { background: url("data:image/svg+xml,%3Csvg%3E") }', True),
        ("a { fill: url(#shade) }", True),
        ("a { background: url(a.bin) }", False),
        ("a { background: url('https://example.com/a.png') }", False),
        ("a { background: url(//example.com/a.png) }", False),
        ('@import "b.css";', False),
    ],
)
def test_style_sheets_fetch_nothing_from_elsewhere(tmp_path: Path, text: str, sound: bool) -> None:
    assert (check_data(site(tmp_path, "assets/site.css", text)) == []) is sound
