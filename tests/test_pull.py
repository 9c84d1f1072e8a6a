"""pull.py: what is taken of a feed, what is kept when nothing comes, and what is never written."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from choosing import mostly_slow
from conftest import PLANS
from kepu.__main__ import main
from kepu.common.problems import PlanError
from kepu.editing.network.fetch import Unreachable
from kepu.editing.network.pull import MOST_CACHED, pull, same_title
from kepu.editing.network.web import MOST_RESPONSE_BYTES
from kepu.model.plan import Plan
from kepu.project.plan_loader import load_plan
from kepu.queries.feeds import reposts, reposts_for_audience, reposts_for_topic
from test_incoming import FEEDS, json_feed

TODAY = date(2026, 6, 1)
ADDRESS = "https://kepu.example.org/feed.json"

SOURCE = """feeds:
  - id: province
    name: 某省科普网
    address: {address}
    terms: 对方网站写明可以转载
    limit: {limit}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The plan for sharing, with one source and one article of its own."""
    root = tmp_path / "project"
    shutil.copytree(PLANS / "valid" / "sharing", root)
    sources(root)
    article = root / "content" / "articles" / "own.md"
    article.parent.mkdir(parents=True)
    article.write_text(
        "---\ntitle: 自己的文章？\nsummary: 答\ntopics: [food]\nsources: [{name: 书}]\nwritten: 2026-01-01\n---\n",
        "utf-8",
    )
    return root


def sources(root: Path, address: str = ADDRESS, limit: int = 50, more: str = "") -> None:
    (root / "plan" / "sources.yaml").write_text(SOURCE.format(address=address, limit=limit) + more, "utf-8")


def item(number: int, **changes: Any) -> dict[str, Any]:
    values = {
        "id": str(number),
        "url": f"https://kepu.example.org/{number}",
        "title": f"第 {number} 条",
        "date_published": f"2026-05-{number:02}T08:00:00+08:00",
    }
    return values | changes


def take(root: Path, data: bytes | Exception, *ids: str) -> tuple[bool, list[str]]:
    """Pull with a network that answers with these bytes; whether it went well, and what was said."""

    def get(address: str) -> bytes:
        if isinstance(data, Exception):
            raise data
        return data

    said: list[str] = []
    return pull(root, ids, TODAY, said.append, get=get), said


def titles(root: Path) -> list[str]:
    return [found.title for found in reposts(load_plan(root))]


def cache(root: Path, id: str = "province") -> Path:
    return root / "plan" / "reposts" / f"{id}.json"


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_feed_is_taken_and_said_to_be(project: Path) -> None:
    assert take(project, json_feed(item(1), item(2))) == (
        True,
        ["province（某省科普网）：新增 2、更新 0、撤下 0，现有 2 条。"],
    )
    assert titles(project) == ["第 2 条", "第 1 条"]


def test_pulling_again_changes_no_byte(project: Path) -> None:
    take(project, json_feed(item(1), item(2)))
    before = cache(project).read_bytes()
    assert take(project, json_feed(item(2), item(1))) == (
        True,
        ["province（某省科普网）：新增 0、更新 0、撤下 0，现有 2 条。"],
    )
    assert cache(project).read_bytes() == before


def test_what_is_changed_or_withdrawn_upstream_is_so_here(project: Path) -> None:
    take(project, json_feed(item(1), item(2), item(3)))
    _, said = take(project, json_feed(item(1), item(3, title="第 3 条，改过"), item(4)))
    assert said == ["province（某省科普网）：新增 1、更新 1、撤下 1，现有 3 条。"]
    assert titles(project) == ["第 4 条", "第 3 条，改过", "第 1 条"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (Unreachable("对方回答 404"), "对方回答 404"),
        (b"", "内容是空的"),
        (b"<html/>", "是 XML，但不是 Atom 或 RSS"),
        (json_feed(), "里面没有条目"),
        (json_feed({"id": "1"}), "没有一条能用；没有收：没有标题 1 条。"),
        ((FEEDS / "bomb.xml").read_bytes(), "有文档类型声明（DOCTYPE），可能藏有危险的内容"),
    ],
    ids=["404", "empty", "page", "no items", "nothing usable", "bomb"],
)
def test_a_feed_that_fails_leaves_what_was_there(project: Path, data: bytes | Exception, why: str) -> None:
    take(project, json_feed(item(1), item(2)))
    before = snapshot(project)
    went_well, (said,) = take(project, data)
    assert not went_well
    assert said.startswith(f"province（某省科普网）：没有取到，{why}") and said.endswith("原来的 2 条没有动。")
    assert snapshot(project) == before


def test_where_nothing_was_there_nothing_is_written(project: Path) -> None:
    before = snapshot(project)
    assert take(project, b"")[1] == ["province（某省科普网）：没有取到，内容是空的。什么也没有写。"]
    assert snapshot(project) == before


@pytest.mark.parametrize("limit", mostly_slow([1, 20, 50], [20]))
def test_of_ten_thousand_entries_as_many_are_taken_as_the_source_may_have(project: Path, limit: int) -> None:
    sources(project, limit=limit)
    many = [item(1, id=str(n), url=f"https://kepu.example.org/{n}", title=f"第 {n} 条") for n in range(10_000)]
    _, (said,) = take(project, json_feed(*many))
    assert said.endswith(f"现有 {limit} 条。没有收：超过条数 {10_000 - limit} 条。")
    assert len(titles(project)) == limit


def test_a_file_of_the_cache_has_room_for_so_much(project: Path) -> None:
    large = [
        item(
            1, id=str(n), url=f"https://kepu.example.org/{n}", title=f"第 {n} 条", content_html=f"<p>{'字' * 6000}</p>"
        )
        for n in range(50)
    ]
    went_well, (said,) = take(project, json_feed(*large))
    assert went_well and "放不下" in said
    assert MOST_CACHED / 2 < cache(project).stat().st_size < MOST_CACHED
    assert len(titles(project)) > 30


def test_a_file_too_large_is_not_read(project: Path) -> None:
    sources(project, "feeds/large.json")
    (project / "feeds").mkdir()
    with (project / "feeds" / "large.json").open("wb") as file:
        file.truncate(MOST_RESPONSE_BYTES + 1)
    assert take(project, b"")[1] == ["province（某省科普网）：没有取到，文件超过 2 MB 的上限。什么也没有写。"]


def test_what_is_told_already_is_not_told_again(project: Path) -> None:
    more = "  - {id: city, name: 某市科普网, address: feeds/city.json, terms: 对方同意}\n"
    sources(project, more=more)
    (project / "feeds").mkdir()
    (project / "feeds" / "city.json").write_bytes(json_feed(item(1, id="x"), item(5, title="“第 2 条”！"), item(6)))
    went_well, said = take(project, json_feed(item(1), item(2), item(3, title="自己的文章")))
    assert said == [
        "province（某省科普网）：新增 2、更新 0、撤下 0，现有 2 条。没有收：与别的重复 1 条。",
        "city（某市科普网）：新增 1、更新 0、撤下 0，现有 1 条。没有收：与别的重复 2 条。",
    ]
    assert went_well and titles(project) == ["第 6 条", "第 2 条", "第 1 条"]


def test_titles_are_the_same_whatever_their_punctuation() -> None:
    assert same_title("“AED”怎么用？ ") == same_title("ＡＥＤ 怎么用") != same_title("AED 怎么买")


@pytest.mark.parametrize("name", ["malice.json", "malice.xml"])
def test_of_a_malicious_feed_exactly_this_is_left(project: Path, name: str) -> None:
    sources(project, f"feeds/{name}")
    shutil.copytree(FEEDS, project / "feeds")
    before = snapshot(project)
    took, (said,) = take(project, b"")
    assert took
    assert cache(project).read_text("utf-8") == (FEEDS / f"{name}.taken").read_text("utf-8")
    assert (
        said
        == {
            "malice.json": "province（某省科普网）：新增 16、更新 0、撤下 0，现有 16 条。"
            "没有收：日期在将来 2 条、与别的重复 3 条、没有可用的原文网址 4 条、没有标题 3 条。",
            "malice.xml": "province（某省科普网）：新增 3、更新 0、撤下 0，现有 3 条。"
            "没有收：日期在将来 2 条、没有标题 1 条、没有可用的原文网址 2 条。",
        }[name]
    )
    after = snapshot(project)
    assert {path: after[path] for path in before} == before
    assert set(after) - set(before) == {"plan/reposts/province.json"}
    assert load_plan(project).reposts["province"].items


def test_tags_with_our_names_file_an_entry_and_the_source_files_all(project: Path) -> None:
    sources(project, more="    topics: [science]\n")
    take(project, json_feed(item(1, tags=["老年人", "食品安全", "别的"]), item(2)))
    plan = load_plan(project)

    def found(items: list[Any]) -> list[str]:
        return [entry.title for entry in items]

    assert found(reposts_for_topic(plan, "science")) == ["第 2 条", "第 1 条"]
    assert found(reposts_for_topic(plan, "food")) == ["第 1 条"]
    assert found(reposts_for_audience(plan, "seniors")) == ["第 2 条", "第 1 条"]
    assert found(reposts_for_audience(plan, "youth")) == ["第 2 条"]


def test_a_source_that_is_no_longer_listed_leaves_nothing(project: Path) -> None:
    take(project, json_feed(item(1)))
    (project / "plan" / "sources.yaml").unlink()
    with pytest.raises(PlanError, match=r"plan/reposts/province\.json:1: plan/sources\.yaml 里没有“province”这个来源"):
        load_plan(project)
    assert take(project, b"")[1] == [
        "没有要取的来源；怎样加，见编辑指南“与别的网站共享”。",
        "province：已不在 plan/sources.yaml 里，删去了它的转载。",
    ]
    assert load_plan(project).reposts == {}


def test_a_mistyped_source_is_named_and_the_others_are_left_alone(project: Path) -> None:
    take(project, json_feed(item(1)))
    before = snapshot(project)
    assert take(project, json_feed(item(2)), "provinec") == (
        False,
        ["provinec：plan/sources.yaml 里没有这个来源，是否指 province？"],
    )
    assert snapshot(project) == before


def test_a_link_out_of_the_project_is_neither_read_nor_written(project: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.json").write_bytes(json_feed(item(1)))
    sources(project, "feeds/a.json")
    (project / "feeds").symlink_to(outside)
    assert take(project, b"")[1] == ["province（某省科普网）：没有取到，feeds/a.json 指到了项目外面。什么也没有写。"]
    sources(project)
    (project / "plan" / "reposts").symlink_to(outside)
    with pytest.raises(PlanError, match="plan/reposts:1: 这个文件夹是指向项目外面的链接，不能用"):
        take(project, json_feed(item(1)))
    assert [path.name for path in outside.iterdir()] == ["a.json"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("<p>好</p>", "<p>好</p><script>alert(1)</script>", ":8: html：有不允许的标记"),
        ("<p>好</p>", '<img src=\\"https://x.example.org/a.gif\\">', ":8: html：有不允许的标记"),
        ("第 1 条", "{{ config }}", ":5: title：有看不见的字符、多余的空格或像模板的括号"),
        ("https://kepu.example.org/1", "javascript:alert(1)", ":6: link：“javascript:alert(1)”不是网页的地址"),
        ("2026-05-01", "2026-02-30", ":7: published：没有“2026-02-30”这一天"),
        ('"title"', '"titel"', ":5: titel：没有“titel”这个字段，是否指 title？"),
        ("\n}\n", "", ""),
        ('"items"', '"items', ""),
    ],
)
def test_an_edited_or_damaged_cache_is_named_by_file_and_line(project: Path, old: str, new: str, expected: str) -> None:
    take(project, json_feed(item(1, content_html="<p>好</p>")))
    text = cache(project).read_text("utf-8")
    assert old in text
    cache(project).write_text(text.replace(old, new), "utf-8")
    with pytest.raises(PlanError) as refused:
        load_plan(project)
    (problem,) = map(str, refused.value.problems)
    assert problem.startswith(f"plan/reposts/province.json{expected}")
    assert take(project, json_feed(item(1)))[0]
    assert load_plan(project).reposts


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"null", b"\0\0", b"\xff\xfe", b"[" * 100_000, b'{"items": []}', b"x: y"]
)
def test_whatever_lies_in_the_cache_gives_a_message(project: Path, content: bytes) -> None:
    cache(project).parent.mkdir()
    cache(project).write_bytes(content)
    with pytest.raises(PlanError, match=r"^plan/reposts/province\.json:\d+: "):
        load_plan(project)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (ADDRESS, "ftp://x.example.org/", "address：要么是 http、https 开头的网址"),
        (ADDRESS, "https://a:b@x.example.org/", "address：要么是 http、https 开头的网址"),
        (ADDRESS, "/etc/passwd", "address：要么是 http、https 开头的网址"),
        (ADDRESS, "C:/feeds/a.json", "address：要么是 http、https 开头的网址"),
        (ADDRESS, "../a.json", "address：文件要在项目里面"),
        (ADDRESS, "feeds\\a.json", "address：文件要在项目里面"),
        ("id: province", "id: ../x", "id：“../x”不能用，代号只能用小写字母、数字和短横线"),
        ("limit: 50", "limit: 51", "limit：51 超出范围，应当不大于 50"),
        ("    terms: 对方网站写明可以转载\n", "", "terms：缺少这一项"),
    ],
)
def test_a_source_is_checked_before_anything_is_fetched(project: Path, old: str, new: str, expected: str) -> None:
    path = project / "plan" / "sources.yaml"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(PlanError, match=r"plan/sources\.yaml:") as refused:
        take(project, AssertionError("nothing is to be fetched"))
    assert expected in str(refused.value)


def test_the_command_takes_a_file_and_answers_in_chinese(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780300800")
    (tmp_path / "brought.json").write_bytes(json_feed(item(1)))
    command = ["--root", str(project), "pull"]
    assert main([*command, "province", "--from", str(tmp_path / "brought.json")]) == 0
    assert capsys.readouterr().out == "province（某省科普网）：新增 1、更新 0、撤下 0，现有 1 条。\n"
    assert main([*command, "--from", str(tmp_path / "brought.json")]) == 1
    assert "要写一个来源的代号" in capsys.readouterr().err
    assert main([*command, "province", "--from", str(tmp_path / "gone.json")]) == 1
    assert "打不开。原来的 1 条没有动。" in capsys.readouterr().out


def test_without_sources_there_is_nothing_to_do(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "plan" / "sources.yaml").unlink()
    assert main(["--root", str(project), "pull"]) == 0
    assert capsys.readouterr().out == "没有要取的来源；怎样加，见编辑指南“与别的网站共享”。\n"


def test_rows_of_strange_characters_survive_the_file(project: Path) -> None:
    strange = "".join(
        map(chr, [*range(0x20, 0x300), *range(0x2000, 0x2070), *range(0xE000, 0xE010), 0x1F9D1, 0x200D, 0x10FFFF])
    )
    assert take(
        project,
        json_feed(
            item(1, title=f"甲{strange[:90]}", summary=strange, content_html=f"<p>{strange}</p>", tags=[strange])
        ),
    )[0]
    assert json.loads(cache(project).read_text("utf-8"))["items"][0]["title"] == titles(project)[0]


def test_the_real_project_takes_nothing_from_anybody(real_plan: Plan) -> None:
    assert (real_plan.sources, real_plan.reposts) == ((), {})
