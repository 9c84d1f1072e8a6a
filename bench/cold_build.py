"""Today's site built cold, beside plain mkdocs + material with as many pages of the same words.

Cold is a copy of the project without anything kept, and without posters and pictures to send, which are set once in their lives.
"""

from __future__ import annotations

import gzip
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from kepu.common.files.kept import CACHE
from kepu.postbuild.html.built_page import BuiltPage
from kepu.queries.search_format import ANCHOR, BREAK

from .corpus import copy_project

TITLE = "今天的网站：冷生成"
PAIRS = 5

PEER_CONFIG = """\
site_name: peer
theme: {name: material, font: false, language: zh}
validation: {nav: {omitted_files: ignore}}
nav: [index.md]
"""


def measure() -> Iterator[str]:
    """Medians of alternating runs, output on the same disk; our build includes check, search index and audit."""
    with tempfile.TemporaryDirectory() as folder:
        project, peer = Path(folder) / "project", Path(folder) / "peer"
        project.mkdir()
        copy_project(project, prints=False)
        ours = project / "site"
        _build_ours(project)
        pages = write_peer(ours, peer)
        times: dict[str, list[tuple[float, float]]] = {"kepu build": [], "mkdocs + material": []}
        for _ in range(PAIRS):
            times["kepu build"].append(_timed(lambda: _build_ours(project)))
            times["mkdocs + material"].append(_timed(lambda: _build_peer(peer)))
        medians = {name: [*map(statistics.median, zip(*taken, strict=True))] for name, taken in times.items()}
        yield f"{pages} 页，{PAIRS} 次轮流，中位数；不做海报："
        for name, (wall, cpu) in medians.items():
            each = "、".join(f"{taken:.2f}" for taken, _ in times[name])
            yield f"- {name}：{wall:.2f} 秒（{each}），处理器 {cpu:.2f} 秒"
        wall, cpu = (mine / other for mine, other in zip(*medians.values(), strict=True))
        yield f"- kepu 比同行：{wall:.2f} 倍时间，{cpu:.2f} 倍处理器时间"
        assets = [path for path in (ours / "assets").iterdir() if path.suffix in (".css", ".js")]
        yield f"- kepu 的首页 HTML {_size(ours / 'index.html')}，全站的样式和脚本 {_size(*assets)}"


def write_peer(site: Path, peer: Path) -> int:
    """A plain mkdocs project with the words of every page of a built site as Markdown; returns their number."""
    docs = peer / "docs"
    docs.mkdir(parents=True)
    (peer / "mkdocs.yml").write_text(PEER_CONFIG, "utf-8")
    pages = sorted(site.rglob("index.html"))
    for path in pages:
        page = BuiltPage(path.read_text("utf-8"))
        title, text = page.title, ANCHOR.sub("", page.marked).replace(BREAK, " ")
        target = docs / path.parent.relative_to(site) / "index.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        paragraphs = "\n\n".join(text[start : start + 200] for start in range(0, len(text), 200))
        target.write_text(f"# {title}\n\n{paragraphs}\n", "utf-8")
    return len(pages)


def _build_ours(project: Path) -> None:
    for name in ("site", CACHE):
        shutil.rmtree(project / name, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "kepu", "build"], cwd=project, check=True, capture_output=True)


def _build_peer(peer: Path) -> None:
    shutil.rmtree(peer / "site", ignore_errors=True)
    subprocess.run([sys.executable, "-m", "mkdocs", "build"], cwd=peer, check=True, capture_output=True)


def _timed(build: Callable[[], None]) -> tuple[float, float]:
    """Seconds on the wall, and of the processors."""
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    build()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - started, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _size(*paths: Path) -> str:
    return f"{sum(len(gzip.compress(path.read_bytes())) for path in paths) / 1024:.1f} KB（gzip）"
