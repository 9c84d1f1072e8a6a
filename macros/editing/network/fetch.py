"""The address of a feed into its bytes, or into why it cannot be had."""

from __future__ import annotations

import urllib.error

from ...common.text.sanitize import safe_address
from .web import ERRORS, FAILURES, UnsafeRedirect, ask, reason


class Unreachable(Exception):
    """Nothing usable came; says why in words for an editor."""


def fetch(address: str) -> bytes:
    """What lies at a web address. Raises Unreachable."""
    if not safe_address(address):
        raise Unreachable("网址要以 http 或 https 开头，不带用户名和密码")
    try:
        return ask(address).body
    except urllib.error.HTTPError as error:
        raise Unreachable(FAILURES[UnsafeRedirect] if error.code < 400 else f"对方回答 {error.code}") from None
    except ERRORS as error:
        raise Unreachable(reason(error) or "连不上，请检查网址和网络") from None
