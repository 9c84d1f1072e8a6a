"""appointments.py: what subscribers have in their calendars moves only with a higher revision."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from kepu.common.problems import PlanError
from kepu.exports.feeds import ical
from kepu.exports.feeds.calendars import FEED
from kepu.model.destination import Destination
from kepu.project.plan_loader import load_plan
from kepu.publish.appointments import Appointment, read_appointments
from kepu.publish.deploy import publish
from kepu.publish.release import Release, read_release
from sites import VALID, edit

TODAY = date(2026, 6, 1)
LAB, WEEK = "events/2026/lab-day.yaml", "observances/announced-week.yaml"


@pytest.fixture
def go(tmp_path: Path) -> Callable[[], bool]:
    """Write the site of the project as it is now and publish it into a folder; whether anything was switched."""
    root = tmp_path / "project"
    shutil.copytree(VALID / "calendar" / "plan", root / "plan")
    place = Destination.model_validate({"id": "there", "kind": "folder", "path": str(tmp_path / "usb")})

    def publish_again() -> bool:
        plan, site = load_plan(root), root / "site"
        site.mkdir(exist_ok=True)
        (site / "index.html").write_text("<!doctype html><title>页</title>", "utf-8")
        records = [*plan.observances.values(), *plan.events.values()]
        written = [entry for record in records for entry in ical.entries(plan, record, TODAY)]
        (site / FEED).write_bytes(ical.calendar(plan, "名", written))
        return publish(root, plan, place, site, say=lambda words: None).switched

    return publish_again


def change(tmp_path: Path, name: str, *words: tuple[str, str]) -> None:
    for old, new in words:
        edit(tmp_path / "project" / "plan" / name, old, new)


MOVED = ("start: 2026-06-20", "start: 2026-06-21")


@pytest.mark.parametrize(
    ("name", "words", "line"),
    [
        (LAB, MOVED, "start"),
        (LAB, ('begins: "09:00"', 'begins: "09:30"'), "begins"),
        (LAB, ('ends: "11:30"', 'ends: "12:00"'), "ends"),
        (WEEK, ("end: 2026-05-30", "end: 2026-05-31"), "end"),
        (WEEK, ("start: 2026-05-23", "start: 2026-05-24"), "start"),
    ],
)
def test_another_time_without_a_higher_revision_is_refused_at_its_line(
    tmp_path: Path, go: Callable[[], bool], name: str, words: tuple[str, str], line: str
) -> None:
    go()
    change(tmp_path, name, words)
    with pytest.raises(PlanError) as raised:
        go()
    (problem,) = raised.value.problems
    text = (tmp_path / "project" / "plan" / name).read_text("utf-8").splitlines()
    assert problem.where.path == f"plan/{name}" and words[1] in text[problem.where.line - 1]
    assert problem.where.field == line and "公布的是 2026-" in problem.message and "要写 revision: " in problem.message


def test_calling_off_needs_a_higher_revision_too(tmp_path: Path, go: Callable[[], bool]) -> None:
    go()
    change(tmp_path, LAB, ("status: open", "status: cancelled\nreason: 下雨"))
    with pytest.raises(PlanError, match=r"status：公布的是没有取消，现在取消了，revision 还是 0；要写 revision: 1"):
        go()
    change(tmp_path, LAB, ("title: ", "revision: 1\ntitle: "))
    assert go()
    change(tmp_path, LAB, ("status: cancelled", "status: open"))
    with pytest.raises(PlanError, match="取消了，现在又要办"):
        go()


def test_with_a_higher_revision_it_moves_and_other_words_need_none(tmp_path: Path, go: Callable[[], bool]) -> None:
    go()
    change(tmp_path, LAB, ("title: ", "title: 改过的"))
    assert go()
    change(tmp_path, LAB, MOVED, ("title: ", "revision: 1\ntitle: "))
    assert go()
    change(tmp_path, LAB, ("revision: 1\n", ""))
    with pytest.raises(PlanError, match="公布的是 1，现在是 0，不能改小"):
        go()


def test_a_manifest_keeps_the_appointments(tmp_path: Path, calendar_plan: object) -> None:
    release = Release("20260601T000000Z-00000000", {}, {}, (), appointments={"event-a": Appointment("20260601/", 2)})
    assert read_release(release.to_json()) == release
    assert read_release(replace(release, appointments={}).to_json().replace(',"appointments":{}', "")) == replace(
        release, appointments={}
    )
    earlier = read_release(release.to_json().replace('"20260601/",2,false', '"20260601/",2'))
    assert earlier and earlier.appointments["event-a"].off is None
    assert read_appointments(tmp_path) == {}


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("20260606T090000/20260606T110000", "2026-06-06 09:00 至 2026-06-06 11:00"),
        ("20260606T090000/", "2026-06-06 09:00"),
        ("20260606/20260607", "2026-06-06"),
        ("20260606/20260609", "2026-06-06 至 2026-06-08"),
    ],
)
def test_an_editor_reads_days_as_they_are_written_in_plan(when: str, words: str) -> None:
    assert Appointment(when, 0).in_words == words
