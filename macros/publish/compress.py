"""Text files into compressed twins beside them, so that the server has nothing left to compress."""

from __future__ import annotations

import gzip
import hashlib
import os
import zlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli

from ..common.files.atomic_write import write_whole

TEXT = {".html", ".css", ".js", ".json", ".csv", ".ics", ".xml", ".svg", ".txt", ".webmanifest"}
LEAST = 1024
"""A smaller file fits one packet as it is."""

ENCODERS: Mapping[str, Callable[[bytes], bytes]] = {
    ".gz": lambda data: gzip.compress(data, 9, mtime=0),
    ".br": lambda data: bytes(brotli.compress(data, quality=11)),
}


def _gives(twin: bytes, data: bytes, suffix: str) -> bool:
    """Whether a file of the cache is whole and unpacks to these bytes: its name proves nothing.

    It is unpacked no further than that, as it could be a bomb.
    """
    most = len(data) + 1
    try:
        if suffix == ".gz":
            gz = zlib.decompressobj(wbits=31)
            return gz.decompress(twin, most) == data and gz.eof and not gz.unused_data
        br = brotli.Decompressor()
        return bytes(br.process(twin, output_buffer_limit=most)) == data and bool(br.is_finished())
    except (zlib.error, brotli.error):
        return False


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
    found = [cache / f"{digest}{suffix}" for suffix in ENCODERS]
    data = paths[0].read_bytes()
    for kept, way in zip(found, ENCODERS.values(), strict=True):
        twin = kept.read_bytes() if kept.is_file() else b""
        if not _gives(twin, data, kept.suffix):
            twin = way(data)
            write_whole(kept, twin, flush=False)  # it is unpacked and compared before it is used again
        for path in paths:
            path.with_name(path.name + kept.suffix).write_bytes(twin)
    return found
