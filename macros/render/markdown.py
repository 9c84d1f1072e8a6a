"""Pages written by hand into HTML: macros filled in, Markdown read, links led to where the pages live."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit
from xml.etree.ElementTree import Element

import markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from ..common.files.national import is_national, located
from ..common.files.yaml_reader import read_front_matter
from ..common.problems import Problem, Where
from ..common.reads import note
from ..common.text.markdown_extensions import STOOD_FOR_LESS, reader
from ..project.content_loader import Written
from ..project.reading.macro_texts import fill_macros
from ..queries import urls

Draw = Callable[[str, Sequence[str]], str]

UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What Markdown raises where a text is beyond it."""

NAMING = {"a": "href", "img": "src"}
"""Element → the attribute that says where it leads."""


@dataclass(frozen=True)
class WrittenHtml:
    """The HTML of a page's words, and the places on pages that its links name: file in the site, id, link as written."""

    html: str
    places: tuple[tuple[str, str, str], ...] = ()


class Writer:
    """Turns pages of content/ into HTML.

    `pages` says where the pages of Markdown files live, from content/ to address; `files` what else can be linked to.
    """

    def __init__(self, root: Path, pages: Mapping[str, str], files: Container[str]) -> None:
        self.root = root
        self.links = _LinkResolver(pages, files)
        self.reader = reader()
        self.reader.treeprocessors.register(self.links, "kepu_links", 0)

    def words(self, page: Written, draw: Draw) -> tuple[WrittenHtml, list[Problem]]:
        """The words of a page, and what is wrong with its links; `draw` draws a macro from its name and its ids."""
        body = read_front_matter(located(self.root, page.path), page.path)[1]
        self.start(page)
        try:
            html = self.html(body, draw)
        except UNREADABLE as error:
            return WrittenHtml(""), [unreadable(page, error)]
        return self.taken(page, html)

    def start(self, page: Written) -> None:
        """Begin with the links of a page; `taken` ends with them."""
        self.links.start(page.source, page.url, is_national(page.path))

    def taken(self, page: Written, html: str) -> tuple[WrittenHtml, list[Problem]]:
        """The words of the page begun with, and what is wrong with its links."""
        found = [
            Problem(Where(page.path, self.line(page, link)), f"{said}：{link}") for said, link in self.links.faults
        ]
        return WrittenHtml(html, tuple(self.links.places)), found

    def html(self, body: str, draw: Draw) -> str:
        """A text as HTML: of an author every `<` comes out escaped, of the macros none."""
        filled = fill_macros(body.replace("<", STOOD_FOR_LESS), draw)
        return str(self.reader.reset().convert(filled)).replace(STOOD_FOR_LESS, "&lt;")

    def line(self, page: Written, link: str) -> int:
        """The line of a page's file where a link stands, or its first."""
        lines = located(self.root, page.path).read_text("utf-8").split("\n")
        return next((number for number, line in enumerate(lines, 1) if link in line), 1)

    def misplaced(self, site: Path, pages: Iterable[tuple[Written, Sequence[Sequence[str]]]]) -> Iterator[Problem]:
        """The links of these pages that name a place which the page they lead to, in the folder `site`, does not have."""
        ids = lru_cache(maxsize=None)(lambda name: ids_of((site / name).read_text("utf-8")))
        for page, places in pages:
            for target, id, link in places:
                if id not in ids(target):
                    where = "这一页" if target == f"{page.url}index.html" else "那一页"
                    yield Problem(Where(page.path, self.line(page, link)), f"链接指向的标题在{where}里不存在：{link}")


def unreadable(page: Written, error: Exception) -> Problem:
    """What an editor is told of a page that Markdown tripped over with one of the errors UNREADABLE."""
    return Problem(Where(page.path), f"这一页的写法程序处理不了（{str(error)[:200]}），请简化后再试")


class LinksChecked(Extension):
    """For MkDocs, which leads the links between pages itself: only takes note of what is wrong with them.

    MkDocs says so too, in English, without the line, and strays from the file to whatever it may mean.
    """

    def __init__(self, writer: Writer) -> None:
        super().__init__()
        self.links = writer.links

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        md.treeprocessors.register(_LinkChecker(self.links), "kepu_links", 1)  # before MkDocs changes them, at 0


class _LinkChecker(Treeprocessor):
    def __init__(self, links: _LinkResolver) -> None:
        super().__init__()
        self.links = links

    def run(self, root: Element) -> None:
        for element in root.iter():
            if (link := self.links.link_of(element)) is not None:
                self.links.resolve(link)


class _LinkResolver(Treeprocessor):
    """Leads links between Markdown files to the pages that are made of them, as MkDocs does."""

    def __init__(self, pages: Mapping[str, str], files: Container[str]) -> None:
        super().__init__()
        self._pages, self._files = pages, files

    def start(self, source: str, url: str, national: bool) -> None:
        self.source, self.url, self.national = source, url, national
        self.places: list[tuple[str, str, str]] = []
        self.faults: list[tuple[str, str]] = []

    def run(self, root: Element) -> None:
        for element in root.iter():
            if (link := self.link_of(element)) is not None:
                element.set(NAMING[element.tag], self.resolve(link))

    def link_of(self, element: Element) -> str | None:
        """Where an element leads as written. In a national text, a link to what the county does not have becomes plain words."""
        link = element.get(NAMING.get(element.tag, ""))
        if link and self.national and element.tag == "a":
            target = self.target(link)
            if target is not None and self.known(target)[0] is None:
                element.tag = "span"
                del element.attrib["href"]
                return None
        return link

    def target(self, link: str) -> str | None:
        """The Markdown file that a link leads to, from content/; None where it leads elsewhere."""
        parts = urlsplit(link)
        if parts.scheme or parts.netloc or not parts.path.endswith(".md"):
            return None
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.source), unquote(parts.path)))

    def resolve(self, link: str) -> str:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc or markdown.util.AMP_SUBSTITUTE in link:
            return link
        if link.startswith(("/", "\\")):
            return self.fault("链接要从本文件写起，不能以 / 开头", link)
        if not parts.path:
            if parts.fragment:
                self.places.append((f"{self.url}index.html", unquote(parts.fragment), link))
            return link
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self.source), unquote(parts.path)))
        page_url, is_file = self.known(path)
        if page_url is None and not is_file:
            known = posixpath.splitext(parts.path)[1]
            return self.fault("链接指向的文件不存在" if known else "链接要写到文件，例如 about.md", link)
        url = path if page_url is None else page_url
        if parts.fragment and page_url is not None:
            self.places.append((f"{url}index.html", unquote(parts.fragment), link))
        return urlunsplit(("", "", urls.relative(url, self.url), parts.query, parts.fragment))

    def known(self, path: str) -> tuple[str | None, bool]:
        """The page that a path from content/ leads to, and whether there is such a file: here alone is that looked up."""
        note(f"link {path}")
        return self._pages.get(path), path in self._files

    def fault(self, message: str, link: str) -> str:
        self.faults.append((message, link))
        return link


def ids_of(html: str) -> set[str]:
    """Every `id` in a page."""
    return set(re.findall(r'\sid="([^"]+)"', html))
