"""An address into bytes: web pages only, small ones, soon, and never anything else on the way."""

from __future__ import annotations

import http.client
import ssl
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urljoin, urlsplit

from ...common.text.sanitize import safe_address
from .deadline import within
from .inner_network import InnerNetwork, connections, inside

MOST_RESPONSE_BYTES = 2_000_000
SECONDS = 20.0
INSIDE = "对方要转到内部网络的地址，没有跟去"
AWAY = "对方要转到不安全的地方，没有跟去"


class Unreachable(Exception):
    """Nothing usable came; says why in words for an editor."""


def fetch(address: str, seconds: float = SECONDS) -> bytes:
    """What lies at a web address. Raises Unreachable."""
    if not safe_address(address):
        raise Unreachable("网址要以 http 或 https 开头，不带用户名和密码")
    request = urllib.request.Request(address, headers={"User-Agent": "kepu-pull", "Accept": "*/*"})
    opener = _opener(inside(urlsplit(address).hostname or ""))

    def taken() -> bytes:
        with opener.open(request, timeout=seconds) as response:
            return _body(response)

    try:
        return within(seconds, taken)
    except urllib.error.HTTPError as error:
        error.close()
        raise Unreachable(AWAY if 300 <= error.code < 400 else f"对方回答 {error.code}") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(_said(error, seconds)) from None


def _opener(from_inside: bool) -> urllib.request.OpenerDirector:
    """Like urllib's own, without files, FTP and data addresses."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPErrorProcessor,
    ):
        opener.add_handler(handler())
    for opening in (*connections(from_inside), _Redirects(from_inside)):
        opener.add_handler(opening)
    return opener


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows to other web addresses only, never from https back to http, and never from outside to an inner network."""

    def __init__(self, from_inside: bool) -> None:
        self.from_inside = from_inside

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        target = urljoin(req.full_url, newurl)
        if not safe_address(target) or (req.full_url.startswith("https:") and not target.startswith("https:")):
            fp.close()
            raise Unreachable(AWAY)
        if not self.from_inside and inside(urlsplit(target).hostname or ""):
            fp.close()
            raise Unreachable(INSIDE)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _body(response: Any) -> bytes:
    chunks, size = [], 0
    while chunk := response.read1(65_536):
        chunks.append(chunk)
        size += len(chunk)
        if size > MOST_RESPONSE_BYTES:
            raise Unreachable(f"超过 {MOST_RESPONSE_BYTES // 1_000_000} MB 的上限")
    return b"".join(chunks)


def _said(error: Exception, seconds: float) -> str:
    reason = getattr(error, "reason", error)
    if isinstance(reason, TimeoutError):
        return f"等了 {seconds:g} 秒没有取完"
    if isinstance(reason, InnerNetwork):
        return INSIDE
    if isinstance(reason, ssl.SSLError):
        return "对方的证书有问题"
    return "连不上，请检查网址和网络"
