"""Markdown as prose: code stands for itself and is no text of ours."""

from __future__ import annotations

import re

CODE = re.compile(r"^(`{3,}+).*?^\1|`[^`\n]+`", re.DOTALL | re.MULTILINE)
"""A fence is taken whole: a long one that nothing closes would else be tried at every length, each time to the end."""


def without_code(markdown: str) -> str:
    """The text with blanks for blocks and spans of code, every other character in its place."""
    return CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), markdown)
