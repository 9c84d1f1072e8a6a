"""One build at a time: a lock beside the site, which the system lifts when its holder ends, however it ends."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # a locked byte cannot be read, so it lies behind the note

    def _lock(file: int) -> None:
        os.lseek(file, _FAR, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


_TAKEN = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}


class Busy(Exception):
    """Another build holds the lock; says since when."""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock for a while. Raises Busy when somebody else holds it, OSError when the folder refuses."""
    file = _taken(path)
    try:
        os.ftruncate(file, 0)
        os.lseek(file, 0, os.SEEK_SET)
        os.write(file, f"{datetime.now():%Y-%m-%d %H:%M:%S}，进程 {os.getpid()}".encode())
        yield
    finally:
        if sys.platform == "win32":  # there an open file cannot be removed
            os.close(file)
            with suppress(OSError):
                path.unlink()
        else:  # removed while still held, so that nobody can be holding it
            with suppress(OSError):
                path.unlink()
            os.close(file)


def _taken(path: Path) -> int:
    """The locked file, open. One that its last holder has just removed locks nobody out, so it is tried again."""
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _lock(file)
            if os.path.samestat(os.fstat(file), path.stat()):
                return file
        except FileNotFoundError:
            pass
        except OSError as error:
            os.close(file)
            if error.errno in _TAKEN:
                raise Busy(_busy(path)) from None
            raise
        os.close(file)


def _busy(path: Path) -> str:
    note = path.read_text("utf-8", errors="replace") if path.exists() else ""
    since = f"（从 {note} 起）" if note else ""
    return f"另一次生成正在进行{since}，等它做完再运行一次"
