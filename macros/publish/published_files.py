"""What plan/ and content/ said when the site was published last: kept here, so that an editor sees what is new since.

A zip of the texts, nothing for readers. Whoever has none (a new computer) is told so, and has one after publishing.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from ..common.files.atomic_write import write_whole
from ..common.files.kept import CACHE

PUBLISHED_FILES = Path(CACHE) / "published.zip"
_ENDINGS = (".yaml", ".md", ".json")


def texts_of(root: Path) -> dict[str, bytes]:
    """Path from the project's folder → bytes, of every text that an editor writes."""
    paths = [path for folder in ("plan", "content") for path in (root / folder).rglob("*") if path.suffix in _ENDINGS]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(paths) if path.is_file()}


def note_published(root: Path, texts: dict[str, bytes]) -> None:
    """Keep the texts that a publication was made from."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in texts.items():
            archive.writestr(name, content)
    (root / PUBLISHED_FILES).parent.mkdir(exist_ok=True)
    write_whole(root / PUBLISHED_FILES, packed.getvalue())


def published_files(root: Path) -> dict[str, bytes] | None:
    """The texts as they were published last; None where that is not known."""
    try:
        with zipfile.ZipFile(root / PUBLISHED_FILES) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except (OSError, zipfile.BadZipFile):
        return None
