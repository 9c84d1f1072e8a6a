"""A snapshot taken back, and a file put back as it was on a day: each a snapshot of its own, which can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from .saving import FileChange, save_snapshot
from .snapshots import (
    Snapshot,
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


def undo_snapshot(
    root: Path, snapshot: Snapshot, adjusted: Callable[[str, bytes], bytes] = lambda path, content: content
) -> Snapshot | None:
    """Put every file of a snapshot back as it was before, `adjusted` to what has happened outside since.

    Raises Outdated where one of them was changed since, NotKept, or OSError.
    """
    changes = []
    for path, (old, new) in snapshot.files.items():
        content = content_before(root, old)
        changes.append(FileChange(path, None if content is None else adjusted(path, content), new))
    return save_snapshot(root, changes, f"撤销：{snapshot.said}", undoes=snapshot.number)


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
