"""The words of pages into a Pagefind index that the search of a city's or a province's portal can merge into its own.

Our own search does not ask it. A portal searches it with its own copy of Pagefind, so that neither scripts nor
WebAssembly are published, only the index: https://pagefind.app/docs/multisite/
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from fnmatch import fnmatch
from functools import partial
from html import escape
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

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
            pagefind.stop()


class Pagefind:
    """Pagefind at work on pages, given as address → HTML; what it made is taken once it is done.

    It is asked as a service: to write five thousand pages into folders, and to read and remove them and what it makes of
    them, took a third of the time of a build. It ends when what it reads ends, so that another process passes on the
    pages and nobody ends the pipe before the answer is there.
    """

    def __init__(self, place: Path, entries: Sequence[SearchEntry], pages: Mapping[str, str]) -> None:
        self.entries, self.answers = entries, place / "answers"
        files = ({"file_path": f"{url}index.html", "file_contents": page} for url, page in pages.items())
        asked: list[dict[str, object]] = [
            {"type": "NewIndex", "config": {}},
            *({"type": "AddFile", "index_id": 0, **file} for file in files),
            {"type": "GetFiles", "index_id": 0},
        ]
        self.count = len(asked)
        (place / "asked").write_bytes(b"".join(_message(number, what) for number, what in enumerate(asked, 1)))
        end, self.pipe = os.pipe()
        self.started = time.time()
        with self.answers.open("wb") as answers:
            self.process = subprocess.Popen([_executable(), "--service"], stdin=end, stdout=answers)
        os.close(end)
        self.passing_on = subprocess.Popen(
            [sys.executable, "-S", "-c", PASS_ON, str(place / "asked")], stdout=self.pipe
        )

    def take(self) -> tuple[dict[str, bytes], float]:
        """Path in the site → contents of every file of the index, and the seconds it took.

        Raises IndexingError unless every page is there with all its words.
        """
        answers = self._answered()
        files = {file["path"]: b64decode(file["content"]) for file in answers[-1].get("files", ())} if answers else {}
        entry = json.loads(files.get("pagefind-entry.json", b"{}"))
        found = sum(language["page_count"] for language in entry.get("languages", {}).values())
        if found != len(self.entries):
            said = "\n".join(dict.fromkeys(answer["message"] for answer in answers if answer.get("type") == "Error"))
            raise IndexingError(
                f"供上级门户合并的索引没有做成：应当收 {len(self.entries)} 页。Pagefind 的输出：\n{said}"
            )
        self._compare(files)
        made = {FEDERATED + name: files[name] for name in sorted(files) if any(map(partial(fnmatch, name), PUBLISHED))}
        return made, self.answers.stat().st_mtime - self.started

    def _answered(self) -> list[dict[str, Any]]:
        """The answers to all that was asked; none where Pagefind gave up."""
        said = bytearray()
        with self.answers.open("rb", buffering=0) as file:
            while self.process.poll() is None:
                new = file.read()
                said += new
                if new.endswith(b",") and said.count(b",") == self.count:
                    return [json.loads(b64decode(answer))["payload"] for answer in said.split(b",")[:-1]]
                time.sleep(0.02)
        return []

    def stop(self) -> None:
        """Of no effect once it is done."""
        os.close(self.pipe)
        for process in (self.passing_on, self.process):
            process.kill()
            process.wait()

    def _compare(self, files: Mapping[str, bytes]) -> None:
        """Raises IndexingError for the first page whose words are not all in the index."""
        words = {}
        for data in (data for name, data in files.items() if name.startswith("fragment/")):
            page = json.loads(gzip.decompress(data).removeprefix(b"pagefind_dcd"))
            words[page["url"].strip("/")] = page["content"]
        for entry in self.entries:
            if _letters(words.get(entry.url.strip("/"), "")) != _letters(entry.title + _words(entry)):
                raise IndexingError(MISSED.format(entry.url or "首页"))


PASS_ON = "import shutil, sys; shutil.copyfileobj(open(sys.argv[1], 'rb'), sys.stdout.buffer)"


def _message(number: int, what: Mapping[str, object]) -> bytes:
    """As pagefind.service sends it, which needs asyncio and a process for each of its users."""
    return b64encode(json.dumps({"message_id": number, "payload": what}).encode()) + b","


def _executable() -> str:
    for package in ("pagefind_bin_extended", "pagefind_bin"):
        with suppress(ImportError):
            return str(import_module(package).get_executable())
    raise IndexingError("没有装 Pagefind，供上级门户合并的索引做不了；请重新运行 make")


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
