"""federated_search.py: the words of pages into an index that other portals merge into theirs."""

from __future__ import annotations

import gzip
import json
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
from kepu.common.files.file_writer import FileWriter
from kepu.model.site import Site
from kepu.postbuild import federated_search
from kepu.postbuild.federated_search import SOURCE_FILE, federating
from kepu.postbuild.manifest import write_manifest
from kepu.postbuild.search_index import IndexingError
from kepu.render.search_entry import SearchEntry
from sites import VALID

ENTRIES = [
    SearchEntry(
        "articles/quake/",
        "地震来了怎么办",
        "应急",
        marked="首页/¶地震来了怎么办¶\ue000main\ue001\ue000p1\ue001先躲，再跑 <快>。１６%",
    ),
    SearchEntry("", "科普", marked="科普¶欢迎"),
    SearchEntry("list/", "名录", listing=True, marked="不收"),
]


def states(**more: Any) -> Site:
    told = {"name": "某地科普", "tagline": "一句话", "description": "说明", "place": "某地", "host": "某局"}
    return Site.model_validate({**told, **more})


def made(
    folder: Path, before: Path | None = None, entries: list[SearchEntry] = ENTRIES, **more: Any
) -> dict[str, bytes]:
    with federating(entries, states(**more), FileWriter(folder, before)) as finish:
        finish()
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refuse(*_: object) -> NoReturn:
    raise IndexingError("made anew")


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with its index, as it would be live."""
    folder = tmp_path_factory.mktemp("old")
    made(folder)
    write_manifest(VALID / "small", folder, {"commit": None})
    return folder


def test_only_what_merging_fetches_is_published(old: Path) -> None:
    names = {path.relative_to(old).as_posix() for path in old.rglob("*") if path.is_file()} - {"build.json"}
    assert {"pagefind/pagefind-entry.json", SOURCE_FILE} <= names
    assert {Path(name).suffix for name in names} == {".json", ".pf_meta", ".pf_index", ".pf_fragment"}
    entry = json.loads((old / "pagefind/pagefind-entry.json").read_text("utf-8"))
    assert {name: language["page_count"] for name, language in entry["languages"].items()} == {"zh-cn": 2}


def test_a_page_is_indexed_with_its_name_and_words_and_not_with_the_trail_to_it(old: Path) -> None:
    fragments = (gzip.decompress(path.read_bytes()) for path in (old / "pagefind/fragment").iterdir())
    pages = [json.loads(fragment.removeprefix(b"pagefind_dcd")) for fragment in fragments]
    told = {page["url"]: (page["meta"]["title"], page["content"].replace("\u200b", "")) for page in pages}
    assert told["/articles/quake/"] == ("地震来了怎么办", "地震来了怎么办. 先躲，再跑 <快>。１６%")


def test_a_site_that_does_not_share_its_search_has_no_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(federated_search, "Pagefind", refuse)
    assert made(tmp_path, federated_search=False) == {}


def test_where_no_word_changed_the_index_stays(old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(federated_search, "Pagefind", refuse)
    assert made(tmp_path, old) == {
        path.relative_to(old).as_posix(): path.read_bytes() for path in (old / "pagefind").rglob("*") if path.is_file()
    }


def harm(file: Path) -> dict[str, Any]:
    file.write_bytes(b"")
    return {}


def lose(file: Path) -> dict[str, Any]:
    file.unlink()
    return {}


CHANGES: dict[str, Callable[[Path], dict[str, Any]]] = {
    "a word": lambda _: {"entries": [SearchEntry("", "科普", marked="科普¶欢迎你"), *ENTRIES[::2]]},
    "a page": lambda _: {"entries": ENTRIES[:1]},
    "a file harmed": lambda site: harm(next((site / "pagefind/fragment").iterdir())),
    "a file gone": lambda site: lose(site / "pagefind/pagefind-entry.json"),
    "no list of files": lambda site: lose(site / "build.json"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_where_anything_changed_the_index_is_made_anew(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    before = tmp_path / "before"
    subprocess.run(["cp", "-r", old, before], check=True)
    more = CHANGES[what](before)
    monkeypatch.setattr(federated_search, "Pagefind", refuse)
    with pytest.raises(IndexingError, match="made anew"):
        made(tmp_path / "after", before, **more)


def test_another_pagefind_makes_the_index_anew(old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(federated_search, "version", lambda _: "1.9.9")
    monkeypatch.setattr(federated_search, "Pagefind", refuse)
    with pytest.raises(IndexingError, match="made anew"):
        made(tmp_path, old)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (lambda entry: "", "应当收 2 页"),
        (lambda entry: f"<html lang=zh-CN><body>{entry.title}</body></html>", "搜索索引漏了"),
    ],
)
def test_an_index_that_misses_a_page_or_words_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: Callable[[SearchEntry], str], said: str
) -> None:
    real = federated_search._page
    monkeypatch.setattr(federated_search, "_page", lambda entry: page(entry) if entry.url else real(entry))
    with pytest.raises(IndexingError, match=said):
        made(tmp_path)


def test_an_index_no_longer_wanted_leaves_nothing_running_or_lying(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []
    begin = subprocess.Popen

    def watched(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        started.append(begin(*arguments, **options))
        return started[-1]

    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr(subprocess, "Popen", watched)
    with pytest.raises(ZeroDivisionError), federating(ENTRIES, states(), FileWriter(tmp_path)):
        _ = 1 / 0
    assert (
        len(started) == 2
        and all(one.returncode is not None for one in started)
        and [*(tmp_path / "temporary").iterdir()] == []
    )
