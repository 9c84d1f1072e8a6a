"""Text files into compressed twins beside them, so that the server has nothing left to compress."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from collections.abc import Callable, Mapping
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
    used, made = set(), 0
    for path in sorted(folder.rglob("*")):
        if path.suffix in TEXT and path.is_file() and path.stat().st_size >= LEAST:
            data = path.read_bytes()
            for suffix, way in WAYS.items():
                kept = cache / f"{hashlib.sha256(data).hexdigest()}{suffix}"
                if not kept.exists():
                    _write_whole(kept, way(data))
                    made += 1
                used.add(kept)
                shutil.copyfile(kept, path.with_name(path.name + suffix))
    for path in set(cache.iterdir()) - used:
        path.unlink()
    return made


def _write_whole(path: Path, data: bytes) -> None:
    """A run that breaks off leaves no half of a file under its name."""
    part = path.with_suffix(f"{path.suffix}.part")
    part.write_bytes(data)
    part.replace(path)
