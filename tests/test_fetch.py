"""fetch.py: what comes over the network, from a server that behaves and from one that does not."""

from __future__ import annotations

import io
import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from kepu.editing.network import web
from kepu.editing.network.fetch import Unreachable, fetch
from kepu.editing.network.inner_network import InnerNetwork
from kepu.editing.network.web import MOST_RESPONSE_BYTES, UnsafeRedirect, _Redirects, ask


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
            self.wfile.write(b"x" * (MOST_RESPONSE_BYTES + 1))
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
    with pytest.MonkeyPatch.context() as patch, pytest.raises(Unreachable) as refused:
        patch.setattr(web, "SECONDS", seconds)
        fetch(address)
    return str(refused.value)


def test_a_request_says_who_asks_and_nothing_of_the_person(origin: str) -> None:
    said = fetch(f"{origin}/headers").decode()
    assert "User-Agent: Mozilla/5.0 (compatible; kepu)" in said
    assert {line.partition(":")[0] for line in said.split("\n") if line} == {
        *("Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"),
    }


def test_a_redirect_to_another_web_page_is_followed(origin: str) -> None:
    assert b"compatible; kepu" in fetch(f"{origin}/to//to/{origin}/headers")


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.org/", "data:,x", "http://a:b@example.org/"])
def test_a_redirect_to_anything_else_is_refused(target: str, origin: str) -> None:
    assert refusal(f"{origin}/to/{target}") == "对方要转到不安全的地方，没有跟去"


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "0x7f000001", "2130706433", "017700000001", "127.1", "10.0.0.1", "169.254.169.254", "0"),
        *(
            "192.168.1.1",
            "[::1]",
            "[::ffff:10.0.0.1]",
            "[64:ff9b::7f00:1]",
            "[64:ff9b::192.168.1.1]",
            "[2002:7f00:1::]",
        ),
        *("[2002:c0a8:101::1]", "[::127.0.0.1]", "[fe80::1]", "[fc00::1]", "[fec0::1]", "224.0.0.1", "[ff02::1]"),
        *("localhost", "localhost.", "LOCALHOST", "wifi.localhost", "printer.local.", "oa.internal", "nas.home.arpa"),
    ],
)
def test_a_redirect_from_outside_to_an_inner_network_is_refused(host: str) -> None:
    request = urllib.request.Request("http://93.184.216.34/")
    with pytest.raises(InnerNetwork):
        _Redirects(False).redirect_request(request, io.BytesIO(), 302, "", {}, f"http://{host}/")
    if host != "localhost":
        assert _Redirects(True).redirect_request(request, io.BytesIO(), 302, "", {}, f"http://{host}/")
    for public in (
        "93.184.216.34",
        "[64:ff9b::5db8:d822]",
        "[2002:5db8:d822::1]",
        "[2606:2800:220:1::1]",
        "local.example",
    ):
        assert _Redirects(False).redirect_request(request, io.BytesIO(), 302, "", {}, f"http://{public}/a")


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", ["127.0.0.1", "%31%32%37.0.0.1"])
def test_a_name_that_means_an_inner_host_only_when_connected_to_is_not_asked(
    scheme: str, host: str, origin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "inside", lambda host: False)
    assert "内部网络" in refusal(f"{scheme}://{host}:{origin.rpartition(':')[2]}/headers")


def test_a_proxy_may_lie_in_the_inner_network(origin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", origin)
    assert refusal("http://93.184.216.34/") == "对方回答 404"


@pytest.mark.parametrize("path", ["/drip/status", "/drip/header", "/drip/to"])
def test_headers_and_redirects_that_drip_are_given_up(path: str) -> None:
    def drip(server: socket.socket) -> None:
        client, _ = server.accept()
        start = {"/drip/status": b"", "/drip/header": b"HTTP/1.0 200 OK\r\nX: "}.get(path, b"HTTP/1.0 302 F\r\nX: ")
        with client, suppress(OSError):
            client.sendall(start)
            while True:
                client.sendall(b"x")
                time.sleep(0.05)

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=drip, args=(server,), daemon=True).start()
        assert refusal(f"http://127.0.0.1:{server.getsockname()[1]}/", 0.5) == "20 秒没有答完"


@pytest.mark.parametrize(("downgrade", "followed"), [(False, False), (True, True)])
def test_only_a_browser_may_be_led_from_https_back_to_http(downgrade: bool, followed: bool) -> None:
    request = urllib.request.Request("https://93.184.216.34/")

    def led() -> object:
        return _Redirects(False, downgrade).redirect_request(
            request, io.BytesIO(), 302, "", {}, "http://93.184.216.34/a"
        )  # type: ignore[arg-type]

    if followed:
        assert led()
    else:
        with pytest.raises(UnsafeRedirect):
            led()


def test_who_asks_for_the_head_alone_takes_no_body(origin: str) -> None:
    assert ask(f"{origin}/large", body=False).body == b""


def test_redirects_without_end_come_to_an_end(origin: str) -> None:
    assert refusal(f"{origin}/loop") == "对方要转到不安全的地方，没有跟去"


def test_what_is_too_large_is_not_taken(origin: str) -> None:
    assert refusal(f"{origin}/large") == "超过 2 MB 的上限"


def test_what_drips_is_given_up(origin: str) -> None:
    started = time.monotonic()
    assert refusal(f"{origin}/slow", 0.3) == "20 秒没有答完"
    assert time.monotonic() - started < 2


def test_a_server_that_says_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert refusal(f"http://127.0.0.1:{server.getsockname()[1]}/", 0.2) == "20 秒没有答完"


def test_an_error_of_the_server_is_named(origin: str) -> None:
    assert refusal(f"{origin}/nothing") == "对方回答 404"


def test_where_nobody_listens_the_editor_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert refusal(f"http://127.0.0.1:{port}/") == "对方拒绝连接"


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "/etc/passwd", "ftp://example.org/", "data:,x", "http://a:b@c/"]
)
def test_only_web_addresses_are_asked(address: str) -> None:
    assert refusal(address) == "网址要以 http 或 https 开头，不带用户名和密码"
