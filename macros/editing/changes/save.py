"""A changed file into its place: whole, and only over the version that its change was made on."""

from __future__ import annotations

import hashlib
import threading
import time
from pathlib import Path

from ...common.files.atomic_write import write_whole

SAVE_TRIES, SAVE_PAUSE = 8, 0.1
"""On Windows a file that a virus scanner or Excel is reading cannot be replaced; a moment later it can."""

_SAVING = threading.Lock()


class Outdated(Exception):
    """Somebody has changed the file since it was read; nothing was written."""


def version_of(path: Path) -> str:
    """The digest of a file's bytes; empty where there is no file. Raises OSError."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""


def save(path: Path, content: bytes, version: str) -> None:
    """Write a file that still is of this version (empty: not there yet). Raises Outdated or OSError."""
    with _SAVING:
        if version_of(path) != version:
            raise Outdated
        path.parent.mkdir(parents=True, exist_ok=True)
        for left in reversed(range(SAVE_TRIES)):
            try:
                return write_whole(path, content)
            except PermissionError:
                if not left:
                    raise
                time.sleep(SAVE_PAUSE)
