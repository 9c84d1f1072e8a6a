"""Which hosts everybody can reach, by their number or by their name."""

from __future__ import annotations

import ipaddress
from ipaddress import IPv4Address, IPv6Address, IPv6Network

_INNER = ("localhost", "local", "internal", "home.arpa", "lan", "test", "invalid", "onion")
"""Names kept for one computer, one network, no one (RFC 6761, 6762, 7686, 8375; ICANN 2024 for `internal`), and what
routers call theirs."""

_CARRYING = {IPv6Network("64:ff9b::/96"): 0, IPv6Network("::/96"): 0, IPv6Network("2002::/16"): 80}
"""NAT64 (RFC 6052), the old IPv4-compatible form and 6to4 (RFC 3056): how many bits stand after the IPv4 address that
they carry, which is where they lead. `ipaddress` itself looks into ::ffff:0:0/96 only."""


def is_public_number(number: str) -> bool:
    """Whether this is the number of a computer that everybody can reach (RFC 6890); ValueError if it is no number."""
    address = ipaddress.ip_address(number.partition("%")[0])
    carried = _carried(address) if isinstance(address, IPv6Address) else None
    return _is_one_public_host(carried or address)


def _carried(address: IPv6Address) -> IPv4Address | None:
    for network, after in _CARRYING.items():
        if address in network:
            return IPv4Address(int(address) >> after & 0xFFFFFFFF)
    return address.ipv4_mapped


def _is_one_public_host(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not address.is_multicast and not getattr(address, "is_site_local", False)


def is_inner_name(host: str) -> bool:
    """Whether a name means this computer or one nearby, whoever is asked for it; a dot at its end changes nothing."""
    name = host.rstrip(".").lower()
    return any(name == inner or name.endswith(f".{inner}") for inner in _INNER)
