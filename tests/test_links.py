"""links.py, link_marks.py: against a server on this machine; no other host is ever asked."""

from __future__ import annotations

import socket
import ssl
import threading
import time
import urllib.error
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import pytest
from kepu.__main__ import main
from kepu.common.files.yaml_reader import read_yaml
from kepu.common.problems import Where
from kepu.common.text import web_links
from kepu.editing.network import inner_network, link_check, web
from kepu.editing.network.link_check import Answer, answer_to, check_links, external_links, opened, report
from kepu.editing.network.mark_checked import mark_checked, marked
from kepu.model.plan import Plan
from kepu.project.content_loader import load_content
from kepu.project.plan_loader import load_plan

CopyPlan = Callable[..., Path]


class Portal(ThreadingHTTPServer):
    """Answers with the status its path names; remembers what it was asked and how often at once."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.asked: list[str] = []
        self.lock = threading.Lock()
        self.busy = self.most = 0

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answering(BaseHTTPRequestHandler):
    server: Portal

    def do_HEAD(self) -> None:
        with self.server.lock:
            self.server.asked.append(f"{self.command} {unquote(self.path)}")
            self.server.busy += 1
            self.server.most = max(self.server.most, self.server.busy)
        time.sleep(1 if self.path.startswith("/slow") else 0.01)
        with self.server.lock:
            self.server.busy -= 1  # before the answer is out: the next question may follow at once
        self.answer(unquote(self.path))

    do_GET = do_HEAD

    def answer(self, path: str) -> None:
        code = 200
        if path.startswith("/status/") or (path.startswith("/picky/") and self.command == "HEAD"):
            code = int(path.split("/")[2])
        elif path == "/hangs-up":
            return self.close()
        elif path.startswith(("/301", "/302", "/308")):
            code = int(path[1:4])
        self.send_response(code)
        if 300 < code < 400:
            again = "/301/again" if path.startswith("/301/again") else "/fine"
            self.send_header("Location", "http://localhost/" if path == "/301/to-localhost" else again)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def close(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def portal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    monkeypatch.setattr(link_check, "PAUSE", 0)
    monkeypatch.setenv("no_proxy", "*")
    with Portal() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("path", "kind", "said", "asked"),
    [
        ("/fine", "sound", "", ["HEAD /fine"]),
        ("/中文 页", "sound", "", ["HEAD /中文 页"]),
        ("/picky/405", "sound", "", ["HEAD /picky/405", "GET /picky/405"]),
        ("/picky/404", "sound", "", ["HEAD /picky/404", "GET /picky/404"]),
        ("/status/404", "dead", "页面不存在（404）", None),
        ("/status/410", "dead", "页面不存在（410）", None),
        ("/status/400", "dead", "对方不接受（400）", None),
        ("/status/503", "dead", "对方服务器出错（503）", None),
        ("/status/403", "refused", "回答 403", None),
        ("/status/412", "refused", "回答 412", None),
        ("/302", "sound", "", None),
        ("/hangs-up", "dead", "连不上，或连上以后断开了", ["HEAD /hangs-up", "GET /hangs-up"]),
        ("/301/again", "dead", "转来转去，到不了（301）", None),
    ],
)
def test_an_address_is_opened_and_judged(
    path: str, kind: str, said: str, asked: list[str] | None, portal: Portal
) -> None:
    answer = opened(portal.origin + path)
    assert (answer.kind, answer.said) == (kind, said)
    if asked:
        assert portal.asked == asked


@pytest.mark.parametrize("code", [301, 308])
def test_what_has_moved_for_good_says_where_to(code: int, portal: Portal) -> None:
    assert opened(f"{portal.origin}/{code}") == Answer("moved", f"{portal.origin}/fine")


def test_who_does_not_answer_is_left_after_a_while(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "SECONDS", 0.1)
    assert opened(f"{portal.origin}/slow") == Answer("dead", "20 秒没有答完")
    assert portal.asked == ["HEAD /slow"]


def test_a_closed_door_and_a_broken_lock_are_dead(portal: Portal) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert opened(f"http://127.0.0.1:{free.getsockname()[1]}/") == Answer("dead", "对方拒绝连接")
    assert opened(portal.origin.replace("http:", "https:")) == Answer("dead", "加密连接没有建立")
    assert opened("http://127.0.0.1:99999/").kind == "dead"


def test_nobody_outside_leads_a_check_into_an_inner_network(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = Answer("dead", "对方要转到内部网络的地址，没有跟去")
    with monkeypatch.context() as led:
        led.setattr(web, "inside", lambda host: host != "127.0.0.1")
        led.setattr(inner_network, "is_public_number", lambda address: True)
        assert opened(f"{portal.origin}/301/to-localhost") == refused
    monkeypatch.setattr(web, "inside", lambda host: False)
    assert opened(f"{portal.origin}/fine") == refused, "its name meant another host when it was asked for"


def certificate_error(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError("certificate verify failed")
    error.verify_code = code
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (certificate_error(10), Answer("certificate", "证书过期")),
        (certificate_error(62), Answer("certificate", "证书与网址对不上")),
        (certificate_error(99), Answer("certificate", "证书不能核实")),
        (socket.gaierror(-2, "unknown"), Answer("dead", "找不到这个网站：网址不对，或者这台电脑没有联网")),
    ],
)
def test_what_went_wrong_is_said_in_chinese(error: Exception, expected: Answer) -> None:
    assert answer_to(urllib.error.URLError(error)) == expected  # type: ignore[arg-type]


def test_one_host_is_asked_one_thing_at_a_time_and_each_once(portal: Portal) -> None:
    addresses = [f"{portal.origin}/{number}" for number in range(9)]
    assert {answer.kind for answer in check_links(addresses).values()} == {"sound"}
    assert portal.most == 1
    assert sorted(portal.asked) == [f"HEAD /{number}" for number in range(9)]


def test_at_most_eight_hosts_are_asked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lock, state = threading.Lock(), {"busy": 0, "most": 0}

    def slowly(address: str) -> Answer:
        with lock:
            state["busy"] += 1
            state["most"] = max(state["most"], state["busy"])
        time.sleep(0.02)
        with lock:
            state["busy"] -= 1
        return Answer("sound")

    monkeypatch.setattr(link_check, "opened", slowly)
    assert len(check_links(f"http://{number}.example.com/" for number in range(30))) == 30
    assert 1 < state["most"] <= 8


RESOURCE = """\
# 说明
name: 样例平台
kind: platform
about: 只在测试里出现，见 {origin}/status/404。
provider: 甲局
access: 打开网站
link: {origin}/fine  # 首页
sources: [{{name: 样例通知, publisher: 甲局, link: "{origin}/301"}}]
added: 2026-01-10
"""

PAGE = """\
---
title: 一页
description: 见 {origin}/status/403
---
# 一页

[这里]({origin}/status/404#p1)，`http://example.com/a`，{origin}/fine。

```
http://example.com/b
```
**{origin}/301**
"""


@pytest.fixture
def project(copy_plan: CopyPlan, portal: Portal, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(web_links, "_is_public", lambda number: True)  # the portal is on this computer
    root = copy_plan()
    for name, text in {"plan/resources/a.yaml": RESOURCE, "content/a.md": PAGE}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text.format(origin=portal.origin), "utf-8")
    return root


def test_links_are_gathered_with_their_places(project: Path, portal: Portal) -> None:
    plan = load_plan(project)
    found = external_links(project, plan, load_content(project, plan)[0])
    mine = {
        address.removeprefix(portal.origin): [f"{w.path}:{w.line}" for w in places]
        for address, places in found.items()
        if portal.origin in address
    }
    assert mine == {
        "/301": ["plan/resources/a.yaml:8", "content/a.md:12"],
        "/fine": ["plan/resources/a.yaml:7", "content/a.md:7"],
        "/status/403": ["content/a.md:3"],
        "/status/404": ["plan/resources/a.yaml:4", "content/a.md:7"],
    }
    assert not [address for address in found if "example.com" in address]


def test_the_report_is_in_groups_with_places_to_mend() -> None:
    answers = {
        "http://a.cn/": Answer("dead", "页面不存在（404）"),
        "http://b.cn/": Answer("moved", "https://b.cn/"),
        "http://c.cn/": Answer("sound"),
        "http://d.cn/": Answer("certificate", "证书过期"),
    }
    places = {address: [Where("plan/x.yaml", 3, "link"), Where("plan/x.yaml", 3)] for address in answers}
    assert report(answers, places).split("\n") == [
        "打不开（1 个）",
        "  http://a.cn/  页面不存在（404）",
        "    plan/x.yaml:3",
        "",
        "搬走了，请改成现在的网址（1 个）",
        "  http://b.cn/ → https://b.cn/",
        "    plan/x.yaml:3",
        "",
        "证书有问题，浏览器会警告读者（1 个）",
        "  http://d.cn/  证书过期",
        "    plan/x.yaml:3",
        "",
        "正常（1 个）",
        "  http://c.cn/",
    ]


def test_without_a_network_the_report_says_just_that() -> None:
    offline = {f"http://{name}.cn/": Answer("dead", web.UNKNOWN_SITE) for name in "ab"}
    assert report(offline, {}).startswith("一个网站也没有找到")
    places = {address: [Where("plan/x.yaml")] for address in [*offline, "http://c.cn/"]}
    assert "打不开（2 个）" in report({**offline, "http://c.cn/": Answer("sound")}, places)


class Opened:
    """What `read_project` gives, without the rest of a project."""

    def __init__(self, root: Path) -> None:
        self.plan = load_plan(root)
        self.pages = load_content(root, self.plan)[0]


def test_the_command_writes_nothing_and_ends_with_1_while_something_is_dead(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("kepu.render.project.read_project", Opened)
    before = {path: path.read_bytes() for path in project.rglob("*.*") if path.is_file()}
    keep_local(monkeypatch)
    assert main(["--root", str(project), "links"]) == 1
    said = capsys.readouterr().out
    assert (
        "共 4 个外部链接" in said and "打不开（1 个）" in said and "正常（1 个）" in said and "对方不让程序看" in said
    )
    assert {path: path.read_bytes() for path in project.rglob("*.*") if path.is_file()} == before


def test_marking_fills_in_the_day_and_nothing_dead_ends_with_0(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("kepu.render.project.read_project", Opened)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780300800")
    keep_local(monkeypatch)
    for path in (project / "plan/resources/a.yaml", project / "content/a.md"):
        path.write_text(path.read_text("utf-8").replace("/status/404", "/fine"), "utf-8")
    before = (project / "plan/resources/a.yaml").read_text("utf-8").splitlines()
    assert main(["--root", str(project), "links", "--mark"]) == 0
    after = (project / "plan/resources/a.yaml").read_text("utf-8").splitlines()
    assert after == [*before[:7], "checked: 2026-06-01", *before[7:]]
    assert "已在 plan/resources/a.yaml 写上今天的 checked。" in capsys.readouterr().out


def keep_local(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask only the server of this test."""

    def local(root: Path, plan: Plan, pages: list[object]) -> dict[str, list[Where]]:
        found = external_links(root, plan, pages)  # type: ignore[arg-type]
        return {address: places for address, places in found.items() if address.startswith("http://127.0.0.1:")}

    monkeypatch.setattr("kepu.editing.network.link_check.external_links", local)


TODAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("link: http://a.cn/\nadded: 2026-01-10\n", "link: http://a.cn/\nchecked: 2026-06-01\nadded: 2026-01-10\n"),
        ("link: http://a.cn/", "link: http://a.cn/\nchecked: 2026-06-01\n"),
        ("link: http://a.cn/\r\na: 1\r\n", "link: http://a.cn/\r\nchecked: 2026-06-01\r\na: 1\r\n"),
        ("link: http://a.cn/\nchecked: 2025-01-01  # 张\n", "link: http://a.cn/\nchecked: 2026-06-01  # 张\n"),
        ("link: http://a.cn/\n# checked: 打开看过的那一天\na: 1\n", "link: http://a.cn/\nchecked: 2026-06-01\na: 1\n"),
        (
            "link: http://a.cn/\nplace:\n  checked: x\n",
            "link: http://a.cn/\nchecked: 2026-06-01\nplace:\n  checked: x\n",
        ),
    ],
)
def test_one_line_changes_and_comments_and_line_ends_stay(before: str, after: str) -> None:
    assert marked(before, 1, TODAY) == after


def test_a_file_in_another_layout_is_left_alone(copy_plan: CopyPlan) -> None:
    root = copy_plan()
    path = root / "plan/resources/a.yaml"
    path.parent.mkdir()
    text = "{name: 样例, kind: platform, about: 例, provider: 甲局, access: 开, link: http://a.cn/,\nsources: [{name: 某报}], added: 2026-01-10}\n"
    path.write_text(text, "utf-8")
    assert list(mark_checked(root, load_plan(root), {"http://a.cn/"}, TODAY)) == [(path, False)]
    assert path.read_text("utf-8") == text
    assert list(mark_checked(root, load_plan(root), {"http://b.cn/"}, TODAY)) == []
    assert read_yaml(path, "").problems == []
