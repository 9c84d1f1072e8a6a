"""The live folder of a site: who may build for it, where the new site grows, and what a build that failed says."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..common.build_moment import MADE_FROM
from ..common.files.file_writer import FileWriter
from ..common.files.lock import Busy, locked
from ..common.files.swap import heal, laid_by, taken_again, work_folder
from ..common.known_digests import SiteStamps
from ..common.os_errors import refusal, refusal_in
from ..common.problems import PlanError


class BuildError(Exception):
    """The site could not be built for a reason that does not lie in plan/ or content/."""


@contextmanager
def site_locked(root: Path, site: Path) -> Iterator[bool]:
    """Keep every other build away from `site`; gives whether an old site had to be brought back first.

    Raises BuildError for a folder that holds something else than a site, and Busy while another build is at work.
    """
    _refuse_place(root.resolve(), site)
    site.parent.mkdir(parents=True, exist_ok=True)
    with locked(site.with_name(f"{site.name}.lock")):
        yield heal(site)


@contextmanager
def filled_beside(site: Path, stamps: SiteStamps | None = None, spare: Path | None = None) -> Iterator[FileWriter]:
    """A folder beside the live one, for the holder of its lock; what was not put in place by then is removed.

    Where the site that was replaced last is kept at `spare`, the new one grows in it: next to nothing has to be made.
    """
    work = work_folder(site)
    again = bool(stamps and spare and site.is_dir() and taken_again(spare, work))
    try:
        there = stamps.there(str(work)) if stamps and again else {}
        yield FileWriter(work, site, stamps.live if stamps else {}, there)
    except PlanError:
        laid_by(work, spare if again else None)  # when it is mended, they build again
        raise
    finally:
        shutil.rmtree(work, ignore_errors=True)


@contextmanager
def in_editors_words() -> Iterator[None]:
    """Turns what can stop a build into PlanError or BuildError, in words for an editor; mistakes of our own code pass."""
    try:
        yield
    except Busy as error:
        raise BuildError(str(error)) from None
    except OSError as error:
        raise BuildError(refusal(error)) from None
    except Exception as error:
        from ..postbuild.search_index import (
            IndexingError,  # loaded by what raises it; a build without work needs neither
        )
        from ..postbuild.source_lines import value_at_fault
        from ..render.jinja_env import DrawingError

        if isinstance(error, IndexingError | DrawingError):
            raise BuildError(refusal_in(str(error)) or str(error)) from None
        if isinstance(error, ValueError | ArithmeticError) and (problem := value_at_fault(error)):
            raise PlanError([problem]) from error
        raise


def _refuse_place(root: Path, site: Path) -> None:
    """A folder that holds something else than a site is not replaced."""
    holders, sources = {root, *root.parents}, {root / name for name in MADE_FROM}
    if site in holders or sources & {site, *site.parents}:
        raise BuildError(f"网站不能放在 {site}：这里放着项目本身，做成网站会把它换掉")
    if site.is_file() or (site.is_dir() and any(site.iterdir()) and not (site / "index.html").is_file()):
        raise BuildError(f"{site} 里有别的东西，不像是网站；请换一个新的文件夹，或者先把它清空")
