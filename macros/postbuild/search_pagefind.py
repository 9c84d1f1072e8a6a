"""The words of pages for Pagefind, character by character, and Pagefind at work on them while we do other things.

Pagefind cuts Chinese differently when indexing and when searching, so that names get lost. It is
given every character as a word of its own instead, and asked for phrases of them.
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path

from .page_words import ANCHOR, BREAK
from .search_entry import SearchEntry
from .search_fulltext import SYMBOLS

MISSED = "搜索索引漏了 {} 的内容。"


class IndexingError(Exception):
    """The search index could not be made, or would not find what it must; says why."""


@contextmanager
def pagefind_at_work(entries: Sequence[SearchEntry]) -> Iterator[Pagefind]:
    """Pagefind indexing pages, in a folder of its own, until it is done or no longer wanted."""
    # On Windows it goes on for a moment after it is stopped, and nobody can remove what it still holds.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        pagefind = Pagefind(Path(folder), entries)
        try:
            yield pagefind
        finally:
            pagefind.process.kill()  # of no effect once it is done
            pagefind.process.wait()


class Pagefind:
    """Pagefind at work; what it made is taken once it is done."""

    def __init__(self, place: Path, entries: Sequence[SearchEntry]) -> None:
        self.entries, self.made, self.log = entries, place / "made", place / "log"
        pages = place / "pages"
        pages.mkdir()
        for number, entry in enumerate(entries):
            (pages / f"{number}.html").write_bytes(_page(entry).encode())
        command = [sys.executable, "-m", "pagefind", "--site", str(pages), "--output-path", str(self.made)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)

    def take(self, output: Path) -> dict[str, str]:
        """Move the index into place, and return what the id of each page begins with in Pagefind's answers, by address.

        Raises IndexingError unless every page is there with all its words.
        """
        status, said = self.process.wait(), self.log.read_text("utf-8", errors="replace")
        found, expected = re.search(r"Indexed (\d+) pages?", said), len(self.entries)
        if status or not found or int(found[1]) != expected:
            raise IndexingError(f"全文索引没有做成：应当收 {expected} 页。Pagefind 的输出：\n{said.strip()}")
        for path in self.made.glob("pagefind-*"):
            if path.suffix in (".js", ".css") and path.name != "pagefind-worker.js":
                path.unlink()  # Pagefind's own user interface, which we do not use
        shutil.move(self.made, output)
        return _ids(output, self.entries)


def spaced(marked: str) -> str:
    """Every letter, figure and Han character as a word of its own; white space and breaks cling to the word before."""
    return ANCHOR.sub("", marked).translate(_SPACED).strip()


class _Spaced(dict[int, str]):
    """What becomes of each character, worked out once."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = unicodedata.normalize("NFKC", char)
        if char in (" ", BREAK):
            self[code] = "␣" if char == " " else BREAK
        elif plain in SYMBOLS:  # Pagefind drops them; letters of the Yi stand for them
            self[code] = f" {chr(0xA000 + SYMBOLS.index(plain))}"
        else:
            self[code] = "".join(f" {part}" for part in plain) if plain.isalnum() else f" {char}"
        return self[code]


_SPACED = _Spaced()


def _page(entry: SearchEntry) -> str:
    meta = {"url": entry.url, "title": entry.title}
    attributes = "".join(
        f'<i data-pagefind-meta="{name}[data-value]" data-value="{escape(value)}"></i>' for name, value in meta.items()
    )
    pieces = ANCHOR.split(entry.marked)  # words, id, words, id, words …
    ids = ["", *(f' <span id="{escape(id)}"></span>' for id in pieces[1::2])]
    words = "".join(id + escape(spaced(text)) for id, text in zip(ids, pieces[::2], strict=True))
    # A language Pagefind has no rules for: no stemming, no segmentation.
    return f'<!doctype html><html lang="qaa"><body>{attributes}<p>{words}</p></body></html>'


def _ids(index: Path, entries: Sequence[SearchEntry]) -> dict[str, str]:
    found: dict[str, tuple[str, str]] = {}
    for path in index.glob("fragment/*.pf_fragment"):
        page = json.loads(gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd"))
        found[page["meta"]["url"]] = (path.stem.partition("_")[2], page["content"])
    for entry in entries:
        if entry.url not in found or _letters(found[entry.url][1]) != _letters(spaced(entry.marked)):
            raise IndexingError(MISSED.format(entry.url or "首页"))
    hashes = [hash for hash, _ in found.values()]
    length = next(n for n in range(3, 16) if len({hash[:n] for hash in hashes}) == len(hashes))
    return {url: hash[:length] for url, (hash, _) in found.items()}


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)
