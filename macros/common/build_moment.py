"""Which moment a build counts as made at: that of the last commit, so that one commit gives one site."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

EPOCH = "SOURCE_DATE_EPOCH"
"""Seconds since 1970, UTC; MkDocs and our own `dates` read it: https://reproducible-builds.org/specs/source-date-epoch/"""

LATEST = 253_402_214_400
"""The last second of the year 9999 in China, where calendars end."""

MADE_FROM = ("plan", "content", "national", "overrides", "macros", "mkdocs.yml")
"""What a site is made from; while any of it differs from the last commit, the site is not that commit's."""

TODAY = "今天"
"""Where a moment comes from that is read off the clock."""

SECONDS_PER_DAY = 86_400
"""Seconds; so far apart two honest clocks can be, zones mistaken included."""

_OF_ANOTHER = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
"""Set inside git's hooks, where they mean the repository of the hook."""


@dataclass(frozen=True)
class Commit:
    """The commit a project stands at, and the second it was made."""

    id: str
    second: int


class UnclearMoment(Exception):
    """SOURCE_DATE_EPOCH holds no number of seconds; says so."""


@contextmanager
def pinned_moment(root: Path, today: bool = False) -> Iterator[str]:
    """Keep SOURCE_DATE_EPOCH set for a build and all it starts; gives in words where the moment comes from."""
    given = os.environ.get(EPOCH)
    second, words = _moment(root, "" if today else given or "", today)
    os.environ[EPOCH] = str(second)
    try:
        yield words
    finally:
        if given is None:
            del os.environ[EPOCH]
        else:
            os.environ[EPOCH] = given


def _moment(root: Path, given: str, today: bool) -> tuple[int, str]:
    if given:
        if not (given.isascii() and given.isdigit() and int(given) < LATEST):
            raise UnclearMoment(f"环境变量 {EPOCH} 应当是 1970 年以来的秒数，写的是“{given}”")
        return int(given), f"环境变量 {EPOCH}"
    if commit := None if today else clean_commit(root):
        return _honest(commit.second), f"最后一次提交 {commit.id[:10]}{_doubt(root, commit)}"
    return int(time.time()), TODAY


def _honest(second: int) -> int:
    """The second of a commit. Raises UnclearMoment where it is still to come: every page would bear that day."""
    if second <= time.time() + SECONDS_PER_DAY:
        return second
    day = datetime.fromtimestamp(second, UTC).date()
    raise UnclearMoment(
        f"最后一次提交的日期是 {day}，这台电脑的钟还没有到：提交的那台电脑或这一台的钟不对。"
        "请校准以后重新提交；等不得的，用 kepu build --today"
    )


def _doubt(root: Path, commit: Commit) -> str:
    """A word about a commit that is more than a day older than the one before it."""
    said = _git(root, "log", "-1", "--format=%ct", f"{commit.id}^")
    before = int(said) if said and said.strip().isdigit() else 0
    return "，它比前一次提交还早，提交的那台电脑的钟可能不对" if before > commit.second + SECONDS_PER_DAY else ""


def clean_commit(root: Path) -> Commit | None:
    """The last commit, or None without git or while something the site is made from differs from it."""
    if _git(root, "ls-files", "--error-unmatch", "mkdocs.yml") is None:  # the project only lies in somebody's folder
        return None
    if _git(root, "status", "--porcelain", "--untracked-files=all", "--", *MADE_FROM) != "":
        return None
    said = _git(root, "log", "-1", "--format=%H %ct")
    return Commit(said.split()[0], int(said.split()[1])) if said else None


def tracked(root: Path, folder: str) -> list[str]:
    """The files below a folder that git keeps; none without git."""
    return (_git(root, "ls-files", "--", folder) or "").splitlines()


def history_of(root: Path, names: Sequence[str]) -> int:
    """How many commits have touched these files; none without git."""
    return len((_git(root, "log", "--format=%H", "--all", "--", *names) or "").split()) if names else 0


def _git(root: Path, *arguments: str) -> str | None:
    """What git answers, or None when it is not there or refuses."""
    environment = {name: value for name, value in os.environ.items() if name not in _OF_ANOTHER}
    command = ["git", "--no-optional-locks", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
