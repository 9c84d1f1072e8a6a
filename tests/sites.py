"""Projects, plans and built sites to test with; a pytest plugin, so that each is made once per run."""

from __future__ import annotations

import json
import os
import posixpath
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urldefrag, urlsplit
from xml.etree.ElementTree import Element

import html5lib
import pytest
from kepu.build.build_site import build_site
from kepu.common.files.file_writer import FileWriter
from kepu.common.files.lock import Busy, locked
from kepu.common.problems import Problem
from kepu.editing.network.pull import pull
from kepu.model.plan import Plan
from kepu.postbuild.manifest import write_manifest
from kepu.project.content_loader import Written, load_content
from kepu.project.plan_loader import load_plan
from kepu.queries import calendar
from kepu.queries.articles import Article, articles_of
from kepu.queries.page_kinds import PageKind
from kepu.queries.search_format import LIST_SIGN, PageRow
from selectolax.lexbor import LexborHTMLParser, LexborNode

ROOT = Path(__file__).resolve().parent.parent
VALID = ROOT / "tests" / "plans" / "valid"

SUMMER_2026 = "1780300800"
"""2026-06-01 16:00 in 咸安, as SOURCE_DATE_EPOCH: the first small period is over, the second is running."""

Content = tuple[list[Written], list[Problem]]
"""Hand-written pages, and what is wrong in them."""

STUB = "---\ntitle: {title}\ndescription: 一句话说明\n---\n# {title}\n\n一段文字。\n"


def make_project(folder: Path, plan: str = "two-periods", pages: Mapping[str, str | bytes] | None = None) -> Path:
    """A whole project in `folder`: a plan of tests/plans/valid under the engine's templates and the real settings.

    Every real hand-written page but the articles has a stub in it, so that menus lead somewhere, and the guide leads to its own;
    `pages` adds to them.
    """
    shutil.copytree(VALID / plan / "plan", folder / "plan")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    folders = (ROOT / "content", ROOT / "national" / "content")
    names = [path.relative_to(folder).as_posix() for folder in folders for path in folder.rglob("*.md")]
    stubs = {name: STUB for name in names if not name.startswith("articles/")}
    guide = [name for name in {**stubs, **(pages or {})} if name.startswith("guide/") and name.endswith(".md")]
    stubs["guide/index.md"] += "".join(f"\n[{name}]({name[6:]})\n" for name in guide)
    for name, text in {**stubs, **(pages or {})}.items():
        path = folder / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(text, bytes):
            path.write_bytes(text)
        else:
            path.write_text(text.replace("{title}", name.removesuffix(".md")), "utf-8")
    return folder


def edit(path: Path, old: str, new: str) -> None:
    """Replace words that stand in a file."""
    text = path.read_text("utf-8")
    assert old in text, f"{old} is not in {path}"
    path.write_text(text.replace(old, new), "utf-8")


def edit_override(root: Path, name: str, old: str, new: str) -> None:
    """Give a project a template, style or script of its own: the engine's, changed."""
    path = root / "overrides" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        shutil.copy(ROOT / "overrides" / name, path)
    edit(path, old, new)


def element_of(node: LexborNode) -> Element:
    """A node of lexbor with what is in it."""
    made, last = Element(node.tag or "", {name: value or "" for name, value in node.attributes.items()}), None
    for child in node.iter(include_text=True):
        if child.is_element_node:
            last = element_of(child)
            made.append(last)
        elif child.is_text_node and last is None:
            made.text = (made.text or "") + (child.text_content or "")
        elif child.is_text_node:
            last.tail = (last.tail or "") + (child.text_content or "")
    return made


@dataclass
class HtmlPage:
    """A built page as a browser reads it; `url` counts from the site's root."""

    url: str
    html: str

    @cached_property
    def parsed(self) -> tuple[Element, list[tuple[tuple[int, int], str, dict[str, object]]]]:
        """What html5lib reads, and everything it finds wrong. It takes long."""
        parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
        return parser.parse(self.html), parser.errors

    @cached_property
    def tree(self) -> Element:
        return element_of(LexborHTMLParser(self.html).root)

    def all(self, tag: str = "*", css: str = "", **attributes: str) -> list[Element]:
        """Elements by tag, class and attributes."""
        return [
            element
            for element in self.tree.iter()
            if isinstance(element.tag, str)
            and tag in ("*", element.tag.rpartition("}")[2])
            and (not css or css in (element.get("class") or "").split())
            and all(element.get(key) == value for key, value in attributes.items())
        ]

    def one(self, tag: str = "*", css: str = "", **attributes: str) -> Element:
        (element,) = self.all(tag, css, **attributes)
        return element

    @property
    def main(self) -> Element:
        return self.one("main")

    @property
    def title(self) -> str:
        return text_of(self.main.find(".//h1"))

    @property
    def text(self) -> str:
        """The words a reader sees."""
        return text_of(self.tree.find("body"))

    def meta(self, name: str) -> str | None:
        return next((element.get("content") for element in self.all("meta", name=name)), None)

    def links(self, inside: Element | None = None) -> list[str]:
        """Where links lead: addresses from the site's root, with their anchors; other hosts are left out."""
        elements = (self.tree if inside is None else inside).iter("a")
        targets = [element.get("href") or "" for element in elements]
        return [self.resolved(target) for target in targets if not urlsplit(target).scheme]

    def resolved(self, target: str) -> str:
        path, anchor = urldefrag(target)
        url = posixpath.normpath(posixpath.join("/", self.url, path)).removeprefix("/")
        slash = "/" if url and (path.endswith(("/", "..", ".")) or not path) else ""
        return f"{url}{slash}" + (f"#{anchor}" if anchor else "")


SCRIPTS = frozenset({"script", "style", "noscript", "template"})


def text_of(element: Element | None, between: str = "", without: frozenset[str] = SCRIPTS) -> str:
    """The words in an element, without scripts; `between` keeps the words of neighbours apart."""
    if element is None or not isinstance(element.tag, str) or element.tag in without:
        return ""
    parts = [element.text or ""]
    for child in element:
        parts += [text_of(child, between, without), child.tail or ""]
    return between.join(parts)


class Found(NamedTuple):
    """A page in the list of names that search fetches first."""

    title: str
    kind: str
    aliases: list[str]
    keywords: list[str]


@dataclass
class Site:
    """A built site: its folder and its pages by address."""

    folder: Path

    @cached_property
    def pages(self) -> dict[str, HtmlPage]:
        paths = [path for path in sorted(self.folder.rglob("*.html")) if "pagefind" not in path.parts]
        urls = [path.relative_to(self.folder).as_posix().removesuffix("index.html") for path in paths]
        return {url: HtmlPage(url, path.read_text("utf-8")) for url, path in zip(urls, paths, strict=True)}

    def __getitem__(self, url: str) -> HtmlPage:
        return self.pages[url]

    def __iter__(self) -> Iterator[HtmlPage]:
        return iter(self.pages.values())

    @cached_property
    def found(self) -> dict[str, Found]:
        """What search knows first of each page, by address."""
        data = json.loads((self.folder / "search" / "names.json").read_text("utf-8"))
        file = self.folder / "search" / f"keywords.{data['keywords']}.json"
        keywords = json.loads(file.read_text("utf-8"))["keywords"].split("\n")
        caption = {kind.code: kind.value for kind in PageKind}
        return {
            row.url or "": Found(
                row.title or "",
                caption[data["kinds"][row.kind]],
                row.aliases.split(LIST_SIGN),
                words.split(LIST_SIGN),
            )
            for row, words in zip(page_rows(data), keywords, strict=True)
        }

    def files(self) -> dict[str, bytes]:
        return {p.relative_to(self.folder).as_posix(): p.read_bytes() for p in self.folder.rglob("*") if p.is_file()}


def page_rows(names: dict[str, list[Any]]) -> list[PageRow]:
    """The pages in the list of names."""
    return [PageRow(*row) for row in zip(*names["pages"], strict=True)]


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder of this name, made by whichever worker wants it first, and used by all; nobody changes what is in it."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    while not folder.exists():
        with suppress(Busy), locked(folder.with_suffix(".lock")):
            if not folder.exists():
                part = folder.with_suffix(".part")
                shutil.rmtree(part, ignore_errors=True)
                part.mkdir()
                make(part)
                part.rename(folder)
        time.sleep(0.05)
    return folder


def build_at(epoch: str, root: Path, site: Path) -> None:
    """Build a project at a moment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", epoch)
        build_site(root, site)


@pytest.fixture(scope="session")
def real_plan() -> Plan:
    return load_plan(ROOT)


@pytest.fixture(scope="session")
def real_content(real_plan: Plan) -> Content:
    """The hand-written pages of the project itself, and what is wrong in them: reading them takes as long as a small build."""
    return load_content(ROOT, real_plan)


@pytest.fixture(scope="session")
def real_articles(real_content: Content) -> tuple[Article, ...]:
    return articles_of(real_content[0])


@pytest.fixture(scope="session")
def two_periods() -> Plan:
    return load_plan(VALID / "two-periods")


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The project itself, built."""

    def make(folder: Path) -> None:
        build_site(ROOT, folder / "site")

    return Site(made_once(tmp_path_factory, "real", make) / "site")


OWN_PAGE = """---
title: 青少年，我来写
description: 手写的页面
---
# 青少年，我来写

{{ action("youth") }}

{{ measures("youth") }}

![一条红线](own.png)

点 :material-printer: 打印。

!!! tip "框"
    - 甲
    - 乙

??? note "折起"
    一段。

    === "一"

        第一页。

    === "二"

        第二页 :material-phone: 。
"""
PICTURE = bytes.fromhex(  # 3 × 2 pixels of red
    "89504e470d0a1a0a0000000d49484452000000030000000208020000001216f14d000000104944415478da6338a0a000410c"
    "7016003fd40601812c24e60000000049454e44ae426082"
)
OWN_PAGES: dict[str, str | bytes] = {"guide/own.md": OWN_PAGE, "guide/own.png": PICTURE}


@pytest.fixture(scope="session")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Two plan periods, built in summer 2026, with a hand-written page that calls macros."""

    def make(folder: Path) -> None:
        root = make_project(folder / "project", pages=OWN_PAGES)
        build_at(SUMMER_2026, root, folder / "site")

    return Site(made_once(tmp_path_factory, "small", make) / "site")


@pytest.fixture(scope="session")
def calendar_plan() -> Plan:
    """A plan whose calendar has every kind of rule, event and status."""
    return load_plan(VALID / "calendar")


@pytest.fixture(scope="session")
def reporting_plan() -> Plan:
    """Four units, three measures; two units reported for 2025, one of them late, and one for 2024 without having been asked."""
    return load_plan(VALID / "reporting")


@pytest.fixture(scope="session")
def alert_plan() -> Plan:
    """A plan with an alert set, two that ended, and hotlines."""
    return load_plan(VALID / "alert")


ARTICLE = """---
title: {title}
summary: 一句话的答案
topics: [disaster]
sources:
  - name: 出处
written: 2026-05-01
{more}---
{words}

## 来时

1. 进屋
2. 关窗，离开窗边

## 要做

- 叫上家里人

## 不要做

- 不出门看热闹

## 之后

- 绕开掉下来的东西

## 平时

- 检查门窗，记住三个能躲的地方
"""
URGENT = "emergency: true\nmotto: {motto}\nshort: {short}\nhotline: hotline-119\nsecond_hotline: hotline-120\n"
ALERT_PAGES = {
    "articles/gale.md": ARTICLE.format(
        title="刮大风怎么办", more=URGENT.format(motto="关窗不出门", short="大风"), words="进屋关窗。"
    ),
    "articles/heat.md": ARTICLE.format(
        title="天太热怎么办", more=URGENT.format(motto="中午不出门", short="高温"), words="{words}"
    ).replace("离开窗边\n", "离开窗边\n\n![一扇关好的窗](window.png)\n"),
    "articles/wind.md": ARTICLE.format(title="风是怎么来的", more="", words="空气在动。"),
}


def alert_site_of(factory: pytest.TempPathFactory, name: str, epoch: str, words: str, offline: bool = True) -> Site:
    """The alert plan, built at a moment, with these words in an emergency article."""

    def make(folder: Path) -> None:
        pages = {page: text.replace("{words}", words) for page, text in ALERT_PAGES.items()}
        root = make_project(folder / "project", "alert", {**pages, "articles/window.png": PICTURE})
        if not offline:
            edit(root / "plan" / "site.yaml", "host: 甲局", "host: 甲局\noffline: false")
        build_at(epoch, root, folder / "site")

    return Site(made_once(factory, name, make) / "site")


@pytest.fixture(scope="session")
def alert_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Built while the alert is valid."""
    return alert_site_of(tmp_path_factory, "alert", SUMMER_2026, "第一次写的话。")


@pytest.fixture(scope="session")
def early_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The same with other words, built an hour before the alert begins."""
    return alert_site_of(tmp_path_factory, "early", str(int(SUMMER_2026) - 5400), "改过的话。")


@pytest.fixture(scope="session")
def late_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Built when the alert is over, without offline reading."""
    return alert_site_of(tmp_path_factory, "late", str(int(SUMMER_2026) + 4 * 3600), "话。", offline=False)


@pytest.fixture(scope="session")
def calendar_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The calendar plan, built on 1 June 2026 in 咸安."""

    def make(folder: Path) -> None:
        build_at(SUMMER_2026, make_project(folder / "project", "calendar"), folder / "site")

    return Site(made_once(tmp_path_factory, "calendar", make) / "site")


@pytest.fixture(scope="session")
def brief_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The same with lists so short that much is left out of them."""

    def make(folder: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(calendar, "FEWEST", 2)
            patch.setattr(calendar, "FIRST_DAYS", timedelta(days=20))
            build_at(SUMMER_2026, make_project(folder / "project", "calendar"), folder / "site")

    return Site(made_once(tmp_path_factory, "brief", make) / "site")


SHARED_ARTICLE = """---
title: 打雷了怎么办
summary: 进屋，关窗，离开大树。
topics: [disaster]
audiences: [youth]
sources:
  - name: 甲局《雷电手册》
written: 2026-05-01
---
进屋，关窗。
"""


@pytest.fixture(scope="session")
def giving_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with resources, a licence and two articles, for others to take; its project lies beside it."""
    pages = {
        "articles/lightning.md": SHARED_ARTICLE,
        "articles/flood.md": SHARED_ARTICLE.replace("打雷", "发大水").replace("05-01", "05-03"),
    }

    def make(folder: Path) -> None:
        build_at(SUMMER_2026, make_project(folder / "project", "sharing", pages), folder / "site")

    return Site(made_once(tmp_path_factory, "giving", make) / "site")


@pytest.fixture(scope="session")
def sharing_plan() -> Plan:
    """A plan with resources of three kinds, a vocabulary and a licence."""
    return load_plan(VALID / "sharing")


@dataclass
class Takers:
    """A project that takes feeds of others, and what of it was built before and after one was changed upstream."""

    root: Path
    said: list[str]
    before: Site
    after: Site


@pytest.fixture(scope="session")
def taking_sites(giving_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Takers:
    """A second project takes both feeds of the giving site and two malicious ones, is built, pulls again, is built.

    In between the giving project withdraws one article and changes another, and is built anew.
    """
    folder = tmp_path_factory.mktemp("taking")
    root = make_project(folder / "project", "sharing", {"articles/own.md": SHARED_ARTICLE.replace("打雷", "停电")})
    shutil.rmtree(root / "plan" / "resources")
    edit(root / "plan" / "site.yaml", "https://example.gov.cn/kepu/", "https://other.example.gov.cn/")
    shutil.copytree(ROOT / "tests" / "feeds", root / "feeds")
    sources = "".join(
        f"  - {{id: {id}, name: {name}, address: feeds/{file}, terms: 测试, limit: 50}}\n"
        for id, name, file in (
            ("neighbour", "邻区科普网", "feed.json"),
            ("neighbour-atom", "邻区科普网（科学）", "science.xml"),
            ("malice-json", "恶意的网站", "malice.json"),
            ("malice-xml", "又一个恶意的网站", "malice.xml"),
        )
    )
    (root / "plan" / "sources.yaml").write_text(f"feeds:\n{sources}", "utf-8")
    said: list[str] = []

    def take_and_build(upstream: Path, name: str) -> Site:
        shutil.copy(upstream / "feed.json", root / "feeds" / "feed.json")
        shutil.copy(upstream / "topics" / "science" / "feed.xml", root / "feeds" / "science.xml")
        assert pull(root, ["neighbour-atom"], date(2026, 6, 1), said.append)
        assert pull(root, [], date(2026, 6, 1), said.append)
        build_site(root, folder / name)
        return Site(folder / name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", SUMMER_2026)
        before = take_and_build(giving_site.folder, "before")
        upstream = folder / "upstream"
        shutil.copytree(giving_site.folder.parent / "project", upstream, symlinks=True)
        (upstream / "content" / "articles" / "flood.md").unlink()
        edit(upstream / "content" / "articles" / "lightning.md", "离开大树", "离开大树和水边")
        build_site(upstream, folder / "upstream-site")
        after = take_and_build(folder / "upstream-site", "after")
    return Takers(root, said, before, after)


def list_files(root: Path, folder: Path, origin: Mapping[str, object] | None = None) -> None:
    """Write build.json into a folder that somebody has filled."""
    writer = FileWriter(folder)
    writer.adopt()
    write_manifest(root, writer, origin)
