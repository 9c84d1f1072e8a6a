"""A project into every file of its site but the search index: pages, data, scripts, and what lies in content/."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from html import escape
from itertools import chain
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin

from ..common.files.file_writer import FileWriter
from ..common.files.media_files import without_traces
from ..common.files.national import located, national_folder
from ..common.files.overrides import all_overrides
from ..common.parallel import in_parallel
from ..common.problems import Problem
from ..common.reads import Reads, reading
from ..exports.files import ExportFile, ExportInput
from ..exports.table import list_exports
from ..model.plan import Plan, noted_plan
from ..prints.table import PrintedFile, generate_prints
from ..project.content_loader import Written
from ..project.rules.texts.files import published
from ..queries.alerts import settled
from ..queries.articles import Article, FiledList, articles_of
from .author_macros import Macros
from .inline_pictures import size_of, with_sizes
from .jinja_env import compile_templates
from .kept_works import KeptWorks, Telling
from .layout import LOST, Frame
from .markdown import Writer, WrittenHtml
from .pages.folder_indexes import folder_pages
from .pages.page import Page
from .pages.reading_pages import article_page
from .project import Project
from .search_entry import SearchEntry, entry_of_page, entry_of_written
from .service_worker import generate_worker

SITEMAP_FILE = "sitemap.xml"

Places = Sequence[Sequence[str]]
"""What links of a page name on others: file in the site, id, link as written."""


class _PageDone(NamedTuple):
    """A page that was written: its address, a digest of its HTML, what it read, and what its links name and have wrong."""

    url: str
    html: str
    read: Reads
    places: Places
    problems: list[Problem]


@dataclass(frozen=True)
class Output:
    """A project on its way to files: the plan as it stands at the moment of the build, articles, pages, frame."""

    root: Path
    project: Project
    plan: Plan
    articles: FiledList[Article]
    now: datetime
    frame: Frame
    pages: dict[str, Page]

    @classmethod
    def of(cls, root: Path, project: Project, now: datetime) -> Output:
        plan, articles = noted_plan(settled(project.plan, now)), articles_of(project.pages)
        frame = Frame(root, plan, project.pages, articles, now)
        pages = {page.url: page for page in project.list_pages(plan, now.date())}
        titles = {
            **{page.url: page.title for page in pages.values()},
            **{page.url: page.title for page in project.pages},
        }
        pages |= {page.url: page for page in folder_pages(plan, titles)}
        return cls(root, project, plan, articles, now, frame, pages)

    def data(self) -> Iterator[tuple[str, str | bytes]]:
        """Path and content of everything that is not a page: feeds, data, scripts, what others ask a site for."""
        exports = ((path, make()) for path, make, _ in self.exports())
        yield from ((path, content) for path, content in exports if content is not None)
        yield from self.always_made()

    def exports(self) -> Iterator[ExportFile]:
        """The data files, still to be made."""
        return list_exports(ExportInput(self.plan, self.now.date(), self.articles, self.project.known))

    def always_made(self) -> Iterator[tuple[str, str | bytes]]:
        """Path and content of scripts, styles, and what speaks of all pages."""
        yield from self.frame.assets.values()
        yield generate_worker(self.root, self.plan, self.articles, self.frame.assets, self.now)
        if self.plan.site.url:  # the protocol wants whole addresses, and at least one
            yield SITEMAP_FILE, self.sitemap(self.plan.site.url)

    def prints(self) -> Iterator[PrintedFile]:
        """Every poster and picture to send on."""
        return generate_prints(self.root, self.plan, self.project.pages, self.now.date())

    def sitemap(self, site: str) -> str:
        """The addresses of all pages for search engines."""
        kept = [
            *(page.url for page in self.project.pages),
            *(page.url for page in self.pages.values() if not page.redirect and not page.folder),
        ]
        lines = [f"<url><loc>{escape(urljoin(site, url))}</loc></url>" for url in sorted(kept)]
        head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        return "\n".join([head, *lines, "</urlset>", ""])

    @cached_property
    def assets(self) -> dict[str, str]:
        """Style sheets and scripts by their paths."""
        return dict(self.frame.assets.values())

    @cached_property
    def beside(self) -> dict[str, Path]:
        """Pictures and papers among the pages, and the icon: where in the site, and where they lie."""
        content = self.root / "content"
        lying = [path for path in published(content) if path.is_file() and path.suffix != ".md"]
        found = {path.relative_to(content).as_posix(): path for path in lying}
        if self.plan.site.national:
            shared = national_folder() / "content"
            papers = (path for path in published(shared) if path.is_file() and path.suffix != ".md")
            found = {path.relative_to(shared).as_posix(): path for path in papers} | found
        folders = (f"emblems/{self.plan.site.theme.emblem}", "assets")
        for folder in folders:
            found |= {f"assets/{name}": path for name, path in all_overrides(self.root, folder).items()}
        return {name: path for name, path in found.items() if name not in self.assets}

    @cached_property
    def written(self) -> dict[str, Written]:
        """The pages written by hand, by address."""
        return {page.url: page for page in self.project.pages}

    @cached_property
    def framed(self) -> dict[str, Page]:
        """What we know of each article, by address."""
        return {article.url: article_page(article, self.plan.site.host) for article in self.articles}

    @cached_property
    def search_entries(self) -> list[SearchEntry]:
        """What search is to know of every page that it is to find, but for the words."""
        ours = (entry_of_page(page, self.plan) for page in (*self.pages.values(), *self.framed.values()))
        others = (entry_of_written(page) for page in self.project.pages)
        return [entry for entry in (*ours, *others) if entry]

    @cached_property
    def macros(self) -> Macros:
        return Macros(self.root, self.plan, self.now.date())

    def writer(self, files: Container[str]) -> Writer:
        """What turns pages written by hand into HTML; their links can lead to any page and to these files."""
        known = {page.source: page.url for page in self.project.pages}
        return Writer(self.root, {**{f"{url}index.md": url for url in self.pages}, **known}, files)

    def words(self, writer: Writer, page: Written) -> tuple[WrittenHtml, list[Problem]]:
        return writer.words(page, partial(self.macros.draw, page.url))

    def render_written(self, page: Written, words: WrittenHtml) -> str:
        """A page written by hand, whole."""
        article, html = self.framed.get(page.url), with_sizes(words.html, page.url, self.beside)
        return self.frame.render_page(article, html) if article else self.frame.render_written(page, html)

    def render_ours(self, url: str) -> str:
        """A page that the plan fills, whole."""
        return with_sizes(self.frame.render_page(self.pages[url]), url, self.beside)

    def page(self, url: str) -> str | None:
        """The page at an address alone, its links not checked; None where there is none."""
        if page := self.written.get(url):
            return self.render_written(page, self.words(self.writer(_Anything()), page)[0])
        return self.render_ours(url) if url in self.pages else None

    def page_with(self, page: Written, body: str) -> str:
        """A page written by hand with another text than its file has, its links not checked."""
        writer = self.writer(_Anything())
        writer.start(page)
        return self.render_written(page, WrittenHtml(writer.html(body, partial(self.macros.draw, page.url))))

    def write(self, site: FileWriter, keep: bool = False) -> list[Problem]:
        """Write every file of the site; returns what is wrong with links in content/.

        Where it may `keep` what it does, a page or data file that would be made as it is in the site before is taken
        from there.
        """
        kept = self._kept_works() if keep else None
        names: set[str] = set()
        places = self._taken(kept, site, self.pages)
        if not places:  # else few templates are used, and none has changed since all were looked at
            compile_templates(self.root)
        waiting = [url for url in self.pages if url not in places]
        done = self._drawn(kept, site, self.writer(()), waiting, lambda: names.update(self._write_others(site, kept)))
        writer = self.writer(names)
        if kept:
            kept.asks["link"] = writer.links.known
        places |= self._taken(kept, site, self.written)
        done += self._drawn(kept, site, writer, [url for url in self.written if url not in places])
        places |= {page.url: page.places for page in done}
        if kept:
            kept.save()
        naming = [(page, places[page.url]) for page in self.project.pages if places[page.url]]
        return [*chain.from_iterable(page.problems for page in done), *writer.misplaced(site.path, naming)]

    def _write_others(self, site: FileWriter, kept: KeptWorks | None) -> Iterator[str]:
        """Write every file but the pages; gives their names."""
        yield from (export.path for export in self.exports() if self._write_export(site, kept, export))
        for name, content in self.always_made():
            site.write(name, content)
            yield name
        for printed in self.prints():
            if not site.keep(printed.path, printed.digest):
                site.write(printed.path, printed.content())
            yield printed.path
        for name, path in self.beside.items():
            site.write(name, clean_bytes(path))
            yield name
        site.write(LOST, self.frame.render_not_found())

    def _write_export(self, site: FileWriter, kept: KeptWorks | None, export: ExportFile) -> bool:
        """Write a data file, or take it from the site before; False where there is nothing to be in it."""
        name = f"export {export.path}"
        if kept:
            digest = kept.get(name, kept.own(export.of, export.path in self.project.known))
            if digest == "" or (digest and site.keep(export.path, digest)):
                kept.keep(name)
                return bool(digest)
        with reading() as read:
            content = export.make()
        digest = "" if content is None else site.write(export.path, content)
        if kept:
            kept.put(name, read, digest)
        return bool(digest)

    def _taken(self, kept: KeptWorks | None, site: FileWriter, urls: Iterable[str]) -> dict[str, Places]:
        """Of these pages, those that stay as they are in the site before, each with what its links name."""
        taken: dict[str, Places] = {}
        if kept is None:
            return taken
        for url in urls:
            made = kept.get(url, kept.own(*self._own(url)))
            if made is not None and site.keep(f"{url}index.html", made[0]):
                kept.keep(url)
                taken[url] = made[1]
        return taken

    def _drawn(
        self, kept: KeptWorks | None, site: FileWriter, writer: Writer, urls: Sequence[str], meanwhile: Callable[[], None] | None = None
    ) -> list[_PageDone]:  # fmt: skip
        """Draw and write these pages."""
        done = in_parallel(partial(self._write_page, site, writer), urls, meanwhile=meanwhile)
        for one in done:
            site.digests[f"{one.url}index.html"] = one.html  # another process may have written it
            if kept and not one.problems:
                kept.put(one.url, one.read, (one.html, one.places))
        return done

    def _own(self, url: str) -> tuple[object, ...]:
        """All that a page is beside what it reads of the plan: what is known of it, and the words that somebody wrote."""
        if (written := self.written.get(url)) is None:
            return (self.pages[url],)
        words = located(self.root, written.path).read_bytes()
        return written, self.framed.get(url), hashlib.sha256(words).digest()

    def _kept_works(self) -> KeptWorks:
        asks: dict[str, Telling] = {"macro": self.macros.named, "size": partial(size_of, files=self.beside)}
        return KeptWorks(self.root, self.plan, self.articles, self.frame.common, asks)

    def _write_page(self, site: FileWriter, writer: Writer, url: str) -> _PageDone:
        words, found = WrittenHtml(""), list[Problem]()
        with reading() as read:
            if page := self.written.get(url):
                words, found = self.words(writer, page)
                html = self.render_written(page, words)
            else:
                html = self.render_ours(url)
        return _PageDone(url, site.write(f"{url}index.html", html), read, words.places, found)


def clean_bytes(path: Path) -> bytes:
    """A file that lies among the pages, without what a camera or an author's program wrote into it."""
    return without_traces(path.read_bytes(), path.suffix.lower()[1:])


class _Anything(Container[str]):
    def __contains__(self, name: object) -> bool:
        return True
