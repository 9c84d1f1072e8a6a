"""kept.py: what was put comes back, or nothing does; and nothing else is ever kept."""

from __future__ import annotations

import hashlib
import multiprocessing
from pathlib import Path

import pytest
from kepu.common.files.kept import Kept

ENTRIES = {"a": b"one\n\0two", "plan/单位.yaml abc": "三".encode(), "empty": b""}


def saved(folder: Path, entries: dict[str, bytes], program: str = "p1") -> Path:
    kept = Kept(folder, program, "step")
    for name, content in entries.items():
        kept.put(name, content)
    kept.save()
    assert kept.path
    return kept.path


def all_of(folder: Path, program: str = "p1") -> dict[str, bytes]:
    kept = Kept(folder, program, "step")
    return {name: content for name in ENTRIES if (content := kept.get(name)) is not None}


def test_what_was_saved_comes_back_in_the_next_run(tmp_path: Path) -> None:
    assert all_of(tmp_path / "new") == {}
    saved(tmp_path / "new", ENTRIES)
    assert all_of(tmp_path / "new") == ENTRIES
    assert Kept(tmp_path / "new", "p1", "other").get("a") is None


def test_another_program_finds_nothing_and_leaves_only_its_own(tmp_path: Path) -> None:
    saved(tmp_path, ENTRIES)
    assert all_of(tmp_path, "p2") == {}
    saved(tmp_path, {"a": b"new"}, "p2")
    assert all_of(tmp_path, "p2") == {"a": b"new"}
    assert all_of(tmp_path) == {}


def test_only_what_a_run_asked_for_or_put_stays(tmp_path: Path) -> None:
    saved(tmp_path, ENTRIES)
    kept = Kept(tmp_path, "p1", "step")
    assert kept.get("a") == ENTRIES["a"]
    kept.put("empty", b"full")
    kept.save()
    assert all_of(tmp_path) == {"a": ENTRIES["a"], "empty": b"full"}


def test_an_entry_stays_unread_and_is_found_by_its_words(tmp_path: Path) -> None:
    saved(tmp_path, ENTRIES)
    kept = Kept(tmp_path, "p1", "step")
    assert [kept.keep(name) for name in (*ENTRIES, "none")] == [True, True, True, False]
    kept.put("d", b"two d")
    assert [*kept.holding(b"two")] == ["d", "a"]
    kept.save()
    assert [*kept.holding(b"two")] == ["a", "d"] and [*kept.holding(b"none")] == []
    assert (kept.get("a"), kept.get("d"), kept.get("empty")) == (b"one\n\0two", b"two d", b"")
    again = Kept(tmp_path, "p1", "step")
    assert {name: hashlib.sha256(content).hexdigest() for name, content in ENTRIES.items()} == {
        name: again.digest(name) for name in ENTRIES
    }
    path = again.path or tmp_path
    path.write_bytes(path.read_bytes().replace(b"two d", b"two e"))
    assert again.keep("d") and again.get("d") is None and not Kept(tmp_path, "p1", "step").get("d")
    again.put("d", b"new")
    again.save()
    assert all_of(tmp_path) == ENTRIES and Kept(tmp_path, "p1", "step").get("d") == b"new"


def test_without_a_folder_nothing_outlasts_the_run() -> None:
    kept = Kept(None, "p1", "step")
    kept.put("a", b"one")
    kept.save()
    assert kept.get("a") == b"one" and not kept.keep("b")


def test_a_run_that_changes_nothing_writes_nothing(tmp_path: Path) -> None:
    path = saved(tmp_path, ENTRIES)
    before = path.stat().st_ino
    saved(tmp_path, ENTRIES)
    assert path.stat().st_ino == before


def test_whatever_byte_is_damaged_no_entry_comes_back_wrong(tmp_path: Path) -> None:
    path = saved(tmp_path, ENTRIES)
    whole = path.read_bytes()
    for at in range(len(whole)):
        for damaged in (whole[:at], whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :], b"\0" * at):
            path.write_bytes(damaged)
            assert all_of(tmp_path).items() <= ENTRIES.items()
    path.write_bytes(whole[:-1] + b"\xff")
    assert all_of(tmp_path) == {"a": ENTRIES["a"], "empty": b""}, "what is whole is used all the same"


def test_a_folder_that_cannot_be_written_keeps_nothing_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", "utf-8")
    saved(tmp_path / "file", ENTRIES)
    assert all_of(tmp_path / "file") == {}


def writes(folder: Path, number: int) -> None:
    for _ in range(20):
        saved(folder, dict.fromkeys(ENTRIES, str(number).encode() * 10_000))


@pytest.mark.slow
def test_two_runs_at_once_leave_the_file_of_one(tmp_path: Path) -> None:
    runs = [multiprocessing.Process(target=writes, args=(tmp_path, number)) for number in (1, 2)]
    for run in runs:
        run.start()
    while any(run.is_alive() for run in runs):
        assert len(set(all_of(tmp_path).values())) <= 1
    for run in runs:
        run.join()
        assert run.exitcode == 0
    assert len(all_of(tmp_path)) == len(ENTRIES)
    assert [path.name for path in tmp_path.iterdir()] == ["step.kept"]
