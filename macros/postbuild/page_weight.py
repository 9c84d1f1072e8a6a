"""Built pages held against what a slow line can carry: each page, and each with all it loads at once."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from ..common.problems import Problem, Where
from .built_site import BuiltSite

MOST_HTML = 60 * 1024
MOST_IN_ALL = 80 * 1024
"""Bytes after gzip, as a server sends them."""

LOADED_FILES = "loaded"
"""What is kept of a sound site: the files that pages load at once."""

_PACKED = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".mp3", ".mp4", ".woff2"}
"""gzip makes these no smaller, and servers do not try."""


def check_weight(site: BuiltSite) -> list[Problem]:
    """Pages over the budget, each with its weight and the limit; paths are those in the site.

    Of a site that was sound before, those that have changed or that load what has changed.
    """
    before = {*json.loads(site.sound.get(LOADED_FILES) or b"[]")}
    stays = site.before and before.isdisjoint(site.changed) and before <= site.digests.keys()
    loads = (site.survey if stays or not site.before else site.surveyed(site.pages)).loads
    found = [problem for name, load in loads.items() for problem in _page_problems(site, name, *load)]
    loaded = {file for files in {files for _, files in loads.values()} for file in _there(site, files)}
    site.sound.put(LOADED_FILES, json.dumps(sorted(loaded | before if stays else loaded)).encode())
    return found


def _page_problems(site: BuiltSite, name: str, size: int, eager: Sequence[str]) -> Iterator[Problem]:
    weights = {file: _packed(str(site.folder / file), site.digests[file]) for file in _there(site, eager)}
    extra = sum(weights.values())
    if size <= MOST_HTML and size + extra <= MOST_IN_ALL:  # light enough even unpacked
        return
    own = len(gzip.compress((site.folder / name).read_bytes(), mtime=0))
    if own > MOST_HTML:
        yield Problem(Where(name), f"网页压缩后有 {_kb(own)}，上限是 {_kb(MOST_HTML)}；请把内容分成几页")
    if own + extra > MOST_IN_ALL:
        heaviest = max(weights, key=weights.__getitem__, default=name)
        message = f"网页连同它一打开就要取的文件压缩后有 {_kb(own + extra)}，上限是 {_kb(MOST_IN_ALL)}"
        yield Problem(Where(name), f"{message}；其中最大的是 {heaviest}（{_kb(weights.get(heaviest, own))}）")


def _there(site: BuiltSite, eager: Sequence[str]) -> Iterator[str]:
    """Those of the files that a page loads at once that are in the site; also where it names them from the root of the host."""
    return (file for path in eager if (file := path.lstrip("/")) in site.digests)


@lru_cache(maxsize=4096)
def _packed(path: str, digest: str) -> int:
    """The bytes of a file as it is sent; it is known by its digest, since its path may come to hold another."""
    data = Path(path).read_bytes()
    return len(data) if Path(path).suffix.lower() in _PACKED else len(gzip.compress(data, mtime=0))


def _kb(size: int) -> str:
    return f"{size / 1024:.1f} KB"
