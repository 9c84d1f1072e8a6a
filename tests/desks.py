"""A project and a running desk of it; what the tests of the desk share."""

from __future__ import annotations

import http.client
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from kepu.desk.serving import desk_server
from playwright.sync_api import Browser, Page
from sites import SUMMER_2026, make_project

LONG = 60
ARTICLE = """\
---
title: 怎样看星星
summary: 到没有灯的地方，等眼睛习惯了黑暗再看。
topics: [science]
sources: [{name: 天文台}]
written: 2026-05-01
---

找一处黑的地方。

等二十分钟。
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", SUMMER_2026)
    return make_project(tmp_path / "project", "calendar", {"articles/stars.md": ARTICLE})


@dataclass
class Served:
    root: Path
    address: str = ""
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def opening(self) -> str:
        """The path that lets a browser in, once."""
        return "/?" + self.address.partition("/?")[2]

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def port(self) -> int:
        return int(self.address.split(":")[2].split("/")[0])

    def ask(self, method: str, path: str, headers: Mapping[str, str], body: str = "") -> http.client.HTTPResponse:
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONG)
        asked.request(method, path, body or None, dict(headers))
        answer = asked.getresponse()
        answer.body = answer.read().decode()  # type: ignore[attr-defined]
        asked.close()
        return answer


@pytest.fixture
def served(project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    now = [0.0]
    presence = desk_server.Presence(lambda: now[0])
    found, ready = Served(project), threading.Event()

    def told(address: str) -> None:
        found.address = address
        ready.set()

    def run() -> None:
        desk_server.serve_desk(project, told, presence)
        found.ended.set()

    threading.Thread(target=run, daemon=True).start()
    assert ready.wait(LONG)
    yield found
    now[0] = 1e9
    assert found.ended.wait(LONG)
    assert not (project / desk_server.NOTE).exists()


@pytest.fixture
def desk_page(served: Served, browser: Browser) -> Iterator[Page]:
    """A page of the desk; nothing may go wrong on it, and nothing be asked of anybody else."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1366, "height": 768})
    context.set_default_timeout(30_000)
    page = context.new_page()
    faults: list[str] = []
    # the preview has no page yet in the moment after a new record was saved, and follows
    page.on(
        "console",
        lambda it: it.type in ("error", "warning") and "(Not Found)" not in it.text and faults.append(it.text),
    )
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "request",
        lambda asked: re.match(r"http://(127\.0\.0\.1|localhost):", asked.url) or faults.append(asked.url),
    )
    page.goto(served.origin + served.opening)
    yield page
    assert faults == []
    context.close()
