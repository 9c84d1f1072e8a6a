"""Builds at ten years' size beside four other programs, with growth, memory, and what a small change costs."""

from __future__ import annotations

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
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kepu.common.files.kept import CACHE

from .cold_build import write_peer
from .corpus import ROOT, copy_project, write_corpus
from .peers import PEERS, a_page

TITLE = "十年规模：生成网站，与别的程序对比"
RECORDS, SMALL, LARGE, PAIRS = 5000, 1000, 10_000, 5

STEPS = ("启动", "读取和检查", "写出网页和数据", "检查写出的网站")


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
    """One table, then what the processor does for ours, the check, growth, and the preview; medians all."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        project, site = _project(place / "project", RECORDS), place / "site"
        if refused := _pages(project, site).refused:
            raise SystemExit("\n".join(refused))
        pages = write_peer(site, place / "peer")
        ways = [_ours(project), *_peers(place)]
        runs = _rounds(ways)
        yield f"{RECORDS} 条记录，{pages} 页，轮流 {PAIRS} 次，中位数；从头、改一条（过去的活动，第二次改）、没有变各一轮；不做海报："
        yield ""
        yield "| 程序 | 从头，秒 | 处理器 | 改一条，秒 | 处理器 | 没有变，秒 | 处理器 | 内存，MB | 不做的 |"
        yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |"
        for way in ways:
            taken = runs[way.name]
            numbers = " | ".join(f"{_median(taken[kind], what):.2f}" for kind in KINDS for what in ("wall", "cpu"))
            yield f"| {way.name} | {numbers} | {_median(taken['cold'], 'memory'):.0f} | {way.lacks} |"
        yield ""
        yield from _shares(runs)
        coming = _coming_changed(ways[0])
        share = coming.wall / _median(runs[PEERS[0].name]["cold"], "wall")
        yield f"- 改一条还没有到的活动：{coming.wall:.2f} 秒，处理器 {coming.cpu:.2f} 秒，是 {PEERS[0].name} 从头一次的 {share:.3f}"
        own = [_pages(project, site) for _ in range(PAIRS)]
        each = [statistics.median(taken) for taken in zip(*(run.steps for run in own), strict=True)]
        yield f"- kepu 的处理器时间（搜索索引另计）：{'，'.join(f'{step} {seconds:.2f} 秒' for step, seconds in zip(STEPS, each, strict=True))}"
        faster = _median(runs[PEERS[0].name]["cold"], "wall") / _median(own, "wall")
        cpu = _median(own, "cpu") / _median(runs["Hugo"]["cold"], "cpu")
        yield f"- 不算搜索索引，从头比 {PEERS[0].name} 快 {faster:.2f} 倍，处理器时间是 Hugo 的 {cpu:.2f} 倍"
        index = _run(_step("index", project, site), ROOT, None)
        yield f"- 搜索索引：{index.wall:.2f} 秒，处理器 {index.cpu:.2f} 秒"
        yield from _checks(project, runs[PEERS[0].name]["cold"])
        yield from _growth(place)
        record = next((project / "plan" / "events" / "2020").glob("event-*.yaml"))
        preview = statistics.median(_preview(project, record))
        yield f"- kepu serve，从存盘到新页面：{preview:.2f} 秒（{PAIRS} 次中位数）"


KINDS = ("cold", "changed", "same")
"""From nothing; after a change of one title; after none."""


@dataclass(frozen=True)
class Way:
    """A program on its project: `left` are the folders that a cold run starts without, `page` the file that is changed."""

    name: str
    lacks: str
    command: list[str]
    folder: Path
    left: tuple[str, ...]
    page: Path


def _ours(project: Path) -> Way:
    record = next((project / "plan" / "events" / "2020").glob("event-*.yaml"))
    return Way("kepu build", "", [sys.executable, "-m", "kepu", "build"], project, ("site", CACHE), record)


def _peers(place: Path) -> Iterator[Way]:
    for peer in PEERS:
        folder = place / re.sub(r"\W+", "-", peer.name)
        peer.write(place / "peer", folder)
        yield Way(peer.name, peer.lacks, list(peer.command()), folder, (peer.output, peer.cache), a_page(folder))


def _rounds(ways: list[Way]) -> dict[str, dict[str, list[Run]]]:
    """Name → kind → the runs of it; in each round every program has its turn."""
    runs: dict[str, dict[str, list[Run]]] = {way.name: {kind: [] for kind in KINDS} for way in ways}
    for turn in range(PAIRS):
        for way in ways:
            for name in way.left:
                shutil.rmtree(way.folder / name, ignore_errors=True)
            runs[way.name]["cold"].append(_run(way.command, way.folder, None, AT_ONE_MOMENT))
            for turned in ("先", "再"):  # the first build after a cold one has no replaced site to go on with
                _rename(way.page, f"{turned}改名 {turn}")
                changed = _run(way.command, way.folder, None, AT_ONE_MOMENT)
            runs[way.name]["changed"].append(changed)
            runs[way.name]["same"].append(_run(way.command, way.folder, None, AT_ONE_MOMENT))
    return runs


def _coming_changed(way: Way) -> Run:
    """Of our build: an event changed that many lists still name, while nothing else has changed; the quickest."""
    record = next((way.folder / "plan" / "events" / "2027").glob("event-*.yaml"))
    runs = []
    for turn in range(PAIRS):
        _rename(record, f"又改名 {turn}")
        runs.append(_run(way.command, way.folder, None, AT_ONE_MOMENT))
    return min(runs, key=lambda run: run.cpu)


AT_ONE_MOMENT = {"SOURCE_DATE_EPOCH": "1795600000"}


def _shares(runs: dict[str, dict[str, list[Run]]]) -> Iterator[str]:
    ours = runs["kepu build"]
    for name in [name for name in runs if name != "kepu build"]:
        faster = _median(runs[name]["cold"], "wall") / _median(ours["cold"], "wall")
        cpu = _median(ours["cold"], "cpu") / _median(runs[name]["cold"], "cpu")
        yield f"- 从头，比 {name} 快 {faster:.2f} 倍；处理器时间是它的 {cpu:.2f} 倍"
    whole = _median(runs[PEERS[0].name]["cold"], "wall")
    for kind, caption in (("changed", "改一条"), ("same", "没有变")):
        yield f"- {caption}，是 {PEERS[0].name} 从头一次的 {_median(ours[kind], 'wall') / whole:.3f}"


def _checks(project: Path, peer: list[Run]) -> Iterator[str]:
    """`kepu check` as shares of the processor's time of the first peer's cold build, and the help of both."""
    whole, taken = _median(peer, "cpu"), {kind: list[Run]() for kind in KINDS}
    check = [sys.executable, "-m", "kepu", "check"]
    record = next((project / "plan" / "events" / "2020").glob("event-*.yaml"))
    for turn in range(PAIRS):
        taken["cold"].append(_run(check, project, CACHE))
        _rename(record, f"再改名 {turn}")
        taken["changed"].append(_run(check, project, None))
        taken["same"].append(_run(check, project, None))
    said = (
        f"{caption} {_median(taken[kind], 'cpu'):.2f} 秒（{_median(taken[kind], 'cpu') / whole:.3f}）"
        for kind, caption in CAPTIONS
    )
    yield f"- kepu check 的处理器时间，括号里是 {PEERS[0].name} 从头一次的几分之几：{'，'.join(said)}"
    helps = [
        statistics.median(_run([sys.executable, "-m", name, "--help"], project, None).cpu for _ in range(PAIRS))
        for name in ("kepu", "mkdocs")
    ]
    yield f"- kepu --help：处理器 {helps[0]:.3f} 秒，mkdocs --help 的 {helps[0] / helps[1]:.2f} 倍"


CAPTIONS = (("cold", "从头"), ("changed", "改一条"), ("same", "没有变"))


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
    record.write_text(
        re.sub(r"^(title: |# ).*", rf"\g<1>{name}", record.read_text("utf-8"), count=1, flags=re.MULTILINE), "utf-8"
    )


def _project(folder: Path, records: int) -> Path:
    folder.mkdir()
    copy_project(folder, prints=False)
    if records:
        write_corpus(folder, records)
    return folder


def _pages(project: Path, site: Path) -> Run:
    shutil.rmtree(site, ignore_errors=True)
    return _run(_step("pages", project, site), ROOT, None)


def _step(name: str, project: Path, site: Path) -> list[str]:
    return [sys.executable, "-m", "bench.steps", name, str(project), str(site)]


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
