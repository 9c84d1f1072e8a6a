"""The addresses published so far, as the project remembers them in plan/addresses.txt."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from .atomic_write import write_whole

ADDRESS_LIST = Path("plan") / "addresses.txt"
HEADING = "# 发布过的地址，一行一个；kepu publish 发布成功后更新，不要手改。少了哪一个，plan/redirects.yaml 里要有它。"


def read_addresses(root: Path) -> list[str]:
    """The addresses published so far, as the project remembers them."""
    path = root / ADDRESS_LIST
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def remember_addresses(root: Path, published: Iterable[str]) -> int:
    """Add what was published to the list of the project; returns how many are new."""
    known = set(read_addresses(root))
    new = set(published) - known - {""}
    if new:
        lines = [HEADING, *sorted(known | new)]
        write_whole(root / ADDRESS_LIST, "\n".join(lines) + "\n")
    return len(new)


def addresses_without(root: Path, address: str) -> str:
    """The list of the project without an address."""
    return "\n".join([HEADING, *(kept for kept in read_addresses(root) if kept != address)]) + "\n"
