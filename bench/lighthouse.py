"""Lighthouse as a phone sees it, for one page of each kind, served by the nginx of deploy/ as readers get it."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kepu.project.plan_loader import load_plan
from kepu.publish.deploy import publish

from . import CHROMIUM, Missing
from .nginx import missing_packages, running, served

TITLE = "Lighthouse（手机）：每种页面"
ROOT = Path(__file__).resolve().parent.parent
VERSION = "12.8.2"
"""The last one for the Node of Debian and of long-term support; 13 wants Node 22.19."""

FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking --no-first-run --ignore-certificate-errors"
"""Chromium takes our certificate for a good one: readers meet the site over https and HTTP/2."""

TARGETS = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
AGAIN = 2
"""So many more runs for a page that missed a target; the middle one of all counts."""

KINDS = {
    "首页": "index.html",
    "方案": "plan/index.html",
    "原文": "plan/source/index.html",
    "正文与分工表的差异": "plan/contrasts/index.html",
    "行动": "actions/*/index.html",
    "工程": "projects/*/index.html",
    "保障": "safeguards/*/index.html",
    "措施": "measures/*/index.html",
    "责任单位": "units/*/index.html",
    "责任单位列表": "units/index.html",
    "责任分工": "duties/index.html",
    "落实情况": "progress/index.html",
    "报送的口径": "progress/*/index.html",
    "日程": "events/index.html",
    "一年": "events/[0-9]*/index.html",
    "一月": "events/[0-9]*/[0-9]*/index.html",
    "活动": "events/[0-9]*/[a-z]*/index.html",
    "主题日": "observances/*/index.html",
    "每日科普": "daily/index.html",
    "每日科普一月": "daily/[0-9]*/index.html",
    "测一测": "quiz/index.html",
    "公共大屏": "screen/index.html",
    "科普场所": "places/index.html",
    "搬走的页面": "venues/index.html",
    "资源列表": "resources/index.html",
    "资源": "resources/*/index.html",
    "文章列表": "articles/index.html",
    "文章": "articles/*/index.html",
    "应急": "emergency/index.html",
    "离线阅读": "offline/index.html",
    "人群": "audiences/*/index.html",
    "主题": "topics/*/index.html",
    "搜索": "search/index.html",
    "站点地图": "sitemap/index.html",
    "长者模式": "senior/index.html",
    "关于": "about/index.html",
    "无障碍": "accessibility/index.html",
    "开放数据": "api/index.html",
    "编辑指南": "guide/index.html",
    "指南一篇": "guide/*/index.html",
    "没有找到": "404.html",
}


def measure() -> Iterator[str]:
    """A table of scores, then every audit that found something, with the pages where it did."""
    program = _installed()
    with tempfile.TemporaryDirectory() as folder, _serving(Path(folder)) as (origin, site):
        yield f"Lighthouse {VERSION}，模拟手机和慢网络（默认设置），真实的 nginx 配置（https、HTTP/2、brotli）；每种取 HTML 最大的一页。"
        yield f"没有达到目标的再测 {AGAIN} 次，取中位数。目标：性能 ≥ {TARGETS['performance']}，其余 100。"
        yield ""
        yield "| 页面 | 地址 | 性能 | 无障碍 | 最佳做法 | SEO |"
        yield "| --- | --- | ---: | ---: | ---: | ---: |"
        looks = []
        for kind, pattern in KINDS.items():
            look = _looked(program, kind, origin, largest(site, pattern))
            looks.append(look)
            yield look.row()
        yield ""
        missed = [look.kind for look in looks if look.missed]
        yield f"没有达到目标：{'、'.join(missed) or '没有'}（共 {len(looks)} 种）。"
        yield ""
        yield "查出问题的项目（扣分的在前）："
        yield ""
        yield from findings(looks)


@dataclass
class Look:
    """What Lighthouse said of one page: its scores from 0 to 100, and the reports of all runs."""

    kind: str
    address: str
    reports: list[dict[str, Any]]

    @property
    def scores(self) -> dict[str, int]:
        return {
            name: round(100 * statistics.median(report["categories"][name]["score"] for report in self.reports))
            for name in TARGETS
        }

    @property
    def missed(self) -> bool:
        return any(score < TARGETS[name] for name, score in self.scores.items())

    def row(self) -> str:
        marked = [f"{score}" if score >= TARGETS[name] else f"**{score}**" for name, score in self.scores.items()]
        return f"| {self.kind} | /{self.address} | {' | '.join(marked)} |"

    def failed(self) -> Iterator[tuple[bool, str]]:
        """Audits of the last run below the green, and whether they count towards a score."""
        report = self.reports[-1]
        for category in TARGETS:
            for used in report["categories"][category]["auditRefs"]:
                audit = report["audits"][used["id"]]
                if audit["score"] is not None and audit["score"] < 0.9 and audit["scoreDisplayMode"] != "informative":
                    yield used["weight"] > 0, f"`{used['id']}` {audit['title'].replace('`', '')}"


def findings(looks: Sequence[Look]) -> Iterator[str]:
    """One line an audit, with its pages; those that cost points first."""
    pages: dict[tuple[bool, str], list[str]] = {}
    for look in looks:
        for counts, audit in look.failed():
            pages.setdefault((counts, audit), []).append(look.kind)
    for (counts, audit), kinds in sorted(pages.items(), key=lambda item: (not item[0][0], -len(item[1]), item[0][1])):
        where = "每一种页面" if len(kinds) == len(looks) else "、".join(kinds)
        yield f"- {audit}{'' if counts else '（不扣分）'}：{where}"
    if not pages:
        yield "- 没有"


def largest(site: Path, pattern: str) -> str:
    """The address of the page with the most HTML of those that fit."""
    path = max(sorted(site.glob(pattern)), key=lambda path: path.stat().st_size)
    return path.relative_to(site).as_posix().removesuffix("index.html")


def _looked(program: Path, kind: str, origin: str, address: str) -> Look:
    look = Look(kind, address, [_report(program, f"{origin}/{address}")])
    if look.missed:
        look.reports += [_report(program, f"{origin}/{address}") for _ in range(AGAIN)]
    return look


def _report(program: Path, url: str) -> dict[str, Any]:
    command = [
        "node", str(program), url, "--output=json", "--quiet", "--locale=zh", "--no-enable-error-reporting",
        f"--only-categories={','.join(TARGETS)}", f"--chrome-flags={FLAGS}",
    ]  # fmt: skip
    environment = {**os.environ, "CHROME_PATH": str(CHROMIUM)}
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(f"{url}：{done.stderr}")
    report: dict[str, Any] = json.loads(done.stdout)
    if "runtimeError" in report:
        raise SystemExit(f"{url}：{report['runtimeError']['message']}")
    return report


def _installed() -> Path:
    """Lighthouse from npm, in the user's cache; one that was installed before is used again."""
    for name in ("node", "npm"):
        if not shutil.which(name):
            raise Missing(f"没有 {name}，Lighthouse 装不上。请安装 Debian 软件包 nodejs 和 npm")
    if not CHROMIUM.exists():
        raise Missing("没有 Chromium。请安装 Debian 软件包 chromium")
    if packages := missing_packages():
        raise Missing(f"没有 nginx 或它的模块。请安装 Debian 软件包 {'、'.join(packages)}")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kepu-bench"
    target = cache / f"lighthouse-{VERSION}"
    if not target.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            # No scripts of packages run: none of them fetches a browser of its own.
            quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--loglevel=error"]
            command = ["npm", "install", *quiet, "--prefix", f"{folder}/whole", f"lighthouse@{VERSION}"]
            done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
            if done.returncode:
                raise Missing(f"npm 没有装上 Lighthouse {VERSION}：{done.stderr.strip()}")
            (Path(folder) / "whole").rename(target)
    return target / "node_modules" / "lighthouse" / "cli" / "index.js"


@contextmanager
def _serving(folder: Path) -> Iterator[tuple[str, Path]]:
    """The project, built, published and served; where it is, and its files."""
    site = folder / "site"
    command = [sys.executable, "-m", "kepu", "build", "--site", str(site)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    (folder / "plan").mkdir()
    publish(folder, load_plan(ROOT), served(folder), site)
    with running(folder) as ports:
        yield f"https://127.0.0.1:{ports.https}", site
