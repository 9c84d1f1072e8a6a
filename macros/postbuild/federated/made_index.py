"""The index that another portal merges into its own: what Pagefind says of some pages, put into what it said of the rest."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from ...common.files.file_writer import FileWriter
from ...common.files.kept import Kept
from ...queries.search_format import compact_json
from ...queries.urls import FEDERATED
from ..fulltext.search_fulltext import short_digests
from .pagefind_service import IndexFiles
from .word_index import (
    MAGIC,
    UnknownFormatError,
    Words,
    joined_words,
    pack,
    read_value,
    renumbered,
    unpack,
    update_words,
    words_of_file,
    written_value,
    written_words,
)

_LANGUAGE = "zh-cn"

ENTRY_FILE = f"{FEDERATED}pagefind-entry.json"
"""What the script of a portal asks for first: it names the file that names all others."""

LEAST_DIGITS = 7
"""So many digits of a digest stand in the name of a file at least: where a server sees them, it may be kept for a year."""

_SITE_BEFORE = "site"
"""The one entry that is kept."""


class FreshPage(NamedTuple):
    """What Pagefind says of a page: its number, how many words it has, its file, and the words in it."""

    number: int
    words: int
    file: bytes
    content: str


class PagefindIndex(NamedTuple):
    """An index as Pagefind made it: its pages by address, its words, and what it says of all.

    `rest` stands in the list of all files after the pages and the files of words: filters and orders, of which there
    are none, and which parts of a page have a name. `entry` is what a portal asks for first.
    """

    pages: dict[str, FreshPage]
    words: Words
    version: str
    rest: list[Any]
    entry: dict[str, Any]

    @classmethod
    def nothing(cls) -> PagefindIndex:
        return cls({}, {}, "", [], {})

    @classmethod
    def joined(cls, parts: Sequence[PagefindIndex]) -> PagefindIndex:
        """Several as one, with the pages in their order."""
        if not parts:
            return cls.nothing()
        pages: dict[str, FreshPage] = {}
        words = []
        for part in parts:
            first = len(pages)
            words.append((part.words, first))
            pages.update({url: page._replace(number=first + page.number) for url, page in part.pages.items()})
        return parts[0]._replace(pages=pages, words=joined_words(words))

    @classmethod
    def read(cls, files: IndexFiles) -> PagefindIndex:
        """Raises UnknownFormatError, also where a page of ours is in another language's index."""
        try:
            entry = json.loads(files["pagefind-entry.json"])
            if not entry["languages"]:
                return cls.nothing()
            (language,) = entry["languages"]
            hash = entry["languages"][language]["hash"]
            version, listed, _, *rest = read_value(unpack(files[f"pagefind.{hash}.pf_meta"]))
            pages = {}
            for number, (name, count) in enumerate(listed):
                file = files[f"fragment/{name}.pf_fragment"]
                told = json.loads(gzip.decompress(file).removeprefix(MAGIC))
                pages[told["url"].strip("/") + "/" * (told["url"] != "/")] = FreshPage(
                    number, count, file, told["content"]
                )
            words: Words = {}
            for name, data in files.items():
                if name.startswith("index/"):
                    words.update(words_of_file(data))
        except (LookupError, ValueError, TypeError, EOFError, OSError):
            raise UnknownFormatError from None
        if language != _LANGUAGE or rest[:2] != [[], []]:
            raise UnknownFormatError
        return cls(pages, words, version, rest, entry)


class IndexedPage(NamedTuple):
    """A page of an index: digests of its words and of its file, how many words, the name of its words in our own search."""

    hash: str
    file: str
    words: int
    id: str


class MadeIndex(NamedTuple):
    """An index as we have made it: its pages by address, in order; each file of words with its digest, by what it holds.

    `said` is what Pagefind said of all pages; `lists` are name and digest of the files that name all others.
    """

    pages: dict[str, IndexedPage]
    parts: dict[str, tuple[str, str]]
    said: tuple[str, list[Any], dict[str, Any]]
    lists: dict[str, str]

    @classmethod
    def before(cls, site: FileWriter, kept: Kept | None) -> MadeIndex | None:
        """The index of the site before, if all of it is there as it was made."""
        with suppress(ValueError, LookupError, TypeError):
            found = json.loads((kept.get(_SITE_BEFORE) if kept and site.before else None) or b"")
            pages = {url: IndexedPage(*page) for url, page in found["pages"].items()}
            parts = {content: (name, digest) for content, (name, digest) in found["parts"].items()}
            version, rest, entry = found["said"]
            made = cls(pages, parts, (version, rest, entry), found["lists"])
            if all(site.matches(*file) for file in made.files()):
                return made
        return None

    def files(self) -> Iterator[tuple[str, str]]:
        """Name and digest of every file."""
        yield from self.lists.items()
        yield from self.parts.values()
        yield from zip(self.page_files(), (page.file for page in self.pages.values()), strict=True)

    def page_files(self) -> list[str]:
        """The names of the files of all pages, in order."""
        names = short_digests([page.file for page in self.pages.values()], LEAST_DIGITS)
        return [f"{FEDERATED}fragment/{_LANGUAGE}_{name}.pf_fragment" for name in names]

    def words(self, site: FileWriter) -> Words:
        words: Words = {}
        for name, _ in self.parts.values():
            words.update(words_of_file((site.before / name).read_bytes() if site.before else b""))
        return words

    def stay(self, site: FileWriter, kept: Kept | None) -> None:
        """Take over all of it."""
        for name, digest in self.files():
            site.keep(name, digest)
        self.save(kept)

    def save(self, kept: Kept | None) -> None:
        if kept:
            kept.put(_SITE_BEFORE, json.dumps(self._asdict()).encode())
            kept.save()


def write_updated(
    site: FileWriter,
    kept: Kept | None,
    old: MadeIndex | None,
    changed: tuple[PagefindIndex, PagefindIndex],
    hashes: Mapping[str, str],
    ids: Mapping[str, str],
) -> None:
    """Write the index of pages whose words have these digests and short names.

    `changed` is what Pagefind says of pages that come into it, and of those that are in the old one and go.
    """
    come, _ = changed
    pages = {}
    for url, hash in hashes.items():
        page = come.pages.get(url)
        if page:
            pages[url] = IndexedPage(hash, hashlib.sha256(page.file).hexdigest(), page.words, ids[url])
        elif old:
            pages[url] = old.pages[url]._replace(id=ids[url])
    version, rest, entry = old.said if old else (come.version, come.rest, come.entry)
    made = MadeIndex(pages, {}, (version, rest, entry), {})
    listed = []
    old_files = dict(zip(old.pages, old.page_files(), strict=True)) if old else {}
    for name, (url, known) in zip(made.page_files(), pages.items(), strict=True):
        listed.append([_stem(name), known.words])
        if url in come.pages:
            site.write(name, come.pages[url].file)
        elif not site.keep(name, known.file) and site.before:  # its name was shorter or longer
            site.write(name, (site.before / old_files[url]).read_bytes())
    parts = _write_words(site, old, made, _updated_words(site, old, changed, [*pages]))
    meta = written_value([version, listed, parts, *rest])
    hash = f"{_LANGUAGE}_{hashlib.sha256(meta).hexdigest()[:LEAST_DIGITS]}"
    language = {"hash": hash, "wasm": None, "page_count": len(pages)}
    for name, content in (
        (f"{FEDERATED}pagefind.{hash}.pf_meta", pack(meta)),
        (ENTRY_FILE, compact_json({**entry, "languages": {_LANGUAGE: language}})),
    ):
        made.lists[name] = site.write(name, content)
    made.save(kept)


def _updated_words(
    site: FileWriter, old: MadeIndex | None, changed: tuple[PagefindIndex, PagefindIndex], urls: list[str]
) -> Words:
    come, gone = changed
    number_of = {url: number for number, url in enumerate(urls)}
    numbers = {page.number: number_of[url] for url, page in come.pages.items()}
    new = renumbered(come.words, numbers) if [*numbers] != [*numbers.values()] else come.words
    if old is None:
        return new
    words, before = old.words(site), [*old.pages]
    without = {number for number, url in enumerate(before) if url in gone.pages}
    moved = {number: number_of[url] for number, url in enumerate(before) if number not in without}
    update_words(words, new, without, moved if before != urls else None, {*gone.words, *come.words})
    return words


def _write_words(site: FileWriter, old: MadeIndex | None, made: MadeIndex, words: Words) -> list[list[str]]:
    """Write the files of words, but for those that are there; returns what is said of them where all are named."""
    files = [*written_words(words)]
    digests = [hashlib.sha256(file.data).hexdigest() for file in files]
    listed = []
    for file, digest, short in zip(files, digests, short_digests(digests, LEAST_DIGITS), strict=True):
        name = f"{FEDERATED}index/{_LANGUAGE}_{short}.pf_index"
        known = old.parts.get(digest) if old else None
        if not known or known[0] != name or not site.keep(*known):
            known = name, site.write(name, pack(file.data))
        made.parts[digest] = known
        listed.append([file.first, file.last, _stem(name)])
    return listed


def _stem(name: str) -> str:
    return name.rpartition("/")[2].partition(".")[0]
