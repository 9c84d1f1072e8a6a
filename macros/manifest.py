"""A built site into build.json: what it was made from, when, by which programs, and a digest of every file."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from .dates import build_time
from .moment import clean_commit

NAME = "build.json"
PROJECT, OWN_FILE = "kepu-xianan", Path(__file__).parents[1] / "pyproject.toml"
BEHIND = ("markdown", "markupsafe", "pymdown-extensions")
"""Libraries that shape the pages too, although only others ask for them."""


def write_manifest(root: Path, site: Path) -> None:
    """Write build.json; it lists every file but itself. `commit` is null when the project differs from its commit."""
    commit = clean_commit(root)
    data = {
        "commit": commit.id if commit else None,
        "time": build_time().isoformat(timespec="seconds"),
        "versions": {"python": platform.python_version(), **dict(sorted(_versions()))},
        "files": digests(site),
    }
    (site / NAME).write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")


def digests(site: Path) -> dict[str, str]:
    """Path → SHA-256 of every file of a site but build.json, in order of paths."""
    paths = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    return {name: hashlib.sha256(paths[name].read_bytes()).hexdigest() for name in sorted(paths) if name != NAME}


def _versions() -> Iterator[tuple[str, str]]:
    for name in {*_direct(), *BEHIND}:
        try:
            yield name, version(name)
        except PackageNotFoundError:  # asked for on another system only
            continue


def _direct() -> Iterator[str]:
    """The libraries that this project asks for by name, from its own file or, once it is installed, from what pip keeps."""
    if OWN_FILE.is_file():
        wanted = tomllib.loads(OWN_FILE.read_text("utf-8"))["project"]["dependencies"]
    else:
        wanted = [line for line in requires(PROJECT) or () if "extra ==" not in line]
    for line in wanted:
        if name := re.match(r"[\w.-]+", line):
            yield name[0].lower().replace("_", "-")
