"""fetch.py: what comes over the network, from a server that behaves and from one that does not."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from macros.fetch import MOST_BYTES, Unreachable, fetch


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to/"))
            self.end_headers()
        elif self.path == "/loop":
            self.send_response(302)
            self.send_header("Location", "/loop")
            self.end_headers()
        elif self.path == "/large":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"x" * (MOST_BYTES + 1))
        elif self.path == "/slow":
            self.send_response(200)
            self.end_headers()
            for _ in range(40):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.05)
        elif self.path == "/headers":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(str(self.headers).encode())
        else:
            self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def refusal(address: str, seconds: float = 5) -> str:
    with pytest.raises(Unreachable) as refused:
        fetch(address, seconds)
    return str(refused.value)


def test_a_request_says_who_asks_and_nothing_of_the_person(origin: str) -> None:
    said = fetch(f"{origin}/headers").decode()
    assert "User-Agent: kepu-pull" in said
    assert {line.partition(":")[0] for line in said.split("\n") if line} == {
        *("Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"),
    }


def test_a_redirect_to_another_web_page_is_followed(origin: str) -> None:
    assert b"kepu-pull" in fetch(f"{origin}/to//to/{origin}/headers")


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.org/", "data:,x", "http://a:b@example.org/"])
def test_a_redirect_to_anything_else_is_refused(target: str, origin: str) -> None:
    assert refusal(f"{origin}/to/{target}") == "对方要转到不安全的地方，没有跟去"


def test_redirects_without_end_come_to_an_end(origin: str) -> None:
    assert refusal(f"{origin}/loop") == "对方要转到不安全的地方，没有跟去"


def test_what_is_too_large_is_not_taken(origin: str) -> None:
    assert refusal(f"{origin}/large") == "超过 2 MB 的上限"


def test_what_drips_is_given_up(origin: str) -> None:
    started = time.monotonic()
    assert refusal(f"{origin}/slow", 0.3) == "等了 0.3 秒没有取完"
    assert time.monotonic() - started < 2


def test_a_server_that_says_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert refusal(f"http://127.0.0.1:{server.getsockname()[1]}/", 0.2) == "等了 0.2 秒没有取完"


def test_an_error_of_the_server_is_named(origin: str) -> None:
    assert refusal(f"{origin}/nothing") == "对方回答 404"


def test_where_nobody_listens_the_editor_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert refusal(f"http://127.0.0.1:{port}/") == "连不上，请检查网址和网络"


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "/etc/passwd", "ftp://example.org/", "data:,x", "http://a:b@c/"]
)
def test_only_web_addresses_are_asked(address: str) -> None:
    assert refusal(address) == "网址要以 http 或 https 开头，不带用户名和密码"
