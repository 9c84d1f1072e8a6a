"""The full text of the site before into that of the next one, where the words of only a few pages are others.

What comes out is what `write_places` would write, byte for byte: a shard holds what stands in each of its keys, whatever
was there before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import accumulate

from ...common.files.file_writer import FileWriter
from ...common.files.kept import Kept
from ...queries.search_format import DIGEST_LENGTH, OFTEN, PAGE_TEXTS, PAIRS, PageTextRow
from ...render.search_entry import SearchEntry
from .search_fulltext import (
    WordPlaces,
    pairs_of,
    read_back,
    replaced,
    room,
    shard_count,
    shard_of,
    singles_of,
    words_of,
    words_of_marked,
    write_digested,
    write_places,
)

FEW_CHANGED = 50
"""Where more pages have other words, all of it is made anew."""

SITE_BEFORE = "site"
"""The one entry that is kept."""


def update_places(
    site: FileWriter,
    entries: Sequence[SearchEntry],
    hashes: Mapping[str, str],
    ids: Mapping[str, str],
    kept: Kept | None,
) -> WordPlaces:
    """What `write_places` does, from what is there where that is less work.

    `hashes` tell the words of each page from others, `ids` are the names of the files with them.

    `kept` has of the site before which pages there were, and which shards. Raises MisreadError.
    """
    pages = [[entry.url, hashes.get(entry.url, ""), ids.get(entry.url, "")] for entry in entries]
    places = (_updated(site, entries, pages, kept) if kept and site.before else None) or write_places(site, entries)
    if kept:
        kept.put(SITE_BEFORE, json.dumps({"pages": pages, **places._asdict()}).encode())
    return places


def _updated(
    site: FileWriter, entries: Sequence[SearchEntry], pages: Sequence[Sequence[str]], kept: Kept
) -> WordPlaces | None:
    """The shards, those with keys of changed pages made anew and the others taken over; None where that cannot be."""
    with suppress(OSError, ValueError, LookupError, TypeError):
        before = json.loads(kept.get(SITE_BEFORE) or b"")
        old = WordPlaces(before["shards"], before["sizes"], before["lengths"], before["characters"])
        if [url for url, *_ in before["pages"]] != [url for url, *_ in pages]:
            return None
        changed = [number for number, page in enumerate(pages) if page[1] != before["pages"][number][1]]
        if len(changed) > FEW_CHANGED:
            return None
        words = {
            number: (_old_words(site, *before["pages"][number][1:]), words_of(entries[number])) for number in changed
        }
        if any(room(len(one)) != room(len(other)) for one, other in words.values()):
            return None
        made = _Shards(site, old, words)
        return made.written() if made.fits() else None
    return None


def _old_words(site: FileWriter, digest: str, id: str) -> str:
    if not digest:
        return ""
    data = (site.before / PAGE_TEXTS / f"{id}.json").read_bytes() if site.before else b""
    if hashlib.sha256(data).hexdigest() != digest:
        raise ValueError(id)
    return words_of_marked(PageTextRow(*json.loads(data)).marked)


class _Shards:
    """The shards that have keys of changed pages, as they are to be; raises OSError, ValueError or LookupError."""

    def __init__(self, site: FileWriter, old: WordPlaces, words: Mapping[int, tuple[str, str]]) -> None:
        self.site, self.old = site, old
        starts = [0, *accumulate(map(room, old.lengths))]
        self.lengths = [
            len(words[number][1]) if number in words else length for number, length in enumerate(old.lengths)
        ]
        self.new: list[dict[int, dict[str, str]]] = [{}, {}]
        self.places: list[dict[str, list[int]]] = [{}, {}]
        self.sizes = [*old.sizes]
        self.staying: dict[str, str] = {}
        self.characters = {*old.characters}
        standing: list[dict[str, dict[int, tuple[int, list[int]]]]] = [{}, {}]
        for number, both in words.items():
            ranges = (number * OFTEN, (number + 1) * OFTEN), (starts[number], starts[number + 1])
            for text, counts in zip(both, (False, True), strict=True):
                for group, found in enumerate((singles_of(text, number), pairs_of(text, starts[number]))):
                    start, end = ranges[group]
                    for key, place in found:
                        places = standing[group].setdefault(key, {}).setdefault(start, (end, []))[1]
                        places += [place] * counts
        for group in (0, 1):
            self._replace(group, standing[group])
        self.characters = (self.characters - standing[0].keys()) | self.places[0].keys()

    def _replace(self, group: int, standing: Mapping[str, Mapping[int, tuple[int, list[int]]]]) -> None:
        count = len(self.old.shards[group])
        shards, places = self.new[group], self.places[group]
        for key, ranges in standing.items():
            number = shard_of(key, count)
            if number not in shards:
                shards[number] = json.loads(self._read(self._name(group, number)))
            coded = shards[number].pop(key, "")
            new, at = replaced(coded, ranges)
            self.sizes[group] += len(new) - len(coded)
            if at:
                shards[number][key], places[key] = new, at

    def fits(self) -> bool:
        """Whether there are to be as many shards as there were, and those that stay are as they were written."""
        counts = [shard_count(size, group) for group, size in enumerate(self.sizes)]
        if counts != [*map(len, self.old.shards)]:
            return False
        for group, digests in enumerate(self.old.shards):
            for number, digest in enumerate(digests):
                if number not in self.new[group]:
                    name = self._name(group, number)
                    self.staying[name] = self.site.digest_before(name) or ""
                    if not self.staying[name].startswith(digest):
                        return False
        return True

    def written(self) -> WordPlaces:
        """Take over and write all shards. Raises MisreadError."""
        for name, digest in self.staying.items():
            self.site.keep(name, digest)
        shards = [[*group] for group in self.old.shards]
        for group, numbered in enumerate(self.new):
            for number, shard in numbered.items():
                value = {key: shard[key] for key in sorted(shard)}
                name = f"{PAIRS}/{group + 1}-{number}"
                shards[group][number] = write_digested(self.site, name, value)
                known = {key: self.places[group][key] for key in value if key in self.places[group]}
                read_back(self.site, f"{name}.{shards[group][number]}.json", value, known)
        return WordPlaces(shards, self.sizes, self.lengths, "".join(sorted(self.characters)))

    def _name(self, group: int, number: int) -> str:
        return f"{PAIRS}/{group + 1}-{number}.{self.old.shards[group][number]}.json"

    def _read(self, name: str) -> bytes:
        """A shard of the site before, if it is as it was written."""
        data = (self.site.before / name).read_bytes() if self.site.before else b""
        if hashlib.sha256(data).hexdigest()[:DIGEST_LENGTH] != name.split(".")[-2]:
            raise ValueError(name)
        return data
