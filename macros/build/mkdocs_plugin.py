"""MkDocs events: MkDocs writes the pages, feeds and data of the plan, and gets the site that `kepu build` gives."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils import CountHandler

from ..common.build_moment import UnclearMoment, pinned_moment
from ..common.dates import build_time
from ..common.files.national import is_national, national_folder
from ..common.files.overrides import override_folders
from ..common.files.swap import put_in_place
from ..common.problems import PlanError, Problem
from ..common.text.markdown_extensions import CONFIGS, EXTENSIONS, STOOD_FOR_LESS
from ..postbuild.manifest import origin_of
from ..postbuild.source_lines import unforeseen
from ..project.content_loader import Written
from ..project.reading.macro_texts import check_macros
from ..render.jinja_env import forget_templates
from ..render.layout import LOST
from ..render.markdown import UNREADABLE, LinksChecked, unreadable
from ..render.project import read_project
from ..render.site_files import Output, clean_bytes
from .finish_site import finish_site
from .live_folder import BuildError, filled_beside, in_editors_words, site_locked

FIRST, LAST = 100, -100
"""Before and after what other plugins do at the same event."""

log = get_plugin_logger("kepu")


class KepuPlugin(BasePlugin):  # type: ignore[no-untyped-call,type-arg]
    """Reads plan/ and content/ once per build, adds the pages that follow from them, and checks and indexes the site.

    The site grows beside the live folder and takes its place when it is sound, as with `kepu build`.
    """

    def __init__(self) -> None:
        self.holding = ExitStack()  # the moment, the lock and the folder of the build at work
        self.reading: Written | None = None  # the page that is Markdown's just now

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Be asked: MkDocs then keeps this plugin for all builds of `mkdocs serve`, and calls on_shutdown."""

    @event_priority(FIRST)  # mkdocs-macros asks for the plan in its own on_config
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        self.holding.close()
        forget_templates()  # a template may have been edited since the build before
        self.root = Path(config.config_file_path).parent
        self.holding.enter_context(pinned_moment(self.root))
        self.site = Path(config.site_dir).resolve()
        if self.holding.enter_context(site_locked(self.root, self.site)):
            log.info("上一次生成在换网站的一刻被打断，原来的网站已先恢复。")
        self.filling = self.holding.enter_context(filled_beside(self.site))
        self.holding.callback(config.__setitem__, "site_dir", config.site_dir)
        config.site_dir = str(self.filling.path)
        self.origin = origin_of(self.root)
        self.output = Output.of(self.root, read_project(self.root), build_time())
        self.problems: list[Problem] = []
        self.naming: list[tuple[Written, Sequence[Sequence[str]]]] = []
        self.written = {page.source: page for page in self.output.project.pages}
        self.configure(config)
        return config

    def configure(self, config: MkDocsConfig) -> None:
        """What our pages need of MkDocs, whatever mkdocs.yml says of it."""
        site = self.output.plan.site
        config.site_name = site.name
        if site.url:
            config.site_url = site.url
        config.use_directory_urls = True
        config.extra |= {"plan": self.output.plan, "today": self.output.now.date()}
        config.theme.dirs[:0] = map(str, override_folders(self.root))  # our main.html before the theme's
        config.theme.static_templates.clear()  # what MkDocs would make from templates of its own
        config.markdown_extensions = list(EXTENSIONS)
        config["mdx_configs"] = CONFIGS
        links = config.validation.links  # links are checked by our own rules, with their lines
        links.not_found = links.anchors = links.absolute_links = links.unrecognized_links = logging.DEBUG
        config.validation.nav.omitted_files = logging.DEBUG

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        for file in [file for file in files if file.src_uri not in self.written]:
            files.remove(file)  # the theme's, and what is published without the traces of its author below
        for source, page in self.written.items():
            if is_national(page.path):
                lies_in = str(national_folder() / "content")
                files.append(File(source, lies_in, config.site_dir, config.use_directory_urls))
        for url in self.output.pages:
            files.append(File.generated(config, f"{url}index.md", content="", inclusion=InclusionLevel.NOT_IN_NAV))
        beside = ((name, clean_bytes(path)) for name, path in self.output.beside.items())
        data = dict([*self.output.data(), *((one.path, one.content()) for one in self.output.prints()), *beside])
        for path, content in [*data.items(), (LOST, self.output.frame.render_not_found())]:
            files.append(File.generated(config, path, content=content))
        self.writer = self.output.writer(data)
        config.markdown_extensions = [*EXTENSIONS, LinksChecked(self.writer)]  # type: ignore[list-item]
        return files

    @event_priority(FIRST)
    def on_page_markdown(self, markdown: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        self.reading = self.written.get(page.file.src_uri)
        if self.reading is None:
            page.meta = {"render_macros": False}
            return markdown
        self.writer.start(self.reading)
        return self.harmless(markdown, page)

    def harmless(self, markdown: str, page: MkDocsPage) -> str:
        """An author's text as macros and Markdown may have it: checked as it will be read, and without any `<`.

        Raises PlanError.

        The macros' own HTML comes in later, so it keeps its `<`; the author's comes back escaped in on_page_content.
        """
        if problems := list(check_macros(markdown, 1, f"content/{page.file.src_uri}", {})):
            raise PlanError(problems)
        return markdown.replace("<", STOOD_FOR_LESS)

    def on_page_content(self, html: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        written, self.reading = self.reading, None
        if written is None:
            return self.output.frame.render_page(self.output.pages[page.file.src_uri.removesuffix("index.md")])
        words, problems = self.writer.taken(written, html.replace(STOOD_FOR_LESS, "&lt;"))
        self.problems += problems
        self.naming.append((written, words.places))
        return self.output.render_written(written, words)

    @event_priority(LAST)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        problems = [*self.problems, *self.writer.misplaced(self.filling.path, self.naming)]
        if problems:
            raise PlanError(problems)
        self.filling.adopt()
        indexed = finish_site(self.root, self.output, self.filling, self.origin).indexed
        if not (config.strict and warned(config)):  # MkDocs is about to say that it gives up
            put_in_place(self.filling.path, self.site)
        self.holding.close()
        log.info(f"网站已做好：{self.site}，其中 {indexed} 页可以搜索。")

    @event_priority(LAST)
    def on_build_error(self, *, error: Exception) -> None:
        """Say what stopped the build as `kepu build` does; what MkDocs or another plugin found, MkDocs says itself."""
        self.holding.close()
        written, self.reading = self.reading, None
        if isinstance(error, MkDocsException):
            return
        try:
            with in_editors_words():
                raise PlanError([unreadable(written, error)]) if written and isinstance(error, UNREADABLE) else error
        except (PlanError, BuildError, UnclearMoment) as known:
            said = str(known)
        except Exception:
            said = unforeseen(error)
        for line in said.splitlines():
            log.error(line)
        raise Abort("网站没有做成；原来的网站没有动。") from None

    def on_serve(self, server: Any, config: MkDocsConfig, builder: Any) -> Any:
        for folder in ("plan", "content", "national", "overrides"):
            if (self.root / folder).is_dir():  # overrides/ is optional
                server.watch(str(self.root / folder))
        return server

    def on_shutdown(self) -> None:
        self.holding.close()


def warned(config: MkDocsConfig) -> bool:
    """Whether MkDocs, or ProperDocs in its place, has counted warnings in this build, which a strict one does not outlive."""
    logger = logging.getLogger(type(config).__module__.partition(".")[0])
    return any(isinstance(handler, CountHandler) and handler.get_counts() for handler in logger.handlers)
