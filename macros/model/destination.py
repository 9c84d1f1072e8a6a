"""The records of plan/publish.yaml: where the finished site is put."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from .record import Id, Line, Record

Way = Literal["ssh", "local", "folder"]
WAY_CAPTIONS: Mapping[Way, str] = {"ssh": "通过 ssh 传到服务器", "local": "本机（Linux 服务器）", "folder": "文件夹"}


class Destination(Record):
    """A server or folder. There is no place for a password: keys are the business of ssh."""

    id_: Id = Field(alias="id", description="代号，发布时写它，例如 server、usb")
    kind: Way = Field(description="ssh 服务器；local 程序就在服务器上运行；folder 普通文件夹，例如 U 盘、共享文件夹")
    path: Line = Field(description="放在哪个文件夹，写全路径，例如 /srv/kepu 或 E:\\科普网站")
    host: str | None = Field(
        None, pattern=r"^[A-Za-z0-9][A-Za-z0-9.:_-]*$", description="服务器的地址或 ssh 配置里的名称，只有 ssh 才填"
    )
    user: str | None = Field(None, pattern=r"^[a-z_][a-z0-9_.-]*$", description="登录用的账号，只有 ssh 才填")
    port: int | None = Field(None, ge=1, le=65535, description="ssh 端口，不填就是 22，只有 ssh 才填")
    keep: int = Field(5, ge=2, le=50, description="留几个版本供回退，不填就是 5")

    @property
    def id(self) -> str:
        return self.id_


class Publishing(Record):
    """Everywhere the site is published; without a name, `kepu publish` means the first."""

    destinations: tuple[Destination, ...] = Field(min_length=1, description="发布到哪里，第一项是默认的")
