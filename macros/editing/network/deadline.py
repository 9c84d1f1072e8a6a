"""Work that others can make last for ever, such as reading from the network, given up at a moment that is sure."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


def within(seconds: float, work: Callable[[], T]) -> T:
    """What the work returns or raises; TimeoutError when it is not done in time.

    Time limits of sockets begin anew with every byte that comes, so that a server could hold a program for days. The
    thread that is left behind ends with the program.
    """
    task = _Task(work)
    threading.Thread(target=task.run, daemon=True).start()
    if not task.done.wait(seconds):
        raise TimeoutError
    if task.error:
        raise task.error
    return task.results[0]


class _Task(Generic[T]):
    def __init__(self, work: Callable[[], T]) -> None:
        self.work, self.done = work, threading.Event()
        self.results: list[T] = []
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self.results.append(self.work())
        except BaseException as error:  # whoever waits is told
            self.error = error
        self.done.set()
