"""What tells without reading them that the files of a built site are as the build left them: sizes, times, inodes."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from .files.file_writer import FileStamp
from .files.kept import CACHE, Kept
from .packages import program

TICK = 50_000_000
"""Nanoseconds; disks tell no shorter ones apart, so a file just written may be written again and keep its time."""


def load_stamps(root: Path, site: Path) -> dict[str, FileStamp]:
    """The stamps of a site by the paths of its files, none where nothing is known of it."""
    with suppress(ValueError, TypeError, AttributeError):
        listed = json.loads(_kept(root).get(_name(site)) or b"")
        return {name: FileStamp(*stamp) for name, stamp in listed.items()}
    return {}


def save_stamps(root: Path, site: Path, digests: Mapping[str, str]) -> None:
    """Keep the stamps of a site just built; `digests` are those of its files."""
    before, stamps = time.time_ns() - TICK, {}
    for name, digest in digests.items():
        with suppress(OSError):
            status = os.stat(f"{site}/{name}", follow_symlinks=False)  # noqa: PTH116
            if status.st_mtime_ns < before:
                stamps[name] = FileStamp.of(status, digest)
    kept = _kept(root)
    kept.put(_name(site), json.dumps(stamps, separators=(",", ":")).encode())
    kept.save()


def _name(site: Path) -> str:
    return hashlib.sha256(os.fsencode(site)).hexdigest()


def _kept(root: Path) -> Kept:
    return Kept(root / CACHE, program(), "stamps")
