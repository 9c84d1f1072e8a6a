"""Markdown as prose: code stands for itself and is no text of ours."""

from __future__ import annotations

import re
from functools import lru_cache

_FENCE = re.compile(r"^ {0,3}(`{3,}+|~{3,}+)[^\n]*\n.*?(?:^ {0,3}\1[`~]*[ ]*$|\Z)", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"(?:\A|(?<=\n\n))(?:(?: {4}|\t)[^\n]*(?:\n|\Z))+")
_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)((?:(?!\n[ \t]*\n).)+?)(?<!`)\1(?!`)", re.DOTALL)


@lru_cache(maxsize=8)
def without_code(markdown: str) -> str:
    """The text with blanks for blocks and spans of code, every other character in its place.

    Code is what CommonMark takes for it: fences of ` or ~ (to the end of the text where none closes them), lines
    indented by four after an empty line, and spans within a paragraph.
    """
    for pattern in (_FENCE, _INDENTED, _SPAN):
        markdown = pattern.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), markdown)
    return markdown
