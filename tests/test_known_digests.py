"""known_digests.py: a file is read again as soon as anything about it differs, and only then."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from kepu.common import known_digests, packages
from kepu.common.files.kept import Kept
from kepu.common.known_digests import KnownDigests, files_below


def asked(file: Path) -> tuple[str, bool]:
    """The digest of a file, and whether it had to be read."""
    read: list[str] = []
    before, known_digests.file_digest = known_digests.file_digest, lambda path: read.append(path) or before(path)
    try:
        known = KnownDigests(Kept(file.parent / "kept", "test", "digests"))
        digest = known.digest(str(file))
        known.save()
    finally:
        known_digests.file_digest = before
    return digest, bool(read)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that was written a while ago and read since."""
    found = tmp_path / "a.yaml"
    found.write_text("甲", "utf-8")
    time.sleep(known_digests.TICK / 1e9 * 1.5)
    assert asked(found)[1] and not asked(found)[1]
    return found


def replaced(file: Path) -> None:
    other = file.with_name("b.yaml")
    other.write_text("乙", "utf-8")
    os.utime(other, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))
    other.replace(file)


def rewritten(file: Path) -> None:
    """In place, with the same length, and with the time set back."""
    times = file.stat().st_atime_ns, file.stat().st_mtime_ns
    file.write_text("乙", "utf-8")
    os.utime(file, ns=times)


CHANGES: dict[str, Callable[[Path], object]] = {
    "longer": lambda file: file.write_text("甲乙", "utf-8"),
    "of the same length": lambda file: file.write_text("乙", "utf-8"),
    "of the same length and time": rewritten,
    "another file of the same length and time": replaced,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_file_is_read(file: Path, change: str) -> None:
    before = asked(file)[0]
    CHANGES[change](file)
    digest, read = asked(file)
    assert read and digest != before


def test_a_file_just_written_is_read_again_since_it_may_be_written_again_within_a_tick(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("甲", "utf-8")
    assert asked(tmp_path / "a.yaml")[1] and asked(tmp_path / "a.yaml")[1]


def test_files_are_found_in_all_folders_and_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "site" / "a" / "b").mkdir(parents=True)
    for name in ("site/one", "site/a/two", "site/a/b/three", "other"):
        (tmp_path / name).touch()
    (tmp_path / "site" / "c").symlink_to(tmp_path, target_is_directory=True)
    assert sorted(files_below(str(tmp_path / "site"))) == ["a/b/three", "a/two", "c", "one"]
    assert files_below(str(tmp_path / "none")) == []


def test_a_library_that_was_changed_is_noticed_though_versions_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    monkeypatch.setattr(packages, "user_cache", lambda: tmp_path / "cache")
    monkeypatch.setattr(packages, "packages", lambda: looked.append("") or {})
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    about = tmp_path / "one-1.0.dist-info"
    about.mkdir()

    def looks() -> bool:
        looked.clear()
        packages.versions.__wrapped__()
        return bool(looked)

    assert looks() and not looks()
    (about / "METADATA").write_text("Requires-Dist: two", "utf-8")
    assert looks() and not looks()
    (about / "METADATA").write_text("Requires-Dist: six", "utf-8")
    assert looks() and not looks()
    about.rename(tmp_path / "one-1.1.dist-info")
    assert looks() and not looks()
