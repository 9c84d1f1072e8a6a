"""The built pages into the index that our own search script asks: names and full text."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from ..common.files.file_writer import FileWriter
from ..common.files.kept import Kept
from ..common.packages import program
from ..common.text import hanzi
from ..model.plan import Plan
from ..model.site import Site
from ..model.typo import Synonym
from ..queries import duties
from ..queries.page_kinds import PageKind
from ..queries.search_format import (
    HANZI,
    KEYWORDS,
    LIST_SIGN,
    NAMES_FILE,
    PAGE_TEXTS,
    PAGES_LIST,
    PAIRS,
    SYMBOLS,
    SYNONYM_SIGN,
    PageRow,
    UnwrittenRow,
)
from ..render.search_entry import SearchEntry
from .built_site import BuiltSite
from .fulltext.changed_words import update_places
from .fulltext.search_fulltext import (
    MisreadError,
    compact_json,
    missed_pages,
    missed_words,
    page_hashes,
    page_ids,
    write_digested,
    write_page_texts,
)
from .manifest import take_over

MISSED = "搜索索引漏了 {} 的内容。"

QUOTING = {PageKind.MEASURE}
"""Kinds of pages whose own are the expressions in quotation marks before others."""

NAMED, DETAILED = 120_000, 16_000
"""So many characters of names, and of keywords, does every search fetch; the rest is full text."""


class IndexingError(Exception):
    """The search index could not be made, or would not find what it must; says why."""


def search_entries(built: BuiltSite, pages: Iterable[SearchEntry], plan: Plan) -> list[SearchEntry]:
    """What search is to know of these pages of a built site, with their words, in its own order. Raises IndexingError."""
    entries = _rare_first(replace(page, marked=built.words(f"{page.url}index.html")) for page in pages)
    _check_names(entries, plan)
    return entries


def write_index(entries: Sequence[SearchEntry], plan: Plan, site: FileWriter, kept: Kept | None = None) -> int:
    """Write the index into the site; returns how many pages are found by their words. Raises IndexingError.

    Where the words have not changed since the site before, its full text stays.
    """
    source = _source(entries)
    text = _kept(site, source) or _made(entries, site, kept)
    keywords = write_digested(site, KEYWORDS, _keywords(entries, plan))
    site.write(
        NAMES_FILE, compact_json({**_names(entries, plan), "keywords": keywords, "text": {**text, "of": source}})
    )
    site.write(HANZI, compact_json(_hanzi(entries, plan)))
    return sum(not entry.listing for entry in entries)


def _made(entries: Sequence[SearchEntry], site: FileWriter, kept: Kept | None) -> dict[str, Any]:
    """Write the full text and read it back; returns what the script must know to ask it.

    Where nothing was there before, every word of every page is sought in it. Else what is new was read back as it was
    written, and what has stayed is byte for byte what would be written now.
    """
    hashes = page_hashes(entries)
    ids = page_ids(hashes)
    try:
        text = update_places(site, entries, hashes, ids, kept)
    except MisreadError as error:
        raise IndexingError(f"搜索索引的文件 {error} 读出来的和写进去的不一样。") from None
    write_page_texts(site, entries, ids)
    fresh = [entry for entry in entries if f"{PAGE_TEXTS}/{ids.get(entry.url)}.json" in site.fresh]
    missed = () if site.before else missed_words(site.path, entries)
    for url in [*missed, *missed_pages(site.path, fresh, ids)]:
        raise IndexingError(MISSED.format(url or "首页"))
    return {**text, "ids": write_digested(site, PAGES_LIST, [ids.get(entry.url, "") for entry in entries])}


def _source(entries: Iterable[SearchEntry]) -> str:
    """A digest of all that the full text is made of: words, their pages in order, and our program."""
    whole = hashlib.sha256(program().encode())
    for entry in entries:
        whole.update(compact_json([entry.url, entry.title, entry.listing, entry.marked]).encode())
    return whole.hexdigest()[:16]


def _kept(site: FileWriter, source: str) -> dict[str, Any] | None:
    """Take over the full text of the site before, if it is made of the same and unharmed; returns what the rest must know of it."""
    if site.before is None:
        return None
    try:
        text: dict[str, Any] = json.loads((site.before / NAMES_FILE).read_text("utf-8"))["text"]
        same = text["of"] == source and take_over(site, (PAIRS, PAGE_TEXTS), told_by=NAMES_FILE)
        return text if same else None
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def build_index(built: BuiltSite, pages: Iterable[SearchEntry], plan: Plan) -> int:
    """Index pages of a built site in their own folder; returns how many. Raises IndexingError."""
    return write_index(search_entries(built, pages, plan), plan, FileWriter(built.folder))


def _check_names(entries: Sequence[SearchEntry], plan: Plan) -> None:
    """Every unit is found first by its name: its page has that title, and no other page the same name.

    The search script puts the page whose name was typed before all others.
    """
    owners: dict[str, list[SearchEntry]] = {}
    for entry in entries:
        for name in {fold_name(name) for name in entry.names}:
            owners.setdefault(name, []).append(entry)
    for unit in duties.unit_pages(plan):
        first = owners.get(fold_name(unit.name), [])
        others = [entry.url for entry in first if entry.title != unit.name]
        if not any(entry.kind == PageKind.UNIT and entry.title == unit.name for entry in first):
            raise IndexingError(f"搜“{unit.name}”找不到这个单位的页面。")
        if others:
            raise IndexingError(f"搜“{unit.name}”，排在前面的可能是 {others[0]}，它也用了这个名称（aliases）。")


def fold_name(text: str) -> str:
    """A name as search compares it: half-width, small letters, without signs and spaces."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).lower() if char.isalnum() or char in SYMBOLS)


def _rare_first(entries: Iterable[SearchEntry]) -> list[SearchEntry]:
    """Rare kinds of pages before common ones; where there is not room for the names of all, these go without."""
    known = list(entries)
    commonness = Counter(entry.kind for entry in known)
    return sorted(known, key=lambda entry: (commonness[entry.kind], entry.kind, entry.url))


def _names(entries: Sequence[SearchEntry], plan: Plan) -> dict[str, Any]:
    """What the search script fetches first: the names of pages, in their order, and what they are sorted by."""
    trails = sorted({entry.trail for entry in entries})
    kinds = sorted({entry.kind for entry in entries})
    terms = plan.vocabulary
    return {
        "kinds": [kind.code for kind in kinds],
        "hubs": [entry.url for entry in entries if entry.hub],
        "trails": trails,
        "audiences": {term.id: term.name for term in (terms.audiences if terms else ())},
        "topics": {term.id: term.name for term in (terms.topics if terms else ())},
        "before": _before_units(plan.site),
        "pages": [*zip(*_page_rows(entries, kinds, trails), strict=True)],
    }


def _before_units(site: Site) -> list[str]:
    """What people type before the name of a unit, such as 某市某 before 区教育局: longer ones first."""
    place = site.place[:-1]
    city = site.above[-1] if site.above else ""
    return [name + place for name in dict.fromkeys((city, city[:-1], ""))]


def _keywords(entries: Sequence[SearchEntry], plan: Plan) -> dict[str, Any]:
    """What it fetches next, unless a name was typed: other words for pages, in their order, and for one another."""
    synonyms = plan.synonyms.groups if plan.synonyms else ()
    return {
        "keywords": "\n".join(_keyword_fields(entries)),
        "synonyms": "\n".join(SYNONYM_SIGN.join(map(_listed, (group.typed, group.means))) for group in synonyms),
        "unwritten": [*_unwritten_rows(entries, synonyms)],
    }


def _unwritten_rows(entries: Iterable[SearchEntry], synonyms: Iterable[Synonym]) -> Iterator[UnwrittenRow]:
    """A row for each group of synonyms about which no article is written."""
    articles = (PageKind.ARTICLE, PageKind.EMERGENCY)
    summaries = "\n".join(entry.description for entry in entries if entry.kind in articles)
    for number, group in enumerate(synonyms):
        if advice := group.unwritten:
            summed = _listed(word for word in group.typed if word in summaries)
            yield UnwrittenRow(number, advice.call or "", advice.topic, summed)


def _page_rows(entries: Sequence[SearchEntry], kinds: list[PageKind], trails: list[str]) -> Iterator[PageRow]:
    """What is told first of each page, without its names where there is not room for those of all."""
    for entry, named in _named(entries):
        row = PageRow(
            kinds.index(entry.kind), entry.year, " ".join(entry.audiences), " ".join(entry.topics), int(entry.archived)
        )
        aliases = _listed(name for name in entry.aliases if name != entry.title)
        yield (
            row._replace(url=entry.url, title=entry.title, trail=trails.index(entry.trail), aliases=aliases)
            if named
            else row
        )


def _keyword_fields(entries: Sequence[SearchEntry]) -> Iterator[str]:
    """The keywords of each page in one field, none where there is not room for those of all."""
    detailed, quoted = DETAILED, _quoted(entries)
    for entry, named in _named(entries):
        field = _listed([*entry.keywords, *quoted.get(entry.url, ())]) if named else ""
        detailed -= len(field)
        yield field if detailed > 0 else ""


def _named(entries: Iterable[SearchEntry]) -> Iterator[tuple[SearchEntry, bool]]:
    """Each page, and whether there is room for its names; there is for those of all listings."""
    room = NAMED
    for entry in entries:
        room -= len(entry.url) + sum(map(len, entry.names))
        yield entry, room > 0 or entry.listing


def _listed(names: Iterable[str]) -> str:
    """Names in one field, each once; signs that part names and fields say nothing in them."""
    return LIST_SIGN.join(dict.fromkeys(name.translate(_PARTING) for name in names))


_PARTING = str.maketrans(dict.fromkeys((LIST_SIGN, SYNONYM_SIGN, "\n"), " "))


def _quoted(entries: Iterable[SearchEntry]) -> dict[str, list[str]]:
    """Address → the expressions in quotation marks that are this page's own: of all that have it, a measure before others, else the one that says least."""
    owners: dict[str, SearchEntry] = {}
    for entry in sorted(
        entries, key=lambda entry: (entry.archived, entry.kind not in QUOTING, len(entry.text), entry.url)
    ):
        for term in re.findall(
            "“([^“”，。、]{2,12})”", "" if entry.listing or entry.kind == PageKind.ABOUT else entry.text
        ):
            owners.setdefault(term, entry)
    found: dict[str, list[str]] = {}
    for term, entry in owners.items():
        found.setdefault(entry.url, []).append(term)
    return found


def _hanzi(entries: Iterable[SearchEntry], plan: Plan) -> dict[str, Any]:
    """Syllables of the common characters and of those in names; simplified forms of those on the site."""
    names = {char for entry in entries for name in (*entry.names, *entry.keywords) for char in name}
    words = {char for entry in entries for char in entry.text}
    typed = {char for group in (plan.synonyms.groups if plan.synonyms else ()) for word in group.typed for char in word}
    return {
        "syllables": hanzi.syllables(char for char in hanzi.common() | names if "一" <= char <= "鿿"),
        "simplified": hanzi.simplified(words | names | typed),
    }
