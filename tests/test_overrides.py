"""A project's own templates, styles, scripts and pictures go before the engine's, file by file; all are optional."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from kepu.common.files.overrides import all_overrides, engine_overrides
from kepu.project.pictures import load_pictures
from kepu.render.assets import generate_assets
from kepu.render.jinja_env import DrawingError, environment, render
from sites import ROOT


def own(root: Path, name: str, text: str) -> None:
    (root / "overrides" / name).parent.mkdir(parents=True, exist_ok=True)
    (root / "overrides" / name).write_text(text, "utf-8")


def test_a_project_without_overrides_has_those_of_the_engine(tmp_path: Path) -> None:
    assert engine_overrides() == ROOT / "overrides"
    assert all_overrides(tmp_path) == all_overrides(ROOT)
    assert generate_assets(tmp_path) == generate_assets(ROOT)
    assert load_pictures(tmp_path) == load_pictures(ROOT) and load_pictures(ROOT)[0]


def test_a_file_of_the_project_counts_and_only_that_file(tmp_path: Path) -> None:
    name = "lightning-crouch"
    picture = (ROOT / f"overrides/plan/pictures/{name}.svg").read_text("utf-8")
    own(tmp_path, f"plan/pictures/{name}.svg", picture.replace("<title>", "<title>本县的"))
    own(tmp_path, "css/base.css", ".own{}")
    own(tmp_path, "css/._base.css", "left by a system")
    own(tmp_path, "js/alert.js", "var own = 1;")
    own(tmp_path, "plan/lost.html", "本县的一页")
    ours, engines = generate_assets(tmp_path), generate_assets(ROOT)
    assert ".own{}" in ours["site.css"][1] and "left by" not in ours["site.css"][1]
    assert "var own=1;" in ours["alert"][1]
    assert {key for key in engines if ours[key] != engines[key]} == {"site.css", "alert"}
    pictures, before = load_pictures(tmp_path)[0], load_pictures(ROOT)[0]
    assert pictures[name].title == f"本县的{before[name].title}"
    assert {key for key in before if pictures[key] != before[key]} == {name}
    assert render(tmp_path, "lost.html", None, {}) == "本县的一页"
    assert environment(tmp_path).get_template("frame.html").filename == str(ROOT / "overrides/plan/frame.html")


def test_a_fault_is_named_by_the_template_it_stands_in(tmp_path: Path) -> None:
    own(tmp_path, "plan/own.html", "\n{{ nothing_of_the_kind }}")
    with pytest.raises(DrawingError, match=r"^overrides/plan/own\.html:2: 模板有错"):
        render(tmp_path, "own.html", None, {})
    with pytest.raises(DrawingError, match=r"^overrides/plan/unit\.html:\d+: 模板有错"):  # the engine's
        render(tmp_path, "unit.html", "units/a/", {})


def test_every_room_is_packed() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    rooms = {path.parent.relative_to(ROOT / "macros").parts for path in (ROOT / "macros").rglob("__init__.py")}
    assert set(settings["packages"]) == {".".join(("kepu", *room)) for room in rooms} | {
        "kepu.overrides",
        "kepu.national",
    }
