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
from kepu.common.files.kept import Kept
from kepu.model.site import Site
from kepu.postbuild.federated import federated_search, word_index
from kepu.postbuild.federated.federated_search import federating
from kepu.postbuild.federated.word_index import (
    UnknownFormatError,
    Words,
    pack,
    packed_pages,
    page_numbers,
    words_of_file,
    written_words,
)
from kepu.postbuild.fulltext.search_fulltext import page_hashes, page_ids, write_page_texts
from kepu.postbuild.search_index import IndexingError
from kepu.render.search_entry import SearchEntry

ENTRIES = [
    SearchEntry(
        "articles/quake/",
        "地震来了怎么办",
        "应急",
        words="首页/¶地震来了怎么办¶\ue000main\ue001\ue000p1\ue001先躲，再跑 <快>。１６%",
    ),
    SearchEntry("", "科普", words="科普¶欢迎"),
    SearchEntry("list/", "名录", listing=True, words="不收"),
]


def states(**more: Any) -> Site:
    told = {"name": "某地科普", "tagline": "一句话", "description": "说明", "place": "某地", "host": "某局"}
    return Site.model_validate({**told, **more})


def made(
    folder: Path,
    before: Path | None = None,
    entries: list[SearchEntry] = ENTRIES,
    cache: Path | None = None,
    program: str = "p",
    **more: Any,
) -> dict[str, bytes]:
    """The files of an index in a site, with the words of its pages beside it; `cache` has what is known of it."""
    site = FileWriter(folder, before)
    write_page_texts(site, entries, page_ids(page_hashes(entries)))
    with federating(entries, states(**more), site, Kept(cache or folder, program, "federated")) as finish:
        finish()
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in (folder / "pagefind").rglob("*.*")}


def refuse(*_: object) -> NoReturn:
    raise IndexingError("made anew")


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with its index, as it would be live, and what is known of it."""
    folder = tmp_path_factory.mktemp("old")
    made(folder)
    return folder


def test_only_what_merging_fetches_is_published(old: Path) -> None:
    names = {path.relative_to(old).as_posix() for path in (old / "pagefind").rglob("*") if path.is_file()}
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
    assert made(tmp_path, old, cache=old) == {
        path.relative_to(old).as_posix(): path.read_bytes() for path in (old / "pagefind").rglob("*") if path.is_file()
    }


def many(words: dict[str, str]) -> list[SearchEntry]:
    filler = {f"p{number}": f"科普活动{number}，欢迎参加" for number in range(12)}
    return [SearchEntry(f"{url}/", f"{url}页", words=text) for url, text in sorted({**filler, **words}.items())]


CHANGES: dict[str, dict[str, str]] = {
    "a word": {"a": "防震先躲再跑", "b": "同一个 café"},
    "a page more, with an accent": {"a": "防震先躲再跑", "b": "同一个 cafe", "aa": "新来的 café 地震"},
    "a page less": {"a": "防震先躲再跑", "aa": "新来的 café 地震"},
    "another page in its place": {"a": "防震先躲再跑", "p00": "新来的 地震 地震"},
}


def test_whatever_changes_pagefind_is_asked_about_that_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    real = federated_search.Pagefind

    def counted(place: Path, indexes: list[dict[str, str]]) -> Any:
        asked.extend(map(len, indexes))
        return real(place, indexes)

    cache, before = tmp_path / "cache", tmp_path / "before"
    made(before, None, many({"a": "地震先躲再跑", "b": "同一个 café"}), cache)
    monkeypatch.setattr(federated_search, "Pagefind", counted)
    found = {}
    for name, words in CHANGES.items():
        found = made(tmp_path / name, before, many(words), cache)
        before = tmp_path / name
    assert asked == [1, 1, 2, 1, 1, 1, 1]
    assert found == made(tmp_path / "cold", None, many(words))


def test_pages_that_are_given_in_parts_make_the_same_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = many({"a": "地震先躲再跑", "b": "同一个 café", "p1": "又一个 cafe 地震"})
    whole = made(tmp_path / "whole", None, pages)
    monkeypatch.setattr(federated_search, "MOST_AT_ONCE", 500)
    assert made(tmp_path / "parts", None, pages) == whole


def harm(file: Path) -> None:
    file.write_bytes(b"")


HARM: dict[str, Callable[[Path], object]] = {
    "a page": lambda site: harm(next((site / "pagefind/fragment").iterdir())),
    "words": lambda site: harm(next((site / "pagefind/index").iterdir())),
    "a file gone": lambda site: (site / "pagefind/pagefind-entry.json").unlink(),
    "what is known of it": lambda site: (site / "federated.kept").unlink(),
    "the words before": lambda site: [harm(path) for path in (site / "search/pages").iterdir()],
}


@pytest.mark.parametrize("what", [*HARM, "another program"])
def test_where_anything_was_harmed_all_is_asked_for_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: Path, what: str
) -> None:
    before = tmp_path / "before"
    subprocess.run(["cp", "-r", old, before], check=True)
    HARM.get(what, lambda _: None)(before)
    given: list[set[str]] = []

    def told(_: Path, indexes: list[dict[str, str]]) -> NoReturn:
        given.extend(map(set, indexes))
        raise IndexingError

    monkeypatch.setattr(federated_search, "Pagefind", told)
    monkeypatch.setattr(federated_search, "MOST_CHANGED", 9)
    changed = [SearchEntry("", "科普", words="科普¶欢迎你"), *ENTRIES[::2]]
    with pytest.raises(IndexingError):
        made(tmp_path / "after", before, changed, before, program="p" if what in HARM else "another")
    assert given == [{"", "articles/quake/"}]


def test_words_are_read_as_they_were_written(monkeypatch: pytest.MonkeyPatch) -> None:
    far = [(0, b"\x82\x05\x38\x64\x80"), (30, b"\x80\x81\x01"), (300, b"\x80\x80"), (70_000, b"\x80\x80")]
    words: Words = {
        word.encode(): {b"": packed_pages(far)} for word in ("地", "地震", "震", "科普" * 20, "ab" * 200)
    } | {b"cafe": {b"": packed_pages(far[:1]), "café".encode(): packed_pages(far[1:])}}
    monkeypatch.setattr(word_index, "ROOM", 100)
    files = [*written_words(words)]
    assert len(files) > 2
    assert {word: forms for file in files for word, forms in words_of_file(pack(file.data)).items()} == words
    assert [*page_numbers(words["地".encode()][b""])] == far


@pytest.mark.parametrize(
    "data", [b"", b"\x81", b"\x81\x81\x83\x61a\x80", b"\x81\x81\x82\x61a\x80", b"\x81\x80\x00", b"\x82\x80\x80"]
)
def test_another_format_is_not_guessed_at(data: bytes) -> None:
    with pytest.raises(UnknownFormatError):
        words_of_file(pack(data))


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
