"""A publication on its way, told as it goes: the very command that is typed otherwise, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

COMMANDS_OF_DESK = {"publish": ["publish"], "mended": ["publish", "--mended"], "rollback": ["rollback"]}


class PublishJob:
    """The last publication or rollback begun here, with what it has said so far."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.lines: list[str] = []
        self.what = ""
        self.code: int | None = None
        self.starting = threading.Lock()
        self.thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        return self.thread is not None and self.thread.is_alive()

    def start(self, what: str, where: str) -> None:
        """Begin, unless one is running; `where` is a destination."""
        with self.starting:
            if self.running or what not in COMMANDS_OF_DESK:
                return
            self.lines, self.code, self.what = [], None, what
            words = [*COMMANDS_OF_DESK[what][:1], *([where] if where else []), *COMMANDS_OF_DESK[what][1:]]
            command = [sys.executable, "-m", "kepu", "--root", str(self.root), *words]
            self.thread = threading.Thread(target=self._run, args=(command,), daemon=True)
            self.thread.start()

    def _run(self, command: list[str]) -> None:
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            encoding="utf-8",
            errors="replace",
        ) as running:
            assert running.stdout
            for line in running.stdout:
                if line.strip():
                    self.lines.append(line.strip())
        self.code = running.returncode

    def now(self) -> dict[str, Any]:
        """What is to be shown of it."""
        return {
            "what": self.what,
            "running": self.running,
            "failed": self.code not in (0, None),
            "lines": list(self.lines),
        }
