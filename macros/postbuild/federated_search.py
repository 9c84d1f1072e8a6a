"""The words of pages into a Pagefind index that the search of a city's or a province's portal can merge into its own.

Our own search does not ask it. A portal searches it with its own copy of Pagefind, so that neither scripts nor
WebAssembly are published, only the index: https://pagefind.app/docs/multisite/
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from importlib.metadata import version
from pathlib import Path

from ..common.files.file_writer import FileWriter
from ..model.site import Site
from ..queries.search_format import ANCHOR, ANCHOR_END, ANCHOR_START, BREAK, TEXT_PROPER
from ..queries.urls import FEDERATED
from ..render.search_entry import SearchEntry
from .manifest import take_over
from .search_index import MISSED, IndexingError

SOURCE_FILE = f"{FEDERATED}source.json"
"""What the index was made of; its digest says whether it has to be made anew."""

PUBLISHED = ("pagefind-entry.json", "*.pf_meta", "*/*.pf_index", "*/*.pf_fragment")
"""Of all that Pagefind writes, what merging fetches."""

_SIGNS = re.compile(r"[\W_]+")

_MAIN = f"{ANCHOR_START}{TEXT_PROPER}{ANCHOR_END}"
"""Where the words of a page begin, after the trail that leads to it and its heading."""


Finish = Callable[[], float | None]
"""Returns the seconds that Pagefind took; None where it had nothing to do."""


@contextmanager
def federating(entries: Sequence[SearchEntry], states: Site, site: FileWriter) -> Iterator[Finish]:
    """Have Pagefind index pages while other things are done; what is given moves the index into the site.

    The index of the site before is taken over, if the same words were in it and it is unharmed. Where plan/site.yaml
    says `federated_search: false` there is none. Raises IndexingError.
    """
    if not states.federated_search:
        yield lambda: None
        return
    indexed = [entry for entry in entries if not entry.listing]
    pages = {entry.url: _page(entry) for entry in indexed}
    source = _source(pages)
    if _is_source(site, source) and take_over(site, (FEDERATED.rstrip("/"),)):
        yield lambda: None
        return
    # On Windows Pagefind goes on for a moment after it is stopped, and nobody can remove what it still holds.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        pagefind = Pagefind(Path(folder), indexed, pages)

        def finish() -> float:
            made, seconds = pagefind.take()
            _write(site, {**made, SOURCE_FILE: source})
            return seconds

        try:
            yield finish
        finally:
            pagefind.process.kill()  # of no effect once it is done
            pagefind.process.wait()


class Pagefind:
    """Pagefind at work on pages, given as address → HTML; what it made is taken once it is done."""

    def __init__(self, place: Path, entries: Sequence[SearchEntry], pages: Mapping[str, str]) -> None:
        self.entries, self.made, self.log = entries, place / "made", place / "log"
        folder = place / "pages"
        for url, page in pages.items():
            path = folder / url / "index.html"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(page.encode())
        command = [sys.executable, "-m", "pagefind", "--site", str(folder), "--output-path", str(self.made)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)

    def take(self) -> tuple[dict[str, bytes], float]:
        """Path in the site → contents of every file of the index, and the seconds it took.

        Raises IndexingError unless every page is there with all its words.
        """
        status, said = self.process.wait(), self.log.read_text("utf-8", errors="replace")
        found, expected = re.search(r"Indexed (\d+) pages?", said), len(self.entries)
        took = re.search(r"Finished in ([\d.]+) seconds", said)
        if status or not found or not took or int(found[1]) != expected:
            raise IndexingError(
                f"供上级门户合并的索引没有做成：应当收 {expected} 页。Pagefind 的输出：\n{said.strip()}"
            )
        self._compare()
        paths = sorted(path for pattern in PUBLISHED for path in self.made.glob(pattern))
        made = {FEDERATED + path.relative_to(self.made).as_posix(): path.read_bytes() for path in paths}
        return made, float(took[1])

    def _compare(self) -> None:
        """Raises IndexingError for the first page whose words are not all in the index."""
        words = {}
        for path in self.made.glob("fragment/*.pf_fragment"):
            page = json.loads(gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd"))
            words[page["url"].strip("/")] = page["content"]
        for entry in self.entries:
            if _letters(words.get(entry.url.strip("/"), "")) != _letters(entry.title + _words(entry)):
                raise IndexingError(MISSED.format(entry.url or "首页"))


def _page(entry: SearchEntry) -> str:
    """The words of a page as Pagefind reads them: its name and its lines.

    No filters: Pagefind 1.5.2 writes their values in another order each time, and builds must agree byte for byte.
    """
    lines = [entry.title, *(line for line in _words(entry).split(BREAK) if line.strip())]
    tags = ["h1", *["p"] * len(lines)]
    words = "".join(f"<{tag}>{escape(line, quote=False)}</{tag}>" for tag, line in zip(tags, lines, strict=False))
    return f'<!doctype html><html lang="zh-CN"><body>{words}</body></html>'


def _words(entry: SearchEntry) -> str:
    """What a page says below its heading."""
    before, _, after = entry.marked.partition(_MAIN)
    return ANCHOR.sub("", after or before)


def _source(pages: Mapping[str, str]) -> bytes:
    """What tells an index from any other: a digest of the pages it is made of, and Pagefind's version."""
    whole = hashlib.sha256(json.dumps([version("pagefind"), PUBLISHED, [*pages.items()]]).encode())
    return json.dumps({"sha256": whole.hexdigest()}).encode() + b"\n"


def _is_source(site: FileWriter, source: bytes) -> bool:
    """Whether the index of the site before is made of the same."""
    return site.matches(SOURCE_FILE, hashlib.sha256(source).hexdigest())


def _write(site: FileWriter, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        site.write(name, data)


def _letters(text: str) -> str:
    return _SIGNS.sub("", text)
