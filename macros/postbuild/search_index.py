"""The built pages into the index that our own search script asks: names and full text."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from ..common.files.file_writer import FileWriter
from ..common.files.kept import Kept
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
    PLACES_LIST,
    SYMBOLS,
    SYNONYM_SIGN,
    PageRow,
    UnwrittenRow,
    compact_json,
)
from ..render.search_entry import SearchEntry, WordFacts
from .built_site import BuiltSite
from .fulltext.changed_words import update_places
from .fulltext.search_fulltext import (
    MisreadError,
    missed_pages,
    page_hashes,
    page_ids,
    write_digested,
    write_page_texts,
)

MISSED = "搜索索引漏了 {} 的内容。"

QUOTING = {PageKind.MEASURE}
"""Kinds of pages whose own are the expressions in quotation marks before others."""

KNOWN_PAGES = "pages"
"""The entry that has what is known of the words of each page."""

NAMED, DETAILED = 120_000, 16_000
"""So many characters of names, and of keywords, does every search fetch; the rest is full text."""


class IndexingError(Exception):
    """The search index could not be made, or would not find what it must; says why."""


def search_entries(
    built: BuiltSite, pages: Iterable[SearchEntry], plan: Plan, kept: Kept | None = None
) -> list[SearchEntry]:
    """What search is to know of these pages of a built site, with their words, in its own order. Raises IndexingError.

    Of a page whose words have not changed, `kept` has what there is to know of them, so that nobody reads them.
    """
    known: dict[str, list[Any]] = json.loads((kept.get(KNOWN_PAGES) if kept else None) or b"{}")
    entries, told = [], {}
    for page in pages:
        path = f"{page.url}index.html"
        digest = built.words_digest(path)
        title, words, *facts = known.get(page.url, ("", ""))
        same = WordFacts(*facts) if (title, words) == (page.title, digest) else None
        entry = replace(page, words=partial(built.words, path), told=same)
        told[page.url] = [page.title, digest, *entry.facts]
        entries.append(entry)
    if kept:
        kept.put(KNOWN_PAGES, compact_json(told).encode())
    _check_names(entries, plan)
    return _rare_first(entries)


def write_index(entries: Sequence[SearchEntry], plan: Plan, site: FileWriter, kept: Kept | None = None) -> int:
    """Write the index into the site; returns how many pages are found by their words. Raises IndexingError.

    `kept` has what is known of the site before: what has stayed of its full text is taken over.
    """
    text, characters = _made(entries, site, kept)
    keywords = write_digested(site, KEYWORDS, _keywords(entries, plan))
    site.write(NAMES_FILE, compact_json({**_names(entries, plan), "keywords": keywords, "text": text}))
    site.write(HANZI, _hanzi(entries, characters, plan, kept))
    if kept:
        kept.save()
    return sum(not entry.listing for entry in entries)


def _made(entries: Sequence[SearchEntry], site: FileWriter, kept: Kept | None) -> tuple[dict[str, str], str]:
    """Write the full text and read it back; returns what the script must know to ask it, and which characters it has.

    What is new was read back as it was written, and what has stayed is byte for byte what would be written now.
    """
    hashes = page_hashes(entries)
    ids = page_ids(hashes)
    try:
        places = update_places(site, entries, hashes, ids, kept)
    except MisreadError as error:
        raise IndexingError(f"搜索索引的文件 {error} 读出来的和写进去的不一样。") from None
    write_page_texts(site, entries, ids)
    fresh = [entry for entry in entries if f"{PAGE_TEXTS}/{ids.get(entry.url)}.json" in site.fresh]
    for url in missed_pages(site.path, fresh, ids):
        raise IndexingError(MISSED.format(url or "首页"))
    listed = write_digested(site, PLACES_LIST, [*map("".join, places.shards), places.lengths])
    named = write_digested(site, PAGES_LIST, [ids.get(entry.url, "") for entry in entries])
    return {"list": listed, "ids": named}, places.characters


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
    quoting = [entry for entry in entries if entry.facts.quoted and not entry.listing and entry.kind != PageKind.ABOUT]
    for entry in sorted(
        quoting, key=lambda entry: (entry.archived, entry.kind not in QUOTING, entry.facts.size, entry.url)
    ):
        for term in entry.facts.quoted:
            owners.setdefault(term, entry)
    found: dict[str, list[str]] = {}
    for term, entry in owners.items():
        found.setdefault(entry.url, []).append(term)
    return found


def _hanzi(entries: Iterable[SearchEntry], characters: str, plan: Plan, kept: Kept | None) -> bytes:
    """Syllables of the common characters and of those in names; simplified forms of those on the site."""
    names = {*"".join(name for entry in entries for name in (*entry.names, *entry.keywords))}
    typed = {char for group in (plan.synonyms.groups if plan.synonyms else ()) for word in group.typed for char in word}
    heard = "".join(sorted(char for char in hanzi.common() | names if "一" <= char <= "鿿"))
    seen = "".join(sorted({*characters} | names | typed))
    name = f"hanzi {hashlib.sha256(f'{heard} {seen}'.encode()).hexdigest()}"
    known = kept.get(name) if kept else None
    if known is None:
        known = compact_json({"syllables": hanzi.syllables(heard), "simplified": hanzi.simplified(seen)}).encode()
        if kept:
            kept.put(name, known)
    return known
