"""Files that are whole or not there: written beside their place, flushed to the disk, and only then put in it.

Made by hand: atomicwrites has been unmaintained since 2022, and this is twenty lines.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, content: str | bytes | Iterable[bytes], flush: bool = True) -> None:
    """Put a file, given whole or in pieces, in the place of the one there. Raises OSError, and the old one is then untouched.

    Without the flush a power cut soon after may leave the new name with nothing in it
    (https://lwn.net/Articles/457667/); what is checked each time it is read can do without.
    """
    path = path.resolve()  # of a link, the file it leads to is replaced
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            if isinstance(content, str | bytes):
                content = [content.encode() if isinstance(content, str) else content]
            file.writelines(content)
            file.flush()
            if flush:
                os.fsync(file.fileno())
        with suppress(OSError):  # a new file gets the rights of new files
            part.chmod(path.stat().st_mode & 0o777)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    if flush:
        _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    """Make a new name last as well, where the system can (Windows cannot open a folder)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
