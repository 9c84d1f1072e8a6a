"""site.py: a site is built beside the live one and takes its place only when everything is in order."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NoReturn

import pytest
from kepu.build import finish_site as finish_module
from kepu.build.build_site import build_site
from kepu.build.live_folder import BuildError
from kepu.common.files import swap
from kepu.common.files.file_writer import FileWriter
from kepu.common.files.kept import Kept
from kepu.common.files.lock import locked
from kepu.common.problems import PlanError, Problem
from kepu.exports.files import ExportFile, ExportInput
from kepu.model.plan import Plan, Unit
from kepu.postbuild import search_index
from kepu.postbuild.built_site import BuiltSite
from kepu.postbuild.search_index import IndexingError
from kepu.render import site_files as output_module
from kepu.render.search_entry import SearchEntry
from kepu.render.site_files import Output
from sites import ROOT, edit, edit_override, make_project

PAGE = """<!doctype html><html lang="zh-CN"><head><title>一页</title></head>
<body><main><h1>一页</h1>{}</main></body></html>"""


def old_site(folder: Path) -> dict[str, bytes]:
    (folder / "site" / "units").mkdir(parents=True)
    (folder / "site" / "index.html").write_text("原来的首页", "utf-8")
    (folder / "site" / "units" / "old.html").write_text("原来的一页", "utf-8")
    return contents(folder)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file beside the project, byte for byte: the live site, and whatever a build left behind."""
    paths = [path for path in folder.rglob("*") if path.is_file() and "project" not in path.parts]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path / "project", "small")


Build = Callable[[Path], None]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Stands in for all that makes pages: one page with the words given."""

    def prepare(words: str) -> None:
        def write(output: Output, site: FileWriter, keep: bool = False) -> list[Problem]:
            site.write("index.html", PAGE.format(words))
            return []

        monkeypatch.setattr(Output, "write", write)
        monkeypatch.setattr(Output, "search_entries", [SearchEntry("", "一页")])
        monkeypatch.setattr(search_index, "_check_names", lambda entries, plan: None)  # the one page is no unit's

    return prepare


def refuse_plan(project: Path) -> None:
    edit(project / "plan" / "2021-2025" / "tree" / "youth.yaml", "units: [jiaju]", "units: [jiajv]")


def refuse_content(project: Path) -> None:
    edit(project / "content" / "about.md", "一段文字", '{{ measure("youth-9") }}')


def refuse_encoding(project: Path) -> None:
    path = project / "content" / "about.md"
    path.write_bytes(path.read_text("utf-8").encode("gbk"))


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (refuse_plan, r"plan/2021-2025/tree/youth\.yaml:\d+: units：责任单位“jiajv”不存在"),
        (refuse_content, r"content/about\.md:\d+: 措施“youth-9”不存在"),
        (refuse_encoding, r"content/about\.md:1: 文件是 GBK"),
    ],
)
def test_a_broken_plan_or_page_leaves_the_old_site_untouched(
    tmp_path: Path, project: Path, spoil: Build, message: str
) -> None:
    before = old_site(tmp_path)
    spoil(project)
    with pytest.raises(PlanError, match=message):
        build_site(project, tmp_path / "site")
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    ("template", "old"), [("units.html", "<h1>责任单位</h1>"), ("frame.html", "</body>"), ("unit.html", "{% endif %}")]
)
def test_a_fault_in_a_template_is_named_by_file_and_line(
    tmp_path: Path, project: Path, template: str, old: str
) -> None:
    before = old_site(tmp_path)
    edit_override(project, f"plan/{template}", old, "{{ nothing_of_the_kind.at_all }}")
    with pytest.raises(BuildError, match=rf"overrides/plan/{template}:\d+: 模板有错"):
        build_site(project, tmp_path / "site")
    assert contents(tmp_path) == before


def test_dead_links_in_markdown_are_named_by_file_and_line(tmp_path: Path, project: Path) -> None:
    before = old_site(tmp_path)
    edit(project / "content" / "about.md", "一段文字", "[页](nowhere.md)\n[标题](#nowhere)\n[绝对](/plan/)")
    with pytest.raises(PlanError) as raised:
        build_site(project, tmp_path / "site")
    assert str(raised.value).splitlines() == [
        "content/about.md:7: 链接指向的文件不存在：nowhere.md",
        "content/about.md:8: 链接指向的标题在这一页里不存在：#nowhere",
        "content/about.md:9: 链接要从本文件写起，不能以 / 开头：/plan/",
    ]
    assert contents(tmp_path) == before


def test_a_fault_that_only_the_built_page_shows_is_named_by_file_and_line(tmp_path: Path, project: Path) -> None:
    before = old_site(tmp_path)
    edit(project / "content" / "about.md", "一段文字", "一段\n\n![图](http://example.com/a&b.png)")
    with pytest.raises(PlanError, match=r"content/about\.md:9: 页面会向别的网站取文件：http://example\.com/a&b\.png"):
        build_site(project, tmp_path / "site")
    assert contents(tmp_path) == before


def test_a_sound_site_takes_the_place_of_the_old_one(
    tmp_path: Path, project: Path, quick: Callable[[str], None]
) -> None:
    old_site(tmp_path)
    quick("<p>新的</p>")
    built = build_site(project, tmp_path / "site")
    assert (built.pages, built.indexed) == (1, 1)
    assert "新的" in (tmp_path / "site" / "index.html").read_text("utf-8")
    assert not (tmp_path / "site" / "units").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["project", "site"]


@pytest.mark.parametrize(("url", "sound"), [("https://example.gov.cn/kepu/", True), ("https://example.gov.cn/", False)])
def test_absolute_links_are_held_against_the_path_of_the_site(
    tmp_path: Path, project: Path, quick: Callable[[str], None], url: str, sound: bool
) -> None:
    quick('<a href="/kepu/">首页</a>')
    path = project / "plan" / "site.yaml"
    kept = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("url:")]
    path.write_text("\n".join([*kept, f"url: {url}", ""]), "utf-8")
    if sound:
        assert build_site(project, tmp_path / "site").pages == 1
    else:
        with pytest.raises(PlanError, match="链接指向的页面不存在：/kepu/"):
            build_site(project, tmp_path / "site")


@pytest.mark.parametrize(
    ("error", "message"),
    [(IndexingError("全文索引没有做成"), "全文索引没有做成"), (OSError(28, "No space left"), "磁盘满了")],
)
def test_a_failing_index_or_disk_leaves_the_old_site(
    tmp_path: Path,
    project: Path,
    quick: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    message: str,
) -> None:
    before = old_site(tmp_path)
    quick("<p>新的</p>")

    def fail(site: BuiltSite, pages: list[SearchEntry], plan: Plan, kept: Kept) -> NoReturn:
        raise error

    monkeypatch.setattr(finish_module, "search_entries", fail)
    with pytest.raises(BuildError, match=message):
        build_site(project, tmp_path / "site")
    assert contents(tmp_path) == before


def test_the_old_site_comes_back_when_the_new_one_cannot_be_moved(
    tmp_path: Path, project: Path, quick: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = old_site(tmp_path)
    quick("<p>新的</p>")
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if ".new-" in self.name:
            raise OSError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    monkeypatch.setattr(swap, "exchanged", lambda one, other: False)  # as on Windows
    with pytest.raises(BuildError, match="读写文件时出错：没有写的权限"):
        build_site(project, tmp_path / "site")
    assert contents(tmp_path) == before


def test_a_mistake_in_our_own_code_is_not_dressed_up(
    tmp_path: Path, project: Path, quick: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = old_site(tmp_path)
    quick("<p>新的</p>")
    monkeypatch.setattr(finish_module, "audit", lambda site, base: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        build_site(project, tmp_path / "site")
    assert contents(tmp_path) == before


def test_a_value_that_no_rule_foresaw_is_named_with_its_record(
    tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def export(unit: Unit) -> str:
        return str(int(unit.name))

    def exports(given: ExportInput) -> Iterator[ExportFile]:
        return (ExportFile(unit.name, partial(export, unit)) for unit in given.plan.units.values())

    monkeypatch.setattr(output_module, "list_exports", exports)
    with pytest.raises(
        PlanError, match=r"^plan/units/gechengyuandanwei\.yaml:1: 程序处理不了这条记录里的一个值（invalid"
    ):
        build_site(project, tmp_path / "site")


def test_a_site_that_is_current_is_left_alone_and_any_other_made_anew(
    tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780300800")
    first = build_site(project, tmp_path / "site")
    made, before = (tmp_path / "site").stat().st_ino, contents(tmp_path)
    again = build_site(project, tmp_path / "site")
    assert (again.kept, again.pages, again.indexed) == (True, first.pages, first.indexed)
    assert (tmp_path / "site").stat().st_ino == made
    (tmp_path / "site" / "units" / "index.html").write_text("坏了", "utf-8")
    assert not build_site(project, tmp_path / "site").kept
    assert contents(tmp_path) == before


def test_values_full_of_markup_give_a_sound_site(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project", "markup")
    assert build_site(project, tmp_path / "site").pages > 20
    for path in (tmp_path / "site").rglob("*.html"):
        assert 'onerror="alert' not in path.read_text("utf-8")
        assert "<script>alert" not in path.read_text("utf-8")


def test_a_second_build_at_the_same_time_is_refused(tmp_path: Path, project: Path) -> None:
    before = old_site(tmp_path)
    with locked(tmp_path / "site.lock"), pytest.raises(BuildError, match="另一次生成正在进行（从 20"):
        build_site(project, tmp_path / "site")
    assert contents(tmp_path) == before


@pytest.mark.parametrize("place", [".", "..", "plan", "content/site", "mkdocs.yml"])
def test_a_site_does_not_take_the_place_of_the_project(project: Path, place: str) -> None:
    with pytest.raises(BuildError, match="这里放着项目本身"):
        build_site(project, project / place)
    assert (project / "plan" / "site.yaml").exists()


@pytest.mark.parametrize("place", ["letters", "letter.txt"])
def test_a_folder_of_other_things_is_not_replaced(tmp_path: Path, project: Path, place: str) -> None:
    (tmp_path / "letters").mkdir()
    for name in ("letters/a.txt", "letter.txt"):
        (tmp_path / name).write_text("信", "utf-8")
    before = contents(tmp_path)
    with pytest.raises(BuildError, match="不像是网站"):
        build_site(project, tmp_path / place)
    assert contents(tmp_path) == before


def test_a_link_to_the_live_folder_stays_a_link(tmp_path: Path, project: Path, quick: Callable[[str], None]) -> None:
    (tmp_path / "www").mkdir()
    (tmp_path / "site").symlink_to(tmp_path / "www")
    quick("<p>新的</p>")
    build_site(project, tmp_path / "site")
    assert (tmp_path / "site").is_symlink()
    assert "新的" in (tmp_path / "www" / "index.html").read_text("utf-8")


def limited(*arguments: str, size: int) -> subprocess.CompletedProcess[str]:
    """A build that may write no file longer than `size`, as on a disk that fills up."""
    command = [sys.executable, "-c", LIMITED, str(size), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)


LIMITED = """
import resource, sys
size = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
from kepu.__main__ import main
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the limit is Unix'")
def test_a_disk_that_takes_no_more_leaves_the_old_site(tmp_path: Path, project: Path) -> None:
    before = old_site(tmp_path)
    done = limited("--root", str(project), "build", "--site", str(tmp_path / "site"), size=20_000)
    assert done.returncode == 1
    assert done.stderr.startswith("读写文件时出错：文件超过了系统允许的大小")
    assert "原来的网站没有动" in done.stderr and "Traceback" not in done.stderr
    assert contents(tmp_path) == before


@pytest.mark.skipif(sys.platform == "win32", reason="users are told apart by number")
def test_a_folder_that_may_only_be_read_is_named(project: Path) -> None:
    own = os.geteuid()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # pytest's own folders are closed to others
        (Path(folder) / "locked").mkdir(mode=0o555)
        if own == 0:
            os.seteuid(65534)  # root may write anywhere
        try:
            with pytest.raises(BuildError, match=r"没有写的权限.*locked/site\.lock"):
                build_site(project, Path(folder) / "locked" / "site")
        finally:
            os.seteuid(own)


@pytest.mark.parametrize(
    ("words", "beside", "message"),
    [
        ("<a href='nowhere/'>坏</a>", "", r"index\.html:2: 链接指向的页面不存在：nowhere/"),
        ("<b>粗</i>", "", r"index\.html:2: 网页的写法不合 HTML 规则：</i> 与前面的 <b> 不成对"),
        ("<img src='a.json' alt=''>", " " * 10 + "".join(map(chr, range(0x4E00, 0x9FA5))) * 3, r"上限是 80\.0 KB"),
        ("字", '{"url": "nowhere/"}', r"a\.json:1: 地址指向的文件不存在：nowhere/"),
    ],
)
def test_each_check_keeps_a_site_from_going_live(
    tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch, words: str, beside: str, message: str
) -> None:
    before = old_site(tmp_path)

    def write(output: Output, site: FileWriter, keep: bool = False) -> list[Problem]:
        site.write("index.html", PAGE.format(words))
        site.write("a.json", beside or "{}")
        return []

    monkeypatch.setattr(Output, "write", write)
    monkeypatch.setattr(Output, "search_entries", [SearchEntry("", "一页")])
    monkeypatch.setattr(search_index, "_check_names", lambda entries, plan: None)  # the one page is no unit's
    with pytest.raises(PlanError, match=message):
        build_site(project, tmp_path / "site")
    assert contents(tmp_path) == before
