"""Builds at ten years' size: against plain mkdocs + material and Hugo, with growth, memory, and what a small change costs."""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .cold_build import write_peer
from .corpus import copy_project, write_corpus

TITLE = "十年规模：生成网站"
RECORDS, SMALL, LARGE, PAIRS = 5000, 1000, 10_000, 5
HUGO = "hugo"

PAGES = """
import sys, time
from pathlib import Path
from kepu.postbuild.built_site import BuiltSite
from kepu.common.dates import build_time
from kepu.common.files.file_writer import FileWriter
from kepu.render.site_files import Output
from kepu.render.project import read_project
from kepu.build.finish_site import faults
root, site = map(Path, sys.argv[1:])
steps = [time.process_time()]
project = read_project(root)
steps.append(time.process_time())
problems = Output.of(root, project, build_time()).write(FileWriter(site))
steps.append(time.process_time())
problems += faults(root, BuiltSite(site), project.plan)
steps.append(time.process_time())
print(*steps)
print(*problems, sep="\\n", end="")
"""
"""All of a build but the search index; says the processor's time after each step, then what keeps the site from going live."""

STEPS = ("启动", "读取和检查", "写出网页和数据", "检查写出的网站")

INDEX = """
import sys
from pathlib import Path
from kepu.common.dates import build_time
from kepu.postbuild.built_site import BuiltSite
from kepu.postbuild.search_index import build_index
from kepu.render.project import read_project
from kepu.render.site_files import Output
root, site = map(Path, sys.argv[1:])
output = Output.of(root, read_project(root), build_time())
build_index(BuiltSite(site), output.search_entries, output.plan)
"""

LAYOUT = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><main><h1>{{ .Title }}</h1>{{ .Content }}</main></body></html>
"""


@dataclass(frozen=True)
class Run:
    """Seconds on the wall, seconds of the processors, and the most memory in MB of one command and all it started."""

    wall: float
    cpu: float
    memory: float
    said: str = ""

    @property
    def steps(self) -> list[float]:
        """Of our build: the seconds of the processor that each of STEPS took."""
        ends = [float(end) for end in self.said.partition("\n")[0].split()]
        return [end - start for start, end in zip([0.0, *ends], ends, strict=False)]

    @property
    def refused(self) -> list[str]:
        """Of our build: what keeps the site from going live."""
        return self.said.splitlines()[1:]


def measure() -> Iterator[str]:
    """Medians; our build reads, checks, writes and audits, and the search index is measured apart."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        project = _project(place / "project", RECORDS)
        site = place / "site"
        if refused := _pages(project, site).refused:
            raise SystemExit("\n".join(refused))
        pages = write_peer(site, place / "peer")
        write_hugo(place / "peer", place / "hugo")
        ways: dict[str, Callable[[], Run]] = {
            "kepu": lambda: _pages(project, site),
            "mkdocs + material": lambda: _run([sys.executable, "-m", "mkdocs", "build"], place / "peer", "site"),
        }
        if shutil.which(HUGO):
            ways["hugo"] = lambda: _run([HUGO, "--quiet"], place / "hugo", "public")
        else:
            yield "没有装 hugo（Debian：apt install hugo），这一行不测。"
        runs: dict[str, list[Run]] = {name: [] for name in ways}
        for _ in range(PAIRS):
            for name, way in ways.items():
                runs[name].append(way())
        yield f"{RECORDS} 条记录，{pages} 页，轮流 {PAIRS} 次，中位数（搜索索引另测）："
        for name, taken in runs.items():
            yield f"- {name}：{_median(taken, 'wall'):.2f} 秒，处理器 {_median(taken, 'cpu'):.2f} 秒，内存最多 {_median(taken, 'memory'):.0f} MB"
        each = [statistics.median(taken) for taken in zip(*(run.steps for run in runs["kepu"]), strict=True)]
        yield f"- kepu 的处理器时间：{'，'.join(f'{step} {seconds:.2f} 秒' for step, seconds in zip(STEPS, each, strict=True))}"
        for name in [name for name in ways if name != "kepu"]:
            faster = _median(runs[name], "wall") / _median(runs["kepu"], "wall")
            cpu = _median(runs["kepu"], "cpu") / _median(runs[name], "cpu")
            yield f"- 比 {name} 快 {faster:.2f} 倍；处理器时间是它的 {cpu:.2f} 倍"
        index = _run([sys.executable, "-c", INDEX, str(project), str(site)], place, "nothing")
        yield f"- 搜索索引：{index.wall:.2f} 秒，处理器 {index.cpu:.2f} 秒"
        yield from _growth(place)
        yield from _changes(project)


def _growth(place: Path) -> Iterator[str]:
    each = {}
    for records in (SMALL, LARGE):
        project = _project(place / f"project-{records}", records)
        empty = _project(place / f"empty-{records}", 0)
        base, run = _pages(empty, place / "grown"), _pages(project, place / "grown")
        each[records] = (run.cpu - base.cpu) / records * 1000
        yield f"- {records} 条记录：处理器 {run.cpu:.2f} 秒（没有这些记录时 {base.cpu:.2f} 秒），每条 {each[records]:.2f} 毫秒，内存最多 {run.memory:.0f} MB"
        if run.refused:
            yield f"  - 这样大的网站 kepu build 会拒绝：{'；'.join(run.refused)}"
    yield f"- {LARGE} 条时每条的时间是 {SMALL} 条时的 {each[LARGE] / each[SMALL]:.2f} 倍"


def _changes(project: Path) -> Iterator[str]:
    """What `kepu build` takes, index included, and the preview from a saved file to the fresh page."""
    build = [sys.executable, "-m", "kepu", "build"]
    environment = {"SOURCE_DATE_EPOCH": "1795600000"}
    yield f"- kepu build，从头（含搜索索引）：{_run(build, project, 'site', environment).wall:.2f} 秒"
    same = [_run(build, project, None, environment).wall for _ in range(PAIRS)]
    yield f"- kepu build，什么也没变：{statistics.median(same):.2f} 秒"
    record = next((project / "plan" / "events" / "2020").glob("event-*.yaml"))
    changed = []
    for turn in range(2):
        _rename(record, f"改名 {turn}")
        changed.append(_run(build, project, None, environment).wall)
    yield f"- kepu build，改一条记录：{statistics.median(changed):.2f} 秒"
    yield f"- kepu serve，从存盘到新页面：{statistics.median(_preview(project, record)):.2f} 秒（{PAIRS} 次中位数）"


def _preview(project: Path, record: Path) -> Iterator[float]:
    command = [sys.executable, "-u", "-m", "kepu", "serve", "--address", "127.0.0.1:0"]
    with subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, encoding="utf-8") as server:
        assert server.stdout
        lines = iter(server.stdout.readline, "")
        address = next(found[0] for line in lines if (found := re.search(r"http://[\d.:]+", line)))
        heard = threading.Semaphore(0)
        threading.Thread(
            target=lambda: [heard.release() for line in lines if "没有必须改的问题" in line], daemon=True
        ).start()
        for turn in range(PAIRS):
            heard.acquire(timeout=120)  # the check after the save before is over
            started = time.perf_counter()
            _rename(record, f"预览 {turn}")
            _get(f"{address}/_kepu/version?{turn}")
            assert f"预览 {turn}" in _get(f"{address}/events/2020/{record.stem}/")
            yield time.perf_counter() - started
        server.terminate()


def _get(address: str) -> str:
    with urllib.request.urlopen(address) as answer:
        return str(answer.read().decode())


def _rename(record: Path, name: str) -> None:
    record.write_text(re.sub("title: .*", f"title: {name}", record.read_text("utf-8")), "utf-8")


def _project(folder: Path, records: int) -> Path:
    folder.mkdir()
    copy_project(folder)
    if records:
        write_corpus(folder, records)
    return folder


def write_hugo(peer: Path, folder: Path) -> None:
    """The pages of the peer for Hugo with a bare theme."""
    (folder / "layouts" / "_default").mkdir(parents=True)
    (folder / "config.json").write_text(
        json.dumps({"title": "peer", "disableKinds": ["taxonomy", "term", "RSS"]}), "utf-8"
    )
    for name in ("single.html", "list.html"):
        (folder / "layouts" / "_default" / name).write_text(LAYOUT, "utf-8")
    for path in (peer / "docs").rglob("index.md"):
        heading, _, text = path.read_text("utf-8").partition("\n")
        within = path.parent.relative_to(peer / "docs")
        target = folder / "content" / (f"{within}.md" if within.name else "_index.md")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"---\ntitle: {json.dumps(heading[2:], ensure_ascii=False)}\n---\n{text}", "utf-8")


def _pages(project: Path, site: Path) -> Run:
    return _run([sys.executable, "-c", PAGES, str(project), str(site)], site.parent, site.name)


def _run(command: list[str], folder: Path, output: str | None, environment: dict[str, str] | None = None) -> Run:
    """One cold run; what it writes is removed before, and the clock starts afterwards."""
    if output:
        shutil.rmtree(folder / output, ignore_errors=True)
    started = time.perf_counter()
    with tempfile.TemporaryFile() as output_file:
        whole = {**os.environ, **(environment or {})}
        process = subprocess.Popen(command, cwd=folder, stdout=output_file, stderr=subprocess.DEVNULL, env=whole)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        output_file.seek(0)
        said = output_file.read().decode()
    if status:
        raise SystemExit(f"{command[:3]} 没有做成：{said}")
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said)


def _median(runs: list[Run], what: str) -> float:
    return statistics.median(getattr(run, what) for run in runs)
