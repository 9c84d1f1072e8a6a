"""The engine installs: a folder with plan/, content/ and mkdocs.yml becomes the site that it becomes in our tree."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from sites import OWN_PAGES, ROOT, SUMMER_2026, Site, make_project

OTHERS = "def define_env(env):\n    raise SystemExit('the macros of another project')\n"


def run(*command: str | Path, cwd: Path, **variables: str) -> None:
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", **variables}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def make_wheel(folder: Path) -> Path:
    """`pip wheel .`, with all that setuptools notes down kept out of our tree."""
    settings = folder / "setup.cfg"
    settings.write_text(f"[build]\nbuild_base = {folder}/build\n[egg_info]\negg_base = {folder}\n", "utf-8")
    pip = (sys.executable, "-m", "pip", "wheel", "-q", "--no-index", "--no-deps", "--no-build-isolation")
    run(*pip, "-w", folder, ROOT, cwd=folder, DIST_EXTRA_CONFIG=str(settings))
    (wheel,) = folder.glob("*.whl")
    return wheel


def install(wheel: Path, venv: Path) -> Path:
    """A clean environment with the wheel in it, and of ours only the libraries; returns its folder of programs."""
    run(sys.executable, "-m", "venv", "--without-pip", venv, cwd=venv.parent)
    python = next(path for path in (venv / "bin" / "python", venv / "Scripts" / "python.exe") if path.exists())
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-index", "--no-deps", "--no-compile")
    run(*pip, wheel, cwd=venv.parent)
    (packages,) = {path.parent for path in venv.rglob("kepu") if path.is_dir()}
    (packages / "libraries.pth").write_text(sysconfig.get_paths()["purelib"], "utf-8")  # its own .pth files sleep
    return python.parent


@pytest.mark.slow
def test_a_folder_of_data_alone_gives_the_same_bytes_with_the_installed_engine(
    tmp_path: Path, small_site: Site
) -> None:
    wheel = make_wheel(tmp_path)
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"kepu", "kepu-0.1.0.dist-info"}
    mine = {path.relative_to(ROOT).as_posix() for path in (ROOT / "overrides").rglob("*") if path.is_file()}
    assert {f"kepu/{name}" for name in mine} == {name for name in names if name.startswith("kepu/overrides/")}
    shared = {path.relative_to(ROOT).as_posix() for path in (ROOT / "national").rglob("*") if path.is_file()}
    assert {f"kepu/{name}" for name in shared} == {name for name in names if name.startswith("kepu/national/")}
    programs = install(wheel, tmp_path / "venv")
    root = make_project(tmp_path / "project", pages=OWN_PAGES)
    (root / "macros.py").write_text(OTHERS, "utf-8")
    for command in (["kepu", "build", "--site"], ["python", "-m", "mkdocs", "build", "--strict", "--site-dir"]):
        run(programs / command[0], *command[1:], tmp_path / command[-1], cwd=root, SOURCE_DATE_EPOCH=SUMMER_2026)
        found, expected = Site(tmp_path / command[-1]).files(), small_site.files()
        assert found.keys() == expected.keys()
        assert [name for name in expected if found[name] != expected[name]] == []
    run(programs / "kepu", "schema", cwd=root)
    for path in (ROOT / "plan" / "schema").iterdir():
        assert (root / "plan" / "schema" / path.name).read_bytes() == path.read_bytes()
