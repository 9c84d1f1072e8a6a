"""The records of plan/redirects.yaml: pages that moved, and pages that were taken down."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from .record import DEVICE_NAME, Brief, Record

_SEGMENT = "[A-Za-z0-9_一-鿿-][A-Za-z0-9_.一-鿿-]*"


def _no_device(address: str) -> str:
    """A page that says where it went is a folder of the site, and Windows has none of these names."""
    if device := next(filter(DEVICE_NAME.fullmatch, address.split("/")), None):
        raise PydanticCustomError("id", "“{name}”是 Windows 给设备留的名字，那里建不了这样的文件", {"name": device})
    return address


Address = Annotated[
    str,
    Field(
        pattern=f"^({_SEGMENT}/)*({_SEGMENT}/|{_SEGMENT}[.][A-Za-z0-9]+)$",
        max_length=120,
        description="网址里网站名后面的部分，开头不写 /，例如 units/kexie/ 或 events.ics",
    ),
    AfterValidator(_no_device),
]
"""An address from the site's root: of a page, with a slash at the end, or of a file."""


class Left(Record):
    """An address that readers know and that holds its page no longer."""

    from_: Address = Field(alias="from", description="原来的地址，开头不写 /，例如 units/kejiju/")
    since: date = Field(description="从哪天起，写成 2026-09-19")
    why: Brief = Field(description="为什么，一句话，读者会看到")


class Moved(Left):
    """Its page has another address now."""

    to: Address = Field(description="现在的地址，开头不写 /，例如 units/kejingju/")


class Removed(Left):
    """Its page was taken down."""

    instead: Address | None = Field(None, description="读者可以接着看的地址；不填就是首页")
    everywhere: bool = Field(False, description="填 true，发布时连留着的旧版本里有它的也删去；kepu withdraw 会写")

    def means(self, address: str) -> bool:
        """Whether this is the address that was taken down."""
        return address == self.from_


class Withdrawn(Record):
    """Somebody who is listed no more: of name and address nothing is kept but what an address can be held against."""

    digest: str = Field(pattern=r"^[0-9a-f]{32}-[0-9a-f]{64}$", description="原来网址的校验码，由 kepu withdraw 写")
    among: Address = Field(description="原来在哪个列表里，例如 experts/")
    since: date = Field(description="从哪天起，写成 2026-09-19")

    def means(self, address: str) -> bool:
        """Whether this is the address that was withdrawn; takes some 50 ms, so that lists of names are no quick way back."""
        return address.startswith(self.among) and _digest(address, self.digest.partition("-")[0]) == self.digest


class Redirects(Record):
    """What became of every published address that is no page any more."""

    moved: tuple[Moved, ...] = Field((), description="搬走的页面，一项一个地址")
    removed: tuple[Removed, ...] = Field((), description="撤下的页面，一项一个地址")
    withdrawn: tuple[Withdrawn, ...] = Field((), description="撤下的人，不留姓名和网址；由 kepu withdraw 写")

    def entries(self) -> tuple[Moved | Removed, ...]:
        return (*self.moved, *self.removed)

    def emptied(self) -> dict[str, date]:
        """The lists above what was taken down, with the day: they may have nothing left in them."""
        gone = [(entry.from_, entry.since) for entry in self.removed]
        gone += [(f"{entry.among}x", entry.since) for entry in self.withdrawn]
        found: dict[str, date] = {}
        for address, since in gone:
            steps = address.rstrip("/").split("/")
            for length in range(1, len(steps)):
                folder = f"{'/'.join(steps[:length])}/"
                found[folder] = max(since, found.get(folder, since))
        return found


def digest_of(address: str) -> str:
    """A digest of an address with a salt of its own: the same address gives another one each time."""
    return _digest(address, secrets.token_hex(16))


@lru_cache(maxsize=1024)
def _digest(address: str, salt: str) -> str:
    made = hashlib.scrypt(address.encode(), salt=bytes.fromhex(salt), n=1 << 14, r=8, p=1, dklen=32)
    return f"{salt}-{made.hex()}"
