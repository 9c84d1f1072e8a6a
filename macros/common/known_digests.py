"""Digests of files that are known without reading them: by size, times and inode, which a file that was changed has not kept."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from .files.kept import CACHE, Kept

TICK, COARSE_TICK = 50_000_000, 2_000_000_000
"""Nanoseconds; disks tell no shorter times apart, some only whole seconds (FAT: two), so a file just written may be
written again and keep its time."""


def stamp_of(status: os.stat_result, linked: bool = False) -> str:
    """What tells a file from what it was before. A file that is `linked` has a second name, which moves its last time."""
    times = f"{status.st_mtime_ns}" if linked else f"{status.st_mtime_ns} {status.st_ctime_ns}"
    return f"{status.st_size} {times} {status.st_ino}"


def is_settled(status: os.stat_result, now: int, linked: bool = False) -> bool:
    """Whether a file that changes after this moment, in nanoseconds, must get another stamp than it has."""
    time = status.st_mtime_ns if linked else max(status.st_mtime_ns, status.st_ctime_ns)
    return time < now - (TICK if time % 1_000_000_000 else COARSE_TICK)


def files_below(folder: str) -> list[str]:
    """The paths of all files below a folder, from there and with slashes; none of a folder that cannot be read.

    Of tens of thousands, so without an object and three questions for each.
    """
    found: list[str] = []
    folders = [""]
    for within in folders:
        with suppress(OSError), os.scandir(f"{folder}/{within}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(f"{within}{entry.name}/")
                else:
                    found.append(within + entry.name)
    return found


def file_digest(path: str) -> str:
    """SHA-256 of a file."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123
        return hashlib.sha256(file.read()).hexdigest()


class KnownDigests:
    """SHA-256 of files by their paths; one that is as it was when it was read last is not read again."""

    def __init__(self, kept: Kept) -> None:
        self.kept = kept
        self.now = time.time_ns()
        lines = (kept.get("") or b"").decode("utf-8", "surrogateescape").split("\n")
        self._known = {line[65:]: line for line in lines}
        self._used: list[str] = []

    def digest(self, path: str) -> str:
        """Of the file that the path leads to. Raises OSError."""
        status = os.stat(path)  # noqa: PTH116
        name = f"{stamp_of(status)} {path}"
        if (line := self._known.get(name)) is None:
            line = f"{file_digest(path)} {name}"
            if not is_settled(status, self.now) or "\n" in path or not stat.S_ISREG(status.st_mode):
                return line[:64]
        self._used.append(line)
        return line[:64]

    def save(self) -> None:
        """Remember the files that were asked for, and no others."""
        self.kept.put("", "\n".join(self._used).encode("utf-8", "surrogateescape"))
        self.kept.save()


def known_here(root: Path, step: str) -> Kept:
    """What is known of files by a step of the program, whichever program it was: files hold what they hold."""
    return Kept(root / CACHE, "digests", step)


def load_stamps(root: Path, site: Path) -> dict[str, str]:
    """The digests of a site's files by their stamps and paths, none where nothing is known of it."""
    lines = (known_here(root, "stamps").get(_name(site)) or b"").decode().split("\n")
    return {line[65:]: line[:64] for line in lines}


def save_stamps(root: Path, site: Path, digests: Mapping[str, str]) -> None:
    """Keep the stamps of a site just built; `digests` are those of its files."""
    now, lines = time.time_ns(), []
    for name, digest in digests.items():
        with suppress(OSError):
            status = os.stat(f"{site}/{name}", follow_symlinks=False)  # noqa: PTH116
            if is_settled(status, now, linked=True):
                lines.append(f"{digest} {stamp_of(status, linked=True)} {name}")
    kept = known_here(root, "stamps")
    kept.put(_name(site), "\n".join(lines).encode())
    kept.save()


def _name(site: Path) -> str:
    return hashlib.sha256(os.fsencode(site)).hexdigest()
