"""A built site into build.json: what it was made from, when, by which programs, and a digest of every file.

A later build reads it to see whether anything has changed since.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from json.encoder import encode_basestring as _quoted
from pathlib import Path
from typing import Any

from ..common.build_moment import clean_commit
from ..common.dates import build_time
from ..common.files.file_writer import FileWriter
from ..common.files.national import NATIONAL, national_folder
from ..common.files.overrides import all_overrides
from ..common.inputs import source_digests
from ..common.known_digests import DIGEST_ENDS, file_digest, files_below, stamp_of
from ..common.packages import engine_files, program, versions

MANIFEST = "build.json"


def write_manifest(root: Path, site: FileWriter, origin: Mapping[str, object] | None = None, indexed: int = 0) -> None:
    """Write build.json; it lists every file but itself. `commit` is null when the project differs from its commit.

    `origin` is what the project was before it was read, and `indexed` the number of pages that can be searched.
    """
    made = {**(origin or origin_of(root)), "time": build_time().isoformat(timespec="seconds"), "indexed": indexed}
    head = json.dumps({**made, "files": {}}, ensure_ascii=False, indent=1).removesuffix("{}\n}")
    lines = (f'  {_quoted(name)}: "{digest}"' for name, digest in sorted(site.digests.items()) if name != MANIFEST)
    text = ",\n".join(lines)  # json.dumps takes five times as long
    site.write(MANIFEST, f"{head}{{\n{text}\n }}\n}}\n")


def read_manifest(site: Path) -> Mapping[str, Any]:
    """What build.json says; nothing where there is no site of ours, or one that was damaged."""
    with suppress(OSError, ValueError):
        listed = json.loads((site / MANIFEST).read_text("utf-8"))
        if isinstance(listed, dict) and isinstance(listed.get("files"), dict):
            return listed
    return {}


def is_current(
    root: Path, site: Path, exact: bool, origin: Mapping[str, object] | None = None,
    stamps: Mapping[str, str] | None = None, listed: Mapping[str, Any] | None = None,
) -> bool:  # fmt: skip
    """Whether a build would give the site that is there: the same origin and moment, and no file of it touched.

    A file that has its stamp still is not read. Unless the moment is `exact`, one of the same day will do: pages know no
    smaller part of it while no alert is set. `listed` is what build.json says, where that is known.
    """
    try:
        listed = listed or read_manifest(site)
        made, now = datetime.fromisoformat(listed["time"]), build_time()
        exact = exact or (root / "plan" / "alert.yaml").exists()
        timely = made == now.replace(microsecond=0) if exact else made.date() == now.date()
        made_from = {name: value for name, value in listed.items() if name not in ("time", "indexed", "files")}
        same = timely and made_from == (origin or origin_of(root))
        return same and bool(listed["files"] == digests(site, stamps))
    except (OSError, ValueError, LookupError, TypeError):
        return False


def is_made_from(root: Path, site: Path) -> bool:
    """Whether what an editor has written is still what the site was made from."""
    try:
        return bool(json.loads((site / MANIFEST).read_text("utf-8"))["inputs"] == _inputs(root))
    except (OSError, ValueError, LookupError, TypeError):
        return False


def count_pages(files: Iterable[str]) -> int:
    """How many pages there are among these files of a site."""
    return sum(name.endswith("index.html") for name in files)


def altered_since_build(site: Path) -> list[str] | None:
    """The files of a site that are not as a build made them, or None where no build of ours has noted any."""
    try:
        listed: dict[str, str] = json.loads((site / MANIFEST).read_text("utf-8"))["files"]
        there = digests(site)
        return sorted(name for name in listed.keys() | there.keys() if listed.get(name) != there.get(name))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def origin_of(root: Path) -> dict[str, object]:
    """What a site was made from: the commit, a digest of everything that goes in, and the programs."""
    commit = clean_commit(root)
    made_from = {"commit": commit.id if commit else None, "inputs": _inputs(root)}
    return {**made_from, "program": program(), "versions": versions()}


def _inputs(root: Path) -> str:
    """One digest of the files a site is made from, and of our own program; the names do not tell where the engine lies."""
    whole, known = hashlib.sha256(), source_digests(root)
    for name, path in _sources(root):
        whole.update(f"{name}\0{known.digest(path)}\n".encode())
    known.save()
    for name, content in engine_files():
        whole.update(f"kepu/{name}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return whole.hexdigest()


def _sources(root: Path) -> Iterator[tuple[str, str]]:
    """Name and path of every file a site is made from."""
    shared = str(national_folder())
    for named, place in (("plan", str(root / "plan")), ("content", str(root / "content")), (NATIONAL, shared)):
        for name in sorted(files_below(place)):
            yield f"{named}/{name}", f"{place}/{name}"
    if (root / "mkdocs.yml").is_file():  # `kepu build` does without
        yield "mkdocs.yml", str(root / "mkdocs.yml")
    for name, found in all_overrides(root).items():
        yield f"overrides/{name}", str(found)


def digests(site: Path, stamps: Mapping[str, str] | None = None) -> dict[str, str]:
    """Path → SHA-256 of every file of a site but build.json; what is no file has none.

    `stamps` are lines on files by their stamps and paths.
    """
    folder, known, found = str(site), stamps or {}, {}
    for name in files_below(folder):
        status = os.stat(path := f"{folder}/{name}", follow_symlinks=False)  # noqa: PTH116
        stamp = f"{stamp_of(status, linked=True)} {name}"
        if line := known.get(stamp):
            found[name] = line[:DIGEST_ENDS]
        else:
            found[name] = file_digest(path) if stat.S_ISREG(status.st_mode) else ""
    found.pop(MANIFEST, None)
    return found
