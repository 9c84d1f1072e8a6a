"""lock.py: one build at a time, and nobody is locked out by the dead."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from kepu.common.files.lock import Busy, locked
from sites import ROOT

HOLD = "import sys, time; from pathlib import Path; from kepu.common.files.lock import locked\nwith locked(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"


def holder(path: Path) -> subprocess.Popen[str]:
    """Another process that holds the lock."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout and process.stdout.readline() == "held\n"
    return process


def test_a_second_build_is_told_who_builds_since_when(tmp_path: Path) -> None:
    path = tmp_path / "site.lock"
    with holder(path) as other:
        try:
            with (
                pytest.raises(
                    Busy, match=rf"另一次生成正在进行（从 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d，进程 {other.pid} 起）"
                ),
                locked(path),
            ):
                pass
        finally:
            other.kill()


def test_the_lock_of_a_killed_build_holds_nobody_up(tmp_path: Path) -> None:
    path = tmp_path / "site.lock"
    with holder(path) as other:
        other.kill()
    assert path.exists()
    with locked(path):
        assert str(os.getpid()) in path.read_text("utf-8")
    assert not path.exists()


def test_the_lock_is_given_back_when_a_build_fails(tmp_path: Path) -> None:
    path = tmp_path / "site.lock"
    with pytest.raises(ZeroDivisionError), locked(path):
        raise ZeroDivisionError
    assert not path.exists()
    with locked(path):
        pass


def test_a_lock_that_was_just_removed_locks_nobody_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between opening the file and locking it, its last holder may remove it."""
    path, opened, real = tmp_path / "site.lock", [], os.open

    def open_(name: Path, *arguments: int) -> int:
        file = real(name, *arguments)
        if not opened:
            path.unlink()
        opened.append(file)
        return file

    monkeypatch.setattr(os, "open", open_)
    with locked(path):
        assert path.exists() and len(opened) == 2


def test_a_folder_that_may_not_be_written_is_the_callers_to_explain(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(OSError), locked(tmp_path / "file" / "site.lock"):
        pass
