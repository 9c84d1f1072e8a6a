"""The registry of addresses: what each page and file of a site claims, and who claims what has an owner already.

No page of the plan is replaced in silence: of two makers of one address the second is refused at its own file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from ...common.problems import Problem, Where
from ...model.plan import Plan
from ...model.record import Record
from ...model.redirect import Moved, Removed
from ...project.content_loader import Written
from ...project.rules.texts.files import published
from ...queries.articles import articles_of
from .page import Page
from .table import generate_pages

KEPT_FOLDERS = ("assets/", "pagefind/", "api/v1/", "api/v2/")
"""Folders that only the program fills: styles and scripts, the full-text index, open data."""

EXPORTED = (".xlsx", ".docx", ".json", ".xml", ".csv", ".ics")
"""Suffixes of the files that are made from the plan; making them takes a while, so only a namesake calls for it."""

LEFT = "搬走或撤下的页面"
ELSEWHERE = "手写的页面和文件不能顶替它；请换一个文件名"


@dataclass(frozen=True)
class Claim:
    """An address from the site's root, where its maker stands (None: the program alone), and what is there."""

    address: str
    where: Where | None
    caption: str


def check_claims(root: Path, plan: Plan, written: Sequence[Written], today: date) -> Iterator[Problem]:
    """Every address of the site has one maker: page, file, page by hand, or an entry of plan/redirects.yaml."""
    owners: dict[str, Claim] = {}
    for claim in claims(root, plan, written, today):
        owner = owners.setdefault(claim.address.casefold(), claim)  # nginx and Windows tell no cases apart
        if owner is not claim and claim.where and {owner.caption, claim.caption} != {LEFT}:
            yield Problem(claim.where, _refusal(claim, owner))
    for claim in owners.values():
        if claim.where and claim.where.path.startswith("content/") and claim.address.startswith(KEPT_FOLDERS):
            folder = next(folder for folder in KEPT_FOLDERS if claim.address.startswith(folder))
            yield Problem(claim.where, f"“{folder}”这个文件夹只放程序生成的文件，请放到别处")


def claims(root: Path, plan: Plan, written: Sequence[Written], today: date) -> Iterator[Claim]:
    """What is claimed, the program's own first, so that whoever comes later is the one refused."""
    made = list(generate_pages(plan, today, written))
    yield from (_of_page(page) for page in made if not page.redirect)
    lying = list(_lying(root))
    entries = plan.redirects.entries() if plan.redirects else ()
    files = [*(claim.address for claim in lying), *(entry.from_ for entry in entries)]
    if {PurePosixPath(name).suffix for name in files if not name.endswith("/")} & set(EXPORTED):
        from ...exports.table import generate_exports  # calendars and spreadsheets: their libraries load slowly

        names = (name for name, _ in generate_exports(plan, today, articles_of(written)))
        yield from (Claim(name, None, "程序生成的文件") for name in names)
    for page in written:
        yield Claim(page.url, Where(page.path), f"手写的页面 {page.path}")
    yield from lying
    yield from (_of_entry(page.redirect) for page in made if page.redirect)
    yield from (_of_entry(entry) for entry in entries if not entry.from_.endswith("/"))


def _of_page(page: Page) -> Claim:
    """A page that follows from the plan; the place is that of the record it shows, where there is one."""
    record = next((value for value in page.values.values() if isinstance(value, Record)), None)
    return Claim(page.url, record.where() if record else None, f"程序生成的页面“{page.title}”")


def _of_entry(entry: Moved | Removed) -> Claim:
    return Claim(entry.from_, entry.where("from"), LEFT)


def _lying(root: Path) -> Iterator[Claim]:
    """Pictures and papers among the pages of content/."""
    folder = root / "content"
    for path in published(folder):
        if path.is_file() and not path.is_symlink() and path.suffix != ".md":
            address = path.relative_to(folder).as_posix()
            yield Claim(address, Where(f"content/{address}"), f"文件 content/{address}")


def _refusal(claim: Claim, owner: Claim) -> str:
    shown = f"/{claim.address}"
    if claim.caption == LEFT:
        return f"“{claim.address}”现在有{owner.caption}，不能又说它搬走或撤下了"
    if claim.where and claim.where.path.startswith("content/"):
        return f"这个网址（{shown}）是{owner.caption}，{ELSEWHERE}"
    other = f"，见 {owner.where.path}" if owner.where else ""
    return f"这个网址（{shown}）已经是{owner.caption}{other}；请换一个代号"
