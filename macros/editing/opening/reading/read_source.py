"""A file by its name and its first bytes into the plan's text."""

from __future__ import annotations

from pathlib import Path

from .source_text import CannotRead, SourceText

MAX_BYTES_READ = 20_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How .doc, .wps and Word files with a password begin."""


def read_source(path: Path) -> SourceText:
    """The text of a plan. Raises CannotRead with one sentence, and OSError."""
    if path.is_dir():
        raise CannotRead(f"“{path}”是一个文件夹，这里要写方案的文件")
    if path.stat().st_size > MAX_BYTES_READ:
        raise CannotRead(f"文件有 {path.stat().st_size / 1e6:.0f} MB，超过 20 MB 的上限，多半不只是方案的文字")
    data = path.read_bytes()
    if data.startswith(_OLE):
        raise CannotRead(
            "这是旧格式（.doc、.wps）或加了密码的文件，读不了；请用 Word 或 WPS 打开，另存为 .docx，不设密码"
        )
    if data.startswith(b"%PDF"):
        from .pdf_reader import read_pdf

        return read_pdf(data)
    if data.startswith(b"PK"):
        from .docx_reader import read_docx

        return read_docx(data)
    if path.suffix.lower() in (".docx", ".pdf"):
        raise CannotRead(f"文件名写着 {path.suffix}，内容却不是；请用原来的程序重新存一次")
    from .txt_reader import read_txt

    return read_txt(data)
