"""A finished folder into the place of the live one, in one step; and what a build that was cut off left behind.

Made by hand: no library exchanges two folders (renameat2), and two renames would leave readers without a site between.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

AT_FDCWD, RENAME_EXCHANGE = -100, 2
"""From Linux' fcntl.h and fs.h."""


def work_folder(site: Path) -> Path:
    """Where this process builds: beside the live folder, so that it can take its place."""
    return site.with_name(f"{site.name}.new-{os.getpid()}")


def heal(site: Path) -> bool:
    """Clear away what builds that were cut off left; whether the old site had to be brought back.

    Only the holder of the lock may call this: what lies here then belongs to nobody.
    """
    kept = [path for path in _left(site, "old") if path.is_dir()]
    missing = not os.path.lexists(site)
    if missing and kept:  # cut off between the two renames
        max(kept, key=lambda path: path.stat().st_mtime).rename(site)
    for path in [*_left(site, "old"), *_left(site, "new")]:
        _cleared(path)
    return missing and bool(kept)


def taken_again(spare: Path, work: Path) -> bool:
    """Move the site that was replaced last to where the new one grows; False where it is gone or lies on another disk."""
    try:
        spare.rename(work)
    except FileNotFoundError:
        return False
    except OSError:
        _cleared(spare)
        return False
    return True


def laid_by(folder: Path, spare: Path | None) -> None:
    """Keep a site that was replaced for the next one to grow in, or remove it."""
    if spare:
        with suppress(OSError):  # another disk, or another build was faster
            spare.parent.mkdir(exist_ok=True)
            folder.rename(spare)
            return
    _cleared(folder)


def put_in_place(work: Path, site: Path, spare: Path | None = None) -> None:
    """Make `work` the live folder, and lay the old one by. Where it raises OSError, the old one is live."""
    if hasattr(os, "sync"):  # else a power cut soon after would find the new files named and still empty
        os.sync()
    if not os.path.lexists(site):
        work.rename(site)
    elif exchanged(work, site):
        laid_by(work, spare)
    else:
        _renamed(work, site, spare)


def exchanged(one: Path, other: Path) -> bool:
    """Swap two folders so that neither is missing at any moment; False where the system cannot (not Linux, old disks)."""
    if sys.platform != "linux":
        return False
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    if rename is None:
        return False
    return bool(rename(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0)


def _renamed(work: Path, site: Path, spare: Path | None) -> None:
    """Two renames; the old folder comes back if the second fails, and through `heal` if it never happens."""
    old = site.with_name(f"{site.name}.old-{os.getpid()}")
    site.rename(old)
    try:
        work.rename(site)
    except OSError:
        old.rename(site)
        raise
    laid_by(old, spare)


def _left(site: Path, kind: str) -> Iterator[Path]:
    """Folders named as builds name theirs, and nothing else that stands beside the site."""
    pattern = re.compile(rf"{re.escape(site.name)}\.{kind}-[0-9]+")
    return (path for path in sorted(site.parent.iterdir()) if pattern.fullmatch(path.name))


def _cleared(path: Path) -> None:
    """Gone, as far as the system lets go of it; the next build tries again."""
    shutil.rmtree(path, ignore_errors=True)
