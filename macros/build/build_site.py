"""A project into a site: built beside the live folder, checked, and only then put in its place."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from ..common.dates import build_time
from ..common.files.swap import put_in_place
from ..common.problems import PlanError
from ..postbuild.manifest import count_pages, is_current
from ..postbuild.search_index import count_indexed
from ..render.project import read_project
from ..render.site_files import Output
from .finish_site import finish_site
from .live_folder import filled_beside, in_editors_words, site_locked


@dataclass(frozen=True)
class Built:
    """What a build made: the folder, its pages, the seconds it took.

    `healed`: an old site had to be brought back first; `kept`: nothing had changed, so the site stayed.
    """

    site: Path
    pages: int
    indexed: int
    seconds: float
    healed: bool = False
    kept: bool = False


def build_site(root: Path, site: Path, exact: bool = True) -> Built:
    """Build the project in `root` into `site`, unless it is there.

    Raises PlanError or BuildError; the old site then stays as it was.

    Unless the moment of the build is `exact`, a site of the same day counts as there.
    """
    started = time.monotonic()
    site = site.resolve()  # of a link, the folder it leads to is replaced
    with in_editors_words(), site_locked(root, site) as healed:
        kept = is_current(root, site, exact)
        indexed = count_indexed(site) if kept else _replace(root, site)
    return Built(site, count_pages(site), indexed, time.monotonic() - started, healed, kept)


def _replace(root: Path, site: Path) -> int:
    """Build beside the site, check, and only then take its place; returns how many pages can be searched."""
    output = Output.of(root, read_project(root), build_time())
    with filled_beside(site) as filling:
        if problems := output.write(filling):
            raise PlanError(problems)
        indexed = finish_site(root, output, filling)
        put_in_place(filling.path, site)
    return indexed
