"""The snapshots of a project: one line for each save, beside the contents that its files had before and after.

Plain files in a folder of the project, each content once under its own digest: an office PC has no git, and a project
may lie in a shared folder. Nothing here is published, and nothing that a build reads.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ...common.files.atomic_write import write_whole
from ...common.files.kept import CACHE

HISTORY_FOLDER = ".kepu-history"
"""The folder in a project that holds its snapshots."""

EDITED_FOLDERS = ("plan", "content", "drafts")
"""What editors write lies in these folders."""

_LIST, _CONTENTS, _EDITOR = "saves.jsonl", "contents", Path(CACHE) / "editor.json"


@dataclass(frozen=True)
class Snapshot:
    """One save: when, who, what in words, and the digests of each file before and after (empty: no such file)."""

    number: int
    at: str
    who: str
    said: str
    files: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    undoes: int = 0

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)

    def to_json(self) -> str:
        files = {path: list(digests) for path, digests in self.files.items()}
        value = {"number": self.number, "at": self.at, "who": self.who, "said": self.said, "files": files}
        return json.dumps({**value, "undoes": self.undoes} if self.undoes else value, ensure_ascii=False)


def snapshot_in(line: str) -> Snapshot | None:
    """A snapshot from its line; None for a line that is torn or not ours."""
    try:
        value: dict[str, Any] = json.loads(line)
        files = {_inside(str(path)): (str(old), str(new)) for path, (old, new) in value["files"].items()}
        made = datetime.fromisoformat(str(value["at"])).isoformat()
        return Snapshot(
            int(value["number"]), made, str(value["who"]), str(value["said"]), files, int(value.get("undoes", 0))
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _inside(path: str) -> str:
    """A path that a snapshot may name: a history that was handed over reaches nothing else. Raises ValueError."""
    parts = path.split("/")
    if parts[0] not in EDITED_FOLDERS or len(parts) < 2 or {"", ".", ".."} & {*parts} or set(path) & set("\\:"):
        raise ValueError(path)
    return path


def read_snapshots(root: Path) -> list[Snapshot]:
    """Every snapshot, the oldest first."""
    try:
        lines = (root / HISTORY_FOLDER / _LIST).read_text("utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    return [found for line in lines if (found := snapshot_in(line))]


def add_snapshot(root: Path, snapshot: Snapshot) -> None:
    """Write a snapshot behind the others, flushed to the disk."""
    path = root / HISTORY_FOLDER / _LIST
    with path.open("ab+") as file:
        torn = file.seek(0, os.SEEK_END) and file.seek(-1, os.SEEK_END) >= 0 and file.read(1) != b"\n"
        file.write(b"\n" * bool(torn) + snapshot.to_json().encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def rewrite_snapshots(root: Path, snapshots: Iterable[Snapshot]) -> None:
    """Put a changed list in the place of the one there."""
    write_whole(root / HISTORY_FOLDER / _LIST, "".join(f"{it.to_json()}\n" for it in snapshots))


def history_folder(root: Path) -> Path:
    """The folder of the snapshots, made where there is none; git leaves it alone."""
    folder = root / HISTORY_FOLDER
    if not (folder / _CONTENTS).is_dir():
        (folder / _CONTENTS).mkdir(parents=True, exist_ok=True)
        (folder / ".gitignore").write_text("*\n", "utf-8")
    return folder


def digest_of_bytes(content: bytes | None) -> str:
    """What a content is kept under; empty for no file."""
    return "" if content is None else hashlib.sha256(content).hexdigest()


def keep_content(root: Path, content: bytes | None, flush: bool = True) -> str:
    """Keep a content, once; its digest."""
    digest = digest_of_bytes(content)
    if content is not None:
        path = _content_path(history_folder(root), digest)
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            write_whole(path, content, flush)
    return digest


def kept_content(root: Path, digest: str) -> bytes | None:
    """A content by its digest; None for no file, and for one that is no longer kept or was damaged."""
    if len(digest) != 64:
        return None
    try:
        content = _content_path(root / HISTORY_FOLDER, digest).read_bytes()
    except OSError:
        return None
    return content if digest_of_bytes(content) == digest else None


def forget_contents(root: Path, digests: Iterable[str]) -> None:
    """Keep these contents no longer."""
    for digest in digests:
        if digest:
            _content_path(root / HISTORY_FOLDER, digest).unlink(missing_ok=True)


def _content_path(folder: Path, digest: str) -> Path:
    return folder / _CONTENTS / digest[:2] / digest


def versions_of(root: Path, path: str) -> Iterator[tuple[Snapshot, str, str]]:
    """The snapshots that changed a file, the oldest first, each with the digests before and after."""
    for snapshot in read_snapshots(root):
        if path in snapshot.files:
            yield snapshot, *snapshot.files[path]


def as_of(root: Path, path: str, day: date) -> str | None:
    """The digest of a file at the end of a day, as far as snapshots tell; None where no snapshot speaks of it."""
    versions = list(versions_of(root, path))
    before = [new for snapshot, _, new in versions if snapshot.moment.date() <= day]
    return before[-1] if before else versions[0][1] if versions else None


def editor_name(root: Path) -> str:
    """Who works at this computer; empty until somebody has said so."""
    try:
        return str(json.loads((root / _EDITOR).read_text("utf-8"))["name"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def note_editor(root: Path, name: str) -> None:
    """Remember who works at this computer."""
    (root / CACHE).mkdir(exist_ok=True)
    write_whole(root / _EDITOR, json.dumps({"name": name}, ensure_ascii=False))
