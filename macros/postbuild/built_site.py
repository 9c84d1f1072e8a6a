"""A folder with a built site: its files, and what its pages hold."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from ..common.files.kept import Kept
from ..common.parallel import in_parallel
from .html.built_page import BuiltPage, link_lines
from .html.page_links import PageLink


class BuiltSite:
    """A folder with a built site; its pages are read when the first is asked for, and once.

    A page that a build before has read is known by its bytes: `kept` then has its facts. `digests` are those of files
    that nobody has touched since they were written.
    """

    def __init__(self, folder: Path, kept: Kept | None = None, digests: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.kept = kept
        self.digests = digests or {}

    @cached_property
    def files(self) -> set[str]:
        """The paths of all files."""
        start = len(str(self.folder)) + 1
        return {
            f"{within}{os.sep}{name}"[start:].replace(os.sep, "/")
            for within, _, names in os.walk(self.folder)
            for name in names
        }

    @cached_property
    def pages(self) -> dict[str, BuiltPage]:
        """The pages by their paths, in order."""
        names = sorted(name for name in self.files if name.endswith(".html"))
        if self.kept is None:
            return dict(zip(names, in_parallel(self._page, names), strict=True))
        digests = {name: self.digest(name) for name in names}
        known = {name: BuiltPage.of_facts(facts) for name in names if (facts := self.kept.get(digests[name]))}
        fresh = [name for name in names if name not in known]
        for name, page in zip(fresh, in_parallel(self._page, fresh), strict=True):
            self.kept.put(digests[name], page.facts())
            known[name] = page
        self.kept.save()
        return {name: known[name] for name in names}

    def link_lines(self, name: str) -> dict[PageLink, list[int]]:
        """The lines at which each link of a page begins; `name` is the page's path."""
        return link_lines((self.folder / name).read_text("utf-8"))

    def digest(self, name: str) -> str:
        """SHA-256 of a file."""
        return self.digests.get(name) or hashlib.sha256((self.folder / name).read_bytes()).hexdigest()

    def _page(self, name: str) -> BuiltPage:
        return BuiltPage((self.folder / name).read_text("utf-8"))
