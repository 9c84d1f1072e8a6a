"""What really lies in a release, byte for byte, against what was once published: files changed, gone, or planted."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ..common.os_errors import LEFT_BY_SYSTEMS
from ..common.problems import listed
from .release import RELEASE_FILE, SITE, SUMS, Release, files_in, read_release, sha256_of

READABLE, ENTERABLE = 0o004, 0o005
"""What everybody must be allowed, the web server among them: to read a file, to read and enter a folder."""

_LEFT_BY_SYSTEMS = {*LEFT_BY_SYSTEMS, ".DS_Store"}


@dataclass(frozen=True)
class Contents:
    """What was found: the manifest's text, SHA-256 by name, what is no plain file, what the public may not read."""

    manifest: str = ""
    sums: Mapping[str, str] | None = None
    odd: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Findings:
    """What is wrong with a release; `release` is what its manifest says, None where that was altered itself."""

    release: Release | None
    changed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()

    @property
    def untouched(self) -> bool:
        """Whether every byte is as it was published."""
        return not (self.changed or self.missing or self.added)

    @property
    def whole(self) -> bool:
        """Whether it is untouched and the public can read it."""
        return self.untouched and not self.closed

    def in_words(self) -> str:
        """What was altered, and at which files."""
        kinds = (("改了", self.changed), ("少了", self.missing), ("多出", self.added), ("公众读不了", self.closed))
        return "；".join(f"{word} {len(names)} 个（{listed(names, 5)}）" for word, names in kinds if names)


def contents_of(folder: Path) -> Contents:
    """What lies in a folder of this machine."""
    manifest = folder / RELEASE_FILE
    every = sorted(folder.rglob("*"))
    return Contents(
        manifest.read_text("utf-8", errors="replace") if manifest.is_file() else "",
        {name: sha256_of(path) for name, path in files_in(folder).items() if not path.is_symlink()},
        tuple(path.relative_to(folder).as_posix() for path in every if path.is_symlink()),
        closed_in(folder),
    )


def closed_in(folder: Path) -> tuple[str, ...]:
    """The names that not everybody may read, from the folder; of folders, enter. Windows has no such rights."""
    if os.name == "nt":
        return ()
    return tuple(
        path.relative_to(folder).as_posix()
        for path in [folder, *sorted(folder.rglob("*"))]
        if not path.is_symlink() and not _is_open(path)
    )


def examine(id: str, found: Contents) -> Findings:
    """Hold a release against its manifest, and the manifest against the checksum in its name."""
    release = read_release(found.manifest)
    if release is None or release.id != id or not release.is_consistent:
        return Findings(None, changed=(RELEASE_FILE,), closed=_shown(found.closed))
    sums = found.sums or {}
    wanted = {name: kept.sha256 for name, kept in release.files.items()} | {SUMS: release.sums_digest}
    own = wanted.keys() | release.lingering.keys() | {RELEASE_FILE}
    altered = [name for name, sha256 in {**release.lingering, **wanted}.items() if sums.get(name, sha256) != sha256]
    strange = [*found.odd, *(name for name in sums if name not in own)]
    return Findings(
        release,
        _shown(altered),
        _shown(name for name in wanted if name not in sums),
        _shown(name for name in strange if PurePosixPath(name).name not in _LEFT_BY_SYSTEMS),
        _shown(found.closed),
    )


def readers_name(name: str) -> str:
    """The name of a file of a release as it stands in readers' addresses."""
    return name.removeprefix(f"{SITE}/")


def _shown(names: Iterable[str]) -> tuple[str, ...]:
    """Names as readers' addresses have them."""
    return tuple(sorted(map(readers_name, names)))


def _is_open(path: Path) -> bool:
    wanted = ENTERABLE if path.is_dir() else READABLE
    return path.stat().st_mode & wanted == wanted
