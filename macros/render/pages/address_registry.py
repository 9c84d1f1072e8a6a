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


def check_claims(
    root: Path, plan: Plan, written: Sequence[Written], today: date, made: Sequence[Page]
) -> Iterator[Problem]:
    """Every address of the site has one maker: page, file, page by hand, or an entry of plan/redirects.yaml.

    `made` are the pages that follow from the plan.
    """
    owners: dict[str, _Owned] = {}
    for owned in _owned(root, plan, written, today, made):
        owner = owners.setdefault(owned[0].casefold(), owned)  # nginx and Windows tell no cases apart
        if owner is not owned:
            earlier, claim = _claim(owner), _claim(owned)
            if claim.where and {earlier.caption, claim.caption} != {LEFT}:
                yield Problem(claim.where, _refusal(claim, earlier))
    for owned in owners.values():
        if owned[0].startswith(KEPT_FOLDERS) and (where := _claim(owned).where) and where.path.startswith("content/"):
            folder = next(folder for folder in KEPT_FOLDERS if owned[0].startswith(folder))
            yield Problem(where, f"“{folder}”这个文件夹只放程序生成的文件，请放到别处")


_Maker = Page | Written | Moved | Removed | str | None
"""What makes what stands at an address; of a file of content/ its path there; None is the program alone."""

_Owned = tuple[str, _Maker]


def _owned(root: Path, plan: Plan, written: Sequence[Written], today: date, made: Sequence[Page]) -> Iterator[_Owned]:
    """Each address with its maker, the program's own first, so that whoever comes later is the one refused."""
    yield from ((page.url, page) for page in made if not page.redirect)
    lying = list(_lying(root))
    entries = plan.redirects.entries() if plan.redirects else ()
    files = [*lying, *(entry.from_ for entry in entries)]
    if {PurePosixPath(name).suffix for name in files if not name.endswith("/")} & set(EXPORTED):
        from ...exports.table import generate_exports  # calendars and spreadsheets: their libraries load slowly

        yield from ((name, None) for name, _ in generate_exports(plan, today, articles_of(written)))
    yield from ((page.url, page) for page in written)
    yield from ((name, name) for name in lying)
    yield from ((page.url, page.redirect) for page in made if page.redirect)
    yield from ((entry.from_, entry) for entry in entries if not entry.from_.endswith("/"))


def _claim(owned: _Owned) -> Claim:
    """The claim of a maker; that of a page that follows from the plan stands where the record it shows does."""
    address, maker = owned
    match maker:
        case Page():
            record = next((value for value in maker.values.values() if isinstance(value, Record)), None)
            return Claim(address, record.where() if record else None, f"程序生成的页面“{maker.title}”")
        case Written():
            return Claim(address, Where(maker.path), f"手写的页面 {maker.path}")
        case Moved() | Removed():
            return Claim(address, maker.where("from"), LEFT)
        case None:
            return Claim(address, None, "程序生成的文件")
    return Claim(address, Where(f"content/{maker}"), f"文件 content/{maker}")


def _lying(root: Path) -> Iterator[str]:
    """Pictures and papers among the pages of content/, by their paths there."""
    folder = root / "content"
    for path in published(folder):
        if path.is_file() and not path.is_symlink() and path.suffix != ".md":
            yield path.relative_to(folder).as_posix()


def _refusal(claim: Claim, owner: Claim) -> str:
    shown = f"/{claim.address}"
    if claim.caption == LEFT:
        return f"“{claim.address}”现在有{owner.caption}，不能又说它搬走或撤下了"
    if claim.where and claim.where.path.startswith("content/"):
        return f"这个网址（{shown}）是{owner.caption}，{ELSEWHERE}"
    other = f"，见 {owner.where.path}" if owner.where else ""
    return f"这个网址（{shown}）已经是{owner.caption}{other}；请换一个代号"
