"""A built site into a release: every file with its checksum, ready to be put beside the ones before it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .appointments import Appointment, Appointments, read_appointments
from .compress import compress
from .release_ids import SLACK, is_release, made_at

SITE, RELEASE_FILE, SUMS = "site", "release.json", "SHA256SUMS"
_FINGERPRINTED = re.compile(
    r"site/(?:assets/[\w-]+\.[0-9a-f]{10}\.\w+|search/(?:text/)?[\w-]+\.[0-9a-f]{8,10}\.json|search/pages/[0-9a-f]+\.json"
    r"|pagefind/(?:\w+/)?(?:pagefind\.)?[a-z-]+_[0-9a-f]{7,}\.pf_\w+)(?:\.gz|\.br)?"
)
_MADE = re.compile(r"网站生成于(?:.{0,30}?\d{4}-\d{2}-\d{2}){1,2}|(?<=\.)[0-9a-f]{10}(?=\.(?:css|js))")
"""What differs from one build to the next without a word having changed."""


class PublishError(Exception):
    """The site could not be published, for a reason that does not lie in plan/ or content/."""


@dataclass(frozen=True)
class Dated:
    """A file of a release: its SHA-256, and when its contents last changed."""

    sha256: str
    changed: int


@dataclass(frozen=True)
class Release:
    """What a release holds; `pages` are checksums by address, of what a reader reads.

    `lingering` are checksums by name of files of the release before: pages that are open at the switch ask for them.
    """

    id: str
    files: Mapping[str, Dated]
    pages: Mapping[str, str]
    addresses: tuple[str, ...]
    lingering: Mapping[str, str] = field(default_factory=dict)
    appointments: Appointments = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The part of the release's name that its contents decide."""
        return self.id.rpartition("-")[2]

    @property
    def sums(self) -> str:
        """The contents of SHA256SUMS."""
        return "".join(f"{kept.sha256}  {name}\n" for name, kept in self.files.items())

    @property
    def sums_digest(self) -> str:
        """The SHA-256 of SHA256SUMS, in hexadecimal digits."""
        return hashlib.sha256(self.sums.encode()).hexdigest()

    @property
    def is_consistent(self) -> bool:
        """Whether the files that are listed are those that the name was made of."""
        return self.sums_digest.startswith(self.digest)

    @property
    def fingerprinted(self) -> list[str]:
        """The files, by readers' names, that the next release may let linger."""
        return [name.removeprefix(f"{SITE}/") for name in self.files if _FINGERPRINTED.fullmatch(name)]

    def leaving(self, after: Release) -> dict[str, str]:
        """Name → SHA-256 of the fingerprinted files that the next release has not."""
        return {
            name: kept.sha256
            for name, kept in self.files.items()
            if name not in after.files and _FINGERPRINTED.fullmatch(name)
        }

    def unchanged(self, before: Release | None) -> list[str]:
        """The files that the release before holds byte for byte."""
        return [name for name, kept in self.files.items() if before and before.files.get(name) == kept]

    def to_json(self) -> str:
        """One line, as servers hand it over."""
        files = {name: [kept.sha256, kept.changed] for name, kept in self.files.items()}
        value = {"id": self.id, "addresses": self.addresses, "pages": self.pages, "lingering": self.lingering}
        value["appointments"] = {
            uid: [entry.when, entry.revision, entry.off] for uid, entry in self.appointments.items()
        }
        value["files"] = files
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def read_release(text: str) -> Release | None:
    """A release from its JSON, or None when it is not to be used: then everything counts as new."""
    try:
        value: dict[str, Any] = json.loads(text)
        files = {str(name): Dated(str(sha256), int(changed)) for name, (sha256, changed) in value["files"].items()}
        pages = {str(address): str(digest) for address, digest in value["pages"].items()}
        lingering = {str(name): str(sha256) for name, sha256 in value.get("lingering", {}).items()}
        dates = value.get("appointments", {}).items()
        appointments = {
            str(uid): Appointment(str(when), int(revision), bool(off[0]) if off else None)
            for uid, (when, revision, *off) in dates
        }
        addresses = tuple(map(str, value["addresses"]))
        release = Release(str(value["id"]), files, pages, addresses, lingering, appointments)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return release if is_release(release.id) else None


def prepare_release(
    site: Path, folder: Path, moment: str, live: Release | None, addresses: Iterable[str],
    extra: Mapping[str, str], cache: Path | None = None,
) -> Release:  # fmt: skip
    """Lay out a release in `folder`; `moment` is the time of the destination, `cache` is given where twins are wanted.

    A file keeps its time as long as its contents stay: servers tell by it what has changed. Raises PublishError for
    what no build makes: links, and files whose names begin with a dot, such as keys and settings.
    """
    _refuse_strangers(site)
    shutil.copytree(site, folder / SITE, copy_function=shutil.copyfile)
    if cache:
        compress(folder / SITE, cache)
    for name, text in extra.items():
        (folder / name).write_text(text, "utf-8", newline="\n")
    files = {name: _kept(name, path, live, moment) for name, path in files_in(folder).items()}
    for name, kept in files.items():
        os.utime(folder / name, (kept.changed, kept.changed))
    pages = page_digests(folder / SITE)
    release = Release("", files, pages, tuple(sorted(addresses)), appointments=read_appointments(site))
    release = replace(
        release, id=f"{moment}-{release.sums_digest[:8]}", lingering=live.leaving(release) if live else {}
    )
    (folder / SUMS).write_text(release.sums, "utf-8", newline="\n")
    (folder / RELEASE_FILE).write_text(release.to_json(), "utf-8", newline="\n")
    for name in (SUMS, RELEASE_FILE):  # rsync takes a file of the same size and time for the same
        os.utime(folder / name, (_seconds(moment), _seconds(moment)))
    open_to_all(folder)
    return release


def page_digests(site: Path) -> dict[str, str]:
    """Address → a digest of what a reader reads, of every page of a built site."""
    return {
        path.relative_to(site).as_posix().removesuffix("index.html"): _words(path)
        for path in sorted(site.rglob("index.html"))
    }


def files_in(folder: Path) -> dict[str, Path]:
    """Name from the folder → path, of every file, sorted."""
    return {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}


def open_to_all(folder: Path) -> None:
    """Let everybody read what is in a folder, whatever the umask; a disk without rights keeps its own."""
    for path in [folder, *folder.rglob("*")]:
        with suppress(OSError):
            path.chmod(0o755 if path.is_dir() else 0o644)


def damaged(folder: Path, release: Release) -> list[str]:
    """The files of a release that are not in the folder as they should be."""
    found = files_in(folder)
    return [name for name, kept in release.files.items() if name not in found or sha256_of(found[name]) != kept.sha256]


def _refuse_strangers(site: Path) -> None:
    for path in sorted(site.rglob("*")):
        if path.is_symlink() or path.name.startswith("."):
            what = "是一个链接" if path.is_symlink() else "的名字以点开头"
            raise PublishError(f"{path} {what}，不是生成网站时做的，不能发布；请重新运行 kepu build")


def _kept(name: str, path: Path, live: Release | None, moment: str) -> Dated:
    sha256, before = sha256_of(path), live.files.get(name) if live else None
    now = _seconds(moment)
    if before and before.changed > now + SLACK.total_seconds():  # a clock was wrong, and should not be for ever
        before = None
    if before and before.sha256 == sha256:
        return before
    return Dated(sha256, max(now, before.changed + 1) if before else now)


def _seconds(moment: str) -> int:
    return int(made_at(moment).timestamp())


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _words(path: Path) -> str:
    return hashlib.sha256(_MADE.sub("", path.read_text("utf-8")).encode()).hexdigest()[:16]
