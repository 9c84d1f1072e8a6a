"""parallel.py: every item is worked on, in order, and a failure is told as if nothing had been shared out."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from kepu.common import parallel
from kepu.common.parallel import FEW, in_parallel


@pytest.fixture(autouse=True)
def three_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_cores", lambda: 3)


@pytest.mark.parametrize("count", [0, 1, FEW, 3 * FEW - 1, 3 * FEW, 3 * FEW + 1, 10 * FEW])
def test_results_come_in_the_order_of_the_items(count: int) -> None:
    done = in_parallel(lambda number: (number, os.getpid()), range(count))
    assert [number for number, _ in done] == [*range(count)]
    assert len({process for _, process in done}) == max(1, min(3, count // FEW)) or not count


def test_what_is_to_be_done_meanwhile_is_done_here_and_before_this_core_helps() -> None:
    for count in (0, FEW, 10 * FEW):
        here: list[int] = []
        done = in_parallel(lambda _: (os.getpid(), [*here]), range(count), meanwhile=lambda: here.append(os.getpid()))  # noqa: B023
        assert here == [PARENT]
        assert all(seen == here for process, seen in done if process == PARENT)


def failing(number: int) -> None:
    raise ValueError(number)


def killed(_: int) -> None:
    if os.getpid() != PARENT:
        os.kill(os.getpid(), signal.SIGKILL)


PARENT = os.getpid()


@pytest.mark.parametrize("wrong", [0, 1, 2, 100, 299])
def test_a_failure_is_raised_here_and_nothing_is_done_twice(tmp_path: Path, wrong: int) -> None:
    def work(number: int) -> None:
        if number == wrong:
            failing(number)
        (tmp_path / str(number)).touch(exist_ok=False)

    with pytest.raises(ValueError, match=str(wrong)) as raised:
        in_parallel(work, range(300))
    assert raised.traceback[-1].name == "failing"


@pytest.mark.parametrize("stop", [killed, lambda _: os._exit(3) if os.getpid() != PARENT else None])
def test_what_a_stopped_process_left_is_done_here(stop: Callable[[int], None]) -> None:
    def work(number: int) -> int:
        stop(number)
        return number

    assert in_parallel(work, range(300)) == [*range(300)]
