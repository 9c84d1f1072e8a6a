"""moment.py: which moment a build counts as made at."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from kepu.common import build_moment
from kepu.common.build_moment import EPOCH, Commit, UnclearMoment, clean_commit, pinned_moment

SECOND = 1780300800
WHO = ("-c", "user.name=编辑", "-c", "user.email=a@example.cn", "-c", "commit.gpgsign=false")


def git(root: Path, *arguments: str) -> str:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(root), "GIT_CONFIG_NOSYSTEM": "1"}
    dates = {f"GIT_{who}_DATE": f"{SECOND} +0000" for who in ("AUTHOR", "COMMITTER")}
    command = ["git", *WHO, *arguments]
    return subprocess.run(
        command, cwd=root, env=environment | dates, capture_output=True, check=True, encoding="utf-8"
    ).stdout.strip()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in git, with one commit; nothing is said about the moment."""
    monkeypatch.setenv(EPOCH, "")
    root = tmp_path / "project"
    (root / "plan").mkdir(parents=True)
    (root / "mkdocs.yml").write_text("site_name: 一\n", "utf-8")
    (root / "plan" / "site.yaml").write_text("name: 一\n", "utf-8")
    git(root, "init", "-q")
    git(root, "config", "status.showUntrackedFiles", "no")  # an editor's own setting hides nothing from us
    git(root, "add", ".")
    git(root, "commit", "-qm", "一")
    return root


def test_a_clean_checkout_counts_as_made_when_its_commit_was(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = clean_commit(project)
    assert commit == Commit(git(project, "rev-parse", "HEAD"), SECOND)
    with pinned_moment(project) as words:
        assert words == f"最后一次提交 {commit.id[:10]}"
        assert os.environ[EPOCH] == str(SECOND)


def changed(root: Path) -> None:
    (root / "plan" / "site.yaml").write_text("name: 二\n", "utf-8")


def added(root: Path) -> None:
    (root / "content").mkdir()
    (root / "content" / "new.md").write_text("新", "utf-8")


def removed(root: Path) -> None:
    (root / "plan" / "site.yaml").unlink()


@pytest.mark.parametrize("spoil", [changed, added, removed])
def test_a_project_that_is_not_its_commit_counts_as_made_today(project: Path, spoil: Callable[[Path], None]) -> None:
    spoil(project)
    assert clean_commit(project) is None
    with pinned_moment(project) as words:
        assert (words, int(os.environ[EPOCH]) > SECOND) == ("今天", True)


def test_a_project_in_somebody_elses_repository_is_not_their_commit(project: Path) -> None:
    inner = project / "build" / "kepu"
    inner.mkdir(parents=True)
    (project / ".gitignore").write_text("/build/\n", "utf-8")
    (inner / "mkdocs.yml").write_text("site_name: 一\n", "utf-8")
    assert clean_commit(project) and clean_commit(inner) is None


def test_what_does_not_shape_the_site_may_differ(project: Path) -> None:
    (project / "notes.txt").write_text("随手记", "utf-8")
    assert clean_commit(project)


def test_a_folder_without_git_counts_as_made_today(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(EPOCH, raising=False)
    with pinned_moment(tmp_path) as words:
        assert words == "今天"
    assert EPOCH not in os.environ
    monkeypatch.setenv("PATH", str(tmp_path))
    assert clean_commit(tmp_path) is None


def test_the_hook_of_another_repository_does_not_mislead(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", str(project / "nowhere"))
    commit = clean_commit(project)
    assert commit and commit.second == SECOND


def test_who_asks_for_today_gets_it(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(EPOCH, "1")
    with pinned_moment(project, today=True) as words:
        assert (words, int(os.environ[EPOCH]) > SECOND) == ("今天", True)
    assert os.environ[EPOCH] == "1"


def test_what_the_caller_set_stands(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(EPOCH, "86400")
    with pinned_moment(project) as words:
        assert (words, os.environ[EPOCH]) == (f"环境变量 {EPOCH}", "86400")


@pytest.mark.parametrize("wrong", ["今天", "-1", "1.5", "１２", "2026-11-25", "99999999999999"])
def test_a_moment_that_is_no_number_of_seconds_is_refused(
    project: Path, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    monkeypatch.setenv(EPOCH, wrong)
    with pytest.raises(UnclearMoment, match=f"应当是 1970 年以来的秒数，写的是“{wrong}”"), pinned_moment(project):
        pass


def test_a_commit_of_the_future_is_refused_and_one_older_than_its_parent_is_doubted(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_moment.time, "time", lambda: SECOND - 2 * build_moment.SECONDS_PER_DAY)
    with pytest.raises(UnclearMoment, match="这台电脑的钟还没有到"), pinned_moment(project):
        pass
    with pinned_moment(project, today=True) as words:
        assert words == "今天"
    monkeypatch.undo()
    monkeypatch.setenv(EPOCH, "")
    changed(project)
    monkeypatch.setitem(globals(), "SECOND", SECOND - 2 * build_moment.SECONDS_PER_DAY)
    git(project, "commit", "-qam", "二")
    with pinned_moment(project) as words:
        assert words.endswith("，它比前一次提交还早，提交的那台电脑的钟可能不对")
