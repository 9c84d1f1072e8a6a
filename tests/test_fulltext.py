"""fulltext.py: the words of pages into small files, and back."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from kepu.common.files.file_writer import FileWriter
from kepu.postbuild.fulltext import search_fulltext
from kepu.postbuild.fulltext.changed_words import update_places
from kepu.postbuild.fulltext.search_fulltext import (
    WordPlaces,
    decode_numbers,
    encoded,
    folded_letters,
    missed_pages,
    replaced,
    shard_of,
    write_page_texts,
    write_places,
)
from kepu.queries.search_format import DIGITS, LEAST_ROOM, OFTEN, PAGE_TEXTS, PAIRS, SYMBOLS
from kepu.render.search_entry import SearchEntry

ENTRIES = [
    SearchEntry("a/", "甲", words="科普e站¶建\ue000p1\ue001设，１６%。一"),
    SearchEntry("list/", "名录", listing=True, words="不收"),
    SearchEntry("b/", "乙", words="科普，科普；普"),
]
IDS = {"a/": "0a1", "b/": "0b2"}


def written(site: Path) -> WordPlaces:
    write_page_texts(FileWriter(site), ENTRIES, IDS)
    return update_places(FileWriter(site), ENTRIES, {}, {}, None)


def keys(site: Path) -> dict[str, list[int]]:
    shards = (json.loads(path.read_text("utf-8")) for path in (site / PAIRS).glob("[12]-*"))
    return {key: [*decode_numbers(coded)] for shard in shards for key, coded in shard.items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("科普 e站¶建设", "科普e站建设"),
        ("甲，乙（丙）", "甲\n乙\n丙"),
        ("ＰＭ２．５ 为37℃", "pm2.5为37c"),
        ("等等……③", "等等\n\n3"),
        ("“𠮷”", "𠮷"),
    ],
)
def test_words_are_folded_and_parted_by_signs(text: str, expected: str) -> None:
    assert folded_letters(text) == expected


def test_rising_numbers_are_written_as_steps() -> None:
    chance = random.Random(1)
    places = sorted(chance.sample(range(10_000_000), 500))
    assert [*decode_numbers(encoded(places))] == places
    assert encoded([0, 31, 63, 65]) == "w_1wy"


def test_a_pair_says_where_it_stands_in_all_pages_together(tmp_path: Path) -> None:
    known = written(tmp_path)
    assert known.lengths == [12, 0, 7]
    assert known.characters == "%16e一建普科站设"
    found = keys(tmp_path)
    assert found["科普"] == [0, 2 * LEAST_ROOM, 2 * LEAST_ROOM + 3]
    assert found["站建"] == [3]
    assert found["16"] == [7] and found["6%"] == [8]
    assert "设1" not in found and "一科" not in found and "普科" not in found


def test_a_single_character_says_which_pages_have_it_and_how_often(tmp_path: Path) -> None:
    written(tmp_path)
    assert keys(tmp_path)["普"] == [0 * OFTEN + 1, 2 * OFTEN + 3]
    assert keys(tmp_path)["一"] == [0 * OFTEN + 1]


def test_what_a_page_says_stands_in_a_file_of_its_own(tmp_path: Path) -> None:
    written(tmp_path)
    assert json.loads((tmp_path / PAGE_TEXTS / "0b2.json").read_text("utf-8")) == ["b/", "乙", "科普，科普；普"]
    assert len([*(tmp_path / PAGE_TEXTS).iterdir()]) == 2


def test_files_stay_small_and_the_same_words_give_the_same_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_fulltext, "SHARDS", (5, 5))
    one, two = tmp_path / "one", tmp_path / "two"
    assert written(one) == written(two)
    files = {path.name: path.read_bytes() for path in (one / PAIRS).iterdir()}
    assert files == {path.name: path.read_bytes() for path in (two / PAIRS).iterdir()}
    assert len(files) > 2
    monkeypatch.setattr(search_fulltext, "MOST_SHARDS", 2)
    written(tmp_path / "three")
    assert len([*(tmp_path / "three" / PAIRS).glob("[12]-*")]) == 4


def test_other_words_give_other_names_to_the_files_that_hold_them_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_fulltext, "SHARDS", (1, 1))
    monkeypatch.setattr(search_fulltext, "MOST_SHARDS", 8)
    before = [SearchEntry(f"{name}/", name, words=name * 100) for name in "甲乙丙丁戊己庚辛"]
    after = [*before]
    after[2] = SearchEntry("丙/", "丙", words="丙" * 50 + "丙甲" + "丙" * 60)
    files = []
    for name, entries in (("one", before), ("two", after)):
        update_places(FileWriter(tmp_path / name), entries, {}, {}, None)
        files.append({path.name for path in (tmp_path / name / PAIRS).iterdir()})
    counts = {size: sum(name.startswith(f"{size}-") for name in files[0]) for size in (1, 2)}
    expected = {f"{len(key)}-{shard_of(key, counts[len(key)])}" for key in ("甲", "丙丙", "丙甲", "甲丙")}
    assert {name.partition(".")[0] for name in files[0] ^ files[1]} == expected


@pytest.mark.parametrize(("length", "room"), [(0, 256), (255, 256), (256, 512), (511, 512), (4096, 8192)])
def test_a_page_has_room_for_more_and_a_gap_after_it(tmp_path: Path, length: int, room: int) -> None:
    entries = [SearchEntry("a/", "甲", words="字" * length), SearchEntry("b/", "乙", words="科普")]
    update_places(FileWriter(tmp_path), entries, {}, {}, None)
    assert keys(tmp_path)["科普"] == [room]


def spoil_page(site: Path) -> None:
    (site / PAGE_TEXTS / "0a1.json").write_text('["a/","甲","科普e站"]', "utf-8")


def lose_page(site: Path) -> None:
    (site / PAGE_TEXTS / "0a1.json").unlink()


@pytest.mark.parametrize("spoil", [spoil_page, lose_page])
def test_what_cannot_be_read_back_is_missed(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    written(tmp_path)
    assert [*missed_pages(tmp_path, ENTRIES, IDS)] == []
    spoil(tmp_path)
    assert [*missed_pages(tmp_path, ENTRIES, IDS)] == ["a/"]


def test_numbers_in_some_ranges_give_way_to_others() -> None:
    chance = random.Random(2)
    for _ in range(200):
        places = sorted(chance.sample(range(2000), chance.randrange(30)))
        ranges = {
            start: (start + 100, sorted(chance.sample(range(start, start + 100), chance.randrange(4))))
            for start in chance.sample(range(0, 2000, 100), chance.randrange(1, 4))
        }
        stay = [place for place in places if not any(start <= place < end for start, (end, _) in ranges.items())]
        expected = sorted([*stay, *(place for _, others in ranges.values() for place in others)])
        assert replaced(encoded(places), ranges) == (encoded(expected), expected)


def test_the_digits_are_plain_and_differ() -> None:
    assert len(set(DIGITS)) == 64
    assert not set(SYMBOLS) & set(DIGITS) - {"-", "_"}


def test_a_file_that_says_something_else_than_was_meant_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [SearchEntry("a/", "题", words="地震来了先躲再跑")]
    monkeypatch.setattr(search_fulltext, "encoded", lambda places: encoded([place + 1 for place in places]))
    with pytest.raises(search_fulltext.MisreadError):
        write_places(FileWriter(tmp_path / "site"), entries)


class Losing(FileWriter):
    """Loses a word on the way to the disk."""

    def _write(self, name: str, data: bytes) -> None:
        super()._write(name, re.sub(rb'"[^"]+":"[^"]+",?', b"", data, count=1) if "/2-" in name else data)


def test_a_file_that_was_not_written_whole_is_refused(tmp_path: Path) -> None:
    with pytest.raises(search_fulltext.MisreadError):
        write_places(Losing(tmp_path), ENTRIES)
