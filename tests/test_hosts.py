"""MkDocs, and ProperDocs, which goes on where MkDocs 1.x ends, make the same site of the same tree as we do alone."""

from __future__ import annotations

import json
from collections.abc import Set
from datetime import datetime
from pathlib import Path

import pytest
from kepu.build.build_site import HOSTS, build_site
from sites import OWN_PAGES, ROOT, SUMMER_2026, Site, make_project


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_gives_the_same_bytes(
    tmp_path: Path, small_site: Site, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", SUMMER_2026)
    root = make_project(tmp_path / "project", pages=OWN_PAGES)
    build_site(root, tmp_path / "site", host)
    assert_same(Site(tmp_path / "site"), small_site)


@pytest.mark.slow
def test_mkdocs_gives_the_same_bytes_of_the_real_project(
    tmp_path: Path, real_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = datetime.fromisoformat(json.loads((real_site.folder / "build.json").read_text("utf-8"))["time"])
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(moment.timestamp())))
    build_site(ROOT, tmp_path / "site", "mkdocs")
    assert_same(Site(tmp_path / "site"), real_site, {"sw.js", "build.json"})  # they know parts of a second


def assert_same(theirs: Site, ours: Site, but: Set[str] = frozenset()) -> None:
    mine, others = ours.files(), theirs.files()
    assert others.keys() == mine.keys()
    assert [name for name in mine if mine[name] != others[name] and name not in but] == []
