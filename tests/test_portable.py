"""portable.py: everything the site is made of, as plain files for another generator."""

from __future__ import annotations

import posixpath
import re
from datetime import datetime
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

import pytest
import yaml
from kepu.__main__ import main
from kepu.build.write_pages import write_portable_pages
from kepu.common.dates import CHINA, build_time
from kepu.render.project import Project, read_project
from kepu.render.site_files import Output
from sites import OWN_PAGES, ROOT, Site, make_project
from test_media import png

NOW = datetime(2026, 6, 1, 16, tzinfo=CHINA)
DAY = NOW.date()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Path, int]:
    """The project of the small site, as files."""
    folder = tmp_path_factory.mktemp("portable")
    root = make_project(folder / "project", pages=OWN_PAGES)
    (root / "content" / "guide" / "图.png").write_bytes(png())
    project = read_project(root)
    return project, folder / "pages", write_portable_pages(root, project, NOW, folder / "pages")


def parts(path: Path) -> tuple[dict[str, str], str]:
    """Front matter and body, as other generators read them."""
    _, head, body = path.read_text("utf-8").split("---\n", 2)
    return yaml.safe_load(head), body


def test_every_page_is_a_file_at_its_address_that_says_what_it_is(written: tuple[Project, Path, int]) -> None:
    project, folder, count = written
    made = list(Output.of(folder.parent / "project", project, NOW).pages.values())
    for page in made:
        head, body = parts(folder / page.url / "index.html")
        assert head == {"title": page.title, "description": page.description, "url": f"/{page.url}"}
        assert "<h1" in body and "<html" not in body
    assert {path.as_posix() for path in folder.rglob("*.html")} == {
        (folder / page.url / "index.html").as_posix() for page in made
    }
    assert count == len(made) + len(project.pages)


def test_the_bodies_are_those_of_the_site(written: tuple[Project, Path, int], small_site: Site) -> None:
    for url in ("", "units/jiaju/", "2026-2030/measures/youth-1/", "plan/source/"):
        body = parts(written[1] / url / "index.html")[1].strip()
        assert body and body in small_site[url].html, url


def test_pages_of_content_stay_markdown_with_their_macros_filled_in(written: tuple[Project, Path, int]) -> None:
    project, folder, _ = written
    head, body = parts(folder / "guide" / "own.md")
    assert head["title"] == "青少年，我来写"
    assert body.startswith("# 青少年，我来写\n\n<") and "{{" not in body and ">\n\n![一条红线](own.png)\n" in body
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*.md")} == {
        page.path.removeprefix("content/") for page in project.pages
    }


def test_data_and_styles_are_those_of_the_site(written: tuple[Project, Path, int], small_site: Site) -> None:
    files = {p.relative_to(written[1]).as_posix(): p.read_bytes() for p in written[1].rglob("*") if p.is_file()}
    assert files.pop("guide/图.png") == png()
    data = {name: content for name, content in files.items() if not name.endswith((".html", ".md"))}
    assert {"api/v1/plan.json", "api/v1/duties.xlsx"} <= data.keys()
    assert any(name.endswith(".css") for name in data)
    there = small_site.files()
    assert data.items() <= there.items()
    made_later = ("pagefind/", "search/", "build.json", "sitemap.xml", "sw.js")
    assert {name for name in there if not name.endswith(".html") and not name.startswith(made_later)} == data.keys()


@pytest.mark.slow
def test_the_feeds_of_articles_come_along(tmp_path: Path, real_site: Site) -> None:
    project = read_project(ROOT)
    write_portable_pages(ROOT, project, build_time(), tmp_path)
    feeds = {name for name in real_site.files() if re.search(r"(?<!sitemap)\.(xml|json|ics|csv|xlsx)$", name)}
    made_later = {"build.json", *(name for name in feeds if name.startswith(("search/", "pagefind/")))}
    assert [name for name in sorted(feeds - made_later) if not (tmp_path / name).is_file()] == []


def test_links_are_relative_and_lead_to_other_files(written: tuple[Project, Path, int]) -> None:
    folder = written[1]
    known = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    by_hand = {re.sub(r"(^|/)index\.md$|\.md$", "", name) for name in known if name.endswith(".md")}
    for path in folder.rglob("*.html"):
        here = path.relative_to(folder).parent.as_posix()
        for target in re.findall(r'\shref="([^"]*)"', path.read_text("utf-8")):
            if not urlsplit(target).scheme:
                assert not target.startswith("/")
                found = posixpath.normpath(posixpath.join(here, urldefrag(target)[0].partition("?")[0]))
                assert found in known | by_hand | {"."}, (here, target)


def test_the_command_writes_into_an_empty_folder_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_project(tmp_path / "project", "small")
    assert main(["--root", str(root), "pages", str(tmp_path / "out")]) == 0
    assert re.match(r"已写好 \d+ 页和全部数据文件", capsys.readouterr().out)
    assert main(["--root", str(root), "pages", str(tmp_path / "out")]) == 1
    assert "请给一个新的或空的文件夹" in capsys.readouterr().err
