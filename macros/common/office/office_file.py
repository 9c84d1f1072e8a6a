"""What a file of an office program must not hold before any of it is read.

Word, Excel and OpenDocument files are zips (ECMA-376, ISO/IEC 26300), their older kin compound files (MS-CFB). Nothing in
them is run and no link of theirs is followed; what holds programs or data from elsewhere is refused all the same, because
what is read would not be what its sender sees.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

MOST_UNPACKED, MOST_PARTS = 60_000_000, 3_000
"""Bytes and files of an office file when it is unpacked: twenty times what the largest of ours has."""

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_BROKEN = "文件不完整或者坏了，请在办公软件里打开，另存一次再来"
_MACROS = "文件里带着宏（程序），不收；请另存为不带宏的文件（Excel 选 .xlsx，Word 选 .docx），宏留在您自己那一份里"
_LOCKED = "文件设了打开密码，读不了；请在办公软件里去掉密码，另存一份再来"
_OUTSIDE = (
    "有的格子连着别的文件或数据库，读到的可能不是您看到的；"
    "请在办公软件里断开（Excel：数据 → 编辑链接 → 断开链接），另存一份再来"
)
_BOMB = "压缩包展开以后太大，不像办公文件，没有打开"

_REFUSED_PARTS = (
    (re.compile(r"(^|/)vbaProject\.bin$|^(Basic|Scripts)/.|/macrosheets/", re.IGNORECASE), _MACROS),
    (re.compile(r"(^|/)externalLinks/.|^xl/(connections\.xml|queryTables/.)", re.IGNORECASE), _OUTSIDE),
)


class UnusableFile(Exception):
    """A file that is not read; says what it is and what would do, to whoever sent it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def open_package(content: bytes, most: int = MOST_UNPACKED) -> zipfile.ZipFile:
    """An office file that is a zip, after all of it was unpacked once to see that it can be. Raises UnusableFile."""
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
        _refuse_parts(package, most)
        for name, part in _unpacked(package):
            if b"<!ENTITY" in part:
                raise UnusableFile(f"文件里的 {name} 写法不寻常，没有打开；请在办公软件里打开，另存一次再来")
            if name == "[Content_Types].xml" and b"macroEnabled" in part:
                raise UnusableFile(_MACROS)
            if name == "META-INF/manifest.xml" and b"encryption-data" in part:
                raise UnusableFile(_LOCKED)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError):
        raise UnusableFile(_BROKEN) from None
    return package


def refuse_legacy(content: bytes) -> None:
    """Look through a compound file (.xls, .doc, or a new one behind a password). Raises UnusableFile."""
    for sign, message in (("EncryptedPackage", _LOCKED), ("_VBA_PROJECT", _MACROS)):
        if sign.encode("utf-16-le") in content:
            raise UnusableFile(message)


def _refuse_parts(package: zipfile.ZipFile, most: int) -> None:
    """What is to be seen from the list of parts alone."""
    parts = package.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > most:
        raise UnusableFile(_BOMB)
    for part in parts:
        if part.flag_bits & 1:
            raise UnusableFile(_LOCKED)
        for pattern, message in _REFUSED_PARTS:
            if pattern.search(part.filename):
                raise UnusableFile(message)


def _unpacked(package: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Each part. Where the list says less of its size than is true, the reader stops there and finds its sum wrong."""
    for part in package.infolist():
        yield part.filename, package.read(part)


def broken_file() -> UnusableFile:
    """What is said of a file that ends too soon or contradicts itself."""
    return UnusableFile(_BROKEN)


def locked_file() -> UnusableFile:
    """What is said of a file behind a password."""
    return UnusableFile(_LOCKED)
