"""Reports of all units for five years: what they add to a build and to a site, both built in one run."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kepu.project.plan_loader import load_plan
from kepu.project.reporting import answerable, reporting_units

from .corpus import copy_project

TITLE = "报送：35 个单位，五年，全部报齐"
YEARS = range(2021, 2026)
TURNS = 2
DEEDS = ("到社区和学校办讲座", "组织科普展览和咨询", "培训科普骨干和志愿者", "开放场馆，接待研学", "更新科普栏目和阵地")


def write_reports(project: Path) -> tuple[int, int, int]:
    """A report of every unit for every year, and a call for the last one; how many files, entries and bytes."""
    plan = load_plan(project)
    units, mine = reporting_units(plan, plan.current), answerable(plan, plan.current)
    files = entries = size = 0
    for year in YEARS:
        folder = project / "plan" / "reports" / str(year)
        folder.mkdir(parents=True, exist_ok=True)
        for id, measures in mine.items():
            lines = [
                "received:",
                f"  - {{date: {year + 1}-01-20, by: {units[id].name}办公室, how: 盖章件}}",
                "entries:",
            ]
            for number, measure in enumerate(measures):
                words = f"{year} 年{units[id].name}第 {number + 1} 项：{DEEDS[number % len(DEEDS)]}，一年共 {number + 3} 次。"
                lines += [
                    f"  - measure: {measure.id}",
                    "    state: done",
                    f"    received: {year + 1}-01-20",
                    f"    did: {words}",
                    f"    on: {year}-09-20",
                    f"    counts: [{{what: 活动, number: {number + 3}, unit: 场}}]",
                    f"    evidence: [{{kind: document, name: 《{year} 年工作总结》, number: 测〔{year}〕{number + 1}号}}]",
                ]
            path = folder / f"{id}.yaml"
            path.write_text("\n".join(lines) + "\n", "utf-8")
            files, entries, size = files + 1, entries + len(measures), size + path.stat().st_size
    (project / "plan" / "reports" / "calls.yaml").write_text(
        "calls:\n  - {year: 2025, by: 测量, title: 测量用的通知, number: 测〔2026〕1号, issued: 2026-01-05, due: 2026-01-31}\n",
        "utf-8",
    )
    return files, entries, size


def measure() -> Iterator[str]:
    """Builds of the project as it is and with the reports, in turn; the lesser time of the processor, the bytes of both sites."""
    with tempfile.TemporaryDirectory() as folder:
        bare, full = Path(folder) / "bare", Path(folder) / "full"
        for project in (bare, full):
            project.mkdir()
            copy_project(project)
        files, entries, size = write_reports(full)
        yield f"{files} 个文件，{entries} 条报送，{size / 1024:.0f} KB；在同一次运行里轮流冷生成，各 {TURNS} 次，取处理器时间少的。"
        yield ""
        projects = {"没有报送": bare, "报齐": full}
        runs = [{name: built(project) for name, project in projects.items()} for _ in range(TURNS)]
        found = {name: min(run[name] for run in runs) for name in projects}
        yield "| | 处理器时间 | 网站 | 压缩后 |"
        yield "| --- | ---: | ---: | ---: |"
        for name, (seconds, weight, packed) in found.items():
            yield f"| {name} | {seconds:.1f} 秒 | {weight / 1e6:.2f} MB | {packed / 1e6:.2f} MB |"
        (first, weight, packed), (second, more, tighter) = found.values()
        yield (
            f"| 多出 | {second - first:.1f} 秒（{100 * (second - first) / first:.0f}%） "
            f"| {(more - weight) / 1e6:.2f} MB | {(tighter - packed) / 1e6:.2f} MB |"
        )


def built(project: Path) -> tuple[float, int, int]:
    """Seconds of the processors for a build from nothing; the bytes of the site, and those sent when each file is packed."""
    for kept in ("site", ".kepu-cache"):
        shutil.rmtree(project / kept, ignore_errors=True)
    before = sum(os.times()[2:4])
    command = [sys.executable, "-m", "kepu", "build"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    seconds = sum(os.times()[2:4]) - before
    contents = [path.read_bytes() for path in (project / "site").rglob("*") if path.is_file()]
    return seconds, sum(map(len, contents)), sum(min(len(data), len(gzip.compress(data, 6))) for data in contents)
