"""What plan/ and content/ said in each publication: kept with the snapshots, so that an editor sees what is new since.

Whoever has published nothing from this folder yet is told so, and has it after publishing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from ..common.dates import build_time
from ..common.files.atomic_write import write_whole
from ..editing.history.snapshots import HISTORY_FOLDER, forget_contents, history_folder, keep_content, kept_content
from ..postbuild.manifest import is_made_from
from .release import page_digests

_LIST = "publications.jsonl"
_ENDINGS = (".yaml", ".md", ".json")


def texts_of(root: Path) -> dict[str, bytes]:
    """Path from the project's folder → bytes, of every text that an editor writes."""
    paths = [path for folder in ("plan", "content") for path in (root / folder).rglob("*") if path.suffix in _ENDINGS]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(paths) if path.is_file()}


def note_published(
    root: Path, texts: Mapping[str, bytes], place: str, release: str, pages: Mapping[str, str] | None = None
) -> None:
    """Keep the texts that a release was made from, and the digests of its pages: what the public sees now."""
    kept = {path: keep_content(root, content, flush=False) for path, content in texts.items()}
    _note(root, {"place": place, "release": release, "texts": _listed(root, kept), "pages": _listed(root, pages or {})})


def note_rolled_back(root: Path, place: str, release: str) -> None:
    """The public sees this release again; what it was made from is known where it was noted then."""
    known: dict[str, Any] = next((it for it in reversed(_noted(root)) if it.get("release") == release), {})
    _note(root, {"place": place, "release": release, **{name: known.get(name, "") for name in ("texts", "pages")}})


def published_files(root: Path) -> dict[str, bytes] | None:
    """The texts as the public sees them; None where that is not known. A text that was forgotten is empty."""
    listed = _last(root, "texts")
    return None if listed is None else {path: kept_content(root, digest) or b"" for path, digest in listed.items()}


def changed_pages(root: Path) -> tuple[list[str], list[str], list[str]] | None:
    """The addresses that are new, changed and gone in the site here, against what the public sees.

    None where that is not known, or where the site was not made from what plan/ and content/ say now.
    """
    before = _last(root, "pages")
    if not before or not is_made_from(root, root / "site"):
        return None
    now = page_digests(root / "site")
    changed = [address for address in now if address in before and now[address] != before[address]]
    return sorted(now.keys() - before.keys()), sorted(changed), sorted(before.keys() - now.keys())


def forget_published(root: Path, paths: Collection[str]) -> None:
    """Keep nothing of what these files said when they were published; that they were is still known."""
    changed, lost = [], set()
    for noted in _noted(root):
        listed = json.loads(kept_content(root, str(noted.get("texts", ""))) or b"{}")
        if gone := {path: listed[path] for path in paths if listed.get(path)}:
            lost |= {*gone.values(), str(noted["texts"])}
            noted["texts"] = _listed(root, {**listed, **dict.fromkeys(gone, "")})
        changed.append(noted)
    if lost:
        write_whole(root / HISTORY_FOLDER / _LIST, "".join(f"{json.dumps(it, ensure_ascii=False)}\n" for it in changed))
        forget_contents(root, lost)


def _listed(root: Path, values: Mapping[str, str]) -> str:
    """Values kept as one content; its digest."""
    return keep_content(root, json.dumps(dict(values), ensure_ascii=False, indent=0).encode())


def _last(root: Path, name: str) -> dict[str, str] | None:
    """What was kept of the last publication under a name; None where that is not known."""
    noted = _noted(root)
    listed = kept_content(root, str(noted[-1].get(name, ""))) if noted else None
    return None if listed is None else dict(json.loads(listed))


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
