"""__main__.py: the command `kepu`, its answers and its exit codes."""

from __future__ import annotations

import logging
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from kepu import commands
from kepu.__main__ import main
from kepu.build import write_pages
from kepu.build.build_site import Built
from kepu.build.live_folder import BuildError
from kepu.common.build_moment import UnclearMoment
from kepu.common.dates import build_date
from kepu.render import site_files
from sites import ROOT, VALID, edit, make_project

SENTENCE = re.compile(r"[A-Za-z]+[ ,:]+[a-z]+ [a-z]+|usage:|error:|options:|default")


def english(text: str) -> list[str]:
    """What looks like an English sentence; names of fields, files and commands are none."""
    return SENTENCE.findall(text)


@pytest.mark.ours
def test_a_sound_plan_ends_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(ROOT), "check"]) == 0
    said = capsys.readouterr().out
    assert re.search("没有发现(必须改的)?问题：12 项重点任务、36 条措施、24 个责任单位", said)
    assert english(said) == []


@pytest.mark.parametrize("name", ["check", "build"])
def test_all_problems_are_said_at_once_and_end_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    root = make_project(tmp_path / "project", "small")
    edit(root / "plan" / "2021-2025" / "tree" / "youth.yaml", "units: [jiaju]", "units: [jiajv]")
    edit(root / "plan" / "site.yaml", "host: ", "hots: ")
    edit(root / "content" / "about.md", "title: ", "titel: ")
    assert main(["--root", str(root), name]) == 1
    said = capsys.readouterr()
    lines = said.err.splitlines()
    paths = [line.partition(":")[0] for line in lines if re.match(r"(plan|content)/\S+:\d+: ", line)]
    assert {"content/about.md", "plan/site.yaml"} <= set(paths)
    assert paths == sorted(paths)
    assert f"共 {len(paths)} 处问题" in said.err and "原来的网站没有动" in said.err
    assert (said.out, english(said.err)) == ("", [])
    assert "Traceback" not in said.err
    assert not (root / "site").exists()


def test_a_folder_without_a_plan_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(tmp_path), "check"]) == 1
    said = capsys.readouterr().err
    assert "plan:1: 没有这个文件夹；请在项目所在的文件夹里运行 kepu" in said
    assert english(said) == []


@pytest.mark.parametrize("arguments", [["--help"], ["-h"]])
def test_help_is_in_chinese(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert all(name in said for name in commands.COMMANDS)
    assert english(said) == []


def test_help_waits_for_no_library() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "import sys, kepu.__main__; print(*sys.modules)"], capture_output=True, encoding="utf-8"
    ).stdout.split()
    assert "argparse" in said and not {"pydantic", "jinja2", "yaml", "kepu.commands"} & set(said)


def test_an_interruption_while_the_libraries_are_read_is_one_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Interrupted(ModuleType):
        def __getattr__(self, name: str) -> None:
            raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "kepu.commands", Interrupted("kepu.commands"))
    assert main(["check"]) == 1
    assert "已中断" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["chekc"], ["check", "--nothing"], ["--root"], ["build", "--site"]])
def test_a_mistyped_command_is_explained_in_chinese(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert re.search(r"[\u4e00-\u9fff]", said)
    assert english(said) == []


def test_it_runs_from_any_folder(tmp_path: Path) -> None:
    root = make_project(tmp_path / "project", "small")
    done = subprocess.run(
        [sys.executable, "-m", "kepu", "--root", str(root), "check"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        env={"PATH": "", "PYTHONUTF8": "0", "LC_ALL": "C"},  # the console of an old PC
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "没有发现" in done.stdout


def test_a_site_is_built_from_and_into_relative_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_project(tmp_path / "project", "small")
    monkeypatch.chdir(tmp_path)
    assert main(["--root", "project", "build", "--site", "out"]) == 0
    said = capsys.readouterr()
    pages = len(list((tmp_path / "out").rglob("index.html")))
    assert f"网站已做好：{tmp_path / 'out'}，共 {pages} 页" in said.out
    assert "从头做的" in said.out and "Pagefind 用时" in said.out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "project"]
    assert not (tmp_path / "project" / "site").exists()
    edit(tmp_path / "project" / "plan" / "site.yaml", "tagline: ", "tagline: 新")
    assert main(["--root", "project", "build", "--site", "out"]) == 0
    again = capsys.readouterr().out
    assert "沿用了上一次的结果" in again and "Pagefind" not in again, "a page's words did not change"
    assert main(["--root", "project", "build", "--site", "out"]) == 0
    assert "不用重做" in (untouched := capsys.readouterr().out) and "结果" not in untouched
    assert english(said.out + said.err) == []


def test_without_a_folder_the_site_goes_to_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[Path, Path]] = []

    def build_site(root: Path, site: Path, exact: bool) -> Built:
        asked.append((root, site))
        raise BuildError("到此为止")

    monkeypatch.setattr("kepu.build.build_site.build_site", build_site)
    assert main(["--root", str(tmp_path), "build"]) == 1
    assert asked == [(tmp_path, tmp_path / "site")]
    assert "到此为止\n\n网站没有做成；原来的网站没有动。" in capsys.readouterr().err


def test_schemas_are_written_beside_the_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "plan").mkdir()
    assert main(["--root", str(tmp_path), "schema"]) == 0
    names = {path.name for path in (tmp_path / "plan" / "schema").iterdir()}
    assert names == {path.name for path in (ROOT / "plan" / "schema").iterdir()}
    assert english(capsys.readouterr().out) == []


@pytest.mark.parametrize("door", [("build",), ("pages", "out"), ("check",)])
def test_an_error_that_nobody_foresaw_is_a_sentence(
    door: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def trips(*_: object) -> None:
        raise ValueError("Invalid isoformat string")

    monkeypatch.setattr(site_files, "list_exports", trips)
    monkeypatch.setattr(write_pages, "generate_exports", trips)
    if door == ("check",):
        monkeypatch.setattr("kepu.render.project.read_project", trips)
    root = make_project(tmp_path / "project")
    monkeypatch.chdir(tmp_path)
    assert main(["--root", str(root), *door]) == 1
    said = capsys.readouterr().err
    assert "Traceback" not in said and "请把这句话告诉开发人员" in said and "Invalid isoformat string" in said
    monkeypatch.setenv("KEPU_TRACEBACK", "1")
    with pytest.raises(ValueError, match="isoformat"):
        main(["--root", str(root), *door])


def test_mkdocs_hears_a_sentence_too(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    from kepu.build.mkdocs_plugin import KepuPlugin
    from mkdocs.exceptions import Abort

    monkeypatch.setattr(logging.getLogger("mkdocs"), "propagate", True)
    with pytest.raises(Abort, match="原来的网站没有动"):
        KepuPlugin().on_build_error(error=ZeroDivisionError("division by zero"))
    assert "程序出了没有料到的错（ZeroDivisionError division by zero）" in caplog.text


@pytest.mark.parametrize("folder", ["plan", "content", "overrides"])
@pytest.mark.ours
def test_the_preview_of_mkdocs_watches_what_editors_change(folder: str) -> None:
    from kepu.build.mkdocs_plugin import KepuPlugin

    watched: list[str] = []
    plugin = KepuPlugin()
    plugin.root = ROOT
    server = type("Server", (), {"watch": staticmethod(watched.append)})()
    assert plugin.on_serve(server, config=None, builder=None) is server  # type: ignore[arg-type]
    assert str(ROOT / folder) in watched


def test_a_build_says_what_it_healed_and_which_day_it_counts_as(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    days: list[str] = []

    def build_site(root: Path, site: Path, exact: bool) -> Built:
        days.append(str(build_date()))
        return Built(site, 3, 2, 1.0, healed=True, kept=not exact)

    monkeypatch.setattr("kepu.build.build_site.build_site", build_site)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert main(["--root", str(tmp_path), "build"]) == 0
    said = capsys.readouterr().out
    assert "原来的网站已先恢复" in said
    assert "生成日期：1970-01-02（环境变量 SOURCE_DATE_EPOCH）。" in said
    assert main(["--root", str(tmp_path), "build", "--today"]) == 0
    said = capsys.readouterr().out
    assert "（今天）。" in said and said.splitlines()[1].startswith("内容没有变过，网站不用重做：")
    assert days[0] == "1970-01-02" < days[1]


@pytest.mark.parametrize(
    ("error", "said"),
    [(OSError(28, "No space left", "a.yaml"), "磁盘满了"), (UnclearMoment("说不清"), "说不清")],
)
def test_what_stops_a_build_from_outside_is_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception, said: str
) -> None:
    def build_site(root: Path, site: Path, exact: bool) -> None:
        raise error

    monkeypatch.setattr("kepu.build.build_site.build_site", build_site)
    assert main(["--root", str(tmp_path), "build"]) == 1
    assert said in capsys.readouterr().err


def test_a_reader_who_wants_no_more_ends_a_command_quietly(tmp_path: Path) -> None:
    shutil.copytree(VALID / "small", tmp_path, dirs_exist_ok=True)
    line = f"{sys.executable} -m kepu --root {tmp_path} check"
    done = subprocess.run(
        ["bash", "-c", f"{line} | (exec 0<&-)"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "address", ["8000", "127.0.0.1:x", "127.0.0.1:99999", ":8000", "127.0.0.1：8000", "127.0.0.1:８０００"]
)
def test_an_address_of_the_preview_that_is_none_is_said_so(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--address", address]) == 1
    assert capsys.readouterr().err.startswith("预览地址应当像 127.0.0.1:8000")
