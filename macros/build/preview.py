"""A preview for those who write: pages are drawn when they are asked for, and the browser follows what is saved.

Made by hand: `mkdocs serve` makes the whole site for every change, this one page in a fifth of a second.
"""

from __future__ import annotations

import mimetypes
import posixpath
import secrets
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from ..common.dates import build_time
from ..common.problems import PlanError, Say
from ..model.record import Record
from ..postbuild.source_lines import unforeseen
from ..project.content_loader import Written, load_content
from ..project.plan_loader import load_plan
from ..project.reading.kept_records import KeptRecords
from ..render import jinja_env
from ..render.project import Project, read_project
from ..render.site_files import Output, clean_bytes
from .loopback import names_us

WATCHED = ("plan", "content", "national", "overrides")
VERSION, WAIT = "/_kepu/version", 25
"""Where a page asks whether something was saved, and for how many seconds such a question stays open."""

UNSAVED = "/_kepu/unsaved/"
"""Below this, under a name that nobody can guess, a page as somebody is writing it."""

MOST_UNSAVED = 20

FOLLOW = """<script nonce="%s">
(function follow() {
  fetch("%s?%s").then((answer) => answer.text()).then((version) => {
    if (version === "%s") follow(); else location.reload();
  }, () => setTimeout(follow, 1000));
})();
</script>
</body>"""

POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-%s'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'self' http://127.0.0.1:* http://localhost:*"
)
"""What a page may do: as on the public site, but for the script that follows what is saved, and the desk's frame."""

REFUSAL_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>还有问题</title></head>
<body><h1>还有 {count} 处问题，改好再保存，这一页会自己刷新</h1><ol>{problems}</ol></body></html>
"""


@dataclass(frozen=True)
class Drawn:
    """A state of the project on its way to pages, or what is wrong with it; data are made when they are asked for."""

    output: Output | None
    problems: tuple[str, ...] = ()

    @cached_property
    def files(self) -> dict[str, str | bytes]:
        return dict(self.output.data()) if self.output else {}

    @cached_property
    def prints(self) -> dict[str, bytes]:
        """Posters and pictures to send, apart: they take long the first time, and few are looked at."""
        return {one.path: one.content() for one in self.output.prints()} if self.output else {}

    def answer(self, path: str) -> tuple[HTTPStatus, str, bytes]:
        """Status, media type and content for a path of the site; what is not a page is sought among the files."""
        if self.output is None:
            items = "".join(f"<li>{escape(problem)}</li>" for problem in self.problems)
            page = REFUSAL_PAGE.format(count=len(self.problems), problems=items)
            return HTTPStatus.INTERNAL_SERVER_ERROR, "text/html", page.encode()
        if (page_html := self.output.page(path.removesuffix("index.html"))) is not None:
            return HTTPStatus.OK, "text/html", page_html.encode()
        content = self.output.assets.get(path) or self.output.beside.get(path) or self.files.get(path)
        if content is None and path.endswith((".pdf", ".png")):
            content = self.prints.get(path)
        if content is None:
            return HTTPStatus.NOT_FOUND, "text/html", self.output.frame.render_not_found().encode()
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return HTTPStatus.OK, kind, clean_bytes(content) if isinstance(content, Path) else _bytes(content)


def _bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


@dataclass(frozen=True)
class UnsavedPage:
    """A page as somebody is writing it, for the how manieth time, and pictures of it that are not saved either."""

    number: int
    url: str
    content: bytes
    files: Mapping[str, Path]


@dataclass
class Preview:
    """The project in `root` as it is on disk now; only what was saved is read again."""

    root: Path
    say: Say
    version: int = 0
    records: dict[Path, Record] = field(default_factory=dict)
    written: dict[Path, Written] = field(default_factory=dict)
    changed: threading.Condition = field(default_factory=threading.Condition)
    unsaved: dict[str, UnsavedPage] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.drawn = self.read()

    def read(self) -> Drawn:
        """Read what is not known yet. The rules across records are left to `check`: they take longer than a reader waits."""
        try:
            plan = load_plan(self.root, self.records, None if self.records else KeptRecords(self.root))
            pages, problems = load_content(self.root, plan, self.written)
        except PlanError as error:
            return Drawn(None, tuple(map(str, error.problems)))
        except Exception as error:
            return Drawn(None, (unforeseen(error),))
        wrong = tuple(str(problem) for problem in problems if not problem.warning)
        return Drawn(None, wrong) if wrong else self.begun(Project(plan, pages, []))

    def begun(self, project: Project) -> Drawn:
        try:
            return Drawn(Output.of(self.root, project, build_time()))
        except Exception as error:
            return Drawn(None, (unforeseen(error),))

    def saved(self, paths: Iterable[Path]) -> None:
        """Forget what was read from these files, read them again, and tell those who wait."""
        for path in paths:
            self.records.pop(path, None)
            self.written.pop(path, None)
            if (self.root / "overrides") in path.parents:
                jinja_env.forget_templates()
        with self.changed:
            self.drawn = self.read()
            self.version += 1
            self.changed.notify_all()

    def show_unsaved(self, name: str, url: str, page: str, files: Mapping[str, Path]) -> None:
        """Show a page as it is being written; `files` are pictures that lie in no page's folder yet."""
        with self.changed:
            before = self.unsaved.pop(name, None)
            self.unsaved[name] = UnsavedPage(before.number + 1 if before else 1, url, page.encode(), files)
            while len(self.unsaved) > MOST_UNSAVED:
                del self.unsaved[next(iter(self.unsaved))]
            self.changed.notify_all()

    def check(self) -> None:
        """Say everything that a build would say."""
        try:
            project = read_project(self.root)
        except PlanError as error:
            self.say("\n".join(map(str, error.problems)))
            self.say(f"共 {len(error.problems)} 处问题，改好前网站做不成。")
            return
        except Exception as error:
            self.say(unforeseen(error))
            return
        self.say(f"没有必须改的问题（{len(project.warnings)} 处提醒，kepu check 可以看）。")

    def wait(self, version: str) -> str:
        """The version, as soon as it is another than this one, or after a while."""
        name = version.partition(".")[0] if "." in version else ""
        with self.changed:
            self.changed.wait_for(lambda: self.version_of_page(name) != version, timeout=WAIT)
            return self.version_of_page(name)

    def version_of_page(self, name: str) -> str:
        """The version of everything that is saved, or of a page that is being written."""
        page = self.unsaved.get(name)
        return f"{name}.{page.number}" if page else str(self.version)

    def answer(self, path: str) -> tuple[HTTPStatus, str, bytes, str]:
        """What `Drawn.answer` says of a path, and the version to follow."""
        version, drawn = str(self.version), self.drawn
        if path.startswith(UNSAVED[1:]):
            name, _, path = path.removeprefix(UNSAVED[1:]).partition("/")
            if page := self.unsaved.get(name):
                version = f"{name}.{page.number}"
                if path == page.url:
                    return HTTPStatus.OK, "text/html", page.content, version
                if file := page.files.get(posixpath.basename(path)):
                    return HTTPStatus.OK, mimetypes.guess_type(path)[0] or "", file.read_bytes(), version
        return *drawn.answer(path), version


class _Saves(FileSystemEventHandler):
    """Gathers what editors save in one go, and hands it on."""

    def __init__(self, preview: Preview) -> None:
        self.preview = preview
        self.paths: set[Path] = set()
        self.fresh = threading.Event()
        threading.Thread(target=self.hand_on, daemon=True).start()

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in ("opened", "closed_no_write") or (event.is_directory and event.event_type == "modified"):
            return
        paths = {Path(str(path)) for path in (event.src_path, event.dest_path) if path}
        if paths := {path for path in paths if not path.name.startswith((".", "~$"))}:
            self.paths |= paths
            self.fresh.set()

    def hand_on(self) -> None:
        while self.fresh.wait():
            time.sleep(0.02)  # a file is often written in two steps
            self.fresh.clear()
            paths, self.paths = self.paths, set()
            self.preview.saved(paths)
            if not self.fresh.is_set():
                self.preview.check()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *args: Any, preview: Preview, host: str) -> None:
        self.preview, self.host = preview, host
        super().__init__(*args)

    def handle(self) -> None:
        """Answer until the browser has left: a page that was closed or loaded anew is no fault."""
        with suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        if not names_us(self.headers["Host"], self.host, self.connection.getsockname()[1]):
            said = "预览只在这台电脑上看：请用命令窗口里写的网址打开。"
            return self.send(HTTPStatus.FORBIDDEN, "text/plain", said.encode())
        parts = urlsplit(self.path)
        if parts.path == VERSION:
            return self.send(HTTPStatus.OK, "text/plain", self.preview.wait(parts.query).encode())
        version = str(self.preview.version)
        try:
            status, kind, content, version = self.preview.answer(unquote(parts.path).removeprefix("/"))
        except jinja_env.DrawingError as error:
            status, kind, content = Drawn(None, (str(error),)).answer("")
        except Exception as error:  # one page or file that cannot be made; the others can
            status, kind, content = Drawn(None, (unforeseen(error),)).answer("")
        nonce = secrets.token_hex(8)
        if kind == "text/html":
            content = content.replace(b"</body>", (FOLLOW % (nonce, VERSION, version, version)).encode())
        self.send(status, kind, content, nonce)

    def send(self, status: HTTPStatus, kind: str, content: bytes, nonce: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Security-Policy", POLICY % nonce)
        charset = "; charset=utf-8" if kind.startswith("text/") or kind.endswith(("javascript", "json", "xml")) else ""
        self.send_header("Content-Type", f"{kind}{charset}")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


def serve_preview(
    root: Path, host: str, port: int, say: Say, ready: Callable[[int], None], preview: Preview | None = None
) -> None:
    """Serve the project until interrupted; `ready` is told the port."""
    preview = preview or Preview(root.absolute(), say)
    warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning)  # watchdog, of a folder made as it looks
    saves, observer = _Saves(preview), Observer()
    for folder in filter(lambda name: (preview.root / name).is_dir(), WATCHED):  # overrides/ is optional
        observer.schedule(saves, str(preview.root / folder), recursive=True)
    with ThreadingHTTPServer((host, port), partial(_Handler, preview=preview, host=host)) as server:
        server.daemon_threads = True
        observer.start()
        try:
            ready(server.server_port)
            preview.check()
            server.serve_forever(poll_interval=0.1)
        finally:
            observer.stop()
