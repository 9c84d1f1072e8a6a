"""inputs.py: two projects that say different things never have one digest; and `kepu check` speaks of the one there is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from kepu.__main__ import main
from kepu.common.files.kept import CACHE
from kepu.common.inputs import inputs_digest
from sites import edit, make_project

CHANGES: dict[str, Callable[[Path], object]] = {
    "a letter": lambda root: edit(root / "plan" / "site.yaml", "name: ", "name: 另"),
    "a new file": lambda root: (root / "content" / "new.md").write_text("", "utf-8"),
    "a file gone": lambda root: next((root / "content").rglob("*.md")).unlink(),
    "a file renamed": lambda root: (root / "plan" / "site.yaml").rename(root / "plan" / "site2.yaml"),
    "an empty folder": lambda root: (root / "plan" / "stray").mkdir(),
    "a folder gone": lambda root: (root / "content").rename(root / "text"),
    "a file that became a link": lambda root: linked(root / "plan" / "site.yaml"),
    "a folder in the place of a file": lambda root: (root / "content" / "a.md").mkdir(),
    "a template of its own": lambda root: own_template(root),
}


def linked(path: Path) -> None:
    path.rename(path.parents[1] / "elsewhere.yaml")
    path.symlink_to(path.parents[1] / "elsewhere.yaml")


def own_template(root: Path) -> None:
    (root / "overrides" / "plan").mkdir(parents=True)
    (root / "overrides" / "plan" / "event.html").write_text("", "utf-8")


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_changes_the_digest(tmp_path: Path, change: str) -> None:
    root = make_project(tmp_path / "project")
    before = inputs_digest(root)
    assert inputs_digest(root) == before
    CHANGES[change](root)
    assert inputs_digest(root) != before


def test_a_check_is_kept_for_the_same_files_and_day_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root, looked = make_project(tmp_path / "project"), []
    from kepu.render.project import read_project

    monkeypatch.setattr("kepu.render.project.read_project", lambda root: looked.append(root) or read_project(root))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780300800")

    def said() -> tuple[int, int, str]:
        code = main(["--root", str(root), "check"])
        return code, len(looked), "".join(capsys.readouterr())

    first = said()
    assert first[:2] == (0, 1) and said() == first, "nothing changed: the same words without another look"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780387200")
    assert said()[:2] == (0, 2), "another day"
    (root / "plan" / "stray").mkdir()
    code, looks, words = said()
    assert (code, looks) == (1, 3) and "plan/stray:1: 不认识的文件或文件夹" in words
    assert said()[:2] == (1, 4), "what must be mended is looked for each time"
    (root / "plan" / "stray").rmdir()
    (root / CACHE / "check.kept").write_bytes(b"\xff" * 200)
    assert said()[:2] == (0, 5), "what was damaged is not used"
