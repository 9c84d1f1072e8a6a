"""disk.py: what a disk refuses, in words for an editor."""

from __future__ import annotations

import pytest
from kepu.common.os_errors import REFUSALS, refusal, refusal_in


def test_a_full_disk_is_named_with_the_file() -> None:
    assert refusal(OSError(28, "No space left on device", "site/index.html")) == (
        "读写文件时出错：磁盘满了，请腾出空间再运行一次（site/index.html）"
    )


def test_an_unknown_refusal_is_quoted() -> None:
    assert refusal(OSError(9999, "Strange")) == "读写文件时出错：系统说“Strange”"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("…\nOSError: [Errno 28] No space left on device: '/s/a.html'\n", f"{REFUSALS[28]}（/s/a.html）"),
        ("PermissionError: [Errno 13] Permission denied: '/s'", f"{REFUSALS[13]}（/s）"),
        ('Custom { kind: Other, error: "No space left on device (os error 28)" }', REFUSALS[28]),
        ("[Errno 2] No such file: 'x'\nduring that:\n[Errno 28] No space left", REFUSALS[28]),
    ],
)
def test_the_refusal_another_program_met_is_found(said: str, expected: str) -> None:
    assert refusal_in(said) == f"读写文件时出错：{expected}"


@pytest.mark.parametrize(
    "said", ["", "jinja2.exceptions.UndefinedError: 'x' is undefined", "[Errno 2] No such file", "[Errno 9999] Strange"]
)
def test_other_trouble_is_no_refusal(said: str) -> None:
    assert refusal_in(said) is None
