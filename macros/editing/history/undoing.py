"""A snapshot taken back, and a file put back as it was on a day: each a snapshot of its own, which can be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from .saving import FileChange, save_snapshot, version_of
from .snapshots import (
    Snapshot,
    as_of,
    forget_contents,
    kept_content,
    read_snapshots,
    rewrite_snapshots,
)


class NotKept(Exception):
    """What a file held then is no longer kept."""


def content_before(root: Path, digest: str) -> bytes | None:
    """What a file held; None for no file. Raises NotKept."""
    content = kept_content(root, digest)
    if digest and content is None:
        raise NotKept
    return content


def undo_snapshot(root: Path, snapshot: Snapshot) -> Snapshot | None:
    """Put every file of a snapshot back as it was before.

    Raises Outdated where one of them was changed since, NotKept, or OSError.
    """
    changes = [FileChange(path, content_before(root, old), new) for path, (old, new) in snapshot.files.items()]
    return save_snapshot(root, changes, f"撤销：{snapshot.said}", undoes=snapshot.number)


def restore_file(root: Path, path: str, day: date, said: str) -> Snapshot | None:
    """Put a file back as it was at the end of a day. Raises LookupError, Outdated, NotKept, or OSError."""
    digest = as_of(root, path, day)
    if digest is None:
        raise LookupError(path)
    return save_snapshot(root, [FileChange(path, content_before(root, digest), version_of(root / path))], said)


def forget_files(root: Path, paths: Iterable[str]) -> None:
    """Leave nothing in the history of files about a person who has taken back the consent: neither words nor contents."""
    gone = set(paths)
    snapshots = read_snapshots(root)
    touched = [it for it in snapshots if gone & it.files.keys()]
    kept = [replace(it, files={path: pair for path, pair in it.files.items() if path not in gone}) for it in snapshots]
    kept = [replace(it, said=FORGOTTEN) if it.number in {one.number for one in touched} else it for it in kept]
    still = {digest for it in kept for pair in it.files.values() for digest in pair}
    lost = {digest for it in touched for path in gone & it.files.keys() for digest in it.files[path]}
    if touched:
        rewrite_snapshots(root, kept)
        forget_contents(root, lost - still)


FORGOTTEN = "已撤下的内容，不再保留"
