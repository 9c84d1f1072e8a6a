"""filling.py: what stays the same keeps its file, what changes gets a new one, and nothing is ever written into."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from kepu.common.files.file_writer import FileWriter


@pytest.fixture
def before(tmp_path: Path) -> Path:
    folder = tmp_path / "before"
    for name, text in (("a/same.html", "一"), ("a/changed.html", "一"), ("gone.html", "一")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
        os.utime(folder / name, (1, 1))
    return folder


def filled(folder: Path, before: Path | None) -> dict[str, str]:
    filling = FileWriter(folder, before)
    for name, content in (("a/same.html", "一"), ("a/changed.html", "二".encode()), ("b/new.html", "三")):
        filling.write(name, content)
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*.html")}


WANTED = {"a/same.html": "一", "a/changed.html": "二", "b/new.html": "三"}


def test_what_stays_the_same_keeps_its_file_and_time(tmp_path: Path, before: Path) -> None:
    assert filled(tmp_path / "after", before) == WANTED
    assert (tmp_path / "after" / "a" / "same.html").stat().st_mtime == 1
    assert (tmp_path / "after" / "a" / "same.html").samefile(before / "a" / "same.html")
    assert (before / "a" / "changed.html").read_text("utf-8") == "一"


def test_without_a_folder_before_everything_is_new(tmp_path: Path) -> None:
    assert filled(tmp_path / "after", None) == filled(tmp_path / "again", tmp_path / "nothing") == WANTED


def test_a_disk_without_second_names_gets_copies(tmp_path: Path, before: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(old: Path, new: Path) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    assert filled(tmp_path / "after", before) == WANTED
    assert not (tmp_path / "after" / "a" / "same.html").samefile(before / "a" / "same.html")


def test_a_link_is_not_taken_for_a_file(tmp_path: Path, before: Path) -> None:
    (tmp_path / "secret").write_text("一", "utf-8")
    (before / "a" / "same.html").unlink()
    (before / "a" / "same.html").symlink_to(tmp_path / "secret")
    assert filled(tmp_path / "after", before) == WANTED
    assert not (tmp_path / "after" / "a" / "same.html").samefile(tmp_path / "secret")


def test_nothing_is_written_into_a_file_that_is_there(tmp_path: Path, before: Path) -> None:
    filling = FileWriter(tmp_path / "after", before)
    filling.write("a/same.html", "一")
    with pytest.raises(FileExistsError):
        filling.write("a/same.html", "二")
    assert (before / "a" / "same.html").read_text("utf-8") == "一"
