"""What is made or missing beside a built site, each told in a line: the copy for a stick, posters and pictures."""

from __future__ import annotations

from pathlib import Path

from ..prints.typesetter import left_out


def made_beside(root: Path, site: Path, portable: bool) -> list[str]:
    """Make the copy for a stick where it is wanted; returns what an editor is told."""
    if not portable:
        return left_out()
    from ..postbuild.portable_copy import write_portable_copy  # who wants none need not load all that draws pages

    file = site.with_name(f"{site.name}.zip")
    write_portable_copy(root, site, file)
    return [*left_out(), f"拷优盘用的：{file}。先把它解压到优盘上，再双击里面的“打开”那一个。"]
