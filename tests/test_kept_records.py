"""kept_records.py, packed_records.py: what was read before is read again just so, and every fault is found every time."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from kepu.common.files.kept import CACHE
from kepu.common.files.yaml_reader import read_yaml
from kepu.common.problems import PlanError
from kepu.model.record import Record, parts
from kepu.project import content_loader
from kepu.project.plan_loader import load_plan
from kepu.project.reading.kept_records import KeptRecords
from kepu.project.rules import table
from kepu.render.project import read_project
from sites import ROOT, SHARED_ARTICLE, edit, make_project

VALID = ROOT / "tests" / "plans" / "valid"
WITHOUT = {"_file", "_digest"}


def read_twice(root: Path, cache: Path) -> tuple[dict[Path, Record], dict[Path, Record]]:
    """Every record of a project by its file: read, and taken from what was kept of that reading."""
    fresh: dict[Path, Record] = {}
    again: dict[Path, Record] = {}
    for known in (fresh, again):
        kept = KeptRecords(cache)
        load_plan(root, known, kept)
        assert (root != ROOT) or len(known) > 100
        kept.save()
    return fresh, again


def told(record: Record) -> Iterator[object]:
    """All that is known of a record and those inside it, but for the lines."""
    for part in parts(record):
        private = {name: value for name, value in (part.__pydantic_private__ or {}).items() if name not in WITHOUT}
        yield type(part), list(part.__dict__.items()), part.model_fields_set, part._digest
        yield {name: value for name, value in private.items() if name not in ("_parent", "_below", "_kind", "_source")}


@pytest.mark.parametrize("root", [ROOT, *(path for path in sorted(VALID.iterdir()))], ids=lambda root: root.name)
def test_a_record_that_was_kept_says_all_that_its_file_says(root: Path, tmp_path: Path) -> None:
    fresh, again = read_twice(root, tmp_path)
    assert fresh.keys() == again.keys()
    assert [path for path in fresh if [*told(fresh[path])] != [*told(again[path])]] == []
    for path, record in again.items():
        assert record._digest and fresh[path] is not record
        kept, read = record._file, read_yaml(path, record.where().path)
        assert kept and [place for place in read.lines if kept.where(place) != read.where(place)] == []


def test_two_records_that_say_something_else_have_other_digests(tmp_path: Path) -> None:
    again = read_twice(ROOT, tmp_path)[1]
    by_digest: dict[str, Record] = {}
    for record in again.values():
        other = by_digest.setdefault(record._digest, record)
        assert type(other) is type(record) and other == record
    changed = next(iter(again.values())).model_copy(update={"name": "另一个"})
    assert changed._digest == "", "a record that was changed is not what its file says"


def said(root: Path) -> list[str]:
    try:
        return [str(problem) for problem in read_project(root).warnings]
    except PlanError as error:
        return [str(problem) for problem in error.problems]


def first_event(root: Path) -> Path:
    return sorted((root / "plan" / "events").glob("*/*.yaml"))[0]


def typo_list(root: Path) -> None:
    (root / "plan" / "typos.yaml").write_text("words: [{wrong: 只在测试里, right: 只在考试里}]\n", "utf-8")


def draw_wrongly(root: Path) -> None:
    path = root / "overrides" / "plan" / "pictures" / "odd.svg"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script/></svg>', "utf-8")


EDITS: dict[str, Callable[[Path], object]] = {
    "nothing": lambda root: None,
    "a word is put on the list of typos": typo_list,
    "lines are put above a fault": lambda root: [
        path.write_text("# 说明\n\n" + path.read_text("utf-8"), "utf-8") for path in (root / "plan").rglob("*.yaml")
    ],
    "it is taken off the list": lambda root: (root / "plan" / "typos.yaml").unlink(),
    "a page says what the list forbids": lambda root: (
        typo_list(root),
        edit(root / "content/articles/hail.md", "进屋，关窗。\n", "只在测试里。\n"),
    ),
    "a page moves": lambda root: (root / "content/articles/hail.md").rename(root / "content/articles/hail-2.md"),
    "a mark shows": lambda root: (root / "content" / "about.md").write_text(
        "---\ntitle: 题\ndescription: 说\n---\n只有**一边\n", "utf-8"
    ),
    "lines are put above the mark": lambda root: edit(root / "content" / "about.md", "只有", "第一行\n\n只有"),
    "the mark is closed": lambda root: edit(root / "content" / "about.md", "一边", "一边**"),
    "a hotline that an article dials is gone": lambda root: [
        path.unlink() for path in (root / "plan" / "resources").glob("rescue-line.yaml")
    ],
    "a field is misspelt": lambda root: edit(first_event(root), "title:", "titel:"),
    "it is mended": lambda root: edit(first_event(root), "titel:", "title:"),
    "a picture is drawn wrongly": draw_wrongly,
    "the picture is gone": lambda root: (root / "overrides/plan/pictures/odd.svg").unlink(),
    "an audience is given up": lambda root: edit(root / "plan" / "vocabulary.yaml", "seniors", "elders"),
}


def test_whatever_is_edited_the_faults_are_those_of_a_first_reading(tmp_path: Path) -> None:
    flood = SHARED_ARTICLE.replace("打雷", "发大水").replace("topics:", "hotline: rescue-line\ntopics:")
    pages = {"articles/hail.md": SHARED_ARTICLE, "articles/flood.md": flood}
    root = make_project(tmp_path / "project", "calendar", pages)
    found = {}
    for name, change in EDITS.items():
        change(root)
        cold = tmp_path / "cold"
        shutil.copytree(root, cold, ignore=shutil.ignore_patterns(CACHE))
        found[name] = said(root)
        assert said(cold) == found[name], name
        shutil.rmtree(cold)
    of_typos = [line for line in found["lines are put above a fault"] if "只在测试里" in line]
    assert of_typos and of_typos != [
        line for line in found["a word is put on the list of typos"] if "只在测试里" in line
    ]
    assert not [line for line in found["it is taken off the list"] if "只在测试里" in line]
    assert "flood" not in str(found["nothing"]) and "rescue-line" in str(
        found["a hotline that an article dials is gone"]
    )
    assert "odd.svg" in str(found["a picture is drawn wrongly"])
    assert found["a mark shows"] != found["lines are put above the mark"] and "粗体" in str(found["a mark shows"])


def test_what_was_found_without_fault_is_not_read_through_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_project(tmp_path / "project", "calendar")
    said(root)
    checked: list[object] = []
    monkeypatch.setattr(table, "RECORD_RULES", (lambda plan, record: checked.append(record.id) or (),))
    monkeypatch.setattr(content_loader, "check_text", lambda body, line, shown: checked.append(shown) or ())
    edit(first_event(root), "title: ", "title: 改了的")
    said(root)
    assert checked == [first_event(root).relative_to(root / "plan" / "events").with_suffix("").as_posix()]
