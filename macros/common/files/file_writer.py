"""A folder that is being filled, beside one that it will replace: what stays the same is not written twice."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from ..known_digests import file_digest, stamp_of


class FileWriter:
    """Writes files into `path`; one that `before` holds byte for byte is the same file, under a second name.

    So it keeps its time, by which servers and copies tell what changed, and costs the disk nothing. Neither folder's
    files may be written to in place: they are replaced or removed. `stamps` are digests of files of `before` by
    their stamps and names; `digests` become those of what was written, and `fresh` the names of what was not there before.
    """

    def __init__(self, path: Path, before: Path | None = None, stamps: Mapping[str, str] | None = None) -> None:
        self.path = path
        self.before = before if before and before.is_dir() else None
        self.stamps = stamps or {}
        self.made: set[str] = set()
        self.digests: dict[str, str] = {}
        self.fresh: set[str] = set()

    def write(self, name: str, content: str | bytes) -> str:
        """Write a new file; `name` is its path in the folder. Returns a digest of it."""
        data = content if isinstance(content, bytes) else content.encode()
        digest = hashlib.sha256(data).hexdigest()
        if not self.keep(name, digest):
            self._write(name, data)
        self.digests[name] = digest
        return digest

    def keep(self, name: str, digest: str) -> bool:
        """Take a file over from the folder before; False where it does not hold what has this digest."""
        if not self.matches(name, digest):
            return False
        self._make(name.rpartition("/")[0])
        try:
            os.link(f"{self.before}/{name}", f"{self.path}/{name}")
        except OSError:  # a disk without second names, or another disk
            with open(f"{self.before}/{name}", "rb", buffering=0) as file:  # noqa: PTH123
                self._write(name, file.read())
        self.digests[name] = digest
        return True

    def matches(self, name: str, digest: str) -> bool:
        """Whether the folder before holds a file with what has this digest."""
        return self.digest_before(name) == digest

    def digest_before(self, name: str) -> str | None:
        """The digest of a file in the folder before; None where there is none."""
        if self.before is None:
            return None
        try:
            status = os.stat(path := f"{self.before}/{name}", follow_symlinks=False)  # noqa: PTH116
            known = self.stamps.get(f"{stamp_of(status, linked=True)} {name}")
            return known or (file_digest(path) if stat.S_ISREG(status.st_mode) else None)
        except OSError:
            return None  # not there, or not to be read

    def _write(self, name: str, data: bytes) -> None:
        self.fresh.add(name)
        self._make(name.rpartition("/")[0])
        with open(f"{self.path}/{name}", "xb", buffering=0) as file:  # noqa: PTH123  # never into a file that is there: it may have another name
            file.write(data)

    def _make(self, folder: str) -> None:
        """Make a folder and those it lies in, unless that was done before."""
        if folder not in self.made:
            if folder:
                self._make(folder.rpartition("/")[0])
            self.made.add(folder)
            with suppress(FileExistsError):
                os.mkdir(f"{self.path}/{folder}")  # noqa: PTH102
