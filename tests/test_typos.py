"""typos.py: mistyped words are found, what is right or quoted is left alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from kepu.common.problems import Problem
from kepu.common.text.markdown_code import without_code
from kepu.model.plan import Plan
from kepu.model.typo import Typo, Typos
from kepu.project.content_loader import load_content
from kepu.project.plan_loader import load_plan
from kepu.project.references import all_records
from kepu.project.rules.texts.typos import check_list, mistyped, typos_in_markdown, typos_in_record
from sites import Content


def words(*entries: tuple[str, ...]) -> Typos:
    return Typos(
        words=tuple(Typo(**{"wrong": wrong, "right": right, "except": tuple(rest)}) for wrong, right, *rest in entries)
    )


def typos_in_plan(plan: Plan) -> list[Problem]:
    return [problem for record in all_records(plan) for problem in typos_in_record(plan, record)]


LIST = words(("防犯", "防范", "防犯罪"), ("帐号", "账号"), ("截止到目前", "截至目前"), ("截止到", "截至"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("加强防范，管好账号。", []),
        ("加强防犯，管好帐号。", [(2, "防犯"), (7, "帐号")]),
        ("预防犯罪", []),
        ("防犯罪，也要防犯火灾", [(6, "防犯")]),
        ("防犯防犯罪", [(0, "防犯")]),
        ("防犯", [(0, "防犯")]),
        ("截止到目前", [(0, "截止到目前")]),
    ],
)
def test_a_word_is_found_where_it_is_wrong(text: str, found: list[tuple[int, str]]) -> None:
    assert [(at, typo.wrong) for at, typo in mistyped(LIST, text)] == found


def test_code_is_no_text() -> None:
    text = "一 `防犯` 二\n```\n防犯\n```\n三\n````yaml\n```\n防犯\n````\n防犯 `开"
    plain = without_code(text)
    assert len(plain) == len(text) and plain.count("\n") == text.count("\n")
    assert plain.split() == ["一", "二", "三", "防犯", "`开"]


def test_words_of_the_published_plan_are_left_as_they_are(calendar_plan: Plan) -> None:
    source = calendar_plan.current.source
    word = source[40:44]
    plan = replace(calendar_plan, typos=words((word, "错错")))
    body = f"原文写“{source[38:46]}”。\n\n`{word}`\n\n我们写{word}。\n"
    found = [str(problem) for problem in typos_in_markdown(plan, body, 7, "content/a.md")]
    assert found == [f"content/a.md:11: （提醒）错字：“{word}”应当是“错错”"]
    of_the_plan = [problem for problem in typos_in_plan(plan) if "2021-2025" in problem.where.path]
    assert of_the_plan == []


def test_every_kind_of_record_is_looked_at(calendar_plan: Plan) -> None:
    plan = replace(calendar_plan, typos=words(("只在测试里", "只在考试里"), ("办公室", "办公厅")))
    places = {(problem.where.path, problem.where.field) for problem in typos_in_plan(plan)}
    assert ("plan/experts/weather.yaml", "about") in places
    assert ("plan/venues/hall.yaml", "name") in places
    assert all(problem.warning for problem in typos_in_plan(plan))


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([("防犯", "防范")], []),
        ([("防犯", "防范"), ("防犯", "妨犯")], ["“防犯”写了不止一次，请只留一处"]),
        ([("防犯", "不防犯")], ["对的写法“不防犯”里还有错的写法“防犯”"]),
        ([("防犯", "防范", "预防罪")], ["“预防罪”里没有“防犯”，这一项不起作用"]),
    ],
)
def test_the_list_itself_is_checked(entries: list[tuple[str, ...]], said: list[str], calendar_plan: Plan) -> None:
    assert [problem.message for problem in check_list(replace(calendar_plan, typos=words(*entries)))] == said


def test_an_article_is_looked_at_from_head_to_foot(tmp_path: Path, calendar_plan: Plan) -> None:
    path = tmp_path / "content" / "a.md"
    path.parent.mkdir()
    path.write_text("---\ntitle: 防犯火灾\ndescription: 一句话\n---\n# 一页\n\n防犯在先。\n", "utf-8")
    _, found = load_content(tmp_path, replace(calendar_plan, typos=LIST))
    assert sorted(map(str, found)) == [
        "content/a.md:2: title：（提醒）错字：“防犯”应当是“防范”",
        "content/a.md:7: （提醒）错字：“防犯”应当是“防范”",
    ]


def test_the_real_list_is_long_and_sound_and_finds_nothing(real_plan: Plan, real_content: Content) -> None:
    assert real_plan.typos and len(real_plan.typos.words) >= 60
    assert list(check_list(real_plan)) == []
    assert typos_in_plan(real_plan) == []
    assert [problem for problem in real_content[1] if "错字" in problem.message] == []
    for period in real_plan.periods:
        assert list(mistyped(real_plan.typos, period.source)) == []


def test_a_list_in_a_file_is_read_with_its_contexts(copy_plan: object) -> None:
    root = copy_plan()  # type: ignore[operator]
    (root / "plan" / "typos.yaml").write_text("words:\n  - {wrong: 防犯, right: 防范, except: [防犯罪]}\n", "utf-8")
    typos = load_plan(root).typos
    assert typos and typos.words[0].contexts == ("防犯罪",)
