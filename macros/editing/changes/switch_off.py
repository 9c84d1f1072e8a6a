"""A piece of the national content out of a county's site: its name goes into plan/site.yaml."""

from __future__ import annotations

from pathlib import Path

from ...common.files.yaml_reader import read_yaml
from .edits import CannotEdit, edited

SITE_FILE = Path("plan") / "site.yaml"


def switched_off(root: Path, piece: str) -> bytes:
    """plan/site.yaml with a piece, such as articles/fireworks, among those that the county does without.

    Raises ValueError with what to write by hand.
    """
    path = root / SITE_FILE
    values = read_yaml(path, SITE_FILE.as_posix()).value
    national = {**values["national"]}
    national["without"] = tuple(sorted({*national.get("without", ()), piece}))
    try:
        return edited(path.read_bytes().decode("utf-8"), {**values, "national": national}).encode()
    except CannotEdit:
        said = f"{SITE_FILE.as_posix()} 的写法特别，没有动。请自己在 national 的 without 里加上 {piece}"
        raise ValueError(said) from None
