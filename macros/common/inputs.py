"""Everything that an editor's project says, as one digest: the same one where nothing has changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterator
from pathlib import Path

from .files.national import national_folder
from .files.overrides import override_folders
from .known_digests import KnownDigests, known_here

_FOLDERS = ("plan", "content")


def inputs_digest(root: Path) -> str:
    """SHA-256 of all names, kinds and bytes in plan/, content/ and overrides/, with the engine's own and its national content.

    Raises OSError for what cannot be read. Empty folders and links count as well: rules speak of them.
    """
    whole, known = hashlib.sha256(), source_digests(root)
    for folder in (*(root / name for name in _FOLDERS), *override_folders(root), national_folder()):
        for line in _described(str(folder), "", known):
            whole.update(line)
    known.save()
    return whole.hexdigest()


def source_digests(root: Path) -> KnownDigests:
    """What is known of the files that sites are made from; who asks for all of them saves it."""
    return KnownDigests(known_here(root, "sources"))


def common_files_digest(root: Path, without: Collection[str]) -> str:
    """SHA-256 of what lies in plan/, the county's own and the national one, but for these, and of all of overrides/."""
    whole, known = hashlib.sha256(), source_digests(root)
    for plan in (root / "plan", national_folder() / "plan"):
        for entry in sorted(os.scandir(plan), key=lambda entry: entry.name) if plan.is_dir() else ():
            if entry.name in without:
                continue
            if entry.is_file():
                whole.update(f"{entry.name} {known.digest(entry.path)}\n".encode())
            else:
                for line in _described(entry.path, entry.name, known):
                    whole.update(line)
        whole.update(b"\n")
    for folder in override_folders(root):
        for line in _described(str(folder), "", known):
            whole.update(line)
    return whole.hexdigest()


def _described(folder: str, within: str, known: KnownDigests) -> Iterator[bytes]:
    """A line for everything in a folder; of thousands, so without an object and three questions for each."""
    there = os.path.isdir(folder)  # noqa: PTH112
    yield f"{within}/ {there}\n".encode("utf-8", "surrogateescape")
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name) if there else ():
        name = f"{within}/{entry.name}"
        line = name.encode("utf-8", "surrogateescape")
        if entry.is_symlink():
            yield b"%s -> %s\n" % (line, os.fsencode(os.readlink(entry.path)))  # noqa: PTH115
        if entry.is_dir():
            yield from _described(entry.path, name, known)
        elif entry.is_file():
            yield b"%s %s\n" % (line, known.digest(entry.path).encode())
        else:
            yield b"%s ?\n" % line
