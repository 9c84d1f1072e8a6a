"""The steps of our build in a process of their own: the processor's time after each, and what keeps the site from going live."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main(step: str, root: Path, site: Path) -> None:
    """Write and audit the pages (`pages`), or make the search index of pages that are there (`index`)."""
    (write_pages if step == "pages" else index_pages)(root, site)


def write_pages(root: Path, site: Path) -> None:
    """All of a build but the search index; prints seconds, then problems."""
    from kepu.build.finish_site import faults
    from kepu.common.dates import build_time
    from kepu.common.files.file_writer import FileWriter
    from kepu.postbuild.built_site import BuiltSite
    from kepu.render.project import read_project
    from kepu.render.site_files import Output

    steps = [_spent()]
    project = read_project(root)
    steps.append(_spent())
    problems = Output.of(root, project, build_time()).write(FileWriter(site))
    steps.append(_spent())
    problems += faults(root, BuiltSite(site), project.plan)
    steps.append(_spent())
    print(*steps)
    print(*problems, sep="\n", end="")


def index_pages(root: Path, site: Path) -> None:
    """The search index of a written site."""
    from kepu.common.dates import build_time
    from kepu.postbuild.built_site import BuiltSite
    from kepu.postbuild.search_index import build_index
    from kepu.render.project import read_project
    from kepu.render.site_files import Output

    output = Output.of(root, read_project(root), build_time())
    build_index(BuiltSite(site), output.search_entries, output.plan)


def _spent() -> float:
    """Seconds of the processors so far, those of the processes it started included."""
    return sum(os.times()[:4])


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
