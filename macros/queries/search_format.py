"""What the search index and the scripts that read it agree on: names of files, signs, fields of rows, kinds of pages."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import NamedTuple

from . import urls
from .page_kinds import GROUPS, PageGroup, PageKind

NAMES_FILE, HANZI = "search/names.json", "search/hanzi.json"
PAIRS, PAGE_TEXTS = "search/text", "search/pages"

KEYWORDS = "search/keywords"
"""The file with what pages are found by beside their names, and with synonyms; its digest in its name."""

SYMBOLS = "%+.-/:@_&#"
"""Signs that belong to words: 16%, PM2.5, 互联网+."""

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"
"""Of a number to the base of 32; the second half are the digits that end one."""

OFTEN = 32
"""A single character is counted up to 31 times a page."""

LEAST_ROOM = 256
"""So many places at the least does a page take up among those of all pages, and else a power of two that is more than
its characters: when its words change, the places of other pages stay, and so do most files."""

PLACES_LIST = f"{PAIRS}/list"
"""The file with the digests in the names of the others, and the lengths of all texts; its own digest in its name."""

PAGES_LIST = f"{PAIRS}/pages"
"""The file with the ids of all pages, in their order; its digest in its name."""

DIGEST_LENGTH = 8
"""So many hexadecimal digits of a digest stand in the name of a file with places."""

SHARD_FACTOR = 31
"""Characters are spread over files by the sum of their codes, each sum times this before the next is added."""

BREAK, ANCHOR_START, ANCHOR_END, TEXT_PROPER = "¶", "\ue000", "\ue001", "main"
"""In the words of a page: the end of a line; what stands around the id of the element that begins here; the id of what
comes after the heading."""

ANCHOR = re.compile(f"{ANCHOR_START}(.*?){ANCHOR_END}")

LIST_SIGN, SYNONYM_SIGN = "|", ">"
"""Between names in one field; between what people type and what the plan calls it."""

EDITORS = ("guide/", urls.DATA)
"""Where the pages for editors and for users of the data lie: they are found by their names alone, after all others."""


def compact_json(value: object) -> str:
    """JSON without spaces, ended by a line end, as scripts fetch it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


class PageRow(NamedTuple):
    """A page in the list of names. Numbers are places in lists beside it; `archived` is 0 or 1, ids are parted by spaces.

    Where there is not room for its names, it has none of them, and no address. The file has a list for each field:
    what is alike lies together, and packs better.
    """

    kind: int
    year: str
    audiences: str
    topics: str
    archived: int
    url: str | None = None
    title: str | None = None
    trail: int = 0
    aliases: str = ""


class PageTextRow(NamedTuple):
    """The file with the words of a page, with BREAK and anchors in them."""

    url: str
    title: str
    marked: str


class UnwrittenRow(NamedTuple):
    """Synonyms, by their place in the list, about which no article is written: whom to call, the nearest topic.

    `summed` are those that the summary of an article speaks of all the same.
    """

    group: int
    call: str
    topic: str
    summed: str


SEARCH_CONSTANTS: Mapping[str, object] = {
    "NAMES_FILE": NAMES_FILE,
    "HANZI_FILE": HANZI,
    "KEYWORDS_FILE": KEYWORDS,
    "PAGES_LIST": PAGES_LIST,
    "PLACES_FOLDER": f"{PAIRS}/",
    "PLACES_LIST": PLACES_LIST,
    "LEAST_ROOM": LEAST_ROOM,
    "DIGEST_LENGTH": DIGEST_LENGTH,
    "TEXTS_FOLDER": f"{PAGE_TEXTS}/",
    "SYMBOLS": SYMBOLS,
    "DIGITS": DIGITS,
    "OFTEN": OFTEN,
    "SHARD_FACTOR": SHARD_FACTOR,
    "BREAK": BREAK,
    "ANCHOR_START": ANCHOR_START,
    "ANCHOR_END": ANCHOR_END,
    "TEXT_PROPER": TEXT_PROPER,
    "LIST_SIGN": LIST_SIGN,
    "SYNONYM_SIGN": SYNONYM_SIGN,
    "EDITORS": EDITORS,
    "SEARCH_URL": urls.SEARCH,
    "SITEMAP_URL": urls.SITEMAP,
    "TOPICS_URL": urls.TOPICS,
    "ROWS": {
        "page": PageRow._fields,
        "text": PageTextRow._fields,
        "unwritten": UnwrittenRow._fields,
    },
    "CAPTIONS": {kind.code: kind.value for kind in (*PageKind, *PageGroup)},
    "GROUPS": {kind.code: group.code for kind, group in GROUPS.items()},
}
"""Name in the scripts → value; `render.assets` writes them into the scripts that name them."""
