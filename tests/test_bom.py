"""bom.py: a bill of materials that scanners can read, and that says what NOTICE says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from kepu.common import packages as installed
from kepu.common.packages import packages, project_needs
from kepu.exports.bom import SHIPPED
from sites import ROOT, Site

NOTICE = (ROOT / "NOTICE").read_text("utf-8")


@pytest.fixture(scope="module")
def bom(small_site: Site) -> dict[str, Any]:
    return dict(json.loads((small_site.folder / "bom.json").read_text("utf-8")))


def test_it_is_valid_to_the_letter(small_site: Site) -> None:
    text = (small_site.folder / "bom.json").read_text("utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None


def test_it_holds_nothing_that_differs_between_builds(bom: dict[str, Any]) -> None:
    assert "serialNumber" not in bom and "timestamp" not in bom["metadata"]


def test_every_part_and_every_need_is_in_it(bom: dict[str, Any]) -> None:
    parts = {part["bom-ref"] for part in bom["components"]}
    assert len(parts) == len(bom["components"])
    uses = {entry["ref"]: entry["dependsOn"] for entry in bom["dependencies"]}
    assert uses.keys() - parts == {bom["metadata"]["component"]["bom-ref"]}
    assert {part for used in uses.values() for part in used} <= parts


def test_what_only_another_system_needs_is_not_in_it_and_what_others_need_is(bom: dict[str, Any]) -> None:
    names = {part["name"] for part in bom["components"]}
    assert {"mkdocs", "pagefind", "markupsafe", "pydantic-core", "kepu"} <= names
    assert not {"pytest", "pagefind-bin-none", "importlib-metadata"} & names


def shipped_by_notice() -> Iterator[tuple[str, str]]:
    """Name and licence of each work in NOTICE's list of what readers are sent."""
    part = NOTICE.partition("第三方作品\n")[2].partition("\n生成网站时")[0]
    for line in filter(str.strip, part.splitlines()):
        words = re.split(r"\s{2,}", line.strip())
        yield words[0], words[1]


def test_notice_names_every_work_that_is_shipped(bom: dict[str, Any]) -> None:
    listed = [
        (part["name"], part["licenses"][0]["license"]["id"])
        for part in bom["components"]
        if part["scope"] == "required" and part["name"] != "kepu"
    ]
    said = list(shipped_by_notice())
    assert [(work.name, work.licence) for work in SHIPPED if work.package in packages()] == listed
    assert len(said) == len(listed)
    for (name, licence), (words, written) in zip(listed, said, strict=True):
        assert words.startswith(name) and licence == written


def test_notice_names_every_licence_of_what_made_the_site() -> None:
    said = NOTICE.partition("软件包，名称")[2].partition("。")[0]
    for package in packages().values():
        first = re.split(" OR ", package.licence)[0]
        assert first.removesuffix(" License").partition("-2-")[0].partition("-3-")[0] in said, package
        if first == "MPL-2.0":  # the one that asks for something of whoever changes it
            assert package.name in said


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        ({"License-Expression": ["MIT OR Apache-2.0"], "License": ["x"]}, "MIT OR Apache-2.0"),
        ({"License": ["Apache License 2.0"]}, "Apache-2.0"),
        ({"License": ["UNKNOWN"], "Classifier": ["License :: OSI Approved :: MIT License"]}, "MIT"),
        ({"License": ["BSD"], "Classifier": ["License :: OSI Approved :: BSD License"]}, "BSD"),
        ({"License": ["The whole\n text"]}, "The whole"),
        ({"Name": ["x"]}, ""),
    ],
)
def test_a_licence_is_read_from_whichever_field_names_it(fields: dict[str, list[str]], licence: str) -> None:
    assert installed._licence(fields) == licence


def test_installed_away_from_its_folder_the_project_asks_for_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "OWN_FILE", Path("nowhere"))
    assert {"mkdocs", "pagefind"} <= set(project_needs())
    assert installed.project_version()


def test_a_package_from_a_source_archive_is_known_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An old pip leaves `.egg-info` with PKG-INFO, where a wheel leaves `.dist-info` with METADATA."""
    (tmp_path / "moon_face-2.5.egg-info").mkdir()
    (tmp_path / "moon_face-2.5.egg-info" / "PKG-INFO").write_text(
        "Metadata-Version: 2.1\nName: moon-face\nVersion: 2.5\nLicense: MIT\n", "utf-8"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(installed, "_asked_for", lambda: ["moon-face"])
    assert packages.__wrapped__() == {"moon-face": installed.Package("moon-face", "2.5", "MIT", ())}
