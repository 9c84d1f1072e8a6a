"""What plan/ and content/ said in each publication: kept with the snapshots, so that an editor sees what is new since.

Whoever has published nothing from this folder yet is told so, and has it after publishing.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ..common.dates import build_time
from ..editing.history.snapshots import HISTORY_FOLDER, history_folder, keep_content, kept_content

_LIST = "publications.jsonl"
_ENDINGS = (".yaml", ".md", ".json")


def texts_of(root: Path) -> dict[str, bytes]:
    """Path from the project's folder → bytes, of every text that an editor writes."""
    paths = [path for folder in ("plan", "content") for path in (root / folder).rglob("*") if path.suffix in _ENDINGS]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(paths) if path.is_file()}


def note_published(root: Path, texts: dict[str, bytes], place: str, release: str) -> None:
    """Keep the texts that a release was made from, which is what the public sees now."""
    kept = {path: keep_content(root, content, flush=False) for path, content in texts.items()}
    listed = json.dumps(kept, ensure_ascii=False, indent=0).encode()
    _note(root, {"place": place, "release": release, "texts": keep_content(root, listed)})


def note_rolled_back(root: Path, place: str, release: str) -> None:
    """The public sees this release again; what it was made from is known where it was noted then."""
    known: dict[str, Any] = next((it for it in reversed(_noted(root)) if it.get("release") == release), {})
    _note(root, {"place": place, "release": release, "texts": known.get("texts", "")})


def published_files(root: Path) -> dict[str, bytes] | None:
    """The texts as the public sees them; None where that is not known. A text that was forgotten is empty."""
    noted = _noted(root)
    listed = kept_content(root, str(noted[-1].get("texts", ""))) if noted else None
    if listed is None:
        return None
    return {path: kept_content(root, digest) or b"" for path, digest in json.loads(listed).items()}


def _note(root: Path, fields: dict[str, str]) -> None:
    line = json.dumps({"at": build_time().isoformat(timespec="seconds"), **fields}, ensure_ascii=False)
    with (history_folder(root) / _LIST).open("ab") as file:
        file.write(f"{line}\n".encode())
        file.flush()
        os.fsync(file.fileno())


def _noted(root: Path) -> list[dict[str, Any]]:
    try:
        lines = (root / HISTORY_FOLDER / _LIST).read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        try:
            value = json.loads(line)
        except ValueError:  # a line that a power cut tore
            continue
        found += [value] if isinstance(value, dict) else []
    return found
