"""announce.py: answers of an editor into an alert, and an alert into the archive."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from kepu.__main__ import main
from kepu.build.build_site import Built
from kepu.build.live_folder import BuildError
from kepu.common.problems import PlanError
from kepu.editing.prompt import Cancelled
from kepu.editing.set_alert import Change, end_alert, read_moment, set_alert
from kepu.model.alert import Alert, in_figures, parse_moment
from kepu.model.article import ArticleHead
from kepu.model.record import Source
from kepu.postbuild.manifest import digests
from kepu.project.plan_loader import load_plan
from kepu.project.rules.table import check_plan
from kepu.publish.deploy import destination, publish, rollback
from kepu.queries.alerts import live
from kepu.queries.articles import Article
from sites import VALID

NOW = parse_moment("2026-06-01 16:00")
"""While the alert of the plan is valid: from 15:30 until 20:00."""

ANSWERS: dict[str, str | list[str]] = {
    "级别": "2",
    "标题": "雷雨将至",
    "说明": "一小时内有雷雨。",
    "要做什么，第一条": "进屋",
    "要做什么，下一条": ["关窗", ""],
    "打哪个电话": "0715-8000000",
    "先看": "雷电、大风",
    "来源：": "某市气象台",
    "来源几点": "15:50",
    "来源的网址": "https://example.gov.cn/a",
    "有效到": "3小时",
    "确认": "发布",
}


def article(id: str, short: str | None, title: str) -> Article:
    head = ArticleHead.model_validate(
        {
            "title": title,
            "summary": "答案",
            "motto": "口诀",
            "short": short,
            "emergency": short is not None,
            "topics": ("disaster",),
            "sources": (Source(name="出处"),),
            "written": NOW.date(),
        }
    )
    return Article(f"articles/{id}/", head)


ARTICLES = [
    article("gale", "大风", "刮大风怎么办"),
    article("lightning", "雷电", "打雷了往哪里躲"),
    article("wind", None, "风是怎么来的"),
]


@dataclass
class Editor:
    """Answers by the beginning of the question; several answers to one question are given in turn.

    Raises AssertionError when one question comes again and again, which a person would leave.
    """

    answers: dict[str, str | list[str]]
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.answers = {key: list(said) if isinstance(said, list) else said for key, said in self.answers.items()}

    def ask(self, question: str) -> str:
        self.asked.append(question)
        assert self.asked.count(question) < 20, question
        key = next((key for key in self.answers if question.startswith(key)), "")
        answer = self.answers.get(key, "")
        return answer.pop(0) if isinstance(answer, list) else answer


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(VALID / "alert", tmp_path / "project")
    return tmp_path / "project"


def files(project: Path) -> dict[str, bytes]:
    return {path.relative_to(project).as_posix(): path.read_bytes() for path in project.rglob("*") if path.is_file()}


def announce(project: Path, editor: Editor, now: datetime = NOW) -> Change:
    return set_alert(project, load_plan(project), ARTICLES, lambda: now, editor.ask, editor.said.append)


def end(project: Path, editor: Editor, now: datetime = NOW) -> Change:
    return end_alert(project, load_plan(project), lambda: now, editor.ask, editor.said.append)


def current(project: Path) -> Alert:
    plan = load_plan(project)
    assert check_plan(plan) == []
    assert plan.alert
    return plan.alert


def test_all_answers_are_in_the_file(project: Path) -> None:
    announce(project, Editor(ANSWERS))
    alert = current(project)
    assert (alert.level, alert.title, alert.text) == ("warning", "雷雨将至", "一小时内有雷雨。")
    assert (alert.todo, alert.articles) == (("进屋", "关窗"), ("lightning", "gale"))
    assert alert.phone == "0715-8000000"
    assert (alert.source.name, alert.source.issued, alert.source.link) == (
        "某市气象台",
        "2026-06-01 15:50",
        "https://example.gov.cn/a",
    )
    assert (alert.since, alert.until, alert.ended) == ("2026-06-01 16:00", "2026-06-01 19:00", None)
    assert live(alert, NOW)


def test_the_editor_sees_the_notice_before_it_is_published(project: Path) -> None:
    editor = Editor(ANSWERS)
    announce(project, editor)
    shown = "\n".join(editor.said)
    for words in ("【预警】雷雨将至　有效至 2026-06-01 19:00（还有 3 小时）", "一小时内有雷雨。", "  2. 关窗"):
        assert words in shown
    assert "先看：雷电、大风" in shown and "电话：0715-8000000" in shown
    assert "来源：某市气象台，2026-06-01 15:50 发布（https://example.gov.cn/a）" in shown
    assert "现在显示的“大风正在过境，请待在屋里”会换下来" in shown


def test_what_is_not_needed_may_be_left_out(project: Path) -> None:
    (project / "plan/alert.yaml").unlink()
    announce(project, Editor({**ANSWERS, "打哪个电话": "", "先看": "", "来源的网址": "", "要做什么，下一条": ""}))
    alert = current(project)
    assert (alert.articles, alert.phone, alert.source.link, alert.todo) == ((), None, None, ("进屋",))
    assert (project / "plan/alert.yaml").read_text("utf-8").startswith("# yaml-language-server: $schema=schema/alert")


def test_the_one_it_replaces_is_filed_as_ended(project: Path) -> None:
    announce(project, Editor(ANSWERS))
    filed = load_plan(project).alerts["2026-06-01-1530"]
    assert (filed.title, filed.ended, filed.over) == (
        "大风正在过境，请待在屋里",
        "2026-06-01 16:00",
        "2026-06-01 16:00",
    )


def test_one_that_was_over_is_filed_as_it_was(project: Path) -> None:
    editor = Editor({**ANSWERS, "来源几点": "2026-06-02 08:00"})
    announce(project, editor, parse_moment("2026-06-02 08:30"))
    assert load_plan(project).alerts["2026-06-01-1530"].ended is None
    assert "换下来" not in "\n".join(editor.said)


def test_one_that_had_not_begun_is_filed_without_having_been_valid(project: Path) -> None:
    announce(project, Editor({**ANSWERS, "来源几点": "10分钟前"}), parse_moment("2026-06-01 15:00"))
    plan = load_plan(project)
    assert check_plan(plan) == []
    assert plan.alerts["2026-06-01-1530"].ended == "2026-06-01 15:30"


def test_two_in_one_minute_get_names_of_their_own(project: Path) -> None:
    for _ in range(3):
        announce(project, Editor(ANSWERS))
    plan = load_plan(project)
    assert check_plan(plan) == []
    assert {"2026-06-01-1600", "2026-06-01-1601"} <= plan.alerts.keys()
    assert plan.alert and plan.alert.since == "2026-06-01 16:02"


@pytest.mark.parametrize("answer", ["", "发", "yes", "不发布"])
def test_without_the_word_nothing_is_written(project: Path, answer: str) -> None:
    before = files(project)
    with pytest.raises(Cancelled):
        announce(project, Editor({**ANSWERS, "确认": answer}))
    assert files(project) == before


@pytest.mark.parametrize("stop", [EOFError, KeyboardInterrupt])
@pytest.mark.parametrize("after", range(12))
def test_who_stops_answering_writes_nothing(project: Path, stop: type[BaseException], after: int) -> None:
    editor, before = Editor(ANSWERS), files(project)

    def ask(question: str) -> str:
        if len(editor.asked) == after:
            raise stop
        return editor.ask(question)

    with pytest.raises(Cancelled):
        set_alert(project, load_plan(project), ARTICLES, lambda: NOW, ask, editor.said.append)
    assert files(project) == before


@pytest.mark.parametrize(
    ("question", "answers", "said"),
    [
        ("级别", ["红色", "3"], "请写数字或名称：1 提示、2 预警、3 紧急。"),
        ("标题", ["", "雷雨"], "这一项不能空着。"),
        ("标题", ["雷" * 41, "雷雨"], "写了 41 个字，最多 40 个字。"),
        ("要做什么，第一条", ["", "进屋"], "这一项不能空着。"),
        (
            "打哪个电话",
            ["13900000000", "１１９"],
            "“13900000000”不是单位的电话，应当像 119、12345 或 0715-8000000；不写个人手机号。",
        ),
        ("先看", ["地震", "雷电"], "没有“地震”这一篇。应急文章有：大风、雷电"),
        ("先看", ["风", "大风"], "“风”有几篇都像：刮大风怎么办、风是怎么来的"),
        ("来源几点", ["刚才", "15:50"], "“刚才”看不懂，请写成 今天20:00、明天8点、6小时，或 2026-06-01 16:00 这样。"),
        ("来源几点", ["16:01", "15:50"], "2026-06-01 16:01 还没有到。"),
        ("来源的网址", ["example.gov.cn", ""], "“example.gov.cn”不是完整的网址，应当像 https://www.gov.cn/。"),
        ("有效到", ["15:00", "17:00"], "2026-06-01 15:00 已经过去了。"),
        ("有效到", ["16:00", "17:00"], "2026-06-01 16:00 已经过去了。"),
        ("有效到", ["2026-07-02 16:01", "17:00"], "2026-07-02 16:01 离现在超过 30 天，请核对。"),
    ],
)
def test_a_wrong_answer_is_explained_and_asked_again(
    project: Path, question: str, answers: list[str], said: str
) -> None:
    editor = Editor({**ANSWERS, question: list(answers)})
    announce(project, editor)
    assert editor.said[0] == said
    assert sum(asked.startswith(question) for asked in editor.asked) == 2
    assert current(project)


@pytest.mark.parametrize(
    ("names", "ids"),
    [("大风", ["gale"]), ("刮大风怎么办", ["gale"]), ("wind", ["wind"]), ("打雷，大风，打雷", ["lightning", "gale"])],
)
def test_an_article_is_named_by_short_name_title_or_part_of_it(project: Path, names: str, ids: list[str]) -> None:
    announce(project, Editor({**ANSWERS, "先看": names}))
    assert list(current(project).articles) == ids


@pytest.mark.parametrize(
    "words", ['"引号"“引号”', "it's: # 说明", "{ x } <b>", "反斜杠 \\n", "- 列表", "看不见\u200b的字"]
)
def test_any_words_come_back_as_they_were_written(project: Path, words: str) -> None:
    announce(project, Editor({**ANSWERS, **dict.fromkeys(("标题", "说明", "要做什么，第一条", "来源："), words)}))
    alert, expected = current(project), words.replace("\u200b", "")
    assert [alert.title, alert.text, alert.todo[0], alert.source.name] == [expected] * 4


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("今天20:00", "2026-06-01 20:00"),
        ("20:00", "2026-06-01 20:00"),
        ("20：00", "2026-06-01 20:00"),
        ("２０点", "2026-06-01 20:00"),
        ("晚上8点", "2026-06-01 20:00"),
        ("今晚8点半", "2026-06-01 20:30"),
        ("中午12点", "2026-06-01 12:00"),
        ("下午 1 点 05 分", "2026-06-01 13:05"),
        ("24点", "2026-06-02 00:00"),
        ("今晚12点", "2026-06-02 00:00"),
        ("下午12点", "2026-06-01 12:00"),
        ("中午1点", "2026-06-01 13:00"),
        ("明天8点", "2026-06-02 08:00"),
        ("明晚9点", "2026-06-02 21:00"),
        ("后天12:30", "2026-06-03 12:30"),
        ("6小时", "2026-06-01 22:00"),
        ("1.5小时", "2026-06-01 17:30"),
        ("2个小时后", "2026-06-01 18:00"),
        ("90分钟", "2026-06-01 17:30"),
        ("10分钟前", "2026-06-01 15:50"),
        ("3天", "2026-06-04 16:00"),
        ("2026-06-02 08:00", "2026-06-02 08:00"),
        ("2026年6月2日8点", "2026-06-02 08:00"),
        ("6月2日 8:00", "2026-06-02 08:00"),
        ("6-2 8:00", "2026-06-02 08:00"),
    ],
)
def test_a_moment_may_be_written_as_people_say_it(answer: str, expected: str) -> None:
    found = read_moment(answer, NOW)
    assert found and in_figures(found) == expected


@pytest.mark.parametrize(
    "answer",
    ["", "晚上", "8", "25:00", "20:60", "6月31日8点", "2月29日8点", "x小时", "尽快", "小时", "今晚1点", "晚上0点"],
)
def test_what_names_no_moment_is_not_guessed(answer: str) -> None:
    assert read_moment(answer, NOW) is None


def test_a_day_without_its_year_is_the_nearest() -> None:
    for now, expected in (("2026-12-31 22:00", "2027-01-01 08:00"), ("2026-01-02 08:00", "2026-01-01 08:00")):
        found = read_moment("1月1日8点", parse_moment(now))
        assert found and in_figures(found) == expected


def test_ending_files_the_alert_with_the_minute(project: Path) -> None:
    editor = Editor({"确认": "结束"})
    end(project, editor)
    plan = load_plan(project)
    assert check_plan(plan) == [] and plan.alert is None
    assert plan.alerts["2026-06-01-1530"].ended == "2026-06-01 16:00"
    assert not (project / "plan/alert.yaml").exists()
    assert "【紧急】大风正在过境，请待在屋里　2026-06-01 15:30 起，有效至 2026-06-01 20:00" in editor.said[0]


def test_ending_what_is_over_only_files_it(project: Path) -> None:
    editor = Editor({"确认": "结束"})
    end(project, editor, parse_moment("2026-06-01 20:00"))
    assert load_plan(project).alerts["2026-06-01-1530"].ended is None
    assert "已经过了有效期" in "\n".join(editor.said)


def test_ending_needs_the_word_and_an_alert(project: Path) -> None:
    before = files(project)
    with pytest.raises(Cancelled):
        end(project, Editor({"确认": "发布"}))
    assert files(project) == before
    (project / "plan/alert.yaml").unlink()
    editor = Editor({"确认": "结束"})
    with pytest.raises(Cancelled):
        end(project, editor)
    assert (editor.said, editor.asked) == (["现在没有通知，不用结束。"], [])


# The command.

Run = Callable[..., int]


@pytest.fixture
def run(project: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `kepu alert` with these answers; `broken` is what the build raises."""

    def start(
        *arguments: str, answers: dict[str, str | list[str]] = ANSWERS, broken: BaseException | None = None
    ) -> int:
        def build_site(root: Path, site: Path, exact: bool) -> Built:
            if broken:
                raise broken
            return Built(site, 3, 2, 1.25)

        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780300800")  # NOW
        monkeypatch.setattr("builtins.input", Editor(answers).ask)
        monkeypatch.setattr(
            "kepu.render.project.read_project", lambda root: type("Project", (), {"plan": load_plan(root), "pages": []})
        )
        monkeypatch.setattr("kepu.queries.articles.articles_of", lambda pages: ARTICLES)
        monkeypatch.setattr("kepu.build.build_site.build_site", build_site)
        return main(["--root", str(project), "alert", *arguments])

    return start


def test_the_command_sets_an_alert_builds_and_says_what_is_next(
    run: Run, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run() == 0
    assert current(project).title == "雷雨将至"
    said = capsys.readouterr().out
    assert "用时 1.2 秒" in said and "复制到服务器" in said and "kepu alert --end" in said


SMALL_SITE = {"index.html": "<main>首页</main>", "units/index.html": "<main>单位</main>"}


def publishing(project: Path, words: str = "首页") -> Path:
    """Give the project a destination and a built site; returns where its front page goes live."""
    place = project.parent / "there"
    (project / "plan" / "publish.yaml").write_text(
        f"destinations:\n  - {{id: server, kind: local, path: {place}}}\n  - {{id: usb, kind: folder, path: {place} 2}}\n"
    )
    for name, text in SMALL_SITE.items():
        (project / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (project / "site" / name).write_text(text.replace("首页", words), "utf-8")
    (project / "site" / "build.json").write_text(json.dumps({"files": digests(project / "site")}), "utf-8")
    return place / "current" / "site" / "index.html"


@pytest.mark.parametrize(("arguments", "word"), [((), "发布"), (("--end",), "结束")])
@pytest.mark.parametrize(("answer", "live"), [("", True), ("发布", True), ("不", False), ("等等", False)])
def test_the_command_publishes_in_the_same_breath_unless_the_editor_would_rather_not(
    run: Run,
    project: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str],
    word: str,
    answer: str,
    live: bool,
) -> None:
    page = publishing(project)
    assert run(*arguments, answers={**ANSWERS, "确认": word, "现在就发布到 server": answer}) == 0
    assert page.exists() is live
    said = capsys.readouterr().out
    assert ("已发布" in said and "kepu publish usb --no-build" in said) is live
    assert ("还没有上线" in said) is not live


@pytest.mark.parametrize(("answer", "live"), [("改好了", True), ("照样发布", True), ("", False), ("发布", False)])
def test_what_was_rolled_back_goes_out_with_an_alert_only_when_the_editor_says_so(
    run: Run, project: Path, capsys: pytest.CaptureFixture[str], answer: str, live: bool
) -> None:
    for words in ("首页", "写错了"):
        page = publishing(project, words)
        publish(project, load_plan(project), destination(load_plan(project), None), project / "site")
    rollback(destination(load_plan(project), None), None)
    publishing(project, "写错了，加上通知")
    assert run(answers={**ANSWERS, "错处已经改好": answer}) == 0
    assert ("加上通知" in page.read_text("utf-8")) is live
    assert "会把换下的错处也一起放上去" in capsys.readouterr().out


def test_the_command_ends_an_alert_and_builds(run: Run, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--end", answers={"确认": "结束"}) == 0
    assert load_plan(project).alert is None
    assert "网站已做好" in capsys.readouterr().out


@pytest.mark.parametrize("broken", [BuildError("到此为止"), PlanError([])])
@pytest.mark.parametrize(("arguments", "word"), [((), "发布"), (("--end",), "结束")])
def test_a_failed_build_leaves_the_files_as_they_were(
    run: Run, project: Path, capsys: pytest.CaptureFixture[str], broken: Exception, arguments: tuple[str], word: str
) -> None:
    before = files(project)
    assert run(*arguments, answers={**ANSWERS, "确认": word}, broken=broken) == 1
    assert files(project) == before
    assert "已恢复原样" in capsys.readouterr().err


def test_who_interrupts_the_build_finds_the_files_as_they_were(run: Run, project: Path) -> None:
    before = files(project)
    assert run(broken=KeyboardInterrupt()) == 1
    assert files(project) == before


def test_the_command_says_that_nothing_was_written(run: Run, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(project)
    assert run(answers={**ANSWERS, "确认": ""}) == 1
    assert files(project) == before
    assert "没有写任何文件，网站没有动" in capsys.readouterr().out
