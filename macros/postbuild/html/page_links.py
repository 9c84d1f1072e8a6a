"""The attributes of a tag into what it links: where a reader can go, and what a browser fetches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import unescape
from typing import NamedTuple

LOADED = {("img", "src"), ("script", "src"), ("iframe", "src"), ("source", "src"), ("video", "src"), ("audio", "src")}
NAVIGATING = {("a", "href"), ("form", "action")}
LOADED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}
LATE_LINKS = {"icon", "manifest"}
"""Fetched when the page stands, and of several icons one (https://html.spec.whatwg.org/#rel-icon)."""

ADDRESSES = ("href", "action", "src")


class PageLink(NamedTuple):
    """Where a page leads or what it fetches: the address, and what a browser does with it."""

    href: str
    loaded: bool
    """It is fetched with the page."""
    lazy: bool
    """It is fetched when a reader comes near."""
    way: bool
    """A reader can go there."""


def links_of(tag: str, values: Mapping[str, str]) -> Iterator[PageLink]:
    """The links of an element with these attributes, as they are written."""
    for name in ADDRESSES:
        if name in values:
            link = _link(tag, name, values[name], values.get("rel", ""), values.get("loading", ""))
            if link:
                yield link


@lru_cache(maxsize=2000)
def _link(tag: str, attribute: str, href: str, rel: str, loading: str) -> PageLink | None:
    """The same few stand on every page, so each is made and kept once; None where nothing is fetched."""
    kinds = rel.split() if tag == "link" else ()
    loaded = not LOADED_LINKS.isdisjoint(kinds) or (tag, attribute) in LOADED
    if attribute == "src" and not loaded:
        return None
    lazy = loaded and (loading == "lazy" or not LATE_LINKS.isdisjoint(kinds))
    return PageLink(unescape(href), loaded, lazy, (tag, attribute) in NAVIGATING)
