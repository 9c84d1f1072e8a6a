"""A folder that is being filled, beside one that it will replace: what stays the same is not written twice."""

from __future__ import annotations

import os
from pathlib import Path


class FileWriter:
    """Writes files into `path`; one that `before` holds byte for byte is the same file, under a second name.

    So it keeps its time, by which servers and copies tell what changed, and costs the disk nothing. Neither folder's
    files may be written to in place: they are replaced or removed.
    """

    def __init__(self, path: Path, before: Path | None = None) -> None:
        self.path = path
        self.before = before if before and before.is_dir() else None
        self.made: set[str] = set()

    def write(self, name: str, content: str | bytes) -> None:
        """Write a new file; `name` is its path in the folder."""
        within = name.rpartition("/")[0]
        if within not in self.made:
            (self.path / within).mkdir(parents=True, exist_ok=True)
            self.made.add(within)
        data = content if isinstance(content, bytes) else content.encode()
        if not (self.before and self._kept(self.before / name, self.path / name, data)):
            with (self.path / name).open("xb") as file:  # never into a file that is there: it may have another name
                file.write(data)

    def _kept(self, old: Path, new: Path, data: bytes) -> bool:
        try:
            if old.is_symlink() or old.stat().st_size != len(data) or old.read_bytes() != data:
                return False
        except OSError:
            return False  # not there, or not to be read
        try:
            os.link(old, new)
        except OSError:
            self.before = None  # a disk without second names, or another disk
            return False
        return True
