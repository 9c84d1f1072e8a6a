"""A project into a site: built beside the live folder, checked, and only then put in its place."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from .audit import audit
from .errors import PlanError, Problem, Where
from .project import read_project
from .redirects import check_addresses
from .search import IndexingError, build_index


class BuildError(Exception):
    """The site could not be built for a reason that does not lie in plan/ or content/."""


@dataclass(frozen=True)
class Built:
    """What a build made: the folder, its pages, the seconds it took."""

    site: Path
    pages: int
    indexed: int
    seconds: float


def build_site(root: Path, site: Path) -> Built:
    """Build the project in `root` into `site`. Raises PlanError or BuildError; the old site then stays as it was."""
    started = time.monotonic()
    project = read_project(root)
    work = site.with_name(f"{site.name}.new-{os.getpid()}")
    try:
        _run_mkdocs(root, work)
        indexed = build_index(work, project.plan)
        base = urlsplit(project.plan.site.url or "").path or "/"
        if problems := [*audit(work, base), *check_addresses(root, work, project.plan)]:
            raise PlanError(problems)
        _put_in_place(work, site)
    except IndexingError as error:
        raise BuildError(str(error)) from None
    except OSError as error:
        raise BuildError(f"写文件时出错：{error.strerror or error}（{error.filename or site}）") from None
    finally:
        shutil.rmtree(work, ignore_errors=True)
    pages = sum(1 for _ in site.rglob("index.html"))
    return Built(site, pages, indexed, time.monotonic() - started)


def _run_mkdocs(root: Path, output: Path) -> None:
    """MkDocs in a process of its own: strict, and never quiet (with -q it forgets to fail on dead links)."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(output.absolute())]
    environment = {**os.environ, "NO_COLOR": "1", "NO_MKDOCS_2_WARNING": "1", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode:
        said = done.stdout + done.stderr
        if problems := list(_link_problems(root, said)):
            raise PlanError(problems)
        raise BuildError(f"MkDocs 没有做成网站，它的输出是：\n{said.strip()}")


LINK_MESSAGES = {
    "is not found among documentation files": "链接指向的文件不存在",
    "no such anchor on this page": "链接指向的标题在这一页里不存在",
    "does not contain an anchor": "链接指向的标题在那一页里不存在",
    "contains an absolute link": "链接要从本文件写起，不能以 / 开头",
    "contains an unrecognized relative link": "链接要写到文件，例如 about.md",
}
"""What MkDocs 1.6 says of links in content/, and the same for an editor."""


def _link_problems(root: Path, said: str) -> Iterator[Problem]:
    """MkDocs' findings about links, each with its line in the Markdown file."""
    for line in said.splitlines():
        found = re.search(r"Doc file '(.+?)' contains an? .*?link '(.+?)'", line)
        message = next((known for sign, known in LINK_MESSAGES.items() if sign in line), None)
        if found and message:
            text = (root / "content" / found[1]).read_text("utf-8").split("\n")
            number = next((number for number, words in enumerate(text, 1) if found[2] in words), 1)
            yield Problem(Where(f"content/{found[1]}", number), f"{message}：{found[2]}")


def _put_in_place(work: Path, site: Path) -> None:
    """Swap the finished folder in: two renames, and the old one comes back if the second fails."""
    old = site.with_name(f"{site.name}.old-{os.getpid()}")
    if site.exists():
        site.rename(old)
    try:
        work.rename(site)
    except OSError:
        if old.exists():
            old.rename(site)
        raise
    shutil.rmtree(old, ignore_errors=True)
