"""moving: one zip holds what a new computer needs; opened, every file is as it was, and nothing gets out of its folder."""

from __future__ import annotations

import filecmp
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from kepu.__main__ import main
from kepu.build.build_site import build_site
from kepu.desk.desk_state import DeskState
from kepu.desk.history.saves import save_files
from kepu.editing.history import moving
from kepu.editing.history.moving import LETTER, PACKED_SUMS, NotMovable, packed_project, unpack_project
from kepu.editing.history.saving import FileChange, version_of
from kepu.editing.history.snapshots import read_snapshots
from kepu.editing.history.undoing import undo_snapshot
from sites import SUMMER_2026, make_project

STARS = "content/about.md"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", SUMMER_2026)
    root = make_project(tmp_path / "project", "small")
    state = DeskState(root)
    path = root / STARS
    save_files(state, [FileChange(STARS, path.read_bytes() + "\n再加一段。\n".encode(), version_of(path))])
    for name in (
        "site/index.html",
        ".kepu-cache/edit.json",
        ".git/config",
        "id_ed25519",
        "plan/.secret",
        "plan/~$x.yaml",
    ):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("not for others", "utf-8")
    (root / "drafts/articles").mkdir(parents=True)
    (root / "drafts/articles/x.md").write_text("---\ntitle: 草稿\n---\n", "utf-8")
    return root


def names(content: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(content)).namelist()


def test_the_zip_holds_plan_content_drafts_and_history_and_no_keys_sites_or_caches(root: Path) -> None:
    content = packed_project(root)
    assert content == packed_project(root)
    found = names(content)
    assert {name.split("/")[0] for name in found} == {
        "plan",
        "content",
        "drafts",
        ".kepu-history",
        "mkdocs.yml",
        PACKED_SUMS,
        LETTER,
    }
    assert b"not for others" not in b"".join(zipfile.ZipFile(io.BytesIO(content)).read(name) for name in found)


def test_what_comes_out_is_what_went_in_and_can_still_be_undone(root: Path, tmp_path: Path) -> None:
    there = tmp_path / "new" / "there"
    there.parent.mkdir()
    there.mkdir()
    assert main(["--root", str(root), "pack", str(tmp_path / "box.zip")]) == 0
    assert main(["unpack", str(tmp_path / "box.zip"), str(there)]) == 0
    for folder in ("plan", "content", "drafts"):
        ours = {
            path.relative_to(root) for path in (root / folder).rglob("*") if path.is_file() and path.name[0] not in ".~"
        }
        assert ours == {path.relative_to(there) for path in (there / folder).rglob("*") if path.is_file()}
        assert not filecmp.cmpfiles(root, there, map(str, ours), shallow=False)[1]
    (made,) = read_snapshots(there)
    assert undo_snapshot(there, made) and "再加一段" not in (there / STARS).read_text("utf-8")
    assert main(["unpack", str(tmp_path / "box.zip"), str(there)]) == 1, "there is something already"


def tampered(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    archive = zipfile.ZipFile(io.BytesIO(content))
    files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return whole.getvalue()


def put(name: str, data: bytes = b"x") -> Callable[[dict[str, bytes]], None]:
    return lambda files: files.__setitem__(name, data)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (put(STARS, b"other words"), "与打包时不一样：content/about.md"),
        (put("plan/more.yaml"), "缺了或多了文件：plan/more.yaml"),
        (lambda files: files.pop(STARS), "缺了或多了文件：content/about.md"),
        (lambda files: files.pop(PACKED_SUMS), "不是 kepu pack 做的"),
        *(
            (put(name), "不是项目里的文件")
            for name in (
                *(
                    "../out.yaml",
                    "plan/../../out.yaml",
                    "/etc/passwd",
                    "plan\\\\..\\\\out",
                    "C:/x",
                    "plan/a:b",
                    "plan//x",
                ),
                *("site/index.html", ".ssh/id", "plan/con.yaml", "plan/x.", "out.py", ".kepu-cache/x", "plan/./x"),
            )
        ),
        (put("PLAN/SITE.YAML"), "两个同名的文件"),
    ],
)
def test_a_zip_that_was_changed_or_reaches_out_is_refused_whole(
    root: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], None], said: str
) -> None:
    there = tmp_path / "there"
    with pytest.raises(NotMovable, match=said):
        unpack_project(tampered(packed_project(root), change), there)
    assert not there.exists() and {path.name for path in tmp_path.iterdir()} == {"project"}


@pytest.mark.slow
def test_a_bomb_a_link_and_a_torn_file_are_refused(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = packed_project(root)
    for torn in (b"", b"PK", content[: len(content) // 2], b"\0" * 1000):
        with pytest.raises(NotMovable, match="坏了"):
            unpack_project(torn, tmp_path / "there")
    link = io.BytesIO()
    with zipfile.ZipFile(link, "w") as archive:
        info = zipfile.ZipInfo("plan/link.yaml")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    with pytest.raises(NotMovable, match="不是项目里的文件"):
        unpack_project(link.getvalue(), tmp_path / "there")
    monkeypatch.setattr(moving, "MOST_MOVED_BYTES", 1_000_000)
    bomb = tampered(content, put("plan/bomb.yaml", b"\0" * 2_000_000))
    with pytest.raises(NotMovable, match="太大"):
        unpack_project(bomb, tmp_path / "there")
    lying = bomb.replace((2_000_000).to_bytes(4, "little"), (9).to_bytes(4, "little"))
    with pytest.raises(NotMovable):
        unpack_project(lying, tmp_path / "there")
    assert not (tmp_path / "there").exists()


@pytest.mark.slow
def test_a_moved_project_builds_the_same_site_byte_for_byte(root: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    unpack_project(packed_project(root), there)
    for name in (".secret", "~$x.yaml"):
        (root / "plan" / name).unlink()
    sites = [tmp_path / "one", tmp_path / "two"]
    for project, site in zip((root, there), sites, strict=True):
        build_site(project, site)
    found = [
        {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()} for site in sites
    ]
    assert found[0] == found[1] and len(found[0]) > 50
