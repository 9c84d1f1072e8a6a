"""ProperDocs, which goes on where MkDocs 1.x ends, makes the same site of the same tree."""

from __future__ import annotations

from pathlib import Path

import pytest
from sites import OWN_PAGE, SUMMER_2026, Site, make_project

from macros.site import build_site


def test_properdocs_gives_the_same_bytes_as_mkdocs(
    tmp_path: Path, small_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", SUMMER_2026)
    root = make_project(tmp_path / "project", pages={"2026-2030/actions/youth.md": OWN_PAGE})
    build_site(root, tmp_path / "site", "properdocs")
    theirs, ours = Site(tmp_path / "site").files(), small_site.files()
    assert theirs.keys() == ours.keys()
    assert [name for name in ours if theirs[name] != ours[name]] == []
