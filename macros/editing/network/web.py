"""The one way this program asks a web server: who asks, for how long, how much it takes, where it lets itself be led.

On urllib, because requests and httpx can be kept neither from an inner network at the moment of connecting, nor to a
time limit that dripping bytes do not renew.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import quote, urljoin, urlsplit

from ...common.text.sanitize import safe_address
from .deadline import within
from .inner_network import InnerNetwork, connections, inside

HEADERS = {"User-Agent": "Mozilla/5.0 (compatible; kepu)", "Accept": "*/*"}
"""Nothing of the person; some sites refuse programs whose name does not begin like a browser's."""

SECONDS = 20.0
"""For a whole answer, however slowly it drips and however often it leads on."""

MOST_RESPONSE_BYTES = 2_000_000

ERRORS = (OSError, ValueError, http.client.HTTPException)
"""What asking can end in."""


class UnsafeRedirect(OSError):
    """A server wanted to lead us to what is no web page, or from https back to http."""


class TooLarge(OSError):
    """More came than MOST_RESPONSE_BYTES."""


@dataclass(frozen=True)
class WebAnswer:
    """What a server answered: at which address in the end, whether for good, the status and, if wanted, the body."""

    address: str
    moved: bool
    status: int
    body: bytes


UNKNOWN_SITE = "找不到这个网站：网址不对，或者这台电脑没有联网"
FAILURES: Mapping[type[BaseException], str] = {
    TimeoutError: f"{SECONDS:g} 秒没有答完",
    InnerNetwork: "对方要转到内部网络的地址，没有跟去",
    UnsafeRedirect: "对方要转到不安全的地方，没有跟去",
    TooLarge: f"超过 {MOST_RESPONSE_BYTES // 1_000_000} MB 的上限",
    socket.gaierror: UNKNOWN_SITE,
    ConnectionRefusedError: "对方拒绝连接",
    ssl.SSLCertVerificationError: "对方的证书有问题",
    ssl.SSLError: "加密连接没有建立",
    UnicodeError: "网址的写法不对",
    http.client.InvalidURL: "网址的写法不对",
}
"""In words for an editor; the first that fits."""


def ask(address: str, method: str = "GET", *, body: bool = True, downgrade: bool = False) -> WebAnswer:
    """What a web server answers; without `body` only its head is read, with `downgrade` https may lead on to http.

    Raises one of ERRORS, HTTPError for every status from 300 on.
    """
    from_inside = inside(urlsplit(address).hostname or "")
    redirects = _Redirects(from_inside, downgrade)
    request = urllib.request.Request(quote(address, safe="%/:=&?~+!$,;'@()*#[]"), headers=HEADERS, method=method)

    def answer() -> WebAnswer:
        with _opener(from_inside, redirects).open(request, timeout=SECONDS) as response:
            return WebAnswer(response.url, redirects.moved, response.status, _body(response) if body else b"")

    try:
        return within(SECONDS, answer)
    except urllib.error.HTTPError as error:
        error.close()
        raise


def reason(error: Exception) -> str | None:
    """Why asking came to nothing, in words for an editor, or None where none are known."""
    cause = why(error)
    return next((said for kind, said in FAILURES.items() if isinstance(cause, kind)), None)


def why(error: Exception) -> object:
    """The error that urllib has wrapped into another, or the error itself."""
    return error.reason if type(error) is urllib.error.URLError else error


def _opener(from_inside: bool, redirects: urllib.request.BaseHandler) -> urllib.request.OpenerDirector:
    """Like urllib's own, without files, FTP and data addresses."""
    opener = urllib.request.OpenerDirector()
    standard = (urllib.request.ProxyHandler, urllib.request.HTTPDefaultErrorHandler, urllib.request.HTTPErrorProcessor)
    for handler in (*(kind() for kind in standard), *connections(from_inside), redirects):
        opener.add_handler(handler)
    return opener


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows to other web addresses only, never from outside to an inner network; remembers what has moved for good."""

    def __init__(self, from_inside: bool, downgrade: bool = False) -> None:
        self.from_inside, self.downgrade, self.moved = from_inside, downgrade, False

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        target = urljoin(req.full_url, newurl)
        kept = self.downgrade or target.startswith("https:") or not req.full_url.startswith("https:")
        if not (kept and safe_address(target)):
            fp.close()
            raise UnsafeRedirect("unsafe redirect")
        if not self.from_inside and inside(urlsplit(target).hostname or ""):
            fp.close()
            raise InnerNetwork("inner network")
        self.moved = self.moved or code in (301, 308)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _body(response: Any) -> bytes:
    chunks, size = [], 0
    while chunk := response.read1(65_536):
        chunks.append(chunk)
        size += len(chunk)
        if size > MOST_RESPONSE_BYTES:
            raise TooLarge("too large")
    return b"".join(chunks)
