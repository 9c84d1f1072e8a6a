"""The copy for a stick: a zip whose pages work as files, without a server."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote, urldefrag, urlsplit
from zipfile import ZipFile

import pytest
from browsing import Watched
from kepu.__main__ import main
from kepu.postbuild.portable_copy import file_meant, write_portable_copy
from playwright.sync_api import Browser, Page, expect
from sites import ROOT, Site, made_once, make_project


@pytest.fixture(scope="module")
def stick(tmp_path_factory: pytest.TempPathFactory, real_site: Site) -> Path:
    """What lies on the stick: the zip of the real site, unpacked, below a folder with a blank and Chinese in its name."""

    def make(folder: Path) -> None:
        write_portable_copy(ROOT, real_site.folder, folder / "site.zip")
        with ZipFile(folder / "site.zip") as packed:
            packed.extractall(folder / "优盘 一")

    return made_once(tmp_path_factory, "stick", make) / "优盘 一"


def test_one_page_begins_and_one_folder_lies_beside_it(stick: Path) -> None:
    assert sorted(path.name for path in stick.iterdir()) == ["打开科普咸安.html", "科普咸安"]


def test_every_link_names_a_file_that_is_there(stick: Path) -> None:
    folder = stick / "科普咸安"
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    dead = set()
    for page in folder.rglob("*.html"):
        here = page.relative_to(folder).parent.as_posix()
        for target in re.findall(r' (?:href|src|action)="([^"]*)"', page.read_text("utf-8")):
            path = unquote(urlsplit(urldefrag(target)[0]).path)
            if path and not urlsplit(target).scheme and posixpath.normpath(posixpath.join(here, path)) not in there:
                dead.add((here, target))
    assert dead == set()


def test_what_needs_a_server_is_not_there_and_posters_are(stick: Path) -> None:
    names = {path.relative_to(stick / "科普咸安").as_posix() for path in (stick / "科普咸安").rglob("*")}
    assert names & {"sw.js", "404.html", "pagefind", "build.json", "sitemap.xml", "search/names.json"} == set()
    assert names >= {"emergency/index.html", "articles/fire/poster-a4.pdf", "search/names.json.js", "daily/11.json.js"}


def test_the_same_site_gives_the_same_file(tmp_path: Path, small_site: Site) -> None:
    for name in ("a.zip", "b.zip"):
        write_portable_copy(ROOT, small_site.folder, tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_the_command_says_where_the_file_lies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_project(tmp_path / "project", "small")
    assert main(["--root", str(root), "build", "--portable"]) == 0
    assert f"拷优盘用的：{root / 'site.zip'}" in capsys.readouterr().out
    assert (root / "site.zip").is_file()
    (root / "site.zip").unlink()
    assert main(["--root", str(root), "build"]) == 0 and not (root / "site.zip").exists()


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("./", "./index.html"),
        ("../units/", "../units/index.html"),
        ("..", "../index.html"),
        ("a/duties.xlsx", "a/duties.xlsx"),
        ("", ""),
    ],
)
def test_a_folder_means_its_page(path: str, file: str) -> None:
    assert file_meant(path) == file


def test_a_page_that_a_filter_fetches_lies_there_as_a_script(tmp_path: Path) -> None:
    head = '<meta name="SiteName" content="科普某区"><script src="a.js"></script>'
    (tmp_path / "site" / "later").mkdir(parents=True)
    (tmp_path / "site" / "index.html").write_text(f'{head}<form data-kx-rest="later/"></form>', "utf-8")
    (tmp_path / "site" / "later" / "index.html").write_text(f"{head}<p>以后的</p>", "utf-8")
    write_portable_copy(ROOT, tmp_path / "site", tmp_path / "site.zip")
    with ZipFile(tmp_path / "site.zip") as packed:
        assert 'data-kx-rest="later/index.html"' in packed.read("科普某区/index.html").decode()
        script = packed.read("科普某区/later/index.html.js").decode()
    assert script.startswith('kxTake("later/index.html","<meta ') and "<p>以后的</p>" in script


@pytest.fixture
def reader(browser: Browser, stick: Path) -> Iterator[Watched]:
    context = browser.new_context(locale="zh-CN", viewport={"width": 375, "height": 812})
    context.set_default_timeout(10_000)
    watched = Watched(context.new_page(), f"file://{quote(str(stick))}/")
    watched.watch()
    yield watched
    assert watched.faults == []
    context.close()


def heading(page: Page, words: str) -> None:
    expect(page.locator("main h1")).to_contain_text(words)


def test_a_double_click_leads_from_page_to_page(reader: Watched) -> None:
    page = reader.open(quote("打开科普咸安.html"))
    page.wait_for_url("**/index.html")
    page.locator("a[href$='emergency/index.html']").first.click()
    heading(page, "应急科普")
    page.locator("main a[href$='articles/fire/index.html']").first.click()
    heading(page, "家里起火怎么办")
    expect(page.locator("a[download$='.pdf']")).to_have_count(2)
    page.locator("header a[href$='events/index.html']").first.click()
    heading(page, "")
    page.locator("main .kx-ons a[href$='index.html']").first.click()
    assert page.url.endswith("/index.html") and page.locator("main h1").inner_text()


def test_search_answers_and_opens_what_it_finds(reader: Watched) -> None:
    page = reader.open(quote("科普咸安/index.html"))
    page.locator("form[role=search] input").first.fill("油锅起火")
    found = page.locator(".kx-panel a").filter(has_text="起火").first
    expect(found).to_be_visible()
    found.click()
    heading(page, "家里起火怎么办")
    page.goto(f"{reader.origin}{quote('科普咸安/search/index.html')}?q={quote('摸门')}")
    page.locator("main ol a, main [data-kx-results] a").filter(has_text="起火").first.click()
    heading(page, "家里起火怎么办")


def test_the_piece_of_the_day_follows_the_calendar(reader: Watched) -> None:
    reader.page.clock.set_fixed_time("2027-02-03T10:00:00+08:00")
    page = reader.open(quote("科普咸安/daily/index.html"))
    expect(page.locator("#day")).to_have_text("2027年2月3日")
