"""The emergency pages into a service worker that keeps them for readers without a network, and the page of public screens."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from ..model.plan import Plan
from ..queries import urls
from ..queries.articles import Article, emergencies
from .assets import script_of

WORKER = "sw.js"
MOST_OFFLINE_BYTES = 1_500_000
"""What the kept pages and the files they load may weigh together, unpacked."""


def generate_worker(
    root: Path, plan: Plan, articles: Iterable[Article], assets: Mapping[str, tuple[str, str]], now: datetime
) -> tuple[str, str]:
    """Path from the site's root and content of the worker; where nothing is to be kept, it takes itself away.

    Every build makes a worker of its own, so that what a reader has kept is renewed after each.
    """
    pages = kept_pages(plan, articles)
    if not pages:
        return WORKER, script_of(root, ["sw-off"])
    parts = ["ours", "sw"]
    text = script_of(root, parts)
    names = sorted(path for path, _ in assets.values())
    build = hashlib.sha256("\n".join([text, *names, *pages, now.isoformat()]).encode()).hexdigest()[:10]
    return WORKER, script_of(root, parts, {"BUILD": build, "OFFLINE": urls.OFFLINE, "PAGES": pages})


def kept_pages(plan: Plan, articles: Iterable[Article]) -> list[str]:
    """Addresses of the pages a reader keeps: the emergency page first, the home page of 长者模式, then the articles."""
    urgent = emergencies(articles)
    return [urls.EMERGENCY, urls.SENIOR, *(article.url for article in urgent)] if urgent and plan.site.offline else []
