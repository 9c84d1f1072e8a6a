"""Words that Markdown takes for something else and leaves out, each named at its line in the text as written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ....common.text.markdown_code import without_code

_DEFINED = re.compile(r"^ {0,3}\[(?P<name>[^\[\]\n]+)\]:", re.MULTILINE)
_STARS = re.compile(r"^ *\*[^\s*][^*\n]*\n *\*[^\s*]", re.MULTILINE)
_TABBED = re.compile(r"^[^\n]*[^\s-]\t+[^\s]", re.MULTILINE)
_HASH = re.compile(r"^#{1,6} [^\n]*[^\s#\\](#+)[ ]*$", re.MULTILINE)
_BLANK = re.compile(r"\]\([ ]*[^\s()<>]+[ ]+(?![\"')])[^)\n]*\)")
_FENCE = re.compile(r"^[ ]+(?:`{3,}|~{3,})", re.MULTILINE)
_BOX = re.compile(r"^(?:!!!|\?\?\?\+?|===) ?[\w\"][^\n]*\n+(?! {4}|\n)", re.MULTILINE)

LOSSES: tuple[tuple[re.Pattern[str], str], ...] = (
    (_STARS, "星号后面要空一格才是列表；现在星号会被当成斜体的记号，不显示"),
    (
        _TABBED,
        "行里有制表符（Tab 键），多半是从表格里复制来的，各格会连成一句；请写成 | 甲 | 乙 |，表头下面写 |---|---|",
    ),
    (_HASH, "标题末尾的 # 不会显示；要显示，写成 \\#"),
    (_BLANK, "网址里有空格，空格后面的会坏；网址从浏览器的地址栏里复制，图的说明写进方括号"),
    (_BOX, "提示框、折起的部分或分页是空的：里面的话写在下面，每行前面空四格"),
)
"""What is lost, and what to write instead."""


def losses(body: str) -> Iterator[tuple[int, str]]:
    """The positions in a text at which something would be left out, with what to do."""
    words = without_code(body)
    for pattern, message in LOSSES:
        yield from ((found.start(), message) for found in pattern.finditer(f"{words}\n"))
    yield from ((found.start(), "代码框的记号要顶格写，不能放在列表里") for found in _FENCE.finditer(_unfenced(body)))
    yield from _definitions(words)


def _unfenced(body: str) -> str:
    """The text without the blocks of code that begin at the margin."""
    return re.sub(r"^(`{3,}|~{3,})[^\n]*\n.*?^\1", lambda code: re.sub(r"[^\n]", " ", code[0]), body, flags=re.M | re.S)


def _definitions(words: str) -> Iterator[tuple[int, str]]:
    """Notes and addresses that are written at the end under a name: each once, and for something above."""
    written = Counter(name.strip().casefold() for name in re.findall(r"\[([^\[\]\n]+)\]", words))
    defined: Counter[str] = Counter(found["name"].strip().casefold() for found in _DEFINED.finditer(words))
    seen: set[str] = set()
    for found in _DEFINED.finditer(words):
        name = found["name"].strip().casefold()
        if name in seen:
            yield found.start(), f"“[{found['name']}]:”写了两次，只有一处算数；请各用一个名字"
        elif written[name] <= defined[name]:
            yield found.start(), f"“[{found['name']}]:”{_UNUSED_NOTE if name.startswith('^') else _UNUSED_ADDRESS}"
        seen.add(name)


_UNUSED_NOTE = "这条注在正文里没有用到；请在正文里写上方括号里的这几个字，或者删去"
_UNUSED_ADDRESS = "这一行会被当成链接的网址，不显示；请去掉方括号，或在正文里用到它"
