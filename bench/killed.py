"""A build killed at a hundred random moments, and on a disk that fills up: the old site or the new one, whole."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kepu.postbuild.manifest import MANIFEST, digests

TITLE = "一百次打断和磁盘满"
ROOT = Path(__file__).resolve().parent.parent
KILLS, SEED = 100, 20260101


def measure() -> Iterator[str]:
    """The real project, changed after its first build, killed between a tenth and all of the time a build takes."""
    with tempfile.TemporaryDirectory() as folder:
        root, site = copied(Path(folder) / "project"), Path(folder) / "site"
        trial = Trial(root, site)
        seconds = trial.build()
        page = root / "content" / "about.md"
        page.write_text(page.read_text("utf-8") + "\n改过的一段。\n", "utf-8")
        chance = random.Random(SEED)
        broken = cut = tries = 0
        while cut < KILLS:
            cut += trial.kill_after(chance.uniform(0.05, 1) * seconds, whole_group=tries % 4 > 0)
            broken += bool(trial.faults())
            tries += 1
        trial.build()
        left = [path.name for path in site.parent.iterdir() if path not in (root, site)]
        yield f"- 试了 {tries} 次，打断了 {cut} 次（一次生成约 {seconds:.1f} 秒），网站残缺 {broken} 次"
        yield f"- 之后的一次生成：{'完整' if not trial.faults() else '残缺'}，留下的东西：{'、'.join(left) or '没有'}"
        yield from full_disk(root, Path(folder) / "disk", room=size_of(site) * 5 // 4)


def size_of(site: Path) -> int:
    """Bytes a site takes on a disk that gives out pages of 4 KB."""
    return sum(-(-path.stat().st_size // 4096) * 4096 for path in site.rglob("*") if path.is_file())


def full_disk(root: Path, mounted: Path, room: int) -> Iterator[str]:
    """The next day's build, in which every page differs, on a disk of memory with room for a site and a quarter; only root may mount it."""
    mounted.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={room}", "tmpfs", str(mounted)], check=False).returncode:
        yield "- 磁盘满：没有挂载的权限，没有试"
        return
    try:
        trial = Trial(root, mounted / "site")
        trial.build()
        trial.moment += 86_400
        done = trial.run()
        yield f"- 磁盘满：退出码 {done.returncode}，“{done.stderr.splitlines()[0]}”，网站{'残缺' if trial.faults() else '完整'}"
    finally:
        subprocess.run(["umount", str(mounted)], check=True)


def copied(project: Path) -> Path:
    """A copy of the project to spoil."""
    for name in ("plan", "content", "overrides", "mkdocs.yml"):
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, _made(project) / name)
    return project


@dataclass
class Trial:
    """Builds of one project into one folder, some of them killed; each counts as made a second after the last."""

    root: Path
    site: Path
    moment: int = 1_780_300_800

    def build(self) -> float:
        """One build that must succeed; returns the seconds it took."""
        started = time.monotonic()
        done = self.run()
        if done.returncode:
            raise SystemExit(done.stderr)
        return time.monotonic() - started

    def run(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self._command, cwd=ROOT, env=self.environment(), capture_output=True, encoding="utf-8", check=False
        )

    def kill_after(self, seconds: float, whole_group: bool) -> bool:
        """Start a build and kill it, alone or with all it started; whether it was still running."""
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(
            self._command, cwd=ROOT, env=self.environment(), stdout=quiet, stderr=quiet, start_new_session=True
        )
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL) if whole_group else process.kill()
            process.wait()
            return True
        return False

    def faults(self) -> list[str]:
        """Files of the live site that differ from what its own list says; a site without a list is no site."""
        if not (self.site / MANIFEST).is_file():
            return [MANIFEST]
        listed = json.loads((self.site / MANIFEST).read_text("utf-8"))["files"]
        found = digests(self.site)
        return sorted(name for name in listed.keys() | found.keys() if listed.get(name) != found.get(name))

    def environment(self) -> dict[str, str]:
        """What a build is told; a new moment, or a site that is current would be left alone."""
        self.moment += 1
        return {**os.environ, "SOURCE_DATE_EPOCH": str(self.moment)}

    @property
    def _command(self) -> list[str]:
        return [sys.executable, "-m", "kepu", "--root", str(self.root), "build", "--site", str(self.site)]


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


if __name__ == "__main__":
    for line in measure():
        print(line)
