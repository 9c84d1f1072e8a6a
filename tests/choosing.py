"""Which cases of a table are tried at every run, and which only by `make test-all`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import pytest


def mostly_slow(cases: Iterable[Any], often: Collection[Any]) -> list[Any]:
    """Cases for `parametrize`: all but those named are slow. A tuple is the values of several parameters."""
    known = [*cases]
    assert [case for case in often if case not in known] == []
    return [case if case in often else _slow(case) for case in known]


def _slow(case: Any) -> Any:
    return pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.slow)
