"""What tests in a real browser share: Chromium, started once per run, sites served on loopback, a page that is watched."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

SHELL = Path("/usr/bin/chromium-headless-shell")
CHROMIUM = str(SHELL) if SHELL.exists() else "/usr/bin/chromium"
"""The shell looks at a page in half the time; not every Debian has it."""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    found = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield found
    found.close()


@contextmanager
def serving(handler: Callable[..., SimpleHTTPRequestHandler]) -> Iterator[str]:
    """A server on loopback for as long as it is needed; its origin."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class Handler(SimpleHTTPRequestHandler):
    """Serves each site under its own path."""

    def __init__(self, *args: Any, mounts: dict[str, Path], **options: Any) -> None:
        self.mounts = mounts
        super().__init__(*args, **options)

    def handle(self) -> None:
        """A browser that breaks off what it was fetching is no fault."""
        with suppress(ConnectionError):
            super().handle()

    def translate_path(self, path: str) -> str:
        path = unquote(urlsplit(path).path)
        for base, folder in self.mounts.items():
            if path.startswith(base):
                found = folder / path.removeprefix(base)
                return f"{found}/" if path.endswith("/") else str(found)
        return "/nonexistent"

    def log_message(self, format: str, *args: Any) -> None:
        pass


@dataclass
class Watched:
    """A page and everything that went wrong on it."""

    page: Page
    origin: str
    faults: list[str] = field(default_factory=list)

    def open(self, address: str) -> Page:
        self.page.goto(self.origin + address)
        return self.page

    def watch(self) -> None:
        self.page.on("console", lambda said: said.type in ("error", "warning") and self.faults.append(said.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("requestfailed", self.note_failure)
        self.page.on(
            "response", lambda answer: answer.status >= 400 and self.faults.append(f"{answer.status}: {answer.url}")
        )
        self.page.on("request", self.refuse_others)

    def note_failure(self, request: Any) -> None:
        if request.failure != "net::ERR_ABORTED":  # what the reader's next click cuts short
            self.faults.append(f"{request.failure}: {request.url}")

    def refuse_others(self, request: Any) -> None:
        if not request.url.startswith((self.origin, "data:", "blob:")):
            self.faults.append(f"another host: {request.url}")


Open = Callable[..., AbstractContextManager[Watched]]


@contextmanager
def onlookers(browser: Browser, origin: str, moment: str | None = None) -> Iterator[Open]:
    """Readers who come one after the other: those with the same options get the same page, with nothing stored.

    A fresh context takes three times as long as a look. Who changes what a page cannot undo (a clock that runs,
    a script before all others, a permission) comes `alone`; where the clock will be `running` none is set.
    """
    kept: dict[str, Watched] = {}

    def arrive(whole: dict[str, Any], moment: str | None) -> Watched:
        context = browser.new_context(**whole)
        context.set_default_timeout(10_000)
        reader = Watched(context.new_page(), origin)
        reader.watch()
        if moment:
            reader.page.clock.set_fixed_time(moment)
        return reader

    def again(reader: Watched, whole: dict[str, Any]) -> Watched:
        page = reader.page
        page.unroute_all()
        if page.url.startswith(origin) and "storage_state" not in whole:
            page.evaluate("localStorage.clear(); sessionStorage.clear()")
        page.set_viewport_size(whole["viewport"])
        page.emulate_media(media="null", color_scheme=whole["color_scheme"])
        if moment:
            page.clock.set_fixed_time(moment)
        reader.faults.clear()
        return reader

    @contextmanager
    def start(alone: bool = False, running: bool = False, **options: Any) -> Iterator[Watched]:
        whole = {"locale": "zh-CN", "viewport": {"width": 1366, "height": 800}, "color_scheme": "light", **options}
        key = repr(whole)
        reader = again(kept[key], whole) if key in kept and not alone else arrive(whole, None if running else moment)
        if not alone:
            kept[key] = reader
        try:
            yield reader
            assert reader.faults == []
        finally:
            if alone:
                reader.page.context.close()

    yield start
    for reader in kept.values():
        reader.page.context.close()


def overflow(page: Page) -> int:
    return int(page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth"))


def settle(page: Page, condition: str, argument: object = None) -> None:
    """Wait for what a promise says; `wait_for_function` takes the promise itself for yes."""
    for _ in range(100):
        if page.evaluate(condition, argument):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never: {condition}")


BY_COLOUR = ("color-contrast", "link-in-text-block", "scrollable-region-focusable", "meta-viewport", "target-size")
"""The rules of axe whose answer can change with the colours and the width."""


def serious(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """What axe finds that keeps somebody from reading; with `rules`, by these alone."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(
        "options => axe.run(options).then((found) => found.violations)",
        {
            "resultTypes": ["violations"],
            "preload": False,
            "iframes": False,
            "rules": {"target-size": {"enabled": True}},  # WCAG 2.2: axe asks for it only where it is told to
            **({"runOnly": {"type": "rule", "values": [*rules]}} if rules else {}),
        },
    )
    return [
        f"{item['id']}: {node['target']} {node.get('failureSummary', '')}"
        for item in found
        if item["impact"] in ("serious", "critical")
        for node in item["nodes"]
    ]
