"""A project into a site: built beside the live folder, checked, and only then put in its place."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..common.dates import build_time
from ..common.files.kept import CACHE
from ..common.files.swap import put_in_place
from ..common.known_digests import SiteStamps
from ..common.problems import PlanError
from ..postbuild.manifest import count_pages, is_current, origin_of, read_manifest
from .live_folder import filled_beside, in_editors_words, site_locked

SPARE = f"{CACHE}/replaced"
"""In a project, the site that was replaced last. The same files as in the one that is live, but for those that
differ: what it takes on the disk are its folders."""


@dataclass(frozen=True)
class Built:
    """What a build made: the folder, its pages, the seconds it took.

    `healed`: an old site had to be brought back first; `kept`: nothing had changed, so the site stayed; `cold`: there was
    nothing from a build before that could be used again; `merging`: the seconds that Pagefind took, if it had to work.
    """

    site: Path
    pages: int
    indexed: int
    seconds: float
    healed: bool = False
    kept: bool = False
    cold: bool = False
    merging: float | None = None

    def in_words(self) -> Iterator[str]:
        """What an editor is told: what was made, out of what, and how long it took."""
        done = "内容没有变过，网站不用重做" if self.kept else "网站已做好"
        yield f"{done}：{self.site}，共 {self.pages} 页，其中 {self.indexed} 页可以搜索，用时 {self.seconds:.1f} 秒。"
        if not self.kept:
            yield "从头做的，没有可以沿用的。" if self.cold else "没有变的部分，沿用了上一次的结果。"
        if self.merging is not None:
            yield f"供上级门户合并的索引重做了：Pagefind 用时 {self.merging:.1f} 秒，与别的步骤同时进行。"


def build_site(root: Path, site: Path, exact: bool = True) -> Built:
    """Build the project in `root` into `site`, unless it is there.

    Raises PlanError or BuildError; the old site then stays as it was.

    Unless the moment of the build is `exact`, a site of the same day counts as there.
    """
    started = time.monotonic()
    site = site.resolve()  # of a link, the folder it leads to is replaced
    with in_editors_words(), site_locked(root, site) as healed:
        cold = not (site / "index.html").exists() and not (root / CACHE).exists()
        origin, stamps, listed = origin_of(root), SiteStamps(root, site), read_manifest(site)
        kept = is_current(root, site, exact, origin, stamps.live, listed)
        merging = None
        if not kept:
            merging = _replace(root, site, origin, stamps)
            listed = read_manifest(site)
    pages, indexed = count_pages(listed["files"]), int(listed["indexed"])
    return Built(site, pages, indexed, time.monotonic() - started, healed, kept, cold, merging)


def _replace(root: Path, site: Path, origin: Mapping[str, object], stamps: SiteStamps) -> float | None:
    """Build beside the site, check, and only then take its place; returns the seconds that Pagefind took."""
    from ..render.project import read_project  # what draws and checks pages takes most of a second to load
    from ..render.site_files import Output
    from .finish_site import finish_site

    output = Output.of(root, read_project(root), build_time())
    spare = root / SPARE
    with filled_beside(site, stamps, spare) as filling:
        if problems := output.write(filling, keep=True):
            raise PlanError(problems)
        done = finish_site(root, output, filling, origin)
        put_in_place(filling.path, site, None if filling.copied else spare)
    stamps.save(str(site), filling.digests, filling.there)
    return done.merging
