"""manifest.py: build.json names commit, moment, programs and a digest of every file."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from pathlib import Path

import pytest
from sites import ROOT, Site

from macros import manifest
from macros.manifest import digests, write_manifest


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


def test_every_library_this_project_asks_for_is_named_with_its_version(
    small_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = read(small_site.folder)["versions"]
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    names = {re.match(r"[\w.-]+", line)[0].lower().replace("_", "-") for line in wanted}  # type: ignore[index]
    assert isinstance(found, dict)
    monkeypatch.setattr(manifest, "OWN_FILE", Path("nowhere"))
    assert {"mkdocs", "pagefind"} <= set(manifest._direct())  # as when the project is installed away from its folder
    assert {"python", "markdown", "markupsafe"} | names <= found.keys()
    assert all(re.match(r"\d+\.\d+", version) for version in found.values())


def test_a_changed_file_is_told_by_its_digest(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("一", "utf-8")
    write_manifest(tmp_path, tmp_path)
    before = read(tmp_path)["files"]
    assert digests(tmp_path) == before
    (tmp_path / "a.html").write_text("二", "utf-8")
    assert digests(tmp_path) != before
