"""One UTF-8 file into its text, or what it is instead, in words for an editor."""

from __future__ import annotations

import stat
from pathlib import Path

from ..problems import Problem, Where
from ..text.characters import hidden_in

MAX_BYTES = 1_000_000


def read_text(path: Path, shown: str) -> tuple[str | None, list[Problem]]:
    """The text of a UTF-8 file with LF line ends, or None and what is wrong with it."""
    try:
        return read_decoded(path), []
    except Unusable as error:
        return None, [Problem(Where(shown, error.line), error.message)]


class Unusable(Exception):
    """Nothing more can be read from this file."""

    def __init__(self, message: str, line: int = 1) -> None:
        self.message, self.line = message, line


def read_decoded(path: Path) -> str:
    """The text of a UTF-8 file with LF line ends. Raises Unusable at the first line that may not be as it is."""
    return decoded(file_bytes(path))


def decoded(data: bytes) -> str:
    """The text of these bytes of a file, with LF line ends. Raises Unusable at the first line that may not be as it is."""
    if data.startswith(b"\xef\xbb\xbf"):
        raise Unusable("文件开头有 BOM 标记；请在编辑器里另存为“UTF-8”（不是“带有 BOM 的 UTF-8”）")
    if _many_zeros(data):
        raise Unusable(f"文件是 UTF-16（记事本里叫“Unicode”）编码，{_SAVE_AS}")
    try:
        text = data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise _encoding_problem(data, error.start) from None
    if hidden_in(text):
        for number, line in enumerate(text.split("\n"), 1):
            if hidden := hidden_in(line):
                raise Unusable(_hidden_problem(line, *hidden), number)
    return text


def file_bytes(path: Path) -> bytes:
    """The bytes of a file that may hold a text. Raises Unusable."""
    try:
        found = path.stat()
        if stat.S_ISREG(found.st_mode) and found.st_size <= MAX_BYTES:
            return path.read_bytes()
    except OSError:
        raise Unusable("文件读不出来，请检查文件是否被别的程序占用，或没有权限") from None
    if stat.S_ISDIR(found.st_mode):
        raise Unusable("这是一个文件夹，这里应当是一个文件")
    if not stat.S_ISREG(found.st_mode):
        raise Unusable("这不是普通文件")
    raise Unusable(f"文件有 {found.st_size / 1e6:.1f} MB，超过 1 MB 的上限；一条记录一个文件，附件请不要放进来")


def _hidden_problem(line: str, at: int, what: str) -> str:
    if line[at] == "\r":
        return "换行符是旧式的（CR），请在编辑器里把换行符改为 LF 或 CRLF"
    before = line[:at].strip()
    before = (before.rpartition(": ")[2] or before)[-8:]
    return f"{f'“{before}”后面' if before else '行首'}有{what}"


def _encoding_problem(data: bytes, bad: int) -> Unusable:
    """What the bytes are when they are not UTF-8."""
    if b"\0" in data:
        return Unusable("这不是文本文件，请换成 UTF-8 编码的文本文件")
    text = data.decode("utf-8", "replace")
    if text.count("\ufffd") * 10 < sum(char > "\x7f" for char in text):
        return Unusable("这一行有损坏的字，请对照原文重新输入", data[:bad].count(b"\n") + 1)
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return Unusable(f"文件的编码无法识别，{_SAVE_AS}")
    return Unusable(f"文件是 GBK（记事本里叫“ANSI”）编码，{_SAVE_AS}")


_SAVE_AS = "请在编辑器里另存为“UTF-8”编码"


def _many_zeros(data: bytes) -> bool:
    """In UTF-16 every letter, digit and line end has a zero byte beside it."""
    return data[:2] in (b"\xff\xfe", b"\xfe\xff") or data.count(b"\0") * 10 > len(data)
