"""The records of files that were read before, and what was found without fault: kept by content from run to run."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from ...common.dates import build_date
from ...common.files.kept import CACHE, Kept
from ...common.files.known_addresses import ADDRESS_LIST
from ...common.files.text_file import file_bytes
from ...common.files.yaml.yaml_file import YamlFile
from ...common.inputs import common_files_digest, source_digests
from ...common.packages import program
from ...common.problems import Problem
from ...common.reads import folders_read, reading
from ...model.plan import FINE, NotedPlan, Plan
from ...model.record import Record
from .packed_records import packed, unpacked
from .validation import R, place


class KeptRecords:
    """The records of a project's files as they were read before, by the kind of record and the bytes of the file."""

    def __init__(self, root: Path) -> None:
        self.kept, self.sources = Kept(root / CACHE, program(), "records"), source_digests(root)

    def digest(self, path: str) -> str:
        """A digest of a file, read only where it is not known to be as it was. Raises Unusable."""
        try:
            status = os.stat(path)  # noqa: PTH116
            if stat.S_ISREG(status.st_mode):
                return self.sources.digest(path, status)
        except OSError:
            pass
        return content_digest(file_bytes(Path(path)))

    def get(self, kind: type[R], digest: str, id: str, shown: str) -> R | None:
        """The sound record of a file of this digest, told its id and its place."""
        with suppress(ValueError, LookupError, TypeError, RecursionError):
            content = (self.kept.get(f"{kind.__name__} {digest}") or b"").decode()
            own, said, lines = content.split("\n", 2)
            if isinstance(record := unpacked(said), kind):
                place(record, id, YamlFile(shown, packed=lines), ())
                record._digest = own
                return record
        return None

    def put(self, record: Record, digest: str) -> None:
        """Keep a record that was just read from a file of this digest, and let go of what else is known of the file."""
        file = record._file
        assert file
        lines = file.pack()
        with suppress(ValueError, LookupError, TypeError, RecursionError):
            said = packed(record)
            own = content_digest(said.encode())
            self.kept.put(f"{type(record).__name__} {digest}", f"{own}\n{said}\n{lines}".encode())
            record._digest = own

    def save(self) -> None:
        """Keep what was read in this run for the next one."""
        self.kept.save()


def content_digest(content: bytes) -> str:
    """A digest that tells these bytes from all others."""
    return hashlib.sha256(content).hexdigest()


class Verdicts:
    """What was found without fault before: the names of texts and records, each with the folders of plan/ that were looked at.

    `state` tells all else that a verdict depends on. A check that looks at something nobody can name is not kept.
    """

    def __init__(self, kept: Kept, state: str, folders: Mapping[str, str]) -> None:
        self.kept, self.state, self.folders = kept, state, folders
        self.sound: defaultdict[str, set[str]] = defaultdict(set)
        self.before: dict[str, str] = {}
        with suppress(ValueError, TypeError, AttributeError):
            for looked_at, (digest, names) in json.loads(kept.get(state) or b"").items():
                if self._digest(looked_at) == digest:
                    self.before |= dict.fromkeys(names, looked_at)

    def knows(self, name: str) -> bool:
        """Whether what goes by this name is still without fault."""
        if name and name in self.before:
            self.sound[self.before[name]].add(name)
            return True
        return False

    def found(self, name: str, check: Callable[[], Iterable[Problem]]) -> list[Problem]:
        """All that a check finds wrong with what goes by this name; nothing where it found nothing before."""
        if self.knows(name):
            return []
        with reading() as read:
            problems = list(check())
        folders = folders_read(read)
        if name and not problems and folders is not None:
            self.sound[" ".join(sorted(folders))].add(name)
        return problems

    def put(self) -> None:
        """Give what is sound now to what is kept."""
        said = {
            at: (digest, sorted(names)) for at, names in self.sound.items() if (digest := self._digest(at)) is not None
        }
        self.kept.put(self.state, json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode())

    def _digest(self, looked_at: str) -> str | None:
        """What lies in these folders now; None where that cannot be told."""
        found = [self.folders.get(name) for name in looked_at.split()]
        return None if None in found else " ".join(map(str, found))


class SoundBefore:
    """The records, pages and texts of a project that were found without fault before."""

    def __init__(self, root: Path, plan: NotedPlan | None) -> None:
        """`plan` is what checks have to look at; without one no more is known than which marks do not show."""
        self.kept, self.plan = Kept(root / CACHE, program(), "sound"), plan
        common = f"{common_files_digest(root, (*FINE, ADDRESS_LIST.name))} {build_date()}" if plan else ""
        folders = dict(_folders(plan)) if plan else {}
        self.records = Verdicts(self.kept, f"records {common}", folders)
        self.pages = Verdicts(self.kept, f"pages {common}", folders)
        self.marks = Verdicts(self.kept, "marks", {})

    @staticmethod
    def name_of(record: Record) -> str:
        """What a record goes by; nothing where it is not just what a file says."""
        known = record.__pydantic_private__ or {}  # as pydantic's own way is long
        return f"{known['_digest']} {known['_file'].path}" if known.get("_digest") else ""

    def knows_page(self, name: str) -> bool:
        """Whether a page is still without fault; then no mark shows in it either."""
        return self.pages.knows(name) and (self.marks.knows(name) or True)

    def save(self) -> None:
        """Keep what is sound now for the next run."""
        for verdicts in (self.records, self.pages, self.marks):
            verdicts.put()
        self.kept.save()


def _folders(plan: Plan) -> Iterable[tuple[str, str]]:
    """Name and digest of every folder of which all records are known by theirs."""
    for name in FINE:
        said = [(id, record.__pydantic_private__["_digest"]) for id, record in getattr(plan, name).items()]
        if all(digest for _, digest in said):
            yield name, content_digest(json.dumps(said).encode())
