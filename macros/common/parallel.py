"""Work on many things, done on all cores at once where the system can share what is in memory."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

FEW = 50
"""With fewer things for each core, starting another process takes longer than it saves: of things like a page."""


TURNS = 1000
"""Into so many parts work is shared out at most: the places where they begin fit into a pipe, in one page of memory."""


def in_parallel(
    work: Callable[[Given], Made],
    items: Sequence[Given],
    few: int = FEW,
    meanwhile: Callable[[], None] | None = None,
) -> list[Made]:
    """`work` done on each of `items`; the results in their order. What is done here `meanwhile` comes before this core helps.

    Each core takes one part after the other in a forked process, so `work` may be any function, and its results are
    pickled; what it leaves behind in memory is lost. Where it fails there it is done once more here, where the error can
    be told.
    """
    count = min(_cores(), len(items) // few)
    if count < 2:
        if meanwhile:
            meanwhile()
        return [*map(work, items)]
    turns = _Turns(len(items), count)
    others = [_Other(work, items, turns, number) for number in range(1, count)]
    try:
        if meanwhile:
            meanwhile()
        done = {place: work(items[place]) for place in turns.places(0)}
        for other in others:
            done |= other.results()
        return [done[place] if place in done else work(item) for place, item in enumerate(items)]
    finally:
        for other in others:
            other.end()
        turns.end()


class _Turns:
    """The parts of the items that nobody works on yet, in a pipe: who takes one out has it, no other."""

    def __init__(self, items: int, processes: int) -> None:
        """Each process has the part of its own number for a start."""
        self.items, self.size = items, -(-items // TURNS)
        self.given, into = os.pipe()
        os.write(into, b"".join(start.to_bytes(4) for start in range(self.size * processes, items, self.size)))
        os.close(into)

    def places(self, number: int) -> Iterator[int]:
        """The places of the items that fall to the process of this number."""
        start = self.size * number
        while True:
            yield from range(start, min(start + self.size, self.items))
            if not (given := os.read(self.given, 4)):
                return
            start = int.from_bytes(given)

    def end(self) -> None:
        os.close(self.given)


class _Other(Generic[Given, Made]):
    """A process that works on some of the items."""

    def __init__(self, work: Callable[[Given], Made], items: Sequence[Given], turns: _Turns, number: int) -> None:
        self.work, self.items, self.turns, self.number = work, items, turns, number
        context = get_context("fork")
        self.receiver, sender = context.Pipe(duplex=False)
        self.process = context.Process(target=self.send, args=(sender,), daemon=True)
        self.process.start()
        sender.close()

    def send(self, sender: Connection) -> None:
        """In the process: work until nothing is left or the first failure, and send what was done."""
        done: dict[int, Made] = {}
        with suppress(BaseException):
            for place in self.turns.places(self.number):
                done[place] = self.work(self.items[place])
        sender.send(done)

    def results(self) -> dict[int, Made]:
        """What the process did, by the place of the item; nothing where it was stopped from outside."""
        with suppress(EOFError):
            found: dict[int, Made] = self.receiver.recv()
            return found
        return {}

    def end(self) -> None:
        self.process.kill()  # of no effect once it is done
        self.process.join()
        self.receiver.close()


def _cores() -> int:
    """How many processes to use: one where memory cannot be shared, or where a thread may hold a lock meanwhile."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return len(os.sched_getaffinity(0))
