"""One project gives one site, byte for byte, wherever, whenever and in whatever surroundings it is built."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from kepu.build.build_site import build_site
from kepu.postbuild import manifest
from kepu.render import jinja_env
from sites import OWN_PAGES, ROOT, SUMMER_2026, Site, edit, edit_override, made_once, make_project

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


@pytest.fixture
def before(request: pytest.FixtureRequest, change: str) -> Path:
    """A folder with a project and its site, to be copied and changed."""
    if change == "program edited":
        return Path(request.getfixturevalue("built_apart"))
    site: Site = request.getfixturevalue("giving_site" if change == "article edited" else "calendar_site")
    return site.folder.parent


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


def build_with(root: Path, site: Path, apart: bool = True, epoch: str = SUMMER_2026) -> None:
    """A build by the project's own copy of our program, or by this process, which then knows nothing of builds before."""
    if not apart:
        jinja_env.forget_templates()
        build_site(root, site)
        return
    command = [sys.executable, "-m", "kepu", "build", "--site", str(site)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": epoch}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr


EVENTS = Path("plan", "events", "2026")
CHANGES: dict[str, Callable[[Path], object]] = {
    "record edited": lambda root: edit(root / EVENTS / "talk.yaml", "title: ", "title: 新"),
    "record added": lambda root: (root / EVENTS / "walk.yaml").write_text(
        (root / EVENTS / "talk.yaml").read_text("utf-8").replace("防震讲座", "夜读会").replace("06-28", "07-05"),
        "utf-8",
    ),
    "record removed": lambda root: (root / EVENTS / "talk.yaml").unlink(),
    "record renamed": lambda root: (root / EVENTS / "talk.yaml").rename(root / EVENTS / "speech.yaml"),
    "article edited": lambda root: edit(root / "content" / "articles" / "lightning.md", "关窗", "关好窗"),
    "template edited": lambda root: edit_override(root, "plan/event.html", "地点", "在哪里"),
    "style edited": lambda root: edit_override(root, "css/base.css", "margin: 0", "margin: 1px"),
    "program edited": lambda root: edit(
        root / "macros" / "render" / "pages" / "calendar_pages.py", "近期的科普活动", "最近的科普活动"
    ),
    "configuration edited": lambda root: edit(root / "plan" / "site.yaml", "tagline: ", "tagline: 新"),
}


OFTEN = ("record edited",)
"""Changes tried at every run; the others go the same way and are slow."""


@pytest.mark.parametrize(
    "change", [pytest.param(name, marks=[] if name in OFTEN else pytest.mark.slow) for name in CHANGES]
)
def test_after_a_change_the_site_is_that_of_a_cold_build(
    before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", SUMMER_2026)
    shutil.copytree(before, tmp_path, symlinks=True, dirs_exist_ok=True)
    old = Site(tmp_path / "site").files()
    CHANGES[change](tmp_path / "project")
    for site in ("site", "cold"):
        build_with(tmp_path / "project", tmp_path / site, apart=change == "program edited")
    warm, cold = Site(tmp_path / "site").files(), Site(tmp_path / "cold").files()
    assert warm.keys() == cold.keys()
    assert [name for name in warm if warm[name] != cold[name]] == []
    assert {name for name in warm if warm[name] != old.get(name)} - {"build.json"}, "the change shows"


@pytest.mark.slow
def test_after_a_change_of_a_library_the_site_is_that_of_a_cold_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", SUMMER_2026)
    root = make_project(tmp_path / "project", "small")
    build_site(root, tmp_path / "site")
    monkeypatch.setattr(manifest, "versions", lambda: {"python": "9.9.9"})
    assert not build_site(root, tmp_path / "site").kept
    build_site(root, tmp_path / "cold")
    assert Site(tmp_path / "site").files() == Site(tmp_path / "cold").files()


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
