"""atomic.py: a file is the old one or the new one, whatever breaks off; and everything in plan/ is written so."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest
from kepu.common.files.atomic_write import write_whole
from kepu.common.files.known_addresses import read_addresses, remember_addresses
from sites import ROOT

WRITERS = (
    "common/files/known_addresses",
    "editing/history/saving",
    "editing/network/mark_checked",
    "editing/network/pull",
    "editing/creating/new_article",
    "editing/creating/new_event",
    "editing/creating/new_expert",
    "editing/creating/new_resource",
    "editing/set_alert",
    "project/json_schema",
    "publish/withdraw",
)
"""The modules that write into plan/ or content/."""


@pytest.mark.parametrize("cut", ["write", "fsync", "replace"])
def test_what_breaks_off_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: str
) -> None:
    path = tmp_path / "addresses.txt"
    path.write_text("old")

    def full(*rest: object) -> None:
        raise OSError(28, "No space left on device")

    if cut == "write":
        monkeypatch.setattr(Path, "open", full)
    else:
        monkeypatch.setattr(*((os, "fsync") if cut == "fsync" else (Path, "replace")), full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, "new")
    monkeypatch.undo()
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("addresses.txt", "old")]


def test_a_new_file_is_flushed_under_its_own_name_and_keeps_its_rights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[int] = []
    monkeypatch.setattr(os, "fsync", flushed.append)
    path = tmp_path / "文件.yaml"
    write_whole(path, "一\n二\n")
    assert path.read_bytes() == "一\n二\n".encode() and len(flushed) == 2, "the file and its folder"
    path.chmod(0o640)
    write_whole(path, b"2")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"2", 0o640)


def test_a_full_disk_does_not_shorten_the_list_of_addresses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plan").mkdir()
    remember_addresses(tmp_path, {f"page-{number}/" for number in range(600)})

    def full(*rest: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        remember_addresses(tmp_path, {"new/"})
    assert len(read_addresses(tmp_path)) == 600


@pytest.mark.parametrize("name", WRITERS)
def test_whoever_writes_into_the_plan_writes_whole_files(name: str) -> None:
    tree = ast.parse((ROOT / "macros" / f"{name}.py").read_text("utf-8"))
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert used.isdisjoint({"write_text", "write_bytes"})
    assert "write_whole" in {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
