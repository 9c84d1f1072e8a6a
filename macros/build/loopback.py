"""Which requests a server on this computer answers: only those that name it as people here do.

A page of another site can have its own name lead to 127.0.0.1 and then read what is served here ("DNS rebinding",
https://developer.mozilla.org/docs/Web/Security/Attacks/DNS_rebinding); it cannot name an address instead.
"""

from __future__ import annotations

import ipaddress


def names_us(host_header: str | None, served_as: str, port: int) -> bool:
    """Whether a request's Host is an IP address, localhost, or the name that was asked for, with our port."""
    name, _, given = (host_header or "").lower().rpartition(":")
    if given != str(port):
        return False
    if name in ("localhost", served_as.lower()):
        return True
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
