"""A built site into build.json: what it was made from, when, by which programs, and a digest of every file.

A later build reads it to see whether anything has changed since.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from ..common.build_moment import clean_commit
from ..common.dates import build_time
from ..common.files.file_writer import FileStamp, FileWriter, stamped_digest
from ..common.files.national import national_folder
from ..common.files.overrides import ENGINE, all_overrides
from ..common.packages import program, versions

MANIFEST = "build.json"


def write_manifest(
    root: Path, site: Path, origin: Mapping[str, object] | None = None, known: Mapping[str, str] | None = None
) -> None:
    """Write build.json; it lists every file but itself. `commit` is null when the project differs from its commit.

    `origin` is what the project was before it was read, and `known` are digests of files that nobody has touched since.
    """
    files = {name: path for name, path in _site_files(site) if name != MANIFEST}
    listed = {name: (known or {}).get(name) or _digest(path) for name, path in files.items()}
    data = {**(origin or origin_of(root)), "time": build_time().isoformat(timespec="seconds"), "files": listed}
    (site / MANIFEST).write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")


def is_current(
    root: Path, site: Path, exact: bool, origin: Mapping[str, object] | None = None,
    stamps: Mapping[str, FileStamp] | None = None,
) -> bool:  # fmt: skip
    """Whether a build would give the site that is there: the same origin and moment, and no file of it touched.

    A file that has its stamp still is not read.

    Unless the moment is `exact`, one of the same day will do: pages know no smaller part of it while no alert is set.
    """
    try:
        data = json.loads((site / MANIFEST).read_text("utf-8"))
        made, now = datetime.fromisoformat(data["time"]), build_time()
        exact = exact or (root / "plan" / "alert.yaml").exists()
        timely = made == now.replace(microsecond=0) if exact else made.date() == now.date()
        made_from = {name: value for name, value in data.items() if name not in ("time", "files")}
        same = timely and made_from == (origin or origin_of(root))
        return same and data["files"] == digests(site, stamps)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return False  # no site of ours, or one that was damaged


def is_made_from(root: Path, site: Path) -> bool:
    """Whether what an editor has written is still what the site was made from."""
    try:
        return bool(json.loads((site / MANIFEST).read_text("utf-8"))["inputs"] == _inputs(root))
    except (OSError, ValueError, LookupError, TypeError):
        return False


def count_pages(site: Path) -> int:
    """How many pages a built site has."""
    return sum(name.endswith("index.html") for name in json.loads((site / MANIFEST).read_text("utf-8"))["files"])


def count_indexed(site: Path) -> int:
    """How many pages the index of a built site holds with their words."""
    from ..queries.search_format import NAMES_FILE, PAGES_LIST  # with all kinds of records: not for who asks less

    text = json.loads((site / NAMES_FILE).read_text("utf-8"))["text"]
    return sum(map(bool, json.loads((site / f"{PAGES_LIST}.{text['ids']}.json").read_text("utf-8"))))


def take_over(site: FileWriter, places: Collection[str], told_by: str = "") -> bool:
    """Take over every file of the site before that is one of these, or in one of these folders.

    False, with nothing taken over, where not all of them are as they were built, and the file that has `told_by` them.
    """
    if site.before is None:
        return False
    try:
        listed: dict[str, str] = json.loads((site.before / MANIFEST).read_text("utf-8"))["files"]
        starts = tuple(f"{folder}/" for folder in places)
        wanted = {name: digest for name, digest in listed.items() if name in places or name.startswith(starts)}
        if any(".." in name.split("/") for name in wanted):
            return False  # not of our making
        sound = {**wanted, told_by: listed[told_by]} if told_by else wanted
        return all(site.matches(name, digest) for name, digest in sound.items()) and all(
            site.keep(name, digest) for name, digest in wanted.items()
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return False


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
    """One digest of the files a site is made from, and of our own program."""
    whole = hashlib.sha256()
    for name, path in _sources(root):
        whole.update(f"{name}\0{_digest(path)}\n".encode())
    return whole.hexdigest()


def _sources(root: Path) -> Iterator[tuple[str, str]]:
    """Name and path of every file a site is made from; the names do not tell where the engine is installed."""
    for place, named in (
        (root / "plan", root),
        (root / "content", root),
        (national_folder(), national_folder().parent),
    ):
        for path in sorted(_files(place)):
            yield Path(path).relative_to(named).as_posix(), path
    if (root / "mkdocs.yml").is_file():  # `kepu build` does without
        yield "mkdocs.yml", str(root / "mkdocs.yml")
    for name, found in all_overrides(root).items():
        yield f"overrides/{name}", str(found)
    for path in sorted(path for path in _files(ENGINE) if path.endswith(".py")):
        yield f"kepu/{Path(path).relative_to(ENGINE).as_posix()}", path


def digests(site: Path, stamps: Mapping[str, FileStamp] | None = None) -> dict[str, str]:
    """Path → SHA-256 of every file of a site but build.json, in order of paths."""
    known = stamps or {}
    return {
        name: stamped_digest(path, known[name]) if name in known else _digest(path)
        for name, path in _site_files(site)
        if name != MANIFEST
    }


def _site_files(site: Path) -> list[tuple[str, str]]:
    """Name and path of every file of a site, in order of names."""
    start = len(str(site)) + 1
    return sorted((path[start:].replace(os.sep, "/"), path) for path in _files(site))


def _files(folder: Path) -> Iterator[str]:
    """Every file below a folder; of tens of thousands, so without an object and a question for each."""
    for within, _, names in os.walk(folder):
        yield from (f"{within}{os.sep}{name}" for name in names)


def _digest(path: str) -> str:
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123  # as above
        return hashlib.sha256(file.read()).hexdigest()
