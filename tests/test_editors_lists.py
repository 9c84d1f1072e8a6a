"""check_todo.py, check_launch.py: what waits for editors and what a launch still needs, each at its line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from kepu.__main__ import main
from kepu.model.article import ArticleHead
from kepu.model.kept_text import KeptText
from kepu.model.plan import Plan
from kepu.project.content_loader import Written
from kepu.project.plan_loader import load_plan
from kepu.project.rules.launch import check_launch
from kepu.project.rules.todo import waiting_work
from kepu.queries.daily.schedule import pieces_by_day
from sites import SHARED_ARTICLE, edit, make_project

TODAY = date(2026, 6, 1)


def article(**more: Any) -> Written:
    fields = {"title": "题", "summary": "答案", "topics": ["disaster"], "sources": [{"name": "某手册"}], **more}
    return Written("content/articles/a.md", "articles/a/", ArticleHead.model_validate({"written": TODAY, **fields}))


def said(plan: Plan, *pages: Written, today: date = TODAY) -> dict[str, list[str]]:
    found = waiting_work(plan, pages, today, {piece.id for piece in pieces_by_day(plan).values()})
    return {
        kind: [f"{p.where.path}:{p.where.line} {p.where.field}" for p in problems] for kind, problems in found.items()
    }


def test_what_waits_is_listed_by_kind_each_at_its_line(calendar_plan: Plan) -> None:
    found = said(calendar_plan, article())
    assert found["没有打开过的网址"] == ["plan/resources/moon-book.yaml:6 link"]
    assert "plan/resources/old-mill.yaml" in {
        place.partition(":")[0] for place in found["出处不够硬、等责任单位核对的"]
    }
    assert len(found["等责任单位签字的文章"]) == 1
    assert "plan/observances/awaited.yaml:1 years" in found["今年的日期还没有写的节日"]
    assert "plan/observances/awaited.yaml:1 do" in found["没有写可以做什么的节日"]
    assert all(":" in place for places in found.values() for place in places)


@pytest.mark.parametrize(("as_of", "waits"), [(date(2025, 5, 31), True), (date(2025, 6, 1), False)])
def test_a_kept_law_waits_to_be_compared_after_a_year(two_periods: Plan, as_of: date, waits: bool) -> None:
    told = {
        "title": "某法",
        "publisher": "某会",
        "dated": as_of,
        "sources": [{"name": "某公报"}],
        "articles": {"第一条": "甲"},
    }
    law = KeptText.model_validate({**told, "as_of": as_of})
    assert ("一年没有核对的法律和指南" in said(replace(two_periods, quotes={"law": law}))) == waits


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        ({}, set()),
        ({"start": date(2026, 5, 1)}, {"办过了还没有报道的活动", "已经过去、状态没有改的活动"}),
        ({"start": date(2026, 5, 1), "status": "finished"}, {"办过了还没有报道的活动"}),
        ({"start": date(2026, 5, 1), "status": "finished", "report": "https://example.gov.cn/a"}, set()),
        ({"start": date(2026, 5, 1), "status": "cancelled", "reason": "下雨"}, set()),
        ({"status": "postponed", "postponed_from": TODAY}, {"延期了没有改修订号的活动"}),
        ({"status": "postponed", "postponed_from": TODAY, "revision": 1}, set()),
    ],
)
def test_events_wait_for_a_report_a_state_or_a_revision(
    calendar_plan: Plan, changes: dict[str, Any], kinds: set[str]
) -> None:
    event = calendar_plan.events["2026/talk"].model_copy(
        update={"start": date(2026, 7, 1), "end": None, "status": "planned", "revision": 0, **changes}
    )
    plan = replace(calendar_plan, events={"2026/talk": event}, resources={}, observances={}, daily={})
    assert set(said(plan)) == kinds


@pytest.mark.parametrize(
    ("reviewed", "kind"),
    [
        (None, {"等责任单位签字的文章"}),
        ({"by": "jiaju", "dated": date(2025, 6, 1)}, set()),
        ({"by": "jiaju", "dated": date(2024, 5, 1)}, {"审核到期的文章"}),
    ],
)
def test_articles_wait_for_a_signature_or_for_the_next(two_periods: Plan, reviewed: Any, kind: set[str]) -> None:
    assert set(said(two_periods, article(reviewed=reviewed))) == kind | {"可能接续上一份方案、还没有对应的措施"}


@pytest.mark.parametrize(("count", "months", "waiting"), [(32, (1,), 1), (31, (1,), 0), (367, (), 1), (366, (), 0)])
def test_daily_pieces_that_find_no_day_are_named(
    calendar_plan: Plan, count: int, months: tuple[int, ...], waiting: int
) -> None:
    some = next(iter(calendar_plan.daily.values()))
    daily = {}
    for number in range(count):
        daily[f"p{number}"] = some.model_copy(update={"day": None, "months": months, "article": f"a{number}"})
        daily[f"p{number}"]._id = f"p{number}"
    plan = replace(calendar_plan, daily=daily)
    assert len(said(plan).get("排不上日子的天天科普", [])) == waiting


def launch(plan: Plan, *pages: Written, today: date = TODAY) -> set[tuple[str, bool]]:
    return {(problem.where.field, problem.warning) for problem in check_launch(plan, pages, today)}


READY = """name: 科普某区
tagline: 一句话介绍
description: 网站说明。
place: 某区
host: 甲局
url: https://www.example.gov.cn/kepu/
contact: {phone: 0715-1234567, email: kexie@example.gov.cn, address: 某路 1 号}
icp: 鄂ICP备12345678号-1
police: 鄂公网安备 42120202000001号
site_id_code: "4212020001"
"""
DESTINATION = "destinations:\n  - {id: usb, kind: folder, path: /srv/kepu}\n"


@pytest.fixture
def ready(copy_plan: Any) -> Plan:
    root: Path = copy_plan()
    (root / "plan" / "site.yaml").write_text(READY, "utf-8")
    (root / "plan" / "publish.yaml").write_text(DESTINATION, "utf-8")
    return load_plan(root)


def test_nothing_is_missing_where_all_is_written_and_fresh(ready: Plan) -> None:
    assert launch(ready, article()) == set()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("url", None, {("url", False)}),
        ("url", "http://www.example.gov.cn/", {("url", False)}),
        ("icp", None, {("icp", False)}),
        ("police", None, {("police", False)}),
        ("site_id_code", None, {("site_id_code", True)}),
    ],
)
def test_each_thing_that_is_missing_is_named(
    ready: Plan, name: str, value: str | None, expected: set[tuple[str, bool]]
) -> None:
    plan = replace(ready, site=ready.site.model_copy(update={name: value}))
    assert launch(plan, article()) == expected


@pytest.mark.parametrize(("days", "stale"), [(0, False), (14, False), (15, True)])
def test_a_home_page_without_anything_new_for_two_weeks_is_stale(ready: Plan, days: int, stale: bool) -> None:
    day = date.fromordinal(TODAY.toordinal() + days)
    assert launch(ready, article(), today=day) == ({("written", False)} if stale else set())
    assert launch(ready, article(written=date(2026, 1, 1), updated=TODAY), today=day) == (
        {("updated", False)} if stale else set()
    )


def test_the_commands_say_where_and_end_with_0_or_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_project(tmp_path / "project", "sharing", {"articles/thunder.md": SHARED_ARTICLE})
    edit(root / "plan" / "site.yaml", "url: https://example.gov.cn/kepu/\n", "")
    assert main(["--root", str(root), "check", "--todo"]) == 0
    todo = capsys.readouterr().out
    assert "plan/resources/" in todo and "content/articles/thunder.md:" in todo and "件事等着做" in todo
    assert main(["--root", str(root), "check", "--launch"]) == 1
    missing = capsys.readouterr().out
    assert "plan/site.yaml:1: url：没有写；应当是正式网址" in missing and "没有的号码不要编" in missing
    edit(root / "plan" / "site.yaml", "host: ", "hots: ")
    assert main(["--root", str(root), "check", "--todo"]) == 1
    assert "plan/site.yaml:" in capsys.readouterr().err
