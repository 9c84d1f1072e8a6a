"""Thousands of spoilt files, one at a time: each gives a good site, or a message with file and line, and soon.

`python -m bench.fuzz 10000` runs so many; the same number spoils the same files in the same ways.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from unittest.mock import patch

from kepu.build.write_pages import write_portable_pages
from kepu.common.dates import CHINA
from kepu.common.files.kept import CACHE
from kepu.common.files.yaml.yaml_file import YamlFile
from kepu.common.files.yaml_reader import read_yaml
from kepu.common.problems import PlanError
from kepu.project import plan_loader
from kepu.render.pages.table import generate_pages
from kepu.render.project import Project, read_project

from .killed import ROOT, copied

TITLE = "写坏的文件"
SEED, CASES = 20260101, 10_000
LIMIT = 10
"""Seconds that any one case may take."""

DRAWN, BUILT = 10, 100
"""Every so many-th of the cases that are found sound has all its pages drawn; every so many-th of all is built."""

NOW = datetime(2026, 6, 1, 16, tzinfo=CHINA)

SPLICES = (
    *("{{ config }}", '{{ unit("kexie") }}', "{% raw %}", "{% endraw %}", "{% include 'x' %}", "{#", "}}", "{{", "%}"),
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</main>", "<!--", "]]>", "&amp;", "&", "<", "'", '"'),
    *("&a ", "*a", "!!python/object/apply:os.system ", "!!binary ", "? ", "- ", ": ", "：", "| ", "> ", "%YAML 1.1", "@", "`"),
    *("---\n", "\n---\n", "\n...\n", "\n\n", "\t", "\r", "\r\n", "\\", "#", " #", "[", "]", "{", "}", ",", "，", "~", "null"),
    *("javascript:alert(1)", "https://[", "../../../etc/passwd", "//evil.example/", "![x](", "](", "[^1]", "[TOC]", "***", "$", "%"),
    *("\u202e", "\u200b", "\u0301", "\ufeff", "\U0001f6b2", "\U000e0001", "\u2028", "\x00", "\x1b", "　", "\ue000", "\ud7ff"),
    *("9" * 400, "-1", "0", "1e999", "0x7f", "1_000", ".inf", ".nan", "yes", "true", "16.5", "12:30:45", "2026-02-30"),
    *("0001-01-01", "9999-12-31", "2026-13-01", "0000-00-00", "24:00", "=cmd|' /C calc'!A0", "http://a:b@c/?d#e"),
)  # fmt: skip


def mutations(text: str, chance: random.Random, others: list[str]) -> str:
    """The text, spoilt in one to three ways."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        text = chance.choice(MUTATORS)(text, chance, others)
    return text


def _flip(text: str, chance: random.Random, others: list[str]) -> str:
    """Some bytes changed, which may leave no UTF-8."""
    data = bytearray(text.encode("utf-8", "surrogateescape"))
    for _ in range(chance.choice((1, 2, 8))):
        if data:
            data[chance.randrange(len(data))] = chance.randrange(256)
    return data.decode("utf-8", "surrogateescape")


def _splice(text: str, chance: random.Random, others: list[str]) -> str:
    place = chance.randrange(len(text) + 1)
    return text[:place] + chance.choice(SPLICES) + text[place:]


def _value(text: str, chance: random.Random, others: list[str]) -> str:
    """One value, from its colon to the end of the line, replaced."""
    found = list(re.finditer(r"(?<=: ).+$|(?<=- ).+$", text, re.MULTILINE))
    if not found:
        return text
    value = chance.choice(found)
    return text[: value.start()] + chance.choice(SPLICES) + text[value.end() :]


def _number(text: str, chance: random.Random, others: list[str]) -> str:
    found = list(re.finditer(r"\d+", text))
    if not found:
        return text
    number = chance.choice(found)
    new = chance.choice(("0", "1", "99", "9999", "-7", str(10 ** chance.randrange(25)), "00", "1e9", "3.5"))
    return text[: number.start()] + new + text[number.end() :]


def _cut(text: str, chance: random.Random, others: list[str]) -> str:
    start = chance.randrange(len(text) + 1)
    return text[:start] + text[start + chance.choice((1, 3, 30, 300, len(text))) :]


def _lines(text: str, chance: random.Random, others: list[str]) -> str:
    """Lines swapped, doubled, dropped, pushed in or out, or taken from another file."""
    lines = text.split("\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(6):
        case 0:
            lines[one], lines[other] = lines[other], lines[one]
        case 1:
            lines.insert(other, lines[one])
        case 2:
            del lines[one]
        case 3:
            lines[one] = " " * chance.randrange(1, 5) + lines[one]
        case 4:
            lines[one] = lines[one][chance.randrange(1, 5) :]
        case 5:
            foreign = chance.choice(others).split("\n")
            lines.insert(one, chance.choice(foreign))
    return "\n".join(lines)


def _grow(text: str, chance: random.Random, others: list[str]) -> str:
    """Something deep, long or many."""
    size = chance.choice((20, 300, 5000, 60_000))
    sign = chance.choice(
        (
            "[",
            "{a: ",
            "- ",
            "> ",
            "a: ",
            "*",
            "_",
            "`",
            "![",
            "[](",
            "{{",
            "(",
            "# ",
            "|",
            "字",
            "\n",
            " ",
            "&a ",
            "1. ",
            "~~~\n",
            "a\n=\n",
        )
    )
    return _insert_line(text, chance, sign * (size // len(sign)))


def _insert_line(text: str, chance: random.Random, line: str) -> str:
    lines = text.split("\n")
    lines.insert(chance.randrange(len(lines) + 1), line)
    return "\n".join(lines)


def _ends(text: str, chance: random.Random, others: list[str]) -> str:
    return text.replace("\n", chance.choice(("\r\n", "\r", "\n\n", "\u2028", " \n")))


MUTATORS: tuple[Callable[[str, random.Random, list[str]], str], ...] = (
    _flip, _splice, _splice, _value, _value, _number, _cut, _lines, _lines, _grow, _ends,
)  # fmt: skip


@dataclass
class Fuzz:
    """A project whose files are spoilt one at a time and put right again."""

    root: Path
    seed: int = SEED
    counts: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")
    failures: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        plan = [path for path in (self.root / "plan").rglob("*.yaml") if "schema" not in path.parts]
        self.files = sorted([*plan, *(self.root / "content").rglob("*.md")])
        self.texts = [path.read_text("utf-8") for path in self.files]

    def run(self, cases: Iterable[int], built: int = BUILT) -> None:
        """The cases of these numbers; every `built`-th one is built whole (0: none)."""
        for number in cases:
            chance = random.Random(f"{self.seed} {number}")
            index = chance.randrange(len(self.files))
            path, text = self.files[index], self.texts[index]
            spoilt = mutations(text, chance, self.texts)
            path.write_bytes(spoilt.encode("utf-8", "surrogateescape"))
            try:
                self.case(f"第 {number} 个，{path.relative_to(self.root)}", built > 0 and number % built == 0)
            finally:
                path.write_bytes(text.encode())

    def case(self, name: str, built: bool) -> None:
        started = time.process_time()
        try:
            with_limit(self.outcome, LIMIT)
        except PlanError as error:
            self.counts["有问题，指出了文件和行"] += 1
            self.failures += [f"{name}：{fault}" for fault in self.unclear(error)]
        except BaseException:
            self.failures.append(f"{name}：\n{traceback.format_exc(limit=-4)}")
        taken = time.process_time() - started
        self.slowest = max(self.slowest, (taken, name))
        if built:
            self.build(name)

    def outcome(self) -> None:
        """Read, and sometimes draw. Raises what goes wrong."""
        project = read_project(self.root)
        self.counts["没有问题"] += 1
        if self.counts["没有问题"] % DRAWN == 0:
            self.counts["画出全部页面"] += 1
            draw(self.root, project)

    def build(self, name: str) -> None:
        try:
            self.counts[build(self.root)] += 1
        except BaseException:
            self.failures.append(f"{name}，整站生成：\n{traceback.format_exc(limit=-4)}")

    def unclear(self, error: PlanError) -> Iterator[str]:
        """Messages that do not lead an editor to a line that is there."""
        for problem in error.problems:
            path = self.root / problem.where.path
            if not path.exists() or not problem.message or "\n" in problem.message:
                yield f"说得不清楚：{problem}"
            elif path.is_file() and not 1 <= problem.where.line <= path.read_bytes().count(b"\n") + 2:
                yield f"没有这一行：{problem}"


def draw(root: Path, project: Project) -> None:
    """Every page, feed and table, in memory's own folder."""
    with tempfile.TemporaryDirectory() as folder:
        assert (
            write_portable_pages(root, project, NOW, Path(folder))
            > len(list(generate_pages(project.plan, NOW.date()))) / 2
        )


def build(root: Path) -> str:
    """How a whole build ended; it may refuse, in words, and it writes nowhere but into its site."""
    before = names(root)
    command = [sys.executable, "-m", "kepu", "--root", str(root), "build", "--site", str(root.parent / "site")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60 * LIMIT, check=False)
    if "Traceback" in done.stderr or done.returncode not in (0, 1):
        raise AssertionError(done.stderr)
    if done.returncode and not re.match(r"\S+:\d+: ", done.stderr):
        raise AssertionError(done.stderr)
    if names(root) != before:
        raise AssertionError(f"写到了别处：{names(root) - before}")
    return "整站生成，做好了" if done.returncode == 0 else "整站生成，指出了文件和行"


def names(root: Path) -> set[str]:
    """Everything beside and in the project but the site and what programs keep for themselves."""
    found = {path.relative_to(root.parent).as_posix() for path in root.parent.rglob("*")}
    return {
        name
        for name in found
        if not name.startswith("site/") and name != "site" and not re.search("__pycache__|" + CACHE, name)
    }


def with_limit(work: Callable[[], None], seconds: int) -> None:
    """Do the work, but for no more than so many seconds of the processor, whatever else the machine has to do."""

    def late(signal: int, frame: object) -> None:
        raise TimeoutError(f"超过 {seconds} 秒")

    signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        work()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


@contextmanager
def reading_once() -> Iterator[None]:
    """Files that were not touched are parsed once: two thirds of the time of a case go there."""

    @cache
    def remembered(path: Path, shown: str, content: bytes) -> YamlFile:
        return read_yaml(path, shown)

    with patch.object(plan_loader, "read_yaml", lambda path, shown: remembered(path, shown, path.read_bytes())):
        yield


def run_part(cases: range) -> Fuzz:
    """The cases of these numbers, on a project of their own."""
    with tempfile.TemporaryDirectory() as folder, reading_once():
        fuzz = Fuzz(copied(Path(folder) / "project"))
        fuzz.run(cases)
        return fuzz


def measure(cases: int = CASES) -> Iterator[str]:
    """The cases shared out among the cores."""
    started, cores = time.perf_counter(), len(os.sched_getaffinity(0))
    bounds = [cases * part // cores for part in range(cores + 1)]
    with ProcessPoolExecutor(cores) as pool:
        parts = list(pool.map(run_part, map(range, bounds, bounds[1:])))
    counts = sum((part.counts for part in parts), Counter[str]())
    failures = [failure for part in parts for failure in part.failures]
    seconds, slowest = max(part.slowest for part in parts)
    built = sum(count for name, count in counts.items() if name.startswith("整站生成"))
    yield f"- {cases} 个写坏的文件（种子 {SEED}），全部在进程内读取和检查，其中 {counts['画出全部页面']} 个画出全部页面，{built} 个整站生成"
    yield f"- 共 {time.perf_counter() - started:.0f} 秒，{cores} 个进程；最慢的一个 {seconds:.1f} 秒处理器时间（{slowest}），上限 {LIMIT} 秒"
    yield "- " + "；".join(f"{name}：{count}" for name, count in counts.most_common())
    yield f"- 出错、说不清、超时、写到别处：{len(failures)}"
    yield from (f"  - {failure}" for failure in failures)


if __name__ == "__main__":
    for line in measure(int(sys.argv[1]) if len(sys.argv) > 1 else CASES):
        print(line)
