"""MkDocs events: hand the plan's pages, feeds and data to MkDocs, a few lines each."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage

from .assets import generate_assets
from .check_files import LEFT_BY_SYSTEMS
from .content import check_macros
from .dates import build_time
from .emergency import live, settled
from .errors import PlanError
from .exports import generate_exports
from .library import articles_of
from .offline import generate_worker
from .pages import Page, article_page, generate_pages, menu
from .project import Project, read_project
from .sharing import feeds_by_page

STOOD_FOR_LESS = "\ue000"
"""A character without a meaning, in the place of an author's `<` while macros and Markdown read the text."""


class KepuPlugin(BasePlugin):  # type: ignore[no-untyped-call,type-arg]
    """Reads plan/ and content/ once per build and adds the pages that follow from them."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        self.root = Path(config.config_file_path).parent
        try:
            self.project: Project = read_project(self.root)
        except PlanError as error:
            raise PluginError(f"方案数据有 {len(error.problems)} 处问题：\n{error}") from None
        self.articles = articles_of(self.project.pages)
        self.now = build_time()
        self.plan, today = settled(self.project.plan, self.now), self.now.date()
        site = self.plan.site
        config.site_name = site.name
        config.site_description = site.description
        if site.url:
            config.site_url = site.url
        config.extra |= {
            "plan": self.plan,
            "today": today,
            "alert_live": bool(self.plan.alert and live(self.plan.alert, self.now)),
            "assets": generate_assets(self.root),
            "feeds": feeds_by_page(self.plan, self.articles),
            "menu": menu(self.plan, self.project.pages, today),
        }
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        for file in [file for file in files if self.is_left_out(file)]:
            files.remove(file)
        written = {file.dest_uri for file in files}
        self.framed = {f"{article.url}index.html": article_page(article) for article in self.articles}
        self.generated: dict[str, Page] = {}
        for page in generate_pages(self.plan, config.extra["today"], self.project.pages):
            if f"{page.url}index.html" not in written:  # of two pages with one address the first stands
                written.add(f"{page.url}index.html")
                src = f"{page.url}index.md"
                self.generated[src] = page
                files.append(File.generated(config, src, content="", inclusion=InclusionLevel.NOT_IN_NAV))
        for path, content in [
            *generate_exports(self.plan, config.extra["today"], self.articles),
            *config.extra["assets"].values(),
            generate_worker(self.root, self.plan, self.articles, config.extra["assets"], self.now),
        ]:
            if path in written:
                raise PluginError(f"content/{path}:1: 这个文件名与程序生成的文件相同，请换一个")
            files.append(File.generated(config, path, content=content))
        return files

    def is_left_out(self, file: File) -> bool:
        """Whether a file comes from the theme or from our own templates: of those only overrides/assets is published."""
        if file.src_dir == str(self.root / "overrides"):
            return not file.src_uri.startswith("assets/")
        return PurePosixPath(file.src_uri).name in LEFT_BY_SYSTEMS or file.src_dir != str(self.root / "content")

    @event_priority(100)
    def on_page_markdown(self, markdown: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        own = page.file.src_uri in self.generated
        if not own:
            markdown = self.harmless(markdown, page)
        if made := self.made(page):
            page.meta = {"title": made.title, "description": made.description, "render_macros": not own, "made": made}
        return markdown

    def harmless(self, markdown: str, page: MkDocsPage) -> str:
        """An author's text as macros and Markdown may have it: checked as it will be read, and without any `<`.

        The macros' own HTML comes in later, so it keeps its `<`; the author's comes back escaped in on_page_content.
        """
        if problems := list(check_macros(markdown, 1, f"content/{page.file.src_uri}", {})):
            raise PluginError("\n".join(map(str, problems)))
        return markdown.replace("<", STOOD_FOR_LESS)

    def made(self, page: MkDocsPage) -> Page | None:
        """What we know of a page: of one we generate, or of an article that we frame."""
        return self.generated.get(page.file.src_uri) or self.framed.get(page.file.dest_uri)

    def on_page_content(self, html: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        html = html.replace(STOOD_FOR_LESS, "&lt;")
        made = self.made(page)
        if made is None:
            return html
        body = made.body(self.root, self.plan, config.extra["today"], self.articles, html, self.now)
        page.present_anchor_ids = set(re.findall(r'\sid="([^"]+)"', body))
        return body

    def on_serve(self, server: Any, config: MkDocsConfig, builder: Any) -> Any:
        for folder in ("plan", "content", "overrides"):
            server.watch(str(self.root / folder))
        return server
