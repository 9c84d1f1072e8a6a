"""`mkdocs build` gives the site that `kepu build` gives, and so does ProperDocs, which goes on where MkDocs 1.x ends."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Set
from datetime import datetime
from pathlib import Path

import pytest
from choosing import mostly_slow
from kepu.postbuild.manifest import altered_since_build
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from sites import OWN_PAGES, ROOT, SUMMER_2026, Site, edit, edit_override, make_project


def run_host(host: str, root: Path, site: Path, epoch: str) -> None:
    """What somebody types who knows MkDocs and has read nothing of ours."""
    command = [sys.executable, "-m", host, "build", "--strict", "--site-dir", str(site)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": epoch, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("host", mostly_slow(["mkdocs", "properdocs"], ["mkdocs"]))
def test_a_host_gives_the_same_bytes(tmp_path: Path, small_site: Site, host: str) -> None:
    root = make_project(tmp_path / "project", pages=OWN_PAGES)
    run_host(host, root, tmp_path / "site", SUMMER_2026)
    assert_same(Site(tmp_path / "site"), small_site)
    assert altered_since_build(tmp_path / "site") == []  # so it can be published
    assert sorted(path.name for path in tmp_path.iterdir()) == ["project", "site"]


@pytest.mark.slow
def test_mkdocs_gives_the_same_bytes_of_the_real_project(tmp_path: Path, real_site: Site) -> None:
    moment = datetime.fromisoformat(json.loads((real_site.folder / "build.json").read_text("utf-8"))["time"])
    run_host("mkdocs", ROOT, tmp_path / "site", str(int(moment.timestamp())))
    assert_same(Site(tmp_path / "site"), real_site, {"sw.js", "build.json"})  # they know parts of a second


def assert_same(theirs: Site, ours: Site, but: Set[str] = frozenset()) -> None:
    mine, others = ours.files(), theirs.files()
    assert others.keys() == mine.keys()
    assert [name for name in mine if mine[name] != others[name] and name not in but] == []


Spoil = Callable[[Path], None]


def write(words: str) -> Spoil:
    return lambda root: edit(root / "content" / "about.md", "一段文字", words)


FAULTS: dict[str, tuple[Spoil, list[str]]] = {
    "plan": (
        lambda root: edit(root / "plan/2021-2025/tree/youth.yaml", "units: [jiaju]", "units: [jiajv]"),
        [r"plan/2021-2025/tree/youth\.yaml:\d+: units：责任单位“jiajv”不存在"],
    ),
    "template": (
        lambda root: edit_override(root, "plan/units.html", "<h1>责任单位</h1>", "{{ nothing_of_the_kind.at_all }}"),
        [r"overrides/plan/units\.html:\d+: 模板有错"],
    ),
    "links": (
        write("[页](nowhere.md)\n[标题](#nowhere)\n[绝对](/plan/)\n[别处](index.md#nowhere)\n[无尾](accessibility)"),
        [
            r"content/about\.md:7: 链接指向的文件不存在：nowhere\.md",
            r"content/about\.md:8: 链接指向的标题在这一页里不存在：#nowhere",
            r"content/about\.md:9: 链接要从本文件写起，不能以 / 开头：/plan/",
            r"content/about\.md:10: 链接指向的标题在那一页里不存在：index\.md#nowhere",
            r"content/about\.md:11: 链接要写到文件，例如 about\.md：accessibility",
        ],
    ),
    "built page": (
        write("一段\n\n![图](http://example.com/a&b.png)"),
        [r"content/about\.md:9: 页面会向别的网站取文件：http://example\.com/a&b\.png"],
    ),
}


@pytest.fixture
def serving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], MkDocsConfig]]:
    """Builds a small project again and again as `mkdocs serve` does, with one plugin for all builds."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", SUMMER_2026)
    monkeypatch.setattr(logging.getLogger("mkdocs"), "propagate", True)
    root = make_project(tmp_path / "project", "small")
    configs: list[MkDocsConfig] = []

    def once() -> MkDocsConfig:
        config = load_config(str(root / "mkdocs.yml"), site_dir=str(tmp_path / "site"))
        if not configs:
            config.plugins.on_startup(command="serve", dirty=False)
        configs.append(config)
        build(config, serve_url="http://127.0.0.1:8000/")
        return config

    yield once
    configs[-1].plugins.on_shutdown()


@pytest.mark.parametrize("faults", [["links"], pytest.param([*FAULTS], marks=pytest.mark.slow)], ids=["links", "all"])
def test_a_fault_stops_mkdocs_in_our_words_and_leaves_the_site_as_it_was(
    tmp_path: Path, serving: Callable[[], MkDocsConfig], caplog: pytest.LogCaptureFixture, faults: list[str]
) -> None:
    assert serving().site_dir == str(tmp_path / "site")
    before = Site(tmp_path / "site").files()
    assert {"search/names.json", "build.json"} <= before.keys()
    root = tmp_path / "project"
    for spoil, expected in map(FAULTS.__getitem__, faults):
        kept = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
        caplog.clear()
        spoil(root)
        with pytest.raises(Abort, match="网站没有做成；原来的网站没有动"):
            serving()
        assert_told(caplog, expected)
        assert Site(tmp_path / "site").files() == before
        for path in {path for path in root.rglob("*") if path.is_file()} - {*kept}:
            path.unlink()
        for path, content in kept.items():
            path.write_bytes(content)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["project", "site"]


def assert_told(caplog: pytest.LogCaptureFixture, expected: list[str]) -> None:
    ours = [record for record in caplog.records if record.name == "mkdocs.plugins.kepu"]  # MkDocs adds its own
    said = [record.getMessage().removeprefix("kepu: ") for record in ours if record.levelname == "ERROR"]
    assert len(said) == len(expected) and all(map(re.match, expected, said)), said
