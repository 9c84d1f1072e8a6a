"""A publication on its way, told as it goes: the very command that is typed otherwise, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

COMMANDS_OF_DESK = {
    "publish": ["publish"],
    "mended": ["publish", "--mended"],
    "rollback": ["rollback"],
    "look": ["build", "--today"],
}


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

    def start(self, what: str, *places: str) -> None:
        """Begin, unless one is running, and go from one destination to the next; without any, to the first."""
        with self.starting:
            if self.running or what not in COMMANDS_OF_DESK:
                return
            self.lines, self.code, self.what = [], None, what
            name, *options = COMMANDS_OF_DESK[what]
            kepu = [sys.executable, "-m", "kepu", "--root", str(self.root), name]
            commands = [[*kepu, *([place] if place else []), *options] for place in places or ("",)]
            self.thread = threading.Thread(target=self._run_all, args=(commands,), daemon=True)
            self.thread.start()

    def _run_all(self, commands: list[list[str]]) -> None:
        codes = [self._run(command) for command in commands]
        self.code = max(codes, key=abs)

    def _run(self, command: list[str]) -> int:
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
        return running.returncode

    def now(self) -> dict[str, Any]:
        """What is to be shown of it."""
        return {
            "what": self.what,
            "running": self.running,
            "failed": self.code not in (0, None),
            "lines": list(self.lines),
        }
