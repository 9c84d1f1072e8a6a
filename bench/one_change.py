"""One record of ten years' changed, and none: what a build costs then, beside the cold build of mkdocs + material in the same run."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .build import RECORDS, Run, _rename, _run
from .cold_build import write_peer
from .corpus import copy_project, write_corpus

TITLE = "十年规模：改一条、没有变"
ROUNDS = 1

OURS, CHECK, PEER = ("kepu", "build"), ("kepu", "check"), ("mkdocs", "build")


def measure() -> Iterator[str]:
    """Seconds of the processors, since a shared machine says little on the wall; without posters, which are kept for good."""
    with tempfile.TemporaryDirectory() as folder:
        project, peer = Path(folder) / "project", Path(folder) / "peer"
        project.mkdir()
        copy_project(project)
        write_corpus(project, RECORDS)
        site = project / "plan" / "site.yaml"
        site.write_text("prints: false\n" + site.read_text("utf-8"), "utf-8")
        taken = {"从头": [_of(OURS, project)]}
        pages = write_peer(project / "site", peer)
        record = next((project / "plan" / "events" / "2020").glob("event-*.yaml"))
        for turn in range(ROUNDS):
            taken.setdefault(PEER_COLD, []).append(_of(PEER, peer))
            _rename(record, f"改名 {turn}")
            taken.setdefault("改一条", []).append(_of(OURS, project))
            taken.setdefault("没有变", []).append(_of(OURS, project))
            taken.setdefault("kepu check，改过以后", []).append(_of(CHECK, project))
            taken.setdefault("kepu check，没有变", []).append(_of(CHECK, project))
        whole = min(one.cpu for one in taken[PEER_COLD])
        yield f"{RECORDS} 条记录，{pages} 页，不做海报；同一次运行里先后做的，{ROUNDS} 轮，取处理器时间最少的："
        for name, runs in taken.items():
            best = min(runs, key=lambda one: one.cpu)
            yield f"- {name}：处理器 {best.cpu:.2f} 秒（是 {PEER_COLD} 的 {best.cpu / whole:.2f}），{best.wall:.2f} 秒，内存最多 {best.memory:.0f} MB"


PEER_COLD = "mkdocs + material 从头"


def _of(command: tuple[str, str], folder: Path) -> Run:
    return _run([sys.executable, "-m", *command], folder, None, {"SOURCE_DATE_EPOCH": "1795600000"})
