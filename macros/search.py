"""The built pages into the search index: names and full text for our own script, full text for Pagefind."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from . import hanzi, views
from .fulltext import SYMBOLS, missed, write_text
from .indexed import ANCHOR, BREAK, Entry, read_entry
from .model import Plan

NAMES = "search/names.json"
HANZI = "search/hanzi.json"
INDEX = "pagefind"

ABOUT = 60
"""So many characters of a page's description does every search know."""

QUOTING = {"措施"}
"""Kinds of pages whose description only begins the text that stands on them: the full text knows it."""

NAMED, DETAILED = 120_000, 26_000
"""So many characters of names, and of keywords and descriptions, does every search fetch; the rest is full text."""


_MISSED = "搜索索引漏了 {} 的内容。"


class IndexingError(Exception):
    """The search index could not be made, or would not find what it must; says why."""


def build_index(site: Path, plan: Plan) -> int:
    """Index the pages of a built site that ask for it; returns how many. Raises IndexingError.

    Pagefind cuts Chinese differently when indexing and when searching, so that names get lost. It is
    given every character as a word of its own instead, and asked for phrases of them.
    """
    entries = _rare_first(entry for path in sorted(site.rglob("*.html")) if (entry := read_entry(path, site)))
    _check_names(entries, plan)
    with tempfile.TemporaryDirectory() as folder:
        indexed = [entry for entry in entries if not entry.listing]
        for entry in indexed:
            page = Path(folder) / entry.url / "index.html"
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(_for_pagefind(entry), "utf-8")
        _run_pagefind(Path(folder), site / INDEX, expected=len(indexed))
    ids = _fragments(site / INDEX, indexed)
    text = write_text(site, entries, ids)
    for url in missed(site, entries, ids, text):
        raise IndexingError(_MISSED.format(url or "首页"))
    _write(site / NAMES, {**_names(entries, ids, plan), "text": text})
    _write(site / HANZI, _hanzi(entries, plan))
    return len(indexed)


def count_indexed(site: Path) -> int:
    """How many pages the index of a built site holds with their words."""
    return sum(1 for page in json.loads((site / NAMES).read_text("utf-8"))["pages"] if page[0])


def spaced(marked: str) -> str:
    """Every letter, figure and Han character as a word of its own; white space and breaks cling to the word before."""
    return "".join(map(_spaced_character, ANCHOR.sub("", marked))).strip()


def _spaced_character(char: str) -> str:
    if char in (" ", BREAK):
        return "␣" if char == " " else BREAK
    plain = unicodedata.normalize("NFKC", char)
    if plain in SYMBOLS:  # Pagefind drops them; letters of the Yi stand for them
        return f" {chr(0xA000 + SYMBOLS.index(plain))}"
    return "".join(f" {part}" for part in plain) if plain.isalnum() else f" {char}"


def _for_pagefind(entry: Entry) -> str:
    meta = {"url": entry.url, "title": entry.title}
    attributes = "".join(
        f'<i data-pagefind-meta="{name}[data-value]" data-value="{escape(value)}"></i>' for name, value in meta.items()
    )
    pieces = ANCHOR.split(entry.marked)  # words, id, words, id, words …
    ids = ["", *(f' <span id="{escape(id)}"></span>' for id in pieces[1::2])]
    words = "".join(id + escape(spaced(text)) for id, text in zip(ids, pieces[::2], strict=True))
    # A language Pagefind has no rules for: no stemming, no segmentation.
    return f'<!doctype html><html lang="qaa"><body>{attributes}<p>{words}</p></body></html>'


def _run_pagefind(pages: Path, output: Path, expected: int) -> None:
    command = [sys.executable, "-m", "pagefind", "--site", str(pages), "--output-path", str(output)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
    said = done.stdout + done.stderr
    found = re.search(r"Indexed (\d+) pages?", said)
    if done.returncode or not found or int(found[1]) != expected:
        raise IndexingError(f"全文索引没有做成：应当收 {expected} 页。Pagefind 的输出：\n{said.strip()}")
    for path in output.glob("pagefind-*"):
        if path.suffix in (".js", ".css") and path.name != "pagefind-worker.js":
            path.unlink()  # Pagefind's own user interface, which we do not use


def _fragments(index: Path, entries: Sequence[Entry]) -> dict[str, str]:
    """Address → what the id of its page begins with in Pagefind's answers. Every page must be there with all its words."""
    found: dict[str, tuple[str, str]] = {}
    for path in index.glob("fragment/*.pf_fragment"):
        page = json.loads(gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd"))
        found[page["meta"]["url"]] = (path.stem.partition("_")[2], page["content"])
    for entry in entries:
        if entry.url not in found or _letters(found[entry.url][1]) != _letters(spaced(entry.marked)):
            raise IndexingError(_MISSED.format(entry.url or "首页"))
    hashes = [hash for hash, _ in found.values()]
    length = next(n for n in range(3, 16) if len({hash[:n] for hash in hashes}) == len(hashes))
    return {url: hash[:length] for url, (hash, _) in found.items()}


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _check_names(entries: Sequence[Entry], plan: Plan) -> None:
    """Every unit is found first by its name: its page has that title, and no other page the same name.

    The search script puts the page whose name was typed before all others.
    """
    owners: dict[str, list[Entry]] = {}
    for entry in entries:
        for name in {folded(name) for name in entry.names}:
            owners.setdefault(name, []).append(entry)
    for unit in views.unit_pages(plan):
        first = owners.get(folded(unit.name), [])
        others = [entry.url for entry in first if entry.title != unit.name]
        if not any(entry.kind == "单位" and entry.title == unit.name for entry in first):
            raise IndexingError(f"搜“{unit.name}”找不到这个单位的页面。")
        if others:
            raise IndexingError(f"搜“{unit.name}”，排在前面的可能是 {others[0]}，它也用了这个名称（aliases）。")


def folded(text: str) -> str:
    """A name as search compares it: half-width, small letters, without signs and spaces."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).lower() if char.isalnum() or char in SYMBOLS)


def _rare_first(entries: Iterable[Entry]) -> list[Entry]:
    """Rare kinds of pages before common ones; where there is not room for the names of all, these go without."""
    known = list(entries)
    commonness = Counter(entry.kind for entry in known)
    return sorted(known, key=lambda entry: (commonness[entry.kind], entry.kind, entry.url))


def _names(entries: Sequence[Entry], ids: dict[str, str], plan: Plan) -> dict[str, Any]:
    """What the search script fetches first: the names of pages, in their order, and what they are sorted by."""
    trails = sorted({entry.trail for entry in entries})
    kinds = sorted({entry.kind for entry in entries})
    terms = plan.vocabulary
    named, detailed, rows = NAMED, DETAILED, []
    quoted = _quoted(entries)
    for entry in entries:
        row: list[Any] = [ids.get(entry.url, ""), kinds.index(entry.kind), entry.year]
        row += [" ".join(entry.audiences), " ".join(entry.topics), int(entry.archived)]
        named -= len(entry.url) + sum(map(len, entry.names))
        if named > 0 or entry.listing:
            row += [entry.url, entry.title, trails.index(entry.trail), "|".join(entry.aliases)]
            details = [
                "|".join([*entry.keywords, *quoted.get(entry.url, ())]),
                "" if entry.listing or entry.kind in QUOTING else entry.description[:ABOUT],
            ]
            detailed -= sum(map(len, details))
            row += details if detailed > 0 else []
        rows.append(row)
    return {
        "kinds": kinds,
        "trails": trails,
        "audiences": {term.id: term.name for term in (terms.audiences if terms else ())},
        "topics": {term.id: term.name for term in (terms.topics if terms else ())},
        "synonyms": [[*group.typed, "", *group.means] for group in (plan.synonyms.groups if plan.synonyms else ())],
        "pages": rows,
    }


def _quoted(entries: Iterable[Entry]) -> dict[str, list[str]]:
    """Address → the expressions in quotation marks that are this page's own: of all that have one, it says least else."""
    owners: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda entry: (entry.archived, len(entry.text), entry.url)):
        for term in re.findall("“([^“”，。、]{2,12})”", "" if entry.listing or entry.kind == "说明" else entry.text):
            owners.setdefault(term, entry)
    found: dict[str, list[str]] = {}
    for term, entry in owners.items():
        found.setdefault(entry.url, []).append(term)
    return found


def _hanzi(entries: Iterable[Entry], plan: Plan) -> dict[str, Any]:
    """Syllables of the common characters and of those in names; simplified forms of those on the site."""
    names = {char for entry in entries for name in (*entry.names, *entry.keywords) for char in name}
    words = {char for entry in entries for char in entry.text}
    typed = {char for group in (plan.synonyms.groups if plan.synonyms else ()) for word in group.typed for char in word}
    return {
        "syllables": hanzi.syllables(char for char in hanzi.common() | names if "一" <= char <= "鿿"),
        "simplified": hanzi.simplified(words | names | typed),
    }


def _write(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
