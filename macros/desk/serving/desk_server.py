"""The desk's server: on this computer only, for one browser, until the last of its tabs has been closed for a while.

Python's own server, as for the preview: one editor sends short forms and nothing else, and what an office PC has to
install stays what `pip install .` installs. What keeps others out is in guard.py, whatever the server.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from ...build.preview import Preview, serve_preview
from ...common.files.kept import CACHE
from ..desk import Desk
from ..drawing import Reply
from .guard import HOST, Guard, new_key, security_headers
from .uploads import MOST_UPLOADED, parsed_upload

MOST_BYTES = 2_000_000
MOST_PASSED_OVER, SENDING_PAUSE = 2_000_000_000, 5.0
AFTER_GOODBYE, WITHOUT_SIGN = 180.0, 3600.0
"""Seconds until the desk ends: after the last tab said goodbye, and where tabs only fell silent (a laptop asleep)."""

NOTE = Path(CACHE) / "edit.json"
"""Where a second start learns of the first: its port, and the secret that makes keys. Only its owner can read it."""

NO_KEY = "<p>请双击 <b>编辑.cmd</b>，或运行 kepu edit，从那里打开。一个网址只能用一次。</p>"


class Presence:
    """Whether anybody still has the desk open."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.until = clock() + WITHOUT_SIGN

    def here(self) -> None:
        self.until = self.clock() + WITHOUT_SIGN

    def gone(self) -> None:
        self.until = self.clock() + AFTER_GOODBYE

    @property
    def over(self) -> bool:
        return self.clock() > self.until


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *args: Any, desk: Desk, guard: Guard, presence: Presence) -> None:
        self.desk, self.guard, self.presence = desk, guard, presence
        super().__init__(*args)

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        self.answer(self.get)

    def do_POST(self) -> None:
        self.answer(self.post)

    def answer(self, act: Callable[[str, dict[str, list[str]]], Reply]) -> None:
        parts = urlsplit(self.path)
        headers = dict(self.headers.items())
        if not self.guard.is_host(headers):
            self.close_connection = True
            return self.send(Reply("<p>这里只给本机的编辑用。</p>", HTTPStatus.FORBIDDEN))
        self.send(act(parts.path, parse_qs(parts.query, keep_blank_values=True)))

    def get(self, path: str, query: dict[str, list[str]]) -> Reply:
        headers = dict(self.headers.items())
        if key := query.get("key"):
            if not self.guard.takes(key[0]):
                return Reply(NO_KEY, HTTPStatus.FORBIDDEN)
            return Reply("", HTTPStatus.SEE_OTHER, location="/", cookie=self.guard.cookie)
        if not self.guard.knows(headers):
            return Reply(NO_KEY, HTTPStatus.FORBIDDEN)
        self.presence.here()
        return self.desk.get(path, query)

    def post(self, path: str, query: dict[str, list[str]]) -> Reply:
        headers = dict(self.headers.items())
        length = self.headers.get("Content-Length", "")
        kind = self.headers.get("Content-Type", "")
        most = MOST_UPLOADED if kind.startswith("multipart/") else MOST_BYTES
        if not (self.guard.may_change(headers) and self.guard.knows(headers)):
            self.close_connection = True
            return Reply(NO_KEY, HTTPStatus.FORBIDDEN)
        if not length.isdigit() or int(length) > most:
            self.close_connection = True
            self.pass_over(int(length) if length.isdigit() else 0)
            said = f"<p>太大了，没有收下：一次最多 {most // 1_000_000} MB。请后退，换小一些的。</p>"
            return Reply(said, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        sent = self.rfile.read(int(length))
        self.presence.here()
        if path == "/gone":
            self.presence.gone()
            return Reply("")
        if upload := parsed_upload(kind, sent):
            return self.desk.upload(path, query, *upload)
        return self.desk.post(path, query, parse_qs(sent.decode("utf-8", "replace"), keep_blank_values=True))

    def pass_over(self, length: int) -> None:
        """Read what is not wanted: browsers show no answer to what they could not send to its end."""
        left = min(length, MOST_PASSED_OVER)
        self.connection.settimeout(SENDING_PAUSE)
        with contextlib.suppress(OSError):
            while left > 0 and (piece := self.rfile.read(min(left, 1 << 20))):
                left -= len(piece)

    def send(self, reply: Reply) -> None:
        content = reply.body.encode() if isinstance(reply.body, str) else reply.body
        self.send_response(reply.status)
        for name, value in security_headers(self.desk.preview).items():
            self.send_header(name, value)
        if reply.location:
            self.send_header("Location", reply.location)
        if reply.download:
            self.send_header("Content-Disposition", f"attachment; filename*=UTF-8''{quote(reply.download)}")
        if reply.cookie:
            self.send_header("Set-Cookie", reply.cookie)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


def open_desk(root: Path, browser: bool) -> None:
    """Serve the desk and open it in the browser; where there is to be none, say the address."""

    def ready(address: str) -> None:
        print("编辑的时候这个窗口不要关。用完关掉网页，几分钟后这里会自己结束。", flush=True)
        if not browser or not webbrowser.open(address):
            print(f"请在这台电脑的浏览器里打开（只能用一次）：{address}", flush=True)

    serve_desk(root, ready)


def serve_desk(root: Path, ready: Callable[[str], None], presence: Presence | None = None) -> None:
    """Serve the desk of a project until nobody needs it; `ready` is told the address that opens it once.

    Where one is running already, its address is told and nothing is started.
    """
    root, presence = root.absolute(), presence or Presence()
    if address := _running(root):
        return ready(address)
    shown = Preview(root, lambda words: None)
    desk = Desk(root, f"http://localhost:{_served_preview(shown)}", shown)
    guard = Guard(0)
    with ThreadingHTTPServer((HOST, 0), partial(_Handler, desk=desk, guard=guard, presence=presence)) as server:
        server.daemon_threads = True
        guard.port = server.server_port
        (root / CACHE).mkdir(exist_ok=True)
        _note(root, guard)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True).start()
        try:
            ready(f"{guard.origin}/?key={new_key(guard.secret)}")
            while not presence.over or desk.busy:
                time.sleep(0.2)
        finally:
            (root / NOTE).unlink(missing_ok=True)
            server.shutdown()


def _note(root: Path, guard: Guard) -> None:
    path = root / NOTE
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        json.dump({"port": guard.port, "secret": guard.secret}, file)


def _running(root: Path) -> str:
    """The address that opens the desk that is running for this project, or nothing."""
    try:
        known = json.loads((root / NOTE).read_text("utf-8"))
        guard = Guard(int(known["port"]), str(known["secret"]))
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"{guard.origin}/", timeout=2):
            return ""  # a desk lets nobody in without a key
    except urllib.error.HTTPError as error:
        return f"{guard.origin}/?key={new_key(guard.secret)}" if error.code == HTTPStatus.FORBIDDEN else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _served_preview(shown: Preview) -> int:
    """Start the preview beside the desk, from an origin of its own; its port."""
    started = threading.Event()
    ports: list[int] = []

    def ready(port: int) -> None:
        ports.append(port)
        started.set()

    threading.Thread(
        target=serve_preview, args=(shown.root, HOST, 0, shown.say, ready, shown), name="preview", daemon=True
    ).start()
    started.wait()
    return ports[0]
