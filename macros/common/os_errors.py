"""What a disk refuses, in words for an editor."""

from __future__ import annotations

import errno
import re

REFUSALS = {
    errno.ENOSPC: "磁盘满了，请腾出空间再运行一次",
    errno.EDQUOT: "这个用户的磁盘配额用完了，请腾出空间再运行一次",
    errno.EFBIG: "文件超过了系统允许的大小",
    errno.EACCES: "没有写的权限，或者文件正被别的程序打开",
    errno.EPERM: "没有写的权限",
    errno.EROFS: "这个磁盘或文件夹是只读的",
    errno.EBUSY: "文件夹正被别的程序使用，或者是一个挂载点",
    errno.ENOENT: "文件或文件夹不见了",
    errno.ENOTDIR: "路径中间有一段不是文件夹",
    errno.EISDIR: "这里是文件夹，应当是文件",
    errno.EEXIST: "已有同名的文件",
    errno.ENOTEMPTY: "文件夹里有别的程序刚写进的文件",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EMFILE: "同时打开的文件太多",
    errno.ENOMEM: "内存不够",
    errno.EIO: "磁盘读写出错，请检查磁盘",
    errno.EXDEV: "两个文件夹不在同一个磁盘上",
}
EXPLAINED_ERRORS = {
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EFBIG,
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENOMEM,
    errno.EIO,
}
"""Refusals that say all there is to say; a file that is missing may as well be our own mistake."""

_NUMBER = re.compile(r"(?:\[Errno |os error )(\d+)(?:\][^'\n]*: '([^'\n]*)')?")
"""How Python and Rust name the number of a refusal in what they print; Python adds the file."""


LEFT_BY_SYSTEMS = {"Thumbs.db", "desktop.ini"}


def passed_over(name: str) -> bool:
    """Whether a file is none of ours: dot files and AppleDouble, locks of office programs, what Windows leaves."""
    return name.startswith((".", "~$")) or name in LEFT_BY_SYSTEMS


def refusal(error: OSError) -> str:
    """Why the disk refused, and at which file."""
    reason = REFUSALS.get(error.errno or 0) or f"系统说“{error.strerror or error}”"
    return f"读写文件时出错：{reason}" + (f"（{error.filename}）" if error.filename else "")


def refusal_in(said: str) -> str | None:
    """The refusal that another program printed before it gave up, or None when its trouble was another."""
    for number, path in reversed(_NUMBER.findall(said)):
        if int(number) in EXPLAINED_ERRORS:
            return f"读写文件时出错：{REFUSALS[int(number)]}" + (f"（{path}）" if path else "")
    return None
