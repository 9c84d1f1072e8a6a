"""Today's site built cold, beside plain mkdocs + material with as many pages of the same words."""

from __future__ import annotations

import gzip
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from kepu.postbuild.built_site import BuiltPage
from kepu.queries.search_format import ANCHOR, BREAK

TITLE = "今天的网站：冷生成"
ROOT = Path(__file__).resolve().parent.parent
PAIRS = 3

PEER_CONFIG = """\
site_name: peer
theme: {name: material, font: false, language: zh}
validation: {nav: {omitted_files: ignore}}
nav: [index.md]
"""


def measure() -> Iterator[str]:
    """Medians of alternating runs, output on the same disk; our build includes check, search index and audit."""
    with tempfile.TemporaryDirectory() as folder:
        ours, peer = Path(folder) / "site", Path(folder) / "peer"
        _build_ours(ours)
        pages = write_peer(ours, peer)
        times: dict[str, list[float]] = {"kepu build": [], "mkdocs + material": []}
        for _ in range(PAIRS):
            times["kepu build"].append(_timed(lambda: _build_ours(ours)))
            times["mkdocs + material"].append(_timed(lambda: _build_peer(peer)))
        medians = {name: statistics.median(taken) for name, taken in times.items()}
        yield f"{pages} 页，{PAIRS} 次轮流，中位数："
        for name, median in medians.items():
            yield f"- {name}：{median:.2f} 秒（{'、'.join(f'{taken:.2f}' for taken in times[name])}）"
        yield f"- kepu 比同行：{medians['kepu build'] / medians['mkdocs + material']:.2f} 倍时间"
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


def _build_ours(site: Path) -> None:
    shutil.rmtree(site, ignore_errors=True)
    subprocess.run(
        [sys.executable, "-m", "kepu", "build", "--site", str(site)], cwd=ROOT, check=True, capture_output=True
    )


def _build_peer(peer: Path) -> None:
    shutil.rmtree(peer / "site", ignore_errors=True)
    subprocess.run([sys.executable, "-m", "mkdocs", "build"], cwd=peer, check=True, capture_output=True)


def _timed(build: Callable[[], None]) -> float:
    started = time.perf_counter()
    build()
    return time.perf_counter() - started


def _size(*paths: Path) -> str:
    return f"{sum(len(gzip.compress(path.read_bytes())) for path in paths) / 1024:.1f} KB（gzip）"
