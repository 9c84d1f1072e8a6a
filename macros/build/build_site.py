"""A project into a site: built beside the live folder, checked, and only then put in its place."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ..common.build_moment import MADE_FROM
from ..common.dates import build_time
from ..common.files.file_writer import FileWriter
from ..common.files.lock import Busy, locked
from ..common.files.swap import heal, put_in_place, work_folder
from ..common.os_errors import refusal, refusal_in
from ..common.problems import PlanError, Problem
from ..model.plan import Plan
from ..postbuild.addresses import check_addresses
from ..postbuild.built_site import BuiltSite
from ..postbuild.data_audit import check_data
from ..postbuild.link_audit import audit
from ..postbuild.manifest import count_pages, is_current, write_manifest
from ..postbuild.page_weight import check_weight
from ..postbuild.search_index import count_indexed, indexing
from ..postbuild.search_pagefind import IndexingError
from ..postbuild.source_lines import at_source, problems_said, value_at_fault
from ..render.jinja_env import DrawingError
from ..render.project import Project, read_project
from ..render.site_files import Output

HOSTS = {"mkdocs": "MkDocs", "properdocs": "ProperDocs"}
"""Programs through which the same site can be built: MkDocs 1.x, and the drop-in that goes on with it."""


class BuildError(Exception):
    """The site could not be built for a reason that does not lie in plan/ or content/."""


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


def build_site(root: Path, site: Path, host: str | None = None, exact: bool = True) -> Built:
    """Build the project in `root` into `site`, by ourselves or through a host, unless it is there. Raises PlanError or BuildError; the old site then stays as it was.

    Unless the moment of the build is `exact`, a site of the same day counts as there.
    """
    started = time.monotonic()
    site = site.resolve()  # of a link, the folder it leads to is replaced
    try:
        _refuse_place(root.resolve(), site)
        site.parent.mkdir(parents=True, exist_ok=True)
        with locked(site.with_name(f"{site.name}.lock")):
            healed = heal(site)
            kept = host is None and is_current(root, site, exact)
            indexed = count_indexed(site) if kept else _replace(root, site, host)
    except (Busy, IndexingError, DrawingError) as error:
        raise BuildError(refusal_in(str(error)) or str(error)) from None
    except OSError as error:
        raise BuildError(refusal(error)) from None
    return Built(site, count_pages(site), indexed, time.monotonic() - started, healed, kept)


def _replace(root: Path, site: Path, host: str | None) -> int:
    """Build beside the site, check, and only then take its place; returns how many pages can be searched."""
    project = read_project(root)
    work = work_folder(site)
    try:
        filling = FileWriter(work, site)
        _write(root, project, filling, host)
        built = BuiltSite(work)
        with indexing(built, project.plan, filling) as finish:
            if problems := faults(root, built, project.plan):
                raise PlanError(at_source(root, project.pages, problems))
            indexed = finish()
        write_manifest(root, work)
        put_in_place(work, site)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return indexed


def _write(root: Path, project: Project, work: FileWriter, host: str | None) -> None:
    """Every page and file of the site but the search index. Raises PlanError for links in content/ that lead nowhere."""
    if host:
        _run_host(root, work.path, host)
        return
    try:
        problems = Output.of(root, project, build_time()).write(work)
    except (ValueError, ArithmeticError) as error:
        if problem := value_at_fault(error):
            raise PlanError([problem]) from error
        raise
    if problems:
        raise PlanError(problems)


def faults(root: Path, site: BuiltSite, plan: Plan) -> list[Problem]:
    """Everything that keeps a built site from going live."""
    address = plan.site.url
    base = urlsplit(address or "").path or "/"
    found = [*audit(site, base), *check_weight(site), *check_data(site.folder, address)]
    return [*found, *check_addresses(root, site.folder, plan)]


def _refuse_place(root: Path, site: Path) -> None:
    """A folder that holds something else than a site is not replaced."""
    holders, sources = {root, *root.parents}, {root / name for name in MADE_FROM}
    if site in holders or sources & {site, *site.parents}:
        raise BuildError(f"网站不能放在 {site}：这里放着项目本身，做成网站会把它换掉")
    if site.is_file() or (site.is_dir() and any(site.iterdir()) and not (site / "index.html").is_file()):
        raise BuildError(f"{site} 里有别的东西，不像是网站；请换一个新的文件夹，或者先把它清空")


def _run_host(root: Path, output: Path, host: str) -> None:
    """MkDocs in a process of its own: strict, and never quiet (with -q it forgets to fail on dead links)."""
    command = [sys.executable, "-m", host, "build", "--strict", "--config-file", str((root / "mkdocs.yml").absolute())]
    environment = {**os.environ, "NO_COLOR": "1", "NO_MKDOCS_2_WARNING": "1", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [*command, "--site-dir", str(output.absolute())],
        cwd=root, env=environment, capture_output=True, encoding="utf-8", errors="replace", check=False,
    )  # fmt: skip
    if done.returncode:
        said = done.stdout + done.stderr
        if problems := list(problems_said(root, said)):
            raise PlanError(problems)
        reason = refusal_in(said) or f"{HOSTS[host]} 没有做成网站，它的输出是：\n{said.strip()}"
        raise BuildError(reason)
