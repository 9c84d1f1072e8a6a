"""filling.py: what stays the same keeps its file, what changes gets a new one, and nothing is ever written into."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from kepu.common.files.file_writer import FileWriter
from kepu.common.known_digests import file_digest, files_below


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


def test_what_a_killed_process_has_begun_is_written_anew_and_not_into(tmp_path: Path, before: Path) -> None:
    filling = FileWriter(tmp_path / "after", before)
    begun = tmp_path / "after" / "a" / "page.html"
    begun.parent.mkdir(parents=True)
    begun.write_text("半", "utf-8")
    (tmp_path / "other-name").hardlink_to(begun)
    filling.write("a/page.html", "整页")
    assert begun.read_text("utf-8") == "整页"
    assert (tmp_path / "other-name").read_text("utf-8") == "半"


@pytest.fixture
def earlier(tmp_path: Path, before: Path) -> dict[str, str]:
    """What lies in the folder that is to be filled: a file that is still the one in `before`, and others."""
    folder = tmp_path / "after"
    (folder / "a").mkdir(parents=True)
    (folder / "a" / "same.html").hardlink_to(before / "a" / "same.html")
    (folder / "a" / "changed.html").hardlink_to(before / "a" / "changed.html")
    for name in ("gone/with/all.html", "b/new.html/index.html", "c"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("早", "utf-8")
    return {name: f"{file_digest(f'{folder}/{name}')} stamp {name}" for name in files_below(str(folder))}


def test_what_lies_there_from_a_site_of_earlier_stays_goes_or_is_replaced_and_never_written_into(
    tmp_path: Path, before: Path, earlier: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, linked = tmp_path / "after", []
    monkeypatch.setattr(os, "link", lambda old, new: linked.append(new))
    filling = FileWriter(folder, before, {}, earlier)
    filling.write("a/same.html", "一")
    monkeypatch.undo()
    assert linked == [], "it lies there already"
    for name, content in (("a/changed.html", "二"), ("b/new.html", "三"), ("c/page.html", "四"), ("gone.html", "一")):
        filling.write(name, content)
    filling.tidy()
    told = {name: (folder / name).read_text("utf-8") for name in files_below(str(folder))}
    assert told == {**WANTED, "c/page.html": "四", "gone.html": "一"}
    assert {path.name for path in folder.rglob("*") if path.is_dir()} == {"a", "b", "c"}
    assert (folder / "gone.html").samefile(before / "gone.html")
    assert (before / "a" / "changed.html").read_text("utf-8") == "一"
    assert filling.fresh == {"a/changed.html", "b/new.html", "c/page.html"}
    filling.write("gone/with/all.html", "早")
    assert (folder / "gone" / "with" / "all.html").read_text("utf-8") == "早", (
        "it was removed and is not there any more"
    )


def test_what_somebody_touched_in_it_is_not_taken_for_what_it_was(
    tmp_path: Path, before: Path, earlier: dict[str, str]
) -> None:
    unknown = {name: f"{'-' * 64} {name}" for name in earlier}
    filling = FileWriter(tmp_path / "after", before, {}, unknown)
    filling.write("a/same.html", "一")
    filling.tidy()
    assert [path.name for path in (tmp_path / "after").rglob("*") if path.is_file()] == ["same.html"]
