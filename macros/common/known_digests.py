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


DIGEST_ENDS = 64
"""Where the digest ends that a line on a file begins with; a space comes after it, its stamp, and its path."""


class KnownDigests:
    """SHA-256 of files by their paths; one that is as it was when it was read last is not read again."""

    def __init__(self, kept: Kept) -> None:
        self.kept = kept
        self.now = time.time_ns()
        lines = (kept.get("") or b"").decode("utf-8", "surrogateescape").split("\n")
        self._known = {line[DIGEST_ENDS + 1 :]: line for line in lines}
        self._used: list[str] = []

    def digest(self, path: str, status: os.stat_result | None = None) -> str:
        """Of the file that the path leads to. Raises OSError."""
        status = status or os.stat(path)  # noqa: PTH116
        name = f"{stamp_of(status)} {path}"
        if (line := self._known.get(name)) is None:
            line = f"{file_digest(path)} {name}"
            if not is_settled(status, self.now) or "\n" in path or not stat.S_ISREG(status.st_mode):
                return line[:DIGEST_ENDS]
        self._used.append(line)
        return line[:DIGEST_ENDS]

    def save(self) -> None:
        """Remember the files that were asked for, and no others."""
        self.kept.put("", "\n".join(self._used).encode("utf-8", "surrogateescape"))
        self.kept.save()


def known_here(root: Path, step: str) -> Kept:
    """What is known of files by a step of the program, whichever program it was: files hold what they hold."""
    return Kept(root / CACHE, "digests", step)


class SiteStamps:
    """What is known of the files of the site at `site`, and of those of the one that it replaced.

    Of each file a line: a digest, a stamp, and its path in the site.
    """

    def __init__(self, root: Path, site: Path) -> None:
        self.kept = known_here(root, "stamps")
        self.name = hashlib.sha256(os.fsencode(site)).hexdigest()
        self.live = self._lines(self.name)

    def there(self, folder: str) -> dict[str, str]:
        """Path → line of every file in a folder with the site that was replaced; one that was touched since has another digest."""
        known, found = self._lines(_REPLACED), {}
        for name in files_below(folder):
            stamp = f"{stamp_of(os.stat(f'{folder}/{name}', follow_symlinks=False), linked=True)} {name}"  # noqa: PTH116
            found[name] = known.get(stamp) or f"{'-' * DIGEST_ENDS} {name}"
        return found

    def save(self, folder: str, digests: Mapping[str, str], there: Mapping[str, str]) -> None:
        """Keep what is known of a site just built; `there` are lines on the files that may have been in the folder before."""
        now, lines = time.time_ns(), []
        for name, digest in digests.items():
            line = there.get(name, "")
            if line[:DIGEST_ENDS] != digest:
                status = os.stat(f"{folder}/{name}", follow_symlinks=False)  # noqa: PTH116
                line = f"{digest} {stamp_of(status, linked=True)} {name}"
                if not is_settled(status, now, linked=True):
                    continue
            lines.append(line)
        self.kept.put(_REPLACED, self.kept.get(self.name) or b"")
        self.kept.put(self.name, "\n".join(lines).encode())
        self.kept.save()

    def _lines(self, name: str) -> dict[str, str]:
        """Line by stamp and path."""
        lines = (self.kept.get(name) or b"").decode().split("\n")
        return {line[DIGEST_ENDS + 1 :]: line for line in lines if line}


_REPLACED = "replaced"
