"""withdraw.py: a person or a page taken back, here, at every destination, in every release that is kept there."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import brotli
import pytest
from kepu.__main__ import main
from kepu.common.files.known_addresses import read_addresses, remember_addresses
from kepu.model.redirect import Withdrawn, digest_of
from kepu.postbuild.addresses import check_addresses
from kepu.postbuild.built_site import BuiltSite
from kepu.project.plan_loader import load_plan, load_redirects
from kepu.publish import compress
from kepu.publish.deploy import destination, releases, rollback
from kepu.publish.release import PublishError
from kepu.publish.withdraw import find_piece, take_back, with_entry
from kepu.render.project import read_project
from sites import SHARED_ARTICLE, SUMMER_2026, edit, make_project
from test_announce import Editor

QUICK = {".gz": partial(gzip.compress, compresslevel=1), ".br": partial(brotli.compress, quality=1)}

published = pytest.mark.slow  # of what is published several times

NAME, ID = "钱学理", "p-3f9a2c"
EXPERT = f"""name: {NAME}
field: 茶叶栽培
about: 能到村里讲茶园修剪。
contact: {{name: 甲局办公室}}
consent: {{dated: 2026-05-01, how: 书面同意}}
valid_until: 2028-04-30
updated: 2026-05-01
"""


@dataclass
class Desk:
    """A project that is published to a server and a stick, and an editor who answers."""

    root: Path
    patch: pytest.MonkeyPatch

    def run(self, *arguments: str, **answers: str) -> int:
        self.patch.setattr("builtins.input", Editor(dict(answers)).ask)
        return main(["--root", str(self.root), *arguments])

    def publish(self, *arguments: str) -> None:
        for id in ("server", "usb"):
            assert self.run("publish", id, *arguments) == 0

    def everything(self) -> Iterator[tuple[str, bytes]]:
        """Every file at both destinations, unpacked."""
        for path in self.root.parent.rglob("there*/**/*"):
            if path.suffix == ".zip":
                with zipfile.ZipFile(path) as archive:
                    yield from ((f"{path}!{name}", archive.read(name)) for name in archive.namelist())
            elif path.is_file():
                yield str(path), unpacked(path.read_bytes(), path.suffix)

    def holding(self, words: str) -> list[str]:
        return [name for name, data in self.everything() if words.encode() in unpacked(data, "") or words in name]

    def kept(self) -> list[int]:
        plan = load_plan(self.root)
        return [len(list(releases(destination(plan, id)))) for id in ("server", "usb")]


def unpacked(data: bytes, suffix: str) -> bytes:
    if suffix == ".br":
        return bytes(brotli.decompress(data))
    return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with an expert and an article, published twice to two destinations, its history in git."""
    folder = tmp_path_factory.mktemp("withdraw")
    root = make_project(folder / "project", "sharing", {"articles/heater.md": SHARED_ARTICLE.replace("打雷", "烤火")})
    (root / "plan" / "experts").mkdir()
    (root / "plan" / "experts" / f"{ID}.yaml").write_text(EXPERT, "utf-8")
    (root / "plan" / "publish.yaml").write_text(
        f"destinations:\n  - {{id: server, kind: local, path: {folder}/there}}\n"
        f"  - {{id: usb, kind: folder, path: {folder}/there-usb}}\n"
    )
    for command in (
        ["init", "-q"],
        ["add", "plan"],
        ["-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", "-C", root, *command], check=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", SUMMER_2026)
        patch.setattr(compress, "ENCODERS", QUICK)
        desk = Desk(root, patch)
        desk.publish()
        edit(root / "plan" / "experts" / f"{ID}.yaml", "茶园修剪", "茶园修剪和防冻")
        desk.publish()
    return folder


@pytest.fixture
def desk(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    shutil.copytree(made, tmp_path / "all", symlinks=True)
    edit(tmp_path / "all" / "project" / "plan" / "publish.yaml", str(made), str(tmp_path / "all"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", SUMMER_2026)
    monkeypatch.setattr(compress, "ENCODERS", QUICK)
    return Desk(tmp_path / "all" / "project", monkeypatch)


@published
def test_of_a_person_nothing_remains_where_readers_or_a_rollback_could_find_it(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert desk.holding(NAME) and desk.holding(ID) and desk.kept() == [2, 2]
    before = (desk.root / "plan" / "addresses.txt").read_text("utf-8")
    usb, away = desk.root.parent / "there-usb", desk.root.parent / "pocket"
    usb.rename(away)
    edit(desk.root / "plan" / "publish.yaml", "/there-usb", "/no/there-usb")
    assert desk.run("withdraw", f"plan/experts/{ID}.yaml", 确认="撤下") == 1
    said = capsys.readouterr().out
    assert "usb 还没有撤下！连上以后马上运行：kepu publish usb" in said
    edit(desk.root / "plan" / "publish.yaml", "/no/there-usb", "/there-usb")
    away.rename(usb)
    assert desk.run("publish", "usb", "--no-build") == 0
    assert desk.holding(NAME) == desk.holding(ID) == []
    assert desk.kept() == [1, 1]
    for id in ("server", "usb"):
        with pytest.raises(PublishError, match="没有更早的版本"):
            rollback(destination(load_plan(desk.root), id), None)
    ours = [path for path in (desk.root / "plan").rglob("*") if path.is_file()]
    assert [path.name for path in ours if ID in path.name or ID in path.read_text("utf-8", "replace")] == []
    assert "git filter-repo --invert-paths --path plan/experts/" in said and "1 次提交" in said
    assert "这里的内容都撤下了" in (desk.root / "site" / "experts" / "index.html").read_text("utf-8")
    (desk.root / "plan" / "addresses.txt").write_text(before, "utf-8")  # of a colleague who still remembers
    assert list(check_addresses(desk.root, BuiltSite(desk.root / "site"), load_plan(desk.root))) == []
    assert desk.run("publish", "--no-build") == 0


@published
def test_a_page_that_was_published_by_mistake_goes_back_without_a_line_of_yaml(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk.root / "content" / "articles" / "mistake.md").write_text(SHARED_ARTICLE.replace("打雷", "念咒"), "utf-8")
    assert desk.run("publish") == 0
    assert desk.run("rollback") == 0
    capsys.readouterr()
    assert (
        desk.run(
            "withdraw", "https://example.gov.cn/kepu/articles/mistake/", 为什么="写错了。", 确认="撤下", 错处="改好了"
        )
        == 0
    )
    assert not (desk.root / "content" / "articles" / "mistake.md").exists()
    redirects = load_redirects(desk.root)
    assert redirects and [(entry.from_, entry.why) for entry in redirects.removed] == [
        ("articles/mistake/", "写错了。")
    ]
    page = desk.root.parent / "there" / "current" / "site" / "articles" / "mistake" / "index.html"
    assert "写错了。" in page.read_text("utf-8") and desk.holding("念咒了怎么办") == []
    assert desk.kept()[0] == 3, "the releases without it are still there"


@published
def test_what_another_page_needs_is_not_withdrawn(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    (desk.root / "content" / "articles" / "more.md").write_text(
        SHARED_ARTICLE.replace("打雷", "停电") + "\n[烤火](heater.md)\n", "utf-8"
    )
    before = sorted(path for path in desk.root.rglob("*.md"))
    assert desk.run("withdraw", "articles/heater/", 为什么="过时", 确认="撤下") == 1
    assert sorted(path for path in desk.root.rglob("*.md")) == before
    assert not (desk.root / "plan" / "redirects.yaml").exists()
    said = capsys.readouterr().err
    assert "content/articles/more.md" in said and "文件已恢复原样" in said


@published
@pytest.mark.parametrize(
    ("what", "answers", "said"),
    [
        ("measures/youth-1/", {}, "方案本身的页面不能撤"),
        ("nobody", {}, "没有找到“nobody”"),
        (NAME, {"确认": ""}, f"plan/experts/{ID}.yaml"),
    ],
)
def test_without_a_piece_or_the_word_nothing_is_touched(
    desk: Desk, capsys: pytest.CaptureFixture[str], what: str, answers: dict[str, str], said: str
) -> None:
    assert desk.run("withdraw", what, **answers) == 1
    assert said in capsys.readouterr().out
    assert (desk.root / "plan" / "experts" / f"{ID}.yaml").exists() and desk.kept() == [2, 2]


@pytest.fixture
def known(tmp_path: Path) -> Path:
    """A project that was published with a page of its plan, one of an article, and one of somebody who is gone."""
    root = make_project(tmp_path / "project", "sharing", {"articles/heater.md": SHARED_ARTICLE.replace("打雷", "烤火")})
    remember_addresses(root, ["measures/youth-1/", "articles/heater/", f"experts/{ID}/"])
    return root


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("measures/youth-1/", None),  # what the plan makes stays, and is no file that somebody deleted
        ("units/", None),
        ("nobody", None),
        ("https://example.gov.cn/kepu/articles/heater/", "articles/heater/"),
        ("content\\articles\\heater.md", "articles/heater/"),
    ],
)
def test_a_piece_is_found_by_address_or_file_and_never_a_page_of_the_plan(
    known: Path, words: str, address: str | None
) -> None:
    piece = find_piece(known, read_project(known), words)
    assert (piece and piece.address) == address


def test_a_person_whose_file_somebody_deleted_is_known_by_the_address(known: Path) -> None:
    piece = find_piece(known, read_project(known), f"experts/{ID}")
    assert piece and (piece.address, piece.files, piece.person) == (f"experts/{ID}/", (), True)
    take_back(known, piece, "", date(2026, 6, 1))
    redirects = load_redirects(known)
    assert redirects and redirects.withdrawn[0].means(f"experts/{ID}/")
    assert f"experts/{ID}/" not in read_addresses(known)


def test_a_digest_holds_an_address_and_does_not_tell_it() -> None:
    one, other = digest_of("experts/li-si/"), digest_of("experts/li-si/")
    assert one != other
    entry = Withdrawn(digest=one, among="experts/", since=date(2026, 6, 1))
    assert entry.means("experts/li-si/") and not entry.means("experts/li-s/")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# 头\n", "# 头\nremoved:\n  - a: 1\n    b: 2\n"),
        ("removed: []\nmoved: []\n", "removed:\n  - a: 1\n    b: 2\nmoved: []\n"),
        ("removed:\n- c: 3\n", "removed:\n- a: 1\n  b: 2\n- c: 3\n"),
        (
            "removed:   # 说明\n    # 注\n    - c: 3\n",
            "removed:   # 说明\n    # 注\n    - a: 1\n      b: 2\n    - c: 3\n",
        ),
    ],
)
def test_an_entry_is_added_and_other_lines_stay(text: str, expected: str) -> None:
    assert with_entry(text, "removed", {"a": 1, "b": 2}) == expected


@published
def test_an_expert_gets_an_id_without_the_name(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers: dict[str, str | list[str]] = {
        "本人书面同意": "是", "同意公开的日期": "2026-05-02", "怎样同意": "书面同意", "名称或姓名": "孙新人", "专长": "修枝",
        "能帮什么忙": ["打 13812345678", "讲修枝"], "公开的联系": "甲局办公室", "办公电话": "0715-1234567",
    }  # fmt: skip
    monkeypatch.setattr("builtins.input", Editor(answers).ask)
    assert main(["--root", str(desk.root), "new", "expert"]) == 0
    assert "像手机号" in capsys.readouterr().out
    (new,) = [path for path in (desk.root / "plan" / "experts").iterdir() if path.stem != ID]
    expert = load_plan(desk.root).experts[new.stem]
    assert (expert.name, expert.about, str(expert.valid_until)) == ("孙新人", "讲修枝", "2028-06-01")
    assert new.stem.startswith("p-") and len(new.stem) == 8
    assert main(["--root", str(desk.root), "check"]) == 0
