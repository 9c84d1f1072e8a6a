"""MkDocs events: hand the plan's pages, feeds and data to MkDocs, a few lines each."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException, PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage

from ..common.dates import build_time
from ..common.os_errors import LEFT_BY_SYSTEMS
from ..common.problems import PlanError
from ..common.text.markdown_extensions import STOOD_FOR_LESS
from ..postbuild.source_lines import unforeseen
from ..project.content_loader import check_macros
from ..render.layout import LOST
from ..render.markdown import Words, ids_of
from ..render.project import read_project
from ..render.site_files import Output, clean_bytes

_Event = TypeVar("_Event", bound=Callable[..., Any])


def _in_a_sentence(event: _Event) -> _Event:
    """The event, whose unforeseen errors end the build with a sentence instead of a traceback."""

    @wraps(event)
    def told(*values: Any, **named: Any) -> Any:
        try:
            return event(*values, **named)
        except (MkDocsException, OSError):  # MkDocs and `kepu build` know what to say of them
            raise
        except Exception as error:
            raise PluginError(unforeseen(error)) from None

    return told  # type: ignore[return-value]


class KepuPlugin(BasePlugin):  # type: ignore[no-untyped-call,type-arg]
    """Reads plan/ and content/ once per build and adds the pages that follow from them, framed as `kepu build` does."""

    @_in_a_sentence
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        self.root = Path(config.config_file_path).parent
        try:
            self.output = Output.of(self.root, read_project(self.root), build_time())
        except PlanError as error:
            raise PluginError(f"方案数据有 {len(error.problems)} 处问题：\n{error}") from None
        site = self.output.plan.site
        config.site_name = site.name
        if site.url:
            config.site_url = site.url
        config.extra |= {"plan": self.output.plan, "today": self.output.now.date()}
        config.theme.static_templates.clear()  # what MkDocs would make from templates of its own
        return config

    @_in_a_sentence
    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        for file in [file for file in files if self.is_left_out(file)]:
            files.remove(file)
        self.heads = {page.path.removeprefix("content/"): page for page in self.output.project.pages}
        for url in self.output.pages:
            files.append(File.generated(config, f"{url}index.md", content="", inclusion=InclusionLevel.NOT_IN_NAV))
        for file in [file for file in files if file.src_uri in self.output.beside]:
            files.remove(file)
        for name, lying in self.output.beside.items():
            files.append(File.generated(config, name, content=clean_bytes(lying)))
        for path, content in [*self.output.data(), (LOST, self.output.frame.lost())]:
            files.append(File.generated(config, path, content=content))
        return files

    def is_left_out(self, file: File) -> bool:
        """Whether a file comes from the theme or from our own templates: of those only overrides/assets is published."""
        if file.src_dir == str(self.root / "overrides"):
            return not file.src_uri.startswith("assets/")
        return PurePosixPath(file.src_uri).name in LEFT_BY_SYSTEMS or file.src_dir != str(self.root / "content")

    @_in_a_sentence
    @event_priority(100)
    def on_page_markdown(self, markdown: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        if page.file.src_uri not in self.heads:
            page.meta = {"render_macros": False}
            return markdown
        return self.harmless(markdown, page)

    def harmless(self, markdown: str, page: MkDocsPage) -> str:
        """An author's text as macros and Markdown may have it: checked as it will be read, and without any `<`.

        The macros' own HTML comes in later, so it keeps its `<`; the author's comes back escaped in on_page_content.
        """
        if problems := list(check_macros(markdown, 1, f"content/{page.file.src_uri}", {})):
            raise PluginError("\n".join(map(str, problems)))
        return markdown.replace("<", STOOD_FOR_LESS)

    @_in_a_sentence
    def on_page_content(self, html: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        written = self.heads.get(page.file.src_uri)
        html = html.replace(STOOD_FOR_LESS, "&lt;")
        if written is None:
            whole = self.output.frame.made(self.output.pages[page.file.src_uri.removesuffix("index.md")])
        else:
            whole = self.output.around(written, Words(html))
        page.present_anchor_ids = ids_of(whole)
        return whole

    def on_serve(self, server: Any, config: MkDocsConfig, builder: Any) -> Any:
        for folder in ("plan", "content", "overrides"):
            server.watch(str(self.root / folder))
        return server
