"""A folder with a built site: its files, what its pages hold, and which of them are others than when it was last sound."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from ..common.files.kept import Kept
from ..common.known_digests import file_digest, files_below
from ..common.parallel import in_parallel
from .html.built_page import BuiltPage
from .html.page_facts import PageFacts, facts_of

Keeping = Callable[[str], Kept]
"""What is kept of a step."""


def nowhere(step: str) -> Kept:
    """Nothing is kept."""
    return Kept(None, "", step)


class Survey(NamedTuple):
    """What some pages hold, in one pass over them: each where it is to be asked for."""

    unsound: set[str]
    left: set[str]
    """Pages that nobody is sent to."""
    ends: dict[str, set[str]]
    """Path → ids there that are named."""
    leads: dict[str, list[str]]
    """Page → where a reader can go from it."""
    ids: dict[str, list[str]]
    loads: dict[str, tuple[int, tuple[str, ...]]]
    """Page → its bytes, and the files it loads at once."""


class BuiltSite:
    """A folder with a built site; a page is read when it is first asked for, unless its bytes have been read before.

    `digests` are those of all files, where somebody knows them. `keeping` gives what is kept: the facts and the words of
    pages by path and digest, and what there was to know of the site when it last was sound.
    """

    def __init__(self, folder: Path, keeping: Keeping = nowhere, digests: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.known, self._words, self.data, self.sound = map(keeping, ("pages", "marked", "data", "audited"))
        self._digests = digests

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """The digest of every file by its path."""
        if self._digests is not None:
            return self._digests
        folder = str(self.folder)
        return {name: file_digest(f"{folder}/{name}") for name in files_below(folder)}

    @cached_property
    def files(self) -> Collection[str]:
        """The paths of all files, as they are now."""
        return {*self.digests}

    @cached_property
    def pages(self) -> dict[str, str]:
        """The pages by their paths, in order, each with the name it is kept under."""
        names = sorted(name for name in self.files if name.endswith(".html"))
        return {name: f"{self.digests[name]} {name}" for name in names}

    @cached_property
    def _read(self) -> bool:
        """Whether all pages are known; they are once they were asked for."""
        fresh = [name for name, key in self.pages.items() if not (self.known.keep(key) and self._words.keep(key))]
        for name, (facts, words) in zip(fresh, in_parallel(self._page, fresh), strict=True):
            self.known.put(self.pages[name], facts)
            self._words.put(self.pages[name], words)
        self.known.save()
        self._words.save()
        return True

    def facts(self, name: str) -> PageFacts:
        """The facts of a page."""
        facts = self.known.get(self.pages[name]) if self._read else None
        return PageFacts.unpacked(facts or self._page(name)[0])

    def words(self, name: str) -> str:
        """The words of a page as a reader sees them, marked as `page_words` does."""
        words = self._words.get(self.pages[name]) if self._read else None
        return (self._page(name)[1] if words is None else words).decode()

    def words_digest(self, name: str) -> str:
        """SHA-256 of the words of a page."""
        digest = self._words.digest(self.pages[name]) if self._read else None
        return digest or hashlib.sha256(self.words(name).encode()).hexdigest()

    def page(self, name: str) -> BuiltPage:
        """A page, read now."""
        return BuiltPage(self.html(name))

    def html(self, name: str) -> str:
        return (self.folder / name).read_text("utf-8")

    def naming(self, path: str) -> Iterator[str]:
        """The pages that may lead to a path, among those that are as they were."""
        words = json.dumps(path, ensure_ascii=False).encode()
        for key in self.known.holding(words) if self._read else ():
            name = key.partition(" ")[2]
            if self.pages.get(name) == key and name not in self.changed:
                yield name

    @cached_property
    def before(self) -> dict[str, str]:
        """The digests of the files when the site last was sound."""
        return dict(json.loads(self.sound.get("files") or b"{}"))

    @cached_property
    def changed(self) -> set[str]:
        """The files that are not as they were then."""
        return {name for name, _ in self.digests.items() - self.before.items()}

    @cached_property
    def survey(self) -> Survey:
        """Of the pages that are not as they were."""
        return self.surveyed(name for name in self.pages if name in self.changed)

    def surveyed(self, names: Iterable[str]) -> Survey:
        """What these pages hold."""
        survey = Survey(set(), set(), {}, {}, {}, {})
        same: dict[str, str] = {}
        sets: dict[tuple[str, ...], tuple[str, ...]] = {}
        for name in names:
            facts = self.facts(name)
            if not facts.sound:
                survey.unsound.add(name)
            if facts.left:
                survey.left.add(name)
            if facts.ids:
                survey.ids[name] = facts.ids
            for path, anchors in facts.ends.items():
                survey.ends.setdefault(same.setdefault(path, path), set()).update(anchors)
            survey.leads[name] = [same[path] for path in facts.leads()]
            files = tuple(facts.eager)
            survey.loads[name] = facts.size, sets.setdefault(files, files)
        return survey

    @cached_property
    def left(self) -> set[str]:
        """The pages that only say where their contents went, or what lies below them."""
        before = set(json.loads(self.sound.get("left") or b"[]"))
        return ((before & self.pages.keys()) - self.changed) | self.survey.left

    def is_sound(self) -> None:
        """Remember what the site is like, since nothing is wrong with it, and let go of what only an audit asks for."""
        self.sound.put("files", json.dumps(dict(self.digests)).encode())
        self.sound.put("left", json.dumps(sorted(self.left)).encode())
        self.sound.save()
        for kept in (self.known, self.data, self.sound):
            kept.release()
        self.__dict__.pop("survey", None)

    def _page(self, name: str) -> tuple[bytes, bytes]:
        page = self.page(name)
        return facts_of(name, page).packed(), page.marked.encode()
