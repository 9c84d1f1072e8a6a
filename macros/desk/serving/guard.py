"""Who may use the desk: the browser that was opened with a key of ours, and no page of any other site.

Other programs and pages on this computer reach 127.0.0.1 as well, so every request is asked for its Host and its cookie,
and whatever changes something for its Origin and Sec-Fetch-Site too
(https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie

HOST = "127.0.0.1"


def new_key(secret: str) -> str:
    """A key that opens the desk once; who knows the secret can make one."""
    nonce = secrets.token_hex(16)
    return f"{nonce}.{_sealed(secret, nonce)}"


def _sealed(secret: str, words: str) -> str:
    return hmac.new(secret.encode(), words.encode(), hashlib.sha256).hexdigest()


@dataclass
class Guard:
    """What a running desk asks of requests."""

    port: int
    secret: str = field(default_factory=lambda: secrets.token_hex(32))
    used: set[str] = field(default_factory=set)

    @property
    def origin(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def cookie_name(self) -> str:
        """Cookies know no ports: two desks on one computer keep theirs apart by name."""
        return f"kepu-edit-{self.port}"

    @property
    def cookie(self) -> str:
        """The line that gives a browser its cookie."""
        return f"{self.cookie_name}={self._pass()}; Path=/; HttpOnly; SameSite=Strict"

    def _pass(self) -> str:
        return _sealed(self.secret, "cookie")

    def takes(self, key: str) -> bool:
        """Whether a key is one of ours that nobody has used yet; from now on it is used."""
        nonce, _, seal = key.partition(".")
        if nonce in self.used or not hmac.compare_digest(seal.encode(), _sealed(self.secret, nonce).encode()):
            return False
        self.used.add(nonce)
        return True

    def is_host(self, headers: Mapping[str, str]) -> bool:
        """Whether the request is for us by our own address, and not sent by another site's page."""
        return headers.get("Host") == f"{HOST}:{self.port}" and headers.get("Sec-Fetch-Site", "none") in (
            "none",
            "same-origin",
        )

    def may_change(self, headers: Mapping[str, str]) -> bool:
        """Whether the request comes from a page of ours."""
        return headers.get("Origin") == self.origin and headers.get("Sec-Fetch-Site") == "same-origin"

    def knows(self, headers: Mapping[str, str]) -> bool:
        """Whether the browser has our cookie."""
        try:
            found = SimpleCookie(headers.get("Cookie", "")).get(self.cookie_name)
        except CookieError:
            return False
        return found is not None and hmac.compare_digest(found.value.encode(), self._pass().encode())


def security_headers(preview: str) -> dict[str, str]:
    """What every answer of the desk says: nothing from elsewhere, shown nowhere else, kept by nobody."""
    policy = {
        "default-src": "'none'",
        "style-src": "'self'",
        "script-src": "'self'",
        "img-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-src": preview,
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
