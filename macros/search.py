"""The built pages into the search index: titles for our own script, full text for Pagefind."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass, field
from html import escape
from html.parser import HTMLParser
from pathlib import Path

HAN = re.compile(r"([\u2e80-\u9fff\uf900-\ufaff])")
PASSED_OVER = {"nav", "aside", "script", "style", "svg", "form", "noscript"}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}

BLOCKS = {"p", "li", "h1", "h2", "h3", "td", "th", "tr", "dt", "dd", "div", "section", "article", "small", "time"}
"""Where one ends, the next word does not run on."""

TITLES = "search/titles.json"
INDEX = "pagefind"


class IndexingError(Exception):
    """The search index could not be made; says why."""


@dataclass
class Entry:
    """What search knows of a page; `url` counts from the site's root."""

    url: str
    title: str = ""
    kind: str = ""
    description: str = ""
    aliases: list[str] = field(default_factory=list)
    text: str = ""


def build_index(site: Path) -> int:
    """Index the pages of a built site that ask for it; returns how many. Raises IndexingError.

    Pagefind cuts Chinese differently when indexing and when searching, so that names get lost. It is
    given every Han character as a word of its own instead, and asked for phrases of them.
    """
    entries = [entry for path in sorted(site.rglob("*.html")) if (entry := read_entry(path, site))]
    titles = [{name: value for name, value in asdict(entry).items() if name != "text"} for entry in entries]
    (site / TITLES).write_text(json.dumps(titles, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    with tempfile.TemporaryDirectory() as folder:
        for entry in entries:
            page = Path(folder) / entry.url / "index.html"
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(_for_pagefind(entry), "utf-8")
        _run_pagefind(Path(folder), site / INDEX, expected=len(entries))
    return len(entries)


def read_entry(path: Path, site: Path) -> Entry | None:
    """The entry of a built page, or None when it is not to be found by search."""
    reader = _PageReader()
    reader.feed(path.read_text("utf-8"))
    if reader.kind is None:
        return None
    folder = path.parent.relative_to(site).as_posix()
    return Entry(
        "" if folder == "." else f"{folder}/",
        _squeezed(reader.title),
        reader.kind,
        reader.description,
        reader.aliases,
        _squeezed(reader.text),
    )


def spaced(text: str) -> str:
    """Every Han character as a word of its own."""
    return _squeezed(HAN.sub(r" \1 ", text))


def _for_pagefind(entry: Entry) -> str:
    meta = {"url": entry.url, "title": entry.title, "kind": entry.kind}
    attributes = "".join(
        f'<i data-pagefind-meta="{name}[data-value]" data-value="{escape(value)}"></i>' for name, value in meta.items()
    )
    # A language Pagefind has no rules for: no stemming, no segmentation.
    return f'<!doctype html><html lang="qaa"><body>{attributes}<p>{escape(spaced(entry.text))}</p></body></html>'


def _run_pagefind(pages: Path, output: Path, expected: int) -> None:
    command = [sys.executable, "-m", "pagefind", "--site", str(pages), "--output-path", str(output)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    found = re.search(r"Indexed (\d+) pages?", said)
    if done.returncode or not found or int(found[1]) != expected:
        raise IndexingError(f"全文索引没有做成：应当收 {expected} 页。Pagefind 的输出：\n{said.strip()}")
    for path in output.glob("pagefind-*"):
        if path.suffix in (".js", ".css") and path.name != "pagefind-worker.js":
            path.unlink()  # Pagefind's own user interface, which we do not use


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


class _PageReader(HTMLParser):
    """Title, description and words of a page, without menus, forms and side boxes."""

    def __init__(self) -> None:
        super().__init__()
        self.kind: str | None = None
        self.title = self.text = self.description = ""
        self.aliases: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "meta" and values.get("name") == "description":
            self.description = values.get("content") or ""
        if tag == "main":
            self.kind = values.get("data-kx-index")
            self.aliases = [alias for alias in (values.get("data-kx-aliases") or "").split("|") if alias]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.text += " "
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if "main" not in self.open or PASSED_OVER.intersection(self.open):
            return
        self.text += data if data.strip() else " "
        if "h1" in self.open:
            self.title += data
