"""Run measurements, print what was measured, and keep it in RESULTS.md with machine, day and commit."""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from types import ModuleType

from kepu.common.dates import CHINA

from . import (
    Missing,
    build,
    calendar,
    candidates,
    cold_build,
    desk,
    desk_flows,
    fuzz,
    killed,
    lighthouse,
    paste,
    reports,
    search,
    weight,
)

MEASUREMENTS: Mapping[str, ModuleType] = {
    "cold_build": cold_build,
    "build": build,
    "candidates": candidates,
    "calendar": calendar,
    "reports": reports,
    "weight": weight,
    "search": search,
    "paste": paste,
    "lighthouse": lighthouse,
    "desk": desk,
    "desk_flows": desk_flows,
    "killed": killed,
    "fuzz": fuzz,
}
RESULTS = Path(__file__).resolve().parent / "RESULTS.md"
INTRODUCTION = """\
# 测量结果

`make bench` 运行全部测量，`python -m bench 名称` 只运行这几项；每次运行只换掉运行过的几节。每一节写明是哪一天、在哪台机器上、对哪次提交测的。
"""


def main(arguments: list[str] | None = None) -> int:
    """Run the measurements named, or all; 1 when one of them could not be made."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="测量，结果写进 bench/RESULTS.md")
    parser.add_argument("names", nargs="*", metavar="名称", help=f"不写就是全部：{'、'.join(MEASUREMENTS)}")
    names = parser.parse_args(arguments).names
    if unknown := [name for name in names if name not in MEASUREMENTS]:
        parser.error(f"没有“{'、'.join(unknown)}”，有的是：{'、'.join(MEASUREMENTS)}")
    missing = False
    for name in names or MEASUREMENTS:
        print(f"## {MEASUREMENTS[name].TITLE}\n", flush=True)
        try:
            lines = list(_printed(section(name)))
        except Missing as reason:
            print(f"没有测：{reason}。原来的结果没有动。\n", file=sys.stderr)
            missing = True
        else:
            keep(RESULTS, name, lines)
            print(flush=True)
    return int(missing)


def section(name: str) -> Iterator[str]:
    """When, where and of what it was measured; then what."""
    started = time.monotonic()
    yield f"命令：`python -m bench {name}`；日期：{datetime.now(CHINA).date()}；提交：{current_commit()}；"
    yield f"机器：{machine()}。"
    yield ""
    yield from MEASUREMENTS[name].measure()
    yield ""
    yield f"用时 {(time.monotonic() - started) / 60:.1f} 分钟。"


def keep(results: Path, name: str, lines: list[str]) -> None:
    """Put one section in the place of its last one; the others stay as they were."""
    text = results.read_text("utf-8") if results.exists() else ""
    sections = {
        found[1]: part
        for part in re.split(r"^(?=## )", text, flags=re.MULTILINE)
        if (found := re.search(r"`python -m bench (\w+)`；", part))
    }
    sections[name] = f"## {MEASUREMENTS[name].TITLE}\n\n" + "\n".join(lines) + "\n"
    known = [sections[name].strip() + "\n" for name in MEASUREMENTS if name in sections]
    results.write_text("\n".join([INTRODUCTION, *known]), "utf-8")


def current_commit() -> str:
    """The commit of the tree, and whether something in it differs."""
    commit = _git("rev-parse", "--short=10", "HEAD")
    changed = _git("status", "--porcelain", "--", ":/", f":(top,exclude)bench/{RESULTS.name}")
    return f"{commit or '不明'}{'（有改动没有提交）' if changed else ''}"


def machine() -> str:
    """Cores, processor, memory, system and Python."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    info = Path("/proc/cpuinfo")
    named = re.search(r"model name\s*: (.+)", info.read_text("utf-8")) if info.exists() else None
    processor = named[1] if named else platform.processor() or platform.machine()
    return f"{cores} 核 {processor}，{platform.system()} {platform.machine()}，Python {platform.python_version()}"


def _printed(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        print(line, flush=True)
        yield line


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=RESULTS.parent, capture_output=True, encoding="utf-8", check=False)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
