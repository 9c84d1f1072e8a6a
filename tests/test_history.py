"""history: every save can be taken back, a file is never half of one, and what somebody else wrote meanwhile stays."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from kepu.common.inputs import inputs_digest
from kepu.editing.history.saving import FileChange, Outdated, finish_interrupted, save_snapshot, version_of
from kepu.editing.history.snapshots import (
    HISTORY_FOLDER,
    Snapshot,
    as_of,
    digest_of_bytes,
    kept_content,
    note_editor,
    read_snapshots,
    snapshot_in,
)
from kepu.editing.history.undoing import FORGOTTEN, NotKept, forget_files, undo_snapshot
from kepu.publish.published_files import forget_published, note_published, note_rolled_back, published_files
from sites import VALID

A, B, PICTURE = "plan/units/a.yaml", "content/articles/b.md", "content/articles/c.webp"


def write(root: Path, path: str, content: bytes | None, said: str = "") -> Snapshot | None:
    return save_snapshot(root, [FileChange(path, content, version_of(root / path))], said)


def contents(root: Path) -> dict[str, bytes]:
    """Every file that editors write."""
    folders = (root / name for name in ("plan", "content"))
    return {str(path): path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}


def test_a_snapshot_tells_who_changed_what_and_when(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780300800")
    note_editor(tmp_path, "张三")
    assert write(tmp_path, A, b"a: 1\n", "新加单位〈甲〉")
    assert write(tmp_path, A, b"a: 1\n") is None, "nothing differs"
    write(tmp_path, A, b"a: 2\n", "单位〈甲〉：名称 一→二")
    first, second = read_snapshots(tmp_path)
    assert (first.at, first.who, first.said) == ("2026-06-01T16:00:00+08:00", "张三", "新加单位〈甲〉")
    assert (first.files, second.number) == ({A: ("", digest_of_bytes(b"a: 1\n"))}, 2)
    assert kept_content(tmp_path, second.files[A][0]) == b"a: 1\n"
    assert (tmp_path / HISTORY_FOLDER / ".gitignore").read_text() == "*\n"


def test_a_newer_version_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    write(tmp_path, A, b"a: 1\n")
    mine = version_of(tmp_path / A)
    write(tmp_path, A, b"a: 2\n")
    for version in (mine, ""):
        with pytest.raises(Outdated):
            save_snapshot(tmp_path, [FileChange(B, b"b", ""), FileChange(A, b"a: 3\n", version)], "")
    assert (tmp_path / A).read_bytes() == b"a: 2\n" and not (tmp_path / B).exists(), "all or none"
    (tmp_path / A).unlink()
    with pytest.raises(Outdated):
        save_snapshot(tmp_path, [FileChange(A, b"a: 3\n", mine)], "")


def test_a_file_that_is_being_read_elsewhere_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, A, b"a: 1\n")
    refusals = [PermissionError(13, "in use")] * 3
    replace = Path.replace

    def refuse(path: Path, target: Path) -> Path:
        if refusals and path.parent.name == "units":
            raise refusals.pop()
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", refuse)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    write(tmp_path, A, b"a: 2\n")
    assert (tmp_path / A).read_bytes() == b"a: 2\n" and not refusals


def test_a_disk_that_refuses_the_second_file_leaves_the_first_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, A, b"a: 1\n")
    replace = Path.replace

    def full(path: Path, target: Path) -> Path:
        if target.name == "b.md":
            raise OSError(28, "No space left on device")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        save_snapshot(tmp_path, [FileChange(A, None, version_of(tmp_path / A)), FileChange(B, b"b", "")], "")
    assert (tmp_path / A).read_bytes() == b"a: 1\n" and not (tmp_path / B).exists()
    assert len(read_snapshots(tmp_path)) == 1 and finish_interrupted(tmp_path) == ""


def random_edits(root: Path, count: int, chance: random.Random) -> Iterator[Snapshot]:
    """Edits of one or several files of a project: changed, new, deleted, pictures among them."""
    while count:
        paths = [path.removeprefix(f"{root}/") for path in contents(root)]
        changes = []
        for path in chance.sample(paths, chance.randint(1, 3)):
            new = f"plan/daily/new-{chance.randrange(10**6)}.yaml"
            before = (root / path).read_bytes()
            at = chance.randrange(len(before) + 1)
            changed = before[:at] + chance.randbytes(3) + before[at:]
            kind = chance.randrange(4)
            changes += [
                FileChange(path, changed if kind else None, digest_of_bytes(before)),
                *([FileChange(new, chance.randbytes(40), "")] if kind == 1 else []),
            ]
        if made := save_snapshot(root, changes, f"改动 {count}"):
            yield made
            count -= 1


def test_fifty_edits_undone_one_by_one_leave_the_files_as_they_were(tmp_path: Path) -> None:
    shutil.copytree(VALID / "calendar" / "plan", tmp_path / "plan")
    (tmp_path / "content").mkdir()
    before, digest = contents(tmp_path), inputs_digest(tmp_path)
    made = list(random_edits(tmp_path, 50, random.Random(20261130)))
    assert inputs_digest(tmp_path) != digest
    for snapshot in reversed(made):
        assert undo_snapshot(tmp_path, snapshot)
    assert contents(tmp_path) == before and inputs_digest(tmp_path) == digest
    assert len(read_snapshots(tmp_path)) == 100


def test_an_undone_undo_brings_the_change_back(tmp_path: Path) -> None:
    write(tmp_path, A, b"a: 1\n", "一")
    second = write(tmp_path, A, b"a: 2\n", "二")
    assert second
    undone = undo_snapshot(tmp_path, second)
    assert undone and (undone.undoes, undone.said) == (2, "撤销：二") and (tmp_path / A).read_bytes() == b"a: 1\n"
    assert undo_snapshot(tmp_path, undone) and (tmp_path / A).read_bytes() == b"a: 2\n"


def test_what_was_changed_since_is_not_undone_over(tmp_path: Path) -> None:
    first = write(tmp_path, A, b"a: 1\n")
    write(tmp_path, A, b"a: 2\n")
    assert first
    with pytest.raises(Outdated):
        undo_snapshot(tmp_path, first)
    assert (tmp_path / A).read_bytes() == b"a: 2\n"


def test_what_a_file_held_on_a_day_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plan" / "units").mkdir(parents=True)
    (tmp_path / A).write_bytes(b"by hand\n")
    for moment, words in (("1780300800", b"june\n"), ("1782892800", b"july\n")):  # the first of each month
        monkeypatch.setenv("SOURCE_DATE_EPOCH", moment)
        write(tmp_path, A, words)
    days = {date(2026, 5, 31): b"by hand\n", date(2026, 6, 1): b"june\n", date(2026, 6, 30): b"june\n"}
    days[date(2026, 7, 1)] = b"july\n"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1783000000")
    for day, words in days.items():
        assert as_of(tmp_path, A, day) == digest_of_bytes(words)
    assert as_of(tmp_path, B, date(2026, 7, 1)) is None


def test_of_a_person_who_took_back_the_consent_the_history_keeps_nothing(tmp_path: Path) -> None:
    person = "plan/experts/p-1.yaml"
    write(tmp_path, A, "name: 赵敏\n".encode(), "新加单位〈赵敏〉")
    made = save_snapshot(
        tmp_path,
        [FileChange(person, "name: 王五\n".encode(), ""), FileChange(B, "共同\n".encode(), "")],
        "新加专家〈王五〉",
    )
    gone = write(tmp_path, person, None, "撤下专家〈王五〉")
    forget_files(tmp_path, [person])
    words = b"".join(path.read_bytes() for path in (tmp_path / HISTORY_FOLDER).rglob("*") if path.is_file()).decode()
    assert "王五" not in words and "p-1" not in words and "赵敏" in words and "共同" in words
    assert [it.said for it in read_snapshots(tmp_path)] == ["新加单位〈赵敏〉", FORGOTTEN, FORGOTTEN]
    assert made and kept_content(tmp_path, made.files[B][1]) and gone
    with pytest.raises(NotKept):
        undo_snapshot(tmp_path, gone)


@pytest.mark.parametrize(
    "path", ["../out", "plan/../../out", "/etc/x", "site/x", "plan", "plan//x", "plan/c:x", "plan\\x/y"]
)
def test_a_history_that_was_handed_over_reaches_no_other_files(path: str) -> None:
    made = Snapshot(1, "2026-06-01T16:00:00+08:00", "", "", {path: ("", "")})
    assert snapshot_in(made.to_json()) is None
    assert snapshot_in(Snapshot(1, made.at, "", "", {"plan/x/y.yaml": ("", "")}).to_json())
    for line in ("", "{", "[]", '{"number": 1}', made.to_json()[:40]):
        assert snapshot_in(line) is None


def test_a_line_that_a_power_cut_tore_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, A, b"a: 1\n")
    with (tmp_path / HISTORY_FOLDER / "saves.jsonl").open("ab") as file:
        file.write(b'{"number": 2, "at"')
    write(tmp_path, A, b"a: 2\n")
    assert [it.files[A][1] for it in read_snapshots(tmp_path)] == [
        digest_of_bytes(b"a: 1\n"),
        digest_of_bytes(b"a: 2\n"),
    ]


def test_of_a_person_who_was_published_nothing_is_kept_but_that_the_file_is_gone(tmp_path: Path) -> None:
    person = "plan/experts/p-1.yaml"
    for name in ("first", "second"):
        note_published(tmp_path, {A: b"1", person: "name: 王五\n".encode()}, "usb", name)
    forget_published(tmp_path, [person])
    assert published_files(tmp_path) == {A: b"1", person: b""}
    note_rolled_back(tmp_path, "usb", "first")
    assert published_files(tmp_path) == {A: b"1", person: b""}
    words = b"".join(path.read_bytes() for path in (tmp_path / HISTORY_FOLDER).rglob("*") if path.is_file()).decode()
    assert "王五" not in words


def test_what_the_public_sees_is_known_after_a_rollback_too(tmp_path: Path) -> None:
    assert published_files(tmp_path) is None
    note_published(tmp_path, {A: b"1"}, "usb", "first")
    note_published(tmp_path, {A: b"2", B: b"b"}, "usb", "second")
    assert published_files(tmp_path) == {A: b"2", B: b"b"}
    note_rolled_back(tmp_path, "usb", "first")
    assert published_files(tmp_path) == {A: b"1"}
    note_rolled_back(tmp_path, "usb", "unknown")
    assert published_files(tmp_path) is None


SAVING = """
import os, sys
from pathlib import Path
from kepu.editing.history.saving import FileChange, save_snapshot, version_of
root = Path(sys.argv[1])
names = ["plan/a.yaml", "plan/b.yaml", "content/c.md"]
print("begun", flush=True)
while True:
    for words in (b"a" * 100_000, b"b" * 100_000, None):
        save_snapshot(root, [FileChange(name, words, version_of(root / name)) for name in names], "三个文件")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
@pytest.mark.parametrize("kills", [3, pytest.param(100, marks=pytest.mark.slow)])
def test_killed_at_any_moment_files_are_old_or_new_and_after_the_next_start_all_of_one_save(
    tmp_path: Path, kills: int
) -> None:
    chance = random.Random(20261130)
    whole = {b"a" * 100_000, b"b" * 100_000, None}
    names = ("plan/a.yaml", "plan/b.yaml", "content/c.md")
    (tmp_path / "plan").mkdir()
    (tmp_path / "content").mkdir()
    broken = 0
    for _ in range(kills):
        with subprocess.Popen([sys.executable, "-c", SAVING, str(tmp_path)], stdout=subprocess.PIPE) as saving:
            assert saving.stdout and saving.stdout.readline() == b"begun\n"
            time.sleep(chance.uniform(0, 0.08))
            saving.send_signal(signal.SIGKILL)
        found = [(tmp_path / name).read_bytes() if (tmp_path / name).exists() else None for name in names]
        assert set(found) <= whole
        broken += (tmp_path / HISTORY_FOLDER / "saving.json").exists()
        finish_interrupted(tmp_path)
        found = [(tmp_path / name).read_bytes() if (tmp_path / name).exists() else None for name in names]
        assert len(set(found)) == 1
        assert [it.number for it in read_snapshots(tmp_path)] == list(range(1, len(read_snapshots(tmp_path)) + 1))
        last = read_snapshots(tmp_path)[-1:]
        assert not last or last[0].files[names[0]][1] == version_of(tmp_path / names[0])
        assert not [
            path for path in (*(tmp_path / "plan").iterdir(), *(tmp_path / "content").iterdir()) if path.name[0] == "."
        ]
    assert kills < 50 or broken > 5
