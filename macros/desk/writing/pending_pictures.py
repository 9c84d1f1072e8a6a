"""Pictures between being sent and being saved: kept under a name of their own until their page has its place.

A page that is new has no address yet, and one that is not saved shall leave no picture behind on the site.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...common.files.atomic_write import write_whole
from ...editing.history.saving import FileChange
from ...project.rules.calendar import EVENT_PICTURES

PENDING_FOLDER = "drafts/pictures"
PENDING_NAME = re.compile(r"\bnew-[0-9a-f]{16}\.webp\b")


def keep_pending(root: Path, content: bytes) -> str:
    """Keep a picture; the name under which a text or a record means it."""
    name = f"new-{hashlib.sha256(content).hexdigest()[:16]}.webp"
    path = root / PENDING_FOLDER / name
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    return name


def pending_picture(root: Path, name: str) -> Path | None:
    """The file of a picture that is kept, None for any other name."""
    path = root / PENDING_FOLDER / name
    return path if PENDING_NAME.fullmatch(name) and path.is_file() else None


def pending_in(root: Path, text: str) -> list[str]:
    """The pictures that a text means and that are kept, in its order."""
    return [name for name in dict.fromkeys(PENDING_NAME.findall(text)) if pending_picture(root, name)]


def picture_folder(folder: str) -> str:
    """Where the pictures of a kind of records lie, by the folder of its records."""
    return folder if folder.startswith("content/") else EVENT_PICTURES


def placed_pictures(
    root: Path, folder: str, id: str, values: Mapping[str, Any], body: str | None
) -> tuple[dict[str, Any], str | None, list[FileChange]]:
    """The values and the text of a record with its new pictures under their last names, and the files they come to.

    They are called after the page and numbered; a number that was ever given is not given again while its file is there.
    """
    folder, stem = picture_folder(folder), id.replace("/", "-")
    names: dict[str, str] = {}
    number = 0
    for name in pending_in(root, f"{values}\n{body}"):
        while True:
            number += 1
            last = f"{stem}-{number}.webp"
            if not (root / folder / last).exists() and last not in f"{values}\n{body}":
                break
        names[name] = last
    changes = [
        FileChange(f"{folder}/{last}", (root / PENDING_FOLDER / name).read_bytes(), "") for name, last in names.items()
    ]
    placed: dict[str, Any] = _renamed(dict(values), names)
    return placed, _renamed(body, names), changes


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    match value:
        case str():
            return PENDING_NAME.sub(lambda found: names.get(found[0], found[0]), value) if names else value
        case tuple():
            return tuple(_renamed(item, names) for item in value)
        case dict():
            return {name: _renamed(item, names) for name, item in value.items()}
    return value
