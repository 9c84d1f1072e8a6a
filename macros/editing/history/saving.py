"""Changed files into their places, all or none, and into one snapshot: the one way in which the desk saves anything.

What is about to happen is written down first. A program that is killed meanwhile leaves each file old or new, and
`finish_interrupted` brings the rest to its end at the next start.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ...common.dates import build_time
from ...common.files.atomic_write import write_whole
from ...common.files.lock import Busy, locked
from .snapshots import (
    HISTORY_FOLDER,
    Snapshot,
    add_snapshot,
    digest_of_bytes,
    editor_name,
    history_folder,
    keep_content,
    kept_content,
    read_snapshots,
    snapshot_in,
)

WRITE_TRIES, WRITE_PAUSE = 8, 0.1
"""On Windows a file that a virus scanner or Excel is reading cannot be replaced; a moment later it can."""

LOCK_TRIES = 40
"""Each waits a fifth of a second for whoever saves in the same project, perhaps from another computer."""

_JOURNAL = "saving.json"
_SAVING = threading.Lock()


class Outdated(Exception):
    """Somebody has changed the file since it was read; nothing was written."""


@dataclass(frozen=True)
class FileChange:
    """A file of the project as it should be (None: gone), and the version it was made from (empty: no file yet)."""

    path: str
    content: bytes | None
    version: str


def version_of(path: Path) -> str:
    """The digest of a file's bytes; empty where there is no file. Raises OSError."""
    return digest_of_bytes(_read(path))


def save_snapshot(root: Path, changes: Sequence[FileChange], said: str, undoes: int = 0) -> Snapshot | None:
    """Write all these files, or none; what was done, or None where nothing differs from what is there.

    Raises Outdated where one of them is no longer of its version, OSError where the disk refuses.
    """
    with _held(root):
        _finish(root)
        before = {change.path: _read(root / change.path) for change in changes}
        if any(digest_of_bytes(before[change.path]) != change.version for change in changes):
            raise Outdated
        changed = [change for change in changes if change.content != before[change.path]]
        if not changed:
            return None
        files = {it.path: (keep_content(root, before[it.path]), keep_content(root, it.content)) for it in changed}
        number = max((it.number for it in read_snapshots(root)), default=0) + 1
        moment = build_time().isoformat(timespec="seconds")
        snapshot = Snapshot(number, moment, editor_name(root), said, files, undoes)
        write_whole(root / HISTORY_FOLDER / _JOURNAL, snapshot.to_json())
        try:
            for change in changed:
                _put(root / change.path, change.content)
        except OSError:
            for change in changed:
                with suppress(OSError):
                    _put(root / change.path, before[change.path])
            (root / HISTORY_FOLDER / _JOURNAL).unlink(missing_ok=True)
            raise
        add_snapshot(root, snapshot)
        (root / HISTORY_FOLDER / _JOURNAL).unlink()
        return snapshot


def finish_interrupted(root: Path) -> str:
    """Bring a save to its end that was broken off; what it was, in words, or nothing."""
    if not (root / HISTORY_FOLDER).is_dir():
        return ""
    with _held(root):
        return _finish(root)


def _finish(root: Path) -> str:
    """Files that are neither old nor new belong to somebody who came after, and stay."""
    journal = root / HISTORY_FOLDER / _JOURNAL
    for left in (root / HISTORY_FOLDER).glob(f".{_JOURNAL}.*.part"):
        left.unlink(missing_ok=True)
    try:
        words = journal.read_text("utf-8", errors="replace")
    except FileNotFoundError:
        return ""
    snapshot = snapshot_in(words)
    if snapshot:
        for path, (old, new) in snapshot.files.items():
            place = root / path
            for left in place.parent.glob(f".{place.name}.*.part"):
                left.unlink(missing_ok=True)
            content = kept_content(root, new)
            if version_of(place) == old and (content is not None or not new):
                _put(place, content)
        if snapshot.number not in {it.number for it in read_snapshots(root)[-3:]}:
            add_snapshot(root, snapshot)
    journal.unlink()
    return snapshot.said if snapshot else ""


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _put(path: Path, content: bytes | None) -> None:
    for left in reversed(range(WRITE_TRIES)):
        try:
            if content is None:
                return path.unlink(missing_ok=True)
            path.parent.mkdir(parents=True, exist_ok=True)
            return write_whole(path, content)
        except PermissionError:
            if not left:
                raise
            time.sleep(WRITE_PAUSE)


@contextmanager
def _held(root: Path) -> Iterator[None]:
    """Nobody else saves meanwhile, here or from another computer. Raises TimeoutError."""
    folder = history_folder(root)
    with _SAVING, ExitStack() as lock:
        for left in reversed(range(LOCK_TRIES)):
            try:
                lock.enter_context(locked(folder / "saving.lock"))
                break
            except Busy:
                if not left:
                    raise TimeoutError("别的电脑正在保存这个项目，等一等再保存一次") from None
        yield
