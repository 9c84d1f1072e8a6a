"""compress.py: twins that unpack to the same bytes, made once for each content."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from kepu.publish.compress import LEAST, compress

WORDS = ("科普咸安，" * LEAST).encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    site = tmp_path / "site" / "units"
    site.mkdir(parents=True)
    (site / "index.html").write_bytes(WORDS)
    (site / "small.html").write_bytes(b"x" * (LEAST - 1))
    (site / "table.xlsx").write_bytes(WORDS)
    return tmp_path / "site"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_text_worth_it_gets_two_twins(tmp_path: Path, folder: Path) -> None:
    assert compress(folder, tmp_path / "cache") == 2
    assert names(folder) == ["index.html", "index.html.br", "index.html.gz", "small.html", "table.xlsx"]
    assert gzip.decompress((folder / "units" / "index.html.gz").read_bytes()) == WORDS
    assert brotli.decompress((folder / "units" / "index.html.br").read_bytes()) == WORDS


def test_the_same_words_give_the_same_bytes_at_any_time(tmp_path: Path, folder: Path) -> None:
    compress(folder, tmp_path / "cache")
    first = (folder / "units" / "index.html.gz").read_bytes()
    assert first[4:8] == bytes(4), "the time in the head of a gzip file"
    compress(folder, tmp_path / "other")
    assert (folder / "units" / "index.html.gz").read_bytes() == first


def test_what_has_not_changed_is_not_compressed_again(tmp_path: Path, folder: Path) -> None:
    cache = tmp_path / "cache"
    compress(folder, cache)
    (folder / "copy.html").write_bytes(WORDS)
    assert compress(folder, cache) == 0
    assert (folder / "copy.html.br").exists()


def test_the_cache_forgets_what_is_gone(tmp_path: Path, folder: Path) -> None:
    cache = tmp_path / "cache"
    compress(folder, cache)
    before = names(cache)
    for path in folder.rglob("index.html*"):
        path.write_bytes(WORDS + b"!")
    assert compress(folder, cache) == 2
    assert len(names(cache)) == 2 and set(names(cache)).isdisjoint(before)


PLANTED: dict[str, Callable[[bytes], bytes]] = {
    "emptied by a power cut": lambda twin: b"",
    "half": lambda twin: twin[: len(twin) // 2],
    "all but the end": lambda twin: twin[:-1],
    "more behind it": lambda twin: twin + b"more",
    "other words": lambda twin: (gzip.compress if twin[:2] == b"\x1f\x8b" else brotli.compress)(b"<h1>planted</h1>"),
    "a bomb": lambda twin: (gzip.compress if twin[:2] == b"\x1f\x8b" else brotli.compress)(bytes(50_000_000)),
}


@pytest.mark.parametrize("plant", PLANTED)
def test_a_twin_is_not_trusted_by_its_name(tmp_path: Path, folder: Path, plant: str) -> None:
    cache = tmp_path / "cache"
    compress(folder, cache)
    for path in cache.iterdir():
        path.write_bytes(PLANTED[plant](path.read_bytes()))
    compress(folder, cache)
    for twins in (folder / "units" / "index.html", *cache.glob("*.gz")):
        packed = twins if twins.suffix == ".gz" else twins.with_name("index.html.gz")
        assert gzip.decompress(packed.read_bytes()) == WORDS
        assert brotli.decompress(packed.with_suffix(".br").read_bytes()) == WORDS
