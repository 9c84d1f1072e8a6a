"""Work on many things, done on all cores at once where the system can share what is in memory."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

FEW = 50
"""With fewer things for each core, starting another process takes longer than it saves: of things like a page."""


def in_parallel(work: Callable[[Given], Made], items: Sequence[Given], few: int = FEW) -> list[Made]:
    """`work` done on each of `items`; the results in their order.

    Each core takes a part in a forked process, so `work` may be any function, and its results are pickled; what it
    leaves behind in memory is lost. Where it fails there it is done once more here, where the error can be told.
    """
    count = min(_cores(), len(items) // few)
    if count < 2:
        return [*map(work, items)]
    parts = [items[start::count] for start in range(count)]
    others = [_Other(work, part) for part in parts[1:]]
    try:
        done = [[*map(work, parts[0])], *(other.results() for other in others)]
    finally:
        for other in others:
            other.end()
    return [done[place % count][place // count] for place in range(len(items))]


class _Other(Generic[Given, Made]):
    """A process that works on a part of the items."""

    def __init__(self, work: Callable[[Given], Made], part: Sequence[Given]) -> None:
        self.work, self.part = work, part
        context = get_context("fork")
        self.receiver, sender = context.Pipe(duplex=False)
        self.process = context.Process(target=self.send, args=(sender,), daemon=True)
        self.process.start()
        sender.close()

    def send(self, sender: Connection) -> None:
        """In the process: work until the end or the first failure, and send what was done."""
        done: list[Made] = []
        with suppress(BaseException):
            for item in self.part:
                done.append(self.work(item))
        sender.send(done)

    def results(self) -> list[Made]:
        """Of the whole part; what the process did not do is done here."""
        done: list[Made] = []
        with suppress(EOFError):  # it was stopped from outside
            done = self.receiver.recv()
        return [*done, *map(self.work, self.part[len(done) :])]

    def end(self) -> None:
        self.process.kill()  # of no effect once it is done
        self.process.join()
        self.receiver.close()


def _cores() -> int:
    """How many processes to use: one where memory cannot be shared, or where a thread may hold a lock meanwhile."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return len(os.sched_getaffinity(0))
