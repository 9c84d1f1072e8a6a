"""Redirects into the pages that stand at addresses that were left."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator
from datetime import date

from ...model.plan import Plan
from ...model.redirect import Moved, Redirects, Removed
from ...queries import urls
from .page import (
    SITE_SECTION,
    Page,
)

FOLDERS_MOVED = date(2026, 11, 30)
"""The day on which the program itself gave pages another address."""


def generate_redirect_pages(plan: Plan, taken: Collection[str]) -> Iterator[Page]:
    """What stands at an address that was left, for a host that knows no redirects; they come last.

    So does a list that lost what it held, unless its address is taken: its own page is back, or a page by hand.
    """
    redirects = plan.redirects or Redirects()
    entries: list[Moved | Removed] = [*redirects.entries()]
    accounted = {entry.from_ for entry in entries}
    for folder, since in redirects.emptied().items():
        if folder not in taken and folder not in accounted:
            why = "这里的内容都撤下了，现在没有可看的。"
            entries.append(Removed.model_validate({"from": folder, "since": since, "why": why}))
    entries += _moved_folders(taken, accounted)
    for entry in entries:
        if entry.from_.endswith("/"):
            title = "这个页面搬走了" if isinstance(entry, Moved) else "这个页面已撤下"
            yield Page(
                entry.from_, title, f"原来的地址是 {entry.from_}", "redirect.html", SITE_SECTION, indexed=False, redirect=entry,
                values={"entry": entry},
            )  # fmt: skip


def _moved_folders(taken: Collection[str], accounted: Container[str]) -> Iterator[Moved]:
    """What the program moved, page by page, unless somebody says otherwise of the address or uses it."""
    for folder, earlier in urls.EARLIER_FOLDERS.items():
        for to in sorted(address for address in taken if address.startswith(folder)):
            left = earlier + to.removeprefix(folder)
            if left not in taken and left not in accounted:
                why = "原来的科普阵地和别的场所合成了一处，按乡镇列出。"
                yield Moved.model_validate({"from": left, "to": to, "since": FOLDERS_MOVED, "why": why})
