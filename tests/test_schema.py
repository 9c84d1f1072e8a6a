"""schema.py: the JSON Schemas that explain fields while an editor types."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from kepu.project.json_schema import SCHEMAS, schemas, write_schemas
from sites import ROOT

made = cache(schemas)  # once: to make them takes a tenth of a second
FOLDER = ROOT / "plan" / "schema"
FILES = sorted(
    path
    for folder in ("", "national")
    for path in (ROOT / folder / "plan").rglob("*.yaml")
    if path.name != "offices.yaml"
)


class Plain(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # libyaml is ten times as fast
    """YAML as a JSON Schema sees it: dates stay text."""


Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def schema_of(path: Path) -> Path:
    """The schema a file names in its first line."""
    first = path.read_text("utf-8").partition("\n")[0]
    match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert match, f"{path} begins with {first}"
    return (path.parent / match[1]).resolve()


def test_the_committed_schemas_are_those_of_the_model() -> None:
    assert {path.name: path.read_text("utf-8") for path in FOLDER.iterdir()} == schemas()


def test_writing_them_again_changes_nothing(tmp_path: Path) -> None:
    first = {path.name: path.read_bytes() for path in write_schemas(tmp_path)}
    assert {path.name: path.read_bytes() for path in write_schemas(tmp_path)} == first
    assert {path.name for path in (tmp_path / "schema").iterdir()} == {f"{name}.json" for name in SCHEMAS}


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_a_schema(name: str) -> None:
    schema = json.loads(made()[f"{name}.json"])
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)


def schema_name(path: Path) -> str:
    """The schema by the place of a file in plan/."""
    top = path.as_posix().rpartition("/plan/")[2].split("/")[0]
    folders = {
        "units": "unit",
        "observances": "observance",
        "events": "event",
        "resources": "resource",
        "daily": "daily",
        "quotes": "quotes",
        "quiz": "quiz",
    }
    if path.parent.name == "plan":
        return path.stem
    return folders.get(top) or {"plan.yaml": "document", "map.yaml": "map"}.get(path.name, "node")


@pytest.mark.parametrize("name", sorted({schema_name(path) for path in FILES}))
def test_a_file_names_its_schema_and_keeps_it(name: str) -> None:
    validator = jsonschema.Draft202012Validator(json.loads((FOLDER / f"{name}.json").read_text("utf-8")))
    for path in (path for path in FILES if schema_name(path) == name):
        assert schema_of(path).as_posix().endswith(f"/plan/schema/{name}.json")  # a national file names its county's
        value = json.loads(json.dumps(yaml.load(path.read_text("utf-8"), Loader=Plain)))
        assert [error.message for error in validator.iter_errors(value)] == [], path


def properties(node: Any, way: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property of a schema, with the way to it."""
    if isinstance(node, dict):
        for name, value in node.get("properties", {}).items():
            yield f"{way}/{name}", value
        for name, value in node.items():
            yield from properties(value, f"{way}/{name}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from properties(value, f"{way}/{index}")


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_field_is_explained_in_chinese(name: str) -> None:
    found = list(properties(json.loads(made()[f"{name}.json"])))
    assert found
    assert [way for way, field in found if not re.search(r"[\u4e00-\u9fff]", field.get("description", ""))] == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_no_english_is_shown_as_explanation(name: str) -> None:
    """VS Code shows the description of a whole record too."""
    schema = json.loads(made()[f"{name}.json"])
    shown = [
        schema.get("description", ""),
        *(record.get("description", "") for record in schema.get("$defs", {}).values()),
    ]
    assert [text for text in shown if re.search(r"[A-Za-z]{3,} [a-z]+", text)] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("unit", {"name": "区科协", "nmae": "又一个"}),
        ("unit", {}),
        ("unit", {"name": "区科协", "membership": "all"}),
        ("node", {"kind": "measure", "at": 0}),
        ("site", {"name": ["科普咸安"]}),
    ],
)
def test_a_schema_refuses_what_the_check_refuses(name: str, value: object) -> None:
    assert not jsonschema.Draft202012Validator(json.loads(made()[f"{name}.json"])).is_valid(value)
