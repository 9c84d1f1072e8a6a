"""A built site into a release: every file with its checksum, ready to be put beside the ones before it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .compress import compress

SITE, MANIFEST, SUMS = "site", "release.json", "SHA256SUMS"
ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")
"""The moment in UTC, and the first digits of the checksum of everything; sorted by name they are sorted by time."""

MOMENT = "%Y%m%dT%H%M%SZ"

_FINGERPRINTED = re.compile(
    r"site/(?:assets/[\w-]+\.[0-9a-f]{10}\.\w+|search/text/[\d-]+\.[0-9a-f]{10}\.json|search/pages/[0-9a-f]+\.json"
    r"|pagefind/(?:\w+/)?(?:pagefind\.)?[a-z]+_[0-9a-f]{7,}\.pf_\w+)(?:\.gz|\.br)?"
)
_MADE = re.compile(r"页面生成于(?:.{0,30}?\d{4}-\d{2}-\d{2}){1,2}|(?<=\.)[0-9a-f]{10}(?=\.(?:css|js))")
"""What differs from one build to the next without a word having changed."""


class PublishError(Exception):
    """The site could not be published, for a reason that does not lie in plan/ or content/."""


@dataclass(frozen=True)
class Kept:
    """A file of a release: its SHA-256, and when its contents last changed."""

    sha256: str
    changed: int


@dataclass(frozen=True)
class Release:
    """What a release holds; `pages` are checksums by address, of what a reader reads."""

    id: str
    files: Mapping[str, Kept]
    pages: Mapping[str, str]
    addresses: tuple[str, ...]

    @property
    def digest(self) -> str:
        return self.id.rpartition("-")[2]

    def leaving(self, after: Release) -> list[str]:
        """The fingerprinted files that the next release has not: pages that are open just then still ask for them."""
        return [name for name in self.files if name not in after.files and _FINGERPRINTED.fullmatch(name)]

    def unchanged(self, before: Release | None) -> list[str]:
        """The files that the release before holds byte for byte."""
        return [name for name, kept in self.files.items() if before and before.files.get(name) == kept]

    def to_json(self) -> str:
        """One line, as servers hand it over."""
        files = {name: [kept.sha256, kept.changed] for name, kept in self.files.items()}
        value = {"id": self.id, "addresses": self.addresses, "pages": self.pages, "files": files}
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def read_release(text: str) -> Release | None:
    """A release from its JSON, or None when it is not to be used: then everything counts as new."""
    try:
        value: dict[str, Any] = json.loads(text)
        files = {str(name): Kept(str(sha256), int(changed)) for name, (sha256, changed) in value["files"].items()}
        pages = {str(address): str(digest) for address, digest in value["pages"].items()}
        release = Release(str(value["id"]), files, pages, tuple(map(str, value["addresses"])))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return release if ID.fullmatch(release.id) else None


def prepare_release(
    site: Path, folder: Path, moment: str, live: Release | None, addresses: Iterable[str],
    extra: Mapping[str, str], cache: Path | None = None,
) -> Release:  # fmt: skip
    """Lay out a release in `folder`; `moment` is the time of the destination, `cache` is given where twins are wanted.

    A file keeps its time as long as its contents stay: servers tell by it what has changed.
    """
    shutil.copytree(site, folder / SITE, copy_function=shutil.copyfile)
    if cache:
        compress(folder / SITE, cache)
    for name, text in extra.items():
        (folder / name).write_text(text, "utf-8", newline="\n")
    files = {name: _kept(name, path, live, moment) for name, path in files_in(folder).items()}
    for name, kept in files.items():
        os.utime(folder / name, (kept.changed, kept.changed))
    everything = "".join(f"{kept.sha256}  {name}\n" for name, kept in files.items())
    pages = {
        name.removeprefix(f"{SITE}/").removesuffix("index.html"): _words(folder / name)
        for name in files
        if name.endswith("index.html")
    }
    digest = hashlib.sha256(everything.encode()).hexdigest()[:8]
    release = Release(f"{moment}-{digest}", files, pages, tuple(sorted(addresses)))
    (folder / SUMS).write_text(everything, "utf-8", newline="\n")
    (folder / MANIFEST).write_text(release.to_json(), "utf-8", newline="\n")
    for name in (SUMS, MANIFEST):  # rsync takes a file of the same size and time for the same
        os.utime(folder / name, (_seconds(moment), _seconds(moment)))
    return release


def files_in(folder: Path) -> dict[str, Path]:
    """Name from the folder → path, of every file, sorted."""
    return {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}


def damaged(folder: Path, release: Release) -> list[str]:
    """The files of a release that are not in the folder as they should be."""
    found = files_in(folder)
    return [name for name, kept in release.files.items() if name not in found or _sha256(found[name]) != kept.sha256]


def _kept(name: str, path: Path, live: Release | None, moment: str) -> Kept:
    sha256, before = _sha256(path), live.files.get(name) if live else None
    if before and before.sha256 == sha256:
        return before
    now = _seconds(moment)
    return Kept(sha256, max(now, before.changed + 1) if before else now)


def _seconds(moment: str) -> int:
    return int(datetime.strptime(moment, MOMENT).replace(tzinfo=UTC).timestamp())


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _words(path: Path) -> str:
    return hashlib.sha256(_MADE.sub("", path.read_text("utf-8")).encode()).hexdigest()[:16]
