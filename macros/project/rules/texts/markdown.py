"""The words of a hand-written page: no HTML, no unsafe link, nothing that takes the program for ever to read.

The site is safe without these rules, since no `<` of an author reaches Markdown (see `plugin`) and the audit
holds every link of the built pages to the same list. Here the author is told, with the line to mend.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from ....common.files.material_icons import material_icons
from ....common.problems import Problem, Where, nearest
from ....common.text.markdown_code import without_code
from ....common.text.web_links import link_fault
from .lost_text import losses

MOST_ARTICLE_BYTES = 100_000
MOST_IN_BLOCK = 10_000
MOST_BRACKETS = 500
MOST_LEVELS = 8
MOST_CELLS = 20_000
"""Markdown takes time that grows with the square of a block's length, and twice as much for brackets."""

_HTML = re.compile(r"<(?!https?://[!-;=?-~]+>)(?:[A-Za-z][^\s<>]*>?|/[A-Za-z]\w*>?|!|\?)")
_TARGET = re.compile(
    r"\]\(\s*<?((?:[^\s<>()]|\([^\s<>()]*\))*)|^ {0,3}\[(?!\^)[^\]\n]+\]:[ \t]*<?([^\s<>]+)", re.MULTILINE
)
_LEVEL = re.compile(r"[ \t]*(?:[-*+](?=[ \t])|[0-9]{1,9}\.(?=[ \t])|>)")
_RULE = re.compile(r"[-*_ \t]*")


def check_text(body: str, first_line: int, shown: str) -> Iterator[Problem]:
    """Everything in the text below the front matter that may not be there; `first_line` is where the text begins."""
    if len(body.encode()) > MOST_ARTICLE_BYTES:
        yield Problem(Where(shown), f"正文超过 {MOST_ARTICLE_BYTES // 1000} KB，请分成几篇")
        return
    found = list(_tangles(body))
    if not found:  # else the rest would take too long as well
        words = without_code(body)
        found = [*_html(words), *_links(words), *_dressed(body), *losses(body)]
    for position, message in sorted(found):
        yield Problem(Where(shown, first_line + body.count("\n", 0, position)), message)


ADMONITIONS = ("note", "tip", "warning")
"""The boxes that an author may set; other names are those of our own parts, an official notice among them."""

ONLY_BOXES = f'提示框只有 {"、".join(ADMONITIONS)} 三种，写成 !!! note "标题"'

_FENCE_HEAD = re.compile(r"^ {0,3}(?:`{3,}|~{3,})[^\n`]*\{", re.MULTILINE)
_BOX = re.compile(r"^ *(!!!|\?\?\?\+?)[ ]?([^\n\"]*)(\"[^\n\"]*\")?", re.MULTILINE)
_TAB = re.compile(r"^ *===(?!=)[!+]*[ ]*([^\s][^\n]*)", re.MULTILINE)


def _dressed(body: str) -> Iterator[tuple[int, str]]:
    """Classes and ids that would make an author's words look like a part of the site."""
    for found in _FENCE_HEAD.finditer(body):
        yield found.start(), "代码框的记号后面只写语言的名字，不写花括号"
    words = without_code(body)
    for found in _BOX.finditer(words):
        if found[2].strip() not in ADMONITIONS:
            yield found.start(), f'提示框只有 {"、".join(ADMONITIONS)} 三种，写成 {found[1]} note "标题"'
        elif len(found[3] or "") < 3:
            yield found.start(), f'提示框和折起的部分要有标题，写成 {found[1]} {found[2].strip()} "标题"'
    for found in _TAB.finditer(words):
        if not re.fullmatch(r'"[^"]+"[ ]*', found[1]):
            yield found.start(), '分页的标题写在半角的引号里，写成 === "标题"'
    if ":" not in words:
        return
    from ....common.text.material_signs import SIGN  # with what reads Markdown

    for found in re.finditer(SIGN, words):
        if found[1] not in material_icons():
            yield found.start(), f"没有“{found[1]}”这个图标{nearest(found[1], material_icons())}"


def _html(words: str) -> Iterator[tuple[int, str]]:
    """The first tag of each line; those after it go with it."""
    for found in _HTML.finditer(words):
        if _HTML.search(words, words.rfind("\n", 0, found.start()) + 1, found.start()):
            continue
        yield found.start(), f"这里不能写 HTML（{found[0][:20]}）；要照样显示尖括号，请用反引号 ` 括起"


def _links(words: str) -> Iterator[tuple[int, str]]:
    for found in _TARGET.finditer(words):
        target = found[1] or found[2] or ""
        if fault := link_fault(unescape(target)):
            yield found.start(), f"链接“{target[:40]}”：{fault}"


def _tangles(body: str) -> Iterator[tuple[int, str]]:
    """What nobody writes on purpose and Markdown would not finish reading."""
    start = position = size = brackets = bars = rows = 0
    for line in [*body.split("\n"), ""]:
        if line.strip():
            size, brackets = size + len(line), brackets + line.count("[")
            bars, rows = max(bars, line.count("|")), rows + 1
            if _levels(line) > MOST_LEVELS:
                yield position, f"这一行套了 {MOST_LEVELS} 层以上的列表或引用"
        else:
            if size > MOST_IN_BLOCK:
                yield start, f"这一段有 {size} 个字，超过 {MOST_IN_BLOCK} 个；请在中间空一行"
            if brackets > MOST_BRACKETS:
                yield start, f"这一段有 {brackets} 个方括号“[”，超过 {MOST_BRACKETS} 个；请在中间空一行"
            if bars * rows > MOST_CELLS:
                yield start, f"这张表有 {bars * rows} 格，超过 {MOST_CELLS} 格；请分成几张"
            start, size, brackets, bars, rows = position + len(line) + 1, 0, 0, 0, 0
        position += len(line) + 1


def _levels(line: str) -> int:
    """How many lists and quotes begin in a line, one within another; a rule across the page begins none."""
    if _RULE.fullmatch(line):
        return 0
    count = position = 0
    while count <= MOST_LEVELS and (found := _LEVEL.match(line, position)):
        count, position = count + 1, found.end()
    return count
