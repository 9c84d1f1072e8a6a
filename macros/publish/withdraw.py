"""One record or page taken back: out of plan/ or content/, its address accounted for, its name asked after elsewhere.

Of a person nothing is kept but a digest of the address, so that lists elsewhere which still know it stop nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from ..common.dates import build_date
from ..common.files.atomic_write import write_whole
from ..common.files.known_addresses import ADDRESS_LIST, addresses_without, read_addresses
from ..common.files.national import is_national, located, national_pieces, own_place, piece_id
from ..common.files.yaml_reader import parsed_yaml
from ..editing.changes.edits import CannotEdit, edited
from ..editing.changes.spelling import item_lines
from ..editing.changes.switch_off import SITE_FILE, switched_off
from ..editing.history.undoing import forget_files
from ..editing.set_alert import Change
from ..model.events import Event, Observance
from ..model.redirect import digest_of
from ..model.resources import Expert, Resource
from ..project.content_loader import Written
from ..project.rules.calendar import EVENT_PICTURES
from ..queries import urls
from ..queries.directory import DirectoryEntry
from ..render.pages.table import generate_pages
from ..render.project import Project
from .published_files import forget_published

REDIRECTS = Path("plan") / "redirects.yaml"
HEAD = "# yaml-language-server: $schema=schema/redirects.json\n"

_PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)")


@dataclass(frozen=True)
class Withdrawal:
    """What is taken back: its address and name, the files that go, and whether it is about one person.

    What the national content has as well is switched off: `national` is where a file in its place lies, or would lie.
    """

    address: str
    name: str
    files: tuple[Path, ...]
    person: bool = False
    national: str = ""

    @property
    def list(self) -> str:
        """The address of the list that it stood in, such as `experts/`."""
        return f"{self.address.split('/')[0]}/"


def find_piece(root: Path, project: Project, words: str) -> Withdrawal | None:
    """What an editor means by an address, a file or a name; None where that is nothing, or more than one thing."""
    named = urls.moved_on(_address(words, project.plan.site.url))
    pieces = list(_pieces(root, project))
    if found := [piece for piece in pieces if named in (piece.address, *_paths(root, piece))]:
        return found[0]
    if named in _published(root) and named not in _made(project):  # its file is gone already
        return Withdrawal(named, "", (), named.startswith(urls.EXPERTS))
    found = [piece for piece in pieces if words.strip() == piece.name]
    return found[0] if len(found) == 1 else None


def mentions(root: Path, piece: Withdrawal) -> list[str]:
    """Where else in plan/ and content/ the name stands: file and line."""
    if not piece.name:
        return []
    found = []
    for folder, ending in (("plan", "*.yaml"), ("content", "*.md")):
        for path in sorted((root / folder).rglob(ending)):
            if path not in piece.files:
                lines = enumerate(path.read_text("utf-8", errors="replace").split("\n"), 1)
                found += [f"{path.relative_to(root).as_posix()}:{line}" for line, text in lines if piece.name in text]
    return found


def files_without(root: Path, piece: Withdrawal, why: str, today: date) -> dict[Path, bytes | None]:
    """Every file that changes when a piece is taken back, as it is then (None: gone); nothing is written.

    Raises ValueError with what to write by hand.
    """
    files: dict[Path, bytes | None] = dict.fromkeys(piece.files)
    if piece.national:
        files[root / SITE_FILE] = switched_off(root, piece_id(piece.national))
    if piece.address in _published(root) or piece.person:
        files[root / REDIRECTS] = _accounting(root, piece, why, today).encode()
    if piece.person and piece.address in read_addresses(root):
        files[root / ADDRESS_LIST] = addresses_without(root, piece.address).encode()
    return files


def take_back(root: Path, piece: Withdrawal, why: str, today: date) -> Change:
    """Remove the files and account for the address; a change that can be undone. Raises ValueError as above."""
    files = files_without(root, piece, why, today)
    change = Change({path: path.read_bytes() if path.exists() else None for path in files})
    try:
        for path, content in files.items():
            if content is None:
                path.unlink()
            else:
                write_whole(path, content)
    except BaseException:
        change.undo()
        raise
    return change


def forget_person(root: Path, piece: Withdrawal) -> None:
    """Leave nothing of a person in the history of the project: neither what was saved, nor what was published."""
    paths = [path.relative_to(root).as_posix() for path in piece.files] or [f"plan/{piece.address.strip('/')}.yaml"]
    drafts = [f"drafts/{path.partition('/')[2]}" for path in paths]
    gone = [*paths, *drafts, *(f"{draft.removesuffix('.yaml')}.state.yaml" for draft in drafts)]
    for path in gone:
        (root / path).unlink(missing_ok=True)
    forget_files(root, gone)
    forget_published(root, gone)


def _accounting(root: Path, piece: Withdrawal, why: str, today: date) -> str:
    path = root / REDIRECTS
    text = path.read_bytes().decode("utf-8") if path.exists() else HEAD
    key = "withdrawn" if piece.person else "removed"
    entry = _person(piece, today) if piece.person else _page(piece, why, today)
    try:
        return with_entry(text, key, entry)
    except CannotEdit:
        shown = "\n".join([f"{key}:", *(f"  {line}" for line in item_lines(entry))])
        raise ValueError(f"plan/redirects.yaml 的写法特别，没有动。请自己在里面加上：\n{shown}") from None


def with_entry(text: str, key: str, entry: Mapping[str, Any]) -> str:
    """The text of plan/redirects.yaml with one more entry, the first under its key; the other lines stay as they are.

    Raises CannotEdit.
    """
    value = parsed_yaml(text.replace("\r\n", "\n"), "").value or {}
    entries = value.get(key) or ()
    if not entries:  # an empty list would stay between its brackets
        text = edited(text, {name: kept for name, kept in value.items() if name != key})
    return edited(text, {**value, key: (dict(entry), *entries)})


def _page(piece: Withdrawal, why: str, today: date) -> dict[str, Any]:
    return {"from": piece.address, "since": today, "why": why, "everywhere": True}


def _person(piece: Withdrawal, today: date) -> dict[str, Any]:
    return {"digest": digest_of(piece.address), "among": piece.list, "since": today}


def _published(root: Path) -> set[str]:
    """Every address ever published, those that the program moved as they are now."""
    return set(map(urls.moved_on, read_addresses(root)))


def _made(project: Project) -> set[str]:
    """The addresses that the build fills from the plan and the lists, those of redirects not among them."""
    made = generate_pages(project.plan, build_date(), project.pages)
    return {page.url for page in made if not page.redirect}


def _pieces(root: Path, project: Project) -> Iterator[Withdrawal]:
    """Everything that can be taken back; what the plan itself promises cannot."""
    plan = project.plan
    kinds: tuple[Mapping[str, DirectoryEntry | Resource | Event | Observance], ...] = (
        plan.experts, plan.teams, plan.venues, plan.resources, plan.events, plan.observances,
    )  # fmt: skip
    shared = national_pieces() if plan.site.national else frozenset()

    def national(path: str) -> str:
        return own_place(path) if piece_id(path) in shared else ""

    for records in kinds:
        for record in records.values():
            path = root / record.where().path
            files = (path, *_pictures_of_event(root, record, plan.events)) if isinstance(record, Event) else (path,)
            name = str(getattr(record, "name", None) or getattr(record, "title", ""))
            if is_national(record.where().path):
                yield Withdrawal(urls.url_of(record), name, (), national=own_place(record.where().path))
            else:
                yield Withdrawal(
                    urls.url_of(record), name, files, isinstance(record, Expert), national(record.where().path)
                )
    for page in project.pages:
        if is_national(page.path):
            yield Withdrawal(page.url, page.title, (), national=own_place(page.path))
        else:
            files = (root / page.path, *_pictures(root, page, project.pages))
            yield Withdrawal(page.url, page.title, files, national=national(page.path))


def _pictures_of_event(root: Path, event: Event, events: Mapping[str, Event]) -> Iterator[Path]:
    """The picture of an event, unless another event or a page shows it."""
    path = root / EVENT_PICTURES / event.picture.file if event.picture else None
    if path and path.is_file():
        others = [root / other.where().path for other in events.values() if other is not event]
        texts = [*others, *(root / "content").rglob("*.md")]
        if not any(path.name in text.read_text("utf-8", errors="replace") for text in texts):
            yield path


def _pictures(root: Path, page: Written, pages: Iterable[Written]) -> Iterator[Path]:
    """The pictures of a page that no other page shows."""
    folder = (root / page.path).parent
    others = [other for other in pages if other is not page]
    for name in dict.fromkeys(_PICTURE.findall((root / page.path).read_text("utf-8"))):
        path = (folder / unquote(name)).resolve()
        inside = path.is_file() and path.is_relative_to((root / "content").resolve())
        if inside and not any(path.name in located(root, other.path).read_text("utf-8") for other in others):
            yield path


def _paths(root: Path, piece: Withdrawal) -> Iterator[str]:
    names = [path.relative_to(root).as_posix() for path in piece.files[:1]] or [piece.national]
    for name in map(PurePosixPath, filter(None, names)):
        yield from (f"{name}/", str(name), f"{name.with_suffix('')}/")


def _address(words: str, site: str | None) -> str:
    """Words as an address from the site's root, with a slash at the end: of a link the path, of a file the file."""
    path = unquote(urlsplit(words.strip().replace("\\", "/")).path)
    base = urlsplit(site or "").path
    path = path.removeprefix(base) if base and base != "/" else path
    return f"{path.strip('/').removesuffix('/index.html')}/"
