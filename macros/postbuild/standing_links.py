"""The links of a site, held against what was true of them when it last was sound: only what has changed since is followed."""

from __future__ import annotations

import json
import posixpath
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from .built_site import BuiltSite, Survey
from .html.page_facts import FROM_ROOT

HOME_FILE = "index.html"
BYWAYS = {"sitemap/index.html", "search/index.html"}
"""They lead everywhere, so a page that only they lead to is as good as lost."""

ASTRAY = {"404.html"}
"""Pages that nobody is meant to be led to."""


class Targets:
    """Where the paths that links name lead; `base` is the path the site is served under."""

    def __init__(self, site: BuiltSite, base: str) -> None:
        self.site, self.base = site, base
        self.file = lru_cache(maxsize=None)(self._file)
        self.ids = lru_cache(maxsize=None)(self._ids)

    def path(self, path: str) -> str:
        """A path from the site's root, also where it was written from the root of the host."""
        folder, whole, rest = path.partition(FROM_ROOT)
        if not whole:
            return path
        rest = f"/{rest}"
        return posixpath.normpath(posixpath.join(folder, rest.removeprefix(self.base)))

    def holds(self, path: str, anchors: Iterable[str]) -> bool:
        """Whether there is a file at a path, with all these ids if it is a page."""
        file = self.file(path)
        return file is not None and (file not in self.site.pages or self.ids(file).issuperset(anchors))

    def _file(self, path: str) -> str | None:
        path = self.path(path)
        page = HOME_FILE if path == "." else f"{path}/{HOME_FILE}"
        return next((name for name in (path, page) if name in self.site.files), None)

    def _ids(self, page: str) -> set[str]:
        survey = self.site.survey
        return {*(survey.ids.get(page, ()) if page in survey.leads else self.site.facts(page).ids)}


class StandingLinks:
    """What the pages of a site name, and by which page each is reached: of those surveyed, and as it was before of the rest.

    It says more than is true where a page no longer names something; that is looked into when it is there no more.
    """

    def __init__(self, site: BuiltSite, targets: Targets, survey: Survey, before: bytes | None) -> None:
        self.site, self.targets, self.survey = site, targets, survey
        known = json.loads(before) if before else {"ends": {}, "anchors": {}, "by": {}}
        self.ends: dict[str, str] = known["ends"]
        self.anchors: dict[str, list[str]] = known["anchors"]
        self.by: dict[str, str] = known["by"]

    def packed(self) -> bytes:
        known = {"ends": self.ends, "anchors": self.anchors, "by": self.by}
        return json.dumps(known, ensure_ascii=False).encode()

    def sound(self) -> bool:
        """Whether all that is named is there, and every page can be reached."""
        return not self.survey.unsound and self._all_there() and self._all_reached()

    def _all_there(self) -> bool:
        files, fresh = self.site.files, self.survey.ends
        if not all(self.targets.holds(path, anchors) for path, anchors in fresh.items()):
            return False
        for path in [path for path, file in self.ends.items() if file not in files and path not in fresh]:
            if self._named(path, None):
                return False
            del self.ends[path]
            self.anchors.pop(path, None)
        for path in [path for path in self.anchors if self.ends[path] in self.site.changed]:
            gone = {*self.anchors[path]} - self.targets.ids(self.ends[path])
            if gone and self._named(path, gone):
                return False
            self.anchors[path] = [id for id in self.anchors[path] if id not in gone]
        for path, anchors in fresh.items():
            self.ends[path] = self.targets.file(path) or ""
            if anchors:
                self.anchors[path] = sorted({*self.anchors.get(path, ()), *anchors})
        return True

    def _named(self, path: str, ids: set[str] | None) -> bool:
        """Whether a page that is as it was leads to a path, or to one of these ids there."""
        ends = (self.site.facts(name).ends.get(path) for name in self.site.naming(path))
        return any(named is not None and (ids is None or not ids.isdisjoint(named)) for named in ends)

    def _all_reached(self) -> bool:
        """Find for every page one that leads to it, on a way from the home page."""
        by, self.by = self.by, {}
        below: dict[str, list[str]] = defaultdict(list)
        for page, above in by.items():
            if page in self.site.pages and above in self.site.pages:
                below[above].append(page)
        self._follow([(HOME_FILE, "")] if HOME_FILE in self.site.pages else [], below)
        fresh = self.survey.leads.keys() & self.by.keys()
        self._follow([(page, above) for above in sorted(fresh) for page in self._led_to(above)], None)
        lost = self.site.pages.keys() - self.by.keys() - ASTRAY - self.site.left
        while lost:
            found = [(page, leading) for page in lost if (leading := self._above(page)) is not None]
            if not found:
                return False
            self._follow(found, None)
            lost -= self.by.keys()
        return True

    def _follow(self, found: list[tuple[str, str]], below: dict[str, list[str]] | None) -> None:
        """Reach these pages, each from the other, and all that they lead to: those `below` that they still lead to, or any."""
        while found:
            page, above = found.pop()
            if page not in self.by:
                self.by[page] = above
                if below is None:
                    found += [(target, page) for target in self._led_to(page)]
                elif page in self.survey.leads:
                    found += [(target, page) for target in {*below[page]}.intersection(self._led_to(page))]
                else:
                    found += [(target, page) for target in below[page]]

    def _led_to(self, page: str) -> list[str]:
        """The pages a reader can go to from a page."""
        if page in BYWAYS:
            return []
        paths = self.survey.leads[page] if page in self.survey.leads else self.site.facts(page).leads()
        return [file for path in paths if (file := self.targets.file(path)) and file in self.site.pages]

    def _above(self, page: str) -> str | None:
        """A page that is as it was, can be reached and leads to this one."""
        for path in (page, page.removesuffix(f"/{HOME_FILE}")):
            for name in self.site.naming(path):
                if name in self.by and page in self._led_to(name):
                    return name
        return None
