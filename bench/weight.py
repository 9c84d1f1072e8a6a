"""What a reader downloads with a page of each kind: its HTML, its style sheets, its scripts."""

from __future__ import annotations

import re
import statistics
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import brotli

from .lighthouse import KINDS, largest
from .search import run

TITLE = "网页的重量"
MOST_ARTICLE = 18 * 1024
"""Bytes of an article with its style sheets and scripts."""

LOADED = re.compile(r'<link rel="stylesheet" href="([^"]+)"|<script src="([^"]+)"')
PICTURE = re.compile(r"<figure.*?</figure>", re.DOTALL)


class Weight(NamedTuple):
    """Bytes after brotli, without pictures, and how many files the page asks for beside itself."""

    html: int
    sheets: int
    scripts: int
    files: int

    @property
    def whole(self) -> int:
        return self.html + self.sheets + self.scripts


def weigh(page: Path) -> Weight:
    """What a reader downloads with a built page and has not from another."""
    text = page.read_text("utf-8")
    # the page for lost addresses, which lies at the site's root, counts from there
    links = [(bool(sheet), (sheet or script).lstrip("/")) for sheet, script in LOADED.findall(text)]
    found = [(kind, (page.parent / link).resolve()) for kind, link in links]
    sheets, scripts = ([file for kind, file in found if kind is wanted] for wanted in (True, False))
    return Weight(
        len(_packed(PICTURE.sub("", text).encode())), sum(map(_size, sheets)), sum(map(_size, scripts)), len(found)
    )


def measure() -> Iterator[str]:
    """A row for each kind of page, by the one with the most HTML; then all articles."""
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        run("kepu", "build", "--site", str(site))
        yield "KB，brotli（质量 11），什么也没有缓存，不算图片；每种取 HTML 最大的一页。"
        yield ""
        yield "| 页面 | 地址 | HTML | 样式 | 脚本 | 一共 | 另取几个文件 |"
        yield "| --- | --- | ---: | ---: | ---: | ---: | ---: |"
        for kind, pattern in KINDS.items():
            address = largest(site, pattern)
            path = site / address
            found = weigh(path / "index.html" if path.is_dir() else path)
            sizes = " | ".join(f"{size / 1024:.1f}" for size in (found.html, found.sheets, found.scripts, found.whole))
            yield f"| {kind} | /{address} | {sizes} | {found.files} |"
        articles = sorted(weigh(path).whole / 1024 for path in site.glob("articles/*/index.html"))
        yield ""
        yield (
            f"- {len(articles)} 篇文章，连同样式和脚本：中位数 {statistics.median(articles):.1f} KB，最重 {articles[-1]:.1f} KB，"
            f"目标 {MOST_ARTICLE / 1024:.0f} KB"
        )


@cache
def _size(file: Path) -> int:
    return len(_packed(file.read_bytes()))


def _packed(data: bytes) -> bytes:
    packed: bytes = brotli.compress(data, quality=11)
    return packed
