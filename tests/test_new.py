"""new.py: answers of an editor into a file that can be read again."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from kepu.__main__ import main
from kepu.common.files.kept import CACHE
from kepu.common.files.yaml_reader import read_yaml
from kepu.editing.creating.new_event import new_event
from kepu.editing.prompt import Cancelled
from kepu.editing.record_file import REST, Code, Remarked, question, record_lines
from kepu.model.events import Event
from kepu.model.plan import Plan
from kepu.project.plan_loader import load_plan
from kepu.project.rules.table import check_plan
from sites import VALID

FULL: dict[str, str] = {
    "活动名称": "科学课",
    "开始日期": "2026-12-05",
    "结束日期": "",
    "开始时刻": "09:00",
    "结束时刻": "11:30",
    "地点名称": "会场",
    "所在乡镇办场": "东镇",
    "主办的责任单位": "甲局",
    "面向谁": "青少年、老年人",
    "费用": "免费",
    "怎么报名": "打电话",
    "海报或照片的文件名": "class.jpg",
    "替代文字": "海报：孩子们做实验，写着下午两点",
    "文件名": "science-class",
}
LEAST = {"活动名称": "科学课", "开始日期": "2026-12-05", "文件名": "science-class"}


@dataclass
class Editor:
    """Answers by the beginning of the question; several answers to one question are given in turn."""

    answers: dict[str, str | list[str]]
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def ask(self, question: str) -> str:
        self.asked.append(question)
        key = next((key for key in self.answers if question.startswith(key)), "")
        answer = self.answers.get(key, "")
        return answer.pop(0) if isinstance(answer, list) else answer


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(VALID / "calendar", tmp_path / "project")
    return tmp_path / "project"


@pytest.mark.parametrize("answer", ["讲座".encode("gbk").decode("utf-8", "surrogateescape"), None])
def test_answers_that_are_no_utf8_end_in_one_sentence_and_no_file(project: Path, answer: str | None) -> None:
    before, said = sorted(project.rglob("*")), list[str]()

    def ask(question: str) -> str:
        return answer if answer else "讲座".encode("gbk").decode()

    with pytest.raises(Cancelled):
        new_event(project, load_plan(project), ask, said.append)
    assert [sentence.startswith("收到的字不是 UTF-8 编码") for sentence in said] == [True]
    assert sorted(project.rglob("*")) == before


Write = Callable[..., tuple[Event, Editor]]


@pytest.fixture
def write(project: Path, calendar_plan: Plan, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Answers the questions, reads the file back and finds nothing wrong with the plan."""
    plans = [calendar_plan]  # what the project holds at first; who writes again has to read again
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780300800")

    def answer(answers: dict[str, Any]) -> tuple[Event, Editor]:
        editor = Editor(answers)
        path = new_event(project, plans[-1], editor.ask, editor.said.append)
        plan = load_plan(project)
        plans.append(plan)
        assert check_plan(plan) == []
        return plan.events[f"{path.parent.name}/{path.stem}"], editor

    return answer


def test_all_answers_are_in_the_file(write: Write, project: Path) -> None:
    event, editor = write(FULL)
    assert event.id == "2026/science-class"
    assert event.place and event.registration
    assert (event.title, str(event.start), event.end, event.begins, event.ends) == (
        "科学课",
        "2026-12-05",
        None,
        "09:00",
        "11:30",
    )
    assert (event.place.name, event.place.township, event.host) == ("会场", "dongzhen", "jiaju")
    assert (event.audiences, event.free, event.registration.how) == (("youth", "seniors"), True, "打电话")
    assert event.picture and (event.picture.file, event.picture.alt) == (
        "class.jpg",
        "海报：孩子们做实验，写着下午两点",
    )
    assert (event.status, str(event.updated), editor.said) == ("planned", "2026-06-01", [])
    assert "\n# supporters: [协办的责任单位代号]\n" in (project / "plan/events/2026/science-class.yaml").read_text(
        "utf-8"
    )


def test_title_day_and_name_are_enough(write: Write, project: Path) -> None:
    event, editor = write(LEAST)
    assert (event.place, event.host, event.audiences, event.fee, event.registration) == (None, None, (), None, None)
    assert not any(question.startswith(("结束时刻", "所在乡镇办场", "替代文字")) for question in editor.asked)
    lines = (project / "plan/events/2026/science-class.yaml").read_text("utf-8").splitlines()
    assert "schema/event.json" in lines[0]
    named = {line.removeprefix("# ").partition(":")[0] for line in lines}
    assert {name for name, field in Event.model_fields.items() if field.description} <= named


@pytest.mark.parametrize(
    "title",
    [
        '“引号”和"直引号"',
        "it's: 冒号 # 不是注释",
        "- 短横线",
        "{花括号} [方括号]",
        "反斜杠 \\n \\",
        "全角：冒号，逗号",
        "true",
        "2026",
        "2026-12-05",
        "&a *b !c |d >e %f @g `h",
        "~",
        "<b>科学</b>&amp;",
        "null",
    ],
)
def test_any_title_comes_back_as_it_was_written(title: str, write: Write) -> None:
    event, _ = write({**FULL, "活动名称": title, "地点名称": title, "费用": title, "怎么报名": title})
    assert event.place and event.registration
    assert [event.title, event.place.name, event.fee, event.registration.how] == [title] * 4


@pytest.mark.parametrize(
    "said",
    [
        "2026-12-05",
        "2026-12-5",
        "2026/12/5",
        "2026.12.05",
        "2026年12月5日",
        "2026年12月5",
        "２０２６-１２-０５",
        " 2026-12-05 ",
    ],
)
def test_a_day_may_be_written_as_people_write_it(said: str, write: Write) -> None:
    assert str(write({**LEAST, "开始日期": said})[0].start) == "2026-12-05"
    assert (
        str(write({**LEAST, "开始日期": "2026-12-04", "结束日期": said, "文件名": "b", "活动名称": "又一课"})[0].end)
        == "2026-12-05"
    )


@pytest.mark.parametrize(
    ("asks", "answers", "said"),
    [
        ("活动名称", ["", "  ", "科学课"], ["这一项不能空着。"] * 2),
        ("开始日期", ["明天", "2026-12-05"], ["“明天”不是日期，请写成 2026-12-05。"]),
        ("开始日期", ["", "2026-02-30", "12-5", "2026-12-05"], None),
        ("结束日期", ["2026-12-04", "2026-12-06"], ["结束日期早于开始日期（2026-12-05）。"]),
        ("结束日期", ["后天", ""], ["“后天”不是日期，请写成 2026-12-05。"]),
        (
            "开始时刻",
            ["上午九点", "24:00", "9：00"],
            ["“上午九点”不是时刻，请写成 09:00。", "“24:00”不是时刻，请写成 09:00。"],
        ),
        (
            "结束时刻",
            ["08:00", "09:00", "09:01"],
            ["结束时刻不晚于开始时刻（09:00）；过了半夜才结束的，请先写结束日期。"] * 2,
        ),
        ("所在乡镇办场", ["南镇", "镇", "西镇"], ["没有这个名称。可以写：东镇、西镇", "有几个都像：东镇、西镇"]),
        ("主办的责任单位", ["局", "甲"], ["有几个都像：甲局、乙局"]),
        ("面向谁", ["青年", "青少年,老年人"], ["没有：青年"]),
        (
            "文件名",
            ["科学课", "Science", "06", "a_b", "", "a-b"],
            ["只能用小写字母、数字和短横线，也不能只是两位数字。"] * 5,
        ),
        ("文件名", ["camp", "a-b"], ["已经有这个文件了，请换一个名字。"]),
    ],
)
def test_a_wrong_answer_is_asked_again(asks: str, answers: list[str], said: list[str] | None, write: Write) -> None:
    _, editor = write({**FULL, asks: list(answers)})
    assert [asked.startswith(asks) for asked in editor.asked].count(True) == len(answers)
    assert len(editor.said) == len(answers) - 1
    if said:
        assert editor.said == said


def test_an_event_over_midnight_ends_on_the_next_day(write: Write) -> None:
    event, editor = write({**FULL, "结束日期": "2026-12-06", "开始时刻": "22:00", "结束时刻": "1:00"})
    assert (str(event.end), event.begins, event.ends, editor.said) == ("2026-12-06", "22:00", "01:00", [])


def test_the_same_last_day_is_left_out(write: Write) -> None:
    assert write({**LEAST, "结束日期": "2026-12-05"})[0].end is None


def test_a_new_year_gets_its_folder(write: Write) -> None:
    assert write({**LEAST, "开始日期": "2028-01-02"})[0].id == "2028/science-class"


@pytest.mark.parametrize("stop", [EOFError, KeyboardInterrupt])
@pytest.mark.parametrize("after", range(12))
def test_who_stops_answering_writes_nothing(stop: type[BaseException], after: int, project: Path) -> None:
    answers = iter(FULL.values())

    def ask(_: str) -> str:
        if (answer := next(remaining, None)) is None:
            raise stop
        return answer

    remaining = iter([answer for answer, _ in zip(answers, range(after), strict=False)])
    before = files(project)
    with pytest.raises(Cancelled):
        new_event(project, load_plan(project), ask, print)
    assert files(project) == before


def files(project: Path) -> Iterable[Path]:
    """Everything in a project but what the program keeps for itself."""
    return sorted(path for path in project.rglob("*") if CACHE not in path.parts)


def test_the_command_says_what_it_wrote(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("builtins.input", Editor({**LEAST}).ask)
    monkeypatch.setattr("kepu.render.project.read_project", lambda root: type("Project", (), {"plan": load_plan(root)}))
    assert main(["--root", str(project), "new", "event"]) == 0
    assert "events/2026/science-class.yaml" in capsys.readouterr().out.replace("\\", "/")


def test_the_command_says_that_nothing_was_written(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(_: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", stop)
    monkeypatch.setattr("kepu.render.project.read_project", lambda root: type("Project", (), {"plan": load_plan(root)}))
    assert main(["--root", str(project), "new", "event"]) == 1
    assert "没有写任何文件" in capsys.readouterr().out


def test_every_field_of_a_new_file_is_asked_or_explained_in_the_words_of_the_model() -> None:
    lines = list(record_lines(Event, ("title", REST, "updated"), {"title": "甲", "updated": date(2026, 6, 1)}))
    assert lines[0] == 'title: "甲"' and lines[-1] == "updated: 2026-06-01"
    assert "# end: 结束日期；只有一天就不填" in lines
    assert "# supporters: [协办的责任单位代号]" in lines
    assert "# place: {name: 地点名称}  地点" in lines
    assert [line.removeprefix("# ").partition(":")[0] for line in lines].count("audiences") == 1


def test_answers_become_values_as_their_kind_asks(tmp_path: Path) -> None:
    values: dict[str, object] = {
        "title": "一：“二”",
        "host": Code("jiaju"),
        "status": Remarked(Code("open"), "报名中"),
        "place": {"name": "会场", "township": Code("")},
        "sources": [{"name": "某通知", "dated": date(2026, 3, 5)}, {"name": "另一个"}],
        "measures": [Code("a-1"), Code("b-2")],
    }
    text = "\n".join(record_lines(Event, tuple(values), values)) + "\n"
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    read: Any = read_yaml(tmp_path / "a.yaml", "a.yaml").value
    assert read["place"] == {"name": "会场"} and read["status"] == "open" and read["measures"] == ("a-1", "b-2")
    assert read["sources"] == ({"name": "某通知", "dated": date(2026, 3, 5)}, {"name": "另一个"})
    assert (read["title"], read["host"]) == ("一：“二”", "jiaju")


def test_what_is_asked_is_called_as_the_model_calls_it() -> None:
    assert question(Event, "title") == "活动名称"
    assert question(Event, "end", "只有一天就直接回车") == "结束日期（只有一天就直接回车）"
