"""One build at a time: a lock beside the site, which the system lifts when its holder ends, however it ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

PATIENCE = 0.2
"""Seconds: enough to try again when the file was just removed by its last holder, and not felt by who has to wait."""

NOTE_START = 1
"""The note begins behind byte 0: on Windows that byte is what filelock locks, and nobody else can read or write it."""


class Busy(Exception):
    """Another build holds the lock; says since when."""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock for a while. Raises Busy when somebody else holds it, OSError when the folder refuses."""
    from filelock import FileLock, Timeout  # 60 ms of CPU that commands without a lock save

    # no soft lock where the system has none: it would outlast a build that was killed
    lock = FileLock(path, timeout=PATIENCE, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout:
        raise Busy(_busy(path)) from None
    try:
        with path.open("r+b", buffering=0) as file:
            file.seek(NOTE_START)
            file.write(f"{datetime.now():%Y-%m-%d %H:%M:%S}，进程 {os.getpid()}".encode())
            file.truncate()
        yield
    finally:
        with suppress(OSError):  # while still held, so that nobody else can be holding it; on Windows filelock does it
            path.unlink()
        lock.release()


def _busy(path: Path) -> str:
    with suppress(OSError), path.open("rb", buffering=0) as file:
        file.seek(NOTE_START)
        if note := file.read().decode("utf-8", "replace"):
            return f"另一次生成正在进行（从 {note} 起），等它做完再运行一次"
    return "另一次生成正在进行，等它做完再运行一次"
