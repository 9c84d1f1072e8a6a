"""Templates, styles, scripts, icons and pictures into the ones that count: a project's own before the engine's, file by file."""

from __future__ import annotations

import os
from pathlib import Path

from ..os_errors import passed_over

ENGINE = Path(__file__).parents[2]
"""The package: `macros` in the tree that it is written in, `kepu` where it is installed."""


def engine_overrides() -> Path:
    """Where the engine keeps its own: inside the package once it is installed, beside it in its tree."""
    inside = ENGINE / "overrides"
    return inside if inside.is_dir() else ENGINE.parent / "overrides"


def override_folders(root: Path, within: str = "") -> list[Path]:
    """The folders of this name, a path from overrides/, in the order in which a file is sought; they need not exist."""
    return [root / "overrides" / within, engine_overrides() / within]


def override(root: Path, name: str) -> Path:
    """The file of this name, a path from overrides/: the project's, or else the engine's."""
    own, engine = override_folders(root, name)
    return own if own.is_file() else engine


def all_overrides(root: Path, within: str = "") -> dict[str, Path]:
    """Path from the folder `within` → the file that counts, in order of paths."""
    found: dict[str, Path] = {}
    for folder in reversed(override_folders(root, within)):
        for place, _, names in os.walk(folder):
            within = place[len(str(folder)) :].replace(os.sep, "/").strip("/")
            kept = (name for name in names if not passed_over(name))
            found |= {f"{within}/{name}" if within else name: Path(place, name) for name in kept}
    return dict(sorted(found.items()))
