"""What a step of the program has worked out, kept from run to run: one file a step, no worse than none when it is lost.

One packed file, since at 5,000 entries SQLite takes twice as long, and a file for each entry ten times as long.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from .atomic_write import write_whole

CACHE = ".kepu-cache"
"""The folder in a project that holds what may be deleted at any time."""


def user_cache() -> Path:
    """The folder for what may be deleted at any time and belongs to a user, not to a project."""
    from platformdirs import user_cache_path

    return user_cache_path("kepu", appauthor=False)


_Place = tuple[int, int, str]
"""Where an entry begins and ends, and its SHA-256."""


class _Entry(NamedTuple):
    """What an entry holds, None where it stands in the file, and its SHA-256."""

    content: bytes | None
    digest: str


class Kept:
    """The entries of one step by name. A name tells everything that its entry depends on, but for the program.

    What this very program has not written, or what was damaged since, is not there. `save` keeps the entries that
    were asked for or put in this run and drops all others. Of two runs at once the last one's file stays.
    """

    def __init__(self, folder: Path | None, program: str, step: str) -> None:
        """`folder` is CACHE in a project, made when it is needed; with none, what is put lasts as long as this.

        `program` is a digest without spaces.
        """
        self.path = folder / f"{step}.kept" if folder else None
        self.program = program
        self._used: dict[str, _Entry] = {}
        self._stale = False
        self._places: dict[str, _Place] = {}
        with suppress(OSError, ValueError, TypeError):  # not there, not to be read, or not of our making
            if self.path:
                self._places = _places(self.path, program)

    def get(self, name: str) -> bytes | None:
        """The entry as it was put, or None."""
        entry = self._used.get(name)
        if (entry is None or entry.content is None) and (place := self._places.get(name)):
            content = self._data[place[0] : place[1]]
            if _digest(content) == place[2]:
                self._used[name] = _Entry(None, place[2])
                return content
            self._used.pop(name, None)
            self._stale = True
            return None
        return entry.content if entry else None

    def keep(self, name: str) -> bool:
        """Keep an entry for one more run without reading it; False where there is none."""
        if name not in self._used and (place := self._places.get(name)):
            self._used[name] = _Entry(None, place[2])
        return name in self._used

    @property
    def names(self) -> Collection[str]:
        """The entries of the runs before, those used last first."""
        return self._places.keys()

    def digest(self, name: str) -> str | None:
        """SHA-256 of an entry, or None."""
        return self._used[name].digest if self.keep(name) else None

    def put(self, name: str, content: bytes) -> None:
        """Keep an entry, in the place of any of this name."""
        if self.get(name) != content:
            self._used[name] = _Entry(content, _digest(content))
            self._stale = True

    def holding(self, words: bytes) -> Iterator[str]:
        """The names of the entries in which these words stand, of this run and of the one before."""
        yield from (name for name, entry in self._used.items() if entry.content and words in entry.content)
        names, ends = [*self._places], [end for _, end, _ in self._places.values()]
        at = self._data.find(words)
        while at >= 0:
            number = bisect_right(ends, at)
            yield names[number]
            at = self._data.find(words, ends[number])

    def release(self) -> None:
        """Let go of the file, which is read again when it is needed."""
        self.__dict__.pop("_data", None)

    def save(self) -> None:
        """Write the entries of this run, unless the file holds just these; where nothing can be written, nothing is kept."""
        if self.path is None or (not self._stale and self._used.keys() == self._places.keys()):
            return
        sizes = {name: end - start for name, (start, end, _) in self._places.items()}
        listed = [
            (name, sizes[name] if entry.content is None else len(entry.content), entry.digest)
            for name, entry in self._used.items()
        ]
        head = json.dumps(listed, ensure_ascii=False, separators=(",", ":")).encode()
        first = f"{self.program} {_digest(head)} {len(head)}\n".encode()
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self.path, chain((first, head), map(self._content, self._used)), flush=False)
            self._reopen(_listed(len(first) + len(head), listed))

    def _reopen(self, places: dict[str, _Place]) -> None:
        """Go on with the file just written, where what was put can be read again."""
        self._places, self._stale = places, False
        self._used = {name: _Entry(None, entry.digest) for name, entry in self._used.items()}
        self.release()

    def _content(self, name: str) -> bytes:
        """An entry as it is to be written; one that was damaged meanwhile does not fit its digest, and so is none."""
        content = self._used[name].content
        return self._data[slice(*self._places[name][:2])] if content is None else content

    @cached_property
    def _data(self) -> bytes:
        """The whole file, read when the first entry is asked for."""
        with suppress(OSError):
            if self.path:
                return self.path.read_bytes()
        return b""


def _places(path: Path, program: str) -> dict[str, _Place]:
    """Name → place of every entry; none unless this program wrote the list. Raises OSError, ValueError or TypeError."""
    with path.open("rb") as file:
        first = file.readline(1000)
        written_by, digest, length = first.decode().split(" ")
        head = file.read(int(length))
    if written_by != program or _digest(head) != digest:
        return {}
    return _listed(len(first) + len(head), json.loads(head))


def _listed(start: int, listed: Iterable[tuple[str, int, str]]) -> dict[str, _Place]:
    """The places of entries that stand one after the other, given by name, size and SHA-256."""
    places: dict[str, _Place] = {}
    for name, size, digest in listed:
        places[name] = (start, start + size, digest)
        start += size
    return places


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
