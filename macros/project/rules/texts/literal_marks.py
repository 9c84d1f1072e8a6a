"""What an author wrote as a mark and the page would show as text, found on the rendered words and named at its line."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from html.entities import html5
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from ....common.problems import Problem, Where
from ....common.text.characters import hidden_in
from ....common.text.line_joining import HAN
from ....common.text.markdown_extensions import STOOD_FOR_LESS, Blocks, reader
from .markdown import ADMONITIONS, ONLY_BOXES

_CODE, _BREAK = "\x00", "\x0b"
_BLOCKS = {"p", "li", "td", "th", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "summary", "label"}
_BOX_CLASSES = {
    *ADMONITIONS,
    "admonition",
    "footnote",
    "toc",
    "tabbed-labels",
    "tabbed-content",
    "tabbed-block",
    "tabbed-alternate",
}
_FACTOR = r"0-9A-Za-z\u4e00-\u9fff"
_PICTURE = re.compile(r"\.(?:png|jpe?g|webp|gif)$", re.IGNORECASE)
AS_TEXT = "；要照样显示，在它前面加反斜杠 \\"

LEFT_OVER: tuple[tuple[str, str], ...] = (
    (r"^ *(?:[-*+][ \u3000]|(?:＊(?!＊)|[－＋•·●◆■▪○])[ \u3000]?|[0-9]{1,9}\.[ \u3000]|[０-９]+[.．])\S", "没有成为列表：记号用半角的“- ”或“1. ”，后面空一格"),
    (r"^ *[|｜]", "没有成为表格：竖线用半角 |，表头下面要有一行 |---|---|，前后各空一行"),
    (r"^ *[#＃]+", "没有成为标题：记号用半角 #，后面空一格，最多六个"),
    (r"^ *[＞]", "没有成为引用：记号用半角 >"),
    (r"^ *(?:!!!|！！！|\?\?\?|？？？|===|:::)", "没有成为提示框、折起的部分或分页：记号用半角，后面空一格，前面空一行，写法见编辑指南“科普文章”"),
    (r"[!！][\[［]", "没有成为图：写成 ![图里是什么](文件名)，记号都用半角"),
    (r"[\]］】][ ]?\(|[\]］】〕〗」』》][ ]?[(（](?=https?:|www\.|#|[\w./-]+\.(?:md|pdf|png|jpe?g|webp))", "没有成为链接：写成 [文字](网址)，方括号和圆括号都用半角"),
    (r"\[\[|https?:[^\s()（）]*[)）]\[", "没有成为链接：写成 [文字](网址)，先文字，后网址，各一对括号"),
    (r"\]\[|［[^］\n]*］［", "没有成为链接：第二个方括号里的名字没有在别处写明网址"),
    (r"\*\*|＊＊|(?<!_)__(?!_)", "没有成为粗体：前后各两个半角 *，里侧不留空格"),
    (r"[\[［][\^＾]", "没有成为脚注：写成 [^1]，并在文末另起一行写 [^1]: 注的内容"),
    (r"(?<![A-Za-z0-9_])_(?=[^_\s]*[\u4e00-\u9fff])[^_\s]+_(?![A-Za-z0-9_])", "没有成为斜体：强调请写两对星号，像 **重点**"),
    (r"[`｀]|~~~", "没有成为代码：反引号要成对，``` 要有结束的一行"),
    (r"~~|～～|(?<!=)==(?!=)|＝＝|\^\^", "这里没有删除线和高亮的写法，会照样显示"),
    (r"\[[ xX]\] ", "这里没有勾选框的写法，会照样显示"),
    (r"\{[:.#]", "这里不能写样式和代号，会照样显示"),
    (r"[A-Za-z]~[0-9A-Za-z+-]{1,6}~|[0-9A-Za-z]\^[0-9A-Za-z+-]{1,6}\^", "这里没有上标下标的写法，请直接写 ₂、² 这样的字"),
    (r"\$\$|\$[^$\n]*[\\^_{}][^$\n]*\$", "这里没有公式的写法，请用普通的字写"),
    (r"(?<![\w:]):[a-z][a-z_-]+:(?![\w:])", "这里没有表情的代号，请直接写表情"),
    (r"\{(?:\+\+|--|~~|==|>>)|\{%|(?<![A-Za-z])\+\+[a-z]|--8[<\ue000]--", "这里没有这种记号，会照样显示"),
    (r"^ *(?::[ ]{1,3}\S|\*\[[^\]]+\]:)", "这里没有词条和缩写的写法，会照样显示"),
    (r"＜/?[A-Za-z][^＜＞]{0,30}＞", "这里不能写 HTML，也会照样显示"),
    (r"\\$", "行末的 \\ 会照样显示：要换行，在行末留两个空格"),
)  # fmt: skip
"""Marks by what they look like in the words of a page, and what became of them."""

_ANY_LEFT_OVER = re.compile("|".join(pattern for pattern, _ in LEFT_OVER), re.MULTILINE)

BARE = re.compile(
    r"\n*(?:(?:#{1,6} )?[\u4e00-\u9fff“《（][\u4e00-\u9fff0-9A-Za-z “”‘’《》（）、，。；：！？…％·—]*(?:\n{2,}|\n*\Z))*"
)
"""Headings and paragraphs of one line each, of signs that no mark is made of: nothing to find, nor to draw."""

_RUNS_ON = re.compile(
    r"\n[ \u3000]*(?=(?:[0-9]{1,2}(?:[、)）．]|\.(?![0-9\s]))|[①-⑳]|[（(](?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[)）]"
    r"|[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十0-9]{1,3}步|(?:[A-Za-z]|[ivx]{2,4})[.．)）、](?![A-Za-z])"
    r"|[—–-] ?\S|[~～※§\u2190-\u21ff\u25a0-\u27bf\u2b00-\u2bff] ?\S))"
)
"""A line that begins like an item of a list, in a paragraph whose lines are drawn together."""


def check_shown(body: str, first_line: int, shown: str) -> Iterator[Problem]:
    """Marks that would be shown as text, numbers shown otherwise than written, pictures without words in their place.

    `body` is a text that is free of other faults, its macros filled in or taken out.
    """
    if not BARE.fullmatch(body):
        with _ONE_AT_A_TIME:  # the reader keeps what it saw; a preview and a desk read at the same time
            found = list(_seen_in(body, _Places(body, first_line, shown)))
        yield from found


_ONE_AT_A_TIME = threading.Lock()


def _seen_in(body: str, place: _Places) -> Iterator[Problem]:
    drawn = _looking()
    seen = drawn.treeprocessors["kepu_seen"]
    assert isinstance(seen, _Seen)
    drawn.reset().convert(body.replace("<", STOOD_FOR_LESS))
    blocks = drawn.preprocessors["kepu_blocks"]
    assert isinstance(blocks, Blocks)
    for line, number in blocks.miscounted:
        yield place.problem(line, f"“{_short(line)}”在网页上的序号是 {number}，与写的不同；请改序号，或在中间另起一段")
    for row, number in blocks.overfull:
        yield place.problem(row, f"“{_short(row)}”比表头多，这一行只显示前 {number} 格；文字里的竖线写成 \\|")
    for words in seen.words:
        yield from _marks(words, place)
    for words in seen.pictures:
        yield place.problem(f"]({words})", f"图 {words} 缺少替代文字，方括号里请写图里是什么，念给看不见图的人听")
    for words in seen.eaten:
        yield place.problem(words, f"“{words}”里的 * 会被当成斜体的记号，不显示；乘号请写 ×，强调请写两对星号")
    for kind in seen.boxes:  # within lists and quotes as well
        yield place.problem(kind, ONLY_BOXES)
    for words in seen.indented:
        yield place.problem(
            words, f"“{_short(words)}”行首空了四格，会显示成代码；段落顶格写，代码上下各加一行三个反引号"
        )
    yield from _headings(body, place)
    yield from _entities(body, place)


@lru_cache(maxsize=1)
def _looking() -> Markdown:
    """What reads a text and keeps what it saw; made once, since that takes as long as reading a page."""
    drawn = reader()
    drawn.treeprocessors.deregister("kepu_lines")  # each line is looked at as it was written
    drawn.treeprocessors.register(_Seen(), "kepu_seen", 5)  # before escaped signs come back
    return drawn


def _marks(words: str, place: _Places) -> Iterator[Problem]:
    """At most one finding a line."""
    lines = words.replace(_BREAK, "\n")
    for line in lines.split("\n") if _ANY_LEFT_OVER.search(lines) else ():
        for pattern, message in LEFT_OVER:
            if found := re.search(pattern, line):
                said = f"“{_short(line[found.start() :])}”{message}{AS_TEXT}"
                start = found.start() if len(line) - found.start() > 3 else max(0, len(line) - 8)
                yield place.problem(line[start:], said)
                break
    if found := _RUNS_ON.search(words):
        rest = words[found.end() :].split("\n")[0]
        yield place.problem(rest, f"“{_short(rest)}”会与上一行连成一段；分条请写成“1. ”或“- ”，分段请在中间空一行")


def _headings(body: str, place: _Places) -> Iterator[Problem]:
    plain = re.sub(
        r"^( {0,3}(`{3,}|~{3,}))[^\n]*\n.*?^ {0,3}\2[`~]*[ ]*$",
        lambda m: "\n" * m[0].count("\n"),
        body,
        flags=re.M | re.S,
    )
    for found in re.finditer(r"^(?![ \t]|[-*+>|#]|[0-9]+\.)([^\n|]+)\n([=-]+)[ ]*$", plain, re.MULTILINE):
        yield place.at(
            plain,
            found.start(2),
            f"“{found[2][:10]}”紧跟在文字下面，上一行会变成标题；分隔线请在前面空一行，标题请写“## ”",
        )
    for found in re.finditer(r"^#{1,6}[^#\s]", plain, re.MULTILINE):
        yield place.at(plain, found.start(), "“#”后面要空一格才是标题；不是标题的，写成 \\#")


def _entities(body: str, place: _Places) -> Iterator[Problem]:
    for found in re.finditer(r"(?<!`)&(#?\w+);?", body):
        name, meant = found[0], unescape(found[0])
        known = f"{found[1]};" in html5 or found[1].startswith("#")
        if known and (hidden_in(meant) or (name.endswith(";") and not meant.strip())):
            yield place.at(body, found.start(), f"“{name}”写出的是看不见的字符，请删去")


class _Seen(Treeprocessor):
    """The words of each block, pictures without words in their place, and stars that a formula has lost."""

    words: list[str]
    pictures: list[str]
    eaten: list[str]
    indented: list[str]
    boxes: list[str]

    def run(self, root: Element) -> Element:
        """Look at the whole page; none of it is left to be written out."""
        self.words, self.pictures, self.eaten, self.indented, self.boxes = [], [], [], [], []
        for element in root.iter():
            if element.tag in _BLOCKS:
                self.words.append(_words(element))
                self.stars(element)
            kinds = (element.get("class") or "").split()
            if element.tag in ("div", "details") and "tabbed-set" not in kinds and set(kinds) - _BOX_CLASSES:
                self.boxes.append(" ".join(kind for kind in kinds if kind not in _BOX_CLASSES))
            if element.tag == "pre" and HAN.search(words := "".join(element.itertext())):  # fences are gone by now
                self.indented.append(words)
            if element.tag == "img" and not (element.get("alt") or "").strip():
                self.pictures.append(element.get("src") or "")
            before = element.text or ""
            for child in element:
                if child.tag == "a" and before.endswith("！") and _PICTURE.search(child.get("href") or ""):
                    self.words.append(f"！[{child.text or ''}]")
                before = child.tail or ""
        return Element("div")

    def stars(self, element: Element) -> None:
        before = element.text or ""
        for child in element:
            inner, after = child.text or "", child.tail or ""
            formula = re.search(rf"[{_FACTOR})]$", before) and re.match(rf"[{_FACTOR}(]", after)
            if child.tag == "em" and formula and re.fullmatch(rf"[{_FACTOR}.+/()-]{{1,8}}", inner):
                self.eaten.append(f"{before[-1]}*{inner}*{after[0]}")
            before = after


def _words(element: Element) -> str:
    """The words of a block without those of the blocks in it; code is one sign."""
    parts = [element.text or ""]
    for child in element:
        if child.tag in ("code", "pre"):
            parts.append(_CODE)
        elif child.tag == "br":
            parts.append(_BREAK)
        elif child.tag not in (*_BLOCKS, "ul", "ol", "table", "div", "blockquote"):
            parts.append(_words(child))
        parts.append(child.tail or "")
    return "".join(parts).replace(f"{_BREAK}\n", _BREAK)


class _Places:
    """Where in the file words of the page were written; each is sought from the last one found, then from the top."""

    def __init__(self, body: str, first_line: int, shown: str) -> None:
        self.body, self.first_line, self.shown = body, first_line, shown
        self.found = 0

    def problem(self, words: str, message: str) -> Problem:
        for length in (40, 12, 6, 3, 2, 1):
            piece = re.split(r"[\x00-\x1f\ue000]", words[:length])[0].rstrip()
            at = self.body.find(piece, self.found) if piece else -1
            at = self.body.find(piece) if piece and at < 0 else at
            if at >= 0:
                self.found = at
                return self.at(self.body, at, message)
        return Problem(Where(self.shown, self.first_line), message)

    def at(self, text: str, position: int, message: str) -> Problem:
        return Problem(Where(self.shown, self.first_line + text.count("\n", 0, position)), message)


def _short(words: str) -> str:
    words = re.sub(f"\x02[^\x03]*\x03|[\x00-\x1f{STOOD_FOR_LESS}]", "…", words.split("\n")[0].strip())
    return words if len(words) <= 16 else f"{words[:16]}…"
