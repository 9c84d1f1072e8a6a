"""A folder that is being filled, beside one that it will replace: what stays the same is not written twice."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from ..known_digests import DIGEST_ENDS, file_digest, files_below, stamp_of

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
"""Never into a file that is there: it may have another name."""


class FileWriter:
    """Writes files into `path`; one that `before` holds byte for byte is the same file, under a second name.

    So it keeps its time, by which servers and copies tell what changed, and costs the disk nothing. Neither folder's
    files may be written to in place: they are replaced or removed. `stamps` are lines on files of `before` by their
    stamps and names. `there` are lines on the files that lie in `path` already, from a site of earlier; they stay where
    nothing takes their place, until `tidy`, so that only `digests`, of all that was written, tells what is in the folder.
    `fresh` are the names of what neither folder held; `copied` says that the disk knows no second names.
    """

    def __init__(
        self, path: Path, before: Path | None = None, stamps: Mapping[str, str] | None = None,
        there: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.path, self.folder = path, str(path)
        self.before = before if before and before.is_dir() else None
        self.stamps = stamps or {}
        self.there = dict(there or {})
        self.made = _folders_of(self.there)
        self.digests: dict[str, str] = {}
        self.fresh: set[str] = set()
        self.copied = False

    def write(self, name: str, content: str | bytes) -> str:
        """Write a new file; `name` is its path in the folder. Returns a digest of it."""
        data = content if isinstance(content, bytes) else content.encode()
        digest = hashlib.sha256(data).hexdigest()
        if not self.keep(name, digest):
            self.fresh.add(name)
            self._write(name, data)
        self.digests[name] = digest
        return digest

    def keep(self, name: str, digest: str) -> bool:
        """Take a file over from an earlier site; False where none holds what has this digest."""
        line = self.there.get(name)
        if line is None or line[:DIGEST_ENDS] != digest:
            if not self.matches(name, digest):
                return False
            self._make_room(name)
            try:
                os.link(f"{self.before}/{name}", f"{self.folder}/{name}")
            except OSError:  # a disk without second names, or another disk
                self.copied = True
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
            line = self.stamps.get(f"{stamp_of(status, linked=True)} {name}")
            if line is not None:
                return line[:DIGEST_ENDS]
            return file_digest(path) if stat.S_ISREG(status.st_mode) else None
        except OSError:
            return None  # not there, or not to be read

    def adopt(self) -> None:
        """Count the files that somebody else has written into the folder as written."""
        for name in files_below(self.folder):
            if name not in self.digests:
                self.digests[name] = file_digest(f"{self.folder}/{name}")
                self.there[name] = f"{self.digests[name]} "

    def tidy(self) -> None:
        """Remove what lies in the folder and was not written."""
        if gone := self.there.keys() - self.digests.keys():
            folders = _folders_of(self.digests)
            for name in gone - folders:
                with suppress(FileNotFoundError, NotADirectoryError):
                    os.unlink(f"{self.folder}/{name}")  # noqa: PTH108
            for folder in sorted(self.made - folders, reverse=True):
                with suppress(OSError):
                    os.rmdir(f"{self.folder}/{folder}")  # noqa: PTH106
            self.there = {name: line for name, line in self.there.items() if name not in gone}
            self.made &= folders

    def _write(self, name: str, data: bytes) -> None:
        self._make_room(name)
        path = f"{self.folder}/{name}"
        try:
            file = os.open(path, _NEW, 0o666)
        except FileExistsError:
            if name in self.digests:
                raise
            os.unlink(path)  # noqa: PTH108  # a process that was killed had begun it
            file = os.open(path, _NEW, 0o666)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(file, rest) :]
        finally:
            os.close(file)

    def _make_room(self, name: str) -> None:
        """See to it that nothing lies where a file is to come, and that its folder is there."""
        self._make(name.rpartition("/")[0])
        if self.there.pop(name, None) is not None:
            with suppress(FileNotFoundError):
                os.unlink(f"{self.folder}/{name}")  # noqa: PTH108
        elif name in self.made and not any(other.startswith(f"{name}/") for other in self.digests):
            shutil.rmtree(f"{self.folder}/{name}")  # a page of earlier was called like this file

    def _make(self, folder: str) -> None:
        """Make a folder and those it lies in, unless that was done before."""
        if folder not in self.made:
            if folder:
                self._make(folder.rpartition("/")[0])
                if self.there.pop(folder, None) is not None:  # a file of earlier was called like this folder
                    os.unlink(f"{self.folder}/{folder}")  # noqa: PTH108
            self.made.add(folder)
            with suppress(FileExistsError):
                os.mkdir(f"{self.folder}/{folder}")  # noqa: PTH102


def _folders_of(names: Mapping[str, str]) -> set[str]:
    """The folders that files with these names lie in."""
    found = {name.rpartition("/")[0] for name in names}
    above = found
    while above := {folder.rpartition("/")[0] for folder in above} - found:
        found |= above
    return found
