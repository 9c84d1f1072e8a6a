"""The rooms of the program: what each may import, and which module may know which library."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

from sites import ROOT

MACROS = ROOT / "macros"

ROOMS = (
    "common",
    "model",
    "project",
    "queries",
    "prints",
    "exports",
    "render",
    "postbuild",
    "editing",
    "publish",
    "build",
    "desk",
)
"""A room may import from those before it; what lies above all rooms, from all of them."""

LIBRARIES = {
    "mkdocs": {"build.mkdocs_plugin"},
    "yaml": {"common.files.yaml", "common.files.yaml_reader", "editing.changes.spans"},
    "typing_extensions": {"exports.shapes"},
    "pydantic": {"model", "exports", "project.reading"},
    "pydantic_core": {
        "model",
        "exports.shapes",
        "project.reading",
        "editing.reporting.form_entries",
    },
    "jinja2": {"render.jinja_env", "common.templates", "project.reading.macro_texts", "desk.drawing"},
    "platformdirs": {"common.files.kept"},
    "xlsxwriter": {"exports.tables.workbook", "exports.progress.form", "desk.sheets.sheet_writer"},
    "docx": {"exports.progress.document", "editing.opening.reading.docx_reader"},
    "lunar_python": {"queries.recurrence"},
    "segno": {"render.structured_data", "prints.drawings"},
    "typst": {"prints.typesetter"},
    "fontTools": {"prints.typesetter"},
    "PIL": {"prints.typesetter", "desk.writing.photos"},
    "markupsafe": {
        "common.templates",
        "common.text.hotline_links",
        "render",
        "exports",
        "project.icons",
        "project.pictures",
        "queries.feeds",
    },
    "markdown": {
        "common.text.markdown_extensions",
        "common.text.material_signs",
        "project.rules.texts.literal_marks",
        "render.markdown",
    },
    "watchdog": {"build.preview"},
    "rcssmin": {"render.assets"},
    "rjsmin": {"render.assets"},
    "pymdownx": {"common.text.markdown_extensions"},
    "nh3": {"common.text.sanitize"},
    "feedparser": {"editing.network.feed_reader"},
    "brotli": {"publish.compress"},
    "packaging": {"common.packages"},
    "filelock": {"common.files.lock"},
    "selectolax": {"desk.writing.html_markdown"},
    "pypinyin": {"common.text.hanzi"},
    "mammoth": {"desk.writing.word_files"},
    "python_calamine": {"common.office.workbook_reader"},
    "opencc": {"common.text.hanzi"},
    "pdfplumber": {"editing.opening.reading.pdf_reader"},
}
"""Which of our rooms and modules know which library."""


def name_of(path: Path) -> str:
    """A module's dotted name from the engine's folder: `render.pages`; of a room itself, the room's."""
    return ".".join(path.relative_to(MACROS).with_suffix("").parts).removesuffix(".__init__").removesuffix("__init__")


FILES = {name_of(path): path for path in sorted(MACROS.rglob("*.py"))}


@cache
def parsed(name: str) -> ast.Module:
    return ast.parse(FILES[name].read_text("utf-8"))


@cache
def imports(name: str) -> tuple[str, ...]:
    """Everything a module imports: our own modules as `.render.pages`, libraries by their top name."""
    return tuple(_imports(name))


def _imports(name: str) -> Iterator[str]:
    package = FILES[name].relative_to(MACROS).parts[:-1]
    for node in ast.walk(parsed(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").split(".")[0]
        elif isinstance(node, ast.ImportFrom):
            place = [*package[: len(package) - node.level + 1], *(node.module.split(".") if node.module else ())]
            for alias in node.names:
                whole = ".".join([*place, alias.name])
                yield "." + (whole if whole in FILES else ".".join(place))


def room_of(name: str) -> int:
    """The room's place in the order; what lies in none comes after all."""
    room = name.split(".")[0]
    return ROOMS.index(room) if room in ROOMS else len(ROOMS)


def test_everything_lies_in_a_room_but_the_two_doors() -> None:
    assert {name.split(".")[0] for name in FILES} == {*ROOMS, "", "__main__", "commands"}


def test_a_room_says_in_one_sentence_what_it_turns_into_what() -> None:
    said = {name: ast.get_docstring(parsed(name)) or "" for name, path in FILES.items() if path.name == "__init__.py"}
    assert {name: words for name, words in said.items() if "\n\n" in words or not words.endswith(".")} == {}


def test_no_module_imports_from_a_later_room() -> None:
    pairs = [(name, other[1:]) for name in FILES for other in imports(name) if other[0] == "."]
    assert [(name, other) for name, other in pairs if room_of(other) > room_of(name)] == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {name: {other[1:] for other in imports(name) if other[0] == "."} - {name} for name in FILES}
    assert len(list(TopologicalSorter(graph).static_order())) >= len(FILES)


def test_a_library_is_known_only_where_it_is_needed() -> None:
    used, elsewhere = set(), []
    for library, allowed in LIBRARIES.items():
        for name in (name for name in FILES if library in imports(name)):
            places = {place for place in allowed if f"{name}.".startswith(f"{place}.")}
            used |= {(library, place) for place in places}
            elsewhere += [] if places else [(library, name)]
    assert elsewhere == []
    assert {(library, place) for library, allowed in LIBRARIES.items() for place in allowed} - used == set()


def test_no_other_library_is_imported() -> None:
    known = {*sys.stdlib_module_names, *LIBRARIES}
    names = {other for name in FILES for other in imports(name) if other[0] != "."}
    assert names - known == set()


def public_names(name: str) -> Iterator[str]:
    """Functions, classes and constants that a module defines for others."""
    for node in parsed(name).body:
        targets: list[ast.expr] = []
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign):
            targets = [node.target]
        yield from (part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name))


def test_no_public_name_means_two_things() -> None:
    places: dict[str, list[str]] = {}
    for module in FILES:
        for name in {name for name in public_names(module) if not name.startswith("_")}:
            places.setdefault(name, []).append(module)
    assert {name: modules for name, modules in places.items() if len(modules) > 1} == {}


def test_a_file_fits_into_one_sitting() -> None:
    lines = {name: len(path.read_text("utf-8").splitlines()) for name, path in FILES.items()}
    assert {name: count for name, count in lines.items() if count > 300} == {}


def test_a_folder_is_taken_in_at_a_glance() -> None:
    below: dict[Path, set[str]] = {path.parent: set() for path in FILES.values()}
    for folder, names in below.items():
        names |= {path.relative_to(folder).parts[0] for path in FILES.values() if path.is_relative_to(folder)}
    assert {folder: names for folder, names in below.items() if len(names - {"__init__.py"}) > 14} == {}


def test_the_picture_of_the_rooms_is_current() -> None:
    from rooms import drawing  # draws what this module reads

    assert f"```mermaid\n{drawing()}\n```" in (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def test_every_file_that_the_recipes_name_is_there() -> None:
    words = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    named = re.findall(r"`((?:macros|overrides|tests)/[A-Za-z0-9_./-]+)`", words)
    assert named and [name for name in named if not (ROOT / name).exists()] == []
