"""the desk's tools: the link check is asked for and mends its resources at once, and nothing else ever leaves the computer."""

from __future__ import annotations

import io
import socket
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from desks import Served
from kepu.desk.desk_state import DeskState
from kepu.desk.drawing import Reply
from kepu.desk.kinds import DESK_KINDS
from kepu.desk.record_files import as_answers, open_file
from kepu.desk.upkeep import tool_pages
from kepu.desk.upkeep.home_pages import HomePages
from kepu.desk.upkeep.tool_pages import NO_NETWORK, ToolPages
from kepu.editing.history.snapshots import read_snapshots
from kepu.editing.network.link_check import Answer
from kepu.editing.network.web import UNKNOWN_SITE

HERE = ("127.0.0.1", "::1", "localhost")


@pytest.fixture
def state(project: Path) -> DeskState:
    found = DeskState(project)
    found.refresh()
    return found


@pytest.fixture
def tools(state: DeskState) -> ToolPages:
    def drawn(template: str, **values: Any) -> Reply:
        shown.update(values)
        return Reply(template)

    shown: dict[str, Any] = {}
    made = ToolPages(state, drawn, HomePages(state, drawn))
    made.shown = shown  # type: ignore[attr-defined]
    return made


def opened(tools: ToolPages, monkeypatch: pytest.MonkeyPatch, answer: Answer) -> dict[str, Any]:
    """What the page shows when every address gave this answer."""
    monkeypatch.setattr(tool_pages, "check_links", lambda places: dict.fromkeys(places, answer))
    tools.open_links({}, {})
    assert tools.round.thread
    tools.round.thread.join(20)
    tools.link_check({})
    shown: dict[str, Any] = tools.shown  # type: ignore[attr-defined]
    return shown


def test_a_dead_link_leads_to_the_form_that_mends_it(tools: ToolPages, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = opened(tools, monkeypatch, Answer("dead", "没有这一页（404）"))
    assert list(shown["groups"]) == ["打不开"] and shown["sound"] == 0
    assert all("没有这一页" in said for _, said, _ in shown["groups"]["打不开"])
    assert any("/record?kind=" in address for _, _, address in shown["groups"]["打不开"])
    assert opened(tools, monkeypatch, Answer("dead", UNKNOWN_SITE))["said"] == NO_NETWORK


def test_what_was_found_sound_gets_the_day_in_one_snapshot(
    state: DeskState, tools: ToolPages, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = opened(tools, monkeypatch, Answer("sound"))
    count = shown["unmarked"]
    assert count and shown["groups"] == {}
    tools.mark({}, {})
    assert state.plan and state.faults() == []
    assert all(str(it.checked) == "2026-06-01" for it in state.plan.resources.values() if it.link)
    assert [it.said for it in read_snapshots(state.root)] == [f"今天打开过、没问题的网址：{count} 条资源写上日期"]
    tools.link_check({})
    assert tools.shown["unmarked"] == 0  # type: ignore[attr-defined]


def test_the_project_is_packed_from_the_desk(tools: ToolPages) -> None:
    reply = tools.packed({})
    assert reply.download.startswith("搬家-") and isinstance(reply.body, bytes)
    assert "plan/site.yaml" in zipfile.ZipFile(io.BytesIO(reply.body)).namelist()


@pytest.mark.slow
def test_no_request_leaves_the_computer_during_a_session(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page opened, a record saved, a draft written, an undo: no socket goes anywhere but to this computer."""
    went: list[object] = []
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family != getattr(socket, "AF_UNIX", None) and str(address[0]) not in HERE:
            went.append(address)
            raise OSError("no network")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    look_up = socket.getaddrinfo

    def asked(name: Any, *words: Any, **more: Any) -> Any:
        if name not in HERE:
            went.append(name)
        return look_up(name, *words, **more)

    monkeypatch.setattr(socket, "getaddrinfo", asked)
    host = {"Host": f"127.0.0.1:{served.port}"}
    cookie = served.ask("GET", served.opening, host).headers["Set-Cookie"].split(";")[0]
    known = {**host, "Cookie": cookie}
    pages = ["/", "/outdated", "/alert", "/publish", "/history", "/drafts", "/moving", "/link-check"]
    pages += [f"/list?kind={id}" for id in DESK_KINDS] + ["/record?kind=event&id=2026/lab-day", "/draft?kind=article"]
    for path in pages:
        assert served.ask("GET", path, known).status in (200, 303), path
    own = {**known, "Origin": served.origin, "Sec-Fetch-Site": "same-origin"}
    own["Content-Type"] = "application/x-www-form-urlencoded"
    opened_file = open_file(served.root, DESK_KINDS["daily"], "moon")
    form = {**as_answers(DESK_KINDS["daily"], opened_file), "text": ["换一句。"], "version": [opened_file.version]}
    for path in ("/record?kind=daily&id=moon", "/draft?kind=daily&id=moon", "/check?kind=daily&id=moon"):
        assert served.ask("POST", path, own, urlencode(form, doseq=True)).status in (200, 303), path
    assert served.ask("POST", "/undo", own, "number=1").status == 303
    assert went == []


@pytest.mark.slow
def test_the_desk_is_not_reached_from_another_computer(served: Served) -> None:
    """It listens on the loopback address alone."""
    names = {address[4][0] for address in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for name in names - {"127.0.0.1"}:
        if not name.startswith("127."):
            with pytest.raises(OSError):
                socket.create_connection((name, served.port), timeout=2).close()
    assert served.origin.startswith("http://127.0.0.1:")
