"""Material's set of icons as files: 7,000 signs, each one path on a grid of 24, under the Apache licence 2.0."""

from __future__ import annotations

import os
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path


@lru_cache(maxsize=1)
def material_icons() -> dict[str, Path]:
    """Name in the set → its file; the package of Material for MkDocs brings them."""
    theme = find_spec("material")
    assert theme and theme.origin
    folder = Path(theme.origin).parent / "templates" / ".icons" / "material"
    names = sorted(name for name in os.listdir(folder) if name.endswith(".svg"))  # noqa: PTH208  # 7,000 of them
    return {name.removesuffix(".svg"): folder / name for name in names}
