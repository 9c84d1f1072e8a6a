"""manifest.py: build.json names commit, moment, programs and a digest of every file."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from kepu.postbuild import manifest
from kepu.postbuild.manifest import digests, is_current
from sites import ROOT, SUMMER_2026, Site, edit, edit_override, list_files, make_project


def read(site: Path) -> dict[str, object]:
    return dict(json.loads((site / "build.json").read_text("utf-8")))


def test_every_file_is_there_with_its_digest_but_the_list_itself(small_site: Site) -> None:
    files = {name: hashlib.sha256(data).hexdigest() for name, data in small_site.files().items()}
    del files["build.json"]
    found = read(small_site.folder)["files"]
    assert found == files
    assert isinstance(found, dict) and list(found) == sorted(found)


def test_the_moment_is_that_of_the_build(small_site: Site) -> None:
    assert read(small_site.folder)["time"] == "2026-06-01T16:00:00+08:00"


def test_a_project_outside_git_has_no_commit(small_site: Site) -> None:
    assert read(small_site.folder)["commit"] is None


def test_every_library_this_project_asks_for_is_named_with_its_version(small_site: Site) -> None:
    found = read(small_site.folder)["versions"]
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    names = {re.match(r"[\w.-]+", line)[0].lower().replace("_", "-") for line in wanted}  # type: ignore[index]
    assert isinstance(found, dict)
    assert {"python", "markdown", "markupsafe"} | names <= found.keys()
    assert all(re.match(r"\d+\.\d+", version) for version in found.values())


def test_a_changed_file_is_told_by_its_digest(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "a.html").write_text("一", "utf-8")
    list_files(tmp_path, site)
    before = read(site)["files"]
    assert digests(site) == before
    (site / "a.html").write_text("二", "utf-8")
    assert digests(site) != before


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A small project and what passes for its site, made on 2026-06-01 at four in the afternoon."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", SUMMER_2026)
    root, site = make_project(tmp_path / "project", "small"), tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("一", "utf-8")
    list_files(root, site)
    return root, site


def test_a_site_whose_origin_is_unchanged_is_current(built: tuple[Path, Path]) -> None:
    assert is_current(*built, exact=True)


CHANGES: dict[str, Callable[[Path, Path], object]] = {
    "record edited": lambda root, site: edit(root / "plan" / "units" / "jiaju.yaml", "甲局", "乙局"),
    "record added": lambda root, site: (root / "plan" / "units" / "new.yaml").write_text("name: 新局\n", "utf-8"),
    "record removed": lambda root, site: (root / "plan" / "units" / "jiaju.yaml").unlink(),
    "record renamed": lambda root, site: (root / "plan" / "units" / "jiaju.yaml").rename(root / "plan/units/j.yaml"),
    "page edited": lambda root, site: edit(root / "content" / "about.md", "一段文字", "两段文字"),
    "template edited": lambda root, site: edit_override(root, "plan/units.html", "<h1>", "<h1> "),
    "configuration edited": lambda root, site: edit(root / "mkdocs.yml", "strict: true", "strict: false"),
    "page of the site edited": lambda root, site: (site / "index.html").write_text("二", "utf-8"),
    "file of the site removed": lambda root, site: (site / "index.html").unlink(),
    "file added to the site": lambda root, site: (site / "a.html").write_text("", "utf-8"),
    "list of files cut off": lambda root, site: (site / "build.json").write_text('{"time": "2026', "utf-8"),
    "list of files emptied": lambda root, site: (site / "build.json").write_text("[]", "utf-8"),
    "list of files gone": lambda root, site: (site / "build.json").unlink(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_after_any_change_it_is_not(built: tuple[Path, Path], change: str) -> None:
    CHANGES[change](*built)
    assert not is_current(*built, exact=True) and not is_current(*built, exact=False)


def test_nor_after_a_change_of_our_program_or_a_library(
    built: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as changed:
        changed.setattr(manifest, "versions", lambda: {"markdown": "9.9.9"})
        assert not is_current(*built, exact=True)
    monkeypatch.setattr(manifest, "engine_files", lambda: [("__init__.py", b"")])
    assert not is_current(*built, exact=True)


@pytest.mark.parametrize(
    ("later", "exact", "alert", "current"),
    [(60, True, False, False), (60, False, False, True), (60, False, True, False), (86_400, False, False, False)],
)
def test_a_moment_read_off_the_clock_lasts_for_its_day_unless_an_alert_is_set(
    built: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, later: int, exact: bool, alert: bool, current: bool
) -> None:
    if alert:
        (built[0] / "plan" / "alert.yaml").write_text("level: notice\n", "utf-8")
        list_files(*built)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(SUMMER_2026) + later))
    assert is_current(*built, exact) is current
