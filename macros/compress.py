"""Text files into compressed twins beside them, so that the server has nothing left to compress."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli

TEXT = {".html", ".css", ".js", ".json", ".csv", ".ics", ".xml", ".svg", ".txt", ".webmanifest"}
LEAST = 1024
"""A smaller file fits one packet as it is."""

WAYS: Mapping[str, Callable[[bytes], bytes]] = {
    ".gz": lambda data: gzip.compress(data, 9, mtime=0),
    ".br": lambda data: bytes(brotli.compress(data, quality=11)),
}


def compress(folder: Path, cache: Path) -> int:
    """Put a .gz and a .br beside every text file worth it; returns how many files had to be compressed anew.

    The cache holds the twins of the last run by what they were made of, and no others.
    """
    cache.mkdir(parents=True, exist_ok=True)
    before = set(cache.iterdir())
    same: dict[str, list[Path]] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix in TEXT and path.stat().st_size >= LEAST:
            same.setdefault(hashlib.sha256(path.read_bytes()).hexdigest(), []).append(path)
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # both ways of compressing leave other threads alone
        used = {kept for twins in pool.map(lambda digest: _twins(digest, same[digest], cache), same) for kept in twins}
    for path in set(cache.iterdir()) - used:
        path.unlink()
    return len(used - before)


def _twins(digest: str, paths: list[Path], cache: Path) -> list[Path]:
    """Give files of the same contents their twins, made now or before; returns where the cache has them."""
    found = [cache / f"{digest}{suffix}" for suffix in WAYS]
    for kept, way in zip(found, WAYS.values(), strict=True):
        if not kept.exists():
            _write_whole(kept, way(paths[0].read_bytes()))
        for path in paths:
            shutil.copyfile(kept, path.with_name(path.name + kept.suffix))
    return found


def _write_whole(path: Path, data: bytes) -> None:
    """A run that breaks off leaves no half of a file under its name."""
    part = path.with_suffix(f"{path.suffix}.part")
    part.write_bytes(data)
    part.replace(path)
