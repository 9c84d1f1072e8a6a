"""The pages of a site just written into a whole one: checked, searchable, with a list of every file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from ..common.files.file_writer import FileWriter
from ..common.files.kept import CACHE, Kept
from ..common.packages import program
from ..common.problems import PlanError, Problem
from ..model.plan import Plan
from ..postbuild.addresses import check_addresses
from ..postbuild.built_site import BuiltSite
from ..postbuild.data_audit import check_data
from ..postbuild.federated.federated_search import federating
from ..postbuild.link_audit import audit
from ..postbuild.manifest import write_manifest
from ..postbuild.page_weight import check_weight
from ..postbuild.search_index import search_entries, write_index
from ..postbuild.source_lines import at_source
from ..render.site_files import Output


class Finished(NamedTuple):
    """How many pages of a site can be searched, and how many seconds Pagefind took, if it had to work."""

    indexed: int
    merging: float | None = None


def finish_site(root: Path, output: Output, site: FileWriter, origin: Mapping[str, object]) -> Finished:
    """Check the pages and files of a site, index them and list them all.

    Whoever wrote the pages, `kepu build` or MkDocs, ends with this; `origin` is what the project was before it was read.
    Raises PlanError or IndexingError.
    """
    built = BuiltSite(site.path, partial(Kept, root / CACHE, program()), {**site.digests})
    project = output.project
    words = Kept(root / CACHE, program(), "words")
    entries = search_entries(built, output.search_entries, project.plan, words)
    merged = Kept(root / CACHE, program(), "federated")
    with federating(entries, project.plan.site, site, merged) as finish:
        if problems := faults(root, built, project.plan):
            raise PlanError(at_source(root, project.pages, problems))
        indexed = write_index(entries, project.plan, site, words)
        merging = finish()
    write_manifest(root, site, origin, indexed)
    site.tidy()
    return Finished(indexed, merging)


def faults(root: Path, site: BuiltSite, plan: Plan) -> list[Problem]:
    """Everything that keeps a built site from going live."""
    address = plan.site.url
    base = urlsplit(address or "").path or "/"
    found = [*audit(site, base), *check_weight(site), *check_data(site, address), *check_addresses(root, site, plan)]
    if not found:
        site.is_sound()
    return found
