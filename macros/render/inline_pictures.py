"""The pictures in HTML into ones that load late and keep their place: `<img>` with its size from the bytes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from ..common.files.media_files import picture_size
from ..common.reads import note

_IMG = re.compile(r"<img (?![^>]* ?loading=)(?P<rest>[^>]*)>")  # a template of ours may say it all itself
_SRC = re.compile(r'\bsrc="([^"]*)"')


def with_sizes(html: str, url: str, files: Mapping[str, Path]) -> str:
    """The HTML of the page at `url`, each picture with width, height, and leave to load when it comes near.

    `files` are the files beside the pages, by their path in the site; a picture that is none of them gets no size.
    Without a size the words below a picture jump when it arrives (https://web.dev/articles/optimize-cls).
    """
    return _IMG.sub(lambda found: _late(found["rest"], url, files), html)


def _late(rest: str, url: str, files: Mapping[str, Path]) -> str:
    source = _SRC.search(rest)
    name = posixpath.normpath(posixpath.join(url, unquote(unescape(source[1])))) if source else ""
    note(f"size {name}")
    size = size_of(name, files)
    sized = f'width="{size[0]}" height="{size[1]}" ' if size else ""
    return f'<img loading="lazy" decoding="async" {sized}{rest}>'


def size_of(name: str, files: Mapping[str, Path]) -> tuple[int, int] | None:
    """Width and height of a picture by its path in the site, None where it is none of the `files` or says no size."""
    path = files.get(name)
    return picture_size(path.read_bytes(), path.suffix.lower()[1:]) if path else None
