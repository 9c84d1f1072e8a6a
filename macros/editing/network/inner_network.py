"""Hosts of inner networks: which they are, and connections that a stranger's server cannot turn towards them."""

from __future__ import annotations

import http.client
import socket
import urllib.request

from ...common.text.public_hosts import is_inner_name, is_public_number


class InnerNetwork(OSError):
    """A server outside wanted to lead us to a host of an inner network."""


def inside(host: str) -> bool:
    """Whether a host is this computer or one of an inner network, by name or by any spelling of its number."""
    if is_inner_name(host):
        return True
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False  # nobody can be reached there
    return not all(is_public_number(str(place[4][0])) for place in found)


def connections(from_inside: bool) -> list[urllib.request.BaseHandler]:
    """What opens http and https for urllib; from outside no connection to an inner network is used.

    Raises InnerNetwork, as the reason of a URLError. A name can mean another address when it is connected to than when
    it was asked for (DNS rebinding), so that the address at the other end decides. A proxy lies where it may.
    """
    return [_Http(from_inside), _Https(from_inside)]


class _Plain(http.client.HTTPConnection):
    def connect(self) -> None:
        super().connect()
        if not is_public_number(str(self.sock.getpeername()[0])):
            self.close()
            raise InnerNetwork("inner network")


class _Secure(http.client.HTTPSConnection, _Plain):
    """Checked before the first byte of TLS: HTTPSConnection connects through the next class in line."""


class _Http(urllib.request.HTTPHandler):
    def __init__(self, from_inside: bool) -> None:
        super().__init__()
        self.from_inside = from_inside

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        free = self.from_inside or _is_proxied(req)
        return self.do_open(http.client.HTTPConnection if free else _Plain, req)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, from_inside: bool) -> None:
        super().__init__()
        self.from_inside = from_inside

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        free = self.from_inside or _is_proxied(req)
        return self.do_open(http.client.HTTPSConnection if free else _Secure, req)


def _is_proxied(request: urllib.request.Request) -> bool:
    return request.host != urllib.request.Request(request.full_url).host
