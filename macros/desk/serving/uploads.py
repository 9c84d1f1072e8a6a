"""A form with files, as browsers send it (RFC 7578), into what was filled in and the files.

Made by hand: Python's own reader of such forms was taken out of the standard library (PEP 594).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_UPLOADED = 60_000_000
"""Bytes of all files of one form: a dozen photos of a phone."""


@dataclass(frozen=True)
class Upload:
    """A file that was sent: the last part of its name, and its bytes."""

    name: str
    content: bytes


Files = dict[str, list[Upload]]


def parsed_upload(content_type: str, body: bytes) -> tuple[dict[str, list[str]], Files] | None:
    """What was filled in and the files, each by its input; None for what is no such form."""
    found = re.match(r'multipart/form-data;.*\bboundary="?([^";\s]{1,200})"?', content_type, re.IGNORECASE)
    if not found:
        return None
    answers: dict[str, list[str]] = {}
    files: Files = {}
    mark = b"\r\n--" + found[1].encode("latin-1")
    for part in (b"\r\n" + body).split(mark)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        said = head.decode("utf-8", "replace")
        name, file = (re.search(rf'[;\s]{key}="([^"]*)"', said) for key in ("name", "filename"))
        if name and file:
            if content or file[1]:
                files.setdefault(_plain(name[1]), []).append(Upload(re.split(r"[\\/]", _plain(file[1]))[-1], content))
        elif name:
            answers.setdefault(_plain(name[1]), []).append(content.decode("utf-8", "replace"))
    return answers, files


def _plain(name: str) -> str:
    """A name without what browsers write for quotation marks and line ends in it."""
    return name.replace("%22", '"').replace("%0D", "").replace("%0A", "")
