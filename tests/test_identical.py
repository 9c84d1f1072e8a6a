"""One project gives one site, byte for byte, wherever, whenever and in whatever surroundings it is built."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sites import OWN_PAGES, ROOT, SUMMER_2026, Site, edit, made_once, make_project

ELSEWHERE = {
    "SOURCE_DATE_EPOCH": SUMMER_2026,
    "TZ": "America/New_York",
    "PYTHONHASHSEED": "4242",
    "LANG": "C",
    "LC_ALL": "C",
    "PYTHONUTF8": "0",
    "COLUMNS": "40",
}


def test_a_second_build_elsewhere_gives_the_same_bytes(tmp_path: Path, small_site: Site) -> None:
    folder = tmp_path / "另一个 文件夹"
    root = make_project(folder / "项目", pages=OWN_PAGES)
    command = [sys.executable, "-m", "kepu", "--root", str(root), "build", "--site", str(folder / "网站")]
    environment = {**os.environ, **ELSEWHERE}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    first, second = small_site.files(), Site(folder / "网站").files()
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_nothing_tells_where_a_site_was_built(small_site: Site) -> None:
    places = [str(path).encode() for path in (ROOT, Path.home(), small_site.folder.parent, Path(sys.prefix))]
    found = [name for name, data in small_site.files().items() if any(place in data for place in places)]
    assert found == []


@pytest.fixture(scope="session")
def built_apart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a program of its own, and the site this has built."""

    def make(folder: Path) -> None:
        root = make_project(folder / "project", "calendar")
        shutil.copytree(ROOT / "overrides", root / "overrides")
        shutil.copytree(ROOT / "macros", root / "macros", ignore=shutil.ignore_patterns("__pycache__"))
        (root / "kepu").symlink_to("macros")  # what `python -m kepu` takes first
        build_with(root, folder / "site")

    return made_once(tmp_path_factory, "apart", make)


def build_with(root: Path, site: Path, epoch: str = SUMMER_2026) -> None:
    """A build by the project's own copy of our program."""
    command = [sys.executable, "-m", "kepu", "build", "--site", str(site)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": epoch}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_after_a_change_of_the_program_the_site_is_that_of_a_cold_build(built_apart: Path, tmp_path: Path) -> None:
    """Of all else that can change, tests/test_random_edits.py says so."""
    shutil.copytree(built_apart, tmp_path, symlinks=True, dirs_exist_ok=True)
    old, module = Site(tmp_path / "site").files(), "render/pages/calendar_pages.py"
    edit(tmp_path / "project" / "macros" / module, "近期的科普活动", "最近的科普活动")
    for site in ("site", "cold"):
        build_with(tmp_path / "project", tmp_path / site)
    warm, cold = Site(tmp_path / "site").files(), Site(tmp_path / "cold").files()
    assert warm.keys() == cold.keys()
    assert [name for name in warm if warm[name] != cold[name]] == []
    assert {name for name in warm if warm[name] != old.get(name)} - {"build.json"}, "the change shows"


@pytest.mark.slow
def test_the_day_after_the_full_text_stays_and_the_site_is_that_of_a_cold_build(
    built_apart: Path, tmp_path: Path
) -> None:
    shutil.copytree(built_apart, tmp_path, symlinks=True, dirs_exist_ok=True)
    page = tmp_path / "site" / "search" / "pages"
    before = {path.name: path.stat().st_ino for path in page.iterdir()}
    for site in ("site", "cold"):
        build_with(tmp_path / "project", tmp_path / site, epoch=str(int(SUMMER_2026) + 86_400))
    assert {path.name: path.stat().st_ino for path in page.iterdir()} == before
    assert Site(tmp_path / "site").files() == Site(tmp_path / "cold").files()
