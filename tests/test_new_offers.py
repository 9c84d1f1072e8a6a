"""new_offers.py: answers of an editor into a resource or a piece for a day that can be read again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kepu.__main__ import NEW_KINDS, main
from kepu.editing.creating.new_resource import new_daily, new_resource
from kepu.model.record import Place
from kepu.model.resources import Daily, Resource
from kepu.render.project import Project, read_project
from sites import VALID
from test_new import Editor, files

RESOURCE: dict[str, Any] = {
    "名称": "样例平台",
    "种类": "平台",
    "能用它做什么": "看科普。",
    "谁提供的": "甲局",
    "怎么用": "打开网站",
    "网址": "https://example.gov.cn/",
    "这个网址今天打开看过": "是",
    "电话": "0715-1234567",
    "地点": "样例楼",
    "开放或受理": "全天",
    "费用": "免费",
    "面向谁": "老年人",
    "主题": "科学精神",
    "对应的措施": "办好科技节",
    "读者可能搜的词": "看，学",
    "来源名称": "某通知",
    "　发布单位": "甲局",
    "这些内容有正式出处": "是",
    "文件名": "sample",
}
LEAST = {key: RESOURCE[key] for key in ("名称", "种类", "能用它做什么", "谁提供的", "怎么用", "来源名称", "文件名")}
DAILY: dict[str, Any] = {
    "一到三句话": "打雷先进屋。",
    "出自哪篇文章": "打雷",
    "出处是上面第几个": "2",
    "这句话有正式出处": "是",
    "文件名": "sample",
}
ARTICLE = """\
---
title: 打雷怎么办
summary: 进屋。
topics: [disaster]
sources:
  - {name: 某手册, dated: 2025-01-01}
  - {name: 某条例, publisher: 甲局, link: "https://example.gov.cn/b"}
written: 2026-01-10
---
进屋。
"""
PIECE = "text: 已经有的一句。\narticle: thunder\nsource: {name: 某手册, dated: 2025-01-01}\n"

Write = Callable[..., tuple[Any, Editor]]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return read_project(make_root(tmp_path_factory.mktemp("whole") / "project"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_root(tmp_path / "project")


def make_root(root: Path) -> Path:
    shutil.copytree(VALID / "calendar", root)
    for name in ("daily", "quiz"):
        shutil.rmtree(root / "plan" / name, ignore_errors=True)
    for name, text in {"content/articles/thunder.md": ARTICLE, "plan/daily/all-year.yaml": PIECE}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


@pytest.fixture
def write(project: Path, whole: Project, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Runs `kepu new`, reads the file back and finds nothing that has to be mended."""
    read = [whole]  # what the project holds at first; who writes again has to read again
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780300800")

    def answer(kind: str, answers: dict[str, Any]) -> tuple[Resource | Daily, Editor]:
        editor = Editor({key: list(value) if isinstance(value, list) else value for key, value in answers.items()})
        if kind == "resource":
            path = new_resource(project, read[-1].plan, editor.ask, editor.said.append)
        else:
            path = new_daily(project, read[-1].plan, read[-1].pages, editor.ask, editor.said.append)
        read.append(read_project(project))
        plan = read[-1].plan
        return (plan.resources if kind == "resource" else plan.daily)[path.stem], editor

    return answer


def test_all_answers_are_in_the_resource(write: Write, project: Path) -> None:
    found, editor = write("resource", RESOURCE)
    assert editor.said == []
    assert (found.name, found.kind, found.about, found.provider) == ("样例平台", "platform", "看科普。", "甲局")
    assert (found.access, found.link, str(found.checked)) == ("打开网站", "https://example.gov.cn/", "2026-06-01")
    assert (found.phone, found.hours, found.free, str(found.added)) == ("0715-1234567", "全天", True, "2026-06-01")
    assert (found.audiences, found.topics, found.measures) == (("seniors",), ("science",), ("youth-2",))
    assert (found.keywords, found.unverified) == (("看", "学"), False)
    assert found.place and found.place.name == "样例楼"
    assert [(source.name, source.publisher) for source in found.sources] == [("某通知", "甲局")]
    first = (project / "plan/resources/sample.yaml").read_text("utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../schema/resource.json"


def test_of_a_place_more_is_asked_and_hours_come_with_their_source(write: Write) -> None:
    where = {
        "种类": "场所",
        "地点": "样例楼",
        "哪一种地方": "图书馆和书房",
        "所在乡镇": "东镇",
        "详细地址": "河边路 1 号",
    }
    told = {
        "开放或受理": "周末 9:00—17:00",
        "开放时间的出处": "某公告",
        "　这个开放时间": "2026-03-05",
        "坐什么车": "走路",
        "无障碍": "",
    }
    found, editor = write("resource", {**RESOURCE, **where, **told})
    assert editor.said == [] and found.hours_source and found.place
    assert (found.hours, found.hours_source.name, str(found.hours_source.dated)) == (
        "周末 9:00—17:00",
        "某公告",
        "2026-03-05",
    )
    assert found.place == Place(
        name="样例楼", kind="library", township="dongzhen", address="河边路 1 号", transport="走路"
    )


def test_what_is_not_known_is_left_out_and_marked_as_not_gone_over(write: Write, project: Path) -> None:
    found, editor = write("resource", LEAST)
    assert (found.link, found.checked, found.phone, found.place, found.fee, found.hours) == (None,) * 6
    assert found.unverified and not any(question.startswith("这个网址") for question in editor.asked)
    text = (project / "plan/resources/sample.yaml").read_text("utf-8")
    assert "\n# phone: " in text and "\n# checked: " in text


@pytest.mark.parametrize(
    ("question", "answers", "said"),
    [
        ("种类", ["", "热"], ["这一项不能空着。"]),
        ("网址", ["example", "https://a.cn/"], ["“example”不是完整的网址，应当像 https://www.gov.cn/。"]),
        ("电话", ["13800000000", "07151234567", "12345"], None),
        ("对应的措施", ["活动节", "科技节、youth-1"], ["没有“活动节”。可以写：开展进校园活动、办好科技节、办好科普网"]),
    ],
)
def test_a_wrong_answer_about_a_resource_is_asked_again(
    question: str, answers: list[str], said: list[str] | None, write: Write
) -> None:
    _, editor = write("resource", {**RESOURCE, question: answers})
    assert len(editor.said) == len(answers) - 1
    assert said is None or editor.said == said


def test_a_piece_takes_its_source_from_its_article(write: Write) -> None:
    found, editor = write("daily", DAILY)
    assert (found.text, found.article, found.resource, found.day, found.months) == (
        "打雷先进屋。",
        "thunder",
        None,
        None,
        (),
    )
    assert (found.source.name, found.source.publisher, found.unverified) == ("某条例", "甲局", False)
    assert editor.said == ["　1. 某手册", "　2. 某条例"]


def test_a_piece_may_have_a_source_of_its_own_and_a_day_or_months(write: Write) -> None:
    own = {**DAILY, "出处是上面第几个": "", "来源名称": "某报", "　来源的日期": "2026-01-02", "这句话有正式出处": ""}
    found, editor = write("daily", {**own, "只用在这一天": "2月29日"})
    assert (found.source.name, str(found.source.dated), found.day, found.unverified) == (
        "某报",
        "2026-01-02",
        "02-29",
        True,
    )
    assert not any(question.startswith("只在这几个月") for question in editor.asked)
    found, _ = write("daily", {**own, "一到三句话": "又一句！", "只在这几个月": "8月、6、7", "文件名": "summer"})
    assert (found.day, found.months) == (None, (6, 7, 8))


@pytest.mark.parametrize(
    ("question", "answers", "said"),
    [
        ("一到三句话", ["没有句号", "好。"], "要写成完整的句子，末尾有句号。"),
        ("一到三句话", ["一。二。三。四。", "好。"], "最多三句；请拆成几条，或者写短。"),
        ("一到三句话", ["长" * 160 + "。", "好。"], "写了 161 个字，最多 160 个字。"),
        ("一到三句话", ["已经有的一句。", "好。"], "这句话已经有了。"),
        (
            "出自哪篇文章",
            ["", "打雷"],
            "要出自本站的一篇文章或一条资源；还没有的，先用 kepu new article 或 kepu new resource 写。",
        ),
        ("出处是上面第几个", ["3", "1"], "请写 1 到 2 的数字。"),
        ("只用在这一天", ["2-30", ""], "“2-30”不是日子，请写成 11-09。"),
        ("只用在这一天", ["明天", ""], "“明天”不是日子，请写成 11-09。"),
        ("只在这几个月", ["13", ""], "“13”里有的不是月份，请写成 6、7、8。"),
    ],
)
def test_a_wrong_answer_about_a_piece_is_asked_again(
    question: str, answers: list[str], said: str, write: Write
) -> None:
    _, editor = write("daily", {**DAILY, question: answers})
    assert [line for line in editor.said if not line.startswith("　")] == [said]


def test_a_day_that_has_a_piece_is_refused(write: Write) -> None:
    write("daily", {**DAILY, "只用在这一天": "11-9"})
    _, editor = write("daily", {**DAILY, "一到三句话": "又一句。", "只用在这一天": ["11.09", "11/10"], "文件名": "b"})
    assert "这一天已经有一条了。" in editor.said


@pytest.mark.parametrize("stop", [EOFError, KeyboardInterrupt])
@pytest.mark.parametrize(("kind", "after"), [("resource", 0), ("resource", 9), ("daily", 0), ("daily", 5)])
def test_who_stops_answering_writes_nothing(
    kind: str,
    after: int,
    stop: type[BaseException],
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    editor = Editor(dict(RESOURCE if kind == "resource" else DAILY))

    def ask(question: str) -> str:
        if len(editor.asked) >= after:
            raise stop
        return editor.ask(question)

    monkeypatch.setattr("builtins.input", ask)
    before = files(project)
    assert main(["--root", str(project), "new", kind]) == 1
    assert len(editor.asked) == after and files(project) == before
    assert "没有写任何文件" in capsys.readouterr().out


def test_the_command_knows_every_kind(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["new", "--help"])
    said = capsys.readouterr().out
    assert all(f"{kind} {name}" in said for kind, name in NEW_KINDS.items())
    assert set(NEW_KINDS) == {"event", "article", "resource", "daily", "expert", "question"}
