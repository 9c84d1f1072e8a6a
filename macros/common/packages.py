"""The Python packages that a site is made with: what this project asks for, and what these ask for in turn."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .files.kept import Kept, user_cache
from .files.overrides import ENGINE
from .known_digests import files_below, stamp_of

PROJECT = "kepu"
OWN_FILE = ENGINE.parent / "pyproject.toml"
SITE_EXTRA = "posters"
"""What is optional and shapes a site; the other extras read what editors bring along."""

SPDX = {
    **{name: name for name in ("MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "MPL-2.0", "PSF-2.0", "OFL-1.1")},
    "MIT License": "MIT",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""What packages write about their licence → its SPDX identifier; “BSD License” does not say which one it is."""


@dataclass(frozen=True)
class Package:
    """An installed package: its licence as an SPDX expression where it is known, else as written, and what it needs."""

    name: str
    version: str
    licence: str
    needs: tuple[str, ...]


@cache
def packages() -> Mapping[str, Package]:
    """Name → package, for every one that a site is made with, in order of names; `kepu` itself is not among them."""
    found: dict[str, Package] = {}
    waiting = list(_names(_asked_for(), {"", SITE_EXTRA}))
    while waiting:
        name, extras = waiting.pop()
        if (head := _head(name)) is None:  # for another system only
            continue
        needs = list(_names(head.get("Requires-Dist", ()), {"", *extras}))
        waiting += [need for need in needs if need[0] not in found or need[1]]
        names = {need for need, _ in needs if _head(need)} | {*(found[name].needs if name in found else ())}
        found[name] = Package(name, head["Version"][0], _licence(head), tuple(sorted(names)))
    return dict(sorted(found.items()))


def project_version() -> str:
    """The version of this program."""
    if OWN_FILE.is_file():
        return str(tomllib.loads(OWN_FILE.read_text("utf-8"))["project"]["version"])
    from importlib.metadata import version

    return version(PROJECT)


def project_needs() -> tuple[str, ...]:
    """The packages that this project asks for by name, as far as this system needs them."""
    return tuple(sorted({name for name, _ in _names(_asked_for(), {"", SITE_EXTRA}) if _head(name)}))


def _asked_for() -> list[str]:
    """From this project's own file or, once it is installed, from what pip keeps, which marks what belongs to an extra."""
    if OWN_FILE.is_file():
        project = tomllib.loads(OWN_FILE.read_text("utf-8"))["project"]
        return [*project["dependencies"], *project["optional-dependencies"][SITE_EXTRA]]
    from importlib.metadata import requires

    return requires(PROJECT) or []


def _names(lines: Iterable[str], extras: set[str]) -> Iterable[tuple[str, frozenset[str]]]:
    """The packages that requirements ask for on this system, each with its own extras."""
    from packaging.requirements import Requirement  # what is installed seldom changes, and then nobody asks for these
    from packaging.utils import canonicalize_name

    for wanted in map(Requirement, lines):
        if wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in extras):
            yield canonicalize_name(wanted.name), frozenset(wanted.extras)


@cache
def program() -> str:
    """One digest of our own program, of Python and of the libraries it uses."""
    whole = hashlib.sha256(json.dumps(versions()).encode())
    for name, content in engine_files():
        whole.update(name.encode() + b"\0" + content + b"\0")
    return whole.hexdigest()


@cache
def engine_files() -> Sequence[tuple[str, bytes]]:
    """Path and content of every file of our own program, in order of paths."""
    return [
        (name, Path(f"{ENGINE}/{name}").read_bytes())
        for name in sorted(files_below(str(ENGINE)))
        if name.endswith(".py")
    ]


@cache
def versions() -> Mapping[str, str]:
    """The version of Python and every library, those included that only other libraries ask for: they shape the pages too.

    What the libraries ask for takes as long to read as a small site to look through, so it is kept from run to run.
    """
    kept = Kept(user_cache(), "versions", f"versions-{_digest(sys.prefix)[:8]}")
    installed = _installed()
    if not (entry := kept.get(installed)):
        entry = json.dumps({name: package.version for name, package in packages().items()}).encode()
        kept.put(installed, entry)
        kept.save()
    return {"python": platform.python_version(), **json.loads(entry)}


def _installed() -> str:
    """One digest of what is installed, and of what tells which of it we use: names, and stamps of what packages say of themselves."""
    found = [sys.version, *platform.uname()[:5]]  # and folders with packages, in order; in others a command may run
    for folder in sys.path:
        with suppress(OSError):
            for name in sorted(os.listdir(folder or ".")):  # noqa: PTH208
                if name.endswith((".dist-info", ".egg-info", ".egg", ".egg-link")):
                    found += [
                        folder,
                        name,
                        *(_stamp(f"{folder}/{name}{file}") for file in ("/METADATA", "/PKG-INFO", "")),
                    ]
    return _digest("\n".join([*found, OWN_FILE.read_text("utf-8") if OWN_FILE.is_file() else ""]))


def _stamp(path: str) -> str:
    try:
        return stamp_of(os.stat(path))  # noqa: PTH116
    except OSError:
        return ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


@cache
def _head(name: str) -> Mapping[str, list[str]] | None:
    """The fields of a package's metadata, without the long text below them, which takes most of the time to read."""
    import email
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        installed = distribution(name)
    except PackageNotFoundError:
        return None
    text = installed.read_text("METADATA") or installed.read_text("PKG-INFO") or ""  # of a wheel; of a source archive
    message = email.message_from_string(text.partition("\n\n")[0])
    return {field: [str(value) for value in message.get_all(field, ())] for field in message}


def _licence(head: Mapping[str, list[str]]) -> str:
    """The licence, from the field for it, its older one, or the classifiers (PEP 639)."""
    if expression := head.get("License-Expression"):
        return expression[0]
    written = head.get("License", [""])[0].strip().splitlines()[:1]
    classified = [line.rpartition("::")[2].strip() for line in head.get("Classifier", ()) if line.startswith("License")]
    known = [text for text in (*written, *classified) if text and text != "UNKNOWN"]
    return next((SPDX[text] for text in known if text in SPDX), known[0] if known else "")
