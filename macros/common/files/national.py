"""The national content: a folder of the engine that mirrors a county's own, and which file of the two counts."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from ..known_digests import files_below
from ..os_errors import passed_over
from .overrides import ENGINE

NATIONAL = "national"
PACKAGE = "package.yaml"
"""What the national content says of itself."""
PLACE_NAMES = "places.yaml"
"""The names that are bound to places."""
NATIONAL_SHOWN = "全国内容"
"""What stands before the paths of its files where they lie outside of the project."""

_BEFORE = f"{NATIONAL}/"
_PACKAGED = re.compile(rf"(?:{NATIONAL}|{NATIONAL_SHOWN})/(.+)")


def national_folder() -> Path:
    """Where the engine keeps it: inside the package once it is installed, beside it in its tree."""
    inside = ENGINE / NATIONAL
    return inside if inside.is_dir() else ENGINE.parent / NATIONAL


def is_national(shown: str) -> bool:
    """Whether a path, as problems and records give it, is that of a file of the national content."""
    return _PACKAGED.fullmatch(shown) is not None


def own_place(shown: str) -> str:
    """Where in a county's own folder a file lies that is read in place of this one: plan/daily/x.yaml."""
    match = _PACKAGED.fullmatch(shown)
    return match[1] if match else shown


def piece_id(shown: str) -> str:
    """What a county calls a piece that it switches off: daily/x, articles/y."""
    return own_place(shown).partition("/")[2].rpartition(".")[0]


def located(root: Path, shown: str) -> Path:
    """The file of a path as problems and records give it."""
    return national_folder() / own_place(shown) if is_national(shown) else root / shown


def shown_path(root: Path, path: Path) -> str:
    """A file of the project, or of the national content, as it is named to an editor."""
    if path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    return f"{NATIONAL_SHOWN}/{path.relative_to(national_folder()).as_posix()}"


def national_files(root: Path, within: str, without: frozenset[str]) -> list[Path]:
    """The files below the folder `within` of the national content, in order of paths.

    Those that are switched off, and those that the project has a file of its own for, are left out.
    """
    named = _named(within)
    kept = [name for name in named if not (without and piece_id(name) in without)]
    return sorted(named[name] for name in kept if not os.path.exists(f"{root}/{name.removeprefix(_BEFORE)}"))  # noqa: PTH110


def national_pieces() -> frozenset[str]:
    """The names of all pieces of the national content, as a county would switch them off."""
    return frozenset(map(piece_id, _named("")))


def _named(within: str) -> dict[str, Path]:
    folder = national_folder() / within
    names = [name for name in files_below(str(folder)) if not passed_over(name.rpartition("/")[2])]
    return {f"{_BEFORE}{within}/{name}" if within else f"{_BEFORE}{name}": folder / name for name in names}


def override_piece(root: Path, shown: str) -> Path:
    """Copy a national file to where it is read in place of the national one; raises FileExistsError rather than replace one."""
    own = root / own_place(shown)
    own.parent.mkdir(parents=True, exist_ok=True)
    if own.exists():
        raise FileExistsError(own)
    shutil.copyfile(located(root, shown), own)
    return own
