"""reads.py, descriptions.py, kept_works.py: nothing that a page depends on goes by unnoticed."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from dependencies import table
from kepu.build.live_folder import filled_beside
from kepu.common.descriptions import Describer
from kepu.common.files.swap import put_in_place
from kepu.common.reads import QUESTIONS, NotedList, answered, by_answer, note, reading, remembered
from kepu.exports.files import ExportFile
from kepu.model.plan import FINE, Plan, noted_plan
from kepu.project.content_loader import load_content
from kepu.project.plan_loader import load_plan
from kepu.project.rules.table import check_plan
from kepu.render.kept_works import CORE, KeptWorks
from kepu.render.project import Project, read_project
from kepu.render.site_files import Output
from sites import edit, make_project
from test_layers import FILES, parsed

LOOKS: dict[str, Callable[[Any], object]] = {
    "for": lambda them: [one for one in them],  # noqa: C416
    "list": list,
    "tuple": tuple,
    "set": set,
    "sorted": sorted,
    "unpacked": lambda them: [*them],
    "given": lambda them: (lambda *ones: ones)(*them),
    "taken apart": lambda them: dict([(one, 1) for one in them]),  # noqa: C404
    "chained": lambda them: list(chain(them, [])),
    "first": lambda them: them[0],
    "part": lambda them: them[:1],
    "count": len,
    "any": bool,
    "most": max,
    "joined": "".join,
    "mapped": lambda them: list(map(str, them)),
    "extended": lambda them: [].extend(them),  # type: ignore[func-returns-value]
    "zipped": lambda them: list(zip(them, them, strict=True)),
}


@pytest.mark.parametrize("look", LOOKS)
def test_whoever_looks_into_a_list_has_read_it(look: str) -> None:
    with reading() as read:
        LOOKS[look](NotedList(["a", "b"], "letters"))
    assert read == {"list letters"}


@pytest.mark.parametrize("name", FINE)
def test_whoever_looks_into_a_folder_of_the_plan_has_read_it(valid_plan: Plan, name: str) -> None:
    with reading() as read:
        assert getattr(noted_plan(valid_plan), name) == getattr(valid_plan, name)
    assert read == {f"all {name}"}


def test_an_answer_that_is_remembered_has_been_read_by_everybody() -> None:
    asked = []

    @remembered(2)
    def doubled(number: int) -> int:
        note(f"number {number}")
        asked.append(number)
        return 2 * number

    for _ in range(2):
        with reading() as read:
            assert doubled(3) == 6
        assert read == {"number 3"}
    assert asked == [3]


def test_of_a_question_only_the_answer_counts_and_it_can_be_asked_again() -> None:
    @by_answer
    def nth(letters: NotedList[str], place: int, day: date) -> str:
        return letters[place]

    letters = NotedList(["a", "b"], "letters")
    with reading() as read:
        assert nth(letters, 1, date(2026, 3, 5)) == "b"
    (name,) = read
    assert not name.startswith("list")
    assert answered(name, {"letters": NotedList(["a", "c"], "letters")}, {}) == "c"
    with reading() as read:
        nth(letters, 0, object())  # type: ignore[arg-type]  # what has no name cannot be asked with again
    assert read == {"list letters"}
    del QUESTIONS["nth"]


def test_no_query_remembers_what_it_read_of_a_plan_without_saying_so() -> None:
    silent = {
        f"{module}.{node.name}"
        for module in FILES
        if module.startswith(("queries", "project.references", "project.reporting", "exports", "render"))
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.FunctionDef) and {"plan", "articles", "given"} & {one.arg for one in node.args.args}
        if any("cache" in ast.unparse(one) for one in node.decorator_list)
    }
    taking_note = {"queries.articles.resources_of", "project.references.events_by_year"}  # what they give does
    assert silent == taking_note


def test_every_page_of_this_site_can_be_kept_but_the_one_that_reads_texts_itself(root: Path, real_plan: Plan) -> None:
    pages, _ = load_content(root, real_plan)
    output = Output.of(root, Project(real_plan, pages, []), datetime(2026, 7, 1).astimezone())
    kept = output._kept_works()
    kept.asks["link"] = output.writer(output.beside).links.known
    kinds = {page.template: url for url, page in output.pages.items()}
    asked: list[dict[str, frozenset[str]]] = [{}, {}]
    for first_or_again in asked:
        for url in kinds.values():
            kept.get(url, kept.own(*output._own(url)))
            with reading() as read:
                output.render_ours(url)
            kept.put(url, read, "")
            first_or_again |= read.asked
    assert {template for template, url in kinds.items() if url not in kept.works} == {"wall.html"}
    assert all(kept.own(*output._own(page.url)) for page in pages)
    assert asked[0] == asked[1]  # what is remembered has been read by whoever asks again
    assert all(asked[0].values())


def test_the_table_of_what_pages_are_drawn_from_is_current(root: Path, real_plan: Plan) -> None:
    assert table(real_plan) in (root / "CONTRIBUTING.md").read_text("utf-8")


EDITED = {
    "events/2026/talk.yaml": ("title: ", {"events/2026/talk/event.ics", "events.xml"}),
    "observances/fixed-day.yaml": ("name: ", {"observances/fixed-day/event.ics", "daily.xml"}),
}
"""What is edited, before which its words begin → data files that say it, beside the lists and calendars of everything."""


@pytest.mark.parametrize("name", EDITED)
def test_only_data_files_that_say_what_was_edited_are_made_anew(name: str, tmp_path: Path) -> None:
    root = make_project(tmp_path / "project", "calendar")
    assert len(made_of(root)) > 60
    assert made_of(root) == set()
    field, expected = EDITED[name]
    edit(root / "plan" / name, field, f"{field}改过的")
    made = {path for path in made_of(root) if not path.endswith("events.ics")}
    assert made == {*expected, "api/v1/events.json", "api/v1/events.csv"}


def made_of(root: Path) -> set[str]:
    """The data files that a build makes, where it takes what it can from the site before."""
    plan, site = load_plan(root), root.with_name("site")
    output = Output.of(root, Project(plan, [], []), datetime(2026, 6, 1).astimezone())
    kept, made = output._kept_works(), set[str]()
    with filled_beside(site) as filling:
        for export in output.exports():
            told = partial(_told, made, export)
            output._write_export(filling, kept, export._replace(make=told))
        put_in_place(filling.path, site)
    kept.save()
    return made


def _told(made: set[str], export: ExportFile) -> str | bytes | None:
    made.add(export.path)
    return export.make()


def test_values_that_say_something_else_are_described_otherwise(valid_plan: Plan) -> None:
    unit, *_ = valid_plan.units.values()
    values: list[object] = [
        1, "1", None, True, "None", date(2026, 1, 2), "2026-01-02", (), [], {}, ("a", "b"), ("a,b",), (("a",), "b"), ["a", "b"],
        {"a": "b"}, {"a": None}, frozenset("ab"), unit, unit.model_copy(update={"name": "别的"}), valid_plan.current.document,
    ]  # fmt: skip
    plain, by_id = Describer(), Describer(CORE)
    assert len({plain.digest(value) for value in values}) == len(values)
    assert plain.digest(unit) == Describer().digest(unit.model_copy())
    assert by_id.digest(unit) == by_id.digest(unit.model_copy(update={"name": "别的"}))
    assert plain.digest({"b", "a"}) == plain.digest({"a", "b"})
    with pytest.raises(TypeError):
        plain.digest([object()])
    assert not [problem for problem in check_plan(noted_plan(valid_plan)) if not problem.warning]


def test_only_pages_that_say_what_was_edited_are_drawn_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, kept = make_project(tmp_path / "project", "calendar"), set[str]()
    keep = KeptWorks.keep
    monkeypatch.setattr(KeptWorks, "keep", lambda self, name: (kept.add(name), keep(self, name)))

    def drawn() -> tuple[set[str], set[str]]:
        """The pages that a build draws, and those that come out other than they were."""
        kept.clear()
        output = Output.of(root, read_project(root), datetime(2026, 6, 1).astimezone())
        with filled_beside(root.with_name("site")) as filling:
            assert output.write(filling, keep=True) == []
            new = {name.removesuffix("index.html") for name in filling.fresh if name.endswith("index.html")}
            put_in_place(filling.path, root.with_name("site"))
        return {*output.pages, *output.written} - kept, new

    drawn()
    assert drawn() == ({"screen/"}, set())
    event = root / "plan" / "events" / "2025" / "old-fair.yaml"
    edit(event, "title: ", "title: 改过的")
    made, new = drawn()
    assert "events/2025/old-fair/" in new
    assert made - new == {"screen/"}
    edit(root / "plan" / "2021-2025" / "tree" / "youth.yaml", "short: 青少年", "short: 少年")
    assert len(drawn()[0]) > 100  # what stands in the tree is part of every page
    assert drawn() == ({"screen/"}, set())
    event.unlink()
    made, new = drawn()
    assert "events/2025/old-fair/" not in made
    assert made - new == {"screen/"}
