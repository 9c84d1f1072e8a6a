"""changed_words.py: what is made from the full text before is what is made from nothing, byte for byte."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from kepu.common.files.file_writer import FileWriter
from kepu.common.files.kept import Kept
from kepu.postbuild.fulltext import changed_words, search_fulltext
from kepu.postbuild.fulltext.search_fulltext import write_places
from kepu.postbuild.search_index import _made
from kepu.render.search_entry import SearchEntry

LETTERS = "地震来了先躲再跑防灾科普活动日历¶ab12。，"


def pages(chance: random.Random, count: int) -> list[SearchEntry]:
    words = ("".join(chance.choices(LETTERS, k=chance.randrange(3, 90))) for _ in range(count))
    return [
        SearchEntry(f"p{number}/", f"第{number}页", listing=number % 9 == 5, words=text)
        for number, text in enumerate(words)
    ]


def written(
    folder: Path, before: Path | None, entries: list[SearchEntry], kept: Kept | None = None
) -> dict[str, bytes]:
    _made(entries, FileWriter(folder, before), kept)
    if kept:
        kept.save()
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def keeping(tmp_path: Path) -> Kept:
    return Kept(tmp_path / "cache", "p", "words")


def test_whatever_words_change_the_files_are_those_of_a_build_from_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_fulltext, "SHARDS", (60, 40))
    chance, afresh = random.Random(7), []

    def counted(*given: Any) -> Any:
        afresh.append(1)
        return write_places(*given)

    entries = pages(chance, 40)
    site = tmp_path / "0"
    written(site, None, entries, keeping(tmp_path))
    for turn in range(1, 30):
        for _ in range(chance.choice((1, 1, 2, 6))):
            place = chance.randrange(len(entries))
            text = list(entries[place].marked)
            text[chance.randrange(len(text))] = chance.choice(LETTERS)
            entries[place] = replace(entries[place], words="".join(text) + chance.choice(("", "", "再", "x" * 40)))
        if turn % 10 == 0:
            del entries[chance.randrange(len(entries))]
        monkeypatch.setattr(changed_words, "write_places", counted)
        found = written(tmp_path / f"{turn}", site, entries, keeping(tmp_path))
        monkeypatch.setattr(changed_words, "write_places", write_places)
        assert found == written(tmp_path / f"{turn}-cold", None, entries), turn
        site = tmp_path / f"{turn}"
    assert 0 < len(afresh) < 20


@pytest.mark.parametrize("harmed", ["search/text/2-*.json", "search/pages/*.json"])
def test_what_was_harmed_is_not_built_on(tmp_path: Path, harmed: str) -> None:
    entries = pages(random.Random(3), 12)
    written(tmp_path / "a", None, entries, keeping(tmp_path))
    for path in (tmp_path / "a").glob(harmed):
        path.write_bytes(path.read_bytes().replace(b"0", b"1") + b" ")
    entries[0] = replace(entries[0], words=entries[0].marked[::-1])
    found = written(tmp_path / "b", tmp_path / "a", entries, keeping(tmp_path))
    assert found == written(tmp_path / "c", None, entries)
