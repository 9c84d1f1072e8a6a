"""swap.py: a finished folder takes the place of the live one, and cut-off builds are tidied up after."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from kepu.build.live_folder import filled_beside
from kepu.common.files import swap
from kepu.common.files.swap import heal, put_in_place, taken_again, work_folder
from kepu.common.known_digests import SiteStamps
from kepu.common.problems import PlanError


def folder(path: Path, words: str) -> Path:
    path.mkdir()
    (path / "index.html").write_text(words, "utf-8")
    return path


def state(path: Path) -> dict[str, str]:
    return {file.relative_to(path).as_posix(): file.read_text("utf-8") for file in path.rglob("*") if file.is_file()}


@pytest.fixture(params=["exchanged", "renamed"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways: in one step as Linux can, and by two renames as elsewhere."""
    if request.param == "renamed":
        monkeypatch.setattr(swap, "exchanged", lambda one, other: False)
    return str(request.param)


def test_the_new_folder_is_live_and_nothing_else_is_left(tmp_path: Path, way: str) -> None:
    site = folder(tmp_path / "site", "旧")
    put_in_place(folder(work_folder(site), "新"), site)
    assert state(tmp_path) == {"site/index.html": "新"}


def test_the_first_site_needs_no_old_one(tmp_path: Path, way: str) -> None:
    site = tmp_path / "site"
    put_in_place(folder(work_folder(site), "新"), site)
    assert state(tmp_path) == {"site/index.html": "新"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux swaps in one step")
def test_linux_swaps_in_one_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> Path:
        raise AssertionError("the live folder was missing for a moment")

    monkeypatch.setattr(Path, "rename", refuse)
    site = folder(tmp_path / "site", "旧")
    put_in_place(folder(work_folder(site), "新"), site)
    assert state(tmp_path) == {"site/index.html": "新"}


def test_the_old_folder_comes_back_when_the_new_one_cannot_be_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, rename = folder(tmp_path / "site", "旧"), Path.rename
    work = folder(work_folder(site), "新")

    def failing(self: Path, target: Path) -> Path:
        if ".new-" in self.name:
            raise PermissionError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(swap, "exchanged", lambda one, other: False)
    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(PermissionError):
        put_in_place(work, site)
    assert state(site) == {"index.html": "旧"}


def test_a_build_cut_off_between_two_renames_is_healed(tmp_path: Path) -> None:
    folder(tmp_path / "site.old-11", "旧")
    folder(tmp_path / "site.new-11", "新")
    assert heal(tmp_path / "site")
    assert state(tmp_path) == {"site/index.html": "旧"}


def test_of_several_old_sites_the_newest_comes_back(tmp_path: Path) -> None:
    for number, seconds in ((7, 3000), (8, 1000), (9, 2000)):
        os.utime(folder(tmp_path / f"site.old-{number}", str(number)), (seconds, seconds))
    assert heal(tmp_path / "site")
    assert state(tmp_path) == {"site/index.html": "7"}


def test_leftovers_go_and_strangers_stay(tmp_path: Path) -> None:
    site = folder(tmp_path / "site", "旧")
    for name in ("site.old-1", "site.new-22"):
        folder(tmp_path / name, "剩")
    for name in ("site.new-design", "site.old", "sites.new-1", "my.site.old-1"):
        folder(tmp_path / name, "别人的")
    assert not heal(site)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "my.site.old-1", "site", "site.new-design", "site.old", "sites.new-1",
    ]  # fmt: skip
    assert state(site) == {"index.html": "旧"}


def test_where_nothing_is_left_nothing_is_healed(tmp_path: Path) -> None:
    assert not heal(tmp_path / "site")
    assert list(tmp_path.iterdir()) == []


def test_the_old_site_is_laid_by_and_taken_again(tmp_path: Path, way: str) -> None:
    site, spare = folder(tmp_path / "site", "旧"), tmp_path / "cache" / "replaced"
    put_in_place(folder(work_folder(site), "新"), site, spare)
    assert state(tmp_path) == {"site/index.html": "新", "cache/replaced/index.html": "旧"}
    assert taken_again(spare, work_folder(site))
    assert state(work_folder(site)) == {"index.html": "旧"}
    assert not taken_again(spare, work_folder(site)), "there is none any more"


def test_where_one_is_laid_by_already_the_old_site_goes(tmp_path: Path, way: str) -> None:
    site, spare = folder(tmp_path / "site", "旧"), folder(tmp_path / "replaced", "早")
    put_in_place(folder(work_folder(site), "新"), site, spare)
    assert state(tmp_path) == {"site/index.html": "新", "replaced/index.html": "早"}


@pytest.mark.parametrize(("error", "kept"), [(PlanError([]), True), (RuntimeError(), False)])
def test_a_build_that_failed_leaves_the_site_and_keeps_the_one_before_for_who_mends_a_mistake(
    tmp_path: Path, error: Exception, kept: bool
) -> None:
    site, spare = folder(tmp_path / "site", "新"), folder(tmp_path / "replaced", "旧")
    with pytest.raises(type(error)), filled_beside(site, SiteStamps(tmp_path, site), spare) as filling:
        filling.write("index.html", "更新")
        raise error
    assert state(site) == {"index.html": "新"} and spare.exists() is kept
    assert sorted(path.name for path in tmp_path.iterdir()) == (["replaced", "site"] if kept else ["site"])
