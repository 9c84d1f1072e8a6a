"""Code taken out of Markdown: what is code, and that any text is read in time that grows with its length."""

from __future__ import annotations

import time

import pytest
from kepu.common.text.markdown_code import without_code


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("字`码`字", "字   字"),
        ("字\n```\n码\n```\n字", "字\n   \n \n   \n字"),
        ("````\n```\n````\n字", "    \n   \n    \n字"),
        ("```\n没有关上", "   \n    "),
        ("~~~\n帐户 https://x.example/\n~~~\n字", "   \n" + " " * 21 + "\n   \n字"),
        ("段\n\n    缩进\n字", "段\n\n      \n字"),
        ("``两个`反引号``字", " " * 10 + "字"),
    ],
)
def test_code_is_blanked_and_everything_else_stays_in_its_place(text: str, left: str) -> None:
    assert without_code(text) == left


@pytest.mark.parametrize("unit", ["`", "```\n", "``", "`a\n", "````\n```\n", "a`"])
def test_taking_out_code_takes_no_longer_than_the_length_warrants(unit: str) -> None:
    text = unit * (99_000 // len(unit))
    started = time.process_time()
    without_code(f"{text}\n" + "字\n" * 10_000)
    assert time.process_time() - started < 2  # of the processor; what is tried again for each sign takes minutes
