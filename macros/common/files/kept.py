"""What a step of the program has worked out, kept from run to run: one file a step, no worse than none when it is lost.

One packed file, since at 5,000 entries SQLite takes twice as long, and a file for each entry ten times as long.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path

from .atomic_write import write_whole

CACHE = ".kepu-cache"
"""The folder in a project that holds what may be deleted at any time."""


def user_cache() -> Path:
    """The folder for what may be deleted at any time and belongs to a user, not to a project."""
    from platformdirs import user_cache_path

    return user_cache_path("kepu", appauthor=False)


_Place = tuple[int, int, str]
"""Where an entry begins and ends, and its SHA-256."""


class Kept:
    """The entries of one step by name. A name tells everything that its entry depends on, but for the program.

    What this very program has not written, or what was damaged since, is not there. `save` keeps the entries that
    were asked for or put in this run and drops all others. Of two runs at once the last one's file stays.
    """

    def __init__(self, folder: Path, program: str, step: str) -> None:
        """`folder` is CACHE in a project, made when it is needed; `program` is a digest without spaces."""
        self.path = folder / f"{step}.kept"
        self.program = program
        self._used: dict[str, bytes] = {}
        self._stale = False
        self._data, self._places = b"", dict[str, _Place]()
        with suppress(OSError, ValueError, TypeError):  # not there, not to be read, or not of our making
            self._data = self.path.read_bytes()
            self._places = _places(self._data, program)

    def get(self, name: str) -> bytes | None:
        """The entry as it was put, or None."""
        if name not in self._used and (place := self._places.get(name)):
            start, end, digest = place
            content = self._data[start:end]
            if _digest(content) == digest:
                self._used[name] = content
        return self._used.get(name)

    def put(self, name: str, content: bytes) -> None:
        """Keep an entry, in the place of any of this name."""
        if self.get(name) != content:
            self._used[name] = content
            self._stale = True

    def save(self) -> None:
        """Write the entries of this run, unless the file holds just these; where nothing can be written, nothing is kept."""
        if not self._stale and self._used.keys() == self._places.keys():
            return
        listed = [(name, len(content), _digest(content)) for name, content in self._used.items()]
        head = json.dumps(listed, ensure_ascii=False, separators=(",", ":")).encode()
        first = f"{self.program} {_digest(head)} {len(head)}\n".encode()
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self.path, b"".join((first, head, *self._used.values())), flush=False)


def _places(data: bytes, program: str) -> dict[str, _Place]:
    """Name → place of every entry; none unless this program wrote the list. Raises ValueError or TypeError."""
    first, _, _ = data.partition(b"\n")
    written_by, digest, length = first.decode().split(" ")
    start = len(first) + 1
    head = data[start : start + int(length)]
    if written_by != program or _digest(head) != digest:
        return {}
    end, places = start + len(head), {}
    for name, size, its_digest in json.loads(head):
        places[name] = (end, end + size, its_digest)
        end += size
    return places


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
