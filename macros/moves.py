"""The records of plan/redirects.yaml: pages that moved, and pages that were taken down."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from .record import Record, Text

_SEGMENT = "[A-Za-z0-9_一-鿿-][A-Za-z0-9_.一-鿿-]*"

Address = Annotated[
    str,
    Field(
        pattern=f"^({_SEGMENT}/)*({_SEGMENT}/|{_SEGMENT}[.][A-Za-z0-9]+)$",
        max_length=120,
        description="网址里网站名后面的部分，开头不写 /，例如 units/kexie/ 或 events.ics",
    ),
]
"""An address from the site's root: of a page, with a slash at the end, or of a file."""


class Left(Record):
    """An address that readers know and that holds its page no longer."""

    from_: Address = Field(alias="from", description="原来的地址，开头不写 /，例如 units/kejiju/")
    since: date = Field(description="从哪天起，写成 2026-09-19")
    why: Text = Field(description="为什么，一句话，读者会看到")


class Moved(Left):
    """Its page has another address now."""

    to: Address = Field(description="现在的地址，开头不写 /，例如 units/kejingju/")


class Removed(Left):
    """Its page was taken down."""

    instead: Address | None = Field(None, description="读者可以接着看的地址；不填就是首页")


class Redirects(Record):
    """What became of every published address that is no page any more."""

    moved: tuple[Moved, ...] = Field((), description="搬走的页面，一项一个地址")
    removed: tuple[Removed, ...] = Field((), description="撤下的页面，一项一个地址")

    def left(self) -> tuple[Moved | Removed, ...]:
        return (*self.moved, *self.removed)
