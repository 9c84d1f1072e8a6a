"""The words of pages into a Pagefind index that the search of a city's or a province's portal can merge into its own.

Our own search does not ask it. A portal searches it with its own copy of Pagefind, so that neither scripts nor
WebAssembly are published, only the index: https://pagefind.app/docs/multisite/
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path

from ...common.files.file_writer import FileWriter
from ...common.files.kept import Kept
from ...model.site import Site
from ...queries.search_format import ANCHOR, ANCHOR_END, ANCHOR_START, BREAK, PAGE_TEXTS, TEXT_PROPER, PageTextRow
from ...render.search_entry import SearchEntry
from ..fulltext.search_fulltext import page_hashes, page_ids
from ..search_index import MISSED, IndexingError
from .made_index import FreshPage, MadeIndex, PagefindIndex, write_updated
from .pagefind_service import NoPagefindError, Pagefind
from .word_index import UnknownFormatError

MOST_CHANGED = 1 / 3
"""Where more of the pages have other words, all are given to Pagefind."""

MOST_AT_ONCE = 300_000
"""So many characters go into an index of Pagefind's, before another is begun: for each it takes up some 300 bytes of memory."""

_SIGNS = re.compile(r"[\W_]+")

_MAIN = f"{ANCHOR_START}{TEXT_PROPER}{ANCHOR_END}"
"""Where the words of a page begin, after the trail that leads to it and its heading."""

Finish = Callable[[], float | None]
"""Returns the seconds that Pagefind took; None where it had nothing to do."""


@contextmanager
def federating(
    entries: Sequence[SearchEntry], states: Site, site: FileWriter, kept: Kept | None = None
) -> Iterator[Finish]:
    """Have Pagefind index pages while other things are done; what is given moves the index into the site.

    It is asked only about pages with other words than in the site before: what it says of them is put into the index
    that is there, of which `kept` knows. Where plan/site.yaml says `federated_search: false` there is none. Raises
    IndexingError.
    """
    if not states.federated_search:
        yield lambda: None
        return
    update = _Update(sorted((entry for entry in entries if not entry.listing), key=lambda entry: entry.url), site, kept)
    if not update.come and not update.gone:
        if update.old:
            update.old.stay(site, kept)
        yield lambda: None
        return
    # On Windows Pagefind goes on for a moment after it is stopped, and nobody can remove what it still holds.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        pagefind = _started(Path(folder), update.asked())
        try:
            yield lambda: update.finish(pagefind)
        finally:
            pagefind.stop()


def _started(folder: Path, asked: Sequence[Mapping[str, str]]) -> Pagefind:
    try:
        return Pagefind(folder, asked)
    except NoPagefindError as error:
        raise IndexingError(str(error)) from None


class _Update:
    """What is to be asked so that the index says what the pages say: about pages that come, and those that are gone."""

    def __init__(self, entries: Sequence[SearchEntry], site: FileWriter, kept: Kept | None) -> None:
        self.site, self.kept = site, kept
        self.entries = {entry.url: entry for entry in entries}
        self.hashes = page_hashes(entries)
        self.old = MadeIndex.before(site, kept)
        self.come, self.gone = self._changed()
        changed = len(self.come) + len(self.gone)
        if changed > MOST_CHANGED * len(entries) or None in self.gone.values():
            self.old = None
            self.come, self.gone = self._changed()

    def _changed(self) -> tuple[list[str], dict[str, SearchEntry | None]]:
        """The addresses of pages that are not in the index with these words, and the pages that are there with others."""
        old = self.old.pages if self.old else {}
        gone = {url: page for url, page in old.items() if self.hashes.get(url) != page.hash}
        come = [url for url in self.hashes if url not in old or url in gone]
        return come, {url: self._before(page.id, page.hash) for url, page in gone.items()}

    def _before(self, id: str, hash: str) -> SearchEntry | None:
        """A page as it was in the site before; None where its words are not there any more."""
        name = f"{PAGE_TEXTS}/{id}.json"
        if not self.site.before or not self.site.matches(name, hash):
            return None
        row = PageTextRow(*json.loads((self.site.before / name).read_text("utf-8")))
        return SearchEntry(row.url, row.title, words=row.marked)

    def asked(self) -> list[dict[str, str]]:
        """The pages that come, and those that are gone: whose words they were, Pagefind has to say once more."""
        gone = {page.url: _page(page) for page in self.gone.values() if page}
        return [*self._parts(), gone] if gone else [*self._parts()]

    def _parts(self) -> Iterator[dict[str, str]]:
        part: dict[str, str] = {}
        size = 0
        for url in self.come:
            part[url] = page = _page(self.entries[url])
            size += len(page)
            if size >= MOST_AT_ONCE:
                yield part
                part, size = {}, 0
        if part:
            yield part

    def finish(self, pagefind: Pagefind) -> float:
        """Write the index; returns the seconds that Pagefind took. Raises IndexingError."""
        try:
            made, seconds = pagefind.take()
            read = [PagefindIndex.read(files) for files in made]
            gone = read.pop() if self.gone else PagefindIndex.nothing()
            come = PagefindIndex.joined(read)
        except (NoPagefindError, UnknownFormatError) as error:
            raise self._unmade(str(error)) from None
        if come.pages.keys() != {*self.come}:
            raise self._unmade("")
        for url in self.come:
            _compare(self.entries[url], come.pages[url])
        write_updated(self.site, self.kept, self.old, (come, gone), self.hashes, page_ids(self.hashes))
        return seconds

    def _unmade(self, said: str) -> IndexingError:
        wanted = len(self.hashes)
        return IndexingError(f"供上级门户合并的索引没有做成：应当收 {wanted} 页。Pagefind 的输出：\n{said}")


def _compare(entry: SearchEntry, page: FreshPage) -> None:
    """Raises IndexingError for a page whose words are not all in the index."""
    if _letters(page.content) != _letters(entry.title + _words(entry)):
        raise IndexingError(MISSED.format(entry.url or "首页"))


def _page(entry: SearchEntry) -> str:
    """The words of a page as Pagefind reads them: its name and its lines.

    No filters: Pagefind 1.5.2 writes their values in another order each time, and builds must agree byte for byte.
    """
    lines = [entry.title, *(line for line in _words(entry).split(BREAK) if line.strip())]
    tags = ["h1", *["p"] * len(lines)]
    words = "".join(f"<{tag}>{escape(line, quote=False)}</{tag}>" for tag, line in zip(tags, lines, strict=False))
    return f'<!doctype html><html lang="zh-CN"><body>{words}</body></html>'


def _words(entry: SearchEntry) -> str:
    """What a page says below its heading."""
    before, _, after = entry.marked.partition(_MAIN)
    return ANCHOR.sub("", after or before)


def _letters(text: str) -> str:
    return _SIGNS.sub("", text)
