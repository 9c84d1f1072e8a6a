"""A file of Word into a title, Markdown and pictures, or into the sentence that says what to do with it instead."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path

from ...common.files.media_files import kind_of
from ...common.office.office_file import COMPOUND, UnusableFile, broken_file, open_package, refuse_legacy
from .html_markdown import markdown_of
from .pending_pictures import keep_pending
from .photos import small_photo

MOST_WORD_UNPACKED, MOST_WORD_TEXT = 200_000_000, 20_000_000
"""Bytes of all parts, pictures among them, and of the text alone."""

MOST_WORD_PICTURES = 30

_STYLES = """
p[style-name='Title'] => p.title:fresh
p[style-name='标题'] => p.title:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='标题 1'] => h1:fresh
p[style-name='标题 2'] => h2:fresh
p[style-name='标题 3'] => h3:fresh
p[style-name='标题 4'] => h4:fresh
comment-reference =>
"""


@dataclass
class WordText:
    """What a file of Word became, and what of it did not come along."""

    title: str
    markdown: str
    lost: list[str] = field(default_factory=list)


def word_text(root: Path, content: bytes, name: str) -> WordText:
    """The text of a .docx; its pictures are kept until the page is saved. Raises UnusableFile."""
    _refuse_others(content, name)
    package = open_package(content, MOST_WORD_UNPACKED)
    texts = [part for part in package.infolist() if part.filename.endswith((".xml", ".rels"))]
    if "word/document.xml" not in package.namelist():
        raise UnusableFile("这不是 Word 文件（.docx）；请在 Word 或 WPS 里打开，另存为 .docx")
    if sum(part.file_size for part in texts) > MOST_WORD_TEXT:
        raise UnusableFile("文字展开以后太大，不像一篇文章，没有打开")
    try:
        import mammoth
    except ImportError:
        raise UnusableFile("这台电脑还没有装读 Word 的软件包；请在项目文件夹里运行 pip install .[edit]") from None
    pictures = _Pictures(root)
    try:
        read = mammoth.convert_to_html(
            io.BytesIO(content),
            convert_image=mammoth.images.img_element(pictures.taken),
            style_map=_STYLES,
            external_file_access=False,
        )
        found = markdown_of(read.value, pictures.written)
    except Exception:
        # whatever was tripped over: a part that is no XML, a style without a name, tables in tables in tables
        raise broken_file() from None
    if linked := sum("external image" in message.message for message in read.messages):
        pictures.lost.append(f"有 {linked} 张图不在这个文件里，只连着别处，没有放进来；请在 Word 里删去它们，重新插入")
    return WordText(found.title, found.markdown, pictures.lost)


class _Pictures:
    """The pictures of a file, in its order."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.number = 0
        self.lost: list[str] = []

    def taken(self, image: object) -> dict[str, str]:
        """What mammoth is to write for a picture: the name under which it is kept."""
        self.number += 1
        if self.number > MOST_WORD_PICTURES:
            self.lost.append(f"第 {self.number} 张图没有放进来：一篇文章最多带 {MOST_WORD_PICTURES} 张")
            return {"src": ""}
        try:
            with image.open() as file:  # type: ignore[attr-defined]
                photo = small_photo(file.read())
        except UnusableFile as error:
            self.lost.append(f"第 {self.number} 张图没有放进来：{error.message}")
            return {"src": ""}
        return {"src": keep_pending(self.root, photo.content)}

    def written(self, source: str, alt: str) -> str:
        return f"![{alt}]({source})" if source else ""


def _refuse_others(content: bytes, name: str) -> None:
    ending = name.lower().rpartition(".")[2]
    if ending == "docm":
        raise UnusableFile("这种文件（.docm）能带宏（程序），不收；请另存为 .docx")
    if content.startswith(COMPOUND):
        refuse_legacy(content)
        kind = "WPS 文字（.wps）" if ending == "wps" else "旧版 Word（.doc）"
        raise UnusableFile(
            f"这是{kind}的文件，读不了；请在 Word 或 WPS 里打开，“文件”→“另存为”，类型选 .docx，再来一次"
        )
    if content.startswith(b"{\\rtf"):
        raise UnusableFile("这是 RTF 文件，读不了；请在 Word 或 WPS 里打开，另存为 .docx")
    if not content:
        raise UnusableFile("文件是空的（0 字节），多半没有复制完")
    kind = kind_of(content)
    if kind == "pdf":
        raise UnusableFile("这是 PDF，读不了；请用写它的 .docx，或在 Word 里打开 PDF，另存为 .docx")
    if not content.startswith(b"PK\x03\x04"):
        raise UnusableFile("这不是 Word 文件（.docx）；请在 Word 或 WPS 里打开，另存为 .docx")
