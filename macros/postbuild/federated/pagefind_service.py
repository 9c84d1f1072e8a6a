"""Pagefind at work: pages in, the files of their indexes out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

IndexFiles = Mapping[str, bytes]
"""Path in the folder of an index → what the file holds."""


class NoPagefindError(Exception):
    """Pagefind is not there, or gave up; says why."""


class Pagefind:
    """Pagefind at work on pages, given as address → HTML for each index; what it made is taken once it is done.

    It holds one index at a time in memory.

    It is asked as a service: to write five thousand pages into folders, and to read and remove them and what it makes of
    them, took a third of the time of a build. It ends when what it reads ends, so that another process passes on the
    pages and nobody ends the pipe before the answer is there.
    """

    def __init__(self, place: Path, indexes: Sequence[Mapping[str, str]]) -> None:
        self.answers, self.indexes = place / "answers", len(indexes)
        asked: list[dict[str, object]] = []
        for number, pages in enumerate(indexes):
            files = ({"file_path": f"{url}index.html", "file_contents": page} for url, page in pages.items())
            asked += [
                {"type": "NewIndex", "config": {}},
                *({"type": "AddFile", "index_id": number, **file} for file in files),
                {"type": "GetFiles", "index_id": number},
                {"type": "DeleteIndex", "index_id": number},
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

    def take(self) -> tuple[list[IndexFiles], float]:
        """The files of each index, and the seconds it took. Raises NoPagefindError with what it said."""
        answers = self._answered()
        made = [answer for answer in answers if "files" in answer]
        if len(made) != self.indexes:
            raise NoPagefindError("\n".join(dict.fromkeys(answer.get("message", "") for answer in answers)))
        files = [{file["path"]: b64decode(file["content"]) for file in answer["files"]} for answer in made]
        return [*files], self.answers.stat().st_mtime - self.started

    def _answered(self) -> list[dict[str, Any]]:
        """The answers to all that was asked, but for those that a page was taken in; none where Pagefind gave up."""
        said = bytearray()
        with self.answers.open("rb", buffering=0) as file:
            while self.process.poll() is None:
                new = file.read()
                said += new
                if new.endswith(b",") and said.count(b",") == self.count:
                    payloads = (json.loads(b64decode(answer))["payload"] for answer in said.split(b",")[:-1])
                    return [payload for payload in payloads if "files" in payload or payload.get("type") == "Error"]
                time.sleep(0.02)
        return []

    def stop(self) -> None:
        """Of no effect once it is done."""
        os.close(self.pipe)
        for process in (self.passing_on, self.process):
            process.kill()
            process.wait()


PASS_ON = "import shutil, sys; shutil.copyfileobj(open(sys.argv[1], 'rb'), sys.stdout.buffer)"


def _message(number: int, what: Mapping[str, object]) -> bytes:
    """As pagefind.service sends it, which needs asyncio and a process for each of its users."""
    return b64encode(json.dumps({"message_id": number, "payload": what}).encode()) + b","


def _executable() -> str:
    for package in ("pagefind_bin_extended", "pagefind_bin"):
        with suppress(ImportError):
            return str(import_module(package).get_executable())
    raise NoPagefindError("没有装 Pagefind，供上级门户合并的索引做不了；请重新运行 make")
